"""JSON shapes of a prescriber's queue; dumped as plain dictionaries, for there may be hundreds of cards."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Response, json
from marshmallow import Schema, fields

from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.http import said
from medcircuit.kernel.shapes import Strict
from medcircuit.kernel.work import Work
from medcircuit.overview.service import Card, CardLine, Queue
from medcircuit.prescriptions.rules.life import days_left
from medcircuit.prescriptions.rules.review import KINDS as OPINIONS
from medcircuit.prescriptions.rules.review import PROBLEMS, OpinionKind
from medcircuit.prescriptions.schemas.lines import version_care, version_care_said, version_sentence
from medcircuit.prescriptions.service import LineVersionRead, NoteRead, OpinionTold
from medcircuit.residents.rules.measures import KINDS
from medcircuit.residents.service.measures import MeasureRead
from medcircuit.staff import service as staff


class QueueQuerySchema(Strict):
    """Whose cards."""

    everyone = fields.Boolean(load_default=False)


class QueueSchema(Schema):
    """The cards, the most urgent first."""

    cards = fields.List(fields.Dict())
    server_time = fields.String()
    me = fields.String()
    answers_for = fields.List(fields.Dict())


def queue_shown(found: Queue, work: Work) -> Response:
    """A queue on the wire."""
    named = staff.names(work.connection, _people(found.cards) | found.answers_for)
    body = {
        "server_time": instant_text(work.now),
        "me": work.actor.user_id,
        "answers_for": [{"id": one, "name": named.get(one, "")} for one in sorted(found.answers_for)],
        "cards": [_card(card, named, work) for card in found.cards],
    }
    return Response(json.dumps(body, sort_keys=False, ensure_ascii=False), content_type="application/json")


def _people(cards: Iterable[Card]) -> set[str]:
    lines = [one for card in cards for one in card.lines]
    people = {note.author_id for one in lines for note in one.thread}
    people |= {one.author_id for card in cards for one in card.opinions}
    people |= {one.opinion.author_id for one in lines if one.opinion} | {one.owner_id or "" for one in lines}
    return people | {
        version.author_id for one in lines for version in (one.line.versions[0], one.before) if version
    }


def _card(card: Card, named: dict[str, str], work: Work) -> dict[str, Any]:
    who = card.resident
    return {
        "id": card.id,
        "kind": card.kind.value,
        "since": instant_text(card.since),
        "due": instant_text(card.due) if card.due else None,
        "overdue": card.overdue,
        "absence": card.absence_id,
        "measures": [_measure(one) for one in card.measures],
        "opinions": [_opinion(one, named) for one in card.opinions],
        "resident": {
            "id": who.id,
            "birth_name": who.birth_name,
            "used_name": who.used_name,
            "first_name": who.first_name,
            "birth_date": who.birth_date.isoformat(),
            "age": who.age,
            "sex": who.sex,
            "room": who.room,
            "allergies": [{"label": one.label, "severity": one.severity.value} for one in who.allergies],
            "homonyms": len(who.homonyms),
        },
        "lines": [_line(one, named, work) for one in card.lines],
    }


def _line(one: CardLine, named: dict[str, str], work: Work) -> dict[str, Any]:
    line = one.line
    shown = _version(one.shown, named)
    before = one.before and (shown if one.before is one.shown else _version(one.before, named))
    return {
        "id": line.id,
        "label": vars(line.label),
        "cis": line.cis,
        "class": line.class_id,
        "latest": line.latest,
        "status": line.status_at(work.now),
        "shown": shown | {"by": named.get(line.versions[0].author_id, "")},
        "before": before,
        "ends_at": instant_text(line.ends_at) if line.ends_at else None,
        "days_left": days_left(line.ends_at, now=work.now) if line.ends_at else None,
        "document": one.document_id,
        "facts_since": instant_text(one.facts_since),
        "facts": dict(one.facts),
        "owner": {"id": one.owner_id, "name": named.get(one.owner_id, "")} if one.owner_id else None,
        "strip": one.strip,
        "used": {"days": one.used[0], "doses": one.used[1]} if one.used else None,
        "opinion": _opinion(one.opinion, named) if one.opinion else None,
        "thread": [_note(note, named) for note in one.thread],
    }


def _version(version: LineVersionRead, named: dict[str, str]) -> dict[str, Any]:
    return {
        "number": version.number,
        "act": version.act,
        "status": version.status,
        "sentence": version_sentence(version),
        "route": version.route_label,
        "instructions": list(version.instructions),
        "regime": version.regime,
        "time_critical": version.time_critical,
        "crush": version.crush,
        "badges": version.badges,
        "care": version_care(version),
        "care_said": version_care_said(version),
        "origin": version.origin,
        "ordered_by": version.ordered_by,
        "by": named.get(version.author_id, ""),
        "at": instant_text(version.signed_at),
        "from": instant_text(version.effective_from),
        "reason": version.reason,
    }


def _note(note: NoteRead, named: dict[str, str]) -> dict[str, Any]:
    return {
        "id": note.id,
        "kind": note.kind.value,
        "wants": note.wants.value if note.wants else None,
        "text": note.text,
        "by": named.get(note.author_id, ""),
        "at": instant_text(note.at),
        "replies_to": note.replies_to,
        "version": note.version,
    }


def _measure(noted: MeasureRead) -> dict[str, Any]:
    return {
        "kind": noted.measure.kind,
        "label": said(KINDS[noted.measure.kind].label),
        "said": noted.measure.said,
        "at": instant_text(noted.measure.at),
    }


def _opinion(told: OpinionTold, named: dict[str, str]) -> dict[str, Any]:
    return {
        "id": told.id,
        "kind": told.kind,
        "kind_label": said(OPINIONS[OpinionKind(told.kind)]),
        "problem": said(PROBLEMS[told.problem]) if told.problem else None,
        "text": told.text,
        "by": named.get(told.author_id, ""),
        "at": instant_text(told.at),
        "open": told.open,
    }
