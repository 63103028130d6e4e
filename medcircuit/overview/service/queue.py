"""A prescriber's queue: what waits for a signature, by urgency, each with the facts since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from medcircuit.administration import service as administration
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.overview.rules import (
    REFUSALS_WITHIN,
    CardKind,
    most_urgent_first,
    renewal_kind,
    too_many_refusals,
)
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.life import Origin, notice_of
from medcircuit.prescriptions.rules.lines import Status
from medcircuit.prescriptions.rules.talking import open_request, renewal_refused
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard

FACTS_WITHIN = timedelta(days=28)
"""How far back the facts of a card go, where the last signature is older."""


@dataclass(frozen=True)
class CardLine:
    """A line of a card: as it stands, as it was signed before (None: new), and what happened since."""

    line: prescriptions.Line
    shown: prescriptions.LineVersionRead
    before: prescriptions.LineVersionRead | None
    document_id: str | None
    facts_since: datetime
    facts: Mapping[str, int]
    thread: tuple[prescriptions.NoteRead, ...]


@dataclass(frozen=True)
class Card:
    """Why a person's lines wait for a prescriber; `due` is when an answer must have come, where a rule says so."""

    kind: CardKind
    resident: ResidentCard
    since: datetime
    due: datetime | None
    absence_id: str | None
    lines: tuple[CardLine, ...]

    @property
    def id(self) -> str:
        """What names the card as long as it waits for the same."""
        return f"{self.kind.value}/{self.resident.id}/{self.since.isoformat()}"


@dataclass
class _Found:
    """A card on the way: its lines, and since when it waits."""

    since: datetime
    due: datetime | None = None
    absence_id: str | None = None
    lines: list[prescriptions.Line] = field(default_factory=list)


def queue(work: Work, *, everyone: bool = False) -> tuple[Card, ...]:
    """What waits for the actor (for the lines that they, or those they stand in for, signed; or for `everyone`).

    What nobody signed yet is for every prescriber. About fifteen statements, whatever the number of cards.

    Raises:
        Forbidden: the actor may not prescribe.
    """
    work.require(Right.PRESCRIBE)
    connection, house = work.connection, work.establishment_id
    people = {
        card.id: card
        for card in residents.cards(connection, house, work.now).values()
        if work.actor.may(Right.PRESCRIBE, unit_id=card.unit_id)
    }
    refusals = administration.refusals(connection, house, work.now.astimezone(PARIS).date() - REFUSALS_WITHIN)
    back = prescriptions.returns(connection, house, list(people), work.now)
    lines = prescriptions.lines_waiting(
        connection, house, work.now, also=[*refusals, *(one for stay in back for one in stay.line_ids)]
    )
    lines = tuple(one for one in lines if one.resident_id in people)
    mine = None if everyone else prescriptions.answers_for(connection, house, work.actor.user_id, work.now)
    threads = prescriptions.threads(connection, house, [one.id for one in lines])
    found = _cards(work, lines, back, refusals, threads, mine)
    cards = _filled(work, found, people, threads)
    work.saw("resident", dict.fromkeys(card.resident.id for card in cards))
    return tuple(sorted(cards, key=lambda card: most_urgent_first(card.kind, card.since)))


Key = tuple[CardKind, str]


def _cards(
    work: Work,
    lines: Iterable[prescriptions.Line],
    back: Iterable[prescriptions.Return],
    refusals: Mapping[str, int],
    threads: Mapping[str, tuple[prescriptions.NoteRead, ...]],
    mine: frozenset[str] | None,
) -> dict[Key, _Found]:
    """The cards by kind and person."""
    found: dict[Key, _Found] = {}
    returned = {line_id: stay for stay in back for line_id in stay.line_ids}
    for line in lines:
        for kind, since in _kinds(work, line, returned, refusals, threads.get(line.id, ())):
            if mine is not None and kind not in _ANYONES and line.last.signed_by not in mine:
                continue
            card = found.setdefault((kind, line.resident_id), _Found(since))
            card.since = min(card.since, since)
            card.lines.append(line)
            if kind is CardKind.RECONCILE:
                card.due, card.absence_id = returned[line.id].due, returned[line.id].absence_id
    return found


_ANYONES = frozenset({CardKind.ORAL, CardKind.TRANSCRIBED, CardKind.RECONCILE})
"""What any prescriber may settle, whoever signed the line before."""


def _kinds(
    work: Work,
    line: prescriptions.Line,
    returned: Mapping[str, prescriptions.Return],
    refusals: Mapping[str, int],
    thread: tuple[prescriptions.NoteRead, ...],
) -> Iterator[tuple[CardKind, datetime]]:
    """Why a line waits, each reason with the instant since which it does."""
    last = line.last
    if line.awaits is not None:
        if last.status != Status.PROPOSED:
            waited = line.versions[line.awaits - 1]
            yield CardKind.ORAL if waited.origin == Origin.ORAL else CardKind.TRANSCRIBED, waited.signed_at
        return
    if line.id in returned:
        yield CardKind.RECONCILE, returned[line.id].back_at
    if last.status == Status.STOPPED:
        return
    if request := open_request(thread, latest=line.latest):
        yield CardKind.REQUEST, request.at
    if too_many_refusals(refusals.get(line.id, 0), time_critical=last.time_critical):
        yield CardKind.REFUSALS, last.signed_at
    notice = notice_of(line.ends_at, begun=last.anchor, now=work.now)
    if notice and last.status == Status.ACTIVE and not renewal_refused(thread, latest=line.latest):
        assert line.ends_at is not None
        yield renewal_kind(notice), line.ends_at


def _filled(
    work: Work,
    found: Mapping[Key, _Found],
    people: Mapping[str, ResidentCard],
    threads: Mapping[str, tuple[prescriptions.NoteRead, ...]],
) -> list[Card]:
    connection, house = work.connection, work.establishment_id
    lines = {line.id: line for one in found.values() for line in one.lines}
    sealed = prescriptions.sealed_versions(connection, house, list(lines))
    signed = {line_id: _signed_before(line, sealed) for line_id, line in lines.items()}
    since = {
        line_id: max(before.signed_at if before else lines[line_id].created_at, work.now - FACTS_WITHIN)
        for line_id, before in signed.items()
    }
    facts = administration.answers_since(
        connection,
        house,
        {line_id: (lines[line_id].resident_id, at.astimezone(PARIS).date()) for line_id, at in since.items()},
    )
    papers = prescriptions.papers_of(connection, house, {one.transcription_id for one in lines.values()})

    def filled(line: prescriptions.Line) -> CardLine:
        return CardLine(
            line=line,
            shown=line.versions[line.awaits - 1] if line.awaits else line.last,
            before=signed[line.id],
            document_id=papers.get(line.transcription_id or ""),
            facts_since=since[line.id],
            facts=facts.get(line.id, {}),
            thread=threads.get(line.id, ()),
        )

    return [
        Card(kind, people[who], one.since, one.due, one.absence_id, tuple(map(filled, one.lines)))
        for (kind, who), one in found.items()
    ]


def _signed_before(
    line: prescriptions.Line, sealed: Mapping[tuple[str, int], prescriptions.Sealed]
) -> prescriptions.LineVersionRead | None:
    """The last version that a prescriber signed, that which waits apart."""
    waits = line.awaits or line.latest + 1
    signed = [
        version
        for version in line.versions
        if version.number < waits
        and (version.origin == Origin.SIGNED or (line.id, version.number) in sealed)
        and version.status != Status.PROPOSED
    ]
    return signed[-1] if signed else None
