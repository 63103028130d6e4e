"""What a carer enters: one gesture, what makes it readable, what it hashes to, and when it may still be entered."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from json import JSONEncoder

from medcircuit.administration.rules.findings import OVERRIDES
from medcircuit.administration.rules.sites import KNOWN_SITES
from medcircuit.administration.rules.vocabulary import (
    NEGATIVE,
    POSITIVE,
    STATES,
    TYPED_LATER,
    UNREADABLE,
    EventKind,
    reasons_of,
)
from medcircuit.administration.rules.wearing import applied_key
from medcircuit.kernel.once import Lazy
from medcircuit.kernel.problems import Conflict, Forbidden, Invalid, Problem
from medcircuit.kernel.quantities import amount_text
from medcircuit.residents.rules.measures import Measure

AHEAD = timedelta(minutes=2)
"""By how much a device's clock may be ahead before an act is said to lie in the future."""
AFTERWARDS = timedelta(minutes=5)
"""From this delay on, an entry is said to have been made after the act."""
BY_HAND = timedelta(hours=72)
"""How long a carer may type a past act by hand; beyond, the coordinating nurse does."""
_MOST = 9999
"""An amount beyond this is a slip of the keyboard, in any unit a dose is written in."""
_OF_ITS_TIME = re.compile("[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
OFFER_AGAIN = timedelta(minutes=30)
"""When a refused dose is offered again."""


class GestureUnreadable(Invalid):
    """A gesture lacks what its kind needs, or holds what no screen offers."""

    code = "gesture_unreadable"
    sentence = "Cette saisie est incomplète (%(reason)s). Rien n'a été enregistré. Reprenez-la."


class FutureAct(Invalid):
    """The act would have happened later than now."""

    code = "future_act"
    sentence = "L'heure indiquée est dans le futur. Rien n'a été enregistré. Corrigez l'heure ou l'horloge de l'appareil."


class TypedTooLate(Forbidden):
    """A past act is typed by hand after more than 72 hours."""

    code = "typed_too_late"
    sentence = "Plus de 72 heures après, seul l'infirmier coordinateur saisit cette prise. Rien n'a été enregistré. Prévenez-le."


class NotYourEntry(Forbidden):
    """Someone else's entry is corrected by another than the coordinating nurse."""

    code = "not_your_entry"
    sentence = "Cette saisie est celle d'un collègue. Rien n'a été modifié. Adressez-vous à l'infirmier coordinateur."


class SameIdOtherContent(Conflict):
    """This identifier already names another act."""

    code = "same_id_other_content"
    sentence = (
        "Cette saisie porte l'identifiant d'une autre (%(event)s). La première est conservée, celle-ci ne l'est pas."
        " Signalez-le à l'administrateur."
    )


_CANONICAL = JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True)
class Override:
    """A finding that the carer confirmed, and why."""

    finding: str
    reason: str


@dataclass(frozen=True)
class Unreadable:
    """Why a code was not scanned, and what was typed from it."""

    reason: str
    typed: str | None = None


@dataclass(frozen=True)
class Gesture:
    """One act at the bedside, as the device sends it. `at` is its instant by the device's clock.

    `amount` counts in the dose's unit, `units` in the product's; `remainder` says what became of a cut unit
    ("discard" or "keep"). `scans` are the readings it rests on. `asserted`: given although already given, knowingly;
    `withdrawn`: it was not, its carer answers « Non » to that question, and it is no fact.
    `site`: where on the body it went. `afterwards`: typed by hand later, and why; `given_by` is then who did it, where
    that is another than who types.
    `measures`: what was measured for it; `second`: the second look that stands for it;
    `counted`: how many units of the product are left by the carer's own count.
    """

    id: str
    device: str
    device_seq: int
    kind: EventKind
    dose: str
    line: str
    resident: str
    at: datetime
    prev_hash: str | None = None
    version_seen: int | None = None
    amount: Fraction | None = None
    units: Fraction | None = None
    remainder: str | None = None
    reason: str | None = None
    note: str | None = None
    overrides: tuple[Override, ...] = ()
    unreadable: Unreadable | None = None
    replaces: str | None = None
    scans: tuple[str, ...] = ()
    asserted: bool = False
    offer_again: bool = False
    withdrawn: bool = False
    site: str | None = None
    afterwards: str | None = None
    given_by: str | None = None
    measures: tuple[Measure, ...] = ()
    second: str | None = None
    counted: Fraction | None = None

    @Lazy
    def content(self) -> str:
        """The act in canonical JSON: what its hash is over. The answer to a question (`asserted`, `withdrawn`) is no part of it."""
        said = {
            "id": self.id,
            "device": self.device,
            "device_seq": self.device_seq,
            "prev_hash": self.prev_hash,
            "kind": self.kind.value,
            "dose": self.dose,
            "line": self.line,
            "resident": self.resident,
            "version_seen": self.version_seen,
            "amount": None if self.amount is None else amount_text(self.amount),
            "units": None if self.units is None else amount_text(self.units),
            "remainder": self.remainder,
            "reason": self.reason,
            "note": self.note,
            "overrides": [[one.finding, one.reason] for one in self.overrides],
            "unreadable": [self.unreadable.reason, self.unreadable.typed] if self.unreadable else None,
            "replaces": self.replaces,
            "scans": list(self.scans),
            "at": _instant_said(self.at),
            "offer_again": self.offer_again,
            "site": self.site,
            "measures": [_measure_said(one) for one in self.measures],
        }
        counted = None if self.counted is None else amount_text(self.counted)
        later = {"afterwards": self.afterwards, "given_by": self.given_by, "second": self.second}
        later |= {"counted": counted}
        said |= {name: value for name, value in later.items() if value is not None}
        return _CANONICAL(said)


@dataclass(frozen=True, eq=False)
class Unread:
    """An act in a batch that cannot be read at all, and why; `id` where it has one."""

    id: str | None
    problem: Problem


def _measure_said(one: Measure) -> list[str | None]:
    second = None if one.second is None else amount_text(one.second)
    return [one.id, one.kind, amount_text(one.value), second, _instant_said(one.at)]


def _instant_said(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")


def content_hash(content: str) -> str:
    """SHA-256 of an act's canonical content, in hexadecimal."""
    return hashlib.sha256(content.encode()).hexdigest()


_MUST_SAY_WHY = frozenset(word.state.value for word in STATES if word.reasons)
_TYPED_LATER = frozenset(reason.code for reason in TYPED_LATER)
_UNREADABLE = frozenset(reason.code for reason in UNREADABLE)
_OVERRIDES = {code: frozenset(reason.code for reason in known) for code, known in OVERRIDES.items()}


def check_readable(gesture: Gesture) -> None:
    """Raise unless the gesture says what its kind needs, in the words of the closed lists.

    Raises:
        GestureUnreadable: it does not.
    """
    fault = _kind_fault(gesture) or _reason_fault(gesture) or _later_fault(gesture) or _amount_fault(gesture)
    if fault:
        raise GestureUnreadable(event=gesture.id, reason=fault)


def _kind_fault(gesture: Gesture) -> str | None:
    if gesture.kind is EventKind.UNTRACED:
        return "« non tracé » se fait par la clôture du tour"
    if gesture.kind is EventKind.VOID and gesture.replaces is None:
        return "l'annulation ne dit pas quelle saisie"
    if gesture.replaces == gesture.id:
        return "une saisie ne se corrige pas elle-même"
    if gesture.kind is not EventKind.VOID and _of_the_other_act(gesture):
        return "cette saisie ne convient pas à un retrait, ou à une prise"
    return None


_OF_A_REMOVAL = NEGATIVE | {EventKind.REMOVED}


def _of_the_other_act(gesture: Gesture) -> bool:
    """Whether a removal is said to be given, or a dose to be removed."""
    if applied_key(gesture.dose) is None:
        return gesture.kind is EventKind.REMOVED
    return gesture.kind not in _OF_A_REMOVAL


def _reason_fault(gesture: Gesture) -> str | None:
    if gesture.reason is None and (gesture.kind.value in _MUST_SAY_WHY or gesture.replaces is not None):
        return "le motif manque"
    if gesture.reason is not None and gesture.reason not in reasons_of(gesture.kind):
        return "le motif n'est pas dans la liste"
    if gesture.site is not None and gesture.site not in KNOWN_SITES:
        return "l'endroit n'est pas dans la liste"
    if gesture.unreadable is not None and gesture.unreadable.reason not in _UNREADABLE:
        return "le motif de « code illisible » n'est pas dans la liste"
    if any(one.reason not in _OVERRIDES.get(one.finding, ()) for one in gesture.overrides):
        return "une confirmation n'est pas dans la liste"
    return None


def _later_fault(gesture: Gesture) -> str | None:
    if gesture.afterwards is not None and gesture.afterwards not in _TYPED_LATER:
        return "le motif de la saisie après coup n'est pas dans la liste"
    if gesture.given_by is not None and gesture.afterwards is None:
        return "pour un collègue, une saisie après coup dit pourquoi"
    return None


def _amount_fault(gesture: Gesture) -> str | None:
    if gesture.remainder not in {None, "discard", "keep"}:
        return "le reste est jeté ou conservé"
    if gesture.kind is EventKind.PARTIAL and gesture.amount is None:
        return "la quantité prise manque"
    amounts = [amount for amount in (gesture.amount, gesture.units) if amount is not None]
    if any(amount.numerator <= 0 for amount in amounts):
        return "la quantité doit être plus grande que zéro"
    if any(amount > _MOST for amount in amounts):
        return "la quantité est impossible"
    if gesture.counted is not None and not 0 <= gesture.counted <= _MOST:
        return "le compte de ce qui reste est impossible"
    if amounts and gesture.kind not in POSITIVE | {EventKind.SPAT_OUT} and gesture.remainder is None:
        return "une prise qui n'a pas lieu n'a pas de quantité"
    return None


def made_at(event_id: str) -> datetime | None:
    """When the device made this identifier, if it carries its time (UUIDv7, RFC 9562): its first 48 bits."""
    if _OF_ITS_TIME.fullmatch(event_id) is None:
        return None
    return datetime.fromtimestamp(int(event_id[:8] + event_id[9:13], 16) / 1000, UTC)


def judged_at(device_at: datetime, offset: timedelta) -> datetime:
    """The instant of an act by the server's clock: the device's, corrected where the two clocks really differ."""
    return device_at + offset if abs(offset) > AHEAD else device_at


def check_time(
    gesture: Gesture, at: datetime, *, entered: datetime, now: datetime, coordinates: bool
) -> None:
    """Raise where an act may not be entered any more, or not yet.

    `at`: the instant of the act; `entered`: when the carer entered it (an act made on time and sent late was entered
    on time); `coordinates`: the actor is the coordinating nurse. The edge itself, 72 h to the second, is allowed.

    Raises:
        FutureAct: it lies more than two minutes ahead.
        TypedTooLate: typed by hand after 72 h by somebody else.
    """
    if at > now + AHEAD:
        raise FutureAct(event=gesture.id)
    if entered - at > BY_HAND and not coordinates:
        raise TypedTooLate(event=gesture.id)


def day_of(key: str) -> date | None:
    """The local day in a dose's key (line / day / slot); None where the text is no key of our time."""
    parts = key.split("/", 2)
    if len(parts) != 3:
        return None
    try:
        day = date.fromisoformat(parts[1])
    except ValueError:
        return None
    return day if 2000 <= day.year < 2200 else None
