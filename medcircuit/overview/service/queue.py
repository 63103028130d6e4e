"""A prescriber's queue: what waits for a signature, by urgency, each with the facts since the last one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.overview.rules import (
    CardKind,
    most_urgent_first,
    refused_since,
    renewal_kind,
    used_often,
)
from medcircuit.overview.service.facts import Gathered, all_facts, first_facts
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.life import (
    Origin,
    countersigned_before,
    is_overdue,
    notice_of,
)
from medcircuit.prescriptions.rules.lines import Status
from medcircuit.prescriptions.rules.standing_in import owner_of
from medcircuit.prescriptions.rules.talking import open_request, renewal_refused
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.residents.service.measures import MeasureRead
from medcircuit.staff import service as staff

FACTS_WITHIN = timedelta(days=28)
"""How far back the facts of a card go, where the last signature is older."""


@dataclass(frozen=True)
class CardLine:
    """A line of a card: as it stands, as it was signed before (None: new), and what happened since.

    `owner_id`: whose line it is; `strip`: a letter for each of the last 28 days; `used`: days and doses as needed of
    those days, None where it is not given so.
    """

    line: prescriptions.Line
    shown: prescriptions.LineVersionRead
    before: prescriptions.LineVersionRead | None
    owner_id: str | None
    document_id: str | None
    facts_since: datetime
    facts: Mapping[str, int]
    strip: str
    used: tuple[int, int] | None
    opinion: prescriptions.OpinionTold | None
    thread: tuple[prescriptions.NoteRead, ...]


@dataclass(frozen=True)
class Card:
    """Why a person's lines wait for a prescriber; `due` is when an answer must have come, where a rule says so.

    A card of opinions about all of a person's lines has no line.
    """

    kind: CardKind
    resident: ResidentCard
    since: datetime
    due: datetime | None
    overdue: bool
    absence_id: str | None
    measures: tuple[MeasureRead, ...]
    opinions: tuple[prescriptions.OpinionTold, ...]
    lines: tuple[CardLine, ...]

    @property
    def id(self) -> str:
        """What names the card as long as it waits for the same."""
        return f"{self.kind.value}/{self.resident.id}/{self.since.isoformat()}"


@dataclass(frozen=True)
class Queue:
    """What waits, the most urgent first; `answers_for`: those whom the actor stands in for today."""

    cards: tuple[Card, ...]
    answers_for: frozenset[str]


@dataclass
class _Found:
    """A card on the way: its lines, and since when it waits."""

    since: datetime
    due: datetime | None = None
    absence_id: str | None = None
    lines: list[prescriptions.Line] = field(default_factory=list)


@dataclass(frozen=True)
class _Signed:
    """The last version of a line that a prescriber signed, and whose line it is."""

    version: prescriptions.LineVersionRead | None
    owner_id: str | None


@dataclass(frozen=True)
class _Read:
    """All that decides which lines wait: read once for everybody."""

    lines: tuple[prescriptions.Line, ...]
    returned: Mapping[str, prescriptions.Return]
    threads: Mapping[str, tuple[prescriptions.NoteRead, ...]]
    signed: Mapping[str, _Signed]
    facts: Gathered


def queue(work: Work, *, everyone: bool = False) -> Queue:
    """What waits for the actor (for the lines that they, or those they stand in for, signed; or for `everyone`).

    What nobody signed yet, and what a prescriber signed who is no longer here, is for every prescriber. About twenty
    statements, whatever the number of cards.

    Raises:
        Forbidden: the actor may not prescribe.
    """
    work.require(Right.PRESCRIBE)
    people = {
        card.id: card
        for card in residents.cards(work.connection, work.establishment_id, work.now).values()
        if work.actor.may(Right.PRESCRIBE, unit_id=card.unit_id)
    }
    periods = prescriptions.every_stand_in(work.connection, work.establishment_id)
    read = _read(work, people, periods)
    connection, house = work.connection, work.establishment_id
    mine = prescriptions.answers_for(connection, house, work.actor.user_id, work.now)
    here = staff.holders(connection, house, Right.PRESCRIBE, work.now)
    found = _cards(work, read, None if everyone else mine, frozenset(here))
    for resident_id in people:
        if told := read.facts.whole(resident_id):
            found.setdefault((CardKind.OPINION, resident_id), _Found(told[0].at))
    cards = _filled(work, found, people, read)
    work.saw("resident", dict.fromkeys(card.resident.id for card in cards))
    ranked = sorted(cards, key=lambda card: most_urgent_first(card.kind, card.since, overdue=card.overdue))
    return Queue(tuple(ranked), mine - {work.actor.user_id})


Key = tuple[CardKind, str]


def _day(at: datetime) -> date:
    return at.astimezone(PARIS).date()


def _read(work: Work, people: Mapping[str, ResidentCard], periods: Iterable[prescriptions.StandIn]) -> _Read:
    """The lines that may wait, with what was said and signed of them."""
    connection, house = work.connection, work.establishment_id
    facts = first_facts(work, list(people))
    back = prescriptions.returns(connection, house, list(people), work.now)
    also = facts.line_ids | {one for stay in back for one in stay.line_ids}
    waiting = prescriptions.lines_waiting(connection, house, work.now, also=also)
    lines = tuple(one for one in waiting if one.resident_id in people)
    ids = [one.id for one in lines]
    sealed = prescriptions.sealed_versions(connection, house, ids)
    periods = tuple(periods)
    return _Read(
        lines=lines,
        returned={line_id: stay for stay in back for line_id in stay.line_ids},
        threads=prescriptions.threads(connection, house, ids),
        signed={one.id: _signed(one, sealed, periods) for one in lines},
        facts=facts,
    )


def _cards(work: Work, read: _Read, mine: frozenset[str] | None, here: frozenset[str]) -> dict[Key, _Found]:
    """The cards by kind and person; a line whose prescriber is no longer here is everybody's."""
    found: dict[Key, _Found] = {}
    for line in read.lines:
        owner = read.signed[line.id].owner_id
        theirs = mine is None or owner in mine or owner not in here
        for kind, since in _kinds(work, line, read):
            if not theirs and kind not in _ANYONES:
                continue
            card = found.setdefault((kind, line.resident_id), _Found(since))
            card.since = min(card.since, since)
            card.lines.append(line)
            if kind is CardKind.RECONCILE:
                card.due, card.absence_id = read.returned[line.id].due, read.returned[line.id].absence_id
            elif kind in _COUNTERSIGNED:
                due = countersigned_before(kind.value, since)
                card.due = min(card.due or due, due)
    return found


_ANYONES = frozenset({CardKind.ORAL, CardKind.TRANSCRIBED, CardKind.RECONCILE})
"""What any prescriber may settle, whoever signed the line before."""
_COUNTERSIGNED = frozenset({CardKind.ORAL, CardKind.TRANSCRIBED})


def _kinds(work: Work, line: prescriptions.Line, read: _Read) -> Iterator[tuple[CardKind, datetime]]:
    """Why a line waits, each reason with the instant since which it does."""
    last = line.last
    if line.awaits is not None:
        if last.status != Status.PROPOSED:
            waited = line.versions[line.awaits - 1]
            yield CardKind.ORAL if waited.origin == Origin.ORAL else CardKind.TRANSCRIBED, waited.signed_at
        return
    if line.id in read.returned:
        yield CardKind.RECONCILE, read.returned[line.id].back_at
    if last.status == Status.STOPPED:
        return
    thread = read.threads.get(line.id, ())
    opinion = read.facts.opinion_on(line.resident_id, line.id)
    if opinion is not None and opinion.open:
        yield CardKind.OPINION, opinion.at
    if request := open_request(thread, latest=line.latest):
        yield CardKind.REQUEST, request.at
    yield from _from_doses(work, line, read.facts)
    notice = notice_of(line.ends_at, begun=last.anchor, now=work.now)
    if notice and last.status == Status.ACTIVE and not renewal_refused(thread, latest=line.latest):
        assert line.ends_at is not None
        yield renewal_kind(notice), line.ends_at


def _from_doses(work: Work, line: prescriptions.Line, facts: Gathered) -> Iterator[tuple[CardKind, datetime]]:
    """Reasons that lie in what was given, or was not."""
    last = line.last
    refused = refused_since(facts.refusals.get(line.id, ()), last.signed_at, time_critical=last.time_critical)
    if refused is not None:
        yield CardKind.REFUSALS, refused
    used = [day for day, _ in facts.used.get(line.id, ())]
    since = used_often(used, _day(last.signed_at), _day(work.now)) if used else None
    if since is not None:
        yield CardKind.OFTEN, datetime.combine(since, time(), PARIS)


def _filled(
    work: Work, found: Mapping[Key, _Found], people: Mapping[str, ResidentCard], read: _Read
) -> list[Card]:
    connection, house = work.connection, work.establishment_id
    lines = {line.id: line for one in found.values() for line in one.lines}
    facts = all_facts(work, read.facts, {who for _, who in found})
    papers = prescriptions.papers_of(connection, house, {one.transcription_id for one in lines.values()})
    filled = {
        line.id: _line(work, line, read, facts, papers.get(line.transcription_id or ""))
        for line in lines.values()
    }
    return [
        Card(
            kind=kind,
            resident=people[who],
            since=one.since,
            due=one.due,
            overdue=is_overdue(one.due, work.now),
            absence_id=one.absence_id,
            measures=tuple(facts.measures.get(who, ())),
            opinions=facts.whole(who) if kind is CardKind.OPINION else (),
            lines=tuple(filled[line.id] for line in one.lines),
        )
        for (kind, who), one in found.items()
    ]


def _line(
    work: Work, line: prescriptions.Line, read: _Read, facts: Gathered, document_id: str | None
) -> CardLine:
    signed = read.signed[line.id]
    before = signed.version
    since = max(before.signed_at if before else line.created_at, work.now - FACTS_WITHIN)
    shown = line.versions[line.awaits - 1] if line.awaits else line.last
    days = facts.used.get(line.id, ())
    return CardLine(
        line=line,
        shown=shown,
        before=before,
        owner_id=signed.owner_id,
        document_id=document_id,
        facts_since=since,
        facts=facts.counts(line.id, _day(since)),
        strip=facts.strip(line.id, _day(work.now)),
        used=(len(days), sum(doses for _, doses in days)) if shown.as_needed else None,
        opinion=facts.opinion_on(line.resident_id, line.id),
        thread=read.threads.get(line.id, ()),
    )


def _signed(
    line: prescriptions.Line,
    sealed: Mapping[tuple[str, int], prescriptions.Sealed],
    periods: Iterable[prescriptions.StandIn],
) -> _Signed:
    """The last version that a prescriber signed (that which waits apart), and whose line it is by all that were."""
    waits = line.awaits or line.latest + 1
    signings = []
    last = None
    for version in line.versions:
        seal = sealed.get((line.id, version.number))
        signs = version.origin == Origin.SIGNED or seal is not None
        if version.number < waits and signs and version.status != Status.PROPOSED:
            last = version
            signings.append((seal.signer_id if seal else version.signed_by, _day(version.signed_at)))
    return _Signed(last, owner_of(signings, periods))
