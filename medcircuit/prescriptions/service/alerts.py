"""Alerts as they are met: shown once a day to a person, overridden with a reason and a name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Conflict, Invalid, NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import check_firing, check_override
from medcircuit.prescriptions.rules.checks import REASONS, Alert, Case, Reader, check
from medcircuit.prescriptions.service.checking import Proposed, Redone, case_of, reader_of
from medcircuit.prescriptions.service.measured import Measured
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional


class OverrideImpossible(Conflict):
    """A STOP is never gone beyond; an alert is overridden once, by the person it was shown to."""

    code = "override_impossible"
    sentence = (
        "Cette alerte ne peut pas être outrepassée ici. Rien n'a été enregistré. "
        "Changez la prescription, ou relancez les contrôles."
    )


class OverrideUnclear(Invalid):
    """The reason is not one of the list, or is *other* without words."""

    code = "override_unclear"
    sentence = "Le motif manque. Rien n'a été enregistré. Choisissez un motif ; « Autre » demande une phrase."


class OrderStopped(Conflict):
    """A STOP is open: nobody goes beyond it."""

    code = "order_stopped"
    sentence = (
        "Une vérification arrête cette ordonnance. Rien n'a été enregistré. "
        "Lisez les vérifications et changez la ligne concernée."
    )


class AlertsUnanswered(Conflict):
    """What must be confirmed has no reason by this person."""

    code = "alerts_unanswered"
    sentence = (
        "Une vérification attend votre motif. Rien n'a été enregistré. "
        "Répondez aux vérifications, puis recommencez."
    )


@dataclass(frozen=True)
class Override:
    """Why an alert was gone beyond, by whom, and when that was said first (a renewal carries it on)."""

    reason: str
    note: str | None
    actor_id: str
    said_at: datetime


@dataclass(frozen=True)
class Earlier:
    """The reasons of these people in this time hold for a line, where its alert says the same by the same data."""

    people: Collection[str]
    since: datetime
    until: datetime


@dataclass(frozen=True)
class Fired:
    """An alert with the firing that keeps it. `again`: this person was shown it today already."""

    id: str
    alert: Alert
    again: bool
    override: Override | None = None


@dataclass(frozen=True)
class Checked:
    """The answer to a check: what was judged, and what was found."""

    case: Case
    fired: tuple[Fired, ...]


def run_checks(
    work: Work,
    resident_id: str,
    proposals: Sequence[Proposed | Redone] = (),
    measured: Measured | None = None,
    reader: Reader | None = None,
) -> Checked:
    """Check a resident's lines, and keep what fired; the same alert to the same person is kept once a day.

    `reader`: for whom it weighs, where that is not the actor.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the prescriptions of their unit.
        Invalid: a proposed line names no medicine of the catalogue, or no route.
    """
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, resident_id))
    case = case_of(
        work.connection,
        work.establishment_id,
        resident_id,
        proposals,
        reader=reader or reader_of(work.actor),
        now=work.now,
        measured=measured,
    )
    alerts = check(case)
    work.did("check", ("resident", resident_id))
    return Checked(case, _kept(work, resident_id, case, alerts))


def checked_about(
    work: Work, resident_id: str, proposals: Sequence[Proposed | Redone], *, reader: Reader | None = None
) -> Checked:
    """Check these lines beside those that stand; only what is about one of them, or about no line, is given.

    Raises:
        NotFound, Forbidden, Invalid: as `run_checks`.
    """
    checked = run_checks(work, resident_id, proposals, reader=reader)
    ours = {one.id for one in proposals}
    about = (one for one in checked.fired if not one.alert.lines or ours.intersection(one.alert.lines))
    return replace(checked, fired=tuple(about))


def refuse_open(
    work: Work,
    resident_id: str,
    proposals: Sequence[Proposed | Redone],
    *,
    earlier: Mapping[str, Earlier] | None = None,
    reader: Reader | None = None,
) -> tuple[Fired, ...]:
    """Raise where the checks forbid these lines, or wait for a reason of the person who is about to sign them.

    What is found about other lines only keeps nobody from signing these. `earlier`: by line, which reasons still hold;
    those of the actor are carried on to this day. Gives what was found and answered.

    Raises:
        NotFound, Forbidden, Invalid: as `run_checks`.
        OrderStopped: a STOP is among what is found.
        AlertsUnanswered: a finding to confirm was not gone beyond by the actor today, nor `earlier`.
    """
    fired = checked_about(work, resident_id, proposals, reader=reader).fired
    if any(one.alert.finding.tier is Tier.STOP for one in fired):
        raise OrderStopped
    ours = {one.id for one in proposals}
    asking = [one for one in fired if one.alert.finding.tier is Tier.CONFIRM]
    waiting = [one for one in asking if one.override is None]
    held = _said_before(work, resident_id, waiting, earlier or {}, ours)
    if len(held) < len(waiting):
        raise AlertsUnanswered
    _carry_on(work, held)
    return (*(one for one in asking if one.override is not None), *held)


def _said_before(
    work: Work,
    resident_id: str,
    fired: Sequence[Fired],
    earlier: Mapping[str, Earlier],
    ours: set[str],
) -> list[Fired]:
    """Those of these alerts that were gone beyond before in the same words by the same data, each with that reason."""
    if not fired or not earlier:
        return []
    marks = {_mark(one.alert): one for one in fired}
    rows = work.connection.execute(
        select(check_firing.c.alert, check_firing.c.source, check_firing.c.dated, *_OVERRIDDEN)
        .join(check_override, check_override.c.firing_id == check_firing.c.id)
        .where(
            check_firing.c.establishment_id == work.establishment_id,
            check_firing.c.resident_id == resident_id,
            check_firing.c.alert.in_(marks),
        )
        .order_by(check_override.c.at)
    )
    found: dict[str, Fired] = {}
    for row in rows:
        one = marks[row.alert]
        spans = [earlier.get(line_id) for line_id in ours.intersection(one.alert.lines)]
        same_data = (row.source, row.dated) == (one.alert.source, one.alert.dated)
        if same_data and spans and all(span is not None and _within(row, span) for span in spans):
            found[row.alert] = replace(one, override=_override(row))
    return list(found.values())


def _within(row: Any, span: Earlier) -> bool:
    return row.actor_id in span.people and span.since <= row.at <= span.until


_OVERRIDDEN = (
    check_override.c.reason,
    check_override.c.note,
    check_override.c.actor_id,
    check_override.c.at,
    check_override.c.said_at,
)


def _override(row: Any) -> Override:
    return Override(row.reason, row.note, row.actor_id, row.said_at)


def _carry_on(work: Work, held: Sequence[Fired]) -> None:
    """The actor's own reasons hold from today on as if they had been given again, with the day they were said first."""
    rows = [
        _row_of(work, one.id, one.override)
        for one in held
        if one.override is not None and one.override.actor_id == work.actor.user_id
    ]
    if rows:
        work.connection.execute(insert(check_override), rows)


def _row_of(work: Work, firing_id: str, given: Override) -> dict[str, object]:
    return {
        "id": new_id(),
        "establishment_id": work.establishment_id,
        "firing_id": firing_id,
        "reason": given.reason,
        "note": given.note,
        "actor_id": given.actor_id,
        "at": work.now,
        "said_at": given.said_at,
    }


def _kept(work: Work, resident_id: str, case: Case, alerts: Iterable[Alert]) -> tuple[Fired, ...]:
    known = _of_today(work, resident_id, case)
    fired, rows = [], []
    for alert in alerts:
        mark = _mark(alert)
        if (before := known.get(mark)) is not None:
            fired.append(Fired(before[0], alert, again=True, override=before[1]))
            continue
        created = new_id()
        known[mark] = (created, None)
        rows.append({"id": created, **_row(work, resident_id, case, alert, mark)})
        fired.append(Fired(created, alert, again=False))
    if rows:
        work.connection.execute(insert(check_firing), rows)
    return tuple(fired)


_OF_TODAY = Prepared(
    select(
        check_firing.c.id,
        check_firing.c.alert,
        *_OVERRIDDEN,
    )
    .outerjoin(check_override, check_override.c.firing_id == check_firing.c.id)
    .where(
        check_firing.c.establishment_id == bindparam("establishment"),
        check_firing.c.resident_id == bindparam("resident"),
        check_firing.c.actor_id == bindparam("actor"),
        check_firing.c.day == bindparam("day"),
    )
)


def _of_today(work: Work, resident_id: str, case: Case) -> dict[str, tuple[str, Override | None]]:
    """What this person was shown today about this resident, and how they answered."""
    asked = {
        "establishment": work.establishment_id,
        "resident": resident_id,
        "actor": work.actor.user_id,
        "day": case.today,
    }
    rows = _OF_TODAY.rows(work.connection, asked)
    return {row.alert: (row.id, _override(row) if row.reason else None) for row in rows}


def _mark(alert: Alert) -> str:
    """What makes it the same alert: its key, how it weighs, and what it says (a dose changed is another alert).

    Which of two lines is named first says nothing.
    """
    said = (alert.key, alert.finding.tier.name, *sorted(map(str, alert.finding.facts.values())))
    return hashlib.sha256("\x1f".join(said).encode()).hexdigest()


def _row(work: Work, resident_id: str, case: Case, alert: Alert, mark: str) -> dict[str, object]:
    return {
        "establishment_id": work.establishment_id,
        "resident_id": resident_id,
        "actor_id": work.actor.user_id,
        "reader": case.reader.value,
        "day": case.today,
        "at": work.now,
        "rule": alert.finding.code,
        "tier": alert.finding.tier.name.lower(),
        "alert": mark,
        "lines": json.dumps(list(alert.lines)),
        "facts": json.dumps(dict(alert.finding.facts), ensure_ascii=False, sort_keys=True),
        "source": alert.source,
        "dated": alert.dated,
    }


def override(work: Work, firing_id: str, *, reason: str, note: str | None) -> Override:
    """Go beyond an alert that was shown to the actor; the same answer again changes nothing.

    Raises:
        NotFound: this establishment has no such alert.
        Forbidden: the actor neither prescribes nor gives.
        OverrideImpossible: it is a STOP, was shown to another, or was answered otherwise.
        OverrideUnclear: the reason is not of the list, or is *other* without words.
    """
    row = work.connection.execute(
        select(check_firing).where(
            check_firing.c.id == firing_id, check_firing.c.establishment_id == work.establishment_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, row.resident_id))
    said = clean_optional(note, field="Le motif", longest=300)
    if reason not in REASONS or (reason == "other" and not said):
        raise OverrideUnclear
    if row.tier == Tier.STOP.name.lower() or row.actor_id != work.actor.user_id:
        raise OverrideImpossible
    answer = Override(reason, said, work.actor.user_id, work.now)
    before = work.connection.execute(
        select(*_OVERRIDDEN).where(check_override.c.firing_id == firing_id)
    ).one_or_none()
    if before is not None:
        given = _override(before)
        if replace(answer, said_at=given.said_at) != given:
            raise OverrideImpossible
        return given
    work.connection.execute(insert(check_override), _row_of(work, firing_id, answer))
    work.did("override_alert", ("alert", firing_id), ("resident", row.resident_id))
    return answer
