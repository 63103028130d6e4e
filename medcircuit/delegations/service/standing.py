"""Where someone who is no nurse stands before a line: the one answer that every door gives."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.delegations.models.authorisations import (
    authorisation,
    authorisation_end,
    authorisation_object,
    authorisation_resident,
)
from medcircuit.delegations.rules.findings import COUNT_ASKED
from medcircuit.delegations.rules.regimes import Asked, Grant, Kind, best, not_open, under_protocol
from medcircuit.delegations.service.asking import AskedLine, asked_lines
from medcircuit.delegations.service.opening import InForce, emergency_lines, protocols_of_line
from medcircuit.delegations.service.protocols import read_by
from medcircuit.delegations.service.remote import granted
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.lines import Regime

_GRANTS = (
    select(
        authorisation,
        authorisation_end.c.at.label("ended_at"),
        authorisation_end.c.by_name.label("ended_by_name"),
        authorisation_end.c.why.label("ended_why"),
    )
    .outerjoin(authorisation_end, authorisation_end.c.authorisation_id == authorisation.c.id)
    .where(authorisation.c.establishment_id == bindparam("establishment"))
    .order_by(authorisation.c.given_at, authorisation.c.id)
)
_OF_USER = _GRANTS.where(authorisation.c.user_id == bindparam("user"))
_RESIDENTS = select(authorisation_resident).where(
    authorisation_resident.c.authorisation_id.in_(bindparam("ids", expanding=True))
)
_OBJECTS = (
    select(authorisation_object)
    .where(authorisation_object.c.authorisation_id.in_(bindparam("ids", expanding=True)))
    .order_by(authorisation_object.c.authorisation_id, authorisation_object.c.position)
)


@dataclass(frozen=True)
class Standing:
    """Whether a person may help a resident with a line: every unmet condition, what opens it, and until when.

    `authorisation_id` names an authorisation, or the leave for one dose where it is `from_afar`; `opened` is the
    physician's protocol that says the dose of a line given as needed.
    """

    resident_id: str
    line_id: str
    asked: Asked
    findings: tuple[Finding, ...]
    authorisation_id: str | None = None
    until: datetime | None = None
    opened: InForce | None = None
    from_afar: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the person may help."""
        return not self.findings

    @property
    def said(self) -> tuple[Finding, ...]:
        """What is said of it: why it is closed, or what helping asks beside."""
        return self.findings or ((COUNT_ASKED(Tier.INFO),) if self.asked.counted else ())


@dataclass(frozen=True)
class Given:
    """An authorisation with those and that for which it holds."""

    row: Row[*tuple[Any, ...]]
    residents: tuple[str, ...]
    lines: tuple[str, ...]
    protocols: tuple[str, ...]

    @property
    def grant(self) -> Grant:
        """The authorisation as the rules look at it."""
        row = self.row
        return Grant(
            kind=Kind(row.kind),
            first_day=row.first_day,
            last_day=row.last_day,
            who=row.given_by_name,
            id=row.id,
            qualification=row.qualification,
            trained_on=row.trained_on,
            assessed_on=row.assessed_on,
            act=row.act,
            revoked_at=row.ended_at,
        )

    def names(self, resident_id: str, line_id: str, protocol_id: str | None) -> bool:
        """Whether it holds for this line of this person."""
        if resident_id not in self.residents:
            return False
        return line_id in self.lines or (protocol_id is not None and protocol_id in self.protocols)


def given_to(work: Work, user_id: str | None = None) -> tuple[Given, ...]:
    """Every authorisation ever given to a person here (to anyone, where no person is named); three statements."""
    asked = {"establishment": work.establishment_id, "user": user_id}
    rows = work.connection.execute(_GRANTS if user_id is None else _OF_USER, asked).all()
    ids = {"ids": [row.id for row in rows]}
    people: dict[str, list[str]] = {}
    for one in work.connection.execute(_RESIDENTS, ids) if rows else ():
        people.setdefault(one.authorisation_id, []).append(one.resident_id)
    objects = work.connection.execute(_OBJECTS, ids).all() if rows else []
    return tuple(
        Given(
            row,
            tuple(people.get(row.id, ())),
            tuple(one.line_id for one in objects if one.authorisation_id == row.id and one.line_id),
            tuple(one.protocol_id for one in objects if one.authorisation_id == row.id and one.protocol_id),
        )
        for row in rows
    )


def is_helper(work: Work, unit_id: str | None) -> bool:
    """Whether the actor only helps in this unit: may help there, and may not give."""
    return work.actor.may(Right.HELP, unit_id=unit_id) and not work.actor.may(Right.GIVE, unit_id=unit_id)


def standing(
    work: Work,
    user_id: str,
    resident_id: str,
    line_id: str,
    *,
    at: datetime | None = None,
    amount: Fraction | None = None,
    first: Collection[str] = (),
) -> Standing:
    """Whether a person may help a resident with a line at an instant (now): the one answer of every door.

    Leave given from afar counts where it is for this `amount` (for the line at all, where no amount is named). `first`:
    the lines whose first dose the house keeps for the nurse.

    Raises:
        NotFound: the resident has no such line.
    """
    found = standings(work, user_id, [resident_id], at=at, line_id=line_id, first=first).get(line_id)
    if found is None:
        raise NotFound
    if found.is_open:
        return found
    return _from_afar(work, user_id, found, amount, at or work.now)


def standings(
    work: Work,
    user_id: str,
    resident_ids: Collection[str],
    *,
    at: datetime | None = None,
    line_id: str | None = None,
    first: Collection[str] = (),
) -> dict[str, Standing]:
    """Where a person stands before every line of these people that is not stopped (or one), by line.

    Leave from afar is for one dose, and is not looked at here. `first`: the lines whose first dose the house keeps for
    the nurse.
    """
    instant = at or work.now
    then = replace(work, now=instant)
    lines = asked_lines(then, resident_ids, instant)
    if line_id is not None:
        lines = {line_id: lines[line_id]} if line_id in lines else {}
    given = given_to(then, user_id)
    vital = emergency_lines(then.connection, then.establishment_id, resident_ids) if lines else frozenset()
    return {
        one: _standing(
            then,
            user_id,
            replace(asked, asked=replace(asked.asked, vital=one in vital, first=one in first)),
            given,
        )
        for one, asked in lines.items()
    }


def _standing(work: Work, user_id: str, one: AskedLine, given: Iterable[Given]) -> Standing:
    """Where a person stands before a line; of several protocols of the line, the one that opens it."""
    ways = [_under(work, user_id, one, each, given) for each in (_protocols(work, one) or (None,))]
    return min(ways, key=lambda way: len(way.findings))


def _protocols(work: Work, one: AskedLine) -> tuple[InForce, ...]:
    opened = one.asked.regime in {Regime.ASSISTED, Regime.ENTRUSTED}
    return protocols_of_line(work, one.line.id) if one.as_needed and opened else ()


def _under(
    work: Work, user_id: str, one: AskedLine, opened: InForce | None, given: Iterable[Given]
) -> Standing:
    line, asked, protocol_id = one.line, one.asked, opened.protocol_id if opened else None
    if opened is not None:
        asked = under_protocol(asked, read=read_by(work, user_id, opened.version_id))
    mine = [
        each.grant
        for each in given
        if each.row.given_at <= work.now and each.names(line.resident_id, line.id, protocol_id)
    ]
    grant, findings = best(asked, mine, work.now)
    return Standing(
        line.resident_id,
        line.id,
        asked,
        findings,
        grant.id if grant else None,
        grant.ends_at() if grant else None,
        opened,
    )


def _from_afar(work: Work, user_id: str, found: Standing, amount: Fraction | None, at: datetime) -> Standing:
    """The same standing with leave for one dose, where a nurse or a physician gave it."""
    leave = granted(work, user_id, found.resident_id, found.line_id, amount, at=at)
    if leave is None:
        return found
    day = at.astimezone(PARIS).date()
    grant = Grant(
        Kind.REMOTE, day, day + timedelta(days=1), leave.by_name, id=leave.request_id, until=leave.until
    )
    asked = replace(found.asked, fixed=True)
    return replace(
        found,
        findings=not_open(asked, grant, at),
        authorisation_id=leave.request_id,
        until=leave.until,
        from_afar=True,
    )
