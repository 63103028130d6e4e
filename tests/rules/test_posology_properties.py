"""For any dosage: no dose lost or doubled by versions, windows, moved moments or clock changes from 2020 to 2040."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from medcircuit.posology.rules import (
    HOUSE,
    LineVersion,
    Moments,
    cycle_extension,
    json_text,
    merge_versions,
    parse_json,
    plan,
    read_dosages,
    sentences,
    write_dosage,
)

PARIS = ZoneInfo("Europe/Paris")
CODES = ["MORN", "NOON", "EVE", "HS", "ACM", "PCV", "C", "NIGHT", "WAKE"]
CHANGES = [datetime(year, month, 31, tzinfo=UTC) for year in range(2020, 2041) for month in (3, 10)]


def some(values, most=3):
    return st.lists(values, min_size=1, max_size=most, unique=True)


clock = st.builds("{:02d}:{:02d}:00".format, st.integers(0, 23), st.sampled_from([0, 15, 30, 59]))
at_moments = st.fixed_dictionaries(
    {"when": some(st.sampled_from(CODES))}, optional={"offset": st.integers(0, 90)}
)
at_times = st.fixed_dictionaries(
    {"timeOfDay": some(clock)},
    optional={"period": st.integers(1, 5), "periodUnit": st.just("d")},
)
a_day = st.fixed_dictionaries(
    {"frequency": st.integers(1, 5), "period": st.just(1), "periodUnit": st.just("d")}
)
a_week = st.fixed_dictionaries(
    {"dayOfWeek": some(st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"]))},
    optional={"timeOfDay": some(clock), "period": st.integers(1, 3), "periodUnit": st.just("wk")},
)
by_hours = st.fixed_dictionaries(
    {"period": st.sampled_from([1, 2, 4, 5, 6, 8, 12, 36, 72]), "periodUnit": st.just("h")}
)
a_month = st.fixed_dictionaries(
    {"period": st.integers(1, 3), "periodUnit": st.sampled_from(["mo", "wk", "d"])}
)
bounds = st.one_of(
    st.just({}),
    st.integers(1, 30).map(lambda n: {"boundsDuration": {"value": n, "code": "d"}}),
    st.integers(1, 40).map(lambda n: {"count": n}),
)
repeat = st.tuples(st.one_of(at_moments, at_times, a_day, a_week, by_hours, a_month), bounds).map(
    lambda two: {**two[0], **two[1]}
)
cycle = st.integers(2, 9).flatmap(
    lambda n: some(st.integers(1, n), n).map(lambda days: [cycle_extension(n, days)])
)


@st.composite
def dosages(draw):
    count = draw(st.integers(1, 3))
    steps = draw(st.booleans())
    held = []
    for number in range(1, count + 1):
        one = {
            "timing": {"repeat": draw(repeat)},
            "doseAndRate": [{"doseQuantity": {"value": number, "unit": "comprimé"}}],
        }
        if steps:
            one["sequence"] = number
        if draw(st.integers(0, 9)) == 0:
            one["modifierExtension"] = draw(cycle)
        held.append(one)
    return held


@st.composite
def starts(draw):
    """An instant on a quarter of an hour, often within days of a clock change."""
    near = draw(st.sampled_from(CHANGES)) + timedelta(days=draw(st.integers(-12, 4)))
    return near + timedelta(minutes=15 * draw(st.integers(0, 95)))


few = settings(max_examples=50, deadline=None)
SPAN = timedelta(days=24)


@few
@given(dosages(), starts(), st.lists(st.integers(0, 24 * 96), min_size=1, max_size=4))
def test_the_plan_of_a_window_is_that_of_its_parts(held, start, cuts):
    read = read_dosages(held)
    edges = [
        start,
        *sorted({start + timedelta(minutes=15 * cut) for cut in cuts} - {start}),
        start + SPAN + timedelta(1),
    ]
    whole = plan(read, line="L", start=start, window=(edges[0], edges[-1]))
    parts = [plan(read, line="L", start=start, window=window) for window in pairwise(edges)]
    assert [dose for part in parts for dose in part.doses] == list(whole.doses)
    assert all(part.questions == whole.questions for part in parts)


@few
@given(dosages(), starts())
def test_keys_are_unique_and_every_dose_lies_in_its_window_in_order(held, start):
    found = plan(read_dosages(held), line="L", start=start, window=(start, start + SPAN))
    assert len({dose.key for dose in found.doses}) == len(found.doses)
    assert all(start <= dose.due < start + SPAN for dose in found.doses)
    assert [dose.due for dose in found.doses] == sorted(dose.due for dose in found.doses)
    assert all(dose.key == f"L/{dose.local_date.isoformat()}/{dose.slot}" for dose in found.doses)
    assert not {dose.instruction for dose in found.doses} & {
        question.instruction for question in found.questions if question.code != "step_end"
    }


@few
@given(dosages(), starts(), st.lists(st.integers(1, 24 * 96), min_size=1, max_size=3, unique=True))
def test_versions_that_change_nothing_lose_and_double_no_dose(held, start, cuts):
    read = read_dosages(held)
    since = [start, *(start + timedelta(minutes=15 * cut) for cut in sorted(cuts))]
    versions = [LineVersion(number, read, at, start) for number, at in enumerate(since, 1)]
    window = start, start + SPAN
    split = merge_versions(versions, line="L", window=window)
    whole = plan(read, line="L", start=start, window=window)
    assert [dose._replace(version=1) for dose in split.doses] == list(whole.doses)
    in_force = [max(at for at in since if at <= dose.due) for dose in split.doses]
    assert [since[dose.version - 1] for dose in split.doses] == in_force


@few
@given(dosages(), dosages(), starts(), st.integers(1, 24 * 96))
def test_a_change_keeps_what_was_due_before_it_and_plans_anew_from_it_on(before, after, start, cut):
    old, new, at = read_dosages(before), read_dosages(after), start + timedelta(minutes=15 * cut)
    window = start, start + SPAN
    found = merge_versions(
        [LineVersion(1, old, start, start), LineVersion(2, new, at, at)], line="L", window=window
    )
    first = {dose.key for dose in plan(old, line="L", start=start, window=(start, min(at, window[1]))).doses}
    second = {
        dose.key for dose in plan(new, line="L", start=at, window=(min(at, window[1]), window[1])).doses
    }
    assert {dose.key for dose in found.doses} == first | second
    assert len(found.doses) == len(first | second)


@few
@given(dosages(), starts(), st.integers(1, 20), st.integers(-59, 59))
def test_moved_moments_move_doses_and_keep_every_key(held, start, day, shift):
    base = {code: time(minutes // 60, minutes % 60) for code, minutes in HOUSE.tables[0].items()}
    moved = {
        code: (datetime(2000, 1, 1, at.hour, at.minute) + timedelta(minutes=shift)).time()
        for code, at in base.items()
    }
    change = (start + timedelta(days=day)).astimezone(PARIS).date()
    later = Moments.dated((date(2000, 1, 1), base), (change, moved))
    noon = datetime.combine(start.astimezone(PARIS).date() - timedelta(days=1), time(3), PARIS)
    read, window = read_dosages(held), (noon, noon + SPAN)
    plain = [
        one
        for one in held
        if not ("timeOfDay" in one["timing"]["repeat"] and "when" in one["timing"]["repeat"])
    ]
    if len(plain) == len(held):
        keys = [dose.key for dose in plan(read, line="L", start=noon, window=window).doses]
        assert sorted(keys) == sorted(
            dose.key for dose in plan(read, line="L", start=noon, window=window, moments=later).doses
        )


@few
@given(some(clock, 4), starts())
def test_a_clock_time_is_given_once_each_day_whatever_the_clocks_do(times, start):
    day = start.astimezone(PARIS).date()
    begin = datetime.combine(day, time(0), PARIS)
    held = [
        {
            "timing": {"repeat": {"timeOfDay": times}},
            "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
        }
    ]
    window = begin, datetime.combine(day + timedelta(days=20), time(0), PARIS)
    found = plan(read_dosages(held), line="L", start=begin, window=window)
    expected = {
        f"L/{day + timedelta(days=n)}/{text[:2]}{text[3:5]}": datetime.combine(
            day + timedelta(days=n), time.fromisoformat(text), PARIS
        ).astimezone(UTC)
        for n in range(20)
        for text in times
    }
    assert {dose.key: dose.due for dose in found.doses} == expected


@few
@given(st.sampled_from([1, 2, 4, 5, 6, 8, 12, 36]), starts())
def test_every_k_hours_is_always_k_hours_of_elapsed_time(hours, start):
    held = {
        "timing": {"repeat": {"period": hours, "periodUnit": "h"}},
        "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "mg"}}],
    }
    found = plan(read_dosages(held), line="L", start=start, window=(start, start + SPAN))
    assert found.doses[0].due == start
    assert {later.due - earlier.due for earlier, later in pairwise(found.doses)} == {timedelta(hours=hours)}
    assert [dose.local_date for dose in found.doses] == [
        dose.due.astimezone(PARIS).date() for dose in found.doses
    ]


@few
@given(dosages())
def test_any_dosage_comes_back_from_json_and_has_a_sentence(held):
    read = read_dosages(held)
    assert [write_dosage(dosage) for dosage in read] == held
    assert read_dosages(parse_json(json_text([write_dosage(dosage) for dosage in read]))) == read
    assert sentences(read).endswith(".")
