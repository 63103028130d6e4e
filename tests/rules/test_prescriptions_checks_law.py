"""What the law asks of a prescription: durations, narcotics, secure forms; and whether the medicine can be had."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from medcircuit.kernel.findings import Tier
from medcircuit.medicines.rules.forms import Family
from medcircuit.prescriptions.rules.checks import Legal, check
from medcircuit.prescriptions.rules.checks.references import (
    LEGAL,
    legal_of,
)
from medcircuit.prescriptions.rules.maxima import LIMITS, DoseLimit, limits_of
from tests.prescribing import BDPM, ORDINARY, TODAY, case, line

# -- the law -----------------------------------------------------------------------------------------

NARCOTIC = replace(ORDINARY, narcotic=True, secure=True, limit_days=28)


def found(*lines, code=None, **how):
    return [one for one in check(case(*lines, **how)) if code is None or one.finding.code == code]


def codes(*lines, **how):
    return [one.finding.code for one in found(*lines, **how)]


def lasting(name, days, **more):
    return line(name, ends=TODAY + timedelta(days=days - 1), **more)


@pytest.mark.parametrize(("days", "found_"), [(28, False), (29, True)])
def test_a_narcotic_runs_28_days_at_the_most(days, found_):
    alerts = found(lasting("morphine", days, legal=NARCOTIC), code="duration_over_legal")
    assert bool(alerts) is found_
    if alerts:
        assert alerts[0].finding.tier is Tier.STOP
        assert alerts[0].source == "CSP R.5132-30"


def test_28_days_from_an_afternoon_are_28_days_though_they_touch_29_dates():
    whole = lasting("morphine", 29, legal=NARCOTIC)
    assert found(replace(whole, lasts=28), code="duration_over_legal") == []
    assert found(replace(whole, lasts=29), code="duration_over_legal")


@pytest.mark.parametrize(("days", "found_"), [(84, False), (85, True)])
def test_tramadol_and_codeine_run_twelve_weeks_and_a_physician_is_asked(days, found_):
    for name in ("tramadol", "codeine"):
        alerts = found(lasting(name, days), code="duration_over_legal")
        assert bool(alerts) is found_
        assert all(one.finding.tier is Tier.CONFIRM for one in alerts)


def test_any_prescription_runs_a_year_at_the_most():
    assert "duration_over_legal" not in codes(lasting("paracetamol", 365))
    assert "duration_over_legal" in codes(lasting("paracetamol", 366))


def test_the_catalogue_may_limit_further_than_the_table():
    limited = lasting("paracetamol", 29, legal=replace(ORDINARY, limit_days=28))
    alert = found(limited, code="duration_over_legal")[0]
    assert (alert.finding.facts["most"], alert.dated) == ("28", BDPM)


def test_a_duration_that_the_law_asks_for_is_missed_and_one_that_is_only_advised_is_said():
    assert found(line("oxazepam", ends=None), code="duration_missing")[0].finding.tier is Tier.CONFIRM
    assert codes(line("paracetamol", ends=None)) == []
    antibiotic = line("amoxicilline", ends=None, legal=replace(ORDINARY, atc="J01CA04"))
    assert found(antibiotic, code="stop_date_advised")[0].finding.facts["family"] == "antibiotique"


def test_a_secure_form_is_said_with_its_reference():
    assert found(line("tramadol"), code="secure_prescription")[0].dated == date(2025, 3, 1)
    by_catalogue = line("paracetamol", legal=replace(ORDINARY, secure=True))
    assert found(by_catalogue, code="secure_prescription")[0].source == "CSP R.5132-5 et R.5132-29"
    assert "secure_prescription" in codes(line("morphine", legal=Legal()))


def test_a_fraction_is_asked_until_it_is_written():
    patch = lasting("fentanyl", 28, route="transdermique", family=Family.PATCH, legal=NARCOTIC)
    assert found(patch, code="fraction_unsaid")[0].finding.facts["most"] == "14"
    assert "fraction_unsaid" not in codes(replace(patch, instructions=("Délivrance en une seule fois",)))
    by_catalogue = line("zorbine", legal=replace(ORDINARY, fraction_days=7))
    assert (
        found(by_catalogue, code="fraction_unsaid")[0]
        .finding.facts["reference"]
        .startswith("Base de données")
    )


@pytest.mark.parametrize(
    ("name", "regime", "stopped"),
    [
        ("morphine", "assisted", True),
        ("morphine", "entrusted", True),
        ("morphine", "nurse_only", False),
        ("methylphenidate", "assisted", False),
        ("methylphenidate", "entrusted", True),
    ],
)
def test_a_narcotic_is_not_opened_to_help_with_taking_but_methylphenidate_marked_so(name, regime, stopped):
    assert ("narcotic_regime" in codes(line(name, regime=regime, legal=NARCOTIC))) is stopped


def test_where_the_catalogue_says_nothing_the_status_is_said_not_to_be_checked():
    assert "legal_status_not_checked" in codes(line("paracetamol", legal=Legal()))
    assert "legal_status_not_checked" not in codes(line("morphine", legal=Legal()))


def test_a_narcotic_is_not_prescribed_over_a_period_already_covered():
    first = line("a", "morphine", legal=NARCOTIC)
    begins = first.ends
    again = line(
        "b", "morphine", legal=NARCOTIC, proposed=True, begins=begins, ends=begins + timedelta(days=9)
    )
    assert "narcotic_overlap" in codes(first, again)
    after = replace(again, begins=begins + timedelta(days=1))
    assert "narcotic_overlap" not in codes(first, after)
    assert "narcotic_overlap" not in codes(line("a", "paracetamol"), line("b", "paracetamol"))
    assert "narcotic_overlap" in codes(line("a", "morphine", begins=None, ends=None, legal=NARCOTIC), again)


def test_a_medicine_that_is_no_longer_sold_or_is_short_is_said():
    assert found(line("paracetamol", retired=True), code="medicine_retired")[0].finding.tier is Tier.CONFIRM
    short = found(line("paracetamol", supply="rupture de stock"), code="medicine_short")[0]
    assert (short.finding.tier, short.dated) == (Tier.INFO, BDPM)


def test_a_limit_holds_on_its_first_and_last_day():
    one = date(2025, 3, 1)
    assert legal_of(["tramadol"], "orale", one).days == 84
    assert legal_of(["tramadol"], "orale", one - timedelta(days=1)) is None
    days = [one - timedelta(days=1), one, one + timedelta(days=1)]
    cited = replace(LIMITS[0], valid_from=one, valid_to=one)
    assert [cited.holds_on(day) for day in days] == [False, True, False]
    assert limits_of("paracetamol", date(2023, 12, 31)) == ()


def test_every_limit_names_its_source():
    assert all(one.source and (one.once or one.day is not None or one.day_per_kg) for one in LIMITS)
    assert all(one.reference and one.days > 0 for one in LEGAL)
    assert DoseLimit("x", "y", TODAY, clearance=(0, 30)).renal
