"""The state of a dose is a fold of its facts: neither their order nor their repetition changes it."""

from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.administration.rules.fold import Fact, Folded, is_second, newly_flagged, state
from medcircuit.administration.rules.vocabulary import NEGATIVE, POSITIVE, DoseState, EventKind

EIGHT = datetime(2026, 11, 21, 7, 0, tzinfo=UTC)
ONE = Fraction(1)


def fact(name, kind, minute=0, *, replaces=None, amount=ONE, by="petit"):
    return Fact(name, EventKind(kind), EIGHT + timedelta(minutes=minute), by, amount, replaces)


def folded(*facts):
    return state(facts)


def test_a_dose_without_facts_is_due():
    assert state([]) == Folded(DoseState.DUE)


@pytest.mark.parametrize("kind", [*POSITIVE, *NEGATIVE, EventKind.SPAT_OUT, EventKind.UNTRACED])
def test_one_fact_is_the_state(kind):
    found = folded(fact("a", kind))
    assert (found.state.value, found.event_id, found.flags) == (kind.value, "a", ())


def test_refused_then_given_is_a_sequence():
    found = folded(fact("a", "refused"), fact("b", "given", 40))
    assert (found.state, found.takes, found.flags) == (DoseState.GIVEN, ("b",), ())


def test_the_later_of_two_refusals_holds():
    assert folded(fact("a", "refused"), fact("b", "withheld", 5)).state is DoseState.WITHHELD


@pytest.mark.parametrize("kind", sorted(NEGATIVE))
def test_given_then_not_given_is_contradictory_and_stays_given(kind):
    found = folded(fact("a", "given"), fact("b", kind, 5))
    assert (found.state, found.event_id, found.flags) == (DoseState.GIVEN, "a", ("contradictory",))


def test_two_givings_are_a_double_and_both_leave_the_stock():
    found = folded(fact("a", "given"), fact("b", "given", 3, by="roux"))
    assert (found.takes, found.flags) == (("a", "b"), ("double",))


def test_handed_then_seen_taken_is_one_take():
    found = folded(fact("a", "handed"), fact("b", "given", 4))
    assert (found.state, found.takes, found.flags) == (DoseState.GIVEN, ("a",), ())


def test_what_is_said_twice_to_be_spat_out_left_the_stock_once():
    found = folded(fact("a", "given"), fact("b", "spat_out", 4), fact("c", "spat_out", 9))
    assert (found.state, found.takes, found.flags) == (DoseState.SPAT_OUT, ("a",), ())


def test_handed_twice_is_a_double():
    assert folded(fact("a", "handed"), fact("b", "handed", 4)).flags == ("double",)


def test_handed_then_refused_is_a_sequence_but_handed_then_absent_contradicts():
    assert folded(fact("a", "handed"), fact("b", "refused", 4)).state is DoseState.REFUSED
    assert folded(fact("a", "handed"), fact("b", "absent", 4)).flags == ("contradictory",)


def test_spat_out_after_taking_is_one_take():
    found = folded(fact("a", "given"), fact("b", "spat_out", 4))
    assert (found.state, found.takes, found.flags) == (DoseState.SPAT_OUT, ("a",), ())


def test_given_again_after_spat_out_is_said():
    found = folded(fact("a", "given"), fact("b", "spat_out", 4), fact("c", "given", 9))
    assert (found.state, found.takes, found.flags) == (DoseState.GIVEN, ("a", "c"), ("again",))


def test_untraced_gives_way_to_whatever_somebody_knows():
    assert folded(fact("a", "untraced"), fact("b", "given", -30)).state is DoseState.GIVEN
    assert folded(fact("a", "untraced"), fact("b", "given", 30)).state is DoseState.GIVEN


def test_a_void_makes_the_dose_due_again():
    found = folded(fact("a", "given"), fact("b", "void", 1, replaces="a"))
    assert (found.state, found.event_id, found.takes) == (DoseState.DUE, None, ())


def test_a_correction_takes_the_place_of_what_it_corrects():
    found = folded(fact("a", "given"), fact("b", "refused", 1, replaces="a"))
    assert (found.state, found.event_id, found.flags) == (DoseState.REFUSED, "b", ())


def test_a_correction_may_be_corrected():
    found = folded(
        fact("a", "given"), fact("b", "refused", 1, replaces="a"), fact("c", "given", 2, replaces="b")
    )
    assert (found.state, found.event_id) == (DoseState.GIVEN, "c")


def test_two_different_corrections_are_contested_and_the_first_entry_stands():
    found = folded(
        fact("a", "given"), fact("b", "void", 1, replaces="a"), fact("c", "refused", 2, replaces="a")
    )
    assert (found.state, found.event_id, found.flags) == (DoseState.GIVEN, "a", ("contested",))


def test_two_corrections_that_say_the_same_agree():
    found = folded(fact("a", "given"), fact("b", "void", 1, replaces="a"), fact("c", "void", 2, replaces="a"))
    assert (found.state, found.flags) == (DoseState.DUE, ())


def test_a_contest_ends_when_one_side_is_corrected_to_agree():
    found = folded(
        fact("a", "given"),
        fact("b", "void", 1, replaces="a"),
        fact("c", "refused", 2, replaces="a"),
        fact("d", "void", 3, replaces="c"),
    )
    assert (found.state, found.flags) == (DoseState.DUE, ())


def test_another_amount_is_another_correction():
    found = folded(
        fact("a", "given"),
        fact("b", "partial", 1, replaces="a", amount=Fraction(1, 2)),
        fact("c", "partial", 2, replaces="a", amount=Fraction(1, 3)),
    )
    assert found.flags == ("contested",)


def test_corrections_in_a_circle_stand_alone_and_are_contested():
    found = folded(fact("a", "given", replaces="b"), fact("b", "refused", 1, replaces="a"))
    assert found.contested
    assert found.state is DoseState.GIVEN


def test_watching_what_was_handed_is_no_second_giving():
    handed = folded(fact("a", "handed"))
    assert not is_second(handed, EventKind.GIVEN)
    assert is_second(handed, EventKind.HANDED)
    assert is_second(folded(fact("a", "given")), EventKind.PARTIAL)
    assert not is_second(folded(fact("a", "given")), EventKind.REFUSED)
    assert not is_second(folded(fact("a", "refused")), EventKind.GIVEN)


def test_each_further_take_of_a_doubled_dose_is_said_anew():
    first = folded(fact("a", "given"))
    second = folded(fact("a", "given"), fact("b", "given", 1))
    third = folded(fact("a", "given"), fact("b", "given", 1), fact("c", "given", 2))
    assert newly_flagged(first, second) == ("double",)
    assert newly_flagged(second, third) == ("double",)
    assert newly_flagged(second, second) == ()


names = st.sampled_from("abcdef")
kinds = st.sampled_from(list(EventKind))


@st.composite
def histories(draw):
    """Up to six facts of one dose; some correct another, known or not, before or after it."""
    made = {}
    for name in draw(st.lists(names, unique=True, max_size=6)):
        kind = draw(kinds)
        target = draw(st.one_of(st.none(), names.filter(lambda other, own=name: other != own)))
        if kind is EventKind.VOID and target is None:
            kind = EventKind.GIVEN
        minute = draw(st.integers(0, 3))
        made[name] = fact(
            name, kind, minute, replaces=target, amount=draw(st.sampled_from([ONE, Fraction(1, 2)]))
        )
    return list(made.values())


@given(histories(), st.randoms(use_true_random=False), st.data())
def test_order_and_repetition_change_nothing(history, random, data):
    shuffled = history + data.draw(st.lists(st.sampled_from(history), max_size=4) if history else st.just([]))
    random.shuffle(shuffled)
    assert state(shuffled) == state(history)


@given(histories())
def test_a_dose_has_exactly_one_state_and_the_fact_that_says_so(history):
    found = state(history)
    known = {one.id: one for one in history}
    assert (found.state is DoseState.DUE) == (found.event_id is None)
    if found.event_id:
        assert known[found.event_id].kind.value == found.state.value
    assert set(found.takes) <= found.standing


@given(histories())
def test_two_takes_are_never_silent(history):
    found = state(history)
    handed_back = any(one.kind is EventKind.REFUSED for one in history)
    if len(found.takes) > 1:
        assert found.double or found.again or handed_back
