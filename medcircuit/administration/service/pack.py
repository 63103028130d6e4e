"""What the page of a round asks for, as plain dictionaries: the pack, and what happened since."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import dose_state, event
from medcircuit.administration.models import scan as scan_table
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.administration.service.acts import label_json, measures_json, worn_json
from medcircuit.administration.service.doses_told import changed_json, dose_told
from medcircuit.administration.service.rounds import Counted, Round, read_round, rounds_of_day
from medcircuit.administration.service.stopped import stops_json, waiting_badges
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS, instant_text
from medcircuit.kernel.once import Once
from medcircuit.kernel.prepared import Prepared
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.words import brand
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.doses import PlannedDose
from medcircuit.prescriptions.service import LineQuestion
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.residents.rules.tokens import TokenRead
from medcircuit.staff import service as staff

OVERLAP = timedelta(seconds=10)
"""How far back a poll looks again: an act is dated when its request began, and may be on the disk a little later."""
IN_PROGRESS = timedelta(minutes=10)
"""How long a scan marks a resident as being given to."""

_CHANGED = Prepared(
    select(
        dose_state.c.dose_key,
        dose_state.c.resident_id,
        dose_state.c.state,
        dose_state.c.at,
        dose_state.c.by,
        dose_state.c.by_name,
        dose_state.c.event_id,
        dose_state.c.flags,
        dose_state.c.offer_again_at,
        dose_state.c.tries,
    ).where(
        dose_state.c.establishment_id == bindparam("establishment"),
        dose_state.c.unit_id == bindparam("unit"),
        dose_state.c.changed_at >= bindparam("since"),
    )
)
_OPENED = Prepared(
    select(scan_table.c.resident_id, scan_table.c.actor_id, scan_table.c.at)
    .where(
        scan_table.c.establishment_id == bindparam("establishment"),
        scan_table.c.unit_id == bindparam("unit"),
        scan_table.c.received_at > bindparam("since"),
        scan_table.c.resident_id.is_not(None),
        scan_table.c.verdict != "stop",
    )
    .order_by(scan_table.c.received_at, scan_table.c.id)
)


class CursorUnreadable(Invalid):
    """A cursor is none of those that were given out."""

    code = "cursor_unreadable"
    sentence = "Cette position n'est pas lisible. Rechargez la page."


def day_json(work: Work, day: date) -> dict[str, Any]:
    """The rounds of a day, in JSON."""
    return {
        "date": day.isoformat(),
        "server_time": instant_text(work.now),
        "rounds": [_counted_json(one) for one in rounds_of_day(work, day)],
    }


def _counted_json(one: Counted) -> dict[str, Any]:
    return {
        "unit": {"id": one.unit_id, "name": one.unit_name},
        "moment": {"code": one.span.moment_code, "label": one.span.label},
        "starts_at": instant_text(one.span.starts_at.astimezone(UTC)),
        "ends_at": instant_text(one.span.ends_at.astimezone(UTC)),
        "doses": one.doses,
        "closed_doses": one.answered,
        "residents": one.people,
        "closed": closed_json(one.closing),
    }


def closed_json(closing: Row[*tuple[Any, ...]] | None) -> dict[str, Any] | None:
    """By whom and when a round was closed."""
    if closing is None:
        return None
    return {"by": closing.closed_by_name, "at": instant_text(closing.closed_at), "untraced": closing.untraced}


def pack(work: Work, name: RoundName) -> dict[str, Any]:
    """Everything the page needs to give a round, in JSON; at most twelve statements, whatever its size.

    Where someone is back from hospital, or a line was just stopped, at most five more. Each dose is a pair: what its
    plan alone says (the same object as long as that is remembered), and what is so now (equal ones are told alike).

    Raises:
        Forbidden: the actor may not open the rounds of this unit.
        NotFound: this establishment has no such unit, or the unit no such round.
    """
    read = read_round(work, name)
    connection, house = work.connection, work.establishment_id
    people = [card.id for card in read.cards]
    work.saw("resident", people)
    tokens = residents.tokens_of(connection, house, people)
    classes = sorted({due.planned.class_id for due in read.doses})
    news = prescriptions.news_of(connection, house, people, work.now)
    waiting = waiting_badges(work, read.cards, news.awaiting)
    products = medicines.products_of_classes(connection, classes)
    return {
        "round": _round_json(read),
        "version": read.version(waiting),
        "made_at": instant_text(work.now),
        "server_time": instant_text(work.now),
        "zone": PARIS.key,
        "cursor": _milliseconds(work.now),
        "residents": [_card_json(card) for card in read.cards],
        "tokens": {token.code_hash: _token_json(token) for token in tokens},
        "doses": [dose_told(due, work.now, waiting) for due in read.doses],
        "to_decide": [_question_json(one) for one in read.plan.to_decide],
        "products": {one.gtin: _product_json(one) for one in products},
        "elsewhere": _ELSEWHERE.of(read.plan.planned, None),
        "recalled_lots": [],
        "stops": stops_json(work, news.stopped) if read.opened is None else [],
        "staff": _staff(read.plan.states),
        "measures": measures_json(work, read.doses),
        "worn": worn_json(read.plan, {due.planned.key for due in read.doses}),
    }


def events_after(work: Work, name: RoundName, cursor: int) -> dict[str, Any]:
    """What happened in a round since a cursor, in JSON; a state may come twice, for it is a state and no step.

    Raises:
        Forbidden: the actor may not open the rounds of this unit.
        NotFound: this establishment has no such unit, or the unit no such round.
        CursorUnreadable: the cursor is out of all bounds.
    """
    if not 0 <= cursor <= _milliseconds(work.now) + 86_400_000:
        raise CursorUnreadable
    read = read_round(work, name)
    asked = {"establishment": work.establishment_id, "unit": name.unit_id}
    since = datetime.fromtimestamp(cursor / 1000, UTC) - OVERLAP
    changed = [row for row in _CHANGED.rows(work.connection, asked | {"since": since}) if read.holds(row)]
    opened = _OPENED.rows(work.connection, asked | {"since": work.now - IN_PROGRESS})
    if changed:
        work.saw("resident", dict.fromkeys(row.resident_id for row in changed))
    beside = _in_progress(work, read, opened)
    scanning = {one["by"] for one in beside} - {row.by for row in changed}
    people = [card.id for card in read.cards]
    news = prescriptions.news_of(work.connection, work.establishment_id, people, work.now)
    return {
        "cursor": _milliseconds(work.now),
        "server_time": instant_text(work.now),
        "doses": [changed_json(row, read.plan.find(row.dose_key)) for row in changed],
        "in_progress": beside,
        "plan_version": read.version(waiting_badges(work, read.cards, news.awaiting)),
        "closed": closed_json(read.closing),
        "stops": stops_json(work, news.stopped) if read.opened is None else [],
        "staff": _staff(changed) | (staff.names(work.connection, scanning) if scanning else {}),
    }


_HELD = (
    select(
        event.c.id,
        event.c.kind,
        event.c.dose_key,
        event.c.line_id,
        event.c.resident_id,
        event.c.unit_id,
        event.c.at,
        event.c.received_at,
        event.c.actor_id,
        event.c.actor_name,
    )
    .where(event.c.establishment_id == bindparam("establishment"), event.c.held)
    .order_by(event.c.received_at.desc(), event.c.id.desc())
    .limit(200)
)


def held_json(work: Work) -> dict[str, Any]:
    """The last facts that no planned dose received, in JSON: kept, and waiting for somebody to place them.

    Raises:
        Forbidden: the actor may read no round.
    """
    work.require(Right.READ_ROUND)
    rows = [
        row
        for row in work.connection.execute(_HELD, {"establishment": work.establishment_id})
        if row.unit_id is None or work.actor.may(Right.READ_ROUND, unit_id=row.unit_id)
    ]
    work.saw("resident", dict.fromkeys(row.resident_id for row in rows))
    return {
        "held": [
            {
                "id": row.id,
                "kind": row.kind,
                "dose": row.dose_key,
                "line": row.line_id,
                "resident": row.resident_id,
                "unit": row.unit_id,
                "at": instant_text(row.at),
                "received_at": instant_text(row.received_at),
                "by": row.actor_id,
                "by_name": row.actor_name,
            }
            for row in rows
        ]
    }


def _in_progress(work: Work, read: Round, opened: Iterable[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """At whom another carer is: their last scan of the last ten minutes, while that person has doses left."""
    last = {row.actor_id: row for row in opened if row.actor_id != work.actor.user_id}
    left = {due.planned.resident_id for due in read.doses if due.state is DoseState.DUE}
    return [
        {"resident": row.resident_id, "by": row.actor_id, "since": instant_text(row.at)}
        for row in last.values()
        if row.resident_id in left
    ]


def _milliseconds(at: datetime) -> int:
    return int(at.timestamp() * 1000)


def _round_json(read: Round) -> dict[str, Any]:
    return {
        "unit": {"id": read.name.unit_id, "name": read.unit_name},
        "date": read.name.day.isoformat(),
        "moment": {"code": read.span.moment_code, "label": read.span.label},
        "starts_at": instant_text(read.span.starts_at.astimezone(UTC)),
        "ends_at": instant_text(read.span.ends_at.astimezone(UTC)),
        "closed": closed_json(read.closing),
    }


def _card_json(card: ResidentCard) -> dict[str, Any]:
    away = card.absence
    return {
        "id": card.id,
        "birth_name": card.birth_name,
        "used_name": card.used_name,
        "first_name": card.first_name,
        "birth_date": card.birth_date.isoformat(),
        "age": card.age,
        "sex": card.sex,
        "room": card.room,
        "order": card.walking_order,
        "portrait": f"/api/residents/{card.id}/portrait" if card.has_portrait else None,
        "allergies": [{"label": one.label, "severity": one.severity.value} for one in card.allergies],
        "texture": card.texture,
        "notes": card.notes,
        "homonyms": list(card.homonyms),
        "absence": {
            "kind": away.kind.value,
            "kind_label": away.kind_label,
            "starts_at": instant_text(away.starts_at),
            "ends_at": instant_text(away.ends_at),
        }
        if away
        else None,
        "ins_status": card.ins_status,
    }


def _token_json(token: TokenRead) -> dict[str, Any]:
    return {
        "resident": token.resident_id,
        "number": token.number,
        "revoked_at": instant_text(token.revoked_at),
    }


def _question_json(one: LineQuestion) -> dict[str, Any]:
    return {
        "resident": one.resident_id,
        "line": one.line_id,
        "label": label_json(one.label),
        "question": one.question,
        "code": one.code,
    }


def _product_json(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return {
        "class": row.class_id,
        "label": row.label,
        "brand": brand(row.label).upper(),
        "cip13": row.gtin[1:],
    }


def _elsewhere(planned: tuple[PlannedDose, ...], _: None) -> dict[str, list[str]]:
    having: dict[str, set[str]] = {}
    for one in planned:
        having.setdefault(one.class_id, set()).add(one.resident_id)
    return {class_id: sorted(people) for class_id, people in sorted(having.items())}


_ELSEWHERE: Once[tuple[PlannedDose, ...], None, dict[str, list[str]]] = Once(_elsewhere, most=64)
"""For each class, the people of the round's unit who have doses of it; of other units a tablet knows nothing."""


def _staff(states: Sequence[Row[*tuple[Any, ...]]]) -> dict[str, str]:
    return {row.by: row.by_name for row in states if row.by is not None and row.by_name is not None}
