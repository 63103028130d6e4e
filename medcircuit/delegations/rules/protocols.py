"""A physician's protocol: in observable words, when a medicine may be given as needed, by whom, how much, and whom to call.

Every field is asked for by the good practice of doses given as needed (CASF L.313-26 for the protocol that
helpers follow). A protocol of *urgence vitale* (adrenaline pen, buccal midazolam, glucagon) is read in one tap: it asks
for no measure, and nothing in it ever stops the act.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from fractions import Fraction

from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.quantities import amount_french, decimal_text
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.staff.rules.identifiers import check_rpps

LONGEST = timedelta(days=366)
"""How long a protocol may hold: it is written again once a year at the latest."""
EXPIRES_SOON = timedelta(days=7)
"""How long before its end it is said that a protocol ends (SAFETY H16)."""
EMERGENCY = frozenset({"15", "112", "114"})
"""Numbers of the emergency services in France; 114 for those who cannot hear or speak."""
DAY_MIN = 24 * 60
KIND_KEPT = phrase("Un protocole ne change pas de nature. Écrivez un nouveau protocole.")

_PHONE = re.compile(r"\+?[0-9][0-9 .-]{1,18}")


class Kind(StrEnum):
    """What a protocol is for: a dose as needed, or an emergency in which nothing may stand in the way."""

    AS_NEEDED = "as_needed"
    VITAL = "vital"


@dataclass(frozen=True)
class Scale:
    """What is measured before a dose; `unit` is said behind the number."""

    code: str
    label: str
    unit: str = ""


SCALES = {
    one.code: one
    for one in (
        Scale("en", "Échelle numérique (EN)", phrase("sur 10")),
        Scale("algoplus", "Algoplus", phrase("sur 5")),
        Scale("temperature", "Température", "°C"),
        Scale("days", "Jours sans selles", "j"),
        Scale("stools", "Selles liquides sur 24 h"),
        Scale("minutes", "Durée de la crise", "min"),
        Scale("glycaemia", phrase("Glycémie"), "g/l"),
    )
}
"""The scales a dose as needed is asked for with, and glycaemia; the same codes."""


_AT_LEAST = phrase("%(scale)s : au moins %(value)s")
_AT_MOST = phrase("%(scale)s : au plus %(value)s")


@dataclass(frozen=True)
class Assessment:
    """What is measured before, and from which value on (`at_most`: down from it) the dose may be given."""

    scale: str
    threshold: Fraction
    at_most: bool = False

    def met(self, measured: Fraction) -> bool:
        """Whether the value measured allows the dose; the threshold itself does."""
        return measured <= self.threshold if self.at_most else measured >= self.threshold


@dataclass(frozen=True)
class Protocol:
    """All that a protocol says. Amounts count in `unit`, times in minutes; what is empty or 0 is missing.

    `dose_high` only where the dose is a range; `measures_first` is what is tried before any medicine (in an emergency:
    what is done meanwhile); `call_first` asks for somebody's word before each dose; `ends_on` is the last day.
    """

    kind: Kind
    title: str
    indication: str
    assessment: Assessment | None
    class_id: str
    medicine: str
    unit: str
    dose: Fraction
    dose_high: Fraction | None
    once_max: Fraction
    day_max: Fraction
    interval_min: int
    days_max: int
    contra_signs: tuple[str, ...]
    measures_first: tuple[str, ...]
    regimes: tuple[Regime, ...]
    call_name: str
    call_phone: str
    call_first: bool
    recheck_min: int
    rpps: str
    written_on: date | None
    ends_on: date | None
    trainer: str

    @property
    def vital(self) -> bool:
        """Whether it is for an emergency."""
        return self.kind is Kind.VITAL

    @property
    def delegated(self) -> bool:
        """Whether others than nurses may follow it."""
        return self.vital or bool({Regime.ASSISTED, Regime.ENTRUSTED} & set(self.regimes))

    @property
    def dose_said(self) -> str:
        """The dose in words: "1 comprimé", "1 à 2 comprimés"."""
        return range_said(self.dose, self.dose_high, self.unit)

    def amount_said(self, amount: Fraction) -> str:
        """An amount of it in words."""
        return amount_said(amount, self.unit)

    @property
    def before_said(self) -> str:
        """What is measured before and from which value on: "Température : au moins 38,5 °C"; empty where nothing is."""
        before = self.assessment
        if before is None or before.scale not in SCALES:
            return ""
        scale = SCALES[before.scale]
        value = f"{decimal_text(before.threshold).replace('.', ',')} {scale.unit}".strip()
        return (_AT_MOST if before.at_most else _AT_LEAST) % {"scale": scale.label, "value": value}

    def holds_on(self, day: date) -> bool:
        """Whether it holds on this day, its first and last included."""
        return (
            self.written_on is not None
            and self.ends_on is not None
            and self.written_on <= day <= self.ends_on
        )


def range_said(low: Fraction, high: Fraction | None, unit: str) -> str:
    """A dose or a range of doses in words."""
    if high is None or high == low:
        return amount_said(low, unit)
    return f"{amount_french(low)} à {amount_said(high, unit)}"


@dataclass(frozen=True)
class Fault:
    """What a protocol lacks or says wrongly: the field, and a sentence in French."""

    field: str
    sentence: str


class ProtocolIncomplete(Invalid):
    """A protocol lacks what it must say; `fields` has a sentence for each."""

    code = "protocol_incomplete"
    sentence = "Le protocole n'est pas complet. Rien n'a été signé. Complétez ce qui est indiqué sous chaque question."


class StaleProtocol(Conflict):
    """The protocol has another version than the one that was read; `seen` and `current` number the two."""

    code = "stale_protocol"
    sentence = (
        "Ce protocole a été modifié entre-temps (version %(current)s ; vous voyez la version %(seen)s). "
        "Rien n'a été enregistré. Comparez les deux versions, puis recommencez."
    )


class ProtocolEnded(Conflict):
    """The protocol was ended: it never holds again."""

    code = "protocol_ended"
    sentence = "Ce protocole est arrêté. Rien n'a été enregistré. Écrivez un nouveau protocole."


class ProtocolIdTaken(Conflict):
    """The identifier that the browser chose already names another protocol."""

    code = "protocol_id_taken"
    sentence = (
        "Cet identifiant désigne déjà un autre protocole. Rien n'a été enregistré. "
        "Rechargez la page et recommencez."
    )


def check_protocol(protocol: Protocol) -> None:
    """Raise unless a protocol says everything it must.

    Raises:
        ProtocolIncomplete: with a sentence for each field.
    """
    faults: dict[str, list[str]] = {}
    for fault in faults_of(protocol):
        faults.setdefault(fault.field, []).append(fault.sentence)
    if faults:
        raise ProtocolIncomplete(fields=faults)


def faults_of(protocol: Protocol) -> tuple[Fault, ...]:
    """Everything a protocol lacks or says wrongly, in the order in which it is written."""
    return (
        *_missing(protocol),
        *_amounts(protocol),
        *_call(protocol),
        *_days(protocol),
    )


_ALWAYS = (
    ("title", phrase("Donnez un titre au protocole.")),
    ("indication", phrase("Décrivez le signe que l'on voit ou que l'on entend, sans diagnostic.")),
    ("class_id", phrase("Choisissez le médicament.")),
    ("medicine", phrase("Écrivez le médicament en clair.")),
    ("unit", phrase("Écrivez l'unité de la dose, par exemple : comprimé.")),
    ("dose", phrase("Écrivez la dose exacte.")),
    ("once_max", phrase("Écrivez la dose maximale par prise.")),
    ("day_max", phrase("Écrivez la dose maximale sur 24 heures glissantes.")),
    ("interval_min", phrase("Écrivez le délai minimal entre deux prises.")),
    ("measures_first", phrase("Écrivez ce qui est fait avant, ou en même temps, sans médicament.")),
    ("regimes", phrase("Choisissez qui peut donner.")),
    ("call_name", phrase("Écrivez qui appeler.")),
    ("recheck_min", phrase("Écrivez le délai de réévaluation, par exemple 30 ou 60 minutes.")),
    ("trainer", phrase("Choisissez l'infirmier qui forme au protocole.")),
)
_AS_NEEDED = (
    ("assessment", phrase("Choisissez la mesure à faire avant et son seuil.")),
    ("days_max", phrase("Écrivez le nombre de jours de suite avant un avis médical.")),
    ("contra_signs", phrase("Écrivez au moins un signe qui interdit de donner.")),
)
"""What an emergency does not wait for."""


_SCALE = phrase("Choisissez l'échelle dans la liste.")
_RANGE = phrase("Une dose donnée par un non-infirmier est exacte, sans fourchette. Écrivez une seule dose.")
_UPSIDE_DOWN = phrase("La fourchette de dose est à l'envers. Écrivez la plus petite dose d'abord.")
_OVER_ONCE = phrase("La dose dépasse le maximum par prise. Corrigez l'un des deux.")
_OVER_DAY = phrase("La dose dépasse le maximum sur 24 heures. Corrigez l'un des deux.")
_TOO_FAR = phrase("Le délai entre deux prises dépasse un mois. Corrigez-le.")
_TOO_LATE = phrase("La réévaluation se fait dans les 24 heures. Corrigez le délai.")
_EMERGENCY_CALL = phrase("En urgence vitale on appelle le 15 (ou le 112, le 114). Corrigez le numéro.")
_PHONE_MISSING = phrase("Écrivez le numéro de téléphone à appeler, en chiffres.")
_NO_WAITING = phrase("En urgence vitale, personne n'attend un accord pour agir. Retirez l'appel préalable.")
_DATE_MISSING = phrase("Écrivez la date du protocole.")
_END_MISSING = phrase("Écrivez le dernier jour du protocole.")
_END_WRONG = phrase("Le protocole finit après sa date, et dans un an au plus. Corrigez le dernier jour.")


def _missing(protocol: Protocol) -> Iterator[Fault]:
    asked = _ALWAYS if protocol.vital else _ALWAYS + _AS_NEEDED
    for field, sentence in asked:
        if not getattr(protocol, field):
            yield Fault(field, sentence)
    if protocol.assessment and protocol.assessment.scale not in SCALES:
        yield Fault("assessment", _SCALE)


def _amounts(protocol: Protocol) -> Iterator[Fault]:
    """A dose is within its own limits, and exact where others than nurses follow it."""
    high = protocol.dose_high
    if high is not None and protocol.delegated:
        yield Fault(
            "dose",
            _RANGE,
        )
    elif high is not None and high <= protocol.dose:
        yield Fault("dose", _UPSIDE_DOWN)
    most = max(protocol.dose, high or protocol.dose)
    if 0 < protocol.once_max < most:
        yield Fault("once_max", _OVER_ONCE)
    if 0 < protocol.day_max < most:
        yield Fault("day_max", _OVER_DAY)
    if protocol.interval_min > DAY_MIN * 31:
        yield Fault("interval_min", _TOO_FAR)
    if protocol.recheck_min > DAY_MIN:
        yield Fault("recheck_min", _TOO_LATE)


def _call(protocol: Protocol) -> Iterator[Fault]:
    phone = protocol.call_phone.strip()
    if protocol.vital and phone not in EMERGENCY:
        yield Fault("call_phone", _EMERGENCY_CALL)
    elif not _PHONE.fullmatch(phone):
        yield Fault("call_phone", _PHONE_MISSING)
    if protocol.vital and protocol.call_first:
        yield Fault(
            "call_first",
            _NO_WAITING,
        )


def _days(protocol: Protocol) -> Iterator[Fault]:
    rpps = check_rpps(protocol.rpps)
    if rpps.normalised is None:
        yield Fault("rpps", rpps.sentence)
    begins, ends = protocol.written_on, protocol.ends_on
    if begins is None:
        yield Fault("written_on", _DATE_MISSING)
    if ends is None:
        yield Fault("ends_on", _END_MISSING)
    elif begins is not None and not begins <= ends <= begins + LONGEST:
        yield Fault("ends_on", _END_WRONG)
