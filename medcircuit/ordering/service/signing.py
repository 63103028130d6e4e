"""Signing what was written: every line of the order, or none, and the draft is gone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.ordering.models import line_mention
from medcircuit.ordering.rules import Mentions, Substitution, check_length
from medcircuit.ordering.service.drafts import drop_draft
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Prescription
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional


@dataclass(frozen=True)
class Written:
    """One line of an order: what is prescribed, and its mentions."""

    prescription: Prescription
    mentions: Mentions


def sign(work: Work, resident_id: str, written: Sequence[Written]) -> tuple[prescriptions.Line, ...]:
    """Sign every line of an order for one person; the same order sent again gives the same lines.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
        LengthMissing: a line says neither how long nor how many boxes.
        LineIdTaken: the id of a line already names another request.
        Invalid: a medicine, a route, a regime, a dosage or a date cannot be.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    for one in written:
        check_length(one.prescription.terms.dosages, one.mentions)
    lines = tuple(prescriptions.prescribe(work, one.prescription) for one in written)
    known = mentions_of(work.connection, [line.id for line in lines])
    for line, one in zip(lines, written, strict=True):
        if line.id not in known:
            work.connection.execute(insert(line_mention), _row(work, line.id, one.mentions))
    drop_draft(work, resident_id)
    return lines


def _row(work: Work, line_id: str, mentions: Mentions) -> dict[str, object]:
    return {
        "line_id": line_id,
        "substitution": mentions.substitution.value if mentions.substitution else None,
        "ald": mentions.ald,
        "packs": mentions.packs,
        "renewals": mentions.renewals,
        "off_label": clean_optional(mentions.off_label, field="Le motif", longest=300),
        "author_id": work.actor.user_id,
        "signed_at": work.now,
    }


def mentions_of(connection: Connection, line_ids: Collection[str]) -> dict[str, Mentions]:
    """The mentions signed with these lines."""
    rows = connection.execute(select(line_mention).where(line_mention.c.line_id.in_(list(line_ids))))
    return {
        row.line_id: Mentions(
            Substitution(row.substitution) if row.substitution else None,
            row.ald,
            row.packs,
            row.renewals,
            row.off_label,
        )
        for row in rows
    }
