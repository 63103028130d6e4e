"""Correcting a person's identity: the former stays known, with who changed it and when."""

from __future__ import annotations

import json
from dataclasses import asdict, fields

from sqlalchemy import insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes import Environment
from medcircuit.residents.models import identity_change, resident
from medcircuit.residents.rules.admission import Identity, checked_identity
from medcircuit.residents.rules.correcting import (
    Change,
    Changed,
    Correction,
    IdentityChanged,
    Proof,
    changes_of,
    settled,
)
from medcircuit.residents.service.arrivals import refuse_duplicate
from medcircuit.residents.service.presence import corrections, lock, row_of, unit_of


def correct_identity(
    work: Work, resident_id: str, correction: Correction, *, environment: Environment = Environment.PRODUCTION
) -> None:
    """Correct the traits of a person's identity; its status follows. The same again changes nothing.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
        IdentityChanged: somebody corrected it since the actor read it.
        Invalid: a trait of the identity cannot be.
        PossibleDuplicate: someone else known here may be the same person, and nobody said they are two.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    lock(work, resident_id)
    if corrections(work, resident_id) != correction.seen:
        raise IdentityChanged
    row = row_of(work.connection, work.establishment_id, resident_id)
    before = Identity(**{one.name: getattr(row, one.name) for one in fields(Identity)})
    today = work.now.astimezone(PARIS).date()
    asked = settled(before, correction.identity, correction.proof)
    after = checked_identity(asked, today=today, environment=environment)
    changes = changes_of(before, after)
    if not changes:
        return
    refuse_duplicate(work, after, (*correction.distinct_from, resident_id))
    work.connection.execute(update(resident).where(resident.c.id == resident_id).values(**asdict(after)))
    made = new_id()
    work.connection.execute(
        insert(identity_change),
        {
            "id": made,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "number": correction.seen + 1,
            "changes": json.dumps([[one.field, one.before, one.after] for one in changes]),
            "proof": correction.proof,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
            "at": work.now,
        },
    )
    work.did("correct_identity", ("identity_change", made), ("resident", resident_id))


def identity_changes(work: Work, resident_id: str) -> tuple[Changed, ...]:
    """Each correction of a person's identity, the last first.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents of their unit.
    """
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    rows = work.connection.execute(
        select(identity_change)
        .where(
            identity_change.c.resident_id == resident_id,
            identity_change.c.establishment_id == work.establishment_id,
        )
        .order_by(identity_change.c.number.desc())
    )
    return tuple(
        Changed(
            row.number,
            tuple(Change(*one) for one in json.loads(row.changes)),
            Proof(row.proof) if row.proof else None,
            row.at,
            row.by_name,
        )
        for row in rows
    )
