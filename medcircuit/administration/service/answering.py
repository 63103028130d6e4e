"""Whether a named person may help a resident with a line, in plain words: for the command line."""

from __future__ import annotations

from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from sqlalchemy import Connection

from medcircuit.administration.rules import findings as found
from medcircuit.administration.service.counted import read_history
from medcircuit.administration.service.delegated import hard
from medcircuit.administration.service.open_to import standing
from medcircuit.administration.service.prn.helped import protocol_limits
from medcircuit.administration.service.prn.reading import judged_line
from medcircuit.delegations.service.standing import Standing
from medcircuit.kernel.access import Right, system_actor
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import KINDS, Finding, Tier
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff


def answered_for(
    connection: Connection, person: str, resident_id: str, line_id: str, at: datetime
) -> dict[str, Any]:
    """Where a person (login or id) stands before a line of a resident at an instant, as every door answers it, in JSON.

    Raises:
        NotFound: nobody is called so, or the resident has no such line.
    """
    work = _work(connection, resident_id, at)
    user_id = staff.person_named(connection, person)
    unit_id = residents.unit_of(work, resident_id)
    known = standing(work, user_id, resident_id, line_id, at=at)
    if _has(work, user_id, Right.GIVE, unit_id):
        return _body(known, (), nurse=True)
    outside = () if _has(work, user_id, Right.HELP, unit_id) else (found.OUTSIDE_HABILITATION(Tier.STOP),)
    return _body(known, (*outside, *known.findings), nurse=False)


def limits_for(
    connection: Connection, person: str, resident_id: str, line_id: str, now: datetime
) -> dict[str, Any]:
    """Whether a person may give a dose as needed now: its limits, and for a helper all that must be open to them.

    Raises:
        NotFound: nobody is called so, or nobody here has this line as needed.
    """
    base = judged_line(connection, resident_id, line_id, now)
    body = answered_for(connection, person, resident_id, line_id, now)
    if body["nurse"]:
        return base
    work = _work(connection, resident_id, now)
    known = standing(work, staff.person_named(connection, person), resident_id, line_id)
    history = read_history(work, resident_id)
    line = history.needs.line(line_id)
    assert line is not None, "its limits were judged"
    dose = known.opened.protocol.dose if known.opened else line.low or Fraction(1)
    limits = protocol_limits(work, history, line, dose, known.opened)
    return {
        **base,
        "allowed": base["allowed"] and body["open"] and not limits,
        "sentences": list(
            dict.fromkeys([*body["sentences"], *base["sentences"], *map(_sentence, hard(limits))])
        ),
    }


def _work(connection: Connection, resident_id: str, at: datetime) -> Work:
    house = residents.house_of(connection, resident_id)
    if house is None:
        raise NotFound
    return Work(connection, system_actor(house), at)


def _has(work: Work, user_id: str, right: Right, unit_id: str | None) -> bool:
    having = staff.colleagues(work.connection, work.establishment_id, right, work.now)
    return any(one.id == user_id and (one.units is None or unit_id in one.units) for one in having)


def _body(known: Standing, findings: tuple[Finding, ...], *, nurse: bool) -> dict[str, Any]:
    told = findings if findings or nurse else known.said
    return {
        "open": not findings,
        "nurse": nurse,
        "regime": known.asked.regime.value if known.asked.regime else None,
        "authorisation": None if nurse else known.authorisation_id,
        "until": instant_text(known.until.astimezone(UTC)) if known.until and not nurse else None,
        "protocol": known.opened.protocol_id if known.opened else None,
        "findings": [one.code for one in told],
        "sentences": [_sentence(one) for one in told],
    }


def _sentence(finding: Finding) -> str:
    return KINDS[finding.code].sentence % finding.facts
