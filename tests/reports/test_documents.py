"""Documents on A4: fonts embedded, language said, one page for a transfer, the same values to the same bytes."""

import subprocess
from dataclasses import replace
from datetime import date

import pytest

from reports.access_log import AccessSheet, Reading, access_log
from reports.ordonnance import Order, OrderLine, Ordonnance, Prescriber, ordonnance
from reports.paper import House, Person
from reports.transfer_sheet import TransferLine, TransferSheet, transfer_sheet
from reports.treatment_plan import PlanLine, TreatmentPlan, treatment_plan

HOUSE = House(
    "EHPAD des Tilleuls",
    "750000018",
    "12 rue des Lilas, 59000 Lille, France",
    "+33 3 20 00 00 00",
    "a@b.example",
)
PERSON = Person(
    "Lefebvre-Dumontier", "Martin", "Marie-Thérèse", "Marie-Thérèse Louise", date(1941, 3, 2), "F"
)
ORDER = Order(
    Prescriber("Dr Anne LEROY", "Médecin généraliste", "10003456789", "+33 6 00 00 00 00", "c@d.example"),
    date(2026, 11, 21),
    (OrderLine("PARACÉTAMOL 1 g, comprimé", "1 comprimé le matin.", ("Ne pas écraser.",)),),
    "Signé dans le logiciel.",
)
SHEET = TransferSheet(
    HOUSE,
    PERSON,
    ("Pénicilline (sévère)",),
    "Mixée",
    "Fausses routes",
    (TransferLine("FUROSÉMIDE 40 mg, comprimé", "1 comprimé le matin.", "21/11 08:10", "22/11 08:00"),),
    ("DIGOXINE 0,25 mg",),
    ("FUROSÉMIDE 40 mg : refusé, 20/11 08:10",),
    "Imprimé le 21/11/2026",
)
PLAN = TreatmentPlan(
    HOUSE,
    PERSON,
    date(2026, 11, 21),
    (),
    ("Matin", "Midi", "Soir", "Coucher", "Nuit"),
    (
        PlanLine(
            "FUROSÉMIDE 40 mg", "1 comprimé le matin.", "Depuis le 01/11/2026", (("Matin", "1 comprimé"),)
        ),
    ),
    (PlanLine("PARACÉTAMOL 1 g", "1 comprimé si douleur.", "Depuis le 01/11/2026"),),
    (),
    "Imprimé le 21/11/2026",
)
MADE = {
    "ordonnance": lambda: ordonnance(Ordonnance(HOUSE, PERSON, (ORDER, ORDER), "Imprimé le 21/11/2026")),
    "treatment_plan": lambda: treatment_plan(PLAN),
    "transfer_sheet": lambda: transfer_sheet(SHEET),
}


def told(command, path, *more):
    return subprocess.run([command, str(path), *more], capture_output=True, check=True).stdout.decode()


@pytest.mark.parametrize("name", MADE)
def test_fonts_are_embedded_and_the_document_says_its_title_and_language(name, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(MADE[name]())
    rows = [row.split() for row in told("pdffonts", path).splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows)
    assert b"/Lang (fr-FR)" in path.read_bytes()
    assert "Title:           " in told("pdfinfo", path)


@pytest.mark.parametrize("name", MADE)
def test_the_same_values_give_the_same_bytes(name):
    assert MADE[name]() == MADE[name]()


def test_each_prescriber_has_a_page_and_each_page_names_the_person(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(MADE["ordonnance"]())
    pages = told("pdftotext", path, "-").split("\f")[:-1]
    assert len(pages) == 2
    for number, page in enumerate(pages, 1):
        assert "LEFEBVRE-DUMONTIER Marie-Thérèse (nom utilisé MARTIN), née le 02/03/1941" in " ".join(
            page.split()
        )
        assert f"Page {number} / 2" in page


def test_a_plan_of_many_moments_cuts_no_word(tmp_path):
    moments = ("Matin", "à 08:00", "à 08:30", "Midi", "Goûter", "Soir", "Coucher")
    patch = PlanLine("FENTANYL", "1 dispositif.", "", (("à 08:30", "1 dispositif transdermique"),))
    path = tmp_path / "made.pdf"
    path.write_bytes(treatment_plan(replace(PLAN, moments=moments, regular=(patch,))))
    said = told("pdftotext", path, "-").split()
    assert {"transdermique", "Coucher", "Goûter"} <= set(said)


@pytest.mark.parametrize(("lines", "pages"), [(12, 1), (24, 1), (60, 2)])
def test_a_transfer_sheet_holds_on_one_page_as_long_as_it_can_be_read(lines, pages, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(transfer_sheet(replace(SHEET, lines=SHEET.lines * lines)))
    assert told("pdfinfo", path).split("Pages:")[1].split()[0] == str(pages)
    assert " ".join(told("pdftotext", path, "-").split()).count("FUROSÉMIDE 40 mg, comprimé") == lines


def test_a_long_term_condition_has_its_zone_and_the_lines_go_on_counting(tmp_path):
    def printed(*lines):
        path = tmp_path / "made.pdf"
        path.write_bytes(ordonnance(Ordonnance(HOUSE, PERSON, (replace(ORDER, lines=lines),), "")))
        return " ".join(told("pdftotext", path, "-").split())

    plain = ORDER.lines[0]
    for_ald = OrderLine("INSULINE", "4 unités le matin.", ald=True)
    secured = OrderLine("MORPHINE", "10 mg le soir.", (), "dix milligrammes le soir", ald=True)
    said = printed(plain, secured, for_ald)
    places = [said.index(part) for part in ("affection exonérante", "1. INSULINE", "sans valeur seul", "2. MORPHINE", "maladies intercurrentes", "3. PARACÉTAMOL")]  # fmt: skip
    assert places == sorted(places)
    assert "Néant." in printed(for_ald)
    assert "affection" not in printed(plain)


def test_what_is_not_known_of_a_prescriber_is_left_to_be_written(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(
        ordonnance(Ordonnance(HOUSE, PERSON, (replace(ORDER, prescriber=Prescriber("Dr LEROY")),), ""))
    )
    said = told("pdftotext", path, "-")
    assert all(f"{name}, à compléter" in said for name in ("Qualité", "RPPS", "Tél."))


def test_a_name_of_any_length_is_printed_whole():
    long = replace(PERSON, birth_name="Lefebvre-" * 12 + "Dumont", birthplace_code="59350", room="112")
    assert transfer_sheet(replace(SHEET, person=long)).startswith(b"%PDF")


def test_who_consulted_is_told_or_that_nobody_did():
    reading = Reading(
        "20/11/2026 19:04", "J. Fabre", "Traitement", "Bris de glace : Urgence pour la personne."
    )
    told = access_log(AccessSheet(HOUSE, PERSON, (reading,), "Imprimé le 21/11/2026"))
    assert told.startswith(b"%PDF")
    assert told == access_log(AccessSheet(HOUSE, PERSON, (reading,), "Imprimé le 21/11/2026"))
    assert access_log(AccessSheet(HOUSE, PERSON, (), "Imprimé le 21/11/2026")).startswith(b"%PDF")
