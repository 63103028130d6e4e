"""`record`: take facts from the bedside. Always stored, their stock always moved, their findings kept as incidents."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.exc import IntegrityError

from medcircuit.administration.models import event, receipt
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.as_needed import ask_of
from medcircuit.administration.rules.entry import (
    AFTERWARDS,
    AHEAD,
    Gesture,
    NotYourEntry,
    SameIdOtherContent,
    Unread,
    check_readable,
    check_time,
    content_hash,
    judged_at,
    made_at,
)
from medcircuit.administration.rules.fold import Fact, Folded, is_second, newly_flagged
from medcircuit.administration.rules.rights import check
from medcircuit.administration.rules.saying import clock_time
from medcircuit.administration.rules.second import unseen_waste, without_witness
from medcircuit.administration.rules.situation import Code, CodeKind, Reader, Situation
from medcircuit.administration.rules.vital import kept_of_vital
from medcircuit.administration.rules.vocabulary import POSITIVE, DoseState, EventKind
from medcircuit.administration.service.afterwards import author_of
from medcircuit.administration.service.asides import Refusals, set_aside, withdraw
from medcircuit.administration.service.awaiting import await_countersigning
from medcircuit.administration.service.bedside import Bedside, read_bedside
from medcircuit.administration.service.delegated import hard, judge_helped, planned_over
from medcircuit.administration.service.informing import told_to_prescriber
from medcircuit.administration.service.moving import move_stock, parts_of
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.presenting import reader_of
from medcircuit.administration.service.prn.planned import prn_findings
from medcircuit.administration.service.receipts import Taken, question, write_facts
from medcircuit.administration.service.register import is_narcotic, is_registered, lines_for, write_lines
from medcircuit.administration.service.removing import findings_of_removal, site_of, site_said
from medcircuit.administration.service.states import LockedDose, Named, Stored, lock_doses, write_states
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Problem, Unavailable
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import Measure, check_measure

_KNOWN = Prepared(
    select(event.c.id, event.c.hash, event.c.establishment_id, receipt.c.answer)
    .join(receipt, receipt.c.event_id == event.c.id)
    .where(event.c.id.in_(bindparam("ids", expanding=True)))
)


@dataclass(frozen=True)
class Receipt:
    """The answer to an event, in JSON, sentences apart (the door says them); or why it was refused."""

    body: Mapping[str, Any]
    problem: Problem | None = None


def record_all(
    work: Work, sent: Sequence[Gesture | Unread], *, sent_at: datetime | None = None
) -> tuple[Receipt, ...]:
    """Take facts in their order; each is answered on its own. `sent_at` is the device's clock when it sent them.

    One that makes no sense, that its carer may not make, or whose id names another act holds its problem instead of a
    receipt; the others are taken all the same.

    Raises:
        Forbidden: the actor may not help at all.
        Unavailable: the same act arrived twice at the same moment; sent again it has its receipt.
    """
    work.require(Right.HELP)
    offset = work.now - sent_at if sent_at is not None else timedelta(0)
    refused: Refusals = {id(one): one.problem for one in sent if isinstance(one, Unread)}
    gestures = [one for one in sent if isinstance(one, Gesture)]
    try:
        receipts, fresh = _sort(work, gestures, offset, refused)
        receipts |= withdraw(work, [one for one in fresh if one.gesture.withdrawn])
        if kept := [one for one in fresh if not one.gesture.withdrawn]:
            receipts |= take(work, kept, refused)
        set_aside(work, gestures, refused)
    except IntegrityError as error:
        raise Unavailable from error
    return tuple(
        Receipt({"id": one.id, "status": "refused"}, problem)
        if (problem := refused.get(id(one)))
        else Receipt(receipts[one.id or ""])
        for one in sent
    )


def _sort(
    work: Work, gestures: Sequence[Gesture], offset: timedelta, refused: Refusals
) -> tuple[dict[str, dict[str, Any]], list[Taken]]:
    """The receipts of what is known already, and what is new, each id once; what cannot be entered is refused."""
    rows = {row.id: row for row in _KNOWN.rows(work.connection, {"ids": [one.id for one in gestures]})}
    receipts: dict[str, dict[str, Any]] = {}
    fresh: dict[str, Taken] = {}
    for gesture in gestures:
        hashed = content_hash(gesture.content)
        try:
            if row := rows.get(gesture.id):
                _same(gesture, row.hash if row.establishment_id == work.establishment_id else "", hashed)
                receipts[gesture.id] = json.loads(row.answer)
            elif earlier := fresh.get(gesture.id):
                _same(gesture, earlier.hash, hashed)
            else:
                fresh[gesture.id] = _enter(work, gesture, hashed, offset)
        except Problem as problem:
            refused[id(gesture)] = problem
    return receipts, list(fresh.values())


def _same(gesture: Gesture, known: str, hashed: str) -> None:
    if known != hashed:
        raise SameIdOtherContent(event=gesture.id)


def _enter(work: Work, gesture: Gesture, hashed: str, offset: timedelta) -> Taken:
    """A new gesture, if it makes sense and may be entered now."""
    check_readable(gesture)
    at = judged_at(gesture.at, offset)
    entered = min(judged_at(made_at(gesture.id) or work.now, offset), work.now)
    check_time(gesture, at, entered=entered, now=work.now, coordinates=work.actor.may(Right.CORRECT_OTHERS))
    measures = tuple(replace(one, at=judged_at(one.at, offset)) for one in gesture.measures)
    for one in measures:
        check_measure(one, work.now)
    taken = Taken(gesture, at, hashed, author=author_of(work, gesture), measures=measures)
    if taken.author is not None:
        taken.findings.append(found.ENTERED_FOR(Tier.INFO, by=work.actor.name, author=taken.author.name))
    if entered - at > AFTERWARDS:
        when, noted = clock_time(at, work.now), clock_time(entered, work.now)
        taken.findings.append(found.ENTERED_AFTERWARDS(Tier.INFO, at=when, noted=noted))
    if abs(offset) > AHEAD:
        device, server = (one.astimezone(PARIS).strftime("%H:%M:%S") for one in (gesture.at, at))
        taken.findings.append(found.CLOCK_SKEW(Tier.INFO, device=device, server=server))
    return taken


def take(work: Work, fresh: Sequence[Taken], refused: Refusals) -> dict[str, dict[str, Any]]:
    """Judge each fact in its order, move the stock, write everything; the receipts, and what is asked first."""
    bedside = read_bedside(work, [one.gesture for one in fresh])
    dues = {one.gesture.id: due for one in fresh if (due := bedside.due(one.gesture))}
    named = [
        Named(due.planned.key, due.planned.resident_id, due.planned.line_id, due.day) for due in dues.values()
    ]
    doses = lock_doses(work, named, touched={row.dose_key for row in bedside.plan.states})
    asked: dict[str, dict[str, Any]] = {}
    kept: list[Taken] = []
    met, fresh = _met(work, fresh, doses, refused)
    for one in fresh:
        due = dues.get(one.gesture.id)
        dose = doses[one.gesture.dose] if due else None
        if dose is not None and _is_a_colleagues(work, one.gesture, dose):
            refused[id(one.gesture)] = NotYourEntry(event=one.gesture.id)
            continue
        if due is None or dose is None or _corrects_nothing(one.gesture, dose):
            one.hold(bedside.unit_of(one.gesture, one.at))
        elif is_second(dose.folded, one.gesture.kind) and not one.insists:
            asked[one.gesture.id] = question(work, one.gesture, dose)
            continue
        else:
            _place(work, one, bedside, due, dose)
        kept.append(one)
    touched = [doses[key] for key in dict.fromkeys(one.gesture.dose for one in kept if not one.held)]
    moved = move_stock(work, touched, {one.gesture.id for one in kept if one.registered})
    for one in kept:
        if one.gesture.id in moved.missing:
            one.findings.append(found.STOCK_DIFFERENCE(Tier.INFO))
    lines = lines_for(work, kept, bedside, moved.left)
    receipts = write_facts(work, kept, doses)
    write_lines(work, lines)
    await_countersigning(work, kept)
    write_states(work, touched)
    residents.keep_measures(work, _measures(kept))
    return met | asked | receipts


def _measures(kept: Sequence[Taken]) -> dict[str, list[Measure]]:
    """What was measured for these facts, by person; of a held one nobody may be known."""
    measured: defaultdict[str, list[Measure]] = defaultdict(list)
    for one in kept:
        if not one.held:
            measured[one.gesture.resident] += one.measures
    return measured


def _met(
    work: Work, fresh: Sequence[Taken], doses: Mapping[str, LockedDose], refused: Refusals
) -> tuple[dict[str, dict[str, Any]], list[Taken]]:
    """What another request stored while this one waited for the lock of the dose, and what is new still."""
    twice = [one for one in fresh if (dose := doses.get(one.gesture.dose)) and dose.of(one.gesture.id)]
    if not twice:
        return {}, list(fresh)
    receipts, _ = _sort(work, [one.gesture for one in twice], timedelta(0), refused)
    return receipts, [one for one in fresh if one not in twice]


def _corrects_nothing(gesture: Gesture, dose: LockedDose) -> bool:
    """Whether it corrects an entry that this dose does not have."""
    return gesture.replaces is not None and dose.of(gesture.replaces) is None


def _is_a_colleagues(work: Work, gesture: Gesture, dose: LockedDose) -> bool:
    """Whether it corrects someone else's entry, and the actor does not coordinate."""
    replaced = dose.of(gesture.replaces)
    return (
        replaced is not None
        and work.actor.user_id not in {replaced.fact.by, replaced.entered_by}
        and not work.actor.may(Right.CORRECT_OTHERS)
    )


def _place(work: Work, one: Taken, bedside: Bedside, due: Due, dose: LockedDose) -> None:
    """Put one fact to its dose, and say what was not right about it."""
    gesture, before = one.gesture, dose.folded
    unit_id = bedside.unit_of(gesture, one.at)
    scanned = bedside.product_scan(gesture)
    one.parts = parts_of(work, gesture, due, scanned, unit_id)
    author = one.author or work.actor
    fact = Fact(gesture.id, gesture.kind, one.at, author.user_id, gesture.amount, gesture.replaces)
    one.site = site_of(gesture, due)
    dose.add(Stored(fact, author.name, one.parts, gesture.offer_again, work.actor.user_id, one.site))
    observed = before.state is DoseState.HANDED and gesture.replaces is None
    if (
        gesture.kind in POSITIVE and not observed
    ):  # what was handed was judged then: it is now seen to be taken
        one.findings += findings_of_giving(work, one, bedside, due, scanned=scanned is not None)
    if gesture.kind is EventKind.REMOVED:
        one.findings += findings_of_removal(work, one, bedside, due)
    one.findings += [found.FLAGS[flag](Tier.STOP) for flag in newly_flagged(before, dose.folded)]
    one.findings += _around(work, gesture, due, before, unit_id)
    one.findings += told_to_prescriber(work, one, due)
    if one.parts.discarded and is_narcotic(due) and bedside.second(gesture, author.user_id) is None:
        one.findings += unseen_waste(one.findings)
    one.registered = is_registered(gesture, due) and not observed
    if one.vital:
        one.findings = kept_of_vital(one.findings)
    elif not observed:
        judge_helped(work, one, unit_id)


def findings_of_giving(work: Work, one: Taken, bedside: Bedside, due: Due, *, scanned: bool) -> list[Finding]:
    """What was not right about a giving: what nobody confirmed, and how the box was read."""
    checked = without_witness(_checked(work, one, bedside, due), one.gesture.overrides)
    unconfirmed = _unconfirmed(one.gesture, checked)
    return unconfirmed + site_said(one.gesture, due) + _how_scanned(one.gesture, scanned=scanned)


def _unconfirmed(gesture: Gesture, findings: Sequence[Finding]) -> list[Finding]:
    """What counts as an incident: every STOP, and what was to be confirmed and was not."""
    confirmed = {override.finding for override in gesture.overrides}
    return [
        finding
        for finding in findings
        if finding.tier is Tier.STOP or (finding.tier is Tier.CONFIRM and finding.code not in confirmed)
    ]


def _checked(work: Work, one: Taken, bedside: Bedside, due: Due) -> list[Finding]:
    """The checks at the instant of the act, and what the scans it rests on found about person and product."""
    gesture = one.gesture
    as_needed = ask_of(gesture.dose) is not None
    person = bedside.person(gesture, one.at)
    situation = Situation(
        now=one.at,
        today=one.at.astimezone(PARIS).date(),
        unit_id=person.unit_id or "",
        code=Code(CodeKind.PRODUCT),
        reader=reader_of(work.actor, person.unit_id),
        person=person,
        doses=(bedside.dose(due, one.at),),
        takes=bedside.takes(gesture) if gesture.replaces is None and not as_needed else (),
        asked=due.planned.key,
        given=gesture.amount if gesture.kind is not EventKind.PARTIAL else None,
        wears=bedside.wears(gesture) if gesture.replaces is None else (),
        site=gesture.site,
        measures=(*bedside.measured(gesture.resident), *one.measures),
        second=bedside.second(gesture, (one.author or work.actor).user_id),
    )
    given = gesture.amount or due.planned.amount
    limits = prn_findings(work, gesture, one.at, given) if gesture.replaces is None else []
    said = [*check(situation), *bedside.found_by_scans(gesture), *limits]
    if situation.reader is Reader.NURSE:
        return said
    if not as_needed and gesture.replaces is None and situation.dose is not None:
        said += planned_over(work, gesture.resident, situation.dose, gesture.amount, at=one.at)
    return list(hard(said))


def _how_scanned(gesture: Gesture, *, scanned: bool) -> list[Finding]:
    if gesture.unreadable is not None:
        return [found.UNREADABLE_CODE(Tier.INFO)]
    return [] if scanned or gesture.replaces is not None else [found.NOT_SCANNED(Tier.INFO)]


def _around(work: Work, gesture: Gesture, due: Due, before: Folded, unit_id: str | None) -> list[Finding]:
    """What is worth knowing about an entry, whatever it says."""
    said = []
    if gesture.version_seen is not None and gesture.version_seen != due.planned.version:
        said.append(found.OTHER_VERSION_SEEN(Tier.INFO))
    if not work.actor.may(Right.HELP, unit_id=unit_id):
        said.append(found.OUTSIDE_HABILITATION(Tier.STOP))
    if before.state is DoseState.UNTRACED:
        said.append(found.ROUND_WAS_CLOSED(Tier.INFO))
    return said
