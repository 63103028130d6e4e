"""The units of a house and the hours of its days as they are changed after it was made: read, judged, written."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.remembered import forget
from medcircuit.kernel.work import Work
from medcircuit.structure import models
from medcircuit.structure.rules.hours import (
    DayHours,
    HoursChange,
    HouseChanged,
    check_change,
    check_first_day,
)
from medcircuit.structure.rules.rounds import DatedRound, RoundDefinition, in_force

_moment, _round, _unit = models.moment.c, models.round_definition.c, models.unit.c


@dataclass(frozen=True)
class UnitRead:
    """A unit; `closed_from` is the first day on which it is closed."""

    id: str
    name: str
    closed_from: date | None


@dataclass(frozen=True)
class MomentRead:
    """The hour of a moment from a day on; by whom and when it was set, after the house was made."""

    code: str
    label: str
    valid_from: date
    at: str
    set_at: datetime | None
    set_by_name: str | None


@dataclass(frozen=True)
class RoundRead:
    """The span of a round from a day on, of a unit or of the whole house (None)."""

    moment: str
    label: str
    unit_id: str | None
    valid_from: date
    starts: str
    ends: str
    set_at: datetime | None
    set_by_name: str | None


@dataclass(frozen=True)
class HouseHours:
    """The units, moments and rounds of a house, past and to come; `version` changes with any of them."""

    version: str
    today: date
    whole: bool
    units: tuple[UnitRead, ...]
    moments: tuple[MomentRead, ...]
    rounds: tuple[RoundRead, ...]

    def on(self, day: date, unit_id: str | None) -> DayHours:
        """The hours of a day in a unit; without one, of the house alone."""
        moments = {one.code: (one.label, one.at) for one in self.moments if one.valid_from <= day}
        of_house = in_force(_dated(self.rounds, None), day)
        own = in_force(_dated(self.rounds, unit_id), day) if unit_id else {}
        return DayHours(moments, tuple((of_house | own).values()))


def _dated(rounds: Iterable[RoundRead], unit_id: str | None) -> list[DatedRound]:
    return [
        DatedRound(one.valid_from, RoundDefinition(one.moment, one.label, one.starts, one.ends))
        for one in rounds
        if one.unit_id == unit_id
    ]


def house_hours(work: Work) -> HouseHours:
    """The units of the actor's establishment and the hours of its days.

    Raises:
        Forbidden: the actor does not configure.
    """
    work.require(Right.CONFIGURE)
    mine = work.establishment_id
    units = _rows(work, select(models.unit).where(_unit.establishment_id == mine), _unit.position, _unit.name)
    moments = _rows(
        work, select(models.moment).where(_moment.establishment_id == mine), _moment.valid_from, _moment.code
    )
    rounds = _rows(
        work,
        select(models.round_definition).where(_round.establishment_id == mine),
        _round.valid_from,
        _round.id,
    )
    seen = [
        [[one.id, one.name, str(one.closed_from)] for one in units],
        [[one.code, str(one.valid_from), one.local_time] for one in moments],
        [[one.id, str(one.valid_from), one.starts, one.ends] for one in rounds],
    ]
    return HouseHours(
        version=hashlib.sha256(json.dumps(seen).encode()).hexdigest()[:16],
        today=work.now.astimezone(PARIS).date(),
        whole=Right.CONFIGURE in work.actor.rights,
        units=tuple(UnitRead(one.id, one.name, one.closed_from) for one in units),
        moments=tuple(map(_moment_read, moments)),
        rounds=tuple(map(_round_read, rounds)),
    )


def _moment_read(row: Row[Any]) -> MomentRead:
    return MomentRead(row.code, row.label, row.valid_from, row.local_time, row.set_at, row.set_by_name)


def _round_read(row: Row[Any]) -> RoundRead:
    return RoundRead(
        row.moment_code,
        row.label,
        row.unit_id,
        row.valid_from,
        row.starts,
        row.ends,
        row.set_at,
        row.set_by_name,
    )


def _rows(work: Work, query: Any, *order: Any) -> list[Row[Any]]:
    return list(work.connection.execute(query.order_by(*order)))


def configure(work: Work, unit_id: str | None, seen: str) -> HouseHours:
    """Hold the house for a change of a unit, or of the whole house (None), as the actor saw it.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor does not configure this unit, or the whole house.
        HouseChanged: somebody changed it since.
    """
    house = models.establishment.c
    work.connection.execute(select(house.id).where(house.id == work.establishment_id).with_for_update())
    if unit_id is not None:
        known = select(_unit.id).where(_unit.id == unit_id, _unit.establishment_id == work.establishment_id)
        if work.connection.execute(known).one_or_none() is None:
            raise NotFound
    work.require(Right.CONFIGURE, unit_id=unit_id)
    if unit_id is None and Right.CONFIGURE not in work.actor.rights:
        raise Forbidden
    read = house_hours(work)
    if read.version != seen:
        raise HouseChanged
    return read


def check_hours(work: Work, change: HoursChange) -> HouseHours:
    """Hold the house for a change of its hours; gives it as it is before.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor does not configure this unit; or, where hours of the whole house change, all of it.
        HouseChanged: somebody changed the house since the actor read it.
        HoursImpossible: the day has begun.
    """
    if change.unit_id is not None:
        configure(work, change.unit_id, change.seen)
    before = configure(work, None if change.moments else change.unit_id, change.seen)
    check_first_day(change.first_day, before.today)
    return before


def set_hours(work: Work, change: HoursChange) -> None:
    """Change hours from a day on: what was before that day stays as it was.

    Raises:
        NotFound: this establishment has no such unit, moment or round.
        Forbidden: the actor does not configure this unit; or, where hours of the whole house change, all of it.
        HouseChanged: somebody changed the house since the actor read it.
        HoursImpossible: the day has begun, or the hours cannot be together.
        HoursDoubtful: a moment would be in no round, and nobody said that it is meant.
    """
    before = check_hours(work, change)
    _set_moments(work, change, before)
    _set_rounds(work, change, before)
    forget(work.connection)
    after = house_hours(work)
    dated = {one.valid_from for one in after.moments} | {one.valid_from for one in after.rounds}
    days = [change.first_day, *sorted(day for day in dated if day > change.first_day)]
    whose = [None, *sorted({one.unit_id for one in after.rounds if one.unit_id})]
    check_change(
        [before.on(day, unit_id) for day in days for unit_id in whose],
        [after.on(day, unit_id) for day in days for unit_id in whose],
        accepted=change.accepted,
    )
    work.did("set_hours", ("establishment", work.establishment_id))


def _set_moments(work: Work, change: HoursChange, before: HouseHours) -> None:
    held = before.on(change.first_day, None).moments
    for code, at in change.moments.items():
        if code not in held:
            raise NotFound
        label, known = held[code]
        if at == known:
            continue
        row = {"local_time": at, "set_at": work.now, "set_by_name": work.actor.name}
        key = {
            "establishment_id": work.establishment_id,
            "code": code,
            "valid_from": change.first_day,
        }
        _put(work, models.moment, key, row | {"label": label})


def _set_rounds(work: Work, change: HoursChange, before: HouseHours) -> None:
    held = {one.moment_code: one for one in before.on(change.first_day, change.unit_id).rounds}
    for code, (starts, ends) in change.rounds.items():
        if code not in held:
            raise NotFound
        known = held[code]
        if (starts, ends) == (known.starts, known.ends):
            continue
        row = {"starts": starts, "ends": ends, "set_at": work.now, "set_by_name": work.actor.name}
        key = {
            "establishment_id": work.establishment_id,
            "unit_id": change.unit_id,
            "moment_code": code,
            "valid_from": change.first_day,
        }
        _put(work, models.round_definition, key, row | {"label": known.label}, id=new_id())


def _put(work: Work, table: Any, key: Mapping[str, Any], row: Mapping[str, Any], **fresh: str) -> None:
    """Write what holds from a day on; what was to hold from that very day, which lies ahead, gives way."""
    same = [
        table.c[name] == value if value is not None else table.c[name].is_(None)
        for name, value in key.items()
    ]
    changed = work.connection.execute(update(table).where(*same).values(**row))
    if changed.rowcount == 0:
        work.connection.execute(insert(table), {**key, **row, **fresh})
