"""May a dose given as needed be given now: its limits, by line and by substance, in elapsed time."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medcircuit.kernel.clock import PARIS
from medcircuit.prescriptions.rules.limits import (
    DAY,
    Answer,
    Asked,
    Block,
    Counted,
    Limit,
    LineLimits,
    SubstanceLimit,
    judge,
)

T0 = datetime(2026, 11, 10, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
FOUR_GRAMS = SubstanceLimit("paracetamol", Fraction(4000))
SIX_HOURS = LineLimits(once=Fraction(2), interval=6 * HOUR)


def dose(
    at: datetime, amount: int | Fraction = 1, line: str = "P", each: int = 1000, **more: bool
) -> Counted:
    return Counted(line, at, Fraction(amount), {"paracetamol": Fraction(each) * amount}, **more)


def ask(at: datetime = T0, amount: int | Fraction = 1, each: int = 1000) -> Asked:
    return Asked("P", at, Fraction(amount), {"paracetamol": Fraction(each)}, Fraction(1))


def names(answer: Answer) -> list[str]:
    return [block.name for block in answer.blocks]


def test_a_first_dose_is_allowed_now() -> None:
    answer = judge(ask(), SIX_HOURS, [FOUR_GRAMS], [])
    assert answer.allowed
    assert answer.next_at == T0
    assert answer.remaining == {"paracetamol": 4000}
    assert answer.largest == 2


def test_under_two_maxima_of_one_substance_the_least_room_is_told() -> None:
    two_days = SubstanceLimit("paracetamol", Fraction(5000), 2 * DAY)
    for limits in ([FOUR_GRAMS, two_days], [two_days, FOUR_GRAMS]):
        answer = judge(ask(), SIX_HOURS, limits, [dose(T0 - 30 * HOUR, 3), dose(T0 - 8 * HOUR)])
        assert answer.remaining == {"paracetamol": 1000}


@pytest.mark.parametrize(("elapsed", "allowed"), [(6 * HOUR, True), (6 * HOUR - SECOND, False)])
def test_an_interval_is_met_to_the_second(elapsed: timedelta, allowed: bool) -> None:
    answer = judge(ask(T0 + elapsed), SIX_HOURS, [], [dose(T0)])
    assert answer.allowed is allowed
    assert answer.next_at == T0 + 6 * HOUR
    assert answer.largest == (2 if allowed else 0)


@pytest.mark.parametrize(("elapsed", "left"), [(DAY, 1000), (DAY - SECOND, 0)])
def test_a_dose_leaves_the_window_after_exactly_its_period(elapsed: timedelta, left: int) -> None:
    taken = [dose(T0 + n * 6 * HOUR) for n in range(4)]
    answer = judge(ask(T0 + elapsed), LineLimits(), [FOUR_GRAMS], taken)
    assert answer.remaining == {"paracetamol": left}
    assert answer.allowed is (left == 1000)
    assert answer.next_at == T0 + DAY


def test_a_dose_planned_for_later_is_reserved() -> None:
    taken = [dose(T0 - HOUR, 3)]
    later = dose(T0 + 8 * HOUR, reserved=True, line="S")
    assert judge(ask(), LineLimits(), [FOUR_GRAMS], taken).allowed
    kept = judge(ask(), LineLimits(), [FOUR_GRAMS], [*taken, later])
    assert names(kept) == ["substance_max:paracetamol"]
    assert kept.remaining == {"paracetamol": 0}
    assert kept.next_at == T0 + 23 * HOUR


def test_a_reserved_dose_of_tomorrow_does_not_count_what_will_have_left_by_then() -> None:
    taken = [dose(T0 - 20 * HOUR, 3)]
    tomorrow = dose(T0 + 5 * HOUR, 3, reserved=True)
    answer = judge(ask(), LineLimits(), [FOUR_GRAMS], [*taken, tomorrow])
    assert answer.allowed
    assert answer.remaining == {"paracetamol": 1000}


def test_a_substance_interval_is_kept_from_a_dose_planned_for_later_too() -> None:
    every_four = SubstanceLimit("paracetamol", None, interval=4 * HOUR)
    later = dose(T0 + 3 * HOUR, line="S", reserved=True)
    answer = judge(ask(), LineLimits(), [every_four], [later])
    assert names(answer) == ["substance_interval:paracetamol"]
    assert answer.next_at == T0 + 7 * HOUR
    assert answer.remaining == {}


def test_a_line_interval_looks_at_its_own_line_only() -> None:
    other = dose(T0 - HOUR, line="Q")
    assert judge(ask(), SIX_HOURS, [FOUR_GRAMS], [other]).allowed


def test_a_substance_that_the_product_does_not_hold_forbids_nothing() -> None:
    codeine = SubstanceLimit("codeine", Fraction(180), interval=4 * HOUR)
    held = Counted("Q", T0, Fraction(6), {"codeine": Fraction(180)})
    answer = judge(ask(), LineLimits(), [codeine], [held])
    assert answer.allowed
    assert answer.remaining == {"codeine": 0}
    assert answer.largest is None


def test_above_the_maximum_of_one_administration_there_is_no_next_time() -> None:
    answer = judge(ask(amount=3), SIX_HOURS, [FOUR_GRAMS], [])
    assert answer.blocks == (Block(Limit.ONCE),)
    assert answer.next_at is None
    assert answer.largest == 2


def test_a_line_says_how_much_in_its_period() -> None:
    limits = LineLimits(per_period=Fraction(6), period=12 * HOUR)
    taken = [dose(T0 - 11 * HOUR, 3), dose(T0 - HOUR, 2)]
    answer = judge(ask(amount=2), limits, [], taken)
    assert names(answer) == ["max_dose_per_period"]
    assert answer.largest == 1
    assert answer.next_at == T0 + HOUR


@pytest.mark.parametrize(("at", "ended"), [(T0 - SECOND, False), (T0, True)])
def test_the_end_of_a_line_is_excluded(at: datetime, ended: bool) -> None:
    answer = judge(ask(at), LineLimits(until=T0), [], [])
    assert names(answer) == (["ended"] if ended else [])
    assert answer.next_at == (None if ended else at)
    assert answer.largest == (0 if ended else None)


def test_what_becomes_possible_after_the_end_never_does() -> None:
    answer = judge(ask(), LineLimits(interval=6 * HOUR, until=T0 + 3 * HOUR), [], [dose(T0 - HOUR)])
    assert names(answer) == ["min_interval"]
    assert answer.next_at is None


def test_a_dose_of_nothing_starts_no_interval() -> None:
    assert judge(ask(), SIX_HOURS, [], [dose(T0 - HOUR, 0)]).allowed


def test_the_largest_dose_is_a_multiple_of_the_step_or_exact_without_one() -> None:
    taken = [dose(T0 - HOUR, Fraction(11, 5))]
    assert judge(ask(), LineLimits(), [FOUR_GRAMS], taken).largest == 1
    free = Asked("P", T0, Fraction(1), {"paracetamol": Fraction(1000)})
    assert judge(free, LineLimits(), [FOUR_GRAMS], taken).largest == Fraction(9, 5)


def test_an_autumn_night_is_an_hour_longer_than_its_clock() -> None:
    taken = dose(datetime(2026, 10, 24, 23, 0, tzinfo=PARIS))
    assert judge(ask(datetime(2026, 10, 25, 4, 0, tzinfo=PARIS)), SIX_HOURS, [], [taken]).allowed


def test_a_spring_night_is_an_hour_shorter_than_its_clock() -> None:
    taken = dose(datetime(2027, 3, 27, 23, 0, tzinfo=PARIS))
    answer = judge(ask(datetime(2027, 3, 28, 5, 0, tzinfo=PARIS)), SIX_HOURS, [], [taken])
    assert not answer.allowed
    assert answer.next_at == datetime(2027, 3, 28, 4, 0, tzinfo=UTC)


@pytest.mark.parametrize(("days", "allowed"), [(2, True), (3, False)])
def test_after_so_many_days_on_end_a_physician_looks_again(days: int, allowed: bool) -> None:
    limits = LineLimits(days=3)
    used = [dose(T0 - n * DAY) for n in range(1, days + 1)] + [dose(T0 - HOUR)]
    answer = judge(ask(), limits, [], used)
    assert answer.allowed is allowed
    assert answer.next_at == (T0 if allowed else None)
    assert answer.largest == (None if allowed else 0)


def test_days_with_a_day_between_are_not_on_end_and_a_review_counts_anew() -> None:
    apart = [dose(T0 - n * DAY) for n in (1, 3, 4)]
    assert judge(ask(), LineLimits(days=3), [], apart).allowed
    on_end = [dose(T0 - n * DAY) for n in (1, 2, 3)]
    assert judge(ask(), LineLimits(days=3, reviewed_at=T0 - 2 * DAY), [], on_end).allowed


MINUTE = timedelta(minutes=1)
SPRING = datetime(2027, 3, 28, 0, 30, tzinfo=UTC)
LINES = {"P": {"a": 2, "b": 1}, "S": {"a": 3}, "F": {"b": 2}}


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[str, int, int]]:
    one = st.tuples(st.sampled_from(sorted(LINES)), st.integers(-40, 40), st.integers(0, 3))
    return draw(st.lists(one, max_size=7))


@st.composite
def written(draw: st.DrawFn) -> dict[str, int | None]:
    maybe = st.none() | st.integers(1, 12)
    keys = ("once", "per_period", "interval", "until", "most_a", "most_b", "gap_a")
    return {key: draw(maybe) for key in keys} | {"period": draw(st.integers(1, 24))}


def possible(t: int, amount: int, doses: list[tuple[str, int, int]], told: dict[str, int | None]) -> bool:
    """Minute by minute, with no idea of how the rule goes about it."""

    def fits(most: int | None, each: int, amounts: list[tuple[int, int]]) -> bool:
        if most is None or each * amount == 0:
            return True
        period = told["period"] or 1
        return all(
            each * amount + sum(one for at, one in amounts if end - period < at <= end) <= most
            for end in range(t, t + period)
        )

    def apart(gap: int | None, instants: list[int]) -> bool:
        return gap is None or all(abs(t - at) >= gap for at in instants)

    own = [(at, count) for line, at, count in doses if line == "P" and count]
    of_a = [(at, count * LINES[line]["a"]) for line, at, count in doses if "a" in LINES[line] and count]
    of_b = [(at, count * LINES[line]["b"]) for line, at, count in doses if "b" in LINES[line] and count]
    return (
        (told["once"] is None or amount <= told["once"])
        and (told["until"] is None or t < told["until"])
        and apart(told["interval"], [at for at, _ in own])
        and apart(told["gap_a"], [at for at, _ in of_a])
        and fits(told["per_period"], 1, own)
        and fits(told["most_a"], LINES["P"]["a"], of_a)
        and fits(told["most_b"], LINES["P"]["b"], of_b)
    )


@settings(max_examples=250, deadline=None)
@given(histories(), written(), st.integers(1, 4))
def test_the_answer_is_that_of_looking_at_every_minute(
    doses: list[tuple[str, int, int]], told: dict[str, int | None], amount: int
) -> None:
    def minutes(count: int | None) -> timedelta | None:
        return None if count is None else count * MINUTE

    def exact(count: int | None) -> Fraction | None:
        return None if count is None else Fraction(count)

    period = minutes(told["period"]) or DAY
    until = None if told["until"] is None else SPRING + told["until"] * MINUTE
    limits = LineLimits(
        exact(told["once"]), exact(told["per_period"]), period, minutes(told["interval"]), until
    )
    substances = [
        SubstanceLimit("a", exact(told["most_a"]), period, minutes(told["gap_a"])),
        SubstanceLimit("b", exact(told["most_b"]), period),
    ]
    counted = [
        Counted(
            line,
            (SPRING + at * MINUTE).astimezone(PARIS),
            Fraction(count),
            {name: Fraction(each * count) for name, each in LINES[line].items()},
        )
        for line, at, count in doses
    ]
    asked = Asked("P", SPRING, Fraction(amount), {n: Fraction(e) for n, e in LINES["P"].items()}, Fraction(1))
    answer = judge(asked, limits, substances, counted)
    assert answer.allowed is possible(0, amount, doses, told)
    first = next((t for t in range(90) if possible(t, amount, doses, told)), None)
    assert answer.next_at == (None if first is None else SPRING + first * MINUTE)
    if answer.largest is None:
        assert possible(0, 1000, doses, told)
    else:
        assert answer.largest == max((n for n in range(1, 40) if possible(0, n, doses, told)), default=0)


NIGHTS = [datetime(2026, 10, 24, 22, 0, tzinfo=PARIS), datetime(2027, 3, 27, 22, 0, tzinfo=PARIS)]
GRAMS = {"P": 500, "Q": 1000, "S": 1000}


@settings(max_examples=120, deadline=None)
@given(
    st.sampled_from(NIGHTS),
    st.lists(st.tuples(st.sampled_from(["P", "Q"]), st.integers(0, 60 * 36), st.integers(1, 3)), max_size=14),
    st.lists(st.integers(0, 60 * 40), max_size=3),
)
def test_no_history_of_what_is_allowed_passes_a_limit_on_a_night_the_clock_changes(
    night: datetime, tries: list[tuple[str, int, int]], planned: list[int]
) -> None:
    """Whoever gives only what is allowed never passes four grams nor comes nearer than four hours of what was given."""
    limit = SubstanceLimit("paracetamol", Fraction(4000), interval=4 * HOUR)
    begin = night.astimezone(UTC)
    reserved = [dose(begin + n * MINUTE, line="S", reserved=True) for n in planned]
    given_so_far: list[Counted] = []
    for line, minute, count in sorted(tries, key=lambda one: one[1]):
        at = (begin + minute * MINUTE).astimezone(PARIS)
        asked = Asked(line, at, Fraction(count), {"paracetamol": Fraction(GRAMS[line])})
        if judge(asked, LineLimits(once=Fraction(2)), [limit], [*reserved, *given_so_far]).allowed:
            given_so_far.append(dose(at, count, line=line, each=GRAMS[line]))
    taken = sorted((one.at.astimezone(UTC), one.contents["paracetamol"]) for one in given_so_far)
    every = [*taken, *((one.at, one.contents["paracetamol"]) for one in reserved)]
    for at, _ in taken:
        assert all(other == at or abs(other - at) >= 4 * HOUR for other, _ in every)
        for end in (when for when, _ in every if at <= when < at + DAY):
            within = sum(mass for when, mass in every if end - DAY < when <= end)
            alone = sum(one.contents["paracetamol"] for one in reserved if end - DAY < one.at <= end)
            assert within <= 4000 or alone > 4000 - 500


@pytest.mark.parametrize(("apart", "allowed"), [(4 * HOUR - SECOND, True), (4 * HOUR, False)])
def test_doses_planned_nearer_than_an_interval_are_given_as_planned_and_no_others(
    apart: timedelta, allowed: bool
) -> None:
    interval = SubstanceLimit("paracetamol", interval=4 * HOUR)
    before = replace(dose(T0 + HOUR), due=T0)
    planned = replace(ask(T0 + 4 * HOUR), due=T0 + apart)
    assert judge(planned, LineLimits(), [interval], [before]).allowed is allowed
    assert not judge(replace(planned, due=None), LineLimits(), [interval], [before]).allowed
    assert not judge(planned, LineLimits(), [interval], [dose(T0 + HOUR)]).allowed
