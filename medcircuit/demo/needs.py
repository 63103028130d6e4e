"""Doses as needed of the last weeks, given through the very service a nurse uses: what they were for, what they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction

from medcircuit.administration import service
from medcircuit.administration.rules.as_needed import reason_of, suggested
from medcircuit.administration.rules.entry import Gesture, content_hash
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.administration.service import prn
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.prescriptions import service as prescriptions

_PEOPLE = 3
_DEVICE = "tablette-si-besoin"
_DAYS_AGO = (19, 16, 15, 12, 9, 8, 5, 4, 2, 1)
_BEFORE = {"en": "6", "algoplus": "3", "temperature": "38.7", "days": "3", "stools": "4", "minutes": "4"}
_AFTER = {"en": "2", "algoplus": "1", "temperature": "37.6", "days": "0", "stools": "2", "minutes": "0"}
_EFFECTS = ("effective", "effective", "partial", "effective", "none")


def give_as_needed(seeding: Seeding, house: Settled) -> None:
    """Some weeks of doses as needed for a few people; nobody has looked yet at what the last one did."""
    needing = [
        (one, line_id)
        for one in house.residents
        for order, line_id in house.lines.get(one, ())
        if order.as_needed
    ]
    tablet = _Tablet()
    for place, (resident_id, line_id) in enumerate(needing[:_PEOPLE]):
        for turn, ago in enumerate(_DAYS_AGO):
            day = seeding.now.astimezone(PARIS).replace(hour=15, minute=10, second=0, microsecond=0)
            at = (day - timedelta(days=ago)).astimezone(seeding.now.tzinfo) + timedelta(minutes=7 * place)
            looked = None if ago == _DAYS_AGO[-1] else _EFFECTS[turn % len(_EFFECTS)]
            _give(seeding, house, (resident_id, line_id), at, tablet, looked)


@dataclass
class _Tablet:
    """The device of these acts: each of its acts names the one before."""

    seq: int = 0
    hash: str | None = None


def _give(
    seeding: Seeding,
    house: Settled,
    whose: tuple[str, str],
    at: datetime,
    tablet: _Tablet,
    effect: str | None,
) -> None:
    """One dose: asked for, given, and later looked at; nothing where its limits forbid it."""
    resident_id, line_id = whose
    nurse = actor(house, "spetit")
    with seeding.work(nurse, at) as work:
        known = prescriptions.needs(work.connection, house.id, [resident_id], at).line(line_id)
        if known is None or known.low is None:
            return
        reason = reason_of(suggested(known.reason)[0])
        scale = reason.scales[0] if reason.scales else None
        asked = prn.PrnAsk(
            id=new_id(),
            resident=resident_id,
            line=line_id,
            version_seen=known.version,
            reason=reason.code,
            amount=known.low,
            at=at,
            device=_DEVICE,
            scale=scale,
            score=Fraction(_BEFORE[scale]) if scale else None,
        )
        answer = prn.ask_prn(work, asked)
        if not answer["claimed"]:
            return
        given = _given(answer["dose"], asked, tablet)
        service.record_all(work, (given,))
        tablet.seq, tablet.hash = given.device_seq, content_hash(given.content)
    if effect is not None:
        with seeding.work(nurse, at + reason.delay) as work:
            after = Fraction(_AFTER[scale]) if scale else None
            prn.look(work, prn.Looked(new_id(), answer["dose"], effect, work.now, scale, after))


def _given(key: str, asked: prn.PrnAsk, tablet: _Tablet) -> Gesture:
    """The act that follows a claim."""
    return Gesture(
        id=new_id(),
        device=_DEVICE,
        device_seq=tablet.seq + 1,
        prev_hash=tablet.hash,
        kind=EventKind.GIVEN,
        dose=key,
        line=asked.line,
        resident=asked.resident,
        at=asked.at,
        version_seen=asked.version_seen,
        amount=asked.amount,
    )
