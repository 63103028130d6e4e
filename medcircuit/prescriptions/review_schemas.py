"""JSON shapes of the pharmacist's review."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from flask_babel import gettext
from marshmallow import fields, post_load, validate

from medcircuit.kernel.access import Actor, Right
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import KINDS as FINDINGS
from medcircuit.kernel.http import filled, said
from medcircuit.kernel.ids import ID
from medcircuit.kernel.shapes import Strict
from medcircuit.prescriptions.rules.checks import Alert
from medcircuit.prescriptions.rules.review import (
    INTERVENTIONS,
    KINDS,
    OUTCOMES,
    PROBLEMS,
    TEMPLATES,
    Acceptance,
    Opinion,
    OpinionKind,
)
from medcircuit.prescriptions.schemas import version_sentence
from medcircuit.prescriptions.service.reading import Line
from medcircuit.prescriptions.service.review import Dossier, OpinionRead, Queued

WHY = {
    "stop": ("%(n)s alerte STOP", "%(n)s alertes STOP"),
    "confirm": ("%(n)s alerte à confirmer", "%(n)s alertes à confirmer"),
    "lines": ("%(n)s ligne", "%(n)s lignes"),
    "age": ("%(n)s an", "%(n)s ans"),
    "unread": ("%(n)s ligne à lire", "%(n)s lignes à lire"),
    "blocked": ("%(n)s blocage sans réponse", "%(n)s blocages sans réponse"),
}
"""What makes a risk score, in words: of one, of several."""


class ReviewOpinionSchema(Strict):
    """An opinion on a version of a line, or on all lines; its id is the browser's."""

    id = fields.String(required=True, validate=ID)
    kind = fields.Enum(OpinionKind, by_value=True, required=True)
    line_id = fields.String(load_default=None, allow_none=True, data_key="line", validate=ID)
    version = fields.Integer(
        load_default=None, allow_none=True, strict=True, validate=validate.Range(1, 10_000)
    )
    problem = fields.String(load_default=None, allow_none=True, validate=validate.OneOf(list(PROBLEMS)))
    intervention = fields.String(
        load_default=None, allow_none=True, validate=validate.OneOf(list(INTERVENTIONS))
    )
    text = fields.String(load_default="", validate=validate.Length(max=1000))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Opinion:
        """The opinion."""
        return Opinion(**data)


class ReviewMessageSchema(Strict):
    """A message in the thread of an opinion; its id is the browser's."""

    id = fields.String(required=True, validate=ID)
    text = fields.String(required=True, validate=validate.Length(1, 1000))


class ReviewOutcomeSchema(Strict):
    """What becomes of an opinion: 1 accepted, 2 not accepted, 4 accepted with a change."""

    outcome = fields.String(required=True, validate=validate.OneOf(list(OUTCOMES)))


class ReviewQueueSchema(Strict):
    """Who waits for a review."""

    residents = fields.List(fields.Dict(), required=True)
    statistics = fields.List(fields.Dict(), required=True)
    days = fields.Integer(required=True)
    may_review = fields.Boolean(required=True)


class ReviewSchema(Strict):
    """One resident's lines, findings and opinions, and the closed lists of codes."""

    resident = fields.String(required=True)
    lines = fields.List(fields.Dict(), required=True)
    findings = fields.List(fields.Dict(), required=True)
    opinions = fields.List(fields.Dict(), required=True)
    codes = fields.Dict(required=True)
    may_review = fields.Boolean(required=True)
    may_settle = fields.Boolean(required=True)


def queue_shown(
    found: Iterable[Queued], counts: Iterable[Acceptance], days: int, actor: Actor
) -> dict[str, Any]:
    """The queue and what became of the opinions."""
    return {
        "residents": [_queued(one) for one in found],
        "statistics": [_counted(one) for one in counts],
        "days": days,
        "may_review": actor.may(Right.REVIEW),
    }


def _queued(one: Queued) -> dict[str, Any]:
    card = one.card
    return {
        "id": card.id,
        "birth_name": card.birth_name,
        "used_name": card.used_name,
        "first_name": card.first_name,
        "age": card.age,
        "room": card.room,
        "lines": one.lines,
        "unread": one.unread,
        "open": one.open,
        "score": one.risk.score,
        "why": [_why(word) for word in one.risk.why],
        "last": {"at": instant_text(one.last.at), "kind": said(KINDS[OpinionKind(one.last.kind)])}
        if one.last
        else None,
    }


def _why(word: str) -> str:
    code, _, count = word.partition(":")
    one, several = WHY[code]
    return str(gettext(one if count == "1" else several) % {"n": count})


def _counted(one: Acceptance) -> dict[str, Any]:
    return {
        "problem": one.problem,
        "label": said(PROBLEMS[one.problem]),
        "given": one.given,
        "accepted": one.accepted,
        "modified": one.modified,
        "refused": one.refused,
        "unanswered": one.unanswered,
        "rate": one.rate,
    }


def review_shown(
    found: Dossier, now: datetime, names: Mapping[str, str], actor: Actor, unit_id: str | None
) -> dict[str, Any]:
    """One resident's review, as a reader sees it."""
    reviews, prescribes = (actor.may(right, unit_id=unit_id) for right in (Right.REVIEW, Right.PRESCRIBE))
    return {
        "resident": found.resident_id,
        "lines": [_line(one, one.id in found.unread, now) for one in found.lines],
        "findings": [_finding(one) for one in found.alerts],
        "opinions": [_opinion(one, names) for one in found.opinions],
        "codes": {
            "kinds": _labelled({kind.value: label for kind, label in KINDS.items()}),
            "problems": _labelled(PROBLEMS),
            "interventions": _labelled(INTERVENTIONS),
            "outcomes": _labelled(OUTCOMES),
            "templates": [
                {**vars(one), "label": said(one.label), "text": said(one.text)} for one in TEMPLATES
            ],
        },
        "may_review": reviews,
        "may_settle": prescribes,
    }


def _labelled(labels: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"code": code, "label": said(label)} for code, label in labels.items()]


def _line(one: Line, unread: bool, now: datetime) -> dict[str, Any]:  # noqa: FBT001 - a fact of the line
    held = one.at(now) or one.versions[-1]
    return {
        "id": one.id,
        "substance": one.label.substance,
        "strength": one.label.strength,
        "form": one.label.form,
        "brand": one.label.brand,
        "version": one.latest,
        "status": one.status_at(now),
        "sentence": version_sentence(held),
        "route": held.route_label,
        "since": instant_text(held.effective_from),
        "unread": unread,
    }


def _finding(alert: Alert) -> dict[str, Any]:
    kind = FINDINGS[alert.finding.code]
    return {
        "code": kind.code,
        "tier": alert.finding.tier.name.lower(),
        "sentence": filled(kind.sentence, alert.finding.facts),
        "advice": filled(kind.advice, alert.finding.facts).strip(),
        "lines": list(alert.lines),
        "source": alert.source,
        "dated": alert.dated.isoformat() if alert.dated else None,
    }


def _opinion(one: OpinionRead, names: Mapping[str, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "line": one.line_id,
        "version": one.version,
        "kind": one.kind,
        "kind_label": said(KINDS[OpinionKind(one.kind)]),
        "problem": said(PROBLEMS[one.problem]) if one.problem else None,
        "intervention": said(INTERVENTIONS[one.intervention]) if one.intervention else None,
        "text": one.text,
        "by": names.get(one.author_id, ""),
        "at": instant_text(one.at),
        "open": one.open,
        "outcome": said(OUTCOMES[one.outcome]) if one.outcome else None,
        "answered_by": names.get(one.answered_by or ""),
        "messages": [
            {"text": message.text, "by": names.get(message.author_id, ""), "at": instant_text(message.at)}
            for message in one.messages
        ],
    }
