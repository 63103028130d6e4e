"""The moves in their order, newest first: what, how much, from where to where, who, when and why."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, Select, or_, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff
from medcircuit.stock.models import account, stock_move
from medcircuit.stock.rules import AccountKind, Cause
from medcircuit.stock.rules.reasons import Why, why
from medcircuit.stock.service.places import place_of, places

PAGE = 50


class CursorUnreadable(Invalid):
    """A cursor that no page of the ledger gave."""

    code = "ledger_cursor_unreadable"
    sentence = "Cette suite du registre n'existe pas. Revenez au début du registre."


@dataclass(frozen=True)
class LedgerFilter:
    """Which moves: those of a place, of an account, of a presentation; `after` is where the page before ended."""

    place_id: str | None = None
    account_id: str | None = None
    cip13: str | None = None
    after: str | None = None
    limit: int = PAGE


@dataclass(frozen=True)
class LedgerLine:
    """One move, in parts; `source` and `target` are place ids, None for an outer account."""

    id: str
    why: Why
    reason: str | None
    parts: int
    cip13: str | None
    class_id: str | None
    lot: str | None
    expiry: date | None
    source: str | None
    target: str | None
    cause: Cause
    at: datetime
    recorded_at: datetime
    by: str
    reverses: str | None


@dataclass(frozen=True)
class LedgerPage:
    """Some moves, and the cursor of those that come after; None at the end."""

    lines: tuple[LedgerLine, ...]
    after: str | None


_source = account.alias("ledger_source")
_target = account.alias("ledger_target")


def ledger(work: Work, asked: LedgerFilter) -> LedgerPage:
    """A page of the establishment's moves, newest first.

    Raises:
        NotFound: this house has no such place.
        CursorUnreadable: `after` is no cursor of the ledger.
    """
    query = _query(work.establishment_id, asked)
    seen = _places(work, asked)
    if seen is not None:
        query = query.where(or_(_source.c.place_id.in_(seen), _target.c.place_id.in_(seen)))
    rows = work.connection.execute(query).mappings().all()
    names = staff.names(work.connection, {row["actor_id"] for row in rows})
    lines = tuple(_line(row, names.get(row["actor_id"], row["actor_id"])) for row in rows[: asked.limit])
    more = len(rows) > asked.limit
    return LedgerPage(lines, _cursor(lines[-1]) if more else None)


def _places(work: Work, asked: LedgerFilter) -> tuple[str, ...] | None:
    """The places whose moves this person may see; None is the whole house."""
    work.require(Right.READ_STOCK)
    if asked.place_id is not None:
        return (place_of(work, asked.place_id, Right.READ_STOCK).id,)
    if Right.READ_STOCK in work.actor.rights:
        return None
    return tuple(place.id for place in places(work))


def _query(establishment_id: str, asked: LedgerFilter) -> Select[*tuple[object, ...]]:
    query = (
        select(
            stock_move,
            _source.c.kind.label("source_kind"),
            _target.c.kind.label("target_kind"),
            *(_source.c[name].label(f"source_{name}") for name in _WHAT),
            *(_target.c[name].label(f"target_{name}") for name in _WHAT),
        )
        .join(_source, _source.c.id == stock_move.c.source)
        .join(_target, _target.c.id == stock_move.c.target)
        .where(stock_move.c.establishment_id == establishment_id)
        .order_by(stock_move.c.recorded_at.desc(), stock_move.c.id.desc())
        .limit(asked.limit + 1)
    )
    if asked.account_id is not None:
        query = query.where(
            or_(stock_move.c.source == asked.account_id, stock_move.c.target == asked.account_id)
        )
    if asked.cip13 is not None:
        query = query.where(or_(_source.c.cip13 == asked.cip13, _target.c.cip13 == asked.cip13))
    if asked.after is not None:
        at, move_id = _place(asked.after)
        same = (stock_move.c.recorded_at == at) & (stock_move.c.id < move_id)
        query = query.where(stock_move.c.recorded_at <= at, (stock_move.c.recorded_at < at) | same)
    return query


_WHAT = ("place_id", "cip13", "class_id", "lot", "expiry")


def _line(held: RowMapping, by: str) -> LedgerLine:
    side = "source" if held["source_place_id"] is not None else "target"
    return LedgerLine(
        id=held["id"],
        why=why(
            AccountKind(held["source_kind"]),
            AccountKind(held["target_kind"]),
            undoes=held["reverses_id"] is not None,
        ),
        reason=held["reason"],
        parts=held["amount"],
        cip13=held[f"{side}_cip13"],
        class_id=held[f"{side}_class_id"],
        lot=held[f"{side}_lot"],
        expiry=held[f"{side}_expiry"],
        source=held["source_place_id"],
        target=held["target_place_id"],
        cause=Cause(held["cause_kind"], held["cause_id"]),
        at=held["at"],
        recorded_at=held["recorded_at"],
        by=by,
        reverses=held["reverses_id"],
    )


def _cursor(line: LedgerLine) -> str:
    return f"{line.recorded_at.isoformat()}~{line.id}"


def _place(cursor: str) -> tuple[datetime, str]:
    """Where a cursor points: the instant of its move, and its id."""
    instant, _, move_id = cursor.partition("~")
    try:
        at = datetime.fromisoformat(instant)
    except ValueError:
        raise CursorUnreadable from None
    if at.tzinfo is None or not re.fullmatch(r"[0-9a-f-]{36}", move_id):
        raise CursorUnreadable
    return at, move_id
