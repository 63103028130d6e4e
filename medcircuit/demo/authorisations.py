"""Who may help whom in the demonstration: an educator authorised, another whose days are past, acts entrusted to an AS."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from medcircuit.delegations.rules.regimes import Kind, never_open
from medcircuit.delegations.service import protocols_of_line
from medcircuit.delegations.service.asking import AskedLine, asked_lines
from medcircuit.delegations.service.authorising import Authorising, assess_autonomy, authorise
from medcircuit.demo.people import EHPAD
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.lines import Regime

_PEOPLE = 8
"""For how many people of the first unit."""


def authorise_helpers(seeding: Seeding, house: Settled) -> None:
    """What the nurses of a house opened to those who help, once each person's autonomy was assessed."""
    people = [one for one in house.residents if house.unit_of[one] == house.units[0]][:_PEOPLE]
    if house.house is EHPAD:
        _entrust(seeding, house, people)
        return
    begun = seeding.now - timedelta(days=40)
    with seeding.work(actor(house, "lmoreau"), begun) as work:
        for resident_id in people:
            assess_autonomy(work, resident_id, dependent=True, assessed_on=_day(begun))
        _assist(work, house, "sdiallo", people, _day(seeding.now - timedelta(days=5)))
    lately = seeding.now - timedelta(days=2)
    with seeding.work(actor(house, "lmoreau"), lately) as work:
        _assist(work, house, "jfabre", people, _day(lately + timedelta(days=180)))


def _entrust(seeding: Seeding, house: Settled, people: list[str]) -> None:
    at = seeding.now - timedelta(days=20)
    with seeding.work(actor(house, "chamelin"), at) as work:
        asked = Authorising(
            id=new_id(),
            kind=Kind.ENTRUSTED,
            user_id=house.staff["mleroux"],
            resident_ids=tuple(people),
            first_day=_day(at),
            last_day=_day(at + timedelta(days=180)),
            trained_on=_day(at - timedelta(days=3)),
            line_ids=tuple(one.line.id for one in _open(work, people, Regime.ENTRUSTED)),
            qualification="AS",
            act="Aide à la prise de médicaments par la bouche",
            assessed_on=_day(at),
        )
        authorise(work, asked)


def _assist(work: Work, house: Settled, login: str, people: list[str], last: date) -> None:
    """Help with the planned lines of these people, and with what the physician's protocols open."""
    lines = _open(work, people, Regime.ASSISTED)
    needed = [one.line.id for one in lines if one.as_needed]
    opened = [one.protocol_id for line in needed for one in protocols_of_line(work, line)]
    asked = Authorising(
        id=new_id(),
        kind=Kind.ASSISTED,
        user_id=house.staff[login],
        resident_ids=tuple(people),
        first_day=_day(work.now),
        last_day=last,
        trained_on=_day(work.now - timedelta(days=1)),
        line_ids=tuple(one.line.id for one in lines if not one.as_needed),
        protocol_ids=tuple(dict.fromkeys(opened)),
        care_protocol="Protocole de soins : aide à la prise, doses et moments du plan",
    )
    authorise(work, asked)


def _open(work: Work, people: list[str], regime: Regime) -> list[AskedLine]:
    """The lines begun of these people that a prescriber opened so."""
    lines = asked_lines(work, people, work.now).values()
    return [
        one
        for one in lines
        if one.asked.regime is regime and one.line.created_at <= work.now and not never_open(one.asked)
    ]


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()
