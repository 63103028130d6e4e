"""What a carer may enter, when, and what it comes to in stock and in time."""

import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.administration.rules.entry import (
    FutureAct,
    Gesture,
    GestureUnreadable,
    Override,
    TypedTooLate,
    Unreadable,
    check_readable,
    check_time,
    content_hash,
    day_of,
    judged_at,
    made_at,
)
from medcircuit.administration.rules.leaving import Leaving, leaving
from medcircuit.administration.rules.on_time import Window, window
from medcircuit.administration.rules.proposal import remainder
from medcircuit.administration.rules.vocabulary import (
    STATES,
    DoseState,
    EventKind,
    reasons_labelled,
    reasons_of,
)
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.residents.rules.measures import Measure

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
DUE = datetime(2026, 11, 21, 8, 0, tzinfo=PARIS)
HALF = Fraction(1, 2)

GIVEN = Gesture(
    id="01936a6e-0000-7000-8000-000000000001",
    device="tablet",
    device_seq=1,
    kind=EventKind.GIVEN,
    dose="l1/2026-11-21/MORN",
    line="l1",
    resident="martin",
    at=NOW,
)


def refused(gesture):
    with pytest.raises(GestureUnreadable) as caught:
        check_readable(gesture)
    return str(caught.value)


def test_a_plain_giving_is_readable():
    check_readable(GIVEN)
    check_readable(replace(GIVEN, amount=HALF, units=HALF, remainder="discard", unreadable=Unreadable("wet")))


@pytest.mark.parametrize("word", [word for word in STATES if word.reasons])
def test_what_needs_a_reason_has_one_of_its_own(word):
    kind = EventKind(word.state.value)
    amount = HALF if kind is EventKind.PARTIAL else None
    assert "motif manque" in refused(replace(GIVEN, kind=kind, amount=amount))
    assert "dans la liste" in refused(replace(GIVEN, kind=kind, amount=amount, reason="because"))
    for reason in word.reasons:
        check_readable(replace(GIVEN, kind=kind, amount=amount, reason=reason.code))


def test_a_correction_says_why():
    assert "motif manque" in refused(replace(GIVEN, replaces="other"))
    check_readable(replace(GIVEN, replaces="other", reason="mistake"))
    check_readable(replace(GIVEN, kind=EventKind.VOID, replaces="other", reason="wrong_person"))


def test_an_annulment_names_what_it_annuls_and_nothing_corrects_itself():
    assert "quelle saisie" in refused(replace(GIVEN, kind=EventKind.VOID, reason="mistake"))
    assert "elle-même" in refused(replace(GIVEN, replaces=GIVEN.id, reason="mistake"))


def test_nobody_enters_untraced():
    assert "clôture" in refused(replace(GIVEN, kind=EventKind.UNTRACED))


@pytest.mark.parametrize("amount", [Fraction(0), Fraction(-1)])
def test_an_amount_is_more_than_zero(amount):
    assert "plus grande" in refused(replace(GIVEN, amount=amount))
    assert "plus grande" in refused(replace(GIVEN, units=amount))


def test_an_amount_is_one_a_person_can_take():
    check_readable(replace(GIVEN, amount=Fraction(9999)))
    assert "impossible" in refused(replace(GIVEN, amount=Fraction(10_000)))


def test_a_count_of_what_is_left_may_be_nothing_and_never_less():
    for left in (Fraction(0), Fraction(9999)):
        check_readable(replace(GIVEN, counted=left))
    for left in (Fraction(-1), Fraction(10_000)):
        assert "ce qui reste" in refused(replace(GIVEN, counted=left))


def test_a_part_says_how_much_was_taken():
    assert "quantité prise" in refused(replace(GIVEN, kind=EventKind.PARTIAL, reason="taste"))


def test_what_is_not_taken_has_no_amount_but_what_is_thrown_away():
    not_taken = replace(GIVEN, kind=EventKind.REFUSED, reason="taste", units=Fraction(1))
    assert "pas de quantité" in refused(not_taken)
    check_readable(replace(not_taken, remainder="discard"))


def test_a_rest_is_kept_or_thrown_away():
    assert "jeté ou conservé" in refused(replace(GIVEN, remainder="eaten"))


def test_confirmations_and_unreadable_codes_are_in_the_words_of_the_lists():
    check_readable(replace(GIVEN, overrides=(Override("late", "care"),)))
    assert "confirmation" in refused(replace(GIVEN, overrides=(Override("late", "pharmacist"),)))
    assert "confirmation" in refused(replace(GIVEN, overrides=(Override("expired", "physician"),)))
    assert "illisible" in refused(replace(GIVEN, unreadable=Unreadable("lost")))


def test_the_hash_is_of_the_act_and_not_of_the_answer_to_a_question():
    assert content_hash(GIVEN.content) == content_hash(replace(GIVEN, asserted=True).content)
    assert content_hash(GIVEN.content) == content_hash(replace(GIVEN, at=NOW.astimezone(PARIS)).content)
    for change in ({"note": "x"}, {"amount": HALF}, {"scans": ("s",)}, {"device_seq": 2}):
        assert content_hash(GIVEN.content) != content_hash(replace(GIVEN, **change).content)


def test_a_device_clock_counts_where_it_agrees_and_is_corrected_where_it_does_not():
    assert judged_at(NOW, timedelta(minutes=2)) == NOW
    assert judged_at(NOW, timedelta(minutes=-7)) == NOW - timedelta(minutes=7)


def test_an_act_two_minutes_ahead_is_taken_and_a_second_more_is_not():
    ahead = NOW + timedelta(minutes=2)
    check_time(GIVEN, ahead, entered=NOW, now=NOW, coordinates=False)
    with pytest.raises(FutureAct):
        check_time(GIVEN, ahead + timedelta(seconds=1), entered=NOW, now=NOW, coordinates=True)


def test_typing_by_hand_ends_after_72_hours_but_for_the_coordinating_nurse():
    edge = NOW - timedelta(hours=72)
    check_time(GIVEN, edge, entered=NOW, now=NOW, coordinates=False)
    late = edge - timedelta(seconds=1)
    with pytest.raises(TypedTooLate):
        check_time(GIVEN, late, entered=NOW, now=NOW, coordinates=False)
    check_time(GIVEN, late, entered=NOW, now=NOW, coordinates=True)


def test_an_act_entered_on_time_is_taken_however_late_it_arrives():
    week_ago = NOW - timedelta(days=7)
    check_time(GIVEN, week_ago, entered=week_ago, now=NOW, coordinates=False)


def test_an_identifier_tells_when_it_was_made_if_it_is_of_the_kind_that_does():
    assert made_at(str(uuid.uuid4())) is None
    made = made_at("01936a6e-0000-7000-8000-000000000001")
    assert made == datetime.fromtimestamp(0x01936A6E0000 / 1000, UTC)
    assert made_at(new_id()).tzinfo is UTC


@pytest.mark.parametrize(
    "key", ["", "l1", "l1/2026-11-21", "l1/today/MORN", "l1/1999-12-31/MORN", "l1/9999-01-01/X"]
)
def test_a_text_that_is_no_key_has_no_day(key):
    assert day_of(key) is None


def test_a_key_has_a_day():
    assert day_of("l1/2026-11-21/CM-30").isoformat() == "2026-11-21"
    assert day_of("l1/2026-11-21/E2026/3").isoformat() == "2026-11-21"


# What leaves the stock


def test_a_dose_takes_what_is_planned():
    assert leaving(GIVEN, planned=Fraction(1), dose=Fraction(2)) == Leaving(Fraction(2))


def test_half_a_tablet_leaves_a_half_and_its_rest_only_if_it_is_thrown_away():
    half = replace(GIVEN, amount=HALF)
    assert leaving(half, planned=HALF, dose=HALF) == Leaving(HALF)
    assert leaving(replace(half, remainder="keep"), planned=HALF, dose=HALF) == Leaving(HALF)
    assert leaving(replace(half, remainder="discard"), planned=HALF, dose=HALF) == Leaving(HALF, HALF)


def test_another_amount_than_planned_takes_as_much_of_the_product():
    double = replace(GIVEN, amount=Fraction(2))
    assert leaving(double, planned=Fraction(1), dose=HALF) == Leaving(Fraction(1))


def test_units_that_the_carer_counted_come_first():
    assert leaving(replace(GIVEN, units=Fraction(2)), planned=Fraction(1), dose=None) == Leaving(Fraction(2))


def test_what_nobody_counted_takes_nothing():
    assert leaving(GIVEN, planned=None, dose=None) == Leaving()
    assert leaving(replace(GIVEN, amount=HALF), planned=None, dose=Fraction(1)) == Leaving(Fraction(1))


def test_of_a_dose_taken_in_part_the_rest_is_thrown_away_unless_it_is_kept():
    part = replace(GIVEN, kind=EventKind.PARTIAL, amount=HALF, reason="taste")
    assert leaving(part, planned=Fraction(1), dose=Fraction(1)) == Leaving(HALF, HALF)
    assert leaving(replace(part, remainder="keep"), planned=Fraction(1), dose=Fraction(1)) == Leaving(HALF)
    assert leaving(part, planned=None, dose=None) == Leaving()


def test_a_refusal_takes_nothing_unless_what_was_prepared_is_thrown_away():
    no = replace(GIVEN, kind=EventKind.REFUSED, reason="taste")
    assert leaving(no, planned=Fraction(1), dose=Fraction(1)) == Leaving()
    thrown = replace(no, units=Fraction(1), remainder="discard")
    assert leaving(thrown, planned=Fraction(1), dose=Fraction(1)) == Leaving(discarded=Fraction(1))
    assert leaving(replace(no, remainder="discard"), planned=Fraction(1), dose=Fraction(1)) == Leaving()


@given(st.fractions(min_value=Fraction(1, 12), max_value=20, max_denominator=12))
def test_a_cut_unit_and_its_rest_are_whole_units(units):
    rest = remainder(units)
    assert ((units + (rest or 0)) % 1, rest != 0) == (0, True)
    thrown = leaving(replace(GIVEN, remainder="discard"), planned=Fraction(1), dose=units)
    assert (thrown.given + thrown.discarded).denominator == 1


# When it is on time


def about(minutes):
    return Window(DUE - timedelta(minutes=minutes), DUE + timedelta(minutes=minutes))


def test_a_moment_is_on_time_during_its_round():
    span = (DUE - timedelta(hours=1), DUE + timedelta(hours=2))
    assert window(DUE, "moment", span=span) == Window(*span)


def test_a_moment_outside_its_round_is_on_time_at_its_own_time_too():
    span = (DUE + timedelta(minutes=30), DUE + timedelta(hours=2))
    assert window(DUE, "moment", span=span) == Window(DUE, span[1])
    span = (DUE - timedelta(hours=2), DUE - timedelta(hours=1))
    assert window(DUE, "moment", span=span) == Window(span[0], DUE)


def test_a_moment_without_a_round_and_a_clock_time_have_an_hour_about():
    assert window(DUE, "moment") == window(DUE, "clock") == about(60)


def test_what_is_time_critical_has_half_an_hour_whatever_its_round():
    span = (DUE - timedelta(hours=1), DUE + timedelta(hours=2))
    assert window(DUE, "moment", span=span, time_critical=True) == about(30)
    assert window(DUE, "elapsed", interval_h=Fraction(1), time_critical=True) == about(15)


def test_weekly_or_rarer_has_two_hours_about():
    assert window(DUE, "rare") == about(120)


@pytest.mark.parametrize(("hours", "minutes"), [(1, 15), (2, 30), (4, 60), (6, 60), (Fraction(1, 2), 7.5)])
def test_every_k_hours_has_a_quarter_of_it_and_an_hour_at_the_most(hours, minutes):
    assert window(DUE, "elapsed", interval_h=hours) == about(minutes)


def test_a_rhythm_without_interval_has_an_hour():
    assert window(DUE, "elapsed") == about(60)


def test_a_first_or_immediate_dose_is_not_judged():
    assert window(DUE, "stat", time_critical=True) is None


# The words


def test_each_state_is_said_once_and_its_letter_stands_alone():
    assert [word.state for word in STATES] == list(DoseState)
    assert len({word.letter for word in STATES}) == len(STATES)
    assert all(len(word.reasons) <= 8 for word in STATES)


def test_only_what_is_with_the_person_has_a_tick():
    assert {word.state for word in STATES if word.icon == "check"} == {DoseState.GIVEN, DoseState.HANDED}


def test_a_correction_may_name_why_it_corrects():
    assert {"mistake", "taste"} <= reasons_of(EventKind.REFUSED)
    assert "taste" not in reasons_of(EventKind.GIVEN)


def test_an_act_typed_afterwards_says_why_and_another_s_only_so():
    assert "après coup n'est pas" in refused(replace(GIVEN, afterwards="because"))
    check_readable(replace(GIVEN, afterwards="paper"))
    assert "pour un collègue" in refused(replace(GIVEN, given_by="roux"))
    check_readable(replace(GIVEN, afterwards="outage", given_by="roux"))


def test_the_measures_of_an_act_are_part_of_what_it_says():
    pressure = Measure("m1", "blood_pressure", Fraction(145), NOW, Fraction(80))
    pulse = Measure("m1", "pulse", Fraction(145), NOW)
    said = {replace(GIVEN, measures=taken).content for taken in ((), (pulse,), (pressure,))}
    assert len(said) == 3


def test_each_kind_of_act_has_its_own_reasons_beside_those_of_a_correction():
    labels = reasons_labelled("refused")
    assert labels["taste"] == "goût"
    assert labels.keys() - reasons_labelled("given").keys() >= {"taste", "nausea"}
    assert reasons_labelled("nothing").keys() == reasons_labelled("given").keys()
