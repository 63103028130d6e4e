"""What a dose line says: counts in words, measures in decimals, moments as words."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.posology.rules import Dose
from medcircuit.posology.rules import PlannedDose as Occurrence
from medcircuit.posology.rules.planned import Rhythm
from medcircuit.prescriptions.rules.care import Care
from medcircuit.prescriptions.rules.doses import (
    PlannedDose,
    amount_said,
    dose_said,
    fresh_badge,
    house_moments,
    interval_of,
    moment_of,
    timing_of,
    when_said,
)
from medcircuit.prescriptions.rules.lines import LineLabel

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
THIN = "\N{NARROW NO-BREAK SPACE}"
NBSP = "\N{NO-BREAK SPACE}"


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("1", "comprimé", "1 comprimé"),
        ("1/2", "comprimé", "½ (un demi) comprimé"),
        ("1/2", "gélule", "½ (une demi) gélule"),
        ("1/4", "comprimé", "¼ (un quart) comprimé"),
        ("3/4", "comprimé", "¾ (trois quarts) comprimé"),
        ("1/3", "comprimé", "⅓ (un tiers) comprimé"),
        ("2/3", "comprimé", "⅔ (deux tiers) comprimé"),
        ("3/2", "comprimé", "1 ½ (un et demi) comprimé"),
        ("3/2", "ampoule", "1 ½ (une et demie) ampoule"),
        ("5/2", "comprimé", "2 ½ (deux et demi) comprimés"),
        ("9/4", "gélule", "2 ¼ (deux et un quart) gélules"),
        ("2", "comprimé", "2 comprimés"),
        ("2", "dispositif transdermique", "2 dispositifs transdermiques"),
        ("2", "dose de gel", "2 doses de gel"),
        ("2", "cachet dos", "2 cachets dos"),
        ("23/2", "comprimé", "11 ½ (onze et demi) comprimés"),
        ("1/5", "comprimé", "0,2 comprimé"),
        ("20", "goutte", "20 gouttes"),
        ("1/2", "ml", f"0,5{NBSP}ml"),
        ("5/2", "mL", f"2,5{NBSP}ml"),
        ("1000", "mg", f"1000{NBSP}mg"),
        ("12000", "UI", f"12{THIN}000{NBSP}unités"),
        ("25001/2", "UI", f"12{THIN}500,5{NBSP}unités"),
        ("1", "UI", f"1{NBSP}unité"),
        ("1/2", "unité", f"0,5{NBSP}unité"),
        ("50", "µg", f"50{NBSP}microgrammes"),
        ("1/3", "ml", f"1/3{NBSP}ml"),
    ],
)
def test_an_amount_is_said_as_a_nurse_writes_it(amount, unit, said):
    assert amount_said(Fraction(amount), unit) == said


def test_a_range_a_rate_and_a_missing_dose_are_said():
    assert dose_said(Dose("comprimé", low=Fraction(1), high=Fraction(2))) == "1 à 2 comprimés"
    assert dose_said(Dose("comprimé", Fraction(2))) == "2 comprimés"
    assert dose_said(Dose(None)) == dose_said(None) == "dose à préciser"


@pytest.mark.parametrize(
    ("slot", "moment", "said"),
    [
        ("MORN", "MORN", "Matin"),
        ("EVE~2", "EVE", "Soir"),
        ("CM-30", "CM", "30 min avant le petit-déjeuner"),
        ("CD+60", "CD", "1 h après le déjeuner"),
        ("AS-15", "AS", "15 min avant : Goûter"),
        ("AS+15", "AS", "15 min après : Goûter"),
        ("MORN.early", "MORN.early", "Tôt le matin"),
        ("XYZ", "XYZ", "Xyz"),
        ("0800", None, "à 08:00"),
        ("2130~2", None, "à 21:30"),
        ("E20261120T070000.3", None, "à 08:10"),
    ],
)
def test_a_slot_is_said_in_words_and_never_by_a_letter(slot, moment, said):
    assert moment_of(slot) == moment
    assert when_said(slot, datetime(2026, 11, 21, 8, 10)) == said


def occurrence(rhythm):
    return Occurrence("l/d/s", "l", 0, 1, "s", NOW, Dose("comprimé", Fraction(1)), rhythm)


@pytest.mark.parametrize(
    ("rhythm", "timing", "interval"),
    [
        (Rhythm("moment"), "moment", None),
        (Rhythm("clock"), "clock", None),
        (Rhythm("moment", weekly_or_rarer=True), "rare", None),
        (Rhythm("once"), "stat", None),
        (Rhythm("elapsed", timedelta(hours=6)), "elapsed", 6),
        (Rhythm("elapsed", timedelta(minutes=90)), "elapsed", Fraction(3, 2)),
    ],
)
def test_what_on_time_means_follows_from_the_rhythm(rhythm, timing, interval):
    assert timing_of(occurrence(rhythm)) == timing
    assert interval_of(occurrence(rhythm)) == interval


def test_moments_are_dated_and_the_collation_and_the_snack_are_one_moment_each():
    table = (
        ("MORN", ((date(2000, 1, 1), "08:00"), (date(2026, 11, 22), "07:30"))),
        ("AMS", ((date(2000, 1, 1), "10:00"),)),
        ("AFT", ((date(2000, 1, 1), "16:00"),)),
    )
    moments = house_moments(table)
    before = moments.at(date(2026, 11, 21).toordinal())
    after = moments.at(date(2026, 11, 22).toordinal())
    assert (before["MORN"], after["MORN"]) == (480, 450)
    assert (before["MS"], before["SK"], before["AS"]) == (600, 600, 960)
    assert "EVE" not in after


def test_a_house_without_moments_has_none_and_asks():
    assert house_moments(()).at(date(2026, 11, 21).toordinal()) == {}


def planned_dose():
    return PlannedDose(
        key="l/2026-11-21/MORN",
        resident_id="r",
        line_id="l",
        version=1,
        due=NOW,
        timing="moment",
        moment_code="MORN",
        interval_h=None,
        time_critical=False,
        class_id="c",
        cis=None,
        label=LineLabel("PARACÉTAMOL", "1 g", "comprimé"),
        amount=Fraction(1),
        unit="comprimé",
        units=Fraction(1),
        said="1 comprimé",
        when="Matin",
        route_label="orale",
        instructions=(),
        badges=(),
        regime=None,
        line_status="active",
        ends=None,
    )


def test_a_dose_is_one_sentence_count_first():
    assert planned_dose().sentence == "1 comprimé — orale — Matin"


def test_where_a_line_stands_is_told_at_the_instant_asked():
    turns = ((NOW, "stopped"), (NOW + timedelta(hours=1), "active"))
    dose = replace(planned_dose(), turns=turns)
    asked = [NOW - timedelta(seconds=1), NOW, NOW + timedelta(minutes=59), NOW + timedelta(hours=1)]
    assert [dose.status_at(at) for at in asked] == ["active", "stopped", "stopped", "active"]


def test_a_line_is_new_or_changed_for_less_than_a_day():
    assert fresh_badge(1, NOW, NOW) == "new"
    assert fresh_badge(2, NOW, NOW + timedelta(hours=24, seconds=-1)) == "changed"
    assert fresh_badge(2, NOW, NOW + timedelta(hours=24)) is None


@pytest.mark.parametrize(
    ("changes", "sited"),
    [
        ({}, False),
        ({"worn": True}, True),
        ({"route_label": "Sous-cutanée"}, True),
        ({"worn": True, "act": "remove"}, False),
    ],
)
def test_a_site_is_said_of_what_stays_on_and_of_what_goes_under_the_skin(changes, sited):
    assert replace(planned_dose(), **changes).sited is sited


@pytest.mark.parametrize(("act", "asked"), [("give", True), ("remove", False)])
def test_another_person_looks_at_what_is_given_and_not_at_what_is_taken_off(act, asked):
    dose = replace(planned_dose(), care=Care(second=True), act=act)
    assert dose.asks_second is asked
    assert replace(dose, care=Care()).asks_second is False


@pytest.mark.parametrize(("act", "resting"), [("give", "self_managed"), ("remove", "due")])
def test_who_manages_a_medicine_alone_is_not_waited_for(act, resting):
    assert replace(planned_dose(), self_managed=True, act=act).resting == resting
    assert planned_dose().resting == "due"


@pytest.mark.parametrize(
    ("amount", "unit", "word"),
    [
        (Fraction(10), "UI", "unités"),
        (Fraction(1), "UI", "unité"),
        (None, "UI", "unités"),
        (Fraction(1, 2), "comprimé", "comprimé"),
        (Fraction(2), "comprimé", "comprimés"),
        (Fraction(1), None, None),
    ],
)
def test_a_unit_is_never_written_short_beside_an_amount(amount, unit, word):
    assert replace(planned_dose(), amount=amount, unit=unit).unit_word == word
