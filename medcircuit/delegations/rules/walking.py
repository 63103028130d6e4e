"""The decision tree of a protocol: at most five questions, one a screen, to *you may give* or *do not give, call*.

Sign seen → measure → what was tried before → signs that forbid → somebody's word where the protocol asks for it. The
limits of doses already given are judged elsewhere, at the act: this says only what the physician wrote.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from medcircuit.delegations.rules.protocols import SCALES, Assessment, Protocol
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import decimal_text, read_amount

YES, NO = "yes", "no"


class Asked(StrEnum):
    """What a question is about."""

    SIGN = "sign"
    MEASURE = "measure"
    TRIED = "tried"
    CONTRA = "contra"
    CALL = "call"


class Outcome(StrEnum):
    """Where the tree ends."""

    GIVE = "give"
    DO_NOT_GIVE = "do_not_give"


class AnswerUnreadable(Invalid):
    """An answer is neither yes nor no, or is not a number where one was asked for."""

    code = "answer_unreadable"
    sentence = (
        "Cette réponse ne peut pas être lue. Rien n'a été enregistré. Répondez de nouveau à la question."
    )


@dataclass(frozen=True)
class Question:
    """One question: its text, what it lists, and the unit of a number (None: yes or no)."""

    asked: Asked
    text: str
    items: tuple[str, ...] = ()
    unit: str | None = None


@dataclass(frozen=True)
class Call:
    """Whom to call."""

    name: str
    phone: str


@dataclass(frozen=True)
class Step:
    """Where one is: the next question, or the outcome, why, and whom to call."""

    question: Question | None
    outcome: Outcome | None = None
    why: str = ""
    call: Call | None = None


_SIGN = phrase("Voyez-vous ce signe ?")
_MEASURE = phrase("Mesurez : %(scale)s. Quelle valeur ?")
_TRIED = phrase("Avez-vous d'abord essayé tout cela, sans que cela suffise ?")
_CONTRA = phrase("Voyez-vous un de ces signes ?")
_CALL = phrase("Avez-vous appelé %(name)s (%(phone)s) et obtenu son accord ?")
_GIVE = phrase("Vous pouvez donner %(dose)s de %(medicine)s.")
_VITAL = phrase("Donnez %(dose)s de %(medicine)s et appelez le %(phone)s.")
_NO_SIGN = phrase("Ne donnez pas : le signe prévu n'est pas là.")
_TOO_LOW = phrase("Ne donnez pas : la mesure (%(scale)s) doit être d'au moins %(threshold)s.")
_TOO_HIGH = phrase("Ne donnez pas : la mesure (%(scale)s) doit être d'au plus %(threshold)s.")
_NOT_TRIED = phrase("Ne donnez pas encore : faites d'abord ce qui est prévu sans médicament.")
_SIGN_AGAINST = phrase("Ne donnez pas : un signe l'interdit.")
_NO_WORD = phrase("Ne donnez pas : l'accord prévu n'est pas donné.")


def questions(protocol: Protocol) -> tuple[Question, ...]:
    """Every question of a protocol, in order; an emergency has none."""
    return () if protocol.vital else tuple(_questions(protocol))


def _questions(protocol: Protocol) -> Iterator[Question]:
    yield Question(Asked.SIGN, _SIGN, (protocol.indication,))
    if protocol.assessment:
        scale = SCALES[protocol.assessment.scale]
        yield Question(Asked.MEASURE, _MEASURE % {"scale": scale.label}, unit=scale.unit)
    if protocol.measures_first:
        yield Question(Asked.TRIED, _TRIED, protocol.measures_first)
    if protocol.contra_signs:
        yield Question(Asked.CONTRA, _CONTRA, protocol.contra_signs)
    if protocol.call_first:
        who = {"name": protocol.call_name, "phone": protocol.call_phone}
        yield Question(Asked.CALL, _CALL % who)


def walk(protocol: Protocol, answers: Mapping[str, str]) -> Step:
    """The next question, given what was answered so far (yes, no, or a number), else where the tree ends.

    An answer that ends the tree makes the later ones needless: they are not read.

    Raises:
        AnswerUnreadable: an answer is neither yes nor no, or not a number.
    """
    call = Call(protocol.call_name, protocol.call_phone)
    for question in questions(protocol):
        said = answers.get(question.asked)
        if said is None:
            return Step(question)
        if against := _against(protocol, question, said):
            return Step(None, Outcome.DO_NOT_GIVE, against, call)
    given = {"dose": protocol.dose_said, "medicine": protocol.medicine, "phone": protocol.call_phone}
    if protocol.vital:
        return Step(None, Outcome.GIVE, _VITAL % given, call)
    return Step(None, Outcome.GIVE, _GIVE % given)


_WANTED = {
    Asked.SIGN: (YES, _NO_SIGN),
    Asked.TRIED: (YES, _NOT_TRIED),
    Asked.CONTRA: (NO, _SIGN_AGAINST),
    Asked.CALL: (YES, _NO_WORD),
}
"""The answer that goes on, and what is said of the other."""


def _against(protocol: Protocol, question: Question, said: str) -> str:
    """Why this answer ends the tree; empty where it goes on."""
    if question.asked is Asked.MEASURE and protocol.assessment:
        return _measured(protocol.assessment, said)
    wanted, sentence = _WANTED[question.asked]
    if said not in {YES, NO}:
        raise AnswerUnreadable
    return "" if said == wanted else sentence


def _measured(assessment: Assessment, said: str) -> str:
    if assessment.met(_number(said)):
        return ""
    scale = SCALES[assessment.scale]
    threshold = f"{decimal_text(assessment.threshold).replace('.', ',')} {scale.unit}".strip()
    message = _TOO_HIGH if assessment.at_most else _TOO_LOW
    return message % {"scale": scale.label, "threshold": threshold}


def _number(said: str) -> Fraction:
    try:
        return read_amount(said)
    except Invalid as unreadable:
        raise AnswerUnreadable from unreadable
