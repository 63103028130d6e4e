"""Shortages and stops: which hold, of what, and when the data are old."""

from datetime import date

import pytest

from medcircuit.medicines.rules.supply import (
    Declaration,
    Supply,
    is_old,
    shortage_of,
    standing,
    supply_of,
)

BOX, OTHER = "3400930000120", "3400930000137"


def declared(supply, started=date(2026, 5, 1), updated_on=None, link="a", cip13=""):
    return Declaration(cip13, supply, supply.value, started, updated_on, None, link)


def test_a_code_that_nobody_knows_is_kept_for_a_person():
    assert supply_of("1") is Supply.SHORTAGE
    assert supply_of("9") is Supply.OTHER


def test_of_one_declaration_the_last_said_holds():
    old = declared(Supply.SHORTAGE, updated_on=date(2026, 5, 2))
    new = declared(Supply.TENSION, updated_on=date(2026, 5, 3))
    assert standing([new, old]) == (new,)


def test_two_declarations_are_both_shown_the_worst_first():
    tension, stop = declared(Supply.TENSION), declared(Supply.STOPPED, link="b")
    assert standing([tension, stop]) == (stop, tension)
    assert shortage_of([tension, stop]) is stop


def test_the_same_day_the_worse_is_taken_for_the_last():
    both = [declared(Supply.SHORTAGE), declared(Supply.BACK)]
    assert [one.supply for one in standing(both)] == [Supply.SHORTAGE]


def test_a_shortage_of_one_box_is_not_one_of_another_but_one_of_the_medicine_is_of_all():
    of_box, of_all = declared(Supply.SHORTAGE, cip13=BOX), declared(Supply.TENSION)
    assert shortage_of([of_box], OTHER) is None
    assert shortage_of([of_box], BOX) is of_box
    assert shortage_of([of_box]) is of_box
    assert shortage_of([of_box, of_all], OTHER) is of_all


def test_a_later_return_under_another_link_ends_a_shortage():
    short = declared(Supply.SHORTAGE, date(2025, 5, 12), date(2026, 1, 7))
    back = declared(Supply.BACK, date(2025, 12, 29), date(2026, 1, 7), link="b")
    assert shortage_of([short, back]) is None
    assert standing([short, back]) == (short, back)


@pytest.mark.parametrize(
    ("started", "updated_on", "cip13"),
    [
        (date(2025, 5, 12), date(2026, 1, 7), ""),  # began no later
        (date(2025, 12, 29), date(2026, 1, 6), ""),  # said before the shortage was said again
        (date(2025, 12, 29), date(2026, 1, 7), BOX),  # of one box, the shortage being of all
        (None, date(2026, 1, 7), ""),
    ],
)
def test_any_other_return_does_not(started, updated_on, cip13):
    short = declared(Supply.SHORTAGE, date(2025, 5, 12), date(2026, 1, 7))
    assert shortage_of([short, declared(Supply.BACK, started, updated_on, "b", cip13)]) is short


def test_a_declaration_without_a_date_is_the_oldest():
    assert shortage_of([declared(Supply.TENSION, None), declared(Supply.BACK)]) is None


def test_data_are_old_after_45_days():
    assert not is_old(date(2026, 10, 7), date(2026, 11, 21))
    assert is_old(date(2026, 10, 6), date(2026, 11, 21))
    assert is_old(None, date(2026, 11, 21))
