"""« Qui a consulté »: a person's log of readings as the plain values of the document they may ask for."""

from __future__ import annotations

from dataclasses import replace

from medcircuit.consultations.rules import GLASS_REASONS, REASONS, Category, Kind
from medcircuit.consultations.service import who_read
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.structure import service as structure
from reports.access_log import AccessSheet, Reading
from reports.paper import House, Person

CATEGORIES = {
    Category.ALLERGIES: "Allergies",
    Category.TREATMENT: "Traitement",
    Category.DOSES: "Prises récentes",
    Category.PROTOCOLS: "Protocoles",
    Category.MEASURES: "Mesures",
    Category.CONTACTS: "Contacts",
}


def access_sheet(work: Work, resident_id: str) -> AccessSheet:
    """Everything the document says.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor does not answer for it where the person lives.
    """
    rows = who_read(work, resident_id)
    lent = replace(work.actor, rights=work.actor.rights | {Right.READ_RESIDENT})
    entry = residents.resident(replace(work, actor=lent), resident_id)
    house = structure.establishment(work.connection, work.establishment_id)
    person = Person(
        birth_name=entry.birth_name,
        used_name=entry.used_name,
        first_name=entry.first_name,
        first_names=entry.first_names,
        birth_date=entry.birth_date,
        sex=entry.sex,
        room=entry.card.room if entry.card else None,
    )
    readings = tuple(
        Reading(
            f"{row.at.astimezone(PARIS):%d/%m/%Y %H:%M}",
            row.reader_name,
            CATEGORIES[Category(row.category)],
            _why(row.kind, row.reason, row.words, row.by_name),
        )
        for row in rows
    )
    printed = f"Imprimé le {work.now.astimezone(PARIS):%d/%m/%Y à %H:%M} par {work.actor.name}"
    named = House(house.name, house.finess, house.address, house.phone, house.email)
    return AccessSheet(named, person, readings, printed)


def _why(kind: str, reason: str, words: str | None, by: str) -> str:
    if kind == Kind.GLASS.value:
        return f"Bris de glace : {GLASS_REASONS[reason]}. {words or ''}".strip()
    return f"Accès donné par {by} : {REASONS[reason]}. {words or ''}".strip()
