"""Alerts as they are met: shown once a day to a person, overridden with a reason and a name, counted by rule."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import bindparam, func, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import KINDS, Tier
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Conflict, Invalid, NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import check_firing, check_override
from medcircuit.prescriptions.rules.checks import REASONS, Alert, Case, check
from medcircuit.prescriptions.service.checking import Proposed, Redone, case_of, reader_of
from medcircuit.prescriptions.service.measured import Measured
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional

MOST_DAYS = 366
"""How far back the firings are counted."""


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
        "Une vérification arrête cette ordonnance. Rien n'a été signé. "
        "Lisez les vérifications et changez la ligne concernée."
    )


class AlertsUnanswered(Conflict):
    """What must be confirmed has no reason by this person."""

    code = "alerts_unanswered"
    sentence = (
        "Une vérification attend votre motif. Rien n'a été signé. Répondez aux vérifications, puis signez."
    )


@dataclass(frozen=True)
class Override:
    """Why an alert was gone beyond, and by whom."""

    reason: str
    note: str | None
    actor_id: str


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


@dataclass(frozen=True)
class RuleCount:
    """How often a rule fired over a time, how often it was gone beyond, and the tiers it had."""

    rule: str
    sentence: str
    firings: int
    overrides: int
    stops: int
    confirms: int
    people: int


def run_checks(
    work: Work,
    resident_id: str,
    proposals: Sequence[Proposed | Redone] = (),
    measured: Measured | None = None,
) -> Checked:
    """Check a resident's lines, and keep what fired; the same alert to the same person is kept once a day.

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
        reader=reader_of(work.actor),
        now=work.now,
        measured=measured,
    )
    alerts = check(case)
    work.did("check", ("resident", resident_id))
    return Checked(case, _kept(work, resident_id, case, alerts))


def checked_about(work: Work, resident_id: str, proposals: Sequence[Proposed | Redone]) -> Checked:
    """Check these lines beside those that stand; only what is about one of them, or about no line, is given.

    Raises:
        NotFound, Forbidden, Invalid: as `run_checks`.
    """
    checked = run_checks(work, resident_id, proposals)
    ours = {one.id for one in proposals}
    about = (one for one in checked.fired if not one.alert.lines or ours.intersection(one.alert.lines))
    return replace(checked, fired=tuple(about))


def refuse_open(work: Work, resident_id: str, proposals: Sequence[Proposed | Redone]) -> None:
    """Raise where the checks forbid these lines, or wait for a reason of the person who is about to sign them.

    What is found about other lines only keeps nobody from signing these.

    Raises:
        NotFound, Forbidden, Invalid: as `run_checks`.
        OrderStopped: a STOP is among what is found.
        AlertsUnanswered: a finding to confirm was not gone beyond by the actor today.
    """
    fired = checked_about(work, resident_id, proposals).fired
    if any(one.alert.finding.tier is Tier.STOP for one in fired):
        raise OrderStopped
    if any(one.alert.finding.tier is Tier.CONFIRM and one.override is None for one in fired):
        raise AlertsUnanswered


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
        check_override.c.reason,
        check_override.c.note,
        check_override.c.actor_id,
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
    return {
        row.alert: (row.id, Override(row.reason, row.note, row.actor_id) if row.reason else None)
        for row in rows
    }


def _mark(alert: Alert) -> str:
    """What makes it the same alert: its key, how it weighs, and what it says (a dose changed is another alert)."""
    said = (alert.key, alert.finding.tier.name, *map(str, sorted(alert.finding.facts.items())))
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
    answer = Override(reason, said, work.actor.user_id)
    before = work.connection.execute(
        select(check_override.c.reason, check_override.c.note, check_override.c.actor_id).where(
            check_override.c.firing_id == firing_id
        )
    ).one_or_none()
    if before is not None:
        if Override(*before) != answer:
            raise OverrideImpossible
        return answer
    work.connection.execute(
        insert(check_override),
        {
            "id": new_id(),
            "establishment_id": work.establishment_id,
            "firing_id": firing_id,
            "reason": reason,
            "note": said,
            "actor_id": work.actor.user_id,
            "at": work.now,
        },
    )
    work.did("override_alert", ("alert", firing_id), ("resident", row.resident_id))
    return answer


def rule_counts(work: Work, days: int = 30) -> tuple[RuleCount, ...]:
    """Firings and overrides of each rule over the last days, most fired first; of no person and no resident.

    Raises:
        Forbidden: the actor may not read the prescriptions.
    """
    work.require(Right.READ_PRESCRIPTION)
    since = work.now.astimezone(PARIS).date() - timedelta(days=min(max(days, 1), MOST_DAYS) - 1)
    table = check_firing
    rows = work.connection.execute(
        select(
            table.c.rule,
            func.count().label("firings"),
            func.count(check_override.c.id).label("overrides"),
            func.count().filter(table.c.tier == "stop").label("stops"),
            func.count().filter(table.c.tier == "confirm").label("confirms"),
            func.count(table.c.resident_id.distinct()).label("people"),
        )
        .outerjoin(check_override, check_override.c.firing_id == table.c.id)
        .where(table.c.establishment_id == work.establishment_id, table.c.day >= since)
        .group_by(table.c.rule)
        .order_by(func.count().desc(), table.c.rule)
    )
    return tuple(
        RuleCount(
            row.rule,
            KINDS[row.rule].sentence if row.rule in KINDS else row.rule,
            row.firings,
            row.overrides,
            row.stops,
            row.confirms,
            row.people,
        )
        for row in rows
    )
