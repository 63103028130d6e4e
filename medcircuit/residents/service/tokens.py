"""Identification tokens: issued, revoked, listed, looked up by what was read or typed."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, Row, bindparam, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes.own import RANDOM_DIGITS
from medcircuit.residents.models import resident, stay, token
from medcircuit.residents.rules.tokens import (
    TAIL_DIGITS,
    IssuedToken,
    Support,
    TokenRead,
    code_hash,
    printed_words,
    resident_code,
)
from medcircuit.residents.service.presence import NO_ROOM, living_here, lock, unit_of

_successor = token.alias("successor")
_TOKENS = select(token, _successor.c.number.label("replaced_number")).outerjoin(
    _successor, _successor.c.id == token.c.replaced_by
)


_PRINTED = select(
    resident.c.birth_name,
    resident.c.used_name,
    resident.c.first_name,
    resident.c.birth_date,
    resident.c.sex,
    stay.c.room,
)
_OF_RESIDENTS = Prepared(
    _TOKENS.where(
        token.c.establishment_id == bindparam("establishment"),
        token.c.resident_id.in_(bindparam("residents", expanding=True)),
    ).order_by(token.c.resident_id, token.c.support, token.c.number)
)


def _read(row: Row[Any]) -> TokenRead:
    return TokenRead(
        resident_id=row.resident_id,
        number=row.number,
        support=Support(row.support),
        code_hash=row.code_hash,
        tail=row.tail,
        issued_at=row.issued_at,
        revoked_at=row.revoked_at,
        replaced_number=row.replaced_number,
        id=row.id,
        printed=row.printed,
    )


def token_by_hash(connection: Connection, establishment_id: str, code_hash: str) -> TokenRead | None:
    """The token of this code (SHA-256 of its 33 digits), revoked or not; None where none is known here."""
    row = connection.execute(
        _TOKENS.where(token.c.code_hash == code_hash, token.c.establishment_id == establishment_id)
    ).one_or_none()
    return _read(row) if row else None


def tokens_by_tail(connection: Connection, establishment_id: str, tail: str) -> tuple[TokenRead, ...]:
    """Every token whose last 8 digits were typed; `rules.tokens.identified` says whom they identify."""
    rows = connection.execute(
        _TOKENS.where(token.c.establishment_id == establishment_id, token.c.tail == tail).order_by(
            token.c.issued_at, token.c.id
        )
    )
    return tuple(_read(row) for row in rows)


def tokens_of(
    connection: Connection, establishment_id: str, resident_ids: Collection[str]
) -> tuple[TokenRead, ...]:
    """Every token of these people, revoked ones included, by resident, support and number."""
    if not resident_ids:
        return ()
    asked = {"establishment": establishment_id, "residents": list(resident_ids)}
    return tuple(_read(row) for row in _OF_RESIDENTS.rows(connection, asked))


def issue_token(work: Work, resident_id: str, support: Support) -> IssuedToken:
    """Issue the next numbered copy of a support; the one before it is revoked. Its digits are shown once.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not.
    """
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, resident_id))
    lock(work, resident_id)
    mine = (token.c.resident_id == resident_id) & (token.c.support == support.value)
    before = work.connection.execute(
        select(token.c.id, token.c.number, token.c.revoked_at)
        .where(mine)
        .order_by(token.c.number.desc())
        .limit(1)
    ).one_or_none()
    issued = IssuedToken(
        id=new_id(),
        resident_id=resident_id,
        number=before.number + 1 if before else 1,
        support=support,
        code=resident_code(secrets.randbelow(10**RANDOM_DIGITS)),
    )
    if before is not None and before.revoked_at is None:
        _revoke(work, before.id)
    work.connection.execute(
        insert(token),
        {
            "id": issued.id,
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "number": issued.number,
            "support": support.value,
            "code_hash": code_hash(issued.code),
            "tail": issued.code[-TAIL_DIGITS:],
            "printed": printed_of(work, resident_id),
            "issued_at": work.now,
            "issued_by": work.actor.user_id,
        },
    )
    if before is not None:
        work.connection.execute(update(token).where(token.c.id == before.id).values(replaced_by=issued.id))
    work.did("issue_token", ("token", issued.id), ("resident", resident_id))
    return issued


def resident_tokens(work: Work, resident_id: str) -> tuple[TokenRead, ...]:
    """The tokens of a resident, for a reader; one in force that carries a former name or room is said to be outdated.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the residents of their unit.
    """
    work.require(Right.READ_RESIDENT, unit_id=unit_of(work, resident_id))
    work.saw("resident", [resident_id])
    known = tokens_of(work.connection, work.establishment_id, [resident_id])
    printed = printed_of(work, resident_id)
    return tuple(replace(one, outdated=one.revoked_at is None and one.printed != printed) for one in known)


def printed_of(work: Work, resident_id: str) -> str:
    """What a token printed now would say beside its code, as `printed_words` keeps it.

    Raises:
        NotFound: this establishment has no such resident.
    """
    row = work.connection.execute(
        _PRINTED.outerjoin(stay, (stay.c.resident_id == resident.c.id) & living_here(work.now)).where(
            resident.c.id == resident_id, resident.c.establishment_id == work.establishment_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    return printed_words(**row._asdict() | {"room": row.room or NO_ROOM})


def revoke_token(work: Work, token_id: str) -> None:
    """Revoke a lost token without issuing another; one already revoked stays as it is.

    Raises:
        NotFound: this establishment has no such token.
        Forbidden: the actor may not.
    """
    row = work.connection.execute(
        select(token.c.resident_id, token.c.revoked_at).where(
            token.c.id == token_id, token.c.establishment_id == work.establishment_id
        )
    ).one_or_none()
    if row is None:
        raise NotFound
    work.require(Right.MANAGE_RESIDENT, unit_id=unit_of(work, row.resident_id))
    if row.revoked_at is None:
        _revoke(work, token_id)
    work.did("revoke_token", ("token", token_id), ("resident", row.resident_id))


def revoke_all(work: Work, resident_id: str) -> None:
    """Revoke every token of a person who leaves."""
    work.connection.execute(
        update(token)
        .where(token.c.resident_id == resident_id, token.c.revoked_at.is_(None))
        .values(revoked_at=work.now, revoked_by=work.actor.user_id)
    )


def _revoke(work: Work, token_id: str) -> None:
    work.connection.execute(
        update(token).where(token.c.id == token_id).values(revoked_at=work.now, revoked_by=work.actor.user_id)
    )
