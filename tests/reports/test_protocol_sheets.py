"""Protocols and authorisations on A4: fonts embedded, title and language said, everything of them printed."""

from dataclasses import replace

import pytest

from reports.authorisations import AuthorisationSheet, Granted, authorisation_sheet
from reports.protocol import ProtocolSheet, Reader, protocol_sheet
from tests.reports.test_documents import HOUSE, told

PROTOCOL = ProtocolSheet(
    HOUSE,
    "Protocole d'urgence vitale",
    "Crise de plus de 5 minutes",
    "URGENCE VITALE : appelez le 15.",
    (("Signe observé", ("Secousses",)), ("En attendant les secours", ("Noter l'heure", "Écarter"))),
    ("Voyez-vous ce signe ?",),
    ("MARTIN Jeanne, chambre 12",),
    ("ROUX Line, chambre 3 : Cette ligne n'est pas en cours.",),
    (Reader("J. Fabre", "19/11/2026"), Reader("S. Diallo", "")),
    "Version 1",
    "Imprimé le 21/11/2026",
)
GRANTED = Granted(
    "J. Fabre",
    "Aide à la prise",
    ("Protocole : Fièvre",),
    ("MARTIN Jeanne",),
    "02/11/2026, L. Moreau",
    "du 02/11/2026 au 30/11/2026",
    "En cours, finit bientôt",
)
AUTHORISATIONS = AuthorisationSheet(
    HOUSE, "Les Mésanges", (GRANTED,), ("S. Diallo",), "Imprimé le 21/11/2026"
)
MADE = {"protocol": protocol_sheet(PROTOCOL), "authorisations": authorisation_sheet(AUTHORISATIONS)}


@pytest.mark.parametrize("name", MADE)
def test_fonts_are_embedded_and_the_sheet_says_its_title_and_language(name, tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(MADE[name])
    rows = [row.split() for row in told("pdffonts", path).splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows)
    assert b"/Lang (fr-FR)" in MADE[name]
    assert "Title:           " in told("pdfinfo", path)


def test_a_protocol_is_printed_whole(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(MADE["protocol"])
    said = " ".join(told("pdftotext", path, "-").split())
    for part in (
        "appelez le 15",
        "Noter l'heure",
        "1. Voyez-vous",
        "MARTIN Jeanne",
        "pas en cours",
        "19/11/2026",
    ):
        assert part in said
    assert said.count("Pas encore lu") == 1


def test_authorisations_are_printed_with_training_and_validity(tmp_path):
    path = tmp_path / "made.pdf"
    path.write_bytes(MADE["authorisations"])
    said = " ".join(told("pdftotext", path, "-").split())
    for part in ("J. Fabre", "Protocole : Fièvre", "L. Moreau", "30/11/2026", "finit bientôt", "S. Diallo"):
        assert part in said
    empty = authorisation_sheet(replace(AUTHORISATIONS, granted=(), nobody=()))
    path.write_bytes(empty)
    assert "Aucune autorisation en cours." in told("pdftotext", path, "-")


def test_an_authorisation_of_many_lines_runs_over_pages(tmp_path):
    many = replace(GRANTED, objects=tuple(f"Ligne {number}" for number in range(150)))
    path = tmp_path / "made.pdf"
    path.write_bytes(authorisation_sheet(replace(AUTHORISATIONS, granted=(many,))))
    said = told("pdftotext", path, "-")
    assert all(f"Ligne {number}" in said for number in range(150))
    assert "Page 3 / 3" in said


def test_a_protocol_of_nobody_yet_is_printed_too():
    bare = replace(PROTOCOL, people=(), closed=(), readers=(), questions=(), warning="")
    assert protocol_sheet(bare).startswith(b"%PDF")
