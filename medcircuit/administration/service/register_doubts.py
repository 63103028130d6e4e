"""Lines of the register that wait for who coordinates: made without witness, or a count that differed."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, insert, select

from medcircuit.administration.models import settlement
from medcircuit.administration.rules.second import COUNTERSIGN_WITHIN, SamePerson
from medcircuit.administration.service.settling import AlreadySettled, Decision, DecisionUnreadable
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.work import Work
from medcircuit.stock import service as stock

MATTER = "register"
_SETTLED = select(settlement.c.subject, settlement.c.by_name).where(
    settlement.c.establishment_id == bindparam("establishment"), settlement.c.matter == MATTER
)


def doubts(work: Work) -> list[dict[str, Any]]:
    """The lines that nobody countersigned, in JSON, of the units whose register the actor may read."""
    settled = _settled(work)
    return [
        {
            "id": one.id,
            "place": one.place,
            "product": one.product,
            "number": one.number,
            "change": ("-" if one.change < 0 else "+") + amount_text(abs(one.change))
            if one.difference
            else None,
            "alone": one.alone,
            "at": instant_text(one.at),
            "by_name": one.by_name,
            "late": work.now - one.at > COUNTERSIGN_WITHIN,
        }
        for one in stock.doubtful_lines(work)
        if one.id not in settled and work.actor.may(Right.READ_REGISTER, unit_id=one.unit_id)
    ]


def countersign_line(work: Work, line_id: str, decision: Decision) -> None:
    """Say that such a line was looked over, by who coordinates; of a count that differed, what was found.

    Raises:
        NotFound: no line of this id waits for anybody here.
        Forbidden: the actor does not coordinate there.
        SamePerson: the actor made it, or was its witness.
        AlreadySettled: somebody countersigned it.
        DecisionUnreadable: a count differed, and nothing is said of it.
    """
    line = next((one for one in stock.doubtful_lines(work) if one.id == line_id), None)
    if line is None:
        raise NotFound
    work.require(Right.CORRECT_OTHERS, unit_id=line.unit_id)
    if work.actor.user_id in {line.by, line.witness_id}:
        raise SamePerson
    if by := _settled(work).get(line_id):
        raise AlreadySettled(by=by)
    if line.difference and not decision.note:
        raise DecisionUnreadable(reason="dites ce que le nouveau compte a donné")
    work.did("countersign_register", ("register_entry", line_id))
    row = {
        "id": decision.id,
        "establishment_id": work.establishment_id,
        "matter": MATTER,
        "subject": line_id,
        "outcome": "countersigned",
        "reason": None,
        "note": decision.note,
        "event_id": None,
        "at": work.now,
        "by": work.actor.user_id,
        "by_name": work.actor.name,
    }
    work.connection.execute(insert(settlement), row)


def _settled(work: Work) -> dict[str, str]:
    """Who countersigned which line."""
    rows = work.connection.execute(_SETTLED, {"establishment": work.establishment_id})
    return {row.subject: row.by_name for row in rows}
