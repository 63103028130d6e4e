"""By what two boxes are the same medicine, and how two that are not differ."""

from fractions import Fraction

import pytest

from medcircuit.medicines.rules.classes import Comparison, Likeness, classify, compare
from medcircuit.medicines.rules.forms import Family, Release, read_form
from medcircuit.medicines.rules.labels import FAMILIES, RELEASES, class_label
from medcircuit.medicines.rules.strength import Unit, amounts_said
from medcircuit.medicines.rules.substances import Component, base_name, ingredients, salt_of


def sa(name, dosage, reference="un comprimé", link="1", element="comprimé", code="00001"):
    return Component(element, code, name, dosage, reference, "SA", link)


def ft(name, dosage, reference="un comprimé", link="1", element="comprimé", code="00002"):
    return Component(element, code, name, dosage, reference, "FT", link)


def medicine(name, form, *components, routes="orale", group=None, cis="60000001"):
    form_read = read_form(form, routes, name)
    return classify(
        components, form_read, form_words=form, routes=routes, denomination=name, cis=cis, group=group
    )


def class_of(*args, **kwargs):
    return medicine(*args, **kwargs)[0]


PARACETAMOL = class_of("DOLIPRANE 500 mg, comprimé", "comprimé", sa("PARACÉTAMOL", "500 mg"))


def test_a_salt_and_its_base_are_one_ingredient_with_the_amount_of_the_label():
    (one,) = ingredients(
        [sa("CHLORHYDRATE D'OXYCODONE", "15 mg"), ft("OXYCODONE", "13,5 mg")],
        amounts_said("OXYCODONE LP 15 mg, comprimé"),
    )
    assert (one.base, one.amount.value, one.name) == ("oxycodone", 15, "CHLORHYDRATE D'OXYCODONE")
    (one,) = ingredients(
        [sa("BÉSILATE D'AMLODIPINE", ""), ft("AMLODIPINE", "5 mg")], amounts_said("AMLOR 5 mg, gélule")
    )
    assert (one.base, one.amount.value) == ("amlodipine", 5)
    (one,) = ingredients([sa("CHLORHYDRATE DE X", "7 mg"), ft("X BASE", "")], amounts_said("MARQUE, gélule"))
    assert (one.base, one.amount.value) == ("x", 7)


def test_a_fraction_of_several_bases_is_counted_as_the_fraction():
    parts = [
        sa("FRACTION FLAVONOÏQUE", "500 mg"),
        ft("DIOSMINE", "450 mg"),
        ft("HESPÉRIDINE", "50 mg", code="3"),
    ]
    assert [one.name for one in ingredients(parts, amounts_said("DAFLON 500 mg"))] == ["FRACTION FLAVONOÏQUE"]
    assert len(ingredients(parts[1:], amounts_said("X"))) == 2


@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("METFORMINE (CHLORHYDRATE DE)", "metformine"),
        ("CHLORHYDRATE DE METFORMINE", "metformine"),
        ("METFORMINE BASE", "metformine"),
        ("BÉSILATE D'AMLODIPINE", "amlodipine"),
        ("LÉVOTHYROXINE SODIQUE ANHYDRE", "levothyroxine"),
        ("CHLORURE DE SODIUM", "chlorure de sodium"),
        ("VALPROATE DE SODIUM", "valproate de sodium"),
        ("SODIUM (VALPROATE DE)", "valproate de sodium"),
        ("CITRATE DE SODIUM", "citrate de sodium"),
        ("HÉPARINE CALCIQUE", "heparine calcique"),
        ("BENZATHINE BENZYLPÉNICILLINE", "benzathine benzylpenicilline"),
        ("DÉCANOATE D'HALOPÉRIDOL", "decanoate d'haloperidol"),
        ("FUSIDIQUE (ACIDE)", "acide fusidique"),
        ("ABIRATÉRONE", "acetate d'abiraterone"),
        ("IPRATROPIUM (BROMURE D')", "bromure d'ipratropium"),
    ],
)
def test_only_simple_salts_are_left_out_of_the_name(name, base):
    assert base_name(name) == base


def test_generics_of_the_same_substance_strength_and_form_are_the_same():
    generic = class_of(
        "PARACETAMOL BIOGARAN 0,5 g, gélule", "gélule", sa("PARACÉTAMOL", "0,500 g", "une gélule")
    )
    assert compare(PARACETAMOL, generic) == Comparison(Likeness.SAME, Fraction(1))
    assert PARACETAMOL.id == generic.id
    assert PARACETAMOL.key == "paracetamol 500 mg/1|tablet|immediate|"


def test_another_strength_has_its_exact_ratio():
    gram = class_of("X 1 g, comprimé", "comprimé", sa("PARACÉTAMOL", "1 g"))
    assert compare(PARACETAMOL, gram) == Comparison(Likeness.OTHER_STRENGTH, Fraction(2))
    assert compare(gram, PARACETAMOL) == Comparison(Likeness.OTHER_STRENGTH, Fraction(1, 2))


@pytest.mark.parametrize(
    "form",
    ["comprimé effervescent(e)", "comprimé dispersible", "comprimé orodispersible", "comprimé à croquer"],
)
def test_an_effervescent_or_dispersible_tablet_is_another_form(form):
    other = class_of(f"X 500 mg, {form}", form, sa("PARACÉTAMOL", "500 mg"))
    assert compare(PARACETAMOL, other) == Comparison(Likeness.OTHER_FORM, Fraction(1))


def test_prolonged_release_is_said_before_the_form():
    lp = class_of(
        "X LP 500 mg, gélule à libération prolongée",
        "gélule à libération prolongée",
        sa("PARACÉTAMOL", "500 mg"),
    )
    assert lp.release is Release.PROLONGED
    assert compare(PARACETAMOL, lp).likeness is Likeness.OTHER_RELEASE


def test_prolonged_forms_are_the_same_only_inside_a_group_or_a_brand():
    form = "comprimé à libération prolongée"

    def tramadol(name, group=None):
        return class_of(
            f"{name} LP 100 mg, {form}", form, sa("CHLORHYDRATE DE TRAMADOL", "100 mg"), group=group
        )

    assert compare(tramadol("MARQUE"), tramadol("MARQUE")).likeness is Likeness.SAME
    assert compare(tramadol("MARQUE"), tramadol("AUTRE")).likeness is Likeness.NOT_EQUIVALENT
    assert compare(tramadol("MARQUE", "8"), tramadol("AUTRE", "8")).likeness is Likeness.SAME
    assert compare(tramadol("MARQUE", "8"), tramadol("AUTRE", "9")).likeness is Likeness.NOT_EQUIVALENT


def test_insulins_are_bound_to_their_brand():
    def insulin(name, form="solution injectable"):
        line = sa("INSULINE LISPRO", "100 UI", "1 ml", element="solution")
        return class_of(f"{name} 100 UI/ml, {form}", form, line, routes="sous-cutanée", group="3")

    assert compare(insulin("HUMALOG"), insulin("HUMALOG")).likeness is Likeness.SAME
    assert compare(insulin("HUMALOG"), insulin("AUTRE")).likeness is Likeness.NOT_EQUIVALENT
    mix = insulin("HUMALOG MIX25", "suspension injectable")
    assert compare(insulin("HUMALOG"), mix).likeness is Likeness.OTHER_FORM
    assert compare(mix, insulin("HUMALOG MIX50", "suspension injectable")).likeness is Likeness.NOT_EQUIVALENT


def test_another_substance_is_different_and_nothing_is_alike_without_substances():
    other = class_of("X 500 mg, comprimé", "comprimé", sa("METFORMINE", "500 mg"))
    assert compare(PARACETAMOL, other) == Comparison(Likeness.DIFFERENT)
    empty = [class_of("Y, comprimé", "comprimé", cis=cis) for cis in ("60000001", "60000002")]
    assert compare(*empty).likeness is Likeness.DIFFERENT


def test_an_unknown_strength_is_never_the_same_but_in_its_group():
    one = class_of("X, comprimé", "comprimé", sa("Y", "qs"), cis="60000001")
    other = class_of("Z, comprimé", "comprimé", sa("Y", "qs"), cis="60000002")
    assert compare(one, other) == Comparison(Likeness.NOT_EQUIVALENT)
    grouped = [
        class_of("X", "comprimé", sa("Y", "qs"), cis=cis, group="5") for cis in ("60000001", "60000002")
    ]
    assert compare(*grouped).likeness is Likeness.SAME
    assert one.key == "y ?|tablet|immediate|cis 60000001"


def test_a_combination_whose_strengths_change_unevenly_has_no_ratio():
    def combined(first, second):
        return class_of(
            f"X {first} mg/{second} mg, comprimé",
            "comprimé",
            sa("A", f"{first} mg"),
            sa("B", f"{second} mg", link="2"),
        )

    assert compare(combined(50, 10), combined(100, 10)) == Comparison(Likeness.NOT_EQUIVALENT)
    assert compare(combined(50, 10), combined(100, 20)) == Comparison(Likeness.OTHER_STRENGTH, Fraction(2))


def perindopril(salt, number, base):
    return class_of(f"X {number} mg, comprimé", "comprimé", sa(salt, f"{number} mg"), ft("PÉRINDOPRIL", base))


def test_milligrams_of_two_salts_are_no_ratio_of_strengths():
    old, new = "PÉRINDOPRIL TERT-BUTYLAMINE", "PÉRINDOPRIL ARGININE"
    four, five, ten = (
        perindopril(old, 4, "3,338 mg"),
        perindopril(new, 5, "3,395 mg"),
        perindopril(new, 10, "6,79 mg"),
    )
    assert compare(four, five) == Comparison(Likeness.NOT_EQUIVALENT)
    assert compare(five, four) == Comparison(Likeness.NOT_EQUIVALENT)
    assert compare(five, ten) == Comparison(Likeness.OTHER_STRENGTH, Fraction(2))
    spelled = perindopril("PÉRINDOPRIL (ERBUMINE DE)", 8, "6,676 mg")
    assert compare(four, spelled) == Comparison(Likeness.OTHER_STRENGTH, Fraction(2))


def test_a_salt_that_is_not_said_is_no_other_salt():
    salt = class_of(
        "X 5 mg, gélule", "gélule", sa("BÉSILATE D'AMLODIPINE", "6,9 mg"), ft("AMLODIPINE", "5 mg")
    )
    base = class_of(
        "Y 10 mg, gélule", "gélule", sa("AMLODIPINE (MALÉATE D')", "12,8 mg"), ft("AMLODIPINE", "10 mg")
    )
    assert compare(salt, base) == Comparison(Likeness.OTHER_STRENGTH, Fraction(2))


@pytest.mark.parametrize(
    ("name", "salt"),
    [
        ("PÉRINDOPRIL TERT-BUTYLAMINE", "tert-butylamine"),
        ("PÉRINDOPRIL ERBUMINE", "tert-butylamine"),
        ("HÉMIFUMARATE DE BISOPROLOL", "fumarate"),
        ("BISOPROLOL (FUMARATE DE)", "fumarate"),
        ("MÉTOPROLOL", ""),
        ("CHLORURE DE SODIUM", ""),
    ],
)
def test_a_salt_is_told_however_it_is_written(name, salt):
    assert salt_of(name) == salt


def test_liquids_are_the_same_by_their_concentration():
    syrup = class_of("X 100 mg/5 ml, sirop", "sirop", sa("Y", "100 mg", "5 ml de sirop"))
    other = class_of("Z 20 mg/ml, sirop", "sirop", sa("Y", "20 mg", "1 ml"))
    assert syrup.id == other.id
    assert syrup.strengths[0].value == 20


def test_the_concentration_of_the_label_wins_over_a_reference_that_contradicts_it():
    vial = class_of(
        "KETAMINE 10 mg/ml, solution injectable",
        "solution injectable",
        sa("Y", "10 mg", "une ampoule de 5 ml"),
        routes="intraveineuse",
    )
    assert (vial.strengths[0].value, vial.strengths[0].per) == (10, "mL")
    ampoule = class_of(
        "Y 20 mg, solution injectable",
        "solution injectable",
        sa("Y", "20 mg", "une ampoule de 2 ml"),
        routes="sous-cutanée",
    )
    assert (ampoule.strengths[0].value, ampoule.bound) == (10, "")


def test_an_injection_that_is_not_for_veins_is_not_one_that_is():
    def ceftriaxone(routes, reference="un flacon de poudre"):
        return class_of(
            "CEFTRIAXONE 1 g, poudre et solvant",
            "poudre et  solvant pour solution injectable",
            ft("CEFTRIAXONE", "1 g", reference),
            routes=routes,
        )

    assert (
        compare(ceftriaxone("intraveineuse"), ceftriaxone("intramusculaire")).likeness
        is Likeness.NOT_EQUIVALENT
    )
    other = ceftriaxone("intramusculaire", "3,5 ml de solution reconstituée")
    assert compare(ceftriaxone("intramusculaire"), other).likeness is Likeness.SAME


def test_a_patch_is_what_it_gives_in_an_hour_whatever_it_holds():
    def patch(name, content, group="7"):
        line = sa("FENTANYL", content, "un dispositif", element="dispositif")
        return class_of(
            f"{name} 12 microgrammes/heure, dispositif transdermique",
            "dispositif",
            line,
            routes="transdermique",
            group=group,
        )

    assert compare(patch("DUROGESIC", "2,1 mg"), patch("AUTRE", "2,75 mg")).likeness is Likeness.SAME
    assert patch("DUROGESIC", "2,1 mg", None).strengths[0].per == "h"
    bare = class_of(
        "X, dispositif transdermique", "dispositif", sa("Y", "5 mg", "un dispositif"), routes="transdermique"
    )
    assert bare.strengths[0].per == "1"


def test_single_doses_are_counted_by_the_dose():
    def vitamin(name, dosage, reference):
        return class_of(name, "solution buvable", sa("CHOLÉCALCIFÉROL", dosage, reference))

    one = vitamin("UVEDOSE 100 000 UI, solution buvable en ampoule", "100 000 UI", "une ampoule de 2 ml")
    other = vitamin("GENERIQUE 100 000 UI, solution buvable en ampoule", "2,5 mg", "une ampoule de 2 ml")
    assert one.id == other.id
    assert one.strengths[0].unit is Unit.IU
    sachet = vitamin("LACTULOSE 10 g/15 ml, solution buvable en sachet", "66,67 g", "100 ml")
    assert (sachet.strengths[0].value, sachet.strengths[0].per) == (10000, "1")
    per_ml = vitamin("X 20 mg/ml, solution buvable en ampoule", "20 mg", "1 ml")
    assert per_ml.strengths[0].per == "mL"


def test_percentages_make_creams_and_drops_of_several_salts_alike():
    def cream(dosage, reference="100 g de crème"):
        return class_of(
            "X 1 %, crème", "crème", sa("NITRATE D'ÉCONAZOLE", dosage, reference), routes="cutanée"
        )

    assert cream("1 g").id == cream("0,86 g").id == cream("1 g", "un tube").id
    drops = class_of("BETA 0,05 %, solution buvable en gouttes", "solution buvable en gouttes", sa("Y", ""))
    assert (drops.strengths[0].value, drops.strengths[0].per) == (Fraction(1, 2), "mL")
    percent = class_of("X 2 %, sirop", "sirop", sa("Y", "1,99 g", "100 ml"))
    assert percent.strengths[0].value == 20


def test_a_strength_only_in_the_name_is_taken_for_a_lone_substance():
    assert class_of("X 5 mg, comprimé", "comprimé", sa("Y", "", "")).strengths[0].value == 5
    typo = class_of("X 75 mg, comprimé", "comprimé", ft("Y", "75 mg", "30 ml"))
    assert (typo.strengths[0].value, typo.strengths[0].per) == (75, "1")
    unsaid = class_of("X, comprimé", "comprimé", ft("Y", "75 mg", "30 ml"))
    assert unsaid.strengths[0].value is None


def test_elements_of_one_box_are_kept_apart():
    pill = class_of(
        "PILULE, comprimé",
        "comprimé et  comprimé",
        sa("A", "1 mg", element="comprimé rose"),
        sa("A", "2 mg", element="comprimé blanc", link="2"),
    )
    assert pill.family is Family.KIT
    assert [one.value for one in pill.strengths] == [2, 1]
    assert pill.bound == "cis 60000001"


def test_a_class_is_said_in_french():
    found, parts = medicine("DOLIPRANE 1000 mg, comprimé", "comprimé", sa("PARACÉTAMOL", "1000 mg"))
    assert class_label(found, parts) == "Paracétamol 1 g, comprimé ou gélule"
    found, parts = medicine(
        "X 25 microgrammes, comprimé", "comprimé", sa("LÉVOTHYROXINE SODIQUE", "25 microgrammes")
    )
    assert class_label(found, parts) == "Lévothyroxine 25 microgrammes, comprimé ou gélule"
    found, parts = medicine(
        "LANTUS 100 unités/ml",
        "solution injectable",
        sa("INSULINE GLARGINE", "100 unités", "1 ml"),
        routes="sous-cutanée",
    )
    assert class_label(found, parts) == "Insuline glargine 100 unités/ml (LANTUS), solution injectable"
    found, parts = medicine(
        "X, comprimé", "comprimé", *(sa(f"N{n}", "1,5 mg", link=str(n)) for n in range(5))
    )
    assert (
        class_label(found, parts) == "N0 1,5 mg + n1 1,5 mg + n2 1,5 mg + n3 1,5 mg + …, comprimé ou gélule"
    )
    found, parts = medicine("X, comprimé à croquer", "comprimé à croquer", sa("Œ", "qs"))
    assert class_label(found, parts) == "Oe, comprimé à croquer"
    assert class_label(class_of("X", "comprimé"), ()) == "comprimé ou gélule"


def test_every_family_and_release_has_its_french_words():
    assert set(FAMILIES) == set(Family)
    assert set(RELEASES) == set(Release)


def test_two_numbers_that_touch_in_a_name_are_not_believed_against_the_composition():
    line = sa("INSULINE HUMAINE", "100 UI", "1 ml", element="suspension")
    name = "UMULINE PROFIL 30 100 UI/mL, suspension injectable en cartouche"
    found = class_of(name, "suspension injectable", line, routes="sous-cutanée")
    assert found.strengths[0].value == 100
    salt = class_of("X 10 mg, comprimé", "comprimé", sa("MONTÉLUKAST SODIQUE", "10,4 mg"))
    assert salt.strengths[0].value == 10
    granules = class_of(
        "X 40 mg/5 ml, granulés pour suspension buvable",
        "granulés pour suspension buvable",
        sa("Y", "48 mg", "1 g"),
    )
    assert (granules.strengths[0].value, granules.strengths[0].per) == (8, "mL")
    other = class_of("X 8 mg/ml, sirop", "sirop", sa("Y", "50 mg", "5 ml"))
    assert other.strengths[0].value == 8


def test_an_endless_concentration_is_said_with_three_digits():
    found, parts = medicine("X, sirop", "sirop", sa("Y", "100 mg", "7 ml"))
    assert class_label(found, parts) == "Y 14,3 mg/ml, solution ou suspension buvable"


@pytest.mark.parametrize(
    ("name", "label"),
    [
        (
            "DUROGESIC 25 microgrammes/heure, dispositif transdermique",
            "Y 25 microgrammes/h (DUROGESIC), patch",
        ),
        ("EXELON 4,6 mg/24 h, dispositif transdermique", "Y 4,6 mg/24 h (EXELON), patch"),
    ],
)
def test_a_patch_is_said_by_the_hour_or_the_day_as_its_label(name, label):
    found, parts = medicine(
        name, "dispositif", sa("Y", "9 mg", "un dispositif", element="dispositif"), routes="transdermique"
    )
    assert class_label(found, parts) == label
