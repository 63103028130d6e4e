"""A line through its versions: merged by key, suspended, stopped."""

from zoneinfo import ZoneInfo

from medcircuit.posology.rules import LineVersion, merge_versions, read_dosages
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")
T0 = "2026-11-10T00:00"


def dosages(repeat, amount=1, **more):
    source = {
        "timing": {"repeat": repeat},
        "doseAndRate": [{"doseQuantity": {"value": amount, "unit": "mg"}}],
        **more,
    }
    return read_dosages([source])


def version(number, held, since=T0, anchor=None, status="active"):
    return LineVersion(number, held, at(since), at(anchor or since), status)


def merged(*versions, first=T0, last="2026-11-13T00:00"):
    return merge_versions(versions, line="L", window=(at(first), at(last)))


def given(found):
    return [
        f"{dose.due.astimezone(PARIS):%d %H:%M} {dose.dose.amount} v{dose.version}" for dose in found.doses
    ]


TWICE = {"when": ["MORN", "EVE"]}


def test_each_version_plans_until_the_next_takes_effect():
    found = merged(version(1, dosages(TWICE, 1)), version(2, dosages(TWICE, 2), "2026-11-11T08:00"))
    assert given(found)[1:4] == ["10 18:30 1 v1", "11 08:00 2 v2", "11 18:30 2 v2"]
    a_minute_later = merged(version(1, dosages(TWICE, 1)), version(2, dosages(TWICE, 2), "2026-11-11T08:01"))
    assert given(a_minute_later)[2:4] == ["11 08:00 1 v1", "11 18:30 2 v2"]


def test_the_order_in_which_versions_come_changes_nothing():
    one, two = version(1, dosages(TWICE, 1)), version(2, dosages(TWICE, 2), "2026-11-11T08:00")
    assert merged(two, one) == merged(one, two)


def test_steps_go_on_under_the_same_keys_where_the_anchor_stays():
    every = {"period": 8, "periodUnit": "h"}
    whole = merged(version(1, dosages(every)))
    split = merged(version(1, dosages(every)), version(2, dosages(every), "2026-11-11T10:00", T0))
    assert [dose.key for dose in split.doses] == [dose.key for dose in whole.doses]
    anew = merged(version(1, dosages(every)), version(2, dosages(every), "2026-11-11T10:00"))
    assert given(anew)[3:6] == ["11 00:00 1 v1", "11 08:00 1 v1", "11 10:00 1 v2"]


def test_a_slot_that_two_versions_plan_is_one_dose():
    morning = dosages({"when": ["MORN"]})
    found = merged(version(1, morning), version(2, dosages({"when": ["MORN"]}, 2), "2026-11-11T08:00"))
    assert given(found) == ["10 08:00 1 v1", "11 08:00 2 v2", "12 08:00 2 v2"]
    assert len({dose.key for dose in found.doses}) == 3


def test_a_suspended_version_plans_its_doses_as_suspended_and_asks_nothing():
    found = merged(
        version(1, dosages(TWICE)),
        version(2, dosages(TWICE), "2026-11-11T00:00", T0, "suspended"),
        version(3, dosages(TWICE), "2026-11-12T00:00", T0),
    )
    assert [dose.state for dose in found.doses] == ["due", "due", "suspended", "suspended", "due", "due"]
    unclear = dosages({"frequency": 3, "period": 1, "periodUnit": "wk"})
    assert not merged(version(1, unclear, status="suspended")).questions
    assert [question.code for question in merged(version(1, unclear)).questions] == ["which_days"]


def test_a_stopped_line_plans_nothing_more():
    found = merged(version(1, dosages(TWICE)), version(2, dosages(TWICE), "2026-11-11T12:00", T0, "stopped"))
    assert given(found) == ["10 08:00 1 v1", "10 18:30 1 v1", "11 08:00 1 v1"]


def test_what_is_given_as_needed_is_cut_to_the_time_of_its_version():
    needed = dosages({"period": 6, "periodUnit": "h"}, asNeededBoolean=True)
    found = merged(version(1, needed), version(2, needed, "2026-11-11T12:00"))
    assert [(entry.begin, entry.until) for entry in found.prn] == [
        (at(T0), at("2026-11-11T12:00")),
        (at("2026-11-11T12:00"), None),
    ]
    bounded = dosages({"boundsPeriod": {"start": "2026-11-11", "end": "2026-11-11"}}, asNeededBoolean=True)
    found = merged(version(1, bounded), version(2, bounded, "2026-11-12T12:00"))
    assert (found.prn[0].begin, found.prn[0].until) == (at("2026-11-11T00:00"), at("2026-11-11T23:59:59"))


def test_a_version_outside_the_window_says_nothing():
    unclear = dosages({"frequency": 3, "period": 1, "periodUnit": "wk"})
    found = merged(
        version(1, unclear),
        version(2, dosages(TWICE), "2026-11-09T00:00", "2026-11-09T00:00"),
        first="2026-11-12T00:00",
    )
    assert [question.code for question in found.questions] == ["which_days"]
    found = merged(version(1, unclear, "2026-11-01T00:00"), version(2, dosages(TWICE), "2026-11-09T00:00"))
    assert not found.questions
