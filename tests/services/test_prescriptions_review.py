"""Reviewing on a real database: the queue, an opinion on a version, the thread, the answer, and who may do what."""

from dataclasses import replace

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions.rules.lines import Act, LineIdTaken
from medcircuit.prescriptions.rules.review import (
    Opinion,
    OpinionAnswered,
    OpinionKind,
    OpinionOutdated,
    OpinionUnclear,
)
from medcircuit.prescriptions.service import review
from tests.services.conftest import admitted, dosage, prescribed, revised, terms


def said(ward, role, verb, *what):
    with ward.writing(role) as work:
        return verb(work, *what)


def proposal(line=None, **more):
    of = {} if line is None else {"line_id": line.id, "version": line.latest}
    coded = {"problem": "4", "intervention": "7", "text": "Réduire à 3 g."}
    return Opinion(new_id(), OpinionKind.PROPOSAL, **of, **(coded | more))


def queue(ward):
    return said(ward, Role.PHARMACIST, review.queue)


def test_a_line_waits_for_an_opinion_until_its_version_has_one_and_again_once_it_changes(ward):
    line = prescribed(ward)
    assert [(one.card.id, one.unread, one.lines) for one in queue(ward)] == [(ward.resident, 1, 1)]
    agreed = Opinion(new_id(), OpinionKind.AGREED, line.id, line.latest)
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, agreed)
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, agreed)
    assert (queue(ward)[0].unread, queue(ward)[0].last.kind) == (0, "agreed")
    changed = revised(ward, line, Act.CHANGE, terms(dosage("2")))
    assert queue(ward)[0].unread == 1
    with pytest.raises(OpinionOutdated):
        said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, proposal(line))
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, Opinion(new_id(), OpinionKind.AGREED))
    assert queue(ward)[0].unread == 0
    assert changed.id not in said(ward, Role.PHARMACIST, review.dossier, ward.resident).unread


def test_a_proposal_is_talked_over_and_settled_by_a_prescriber_once(ward):
    line = prescribed(ward)
    opinion = proposal(line)
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, opinion)
    message = new_id()
    for _ in range(2):
        said(ward, Role.PHYSICIAN, review.write_message, opinion.id, message, "D'accord, à revoir lundi.")
    for act, about, other in (
        (review.write_message, opinion.id, (message, "Un autre message.")),
        (review.give_opinion, ward.resident, (replace(opinion, text="Un autre avis."),)),
    ):
        with pytest.raises(LineIdTaken):
            said(ward, Role.PHARMACIST, act, about, *other)
    assert queue(ward)[0].open == 1
    for _ in range(2):
        said(ward, Role.PHYSICIAN, review.settle_opinion, opinion.id, "4")
    with pytest.raises(OpinionAnswered):
        said(ward, Role.PHYSICIAN, review.settle_opinion, opinion.id, "2")
    with pytest.raises(OpinionUnclear):
        said(ward, Role.PHYSICIAN, review.settle_opinion, opinion.id, "9")
    found = said(ward, Role.NURSE, review.dossier, ward.resident)
    (read,) = found.opinions
    assert (read.outcome, read.open, [one.text for one in read.messages]) == (
        *("4", False),
        ["D'accord, à revoir lundi."],
    )
    assert review.people_in(found) == {ward.people[Role.PHARMACIST], ward.people[Role.PHYSICIAN]}
    (counted,) = said(ward, Role.PHARMACIST, review.statistics, 90)
    assert (counted.problem, counted.given, counted.modified, counted.rate) == ("4", 1, 1, 100)


def test_each_does_what_their_role_gives_and_nothing_is_found_elsewhere(ward):
    line = prescribed(ward)
    opinion = proposal(line)
    for role in (Role.PHYSICIAN, Role.NURSE):
        with pytest.raises(Forbidden):
            said(ward, role, review.give_opinion, ward.resident, opinion)
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, opinion)
    with pytest.raises(Forbidden):
        said(ward, Role.NURSE, review.settle_opinion, opinion.id, "1")
    with pytest.raises(Forbidden):
        said(ward, Role.EDUCATOR, review.write_message, opinion.id, new_id(), "Bonjour")
    with pytest.raises(NotFound):
        said(ward, Role.PHYSICIAN, review.settle_opinion, new_id(), "1")
    with pytest.raises(NotFound):
        absent = replace(proposal(line), line_id=new_id())
        said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, absent)


def test_the_id_of_an_opinion_names_one_only_and_an_agreement_asks_no_answer(ward):
    mine = Opinion(new_id(), OpinionKind.AGREED)
    said(ward, Role.PHARMACIST, review.give_opinion, ward.resident, mine)
    with pytest.raises(LineIdTaken):
        said(ward, Role.PHARMACIST, review.give_opinion, admitted(ward, "PETIT"), mine)
    with pytest.raises(OpinionAnswered):
        said(ward, Role.PHYSICIAN, review.settle_opinion, mine.id, "1")
