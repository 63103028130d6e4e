"""Where facts disagree, a person says which holds: the corrections make it so, and nothing disagrees any more."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from medcircuit.administration.rules.deciding import Correction, corrections_for
from medcircuit.administration.rules.fold import Fact, state
from medcircuit.administration.rules.vocabulary import DoseState, EventKind

EIGHT = datetime(2026, 11, 21, 7, tzinfo=UTC)
GIVEN, REFUSED, VOID = EventKind.GIVEN, EventKind.REFUSED, EventKind.VOID


def fact(name, kind, minute=0, replaces=None, amount=None):
    return Fact(name, kind, EIGHT + timedelta(minutes=minute), "petit", amount, replaces)


def decided(facts, keep):
    """The state once the corrections for this choice are entered."""
    entered = [
        Fact(f"z{place}", one.kind, EIGHT + timedelta(hours=9), "idec", one.amount, one.replaces)
        for place, one in enumerate(corrections_for(facts, keep))
    ]
    return state([*facts, *entered])


def test_given_then_refused_is_decided_either_way():
    facts = [fact("a", GIVEN), fact("b", REFUSED, 5)]
    assert state(facts).flags == ("contradictory",)
    assert (decided(facts, "a").state, decided(facts, "a").flags) == (DoseState.GIVEN, ())
    assert (decided(facts, "b").state, decided(facts, "b").flags) == (DoseState.REFUSED, ())


def test_a_refusal_before_the_giving_is_no_contradiction_and_stays():
    facts = [fact("a", REFUSED), fact("b", GIVEN, 5), fact("c", REFUSED, 9)]
    assert corrections_for(facts, "b") == (Correction("c", VOID),)


def test_one_of_two_givings_is_kept():
    facts = [fact("a", GIVEN), fact("b", GIVEN, 5)]
    after = decided(facts, "b")
    assert (after.takes, after.flags) == (("b",), ())


def test_what_was_handed_and_then_seen_taken_is_left_alone():
    facts = [fact("a", EventKind.HANDED), fact("b", GIVEN, 5)]
    assert corrections_for(facts, "b") == ()


def test_of_two_corrections_one_holds_or_the_first_entry():
    facts = [
        fact("a", GIVEN),
        fact("b", REFUSED, 5, "a"),
        fact("c", EventKind.PARTIAL, 6, "a", Fraction(1, 2)),
    ]
    assert state(facts).flags == ("contested",)
    for keep, left in (("a", DoseState.GIVEN), ("b", DoseState.REFUSED), ("c", DoseState.PARTIAL)):
        after = decided(facts, keep)
        assert (after.state, after.flags) == (left, ())


def test_a_fact_of_another_dose_decides_nothing():
    assert corrections_for([fact("a", GIVEN)], "elsewhere") == ()


def test_nothing_is_corrected_where_nothing_disagrees():
    assert corrections_for([fact("a", GIVEN)], "a") == ()


def test_corrections_in_a_circle_end():
    facts = [fact("a", GIVEN, 0, "b"), fact("b", REFUSED, 1, "a")]
    corrections_for(facts, "a")


KINDS = st.sampled_from([GIVEN, REFUSED, EventKind.SPAT_OUT, EventKind.HANDED, EventKind.WITHHELD])


@given(st.lists(KINDS, min_size=1, max_size=5), st.data())
def test_whatever_was_said_one_choice_leaves_no_contradiction(kinds, data):
    facts = [fact(chr(97 + place), kind, place) for place, kind in enumerate(kinds)]
    keep = data.draw(
        st.sampled_from([one.id for one in facts if one.kind is not EventKind.SPAT_OUT] or ["a"])
    )
    assert "contradictory" not in decided(facts, keep).flags
