"""What stays on the body: when it comes off, and under which key."""

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.administration.rules.entry import Gesture, GestureUnreadable, check_readable, day_of
from medcircuit.administration.rules.fold import Fact, state
from medcircuit.administration.rules.sites import KNOWN_SITES, SITES, UNSAID, site_label
from medcircuit.administration.rules.vocabulary import DoseState, EventKind
from medcircuit.administration.rules.wearing import LONGEST, applied_key, removal_due, removal_key
from medcircuit.residents.rules.measures import Measure

ON = datetime(2026, 11, 21, 7, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = "l1/2026-11-21/MORN"


def gesture(**changes):
    made = {
        "id": "01936a6e-0000-7000-8000-000000000001",
        "device": "tablet",
        "device_seq": 1,
        "kind": EventKind.GIVEN,
        "dose": KEY,
        "line": "l1",
        "resident": "martin",
        "at": ON,
    }
    return Gesture(**{**made, **changes})


def due(**changes):
    return removal_due(ON, **{"ends": None, "following": (), "left": (), **changes})


def test_the_key_of_a_removal_says_what_it_takes_off():
    assert applied_key(removal_key(KEY)) == KEY
    assert applied_key(KEY) is None
    assert day_of(removal_key(KEY)) == day_of(KEY)


def test_it_comes_off_when_its_prescription_says_whatever_follows():
    assert due(ends=ON + DAY / 2, following=[ON + DAY]) == ON + DAY / 2


def test_without_an_end_it_comes_off_when_the_next_is_put_on():
    assert due(following=[ON - DAY, ON, ON + 3 * DAY, ON + 4 * DAY]) == ON + 3 * DAY


def test_what_nothing_follows_comes_off_after_seven_days():
    assert due() == ON + LONGEST
    assert due(following=[ON + 8 * DAY]) == ON + LONGEST


def test_a_stopped_line_comes_off_at_once():
    assert due(ends=ON + DAY, left=[ON + DAY / 4]) == ON + DAY / 4
    assert due(ends=ON + DAY, left=[ON]) == ON
    assert due(ends=ON + DAY, left=[ON - DAY, ON + 2 * DAY]) == ON + DAY


def test_a_removal_is_never_said_to_be_given_nor_a_dose_removed():
    for kind, key in (("given", removal_key(KEY)), ("spat_out", removal_key(KEY)), ("removed", KEY)):
        with pytest.raises(GestureUnreadable):
            check_readable(gesture(kind=EventKind(kind), dose=key))
    check_readable(gesture(kind=EventKind.REMOVED, dose=removal_key(KEY)))
    check_readable(gesture(kind=EventKind.REMOVED, dose=removal_key(KEY), reason="found_off"))
    check_readable(gesture(kind=EventKind.REFUSED, dose=removal_key(KEY), reason="opposition"))


def test_a_site_is_one_of_the_list():
    check_readable(gesture(site="arm_left"))
    for wrong in ("elbow", UNSAID):
        with pytest.raises(GestureUnreadable):
            check_readable(gesture(site=wrong))


def test_what_was_measured_is_part_of_the_act():
    pressure = Measure("m1", "pressure", Fraction(145), ON, Fraction(80))
    pulse = Measure("m2", "pulse", Fraction(62), ON)
    said = json.loads(gesture(measures=(pressure, pulse)).content)["measures"]
    assert [one[:4] for one in said] == [["m1", "pressure", "145", "80"], ["m2", "pulse", "62", None]]


def test_every_site_has_its_word_and_is_offered_for_something():
    assert len({site_label(code) for code in KNOWN_SITES}) == len(SITES)
    assert all(site.worn or site.injected for site in SITES)
    assert site_label(UNSAID) == site_label("of old") == "endroit non précisé"


def fact(name, kind, minute=0):
    return Fact(name, EventKind(kind), ON + timedelta(minutes=minute), "petit")


def test_the_first_removal_holds_and_a_refusal_after_it_contradicts():
    found = state([fact("a", "refused"), fact("b", "removed", 1), fact("c", "removed", 2)])
    assert (found.state, found.event_id, found.takes) == (DoseState.REMOVED, "b", ())
    found = state([fact("b", "removed", 1), fact("c", "refused", 2)])
    assert (found.state, found.flags) == (DoseState.REMOVED, ("contradictory",))


def test_a_removal_said_of_what_was_given_contradicts():
    found = state([fact("a", "given"), fact("b", "removed", 1)])
    assert (found.state, found.takes, found.flags) == (DoseState.GIVEN, ("a",), ("contradictory",))
