"""Versions that stand, acts that may follow, routes and regimes."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.posology.rules import read_dosages
from medcircuit.posology.rules.values import Coding, Concept
from medcircuit.prescriptions.rules.lines import (
    Act,
    ActImpossible,
    Crush,
    DosageMissing,
    EffectOutOfReach,
    LaterVersionPending,
    LineStopped,
    Regime,
    RegimeNotOpen,
    RouteMissing,
    Status,
    Terms,
    badges_of,
    check_effect,
    check_regime,
    check_revision,
    checked_route,
    in_force,
    route_said,
    same_rhythm,
    standing,
)

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@dataclass(frozen=True)
class Version:
    number: int
    effective_from: datetime


def versions(*days):
    return [Version(number, NOW + timedelta(days=day)) for number, day in enumerate(days, 1)]


def dosages(value=1, when="MORN", **more):
    return read_dosages(
        [
            {
                "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", "when": [when]}},
                "doseAndRate": [{"doseQuantity": {"value": value, "unit": "comprimé"}}],
                **more,
            }
        ]
    )


def test_versions_hold_one_after_the_other():
    first, second = versions(0, 2)
    assert standing([second, first]) == (first, second)
    assert in_force([first, second], NOW - SECOND) is None
    assert in_force([first, second], NOW + 2 * DAY - SECOND) == first
    assert in_force([first, second], NOW + 2 * DAY) == second


def test_a_version_signed_later_replaces_those_that_take_effect_with_or_after_it():
    first, tomorrow, now = versions(-1, 1, 0)
    assert standing([first, tomorrow, now]) == (first, now)
    same, instead = versions(3, 3)
    assert standing([same, instead]) == (instead,)


@given(st.lists(st.integers(-5, 5), min_size=1, max_size=7), st.integers(-6, 6))
def test_what_holds_is_the_last_signed_of_those_in_effect(days, day):
    signed, at = versions(*days), NOW + timedelta(days=day)
    begun = [version for version in signed if version.effective_from <= at]
    assert in_force(signed, at) == (begun[-1] if begun else None)


def test_a_version_takes_effect_at_most_a_day_back_and_a_year_ahead():
    check_effect(NOW - DAY, now=NOW)
    check_effect(NOW + 366 * DAY, now=NOW)
    for wrong in (NOW - DAY - SECOND, NOW + 366 * DAY + SECOND):
        with pytest.raises(EffectOutOfReach):
            check_effect(wrong, now=NOW)


@pytest.mark.parametrize(
    ("act", "status", "expected"),
    [
        (Act.CHANGE, Status.ACTIVE, Status.ACTIVE),
        (Act.CHANGE, Status.SUSPENDED, Status.SUSPENDED),
        (Act.SUSPEND, Status.ACTIVE, Status.SUSPENDED),
        (Act.RESUME, Status.SUSPENDED, Status.ACTIVE),
        (Act.STOP, Status.ACTIVE, Status.STOPPED),
        (Act.STOP, Status.SUSPENDED, Status.STOPPED),
    ],
)
def test_each_act_brings_its_status(act, status, expected):
    assert check_revision(act, NOW, status=status, last_effect=NOW) is expected


@pytest.mark.parametrize(
    ("act", "status", "problem"),
    [
        (Act.SUSPEND, Status.SUSPENDED, ActImpossible),
        (Act.RESUME, Status.ACTIVE, ActImpossible),
        (Act.CHANGE, Status.STOPPED, LineStopped),
        (Act.STOP, Status.STOPPED, LineStopped),
        (Act.RESUME, Status.STOPPED, LineStopped),
    ],
)
def test_an_act_that_does_not_fit_is_refused(act, status, problem):
    with pytest.raises(problem):
        check_revision(act, NOW, status=status, last_effect=NOW)


def test_only_a_stop_may_come_before_a_version_already_signed():
    assert check_revision(Act.STOP, NOW, status=Status.ACTIVE, last_effect=NOW + DAY) is Status.STOPPED
    assert check_revision(Act.STOP, NOW, status=Status.STOPPED, last_effect=NOW + DAY) is Status.STOPPED
    with pytest.raises(LaterVersionPending):
        check_revision(Act.CHANGE, NOW, status=Status.ACTIVE, last_effect=NOW + SECOND)


def test_a_change_of_dose_goes_on_and_a_change_of_moment_starts_anew():
    assert same_rhythm(dosages(1), dosages(2))
    assert not same_rhythm(dosages(1), dosages(1, "EVE"))
    assert not same_rhythm(dosages(1), dosages(1) + dosages(1, "EVE"))
    assert not same_rhythm(dosages(1), dosages(1, asNeededBoolean=True))


@pytest.mark.parametrize(
    ("route", "said"),
    [
        (Concept((Coding("http://standardterms.edqm.eu", "20053000", "Oral use"),)), "orale"),
        (Concept(text="Voie sous-cutanée"), "sous-cutanée"),
        (Concept(text="orale"), "orale"),
        (Concept((Coding("x", "1", "voie buccale"),)), "buccale"),
        (Concept(), ""),
    ],
)
def test_a_route_is_said_in_the_words_of_the_catalogue(route, said):
    assert route_said(route) == said


def test_the_route_is_the_one_written_else_the_only_one_of_the_medicine():
    assert checked_route(dosages(), ["orale"]) == "orale"
    assert checked_route(dosages(route={"text": "sous-cutanée"}), ["intraveineuse", "sous-cutanée"])
    assert checked_route(dosages(route={"text": "voie orale"}) + dosages(), []) == "orale"
    for unclear, known in (
        (dosages(), []),
        (dosages(), ["intraveineuse", "sous-cutanée"]),
        (dosages(route={"text": "orale"}) + dosages(route={"text": "nasale"}), ["orale"]),
    ):
        with pytest.raises(RouteMissing):
            checked_route(unclear, known)
    with pytest.raises(DosageMissing):
        checked_route([], ["orale"])


def test_an_injection_is_for_a_nurse_only():
    check_regime(Regime.NURSE_ONLY, "sous-cutanée")
    check_regime(None, "intraveineuse")
    check_regime(Regime.ASSISTED, "orale")
    for regime in (Regime.ASSISTED, Regime.ENTRUSTED):
        with pytest.raises(RegimeNotOpen):
            check_regime(regime, "Sous-cutanée")


def test_what_was_signed_is_said_beside_each_dose():
    assert badges_of(Terms(dosages(), None)) == ()
    signed = Terms(dosages(), Regime.NURSE_ONLY, time_critical=True, crush=Crush.FORBIDDEN, fasting=True)
    assert badges_of(signed) == ("time_critical", "crush_no", "fasting", "nurse_act")
    assert badges_of(Terms(dosages(), Regime.ASSISTED, crush=Crush.ALLOWED)) == ("crush_ok", "assisted")


def test_a_proposed_line_can_only_be_dropped():
    assert check_revision(Act.STOP, NOW, status=Status.PROPOSED, last_effect=NOW) is Status.STOPPED
    with pytest.raises(ActImpossible):
        check_revision(Act.CHANGE, NOW, status=Status.PROPOSED, last_effect=NOW)
