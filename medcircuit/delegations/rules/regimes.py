"""Who may help with what (CASF L.313-26; CSP, nurses' decree of 24 December 2025); pure.

*Aide à la prise* is open to anyone charged with daily living under five conditions and an authorisation; an *acte
confié* to an AS, an AP or an AES; everything else is the nurse's alone. Nothing here ever closes an *urgence vitale*.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum

from medcircuit.delegations.rules import findings as found
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.findings import Finding, FindingKind, Tier
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.prescriptions.rules.lines import Regime

ENTRUSTED_TO = frozenset({"AS", "AP", "AES"})
"""To whom a nurse may entrust an act: aide-soignant, auxiliaire de puériculture, accompagnant éducatif et social."""
L_312_1 = frozenset({"EHPAD", "IME", "DITEP", "MAS", "FAM", "FOYER", "SESSAD"})
"""The kinds of establishment that article L.312-1 of the CASF names, as they are written here."""
NARCOTIC_HELPED_IN = frozenset({"IME", "DITEP"})
"""Where a physician may mark an oral narcotic at a fixed dose as help with taking, line by line."""
NARCOTICS_HELPED = frozenset({"methylphenidate"})
LONGEST = timedelta(days=366)
"""No authorisation is given for more than a year: the training is attested again."""
SOON = timedelta(days=7)
"""From when on the end of an authorisation is announced."""


class Kind(StrEnum):
    """What opens a line: help with taking, an entrusted act, or one dose allowed from afar."""

    ASSISTED = "assisted"
    ENTRUSTED = "entrusted"
    REMOTE = "remote"


class Reading(StrEnum):
    """Whether a protocol in force says the dose, and the person has signed that they read and understood it."""

    MISSING = "missing"
    UNREAD = "unread"
    READ = "read"


class AuthorisationUnreadable(Invalid):
    """An authorisation lacks something, or says something impossible."""

    code = "authorisation_unreadable"
    sentence = "Cette autorisation est incomplète (%(reason)s). Rien n'a été enregistré. Complétez-la."


class NeverOpen(Conflict):
    """A line that nobody but a nurse may ever give from is put on an authorisation."""

    code = "never_open"
    sentence = "%(why)s Rien n'a été enregistré. Retirez « %(line)s » de l'autorisation."


@dataclass(frozen=True)
class Asked:
    """One line of one person, as far as it decides who may help with it.

    `regime` as the prescriber chose it (None: nobody did); `physician`: the version in force is signed by one;
    `fixed`: every dose is written, none to calculate or to choose; `narcotic`: narcotic or assimilated;
    `helped_narcotic`: its only substance may be marked as help with taking; `kind` of the establishment; `dependent`:
    whether the person cannot take their medicines alone (None: not assessed); `first`: a first dose that the house
    keeps for the nurse; `vital`: it is given on an *urgence vitale* protocol.
    """

    regime: Regime | None
    physician: bool = True
    oral: bool = True
    injected: bool = False
    fixed: bool = True
    narcotic: bool = False
    helped_narcotic: bool = False
    kind: str = "IME"
    dependent: bool | None = True
    protocol: Reading = Reading.READ
    first: bool = False
    vital: bool = False

    @property
    def counted(self) -> bool:
        """Whether a helper counts what is left and writes the register's line."""
        return self.narcotic


@dataclass(frozen=True)
class Grant:
    """What a nurse gave to a named person for this line and resident: from the first day to the last, both included.

    Days are those of Paris. `revoked_at` ends it at once. `who` gave it. A remote one is for one dose, until `until`
    (excluded), and asks no training.
    """

    kind: Kind
    first_day: date
    last_day: date
    who: str
    id: str | None = None
    qualification: str | None = None
    trained_on: date | None = None
    assessed_on: date | None = None
    act: str | None = None
    revoked_at: datetime | None = None
    until: datetime | None = None

    def ends_at(self) -> datetime:
        """The instant from which it no longer opens anything."""
        after = self.last_day + timedelta(days=1)
        ends = [datetime(after.year, after.month, after.day, tzinfo=PARIS), self.revoked_at, self.until]
        return min((one for one in ends if one is not None), key=lambda one: one.timestamp())


def not_open(asked: Asked, grant: Grant | None, now: datetime) -> tuple[Finding, ...]:
    """Every condition that is not met for someone who is no nurse, each a STOP; empty: they may help.

    Leave for one dose stands for an authorisation, its training and its assessment, and for nothing else.
    """
    if asked.vital:
        return ()
    if grant is not None and grant.kind is Kind.REMOTE:
        return (*never_open(asked), *_founded(asked), *_in_time(grant, now))
    return (*never_open(asked), *_founded(asked), *_granted(asked, grant, now))


def under_protocol(asked: Asked, *, read: bool) -> Asked:
    """The same line where a written protocol says the dose: it is then neither to calculate nor to choose."""
    return replace(asked, protocol=Reading.READ if read else Reading.UNREAD, fixed=True)


def never_open(asked: Asked) -> tuple[Finding, ...]:
    """What keeps a line for the nurse whoever is authorised: no authorisation may name it."""
    return tuple(kind(Tier.STOP) for kind, closed in _closing(asked) if closed)


def _closing(asked: Asked) -> Iterator[tuple[FindingKind, bool]]:
    helped = (
        asked.helped_narcotic
        and asked.regime is Regime.ASSISTED
        and asked.oral
        and asked.fixed
        and asked.kind in NARCOTIC_HELPED_IN
    )
    yield found.REGIME_UNSAID, asked.regime is None
    yield found.NURSE_ONLY, asked.regime is Regime.NURSE_ONLY
    yield found.INJECTION_CLOSED, asked.injected
    yield found.DOSE_NOT_FIXED, not asked.fixed
    yield found.NARCOTIC_CLOSED, asked.narcotic and not helped
    yield found.NOT_BY_PHYSICIAN, asked.regime is Regime.ASSISTED and not asked.physician
    yield found.NOT_ESMS, asked.regime is Regime.ASSISTED and asked.kind not in L_312_1


def _founded(asked: Asked) -> Iterator[Finding]:
    """On what help with taking is founded beside the prescription: the person's need, and a protocol (L.313-26)."""
    if asked.regime is Regime.ASSISTED and asked.dependent is None:
        yield found.AUTONOMY_UNKNOWN(Tier.STOP)
    if asked.regime is Regime.ASSISTED and asked.dependent is False:
        yield found.AUTONOMY_ENOUGH(Tier.STOP)
    if asked.protocol is Reading.MISSING:
        yield found.PROTOCOL_MISSING(Tier.STOP)
    if asked.protocol is Reading.UNREAD:
        yield found.PROTOCOL_UNREAD(Tier.STOP)
    if asked.first:
        yield found.FIRST_DOSE(Tier.STOP)


def _granted(asked: Asked, grant: Grant | None, now: datetime) -> Iterator[Finding]:
    if grant is None:
        yield found.NOT_AUTHORISED(Tier.STOP)
        return
    opened = asked.regime in {Regime.ASSISTED, Regime.ENTRUSTED}
    if opened and grant.kind.value != asked.regime:
        yield found.OTHER_KIND(Tier.STOP)
    yield from _in_time(grant, now)
    yield from _attested(grant, now)


def _in_time(grant: Grant, now: datetime) -> Iterator[Finding]:
    today = now.astimezone(PARIS).date()
    if grant.revoked_at is not None and now >= grant.revoked_at:
        yield found.AUTHORISATION_REVOKED(
            Tier.STOP, on=_said(grant.revoked_at.astimezone(PARIS).date()), who=grant.who
        )
    if today < grant.first_day:
        yield found.AUTHORISATION_AHEAD(Tier.STOP, on=_said(grant.first_day), who=grant.who)
    spent = grant.until is not None and now >= grant.until
    if today > grant.last_day or spent:
        yield found.AUTHORISATION_EXPIRED(Tier.STOP, on=_said(grant.last_day), who=grant.who)


def _attested(grant: Grant, now: datetime) -> Iterator[Finding]:
    today = now.astimezone(PARIS).date()
    if grant.trained_on is None or grant.trained_on > today:
        yield found.TRAINING_MISSING(Tier.STOP, who=grant.who)
    if grant.kind is not Kind.ENTRUSTED:
        return
    if grant.qualification not in ENTRUSTED_TO:
        yield found.QUALIFICATION_MISSING(Tier.STOP)
    if grant.assessed_on is None or grant.assessed_on > today or not grant.act:
        yield found.ASSESSMENT_MISSING(Tier.STOP, who=grant.who)


def best(asked: Asked, grants: Iterable[Grant], now: datetime) -> tuple[Grant | None, tuple[Finding, ...]]:
    """Of several grants the one that leaves least unmet, the longest lasting of two; and what it leaves unmet."""
    judged = [(one, not_open(asked, one, now)) for one in grants]
    if not judged:
        return None, not_open(asked, None, now)
    return min(judged, key=lambda pair: (len(pair[1]), -pair[0].ends_at().timestamp(), pair[0].id or ""))


def check_grant(grant: Grant, today: date) -> None:
    """Raise unless a nurse may give this authorisation today.

    Raises:
        AuthorisationUnreadable: its days are reversed, past or too long, or something is not attested.
    """
    if grant.last_day < grant.first_day:
        raise AuthorisationUnreadable(reason="la fin est avant le début")
    if grant.last_day < today:
        raise AuthorisationUnreadable(reason="la fin est déjà passée")
    if grant.last_day - grant.first_day > LONGEST:
        raise AuthorisationUnreadable(reason="elle dure plus d'un an")
    if grant.trained_on is None or grant.trained_on > today:
        raise AuthorisationUnreadable(reason="la formation n'est pas attestée")
    if grant.kind is Kind.ENTRUSTED:
        _check_entrusted(grant, today)


def _check_entrusted(grant: Grant, today: date) -> None:
    if grant.qualification not in ENTRUSTED_TO:
        raise AuthorisationUnreadable(reason="un acte n'est confié qu'à un AS, un AP ou un AES")
    if not grant.act:
        raise AuthorisationUnreadable(reason="l'acte confié n'est pas nommé")
    if grant.assessed_on is None or grant.assessed_on > today:
        raise AuthorisationUnreadable(reason="l'état de la personne n'est pas évalué")


def _said(day: date) -> str:
    return f"{day:%d/%m/%Y}"
