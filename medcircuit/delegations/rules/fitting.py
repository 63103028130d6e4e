"""Does a protocol open this resident's line? It never allows more than what the line itself says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from medcircuit.delegations.rules.protocols import Protocol, range_said
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid
from medcircuit.prescriptions.rules.lines import Regime


class ProtocolDoesNotFit(Invalid):
    """A resident's line is not what the protocol says; `lines` has sentences for each."""

    code = "protocol_does_not_fit"
    sentence = (
        "Le protocole ne correspond pas à la prescription d'une personne. Rien n'a été signé. "
        "Corrigez le protocole, ou retirez cette personne."
    )


@dataclass(frozen=True)
class OpenedLine:
    """A resident's line as a protocol must find it; amounts count in `unit`, `last_day` is None where none is written.

    `interval` and `per_day` (over 24 h) are None where the prescription writes none.
    """

    line_id: str
    resident_id: str
    class_id: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    once: Fraction | None
    per_day: Fraction | None
    interval: timedelta | None
    regime: Regime | None
    running: bool
    last_day: date | None


_OTHER = phrase("Cette ligne est d'un autre médicament que celui du protocole.")
_NOT_RUNNING = phrase("Cette ligne n'est pas en cours : le protocole ne l'ouvre pas.")
_NO_DOSE = phrase("La dose de cette ligne n'est pas lisible : le protocole ne l'ouvre pas.")
_UNIT = phrase("Le protocole compte en %(own)s, la ligne en %(unit)s.")
_DOSE = phrase("La dose du protocole (%(own)s) n'est pas celle de la ligne (%(dose)s).")
_ONCE = phrase("Le protocole permet plus par prise que la ligne.")
_PER_DAY = phrase("Le protocole permet plus sur 24 heures que la ligne.")
_SOONER = phrase("Le protocole permet une prise plus tôt que la ligne.")
_REGIME = phrase(
    "La ligne n'est pas ouverte à ceux que le protocole nomme. Choisissez son régime dans l'ordonnance."
)
_OUTLIVES = phrase("Le protocole finit après la ligne (dernier jour : %(day)s).")


_EXPIRED = phrase("Ce protocole a expiré le %(day)s. Appelez d'abord : on vous dira quoi faire.")


def misfits(protocol: Protocol, line: OpenedLine) -> tuple[str, ...]:
    """Why a protocol does not open this line as it stands now, a sentence each; empty where it does.

    It is asked again at each reading: a line changed since it was attached is not opened by an older dose.
    """
    return tuple(_misfits(protocol, line))


def _misfits(protocol: Protocol, line: OpenedLine) -> Iterator[str]:
    if not line.running:
        yield _NOT_RUNNING
        return
    if line.class_id != protocol.class_id:
        yield _OTHER
    elif line.low is None or line.high is None:
        yield _NO_DOSE
    elif line.unit.casefold() != protocol.unit.casefold():
        yield _UNIT % {"own": protocol.unit, "unit": line.unit}
    else:
        yield from _beyond(protocol, line, line.low, line.high)
    if not protocol.vital and line.regime not in protocol.regimes:
        yield _REGIME


def _beyond(protocol: Protocol, line: OpenedLine, low: Fraction, high: Fraction) -> Iterator[str]:
    """What the protocol allows beyond the line's own dose and limits."""
    if not low <= protocol.dose <= (protocol.dose_high or protocol.dose) <= high:
        yield _DOSE % {"own": protocol.dose_said, "dose": range_said(low, high, line.unit)}
    if line.once is not None and protocol.once_max > line.once:
        yield _ONCE
    if line.per_day is not None and protocol.day_max > line.per_day:
        yield _PER_DAY
    if line.interval is not None and timedelta(minutes=protocol.interval_min) < line.interval:
        yield _SOONER


def outlives(protocol: Protocol, line: OpenedLine) -> tuple[str, ...]:
    """The sentence that a protocol would end after the line that founds it; looked at when it is signed."""
    if line.last_day is None or protocol.ends_on is None or protocol.ends_on <= line.last_day:
        return ()
    return (_OUTLIVES % {"day": f"{line.last_day:%d/%m/%Y}"},)


def expired(protocol: Protocol, day: date) -> tuple[str, ...]:
    """What is said of an emergency's protocol past its last day: it stays in sight, with whom to call."""
    if protocol.ends_on is None or day <= protocol.ends_on:
        return ()
    return (_EXPIRED % {"day": f"{protocol.ends_on:%d/%m/%Y}"},)
