"""Who and what is presented: the person identified, the product, and the doses it might be for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import Row

from medcircuit.administration.rules.reading import Scan, code_of, product_number
from medcircuit.administration.rules.situation import (
    Allergy,
    Box,
    Code,
    CodeKind,
    Dose,
    Likeness,
    LineStatus,
    Person,
    Reader,
    Situation,
    Token,
)
from medcircuit.administration.service.plan import CLASSES, DayPlan, Days, day_plan
from medcircuit.administration.service.products import (
    alike,
    is_counted,
    likeness,
    presented,
    substance_named,
    substances_of,
    units_of,
)
from medcircuit.administration.service.unit_rounds import NO_ROUNDS, Rounds
from medcircuit.administration.service.wearing import with_worn
from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes import CodeReading, Status
from medcircuit.medicines.service import Product
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import WORN, PlannedDose
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import Measure
from medcircuit.residents.rules.people import Absence, Severity
from medcircuit.residents.rules.tokens import TokenRead, code_hash, identified

NEAR = timedelta(hours=12)
"""How far from its due time a dose of another round may still receive a product: yesterday's is not made up for."""
IN_ROOM = phrase("%(name)s (ch. %(room)s)", name=r"[^(]*(?: \([^)]*\))?", room="[^)]*")
OF_ANOTHER_UNIT = "un résident d'une autre unité"
_LEFT = frozenset({LineStatus.STOPPED, LineStatus.SUSPENDED})
_NOW = timedelta(seconds=1)
_NOBODY = residents.Known((), (), {})


@dataclass(frozen=True)
class Identified:
    """Who is before the carer, and by what they were identified."""

    token: Token | None = None
    resident_id: str | None = None


@dataclass(frozen=True)
class Presented:
    """One scan with everything it says: who, what was read, and the product of the catalogue; the rounds of its unit."""

    scan: Scan
    code: Code
    who: Identified
    reading: CodeReading | None = None
    product: Product | None = None
    counted_for: frozenset[str] = frozenset()
    rounds: Rounds = NO_ROUNDS


def reader_of(actor: Actor, unit_id: str | None) -> Reader:
    """Whose column of the alert policy holds for this person in a unit: a nurse of another unit stays a nurse."""
    if actor.may(Right.GIVE, unit_id=unit_id):
        return Reader.NURSE
    helps = actor.may(Right.HELP, unit_id=unit_id) or not actor.may(Right.GIVE)
    return Reader.HELPER if helps else Reader.NURSE


def identify(work: Work, scan: Scan, reading: CodeReading | None) -> Identified:
    """Who a scan identifies: the bearer of the token read, else who is open on the screen."""
    if reading is None or reading.own is None:
        return Identified(resident_id=scan.resident)
    connection, house = work.connection, work.establishment_id
    if reading.status is Status.OWN_TAIL:
        found = residents.tokens_by_tail(connection, house, reading.own.tail)
        bearers = identified(found)
        if len(bearers) > 1:
            return Identified(Token(shared=True))
        in_force = [one for one in found if one.revoked_at is None]
        known = in_force or list(found)
        return _of_token(known[-1] if known else None)
    if code_of(reading, scan.raw).kind is CodeKind.RESIDENT:
        return _of_token(residents.token_by_hash(connection, house, code_hash(reading.own.digits)))
    return Identified(resident_id=scan.resident)


def _of_token(token: TokenRead | None) -> Identified:
    if token is None:
        return Identified(Token(known=False))
    if token.revoked_at is None:
        return Identified(Token(), token.resident_id)
    on = token.revoked_at.astimezone(PARIS).date()
    return Identified(Token(revoked_on=on, replaced_by=token.replaced_number), token.resident_id)


def product_of(work: Work, code: Code, reading: CodeReading | None) -> Product | None:
    """The product of the catalogue that was presented, where one box of one was."""
    if reading is None or code.kind is not CodeKind.PRODUCT or code.status == Status.OUTER_CASE:
        return None
    return presented(work.connection, reading)


def counted_for(
    product: Product | None, reading: CodeReading | None, seen: Sequence[Row[*tuple[Any, ...]]]
) -> frozenset[str]:
    """The doses for which this very box was read before; only a serial number tells one box from another."""
    if product is None or reading is None or reading.serial is None:
        return frozenset()
    return frozenset(
        row.dose_key
        for row in seen
        if row.serial == reading.serial and row.cip13 == product.cip13 and row.dose_key is not None
    )


def situation_of(work: Work, what: Presented) -> Situation:
    """All that the checks may look at.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the person lives in a unit where the actor may not help, and a product is judged for them.
    """
    scan, code, reading = what.scan, what.code, what.reading
    days = Days.around(scan.round.day).reaching(_today(work))
    known, person = person_of(work, what.who.resident_id, days, homonyms=code.kind is CodeKind.RESIDENT)
    around: dict[str, Any] = {"person": person}
    if reading is not None and code.kind is CodeKind.PRODUCT and code.status != Status.OUTER_CASE:
        around["box"] = _box(what, reading)
        if person is not None:
            work.require(Right.HELP, unit_id=person.unit_id)
            around |= _around(work, what, person, days, known.absences)
    situation = Situation(
        now=work.now,
        today=_today(work),
        unit_id=scan.round.unit_id,
        code=code,
        reader=reader_of(work.actor, scan.round.unit_id),
        token=what.who.token,
        traits=scan.traits if scan.mode == "photo" else None,
        **around,
    )
    if situation.person is None or what.product is None:
        return situation
    return _with_lines(work, situation, situation.person.id, what.product)


def _today(work: Work) -> date:
    return work.now.astimezone(PARIS).date()


def person_of(
    work: Work, resident_id: str | None, days: Days, *, homonyms: bool
) -> tuple[residents.Known, Person | None]:
    """What is known of the person before the carer, their absences in these days, and how the checks look at them.

    Raises:
        NotFound: this establishment has no such resident.
    """
    if resident_id is None:
        return _NOBODY, None
    connection, house = work.connection, work.establishment_id
    lived = (work.now, work.now + _NOW)
    known = residents.known_of(connection, house, [resident_id], lived=lived, away=days.span)
    unit_id = known.stays[-1].unit_id if known.stays else None
    if unit_id is None:
        residents.unit_of(work, resident_id)
    work.saw("resident", [resident_id])
    if homonyms:
        card = residents.cards(connection, house, work.now).get(resident_id)
        away = card.absence if card else None
        return known, Person(resident_id, unit_id, _said(away), homonym=bool(card and card.homonyms))
    allergies = tuple(
        Allergy(frozenset({substance_named(one.label)}), one.label, severe=one.severity is Severity.SEVERE)
        for one in known.allergies.get(resident_id, ())
    )
    return known, Person(resident_id, unit_id, allergies=allergies)


def _said(away: Absence | None) -> str | None:
    return away.kind_label.lower() if away else None


def _box(what: Presented, reading: CodeReading) -> Box:
    product, doubtful = what.product, reading.status is Status.AMBIGUOUS
    if product is None:
        number = product_number(reading.product) if reading.product else "?"
        return Box("", number, "", expiry=reading.expiry, doubtful=doubtful, known=False)
    return Box(
        class_id=product.class_id,
        label=product.label,
        brand=product.brand,
        substances=substances_of(product),
        expiry=reading.expiry,
        doubtful=doubtful,
        retired=product.retired,
        counted_for=what.counted_for,
    )


def _around(
    work: Work, what: Presented, person: Person, days: Days, absences: Sequence[Absence]
) -> dict[str, Any]:
    """What is known around the person: whether they are away, and the doses that the product might be for."""
    connection, house, resident_id = work.connection, work.establishment_id, person.id
    scan, product = what.scan, what.product
    if product is None:
        absent = residents.absences(connection, house, [resident_id], work.now, work.now)
        return {"person": replace(person, absence=_said(next(iter(absent), None)))}
    planned = prescriptions.planned(connection, house, [resident_id], *days.span)
    near = _alike(work, planned.doses, product)
    plan = day_plan(
        connection,
        house,
        [resident_id],
        days,
        lambda _: what.rounds,
        absences=absences,
        planned=planned,
        lines=sorted({one.line_id for one, *_ in near}),
    )
    if product.counting.family in WORN:
        plan = with_worn(connection, house, plan, [resident_id], days)
    doses = _candidates(work, plan, scan, product, near)
    away = plan.absent_at(resident_id, work.now)
    return {
        "person": replace(person, absence=_said(away)) if away else person,
        "doses": doses,
        "takes": plan.takes(resident_id, {dose.line_id for dose in doses}),
        "wears": plan.wears(resident_id),
        "measures": measures_for(work, resident_id, doses),
        "as_needed": bool(plan.as_needed),
    }


def measures_for(work: Work, resident_id: str, doses: Sequence[Dose]) -> tuple[Measure, ...]:
    """What was measured of the person, as far back as these doses ask."""
    ages = [need.within for dose in doses for need in dose.needs]
    if not ages:
        return ()
    since = work.now - max(ages)
    known = residents.measures(work.connection, work.establishment_id, [resident_id], since)
    return tuple(one.measure for one in known)


_Alike = tuple[PlannedDose, Likeness, Fraction | None]
"""A dose, how the product presented stands to it, and the ratio of their strengths."""


def _alike(work: Work, planned: tuple[PlannedDose, ...], product: Product) -> list[_Alike]:
    """The doses whose medicine is in some way that of the product."""
    of_class = CLASSES.of(planned, None)
    near = alike(work.connection, of_class.keys(), product)
    return [(one, how, ratio) for class_id, (how, ratio) in near.items() for one in of_class[class_id]]


def _candidates(
    work: Work, plan: DayPlan, scan: Scan, product: Product, near: Sequence[_Alike]
) -> tuple[Dose, ...]:
    found = []
    for planned, how, ratio in near:
        in_round = plan.resting(planned).is_in(scan.round.moment, scan.round.day)
        if not in_round and abs(planned.due - work.now) > NEAR:
            continue
        units, step = units_of(product, how, ratio, (planned.amount, planned.unit))
        presented: dict[str, Any] = {
            "likeness": how,
            "units": units,
            "step": step,
            "counted": is_counted(product),
        }
        found.append(plan.due(planned).seen(work.now, in_round=in_round, **presented))
    found.sort(key=lambda dose: (dose.due, dose.key))
    return tuple(found)


def _with_lines(work: Work, situation: Situation, resident_id: str, product: Product) -> Situation:
    """Where no dose of this round receives the product, what the person's lines say, or who else has it."""
    receiving = situation.dose
    if receiving is not None and receiving.in_round and receiving.status is LineStatus.ACTIVE:
        return situation
    situation = _by_lines(work, situation, resident_id, product)
    if situation.doses or situation.otherwise or situation.ended:
        return situation
    return replace(situation, elsewhere=_elsewhere(work, situation.unit_id, resident_id, product))


def _by_lines(work: Work, situation: Situation, resident_id: str, product: Product) -> Situation:
    """What the person's lines say of a product: it is stopped, or not due now."""
    status: dict[str, str] = {}
    ended: str | None = None
    otherwise = False
    for line in prescriptions.lines_of(work.connection, work.establishment_id, [resident_id]):
        how, _ = likeness(work.connection, line.class_id, product)
        status[line.id] = standing = line.status_at(work.now)
        if how is Likeness.SAME and standing == LineStatus.STOPPED:
            ended = f"{line.label.substance} {line.label.strength}"
        otherwise = otherwise or (how is Likeness.SAME and standing != LineStatus.STOPPED)
    doses = tuple(
        replace(dose, status=LineStatus(status[dose.line_id])) if status.get(dose.line_id) in _LEFT else dose
        for dose in situation.doses
    )
    return replace(situation, doses=doses, otherwise=otherwise, ended=None if otherwise else ended)


def _elsewhere(work: Work, unit_id: str, resident_id: str, product: Product) -> tuple[str, ...]:
    """Who else here has a product; names only within the unit of the round."""
    connection, house = work.connection, work.establishment_id
    having = prescriptions.lines_of_class_elsewhere(
        connection, house, [product.class_id], [resident_id], at=work.now
    ).get(product.class_id, ())
    if not having:
        return ()
    cards = residents.cards(connection, house, work.now)
    here = [card for one in having if (card := cards.get(one)) is not None and card.unit_id == unit_id]
    if not here:
        return (OF_ANOTHER_UNIT,)
    return tuple(
        IN_ROOM % {"name": _named(card.birth_name, card.first_name, card.used_name), "room": card.room}
        for card in here[:3]
    )


def _named(birth_name: str, first_name: str, used_name: str | None) -> str:
    """As every screen names a person: the birth name, the first name, and the name in use where it is another."""
    used = f" ({used_name})" if used_name and used_name != birth_name else ""
    return f"{birth_name} {first_name}{used}"
