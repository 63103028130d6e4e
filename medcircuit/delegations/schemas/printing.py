"""The protocols and the authorisations on paper: what is known turned into the plain values that are printed, in French."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row

from medcircuit.delegations.rules.protocols import Protocol
from medcircuit.delegations.rules.walking import Question, questions
from medcircuit.delegations.schemas.protocols import state_of
from medcircuit.delegations.service import ProtocolRead
from medcircuit.kernel.clock import PARIS
from medcircuit.residents.rules.people import ResidentCard
from reports.authorisations import AuthorisationSheet, Granted
from reports.paper import House
from reports.protocol import ProtocolSheet, Reader

KINDS = {"as_needed": "Protocole « si besoin »", "vital": "Protocole d'urgence vitale"}
REGIMES = {
    "assisted": "Aide à la prise : personne autorisée, formée à ce protocole",
    "entrusted": "Acte confié : AS, AP ou AES autorisé",
    "nurse_only": "Infirmier",
}
GRANTS = {"assisted": "Aide à la prise", "entrusted": "Acte confié"}
STATES = {"open": "En cours", "ahead": "À venir", "expired": "Expirée", "revoked": "Retirée"}


def _house(row: Row[*tuple[Any, ...]]) -> House:
    return House(row.name, row.finess, row.address, row.phone, row.email)


def _printed(now: datetime, by: str) -> str:
    return f"Imprimé le {now.astimezone(PARIS):%d/%m/%Y à %H:%M} par {by}"


def minutes_said(minutes: int) -> str:
    """A delay in words: "45 min", "6 h", "1 h 30"."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} min"
    return f"{hours} h {rest:02}" if rest else f"{hours} h"


def protocol_sheet_of(
    one: ProtocolRead, house: Row[*tuple[Any, ...]], now: datetime, by: str
) -> ProtocolSheet:
    """A protocol as it is printed."""
    version, words = one.version, one.version.protocol
    signed = f"{version.signed_at.astimezone(PARIS):%d/%m/%Y à %H:%M}"
    return ProtocolSheet(
        house=_house(house),
        kind=KINDS[words.kind],
        title=words.title,
        warning=" ".join(_warnings(one, now.astimezone(PARIS).date())),
        rows=tuple((term, said) for term, said in _rows(words) if said),
        questions=tuple(_asked(question) for question in questions(words)),
        people=tuple(_named(line.card) for line in one.lines if not line.misfits),
        closed=tuple(f"{_named(line.card)} : {' '.join(line.misfits)}" for line in one.lines if line.misfits),
        readers=tuple(
            Reader(reader.name, f"{reader.at.astimezone(PARIS):%d/%m/%Y}" if reader.at else "")
            for reader in one.readers
        ),
        signed=f"Version {version.number}, scellée le {signed} par {one.signer}, RPPS {words.rpps}",
        printed=_printed(now, by),
    )


def _warnings(one: ProtocolRead, today: date) -> Iterator[str]:
    words = one.version.protocol
    if words.vital:
        yield f"URGENCE VITALE : appelez le {words.call_phone}."
    state = state_of(one, today)
    if state == "ended":
        yield "PROTOCOLE ARRÊTÉ : il ne vaut plus."
    if state == "over":
        yield "PROTOCOLE TERMINÉ : sa date est passée."


def _rows(words: Protocol) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "Signe observé", (words.indication,)
    yield "Mesure avant", (words.before_said,) if words.before_said else ()
    yield ("En attendant les secours" if words.vital else "D'abord, sans médicament"), words.measures_first
    yield "Ne pas donner si", words.contra_signs
    yield "Médicament", (words.medicine,)
    yield "Dose exacte", (words.dose_said,)
    yield "Maximum par prise", (words.amount_said(words.once_max),)
    yield "Maximum sur 24 h glissantes", (words.amount_said(words.day_max),)
    yield "Délai minimal entre deux prises", (minutes_said(words.interval_min),)
    yield (
        "Jours de suite avant un avis médical",
        (f"{words.days_max} jours",) if words.days_max > 1 else ("1 jour",) * words.days_max,
    )
    asked = ("Son accord est demandé avant chaque prise",) if words.call_first else ()
    yield "Qui appeler", (f"{words.call_name} : {words.call_phone}", *asked)
    yield "Réévaluer l'effet après", (minutes_said(words.recheck_min),)
    yield "Qui peut donner", _givers(words)
    yield "Infirmier qui forme", (words.trainer,)
    yield "Dates", (f"Du {_day(words.written_on)} au {_day(words.ends_on)}",)


def _givers(words: Protocol) -> tuple[str, ...]:
    return ("Toute personne présente",) if words.vital else tuple(REGIMES[one] for one in words.regimes)


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""


def _asked(question: Question) -> str:
    listed = f" ({' ; '.join(question.items)})" if question.items else ""
    return f"{question.text}{listed}"


def _named(card: ResidentCard) -> str:
    return f"{card.used_name or card.birth_name} {card.first_name}, chambre {card.room}"


def authorisation_sheet_of(
    matrix: Mapping[str, Any],
    titles: Mapping[str, str],
    house: Row[*tuple[Any, ...]],
    now: datetime,
    by: str,
) -> AuthorisationSheet:
    """The authorisations of a unit as they are printed: those that hold or will; `titles` are of protocols."""
    held = [one for one in matrix["authorisations"] if one["state"] in {"open", "ahead"}]
    holding = {one["user"] for one in held if one["state"] == "open"}
    return AuthorisationSheet(
        house=_house(house),
        unit=matrix["unit"]["name"],
        granted=tuple(
            _granted(one, titles)
            for one in sorted(held, key=lambda one: (one["user_name"], one["first_day"]))
        ),
        nobody=tuple(one["name"] for one in matrix["people"] if one["id"] not in holding),
        printed=_printed(now, by),
    )


def _granted(one: Mapping[str, Any], titles: Mapping[str, str]) -> Granted:
    residents = {each["id"]: each["name"] for each in one["residents"]}
    lines = tuple(f"{each['said']} ({residents.get(each['resident'], '')})" for each in one["lines"])
    protocols = tuple(f"Protocole : {titles.get(each, each[-8:])}" for each in one["protocols"])
    act = (one["act"],) if one["act"] else ()
    first, last = (date.fromisoformat(one[name]) for name in ("first_day", "last_day"))
    soon = ", finit bientôt" if one["ends_soon"] else ""
    kind = GRANTS[one["kind"]] + (f" ({one['qualification']})" if one["qualification"] else "")
    return Granted(
        person=one["user_name"],
        kind=kind,
        objects=(*act, *protocols, *lines),
        residents=tuple(residents.values()),
        training=f"{date.fromisoformat(one['trained_on']):%d/%m/%Y}, {one['trained_by']}",
        days=f"du {first:%d/%m/%Y} au {last:%d/%m/%Y}",
        state=f"{STATES[one['state']]}{soon}",
    )
