"""The life of a line beyond its signed acts: how it entered, who compares it, when it ends, what a return asks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import Conflict, Forbidden, Invalid
from medcircuit.posology.rules import Dosage, Understood, read_span_edge
from medcircuit.posology.rules.calendar import FOREVER, endless
from medcircuit.posology.rules.spread import end_of_count
from medcircuit.posology.rules.values import Period

ORAL_LONGEST = timedelta(hours=24)
"""An oral order holds for one dose or until the next visit, and never longer."""
RECONCILE_WITHIN = timedelta(hours=48)
"""How soon after a hospital return every line must have its answer."""
COUNTERSIGN_WITHIN = timedelta(hours=24)
"""How soon a second person reads an order again that one nurse alone had to start."""
VALIDATE_WITHIN = timedelta(hours=72)
"""How soon a prescriber validates an order copied from paper: from a Friday evening to the Monday. A choice of this product."""
NOTICES = (3, 7)
"""How many days before its end a line is announced."""


class Origin(StrEnum):
    """How a version entered: signed by its prescriber, copied from a paper order, or told by voice."""

    SIGNED = "signed"
    TRANSCRIBED = "transcribed"
    ORAL = "oral"


class OrderKind(StrEnum):
    """What paper was copied."""

    PAPER = "paper"
    HOSPITAL = "hospital"


class ReturnAnswer(StrEnum):
    """What becomes of a line after a hospital stay."""

    KEEP = "keep"
    CHANGE = "change"
    STOP = "stop"


class OrderDateImpossible(Invalid):
    """A paper order is dated to come, or of another century."""

    code = "order_date_impossible"
    sentence = (
        "La date écrite sur l'ordonnance est impossible : elle est à venir, ou d'avant 2000. Rien n'a été enregistré. "
        "Vérifiez-la sur le papier."
    )


class OralTooLong(Invalid):
    """An oral order would hold longer than a day, or end before it begins."""

    code = "oral_too_long"
    sentence = (
        "Un ordre oral vaut pour une prise, ou jusqu'au prochain passage du médecin, 24 heures au plus. "
        "Rien n'a été enregistré. Raccourcissez sa durée."
    )


class OralNarcotic(Forbidden):
    """A narcotic is never given on an oral order."""

    code = "oral_narcotic"
    sentence = "Un stupéfiant ne se donne jamais sur ordre oral. Rien n'a été enregistré. Demandez une ordonnance au médecin."


class OralNotReadBack(Invalid):
    """The order was not read back to whoever gave it."""

    code = "oral_not_read_back"
    sentence = "Relisez l'ordre à voix haute au médecin et faites-le confirmer. Rien n'a été enregistré."


class OralReasonMissing(Invalid):
    """An oral order says why it could not wait."""

    code = "oral_reason_missing"
    sentence = (
        "Un ordre oral est réservé à l'urgence. Rien n'a été enregistré. Écrivez ce qui ne peut pas attendre."
    )


class SecondPersonNeeded(Forbidden):
    """Whoever copied an order does not compare it, unless alone in the house."""

    code = "second_person_needed"
    sentence = (
        "Vous avez recopié cette ordonnance : une autre personne la compare. Rien n'a changé. "
        "Seul, écrivez pourquoi : une seconde lecture sera demandée sous 24 heures."
    )


class ComparedAlready(Conflict):
    """The order was compared before."""

    code = "compared_already"
    sentence = "Cette ordonnance est déjà comparée. Rien n'a été enregistré de plus. Rechargez la page."


class ComparisonIncomplete(Invalid):
    """Each line is compared by itself."""

    code = "comparison_incomplete"
    sentence = "Chaque ligne doit être déclarée juste ou fausse. Rien n'a été enregistré. Répondez aux lignes restantes."


class RenewalImpossible(Invalid):
    """A dosage in several steps, or whose dates are partly written, does not simply begin again."""

    code = "renewal_impossible"
    sentence = (
        "Cette posologie a des étapes ou des dates incomplètes : elle ne se renouvelle pas telle quelle. "
        "Rien n'a été enregistré. Prescrivez la suite."
    )


class NothingToReconcile(Conflict):
    """The line does not wait for this return's answer: it was answered, or it was not there."""

    code = "nothing_to_reconcile"
    sentence = (
        "Cette ligne n'attend pas de réponse pour ce retour. Rien n'a été enregistré. Rechargez la page."
    )


class ReturnNeedsOrder(Forbidden):
    """A nurse answers a return from the signed discharge order, and from nothing else."""

    code = "return_needs_order"
    sentence = (
        "Sans l'ordonnance de sortie signée, seul un médecin répond. Rien n'a été enregistré. "
        "Photographiez l'ordonnance, ou appelez le médecin."
    )


class ReturnNeedsSeal(Conflict):
    """A prescriber's change or stop after a hospital stay is signed, as any other."""

    code = "return_needs_seal"
    sentence = "Un changement ou un arrêt se signe. Rien n'a été enregistré. Ouvrez « À signer » et répondez sur la carte."


@dataclass(frozen=True)
class Oral:
    """An order told by voice: by whom, why, until when, whether it was read back."""

    prescriber: str
    reason: str
    until: datetime
    read_back: bool


def check_written_on(day: date, *, now: datetime) -> None:
    """Refuse a day on which no order copied now was written.

    Raises:
        OrderDateImpossible: it is to come, or before 2000.
    """
    if not date(2000, 1, 1) <= day <= now.astimezone(PARIS).date():
        raise OrderDateImpossible


def check_oral(told: Oral, *, begins: datetime, narcotic: bool | None, substances: str) -> None:
    """Raise unless an order may be taken by voice: emergency, read back, a day at most, no narcotic.

    `narcotic` as the catalogue says it; where it does not know (None), the names of the substances are looked at.

    Raises:
        OralReasonMissing, OralNotReadBack, OralTooLong, OralNarcotic: it may not.
    """
    if not told.reason.strip():
        raise OralReasonMissing
    if not told.read_back:
        raise OralNotReadBack
    if not begins < told.until <= begins + ORAL_LONGEST:
        raise OralTooLong
    if narcotic or (narcotic is None and names_narcotic(substances)):
        raise OralNarcotic


_NARCOTIC = re.compile(
    r"(?:ALFENTANIL|BUPRENORPHINE|COCAINE|FENTANYL|HYDROMORPHONE|METHADONE|METHYLPHENIDATE|MORPHINE|OXYCODONE"
    r"|PETHIDINE|REMIFENTANIL|SUFENTANIL|TAPENTADOL)"
)
_ACCENTS = str.maketrans("ÉÈÊÀÂÎÏÔÛÇ", "EEEAAIIOUC")


def names_narcotic(substances: str) -> bool:
    """Whether these words name a narcotic, or a substance held to the same rules (arrêté du 22 février 1990, read 2026).

    A guard for what is told by voice while the catalogue's conditions are not known.
    """
    return _NARCOTIC.search(substances.upper().translate(_ACCENTS)) is not None


def check_comparison(
    *, entered_by: str, compared_by: str, compared_before: bool, alone_reason: str | None
) -> bool:
    """Whether the order is compared by its copyist alone, which a second person must read again.

    Raises:
        ComparedAlready: it was compared.
        SecondPersonNeeded: the copyist compares, and does not say why alone.
    """
    if compared_before:
        raise ComparedAlready
    if entered_by != compared_by:
        return False
    if not (alone_reason or "").strip():
        raise SecondPersonNeeded
    return True


def check_answers(lines: Iterable[str], answers: Iterable[str]) -> None:
    """Raise unless every line has its answer, and no other has one.

    Raises:
        ComparisonIncomplete: one is missing, or is not of this order.
    """
    if sorted(lines) != sorted(answers):
        raise ComparisonIncomplete


def end_of_line(understood: Understood) -> datetime | None:
    """When nothing more of these dosages is due: their last end; None where one has no end, or is not clear."""
    if understood.questions:
        return None
    ends: list[datetime] = []
    for one in understood.instructions:
        if one.span.end != FOREVER:
            ends.append(one.span.end)
            continue
        last = end_of_count(one.reading.schedule, one.span, understood.moments)
        if last is None:
            return None
        ends.append(last)
    for entry in understood.prn:
        if entry.until is None:
            return None
        ends.append(entry.until)
    return max(ends, default=None)


def days_left(ends_at: datetime, *, now: datetime) -> int:
    """How many local midnights stand between today and the day a line ends; 0 on its last day, below 0 once ended."""
    return (_last_day(ends_at) - now.astimezone(PARIS).date()).days


def _last_day(ends_at: datetime) -> date:
    return (ends_at - timedelta(microseconds=1)).astimezone(PARIS).date()


def notice_of(ends_at: datetime | None, *, begun: datetime, now: datetime) -> int | None:
    """Which notice of its end a line is under: 3 or 7 (days); None before them.

    A notice that would come in the first half of a course says nothing: a week of antibiotics is announced at J-3 only.
    A line that has ended stays under the last.
    """
    if ends_at is None:
        return None
    left, whole = days_left(ends_at, now=now), (ends_at - begun) / timedelta(days=1)
    for notice in NOTICES:
        if left <= notice:
            return notice if whole >= 2 * notice else None
    return None


def countersigned_before(origin: str, entered_at: datetime) -> datetime:
    """Until when a prescriber must have signed what was told by voice (a day) or copied from paper (three)."""
    return entered_at + (ORAL_LONGEST if origin == Origin.ORAL else VALIDATE_WITHIN)


def is_overdue(due: datetime | None, now: datetime) -> bool:
    """Whether a deadline has passed; its last instant is still on time."""
    return due is not None and now > due


def renewed(dosages: Sequence[Dosage], *, begins: datetime) -> tuple[Dosage, ...]:
    """The same dosages, to hold as long again from an instant on: dates move, durations and counts begin anew.

    Raises:
        RenewalImpossible: several steps follow one another, or a date is partly written.
    """
    if len({one.sequence for one in dosages}) > 1:
        raise RenewalImpossible
    return tuple(_moved(one, begins.astimezone(PARIS).date()) for one in dosages)


def _moved(dosage: Dosage, begins: date) -> Dosage:
    bounds = dosage.repeat.bounds if dosage.repeat else None
    if dosage.timing is not None and dosage.timing.events:
        raise RenewalImpossible
    if not isinstance(bounds, Period) or bounds.end is None or endless(bounds.end):
        return dosage
    if bounds.start is None or len(bounds.start) < 10 or len(bounds.end) < 10:
        raise RenewalImpossible
    first, last = (read_span_edge(edge).first.astimezone(PARIS).date() for edge in (bounds.start, bounds.end))
    moved = Period(begins.isoformat(), (begins + (last - first)).isoformat(), bounds.rest)
    assert dosage.timing is not None
    assert dosage.timing.repeat is not None
    return replace(dosage, timing=replace(dosage.timing, repeat=replace(dosage.timing.repeat, bounds=moved)))


@dataclass(frozen=True)
class Passed:
    """What a line went through, as a return from hospital looks at it."""

    created_at: datetime
    last_signed_at: datetime
    answered: bool
    stopped: bool


def waits_for_return(line: Passed, *, back_at: datetime) -> bool:
    """Whether a line waits « à réconcilier » since its person came back.

    It was there before, goes on, and no prescriber has answered for it nor signed anything of it since.
    """
    return (
        line.created_at < back_at and not line.stopped and not line.answered and line.last_signed_at < back_at
    )
