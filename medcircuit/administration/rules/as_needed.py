"""A dose given as needed: why it is given, how its effect is looked at, and what its limits say."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

from medcircuit.administration.rules import findings as found
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import amount_french, amount_text
from medcircuit.prescriptions.rules.doses import amount_said
from medcircuit.prescriptions.rules.limits import Answer, Counted, Limit, LineLimits, SubstanceLimit

SLOT = "PRN."
"""How the slot of a dose as needed begins in its key; behind it stands the id of the request that claimed it."""
ASK_AFTER = timedelta(minutes=10)
"""From when on the two carers of a dose in progress are asked what became of it."""


@dataclass(frozen=True)
class Scale:
    """A scale on which a sign is measured: from `low` to `high` by `step`."""

    code: str
    label: str
    low: Fraction
    high: Fraction
    step: Fraction
    unit: str = ""


@dataclass(frozen=True)
class PrnReason:
    """Why a dose is given as needed; `words` find it in a prescription, `delay` is when its effect is looked at."""

    code: str
    label: str
    words: tuple[str, ...]
    scales: tuple[str, ...] = ()
    delay: timedelta = timedelta(minutes=60)


def _scale(code: str, label: str, low: str, high: str, step: str = "1", unit: str = "") -> Scale:
    return Scale(code, label, Fraction(low), Fraction(high), Fraction(step), unit)


SCALES = {
    one.code: one
    for one in (
        _scale("en", "Échelle numérique (EN)", "0", "10"),
        _scale("algoplus", "Algoplus", "0", "5"),
        _scale("temperature", "Température", "35", "42", "1/10", "°C"),
        _scale("days", "Jours sans selles", "0", "14", "1", "j"),
        _scale("stools", "Selles liquides sur 24 h", "0", "20"),
        _scale("minutes", "Durée de la crise", "0", "60", "1", "min"),
    )
}
REASONS = (
    PrnReason("pain", "Douleur", ("douleur", "antalgique", "céphal", "mal "), ("en", "algoplus")),
    PrnReason("fever", "Fièvre", ("fièvre", "température", "fébril"), ("temperature",)),
    PrnReason("anxiety", "Anxiété", ("anxi", "angoisse")),
    PrnReason("agitation", "Agitation", ("agitation", "agité")),
    PrnReason("constipation", "Constipation", ("constip", "selles"), ("days",), timedelta(hours=24)),
    PrnReason("diarrhoea", "Diarrhée", ("diarrh",), ("stools",), timedelta(hours=4)),
    PrnReason("nausea", "Nausées, vomissements", ("nausé", "vomiss")),
    PrnReason("insomnia", "Insomnie", ("insomn", "sommeil")),
    PrnReason("breathing", "Gêne respiratoire", ("dyspn", "respir", "toux")),
    PrnReason("itching", "Démangeaisons, urticaire", ("urticaire", "démang", "prurit", "allerg")),
    PrnReason("seizure", "Crise convulsive", ("crise", "convuls", "épilep"), ("minutes",)),
    PrnReason("other", "Autre motif", ()),
)
_REASONS = {one.code: one for one in REASONS}


class Effect(StrEnum):
    """What a dose as needed did, once somebody looked."""

    EFFECTIVE = "effective"
    PARTIAL = "partial"
    NONE = "none"
    ADVERSE = "adverse"


class AskUnreadable(Invalid):
    """A request for a dose as needed lacks its reason or its score, or names none of the lists."""

    code = "prn_ask_unreadable"
    sentence = "Cette demande est incomplète (%(reason)s). Rien n'a été enregistré. Reprenez-la."


def suggested(text: str | None) -> tuple[str, ...]:
    """The coded reasons that the words of a prescription name, in the order of the list; all of them when none."""
    said = (text or "").casefold()
    hits = tuple(one.code for one in REASONS if any(word in said for word in one.words))
    return hits or tuple(one.code for one in REASONS)


def reason_of(code: str) -> PrnReason:
    """A reason of the list.

    Raises:
        AskUnreadable: it is not one.
    """
    if code not in _REASONS:
        raise AskUnreadable(reason="le motif n'est pas dans la liste")
    return _REASONS[code]


def check_score(scale: str | None, score: Fraction | None, *, allowed: Iterable[str] = SCALES) -> None:
    """Raise unless a score is one of its scale; a reason that has a scale asks for it.

    Raises:
        AskUnreadable: it is not.
    """
    known = tuple(allowed)
    if not known:
        return
    if scale is None or score is None:
        raise AskUnreadable(reason="la mesure manque")
    if scale not in known:
        raise AskUnreadable(reason="l'échelle n'est pas dans la liste")
    one = SCALES[scale]
    if not one.low <= score <= one.high or ((score - one.low) / one.step).denominator != 1:
        raise AskUnreadable(reason="la mesure est hors de l'échelle")


def prn_key(line_id: str, at: datetime, ask_id: str) -> str:
    """The key of a dose as needed: its line, the local day, and the request that claimed it."""
    return f"{line_id}/{at.astimezone(PARIS).date().isoformat()}/{SLOT}{ask_id}"


def ask_of(key: str) -> str | None:
    """The request behind a key; None where it is a planned dose's."""
    slot = key.rsplit("/", 1)[-1]
    return slot[len(SLOT) :] if slot.startswith(SLOT) else None


_HOUR = phrase("%(hour)s h %(minute)s", hour=r"\d\d", minute=r"\d\d")
_HOUR_OF_DAY = phrase("%(hour)s h %(minute)s le %(day)s", hour=r"\d\d", minute=r"\d\d", day=r"\d\d/\d\d")


def hour_said(at: datetime, now: datetime) -> str:
    """An instant for a reader, to the minute above: « 21 h 40 », « 08 h 00 le 22/11 » on another day."""
    local = at.astimezone(PARIS)
    if local.second or local.microsecond:
        local = (at + timedelta(minutes=1)).astimezone(PARIS)
    facts = {"hour": f"{local:%H}", "minute": f"{local:%M}"}
    if local.date() == now.astimezone(PARIS).date():
        return _HOUR % facts
    return _HOUR_OF_DAY % (facts | {"day": f"{local:%d/%m}"})


def mass_said(milligrams: Fraction) -> str:
    """A mass for a reader: « 500 mg », « 1 g », « 1,5 g »."""
    if milligrams and milligrams % 100 == 0 and milligrams >= 1000:
        return f"{amount_text(milligrams / 1000).replace('.', ',')} g"
    return f"{amount_text(milligrams).replace('.', ',')} mg"


@dataclass(frozen=True)
class Judged:
    """The limits of one line at an instant, with all that explains them."""

    answer: Answer
    limits: LineLimits
    substances: Sequence[SubstanceLimit]
    counted: Sequence[Counted]
    unit: str
    now: datetime
    not_checked: tuple[str, ...] = ()
    no_interval: tuple[str, ...] = ()
    labels: Mapping[str, str] = field(default_factory=dict)

    def named(self, substance: str) -> str:
        """A substance as a line of the person writes it."""
        return self.labels.get(substance, substance)

    @property
    def from_(self) -> str:
        """From when on it is possible."""
        return hour_said(self.answer.next_at, self.now) if self.answer.next_at else ""


def limit_findings(judged: Judged) -> tuple[Finding, ...]:
    """What the limits say: each that forbids, with the instant from which it does not, and what could not be checked."""
    said = [_blocked(judged, block.limit, block.substance) for block in judged.answer.blocks]
    said += [_reserved(judged, dose) for dose in judged.counted if dose.reserved and _explains(judged, dose)]
    said += [found.PRN_NOT_CHECKED(Tier.INFO, substance=judged.named(one)) for one in judged.not_checked]
    said += [found.PRN_INTERVAL_UNKNOWN(Tier.INFO, substance=judged.named(one)) for one in judged.no_interval]
    return tuple(one for place, one in enumerate(said) if one not in said[:place])


def _blocked(judged: Judged, limit: Limit, substance: str | None) -> Finding:
    limits, advice = judged.limits, judged.from_
    if limit in {Limit.INTERVAL, Limit.SUBSTANCE_INTERVAL}:
        kind = found.PRN_TOO_SOON if advice else found.PRN_TOO_SOON_FOR_GOOD
        return kind(Tier.STOP, **({"from": advice} if advice else {}))
    if limit is Limit.ENDED:
        return found.PRN_ENDED(Tier.STOP)
    if limit is Limit.DAYS:
        return found.PRN_DAYS(Tier.STOP, days=str(limits.days))
    if limit is Limit.ONCE:
        return found.PRN_ONCE(Tier.STOP, most=_dose(limits.once, judged.unit))
    if limit is Limit.PER_PERIOD:
        return _at_most(judged, _dose(limits.per_period, judged.unit), limits.period, "")
    known = next(one for one in judged.substances if one.substance == substance)
    left = mass_said(judged.answer.remaining[known.substance])
    return _at_most(
        judged,
        f"{mass_said(known.most or Fraction(0))} ({judged.named(known.substance)})",
        known.period,
        left,
    )


def _at_most(judged: Judged, most: str, period: timedelta, left: str) -> Finding:
    hours = amount_french(Fraction(int(period.total_seconds()), 3600))
    facts = {"most": most, "hours": hours, "left": left or "0"}
    if judged.from_:
        return found.PRN_MAXIMUM(Tier.STOP, **facts, **{"from": judged.from_})
    return found.PRN_MAXIMUM_FOR_GOOD(Tier.STOP, **facts)


def _dose(amount: Fraction | None, unit: str) -> str:
    return amount_said(amount or Fraction(0), unit)


def _explains(judged: Judged, dose: Counted) -> bool:
    """Whether a reserved dose is one of those that a maximum sets aside, within a day."""
    held = {one.substance for one in judged.substances if one.most is not None}
    return abs(dose.at - judged.now) < timedelta(hours=24) and bool(held & dose.contents.keys())


def _reserved(judged: Judged, dose: Counted) -> Finding:
    held = next(one.substance for one in judged.substances if one.most and one.substance in dose.contents)
    return found.PRN_RESERVED(
        Tier.INFO,
        amount=mass_said(dose.contents[held]),
        substance=judged.named(held),
        at=hour_said(dose.at, judged.now),
    )


def light(judged: Judged) -> str:
    """The light of a line: possible, later, maximum, or over."""
    limits = {block.limit for block in judged.answer.blocks}
    if not limits:
        return "possible"
    if limits & {Limit.ENDED, Limit.DAYS}:
        return "over"
    return "maximum" if limits & {Limit.SUBSTANCE_MAX, Limit.PER_PERIOD, Limit.ONCE} else "later"
