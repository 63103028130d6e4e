"""What kind of form a medicine has, and how it releases its substance."""

import pytest

from medcircuit.medicines.rules.forms import Family, Release, read_form


@pytest.mark.parametrize(
    ("form", "routes", "name", "family"),
    [
        ("comprimé pelliculé sécable", "orale", "", Family.TABLET),
        ("comprimé", "sublinguale", "", Family.SUBLINGUAL),
        ("comprimé", "gingivale", "", Family.BUCCAL),
        ("poudre pour suspension buvable", "orale", "X, poudre en sachet-dose", Family.ORAL_POWDER),
        ("poudre pour suspension buvable", "orale", "X, poudre en flacon", Family.ORAL_LIQUID),
        ("solution buvable", "orale", "X, solution buvable en sachet", Family.ORAL_LIQUID_DOSE),
        ("solution buvable en gouttes", "orale", "", Family.ORAL_LIQUID),
        ("liquide", "orale", "", Family.ORAL_LIQUID),
        ("poudre", "orale", "", Family.ORAL_POWDER),
        ("poudre", "cutanée", "", Family.SKIN_POWDER),
        ("solution", "buccogingivale", "", Family.MOUTH_LIQUID),
        ("solution", "cutanée", "", Family.SKIN_LIQUID),
        ("solution", "intravésicale", "", Family.INJECTABLE),
        ("solution", "", "", Family.OTHER),
        ("plante(s) pour tisane", "orale", "", Family.OTHER),
        ("collyre en solution", "ophtalmique", "", Family.EYE_DROPS),
        ("collyre en solution", "ophtalmique", "X, collyre en récipient unidose", Family.EYE_DROPS_DOSE),
        ("pommade", "ophtalmique", "", Family.EYE_OINTMENT),
        ("suspension", "nasale", "", Family.NASAL),
        ("suppositoire", "rectale", "", Family.SUPPOSITORY),
        ("solution", "rectale", "", Family.ENEMA),
        ("ovule", "vaginale", "", Family.PESSARY),
        ("crème", "vaginale", "", Family.VAGINAL_CREAM),
        ("système de diffusion", "vaginale", "", Family.VAGINAL_DEVICE),
        ("gel", "cutanée", "", Family.GEL),
        ("gel", "orale", "", Family.ORAL_GEL),
        ("dispositif", "transdermique", "", Family.PATCH),
        ("gel", "transdermique", "", Family.GEL),
        (
            "solution pour inhalation",
            "inhalée",
            "X, solution pour inhalation par nébuliseur",
            Family.NEBULISER,
        ),
        ("suspension pour inhalation", "inhalée", "", Family.AEROSOL),
        ("lyophilisat pour usage parentéral", "intraveineuse", "", Family.INJECTABLE),
        (" comprimé et solution(s) et granules", "cutanée;orale;sublinguale", "", Family.HOMEOPATHIC),
    ],
)
def test_the_family_of_a_form(form, routes, name, family):
    assert read_form(form, routes, name).family is family


@pytest.mark.parametrize(
    ("form", "name", "release"),
    [
        ("comprimé gastro-résistant(e)", "", Release.GASTRO_RESISTANT),
        ("gélule à libération modifiée", "", Release.MODIFIED),
        ("comprimé osmotique", "", Release.PROLONGED),
        ("solution injectable", "FLUANXOL LP 100 mg/1 ml", Release.PROLONGED),
        ("comprimé", "DOLIPRANE 500 mg, comprimé", Release.IMMEDIATE),
        ("comprimé", "X, libération immédiate", Release.IMMEDIATE),
    ],
)
def test_the_release_of_a_form(form, name, release):
    assert read_form(form, "orale", name).release is release
