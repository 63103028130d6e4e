"""Giving a consultation, taking it back, breaking the glass, judging it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import insert

from medcircuit.consultations.models import consultation as table
from medcircuit.consultations.models import consultation_end, consultation_judgement
from medcircuit.consultations.rules import (
    GLASS_LASTS,
    Category,
    Consultation,
    ConsultationIdTaken,
    ConsultationUnreadable,
    Kind,
    check_glass,
    check_granted,
    check_granter,
    check_judging,
    may_grant,
)
from medcircuit.consultations.service.held import (
    Held,
    Setting,
    held,
    held_where,
    named_residents,
    setting,
    write,
    write_setting,
)
from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import Work
from medcircuit.residents import service as residents
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class Glass:
    """An access that somebody takes in an emergency; `id` is made by the browser."""

    id: str
    resident: str
    reason: str
    words: str


def grant(work: Work, asked: Consultation) -> Held:
    """Give somebody of the house a consultation; the same again is the same.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor does not give consultations where one of them lives.
        ManagerMayNot: the establishment did not choose that its management does.
        ConsultationUnreadable, TooLong: it cannot be so.
        ConsultationIdTaken: the id names another.
    """
    for resident_id in sorted(asked.residents):
        work.require(Right.GRANT_CONSULTATION, unit_id=residents.unit_of(work, resident_id))
    chosen = setting(work)
    check_granter(work.actor.roles, manager_grants=chosen.manager_grants)
    if known := held_where(work, table.c.id == asked.id):
        return _same(known[0], asked)
    check_granted(asked, by=work.actor.user_id, now=work.now, longest_h=chosen.longest_h)
    if asked.reader not in readers(work):
        raise ConsultationUnreadable(reason="cette personne ne travaille pas ici")
    write(work, asked)
    return held(work, asked.id)


def _same(known: Held, asked: Consultation) -> Held:
    if known.said != asked:
        raise ConsultationIdTaken
    return known


def readers(work: Work) -> dict[str, str]:
    """Who may be given a consultation: everyone who cares here today, short names by id."""
    known = staff.colleagues(work.connection, work.establishment_id, Right.BREAK_GLASS, work.now)
    return {one.id: one.name for one in known}


def break_glass(work: Work, asked: Glass) -> Held:
    """Open everything of one person of the house to whoever says why, for an hour; those who answer for it are told.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor is no professional of care here.
        ConsultationUnreadable: it is not said why.
        ConsultationIdTaken: the id names another.
    """
    work.require(Right.BREAK_GLASS)
    residents.unit_of(work, asked.resident)
    said = Consultation(
        asked.id,
        Kind.GLASS,
        work.actor.user_id,
        frozenset({asked.resident}),
        frozenset(Category),
        asked.reason,
        asked.words.strip(),
        work.now,
        work.now + GLASS_LASTS,
    )
    check_glass(said)
    if known := held_where(work, table.c.id == asked.id):
        before = known[0].said
        if (before.reader, before.residents, before.kind) != (said.reader, said.residents, said.kind):
            raise ConsultationIdTaken
        return known[0]
    write(work, said)
    return held(work, asked.id)


def end_consultation(work: Work, consultation_id: str) -> None:
    """Take a consultation back, or give up one's own; it is closed at once. Twice is once.

    Raises:
        NotFound: this establishment has none of this id.
        Forbidden: it is another's, and the actor neither gives nor judges consultations.
    """
    known = held(work, consultation_id)
    if known.said.reader != work.actor.user_id and not _answers_for(work, known):
        raise Forbidden
    work.did("end_consultation", ("consultation", consultation_id))
    if known.ended_at is None and known.said.ends_at > work.now:
        work.connection.execute(
            insert(consultation_end),
            {
                "consultation_id": consultation_id,
                "by": work.actor.user_id,
                "by_name": work.actor.name,
                "at": work.now,
            },
        )


def _answers_for(work: Work, known: Held) -> bool:
    """Whether the actor gives or judges consultations where everyone of this one lives."""
    units = {residents.unit_of(work, one) for one in known.said.residents}
    right = Right.REVIEW_ACCESS if known.said.kind is Kind.GLASS else Right.GRANT_CONSULTATION
    return all(work.actor.may(right, unit_id=unit_id) for unit_id in units)


def judge(work: Work, consultation_id: str, *, justified: bool, note: str) -> None:
    """Say of a broken glass whether it was justified, and why; once.

    Raises:
        NotFound: this establishment has no such broken glass.
        Forbidden: the actor does not judge where the person lives.
        OwnGlass: the actor broke it.
        AlreadyJudged: somebody did before.
        ConsultationUnreadable: nothing is said.
    """
    known = held(work, consultation_id)
    if known.said.kind is not Kind.GLASS:
        raise NotFound
    for resident_id in known.said.residents:
        work.require(Right.REVIEW_ACCESS, unit_id=residents.unit_of(work, resident_id))
        residents.lock(work, resident_id)
    known = held(work, consultation_id)
    check_judging(known.said, by=work.actor.user_id, note=note, judged_by=known.judged_by)
    work.connection.execute(
        insert(consultation_judgement),
        {
            "consultation_id": consultation_id,
            "establishment_id": work.establishment_id,
            "justified": justified,
            "note": note.strip(),
            "by": work.actor.user_id,
            "by_name": work.actor.name,
            "at": work.now,
        },
    )
    work.did("judge_glass", ("consultation", consultation_id))


def choose_setting(work: Work, chosen: Setting) -> None:
    """Choose how long consultations last here at the most, and whether the management gives them.

    Raises:
        Forbidden: the actor does not configure the establishment.
    """
    work.require(Right.CONFIGURE)
    if Right.CONFIGURE not in work.actor.rights:
        raise Forbidden
    write_setting(work, chosen)


SHOWN = timedelta(days=90)
"""How far back consultations that are over are listed."""


def mine(work: Work) -> tuple[Held, ...]:
    """The consultations of the actor that are open now, or will be."""
    found = held_where(work, table.c.reader_id == work.actor.user_id, table.c.ends_at > work.now)
    return tuple(one for one in found if one.ended_at is None)


def given(work: Work) -> tuple[Held, ...]:
    """The consultations of these three months that the actor gives or judges.

    Raises:
        Forbidden: the actor does neither.
    """
    work.require(Right.GRANT_CONSULTATION)
    found = held_where(work, table.c.at > work.now - SHOWN)
    return tuple(one for one in found if one.said.kind is Kind.GRANTED and _answers_for(work, one))


def glasses(work: Work) -> tuple[Held, ...]:
    """The broken glasses of these three months, those nobody judged first.

    Raises:
        Forbidden: the actor does not judge them.
    """
    work.require(Right.REVIEW_ACCESS)
    found = held_where(work, table.c.kind == Kind.GLASS.value, table.c.at > work.now - SHOWN)
    seen = [one for one in found if _answers_for(work, one)]
    return tuple(sorted(seen, key=lambda one: one.judged_at is not None))


def choices(work: Work) -> dict[str, Any]:
    """Who lives here; who may be given a consultation, for those who give them.

    Raises:
        Forbidden: the actor is no professional of care here.
    """
    work.require(Right.BREAK_GLASS)
    everyone = residents.cards(work.connection, work.establishment_id, work.now)
    units = dict(structure.units(work.connection, work.establishment_id))
    named = named_residents(work, everyone).values()
    chosen = setting(work)
    gives = work.actor.may(Right.GRANT_CONSULTATION) and may_grant(
        work.actor.roles, manager_grants=chosen.manager_grants
    )
    known = readers(work) if gives else {}
    return {
        "residents": sorted(
            ({**one, "unit_name": units[one["unit"]]} for one in named),
            key=lambda one: (one["unit_name"], one["birth_name"], one["first_name"]),
        ),
        "readers": [{"id": one, "name": name} for one, name in known.items() if one != work.actor.user_id],
        "longest_h": chosen.longest_h,
        "may_grant": gives,
    }
