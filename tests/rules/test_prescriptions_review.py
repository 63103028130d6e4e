"""The pharmacist's review: what an opinion must say, which lines wait, what comes first, what became of it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.kernel.findings import Finding, Tier
from medcircuit.prescriptions.rules.checks import Alert
from medcircuit.prescriptions.rules.review import (
    INTERVENTIONS,
    PROBLEMS,
    TEMPLATES,
    LineSeen,
    Opinion,
    OpinionKind,
    OpinionSeen,
    OpinionUnclear,
    acceptance,
    check_opinion,
    risk,
    unread,
)

NOW = datetime(2026, 11, 21, 8, tzinfo=UTC)
PROPOSAL = Opinion("opinion-1", OpinionKind.PROPOSAL, "line-1", 1, "4", "7", "Réduire à 3 g.")


def test_an_agreement_needs_nothing_and_a_proposal_its_codes_and_its_words():
    check_opinion(Opinion("opinion-1", OpinionKind.AGREED))
    check_opinion(PROPOSAL)
    for wrong in (
        replace(PROPOSAL, problem=None),
        replace(PROPOSAL, problem="11"),
        replace(PROPOSAL, intervention="8"),
        replace(PROPOSAL, text=" "),
        replace(PROPOSAL, kind=OpinionKind.BLOCKING, text=""),
        replace(PROPOSAL, version=None),
    ):
        with pytest.raises(OpinionUnclear):
            check_opinion(wrong)


def test_every_template_is_an_opinion_that_may_be_sent():
    for one in TEMPLATES:
        check_opinion(replace(PROPOSAL, problem=one.problem, intervention=one.intervention, text=one.text))
    assert (len(PROBLEMS), len(INTERVENTIONS)) == (14, 7)


@pytest.mark.parametrize(
    ("opinion", "waits"),
    [
        (OpinionSeen("a", 2, NOW, open=False), False),
        (OpinionSeen("a", 1, NOW, open=False), True),
        (OpinionSeen("b", 2, NOW, open=False), True),
        (OpinionSeen(None, None, NOW, open=False), False),
        (OpinionSeen(None, None, NOW - timedelta(seconds=1), open=False), True),
    ],
)
def test_a_line_waits_until_its_very_version_has_an_opinion(opinion, waits):
    assert bool(unread([LineSeen("a", 2, NOW)], [opinion])) is waits


def test_a_line_without_any_opinion_waits():
    assert unread([LineSeen("a", 1, NOW)], []) == (LineSeen("a", 1, NOW),)


def alert(tier):
    return Alert(Finding("interaction", tier), ("a",), "x")


def test_the_risk_sorts_by_what_was_found_then_by_what_makes_it_hard():
    nothing = risk([], age=74, lines=9, unread_lines=0, blocked=0)
    assert (nothing.score, nothing.why) == (0, ())
    found = risk(
        [alert(Tier.STOP), alert(Tier.CONFIRM), alert(Tier.INFO)], age=75, lines=10, unread_lines=2, blocked=1
    )
    assert found.score == 6 + 3 + 2 + 1 + 4 + 4
    assert found.why == ("stop:1", "confirm:1", "lines:10", "age:75", "unread:2", "blocked:1")
    assert risk([], age=None, lines=1, unread_lines=0, blocked=0).score == 0


def test_what_became_of_the_opinions_is_counted_by_problem():
    most, least = acceptance([("4", "1"), ("4", "4"), ("4", "2"), ("4", None), ("10", None)])
    assert (most.problem, most.given, most.accepted, most.modified, most.refused, most.unanswered) == (
        "4",
        4,
        1,
        1,
        1,
        1,
    )
    assert (most.rate, least.rate) == (67, None)
