"""Signs the demonstration's prescription lines, each act at the instant at which it is said to have happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from medcircuit.demo.alone import manage_alone
from medcircuit.demo.dailies import decisions
from medcircuit.demo.dosages import Dosage
from medcircuit.demo.people import EHPAD
from medcircuit.demo.prescriptions import Order, orders
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import Tier
from medcircuit.kernel.work import Work
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions.rules.life import ReturnAnswer
from medcircuit.prescriptions.rules.lines import Act, Crush, Prescription, Regime, Revision, Terms
from medcircuit.prescriptions.rules.mentions import NO_MENTIONS, Mentions, Substitution
from medcircuit.prescriptions.service.alerts import override
from medcircuit.prescriptions.service.daily import Deciding, decide_daily
from medcircuit.prescriptions.service.reading import lines_of
from medcircuit.prescriptions.service.returning import Answered, answer_return, check_return, returns
from medcircuit.prescriptions.service.signing import prescribe, revise

PHYSICIAN = "drvasseur"
NURSE = "spetit"


_ALD = Mentions(ald=True, packs=1, renewals=2)
_NARROW = Mentions(substitution=Substitution.MTE, packs=1, renewals=2)
MENTIONS = {
    **dict.fromkeys(
        ("lantus", "novorapid", "metformine500", "metformine1000", "modopar125", "modopar62"), _ALD
    ),
    **dict.fromkeys(("levothyrox50", "levothyrox75", "lamotrigine", "depakinechrono"), _NARROW),
}
"""What the lines of some medicines say for the pharmacy and the insurer."""


@dataclass(frozen=True)
class _Deed:
    """An act of the physician, and when."""

    at: datetime
    act: Callable[[], None]


def prescribe_everything(seeding: Seeding, house: Settled) -> None:
    """Every line of a house, with its story, in the order of time."""
    drawn = orders(house.house, house.people, seeding.now, seeding.random(house.house.key, "orders"))
    deeds: list[_Deed] = []
    for resident_id, told in zip(house.residents, drawn, strict=True):
        for order in told:
            line_id = new_id()
            house.lines.setdefault(resident_id, []).append((order, line_id))
            deeds.extend(_deeds(seeding, house, resident_id, order, line_id))
    for deed in sorted(deeds, key=lambda deed: deed.at):
        deed.act()
    _reconcile(seeding, house)
    manage_alone(seeding, house)


def _reconcile(seeding: Seeding, house: Settled) -> None:
    """The physician kept the lines of who came back from hospital last week, but one: it is red on the board."""
    at = seeding.now - timedelta(days=10)
    with seeding.work(actor(house, PHYSICIAN), at) as work:
        for back in returns(work.connection, work.establishment_id, house.residents, at):
            lines = {
                one.id: one for one in lines_of(work.connection, work.establishment_id, [back.resident_id])
            }
            for line_id in sorted(back.line_ids)[1:]:
                kept = Answered(new_id(), line_id, ReturnAnswer.KEEP, lines[line_id].latest)
                if _goes_on(work, back.absence_id, kept):
                    answer_return(work, back.absence_id, kept)


def _goes_on(work: Work, absence_id: str, kept: Answered) -> bool:
    """Whether the checks let a line go on, once the physician has said why to each alert; a stop leaves it waiting."""
    fired = check_return(work, absence_id, kept).fired
    for one in fired:
        if one.alert.finding.tier is Tier.CONFIRM and one.override is None:
            override(work, one.id, reason="tolerated", note=None)
    return all(one.alert.finding.tier is not Tier.STOP for one in fired)


def _deeds(seeding: Seeding, house: Settled, resident_id: str, order: Order, line_id: str) -> Iterator[_Deed]:
    yield _Deed(order.since, partial(_prescribe, seeding, house, resident_id, order, line_id))
    for number, (act, at) in enumerate(_revisions(order, seeding.now), 1):
        terms = _terms(house, order, order.dosages) if act is Act.CHANGE else None
        revision = Revision(new_id(), act, number, terms, at, _REASONS[act])
        yield _Deed(at, partial(_revise, seeding, house, line_id, revision))
    if order.notation.startswith("?") and not order.medicine.care.scale:
        for at, told in decisions(order.since, seeding.now):
            yield _Deed(at, partial(_decide, seeding, house, line_id, told))


_REASONS = {
    Act.CHANGE: "Adaptation de la posologie",
    Act.SUSPEND: "Surveillance biologique en cours",
    Act.RESUME: "Bilan satisfaisant",
    Act.STOP: "Fin de traitement",
}


def _revisions(order: Order, now: datetime) -> tuple[tuple[Act, datetime], ...]:
    """What was signed after the first version, and when."""
    midnight = now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)

    def on(days: int, hours: float) -> datetime:
        return midnight + timedelta(days=days, hours=hours)

    return {
        "steady": (),
        "new": (),
        "suspended": ((Act.SUSPEND, on(-1, 16.5)),),
        "stopped": ((Act.STOP, on(-1, 17.5)),),
        "changed": ((Act.CHANGE, now - timedelta(minutes=45)),),
        "resumed": ((Act.SUSPEND, on(-9, 11)), (Act.RESUME, on(-6, 15))),
        "adjusted": ((Act.CHANGE, on(-10, 14)),),
    }[order.story]


def _prescribe(seeding: Seeding, house: Settled, resident_id: str, order: Order, line_id: str) -> None:
    first = order.dosages_before if order.before else order.dosages
    asked = Prescription(
        line_id,
        resident_id,
        _terms(house, order, first),
        cis=order.medicine.cis,
        effective_from=order.since,
        mentions=MENTIONS.get(order.medicine.key, NO_MENTIONS),
    )
    with seeding.work(actor(house, PHYSICIAN), order.since) as work:
        prescribe(work, asked)


def _revise(seeding: Seeding, house: Settled, line_id: str, revision: Revision) -> None:
    assert revision.effective_from is not None
    with seeding.work(actor(house, PHYSICIAN), revision.effective_from) as work:
        revise(work, line_id, revision)


def _decide(seeding: Seeding, house: Settled, line_id: str, told: Deciding) -> None:
    with seeding.work(actor(house, NURSE), told.value_at + timedelta(hours=1)) as work:
        decide_daily(work, line_id, told)


def _terms(house: Settled, order: Order, dosages: list[Dosage]) -> Terms:
    medicine = order.medicine
    return Terms(
        dosages=read_dosages(dosages),
        regime=_regime(house, order),
        instructions=medicine.instructions,
        time_critical=medicine.time_critical,
        crush=Crush.FORBIDDEN if "crush_no" in medicine.badges else None,
        fasting="fasting" in medicine.badges,
        care=medicine.care,
    )


_MARKED = frozenset({"concerta18", "concerta36", "methylphenidate10"})
"""Methylphenidate, which the physician of the IME marks as help with taking, line by line."""


def _regime(house: Settled, order: Order) -> Regime:
    """Injections, narcotics and what is given as needed are the nurse's; the rest is helped with, or entrusted.

    In the IME paracetamol as needed is helped with: a protocol says when.
    """
    badges = set(order.medicine.badges)
    if house.house is not EHPAD and order.medicine.key in _MARKED:
        return Regime.ASSISTED
    if house.house is not EHPAD and order.as_needed and order.medicine.key == "doliprane500":
        return Regime.ASSISTED
    if order.medicine.route == "sous-cutanée" or badges & {"stup", "nursing_act"} or order.as_needed:
        return Regime.NURSE_ONLY
    return Regime.ENTRUSTED if house.house is EHPAD else Regime.ASSISTED
