"""JSON shapes of consultations."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask import Response, json
from marshmallow import Schema, fields, post_load, validate

from medcircuit.consultations.rules import (
    GLASS_REASONS,
    LEAST_WORDS,
    MOST_H,
    MOST_RESIDENTS,
    REASONS,
    Category,
    Consultation,
    Kind,
)
from medcircuit.consultations.service import Glass, Held, Item, Setting, named_residents
from medcircuit.kernel.http import said
from medcircuit.kernel.shapes import FlagField, Strict
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.schemas import version_sentence

_ID = validate.Regexp(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")


class ConsultationSchema(Strict):
    """A consultation to be given."""

    id = fields.String(required=True, validate=_ID)
    reader = fields.String(required=True, validate=validate.Length(1, 36))
    residents = fields.List(
        fields.String(validate=validate.Length(1, 36)),
        required=True,
        validate=validate.Length(1, MOST_RESIDENTS),
    )
    categories = fields.List(fields.Enum(Category, by_value=True), required=True)
    reason = fields.String(required=True, validate=validate.Length(1, 20))
    words = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))
    starts_at = fields.AwareDateTime(format="iso", required=True)
    ends_at = fields.AwareDateTime(format="iso", required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Consultation:
        """The consultation."""
        whose, what = frozenset(data.pop("residents")), frozenset(data.pop("categories"))
        words = (data.pop("words") or "").strip() or None
        return Consultation(kind=Kind.GRANTED, residents=whose, categories=what, words=words, **data)


class GlassSchema(Strict):
    """A glass to be broken."""

    id = fields.String(required=True, validate=_ID)
    resident = fields.String(required=True, validate=validate.Length(1, 36))
    reason = fields.String(required=True, validate=validate.Length(1, 20))
    words = fields.String(required=True, validate=validate.Length(max=500))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Glass:
        """What is asked."""
        return Glass(**data)


class AccessReadingSchema(Strict):
    """What is to be read."""

    resident = fields.String(required=True, validate=validate.Length(1, 36))
    category = fields.Enum(Category, by_value=True, required=True)


class GlassJudgementSchema(Strict):
    """What somebody found of a broken glass."""

    justified = FlagField(required=True)
    note = fields.String(required=True, validate=validate.Length(max=500))


class AccessSettingSchema(Strict):
    """What an establishment chooses."""

    longest_h = fields.Integer(required=True, strict=True, validate=validate.Range(1, MOST_H))
    manager_grants = FlagField(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Setting:
        """The choice."""
        return Setting(**data)


class AccessesSchema(Schema):
    """Consultations, the people they are about, and what may be chosen."""

    consultations = fields.List(fields.Dict())
    residents = fields.Dict()


class AccessReadSchema(Schema):
    """What was read."""

    items = fields.List(fields.Dict())


class AccessChoicesSchema(Schema):
    """Whom, what and why a consultation can name."""

    residents = fields.List(fields.Dict())
    readers = fields.List(fields.Dict())


class GlassNoticesSchema(Schema):
    """How many broken glasses nobody has judged."""

    to_judge = fields.Integer()


class AccessLogSchema(Schema):
    """Who read what of a person."""

    reads = fields.List(fields.Dict())


def _sent(body: Mapping[str, Any]) -> Response:
    return Response(json.dumps(body), content_type="application/json")


def listed(work: Work, found: Iterable[Held]) -> Response:
    """Consultations on the wire."""
    found = tuple(found)
    return _sent(
        {
            "server_time": work.now.isoformat(),
            "consultations": [held_json(one, work) for one in found],
            "residents": named_residents(work, {who for one in found for who in one.said.residents}),
        }
    )


def held_json(one: Held, work: Work) -> dict[str, Any]:
    """A consultation, its texts in the reader's language."""
    told = one.said
    labels = GLASS_REASONS if told.kind is Kind.GLASS else REASONS
    ended = one.ended_at or (told.ends_at if told.ends_at <= work.now else None)
    return {
        "id": told.id,
        "kind": told.kind.value,
        "reader": told.reader,
        "reader_name": one.reader_name,
        "residents": sorted(told.residents),
        "categories": [category.value for category in Category if category in told.categories],
        "reason": said(labels[told.reason]),
        "words": told.words,
        "starts_at": told.starts_at.isoformat(),
        "ends_at": told.ends_at.isoformat(),
        "by_name": one.by_name,
        "ended_at": ended.isoformat() if ended else None,
        "ended_by": one.ended_by,
        "justified": one.justified,
        "note": one.note,
        "judged_by": one.judged_by,
        "own": told.reader == work.actor.user_id,
        "reads": one.reads,
    }


def one_held(work: Work, one: Held) -> Response:
    """One consultation on the wire."""
    return _sent(
        {"consultations": [held_json(one, work)], "residents": named_residents(work, one.said.residents)}
    )


def items_said(items: Iterable[Item]) -> Response:
    """What was read, on the wire."""
    return _sent({"items": [_item(one) for one in items]})


def _item(one: Item) -> dict[str, Any]:
    sentence = (version_sentence(one.version),) if one.version else ()
    return {
        "title": said(one.title),
        "lines": [said(text) for text in (*sentence, *one.lines)],
        "at": one.at.isoformat() if one.at else None,
        "number": one.number,
        "grave": one.grave,
        "suspended": one.version is not None and one.version.status == "suspended",
    }


def choices_said(body: Mapping[str, Any]) -> Response:
    """Whom, what and why a consultation can name, on the wire."""
    reasons = {
        name: [{"code": code, "label": said(label)} for code, label in labels.items()]
        for name, labels in (("reasons", REASONS), ("glass_reasons", GLASS_REASONS))
    }
    categories = [one.value for one in Category]
    return _sent({**body, **reasons, "categories": categories, "least_words": LEAST_WORDS})


def log_said(rows: Iterable[Any]) -> Response:
    """Who read what of a person, on the wire."""
    return _sent({"reads": [_read_said(row) for row in rows]})


def _read_said(row: Any) -> dict[str, Any]:
    labels = GLASS_REASONS if row.kind == Kind.GLASS.value else REASONS
    return {
        "at": row.at.isoformat(),
        "category": row.category,
        "by": row.reader_name,
        "kind": row.kind,
        "reason": said(labels[row.reason]),
        "words": row.words,
        "granted_by": row.by_name,
    }
