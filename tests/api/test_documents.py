"""Documents about a treatment: asked for as a carer does, turned back to text and to codes."""

import subprocess
from dataclasses import replace
from datetime import timedelta

import pytest
import zxingcpp
from PIL import Image

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.medicines.rules.codes import Environment
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Act, Crush, Prescription, Terms
from medcircuit.prescriptions.rules.mentions import Mentions, Substitution
from medcircuit.residents import service as residents
from medcircuit.residents.models import resident
from medcircuit.residents.rules.admission import AllergyNote
from medcircuit.residents.rules.identity import read_ins
from medcircuit.residents.rules.people import Severity
from medcircuit.staff.models import user
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, PARACETAMOL_CAPSULE, dosage

ACTISKENAN = "64288864"
MATRICULE = {"ins_matricule": "277010115400329", "ins_oid": "1.2.250.1.213.1.4.8"}


@pytest.fixture
def house(sqlite_house):
    return sqlite_house


@pytest.fixture
def jeanne(sqlite_lilas):
    """Jeanne, allergic to penicillin, with two lines: one given this morning, one refused."""
    ward = sqlite_lilas
    resident = ward.admit("Jeanne")
    with ward.house.writing() as work:
        residents.note_allergy(work, resident, AllergyNote("Pénicilline", Severity.SEVERE))
        work.connection.execute(
            user.update()
            .where(user.c.id == ward.house.people[Role.PHYSICIAN])
            .values(rpps="10003456789", qualification="Médecin généraliste")
        )
    ward.given = ward.prescribe("Jeanne", DOLIPRANE_1G, moments=("MORN", "EVE"))
    ward.refused = ward.prescribe("Jeanne", FUROSEMIDE)
    ward.give(ward.given, "Jeanne")
    ward.act("refused", ward.refused, "Jeanne", reason="taste")
    return ward


@pytest.fixture
def printed(jeanne, signed_in, tmp_path):
    """Asks for a document about Jeanne as a person of a role; gives its text."""

    def ask(name, role=Role.NURSE):
        answer = signed_in(role).get(f"/api/residents/{jeanne.people['Jeanne']}/{name}")
        assert (answer.status_code, answer.content_type) == (200, "application/pdf"), answer.data
        path = tmp_path / f"{name}.pdf"
        path.write_bytes(answer.data)
        said = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
        return " ".join(said.stdout.decode().split())

    return ask


def test_an_order_says_who_prescribed_what_to_whom_and_when(printed):
    said = printed("ordonnance")
    for text in (
        "Pat PHYSICIAN",
        "Médecin généraliste",
        "RPPS 10003456789",
        "EHPAD des Tilleuls",
        "FINESS 750000018",
        "Le 01/11/2026",
        "MARTIN Jeanne",
        "née le 12/03/1938",
        "sexe F",
        "1. FUROSÉMIDE 40 mg",
        "2. PARACÉTAMOL 1 g",
        "Cette ordonnance comporte 2 lignes.",
        "Page 1 / 1",
    ):
        assert text in said, said
    assert "support sécurisé" not in said


def test_a_prescriber_has_one_order_and_a_line_of_another_day_says_its_own(jeanne, printed):
    with jeanne.house.writing(Role.PHYSICIAN) as work:
        terms = Terms(read_dosages(dosage()), None)
        asked = Prescription(new_id(), jeanne.people["Jeanne"], terms, cis=PARACETAMOL_CAPSULE)
        prescriptions.prescribe(work, asked)
    said = printed("ordonnance")
    assert "Le 21/11/2026" in said
    assert said.count("Prescrit le 01/11/2026.") == 2
    assert "Page 1 / 1" in said


def test_a_narcotic_is_in_full_letters_and_ordinary_paper_says_it_has_no_value(jeanne, printed):
    jeanne.prescribe("Jeanne", ACTISKENAN, amount="2", unit="gélule")
    said = printed("ordonnance")
    apart = said.index("À recopier ou imprimer sur support sécurisé, sans valeur seul.")
    assert apart < said.index("MORPHINE")
    assert "En toutes lettres : MORPHINE dix milligrammes, deux gélules" in said.replace("(SULFATE DE) ", "")


def test_what_a_line_says_for_the_pharmacy_is_printed(jeanne, printed):
    mentions = Mentions(Substitution.MTE, ald=True, packs=2, renewals=1, off_label="Échec du reste")
    month = dosage("EVE")
    month[0]["timing"]["repeat"] |= {"boundsDuration": {"value": 30, "unit": "jour", "system": "http://unitsofmeasure.org", "code": "d"}}  # fmt: skip
    terms = Terms(read_dosages(month), None, crush=Crush.FORBIDDEN)
    with jeanne.house.writing(Role.PHYSICIAN) as work:
        asked = Prescription(new_id(), jeanne.people["Jeanne"], terms, cis=PARACETAMOL_CAPSULE)
        prescriptions.prescribe(work, replace(asked, mentions=mentions))
    said = printed("ordonnance")
    for text in (
        "Non substituable (MTE).",
        "2 boîtes, à renouveler 1 fois.",
        "Prescription hors AMM : Échec du reste.",
        "Jusqu'au 21/12/2026 inclus.",
        "Ne pas écraser ni ouvrir.",
        "affection exonérante",
    ):
        assert text in said, said


def identify(jeanne, status):
    with jeanne.house.writing() as work:
        values = MATRICULE | {"ins_status": status, "birthplace_code": "01154"}
        work.connection.execute(resident.update().values(**values))


@pytest.mark.parametrize("name", ["ordonnance", "treatment-plan", "transfer-sheet"])
def test_a_qualified_identity_is_printed_in_clear_and_as_its_code(jeanne, printed, name, tmp_path):
    identify(jeanne, "QUAL")
    assert "2 77 01 01 154 003 29 (NIR)" in printed(name)
    subprocess.run(
        ["pdftoppm", "-r", "200", "-png", "-singlefile", tmp_path / f"{name}.pdf", tmp_path / "p"], check=True
    )
    [code] = zxingcpp.read_barcodes(Image.open(tmp_path / "p.png"))
    read = read_ins(code.bytes.decode(), Environment.PRODUCTION)
    assert (read.matricule, read.nom_naissance, read.prenoms) == ("277010115400329", "MARTIN", ("JEANNE",))


@pytest.mark.parametrize("status", ["PROV", "RECUP", "VALI"])
def test_an_identity_that_is_not_qualified_has_neither(jeanne, printed, status, tmp_path):
    identify(jeanne, status)
    assert "INS" not in printed("transfer-sheet")
    path = tmp_path / "transfer-sheet.pdf"
    subprocess.run(["pdftoppm", "-r", "200", "-png", "-singlefile", path, tmp_path / "p"], check=True)
    assert zxingcpp.read_barcodes(Image.open(tmp_path / "p.png")) == []


def test_a_transfer_sheet_says_the_last_and_the_next_dose_and_what_was_refused(printed):
    said = printed("transfer-sheet")
    for text in (
        "Allergies : Pénicilline (sévère)",
        "21/11 08:10 — pris, 1 comprimé",
        "21/11 18:30 — 1 comprimé",
        "Aucune depuis 35 jours",
        "22/11 08:00 — 1 comprimé",
        "FUROSÉMIDE 40 mg : refusé, 21/11 08:10",
        "Imprimé le 21/11/2026 à 08:10 par P. Nurse",
    ):
        assert text in said, said


def test_a_dose_whose_hour_is_past_is_said_not_given_yet(jeanne, printed):
    jeanne.house.clock.advance(timedelta(hours=3))
    line = jeanne.prescribe("Jeanne", PARACETAMOL_CAPSULE, moment="WAKE")
    assert line
    assert "21/11 07:00 (pas encore donnée)" in printed("transfer-sheet")


def test_a_treatment_plan_has_the_doses_of_the_day_by_moment_and_what_is_suspended(jeanne, printed):
    jeanne.stop_line(jeanne.refused, jeanne.now, act=Act.SUSPEND)
    said = printed("treatment-plan")
    assert "Matin Soir" in said
    assert "1 comprimé 1 comprimé" in said
    assert said.index("Suspendu : ne pas donner") < said.index("FUROSÉMIDE")


def test_a_person_without_treatment_has_documents_that_say_so(jeanne, signed_in, tmp_path):
    lucien = jeanne.admit("Lucien", birth_name="PETIT")
    for name in ("ordonnance", "treatment-plan", "transfer-sheet"):
        answer = signed_in(Role.NURSE).get(f"/api/residents/{lucien}/{name}")
        (tmp_path / "a.pdf").write_bytes(answer.data)
        said = subprocess.run(
            ["pdftotext", tmp_path / "a.pdf", "-"], capture_output=True, check=True
        ).stdout.decode()
        assert any(text in said for text in ("Aucune ligne en cours.", "Aucun médicament")), name


def test_whoever_may_not_read_prescriptions_prints_none(jeanne, signed_in):
    answer = signed_in(Role.CARE_ASSISTANT).get(f"/api/residents/{jeanne.people['Jeanne']}/transfer-sheet")
    assert answer.status_code == 403
