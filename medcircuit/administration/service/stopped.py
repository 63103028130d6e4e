"""What the board says in red beside the plan: lines that wait for a prescriber, and lines just stopped."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict
from typing import Any

from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service import Stopped
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff import service as staff


def waiting_badges(
    work: Work, cards: Iterable[ResidentCard], awaiting: Iterable[str]
) -> dict[str, tuple[str, ...]]:
    """The badges of lines that wait for a prescriber: *to_validate* (those `awaiting`), *to_reconcile*."""
    away = [absence for card in cards for absence in card.absences]
    back = prescriptions.returns_after(work.connection, work.establishment_id, away, work.now)
    badges: dict[str, tuple[str, ...]] = dict.fromkeys(awaiting, ("to_validate",))
    for line_id in (line_id for one in back for line_id in one.line_ids):
        badges[line_id] = (*badges.get(line_id, ()), "to_reconcile")
    return badges


def stops_json(work: Work, found: Collection[Stopped]) -> list[dict[str, Any]]:
    """What was stopped, suspended or changed within a day, and who saw it, in JSON."""
    people = {one.signed_by for one in found} | {who for one in found for who, _ in one.seen_by}
    named = staff.names(work.connection, people) if people else {}
    return [
        {
            "line": one.line_id,
            "version": one.version,
            "resident": one.resident_id,
            "label": asdict(one.label),
            "act": one.act,
            "from": instant_text(one.effective_from),
            "reason": one.reason,
            "by": named.get(one.signed_by, ""),
            "at": instant_text(one.signed_at),
            "seen": [
                {"user": who, "by": named.get(who, ""), "at": instant_text(at)} for who, at in one.seen_by
            ],
        }
        for one in found
    ]
