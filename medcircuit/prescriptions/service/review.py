"""The pharmacist's review: who waits for it, one resident's lines with what was said of them, opinions and answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.row_hash import ROW_HASH
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line, line_version, opinion, opinion_message, opinion_outcome
from medcircuit.prescriptions.rules.checks import Alert, Case, Reader, check
from medcircuit.prescriptions.rules.review import (
    OUTCOMES,
    Acceptance,
    LineSeen,
    Opinion,
    OpinionAnswered,
    OpinionKind,
    OpinionOutdated,
    OpinionSeen,
    OpinionUnclear,
    Risk,
    acceptance,
    check_opinion,
    risk,
    unread,
)
from medcircuit.prescriptions.service.checking import case_of, cases_of, reader_of
from medcircuit.prescriptions.service.reading import Line, lines_of
from medcircuit.prescriptions.service.taken import take, taken_before
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text
from medcircuit.residents.rules.people import ResidentCard


@dataclass(frozen=True)
class Message:
    """One message of the thread."""

    id: str
    text: str
    author_id: str
    at: datetime


@dataclass(frozen=True)
class OpinionRead:
    """An opinion with its thread and its outcome (None: not answered yet)."""

    id: str
    resident_id: str
    line_id: str | None
    version: int | None
    kind: str
    problem: str | None
    intervention: str | None
    text: str
    author_id: str
    at: datetime
    outcome: str | None
    answered_by: str | None
    messages: tuple[Message, ...]

    @property
    def open(self) -> bool:
        """Whether it waits for an answer."""
        return self.kind != OpinionKind.AGREED and self.outcome is None


@dataclass(frozen=True)
class Queued:
    """A resident in the queue: the lines to read, how urgent, the last opinion."""

    card: ResidentCard
    lines: int
    unread: int
    open: int
    risk: Risk
    last: OpinionRead | None


@dataclass(frozen=True)
class Dossier:
    """What a review looks at: the lines that stand, those unread, the findings, the opinions (latest first)."""

    resident_id: str
    lines: tuple[Line, ...]
    unread: frozenset[str]
    alerts: tuple[Alert, ...]
    opinions: tuple[OpinionRead, ...]


def queue(work: Work) -> tuple[Queued, ...]:
    """Everyone here who has a line, those with something unread first, the most at risk first.

    Raises:
        Forbidden: the actor may not read prescriptions.
    """
    work.require(Right.READ_PRESCRIPTION)
    cards = {
        one.id: one
        for one in residents.cards(work.connection, work.establishment_id, work.now).values()
        if work.actor.may(Right.READ_PRESCRIPTION, unit_id=one.unit_id)
    }
    seen = _seen(work.connection, work.establishment_id, cards, work.now)
    given = opinions_of(work.connection, work.establishment_id, list(cards))
    cases = cases_of(
        work.connection, work.establishment_id, list(seen), reader=Reader.PHARMACIST, now=work.now
    )
    found = [
        _queued(cards[resident_id], cases[resident_id], lines, given.get(resident_id, ()))
        for resident_id, lines in seen.items()
    ]
    work.saw("resident", [one.card.id for one in found])
    return tuple(sorted(found, key=lambda one: (not one.unread, -one.risk.score, one.card.walking_order)))


def _queued(
    card: ResidentCard, case: Case, lines: Sequence[LineSeen], given: Sequence[OpinionRead]
) -> Queued:
    waiting = unread(lines, [OpinionSeen(one.line_id, one.version, one.at, one.open) for one in given])
    blocked = sum(one.open and one.kind == OpinionKind.BLOCKING for one in given)
    weighed = risk(check(case), age=card.age, lines=len(lines), unread_lines=len(waiting), blocked=blocked)
    open_ones = sum(one.open for one in given)
    return Queued(card, len(lines), len(waiting), open_ones, weighed, given[0] if given else None)


def _seen(
    connection: Connection, establishment_id: str, resident_ids: Collection[str], now: datetime
) -> dict[str, list[LineSeen]]:
    """The lines of these people that are not stopped, with their last version."""
    rows = connection.execute(
        select(line.c.id, line.c.resident_id, line.c.latest, line_version.c.signed_at)
        .join(
            line_version,
            (line_version.c.line_id == line.c.id) & (line_version.c.number == line.c.latest),
        )
        .where(
            line.c.establishment_id == establishment_id,
            line.c.resident_id.in_(list(resident_ids)),
            line.c.stopped_at.is_(None) | (line.c.stopped_at > now),
        )
        .order_by(line.c.created_at, line.c.id)
    )
    found: defaultdict[str, list[LineSeen]] = defaultdict(list)
    for row in rows:
        found[row.resident_id].append(LineSeen(row.id, row.latest, row.signed_at))
    return dict(found)


def opinions_of(
    connection: Connection, establishment_id: str, resident_ids: Collection[str]
) -> dict[str, tuple[OpinionRead, ...]]:
    """The opinions about these people's lines, by resident, the latest first, each with its thread."""
    rows = (
        connection.execute(
            select(opinion, opinion_outcome.c.outcome, opinion_outcome.c.actor_id.label("answered_by"))
            .outerjoin(opinion_outcome, opinion_outcome.c.opinion_id == opinion.c.id)
            .where(
                opinion.c.establishment_id == establishment_id,
                opinion.c.resident_id.in_(list(resident_ids)),
            )
            .order_by(opinion.c.at.desc(), opinion.c.id.desc())
        )
        .mappings()
        .all()
    )
    threads: defaultdict[str, list[Message]] = defaultdict(list)
    for row in connection.execute(
        select(opinion_message)
        .where(opinion_message.c.opinion_id.in_([row["id"] for row in rows]))
        .order_by(opinion_message.c.at, opinion_message.c.id)
    ):
        threads[row.opinion_id].append(Message(row.id, row.text, row.author_id, row.at))
    found: defaultdict[str, list[OpinionRead]] = defaultdict(list)
    for one in rows:
        values = {name: value for name, value in one.items() if name not in {"establishment_id", ROW_HASH}}
        found[one["resident_id"]].append(OpinionRead(**values, messages=tuple(threads[one["id"]])))
    return {resident_id: tuple(every) for resident_id, every in found.items()}


def dossier(work: Work, resident_id: str) -> Dossier:
    """One resident's lines for a review.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not read the prescriptions of their unit.
    """
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, resident_id))
    given = opinions_of(work.connection, work.establishment_id, [resident_id]).get(resident_id, ())
    seen = _seen(work.connection, work.establishment_id, [resident_id], work.now).get(resident_id, [])
    waiting = unread(seen, [OpinionSeen(one.line_id, one.version, one.at, one.open) for one in given])
    case = case_of(
        work.connection,
        work.establishment_id,
        resident_id,
        reader=reader_of(work.actor),
        now=work.now,
    )
    work.saw("resident", [resident_id])
    return Dossier(
        resident_id=resident_id,
        lines=lines_of(work.connection, work.establishment_id, [resident_id], stopped_after=work.now),
        unread=frozenset(one.id for one in waiting),
        alerts=check(case),
        opinions=given,
    )


def give_opinion(work: Work, resident_id: str, said: Opinion) -> None:
    """Say what one thinks of a version of a line, or of all lines; the same request again changes nothing.

    Raises:
        NotFound: this establishment has no such resident, or they have no such line.
        Forbidden: the actor is no pharmacist here.
        OpinionUnclear: a proposal or blocking opinion lacks its codes or its words.
        OpinionOutdated: the line has another version now.
        LineIdTaken: the id names another opinion.
    """
    work.require(Right.REVIEW, unit_id=residents.unit_of(work, resident_id))
    check_opinion(said)
    given = {
        "resident_id": resident_id,
        "line_id": said.line_id,
        "version": said.version,
        "kind": said.kind.value,
        "problem": said.problem,
        "intervention": said.intervention,
        "text": clean_text(said.text, field="L'avis", longest=1000) if said.text.strip() else "",
        "author_id": work.actor.user_id,
    }
    if taken_before(work, opinion, said.id, given):
        return
    if said.line_id is not None:
        _check_version(work, resident_id, said)
    take(work, opinion, said.id, {**given, "at": work.now})
    work.did("give_opinion", ("opinion", said.id), ("resident", resident_id))


def latest_version(work: Work, line_id: str) -> int:
    """The version that an opinion on a line is about now.

    Raises:
        NotFound: this establishment has no such line.
    """
    found = work.connection.execute(
        select(line.c.latest).where(line.c.id == line_id, line.c.establishment_id == work.establishment_id)
    ).scalar_one_or_none()
    if found is None:
        raise NotFound
    return int(found)


def _check_version(work: Work, resident_id: str, said: Opinion) -> None:
    latest = work.connection.execute(
        select(line.c.latest).where(
            line.c.id == said.line_id,
            line.c.resident_id == resident_id,
            line.c.establishment_id == work.establishment_id,
        )
    ).scalar_one_or_none()
    if latest is None:
        raise NotFound
    if latest != said.version:
        raise OpinionOutdated


@dataclass(frozen=True)
class _Found:
    resident_id: str
    kind: str
    outcome: str | None


def _found(work: Work, opinion_id: str) -> _Found:
    row = work.connection.execute(
        select(opinion.c.resident_id, opinion.c.kind, opinion_outcome.c.outcome)
        .outerjoin(opinion_outcome, opinion_outcome.c.opinion_id == opinion.c.id)
        .where(opinion.c.id == opinion_id, opinion.c.establishment_id == work.establishment_id)
    ).one_or_none()
    if row is None:
        raise NotFound
    return _Found(*row)


def write_message(work: Work, opinion_id: str, message_id: str, text: str) -> None:
    """Answer in the thread of an opinion: pharmacist, prescriber, or the nurse who relays; again changes nothing.

    Raises:
        NotFound: this establishment has no such opinion.
        Forbidden: the actor may not read the prescriptions of their unit.
        LineIdTaken: the id names another message.
    """
    found = _found(work, opinion_id)
    work.require(Right.READ_PRESCRIPTION, unit_id=residents.unit_of(work, found.resident_id))
    said = {
        "opinion_id": opinion_id,
        "text": clean_text(text, field="Le message", longest=1000),
        "author_id": work.actor.user_id,
    }
    if taken_before(work, opinion_message, message_id, said):
        return
    take(work, opinion_message, message_id, {**said, "at": work.now})
    work.did("answer_opinion", ("opinion", opinion_id), ("resident", found.resident_id))


def settle_opinion(work: Work, opinion_id: str, outcome: str) -> None:
    """Say what became of an opinion: a prescriber accepts or not; the same answer again changes nothing.

    Raises:
        NotFound: this establishment has no such opinion.
        Forbidden: the actor does not prescribe here.
        OpinionUnclear: no such outcome.
        OpinionAnswered: it has another answer, or is an agreement.
    """
    found = _found(work, opinion_id)
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, found.resident_id))
    if outcome not in OUTCOMES:
        raise OpinionUnclear
    if found.outcome == outcome:
        return
    if found.outcome is not None or found.kind == OpinionKind.AGREED:
        raise OpinionAnswered
    work.connection.execute(
        insert(opinion_outcome),
        {
            "opinion_id": opinion_id,
            "establishment_id": work.establishment_id,
            "outcome": outcome,
            "actor_id": work.actor.user_id,
            "at": work.now,
        },
    )
    work.did("settle_opinion", ("opinion", opinion_id), ("resident", found.resident_id))


def statistics(work: Work, days: int) -> tuple[Acceptance, ...]:
    """What became of the proposals and blocking opinions of the last days, by problem; of nobody in particular.

    Raises:
        Forbidden: the actor may not read prescriptions.
    """
    work.require(Right.READ_PRESCRIPTION)
    rows = work.connection.execute(
        select(opinion.c.problem, opinion_outcome.c.outcome)
        .outerjoin(opinion_outcome, opinion_outcome.c.opinion_id == opinion.c.id)
        .where(
            opinion.c.establishment_id == work.establishment_id,
            opinion.c.kind != OpinionKind.AGREED.value,
            opinion.c.at > work.now - timedelta(days=days),
        )
    )
    return acceptance((str(row.problem), row.outcome) for row in rows)


def people_in(found: Dossier) -> frozenset[str]:
    """The ids of everyone whose name a review shows."""
    authors = {one.author_id for one in found.opinions} | {one.answered_by for one in found.opinions}
    writers = {message.author_id for one in found.opinions for message in one.messages}
    return frozenset(one for one in authors | writers if one)
