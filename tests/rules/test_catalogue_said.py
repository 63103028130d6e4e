"""The files that say more: conditions, ATC codes, shortages, opinions."""

from datetime import date

import pytest

from medcircuit.medicines.rules.bdpm import (
    AVAILABILITIES,
    BENEFITS,
    CONDITIONS,
    INTERESTS,
    LAYOUTS,
    PAGES,
    parse,
)

SHORT = "60234100\t3400935955838\t1\tRupture de stock\t14/04/2026\t18/05/2026\t\thttps://ansm.sante.fr/x"


def read(text, layout):
    return parse(text.encode(), layout)


def test_conditions_are_kept_word_for_word_whatever_the_line_ends():
    parsed = read("60234100\tliste I\r\r\n\r\n60234100\tstupéfiants\r\n", CONDITIONS)
    assert set(parsed.rows) == {("60234100", "liste I"), ("60234100", "stupéfiants")}
    assert parsed.notices == []


def test_a_condition_that_nobody_has_read_is_kept_and_said():
    parsed = read("60234100\trègle nouvelle", CONDITIONS)
    assert len(parsed.rows) == 1
    assert [(notice.rejected, "règle nouvelle" in notice.reason) for notice in parsed.notices] == [
        (False, True)
    ]


@pytest.mark.parametrize(
    ("code", "kept"), [("N02BE01", "N02BE01"), ("V03AB", "V03AB"), ("A12C", "A12C"), ("12", "")]
)
def test_an_atc_code_of_any_level_is_read(code, kept):
    parsed = read(f"60234100\t{code}\tDOLIPRANE\thttps://x", INTERESTS)
    assert parsed.rows["60234100"]["atc"] == kept
    assert bool(parsed.notices) is (kept == "")


def test_a_shortage_is_of_one_box_or_of_all():
    parsed = read(f"{SHORT}\n{SHORT.replace('3400935955838', '')}", AVAILABILITIES)
    assert {row["cip13"] for row in parsed.rows.values()} == {"3400935955838", ""}
    row = next(iter(parsed.rows.values()))
    assert (row["started"], row["updated_on"], row["back_on"]) == ("2026-04-14", date(2026, 5, 18), None)


@pytest.mark.parametrize(
    ("old", "new", "column", "value"),
    [
        ("3400935955838", "3400935955839", "cip13", ""),
        ("3400935955838", "34009", "cip13", ""),
        ("\t1\t", "\t7\t", "status", "7"),
        ("14/04/2026", "31/02/2026", "started", ""),
        ("https://ansm.sante.fr/x", "", "link", ""),
    ],
)
def test_what_makes_no_sense_of_a_shortage_never_loses_it(old, new, column, value):
    parsed = read(SHORT.replace(old, new), AVAILABILITIES)
    (row,) = parsed.rows.values()
    assert row[column] == value
    assert parsed.rejected == 0
    assert bool(parsed.notices) is (column != "link")


def test_a_line_written_twice_is_said():
    parsed = read(f"{SHORT}\n{SHORT}", AVAILABILITIES)
    assert (len(parsed.rows), [notice.line for notice in parsed.notices]) == (1, [2])


def test_a_dossier_may_have_several_pages_and_a_medicine_several_opinions_of_one_dossier():
    assert len(read("CT-1\thttps://a\nCT-1\thttps://b", PAGES).rows) == 2
    text = "60234100\tCT-1\tInscription\t20260105\tImportant\tUn texte."
    parsed = read(
        f"{text}\n{text.replace('Important', 'Faible')}\n{text.replace('20260105', '2026')}", BENEFITS
    )
    assert [row["given_on"] for row in parsed.rows.values()] == [date(2026, 1, 5), date(2026, 1, 5), None]


def test_a_text_too_long_to_be_one_rejects_its_row():
    parsed = read("60234100\tliste I\n60234101\tliste I\n60234100\t" + "x" * 1001, CONDITIONS)
    assert (len(parsed.rows), parsed.rejected) == (2, 1)


def test_four_files_make_a_catalogue_the_others_may_be_absent():
    assert [layout.file for layout in LAYOUTS if layout.needed] == [layout.file for layout in LAYOUTS[:4]]


def test_only_shortages_come_and_go():
    assert [layout for layout in LAYOUTS if layout.passing] == [AVAILABILITIES]
