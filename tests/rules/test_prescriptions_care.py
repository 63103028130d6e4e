"""What giving asks beside the dose: limits with a conduct, and a scale without holes."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.prescriptions.rules.care import (
    LONGEST,
    LONGEST_CONDUCT,
    NO_CARE,
    Care,
    CareUnreadable,
    Requirement,
    Scale,
    ScaleRow,
    care_of,
    care_text,
    check_care,
)

PULSE = Requirement("pulse", timedelta(minutes=30), Fraction(50), Fraction(120), "Appelez le médecin.")
GLUCOSE = Requirement("glucose", timedelta(minutes=60))
ROWS = (
    ScaleRow(Fraction(7, 10), Fraction(8, 5), Fraction(4)),
    ScaleRow(Fraction(8, 5), Fraction(5, 2), Fraction(6)),
    ScaleRow(Fraction(5, 2), None, Fraction(8)),
)
SCALE = Scale("glucose", "UI", ROWS, "N'injectez pas, appelez le médecin.")


def test_what_is_asked_is_kept_as_it_was_said():
    care = Care((PULSE, GLUCOSE), SCALE, missed="Sautez la dose.", doubled="x" * LONGEST_CONDUCT)
    check_care(care)
    assert care_of(care_text(care)) == care
    assert care_of(care_text(NO_CARE)) is NO_CARE


@pytest.mark.parametrize(
    ("value", "dose"), [("0.7", 4), ("1.59", 4), ("1.6", 6), ("2.5", 8), ("6", 8), ("0.69", None)]
)
def test_a_row_holds_from_its_lower_edge_to_just_below_the_upper(value, dose):
    row = SCALE.row_for(Fraction(value))
    assert (row.dose if row else None) == dose


def test_a_scale_open_at_the_bottom_holds_the_lowest():
    scale = replace(
        SCALE, rows=(ScaleRow(None, Fraction(1), Fraction(0)), ScaleRow(Fraction(1), None, Fraction(2)))
    )
    check_care(Care((GLUCOSE,), scale))
    assert scale.row_for(Fraction(1, 10)).dose == 0


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"kind": "height"}, "liste"),
        ({"within": timedelta(0)}, "minute"),
        ({"within": LONGEST + timedelta(seconds=1)}, "mois"),
        ({"low": Fraction(130)}, "dépasse"),
        ({"conduct": " "}, "conduite"),
        ({"low": None, "conduct": ""}, "conduite"),
    ],
)
def test_a_requirement_that_makes_no_sense_is_refused(changes, why):
    check_care(Care((replace(PULSE, within=LONGEST),)))
    with pytest.raises(CareUnreadable) as caught:
        check_care(Care((replace(PULSE, **changes),)))
    assert why in str(caught.value)


@pytest.mark.parametrize(
    "scale",
    [
        replace(SCALE, rows=()),
        replace(SCALE, kind="pulse"),
        replace(SCALE, unit=" "),
        replace(SCALE, conduct=""),
        replace(SCALE, rows=(ROWS[0], ROWS[2])),
        replace(SCALE, rows=(ROWS[1], ROWS[0])),
        replace(SCALE, rows=(ROWS[2], ROWS[0])),
        replace(SCALE, rows=(replace(ROWS[0], high=Fraction(7, 10)),)),
    ],
)
def test_a_scale_with_a_hole_or_without_conduct_is_refused(scale):
    with pytest.raises(CareUnreadable):
        check_care(Care((GLUCOSE,), scale))


@pytest.mark.parametrize("which", ["missed", "doubled"])
def test_what_to_do_after_a_missed_or_double_dose_is_read_standing(which):
    with pytest.raises(CareUnreadable):
        check_care(replace(NO_CARE, **{which: "x" * (LONGEST_CONDUCT + 1)}))
