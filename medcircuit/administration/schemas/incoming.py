"""What comes in: JSON that becomes the values of the rules, or is refused with every wrong field named."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from marshmallow import ValidationError, fields, post_load, validate

from medcircuit.administration.rules.entry import Gesture, Override, Unread, Unreadable
from medcircuit.administration.rules.reading import RoundName, Scan
from medcircuit.administration.rules.vocabulary import (
    EventKind,
)
from medcircuit.administration.service import Closing
from medcircuit.kernel.field_words import NO_INSTANT, UNPRINTABLE
from medcircuit.kernel.http import malformed
from medcircuit.kernel.plainly import NotPlain, PlainSchema
from medcircuit.kernel.problems import NotFound, Problem
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.shapes import FlagField, Strict
from medcircuit.kernel.strict_json import UNKEPT
from medcircuit.residents.rules.measures import KINDS, Measure

LARGEST_BATCH = 200
_UUID = re.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_AMOUNT = re.compile(r"\d{1,6}(?:\.\d{1,2})?", re.ASCII)


class Hot(PlainSchema, Strict):
    """What comes at every act: read by the short way where it is plainly right."""


class Text(fields.String):
    """Text that any database can hold: no unpaired surrogate, no null character."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text: str = super()._deserialize(value, attr, data, **options)
        if UNKEPT.search(text):
            raise ValidationError(UNPRINTABLE)
        return text

    def plainly(self, value: Any) -> str:
        """Text without anything to refuse."""
        if type(value) is not str or UNKEPT.search(value):
            raise NotPlain
        return value


class Raw(Text):
    """What a scanner sent, whatever it is: a null character is kept as its picture."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        cleaned = value.replace("\x00", "\u2400") if isinstance(value, str) else value
        return super()._deserialize(cleaned, attr, data, **options)


class Identifier(fields.UUID):
    """A UUID that the browser made, in its canonical form."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        return str(super()._deserialize(value, attr, data, **options))

    def plainly(self, value: Any) -> str:
        """A UUID in its canonical form."""
        return _formed(value, _UUID)


class Amount(fields.String):
    """An exact amount in text; an ambiguous one is refused with its own sentence."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> Any:
        text: str = super()._deserialize(value, attr, data, **options)
        return read_amount(text[:40])

    def plainly(self, value: Any) -> Any:
        """An amount that nobody could read otherwise."""
        return read_amount(_formed(value, _AMOUNT))


def _formed(value: Any, form: re.Pattern[str]) -> str:
    if type(value) is not str or not form.fullmatch(value):
        raise NotPlain
    return value


def in_reach(day: date) -> None:
    """Refuse a day, or an instant, that is none of our time."""
    if not 2000 <= day.year < 2200:
        raise ValidationError(NO_INSTANT)


def _instant(*, required: bool = True) -> fields.AwareDateTime:
    if required:
        return fields.AwareDateTime(format="iso", required=True, validate=in_reach)
    return fields.AwareDateTime(format="iso", load_default=None, allow_none=True, validate=in_reach)


def _optional(longest: int) -> Text:
    return Text(load_default=None, allow_none=True, validate=validate.Length(max=longest))


def _required(longest: int) -> Text:
    return Text(required=True, validate=validate.Length(1, longest))


def _optional_amount() -> Amount:
    return Amount(load_default=None, allow_none=True)


class RoundSchema(Hot):
    """Which round."""

    unit = _required(36)
    date = fields.Date(required=True, validate=in_reach)
    moment = _required(16)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> RoundName:
        """The name of the round."""
        return RoundName(data["unit"], data["date"], data["moment"])


class ScanSchema(Hot):
    """One reading."""

    id = Identifier(required=True)
    raw = Raw(load_default="", validate=validate.Length(max=2000))
    mode = fields.String(required=True, validate=validate.OneOf(["scan", "typed", "photo"]))
    traits = fields.List(_required(20), load_default=None, allow_none=True, validate=validate.Length(max=6))
    resident = _optional(36)
    round = fields.Nested(RoundSchema, required=True)
    at = _instant()
    device = _required(64)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Scan:
        """The scan."""
        traits = data.pop("traits")
        return Scan(**data, traits=frozenset(traits) if traits is not None else None)


class OverrideSchema(Hot):
    """A finding that was confirmed, and why."""

    finding = _required(40)
    reason = _required(40)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Override:
        """The confirmation."""
        return Override(**data)


class UnreadableSchema(Hot):
    """Why a code was not scanned."""

    reason = _required(40)
    typed = _optional(40)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Unreadable:
        """The reason."""
        return Unreadable(**data)


class MeasuredSchema(Strict):
    """What was measured for an act; `second` is the lower value of a pair."""

    id = Identifier(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    value = Amount(required=True)
    second = _optional_amount()
    at = _instant()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Measure:
        """The measure."""
        return Measure(**data)


class GestureSchema(Hot):
    """One act at the bedside, as its device made it."""

    id = Identifier(required=True)
    device = _required(64)
    device_seq = fields.Integer(required=True, strict=True, validate=validate.Range(0, 2**53))
    prev_hash = _optional(64)
    kind = fields.Enum(EventKind, by_value=True, required=True)
    dose = _required(120)
    line = _required(36)
    resident = _required(36)
    version_seen = fields.Integer(load_default=None, allow_none=True, validate=validate.Range(0, 2**31 - 1))
    amount = _optional_amount()
    units = _optional_amount()
    remainder = _optional(8)
    reason = _optional(40)
    note = _optional(500)
    overrides = fields.List(
        fields.Nested(OverrideSchema), load_default=list, validate=validate.Length(max=20)
    )
    unreadable = fields.Nested(UnreadableSchema, load_default=None, allow_none=True)
    replaces = Identifier(load_default=None, allow_none=True)
    scans = fields.List(Identifier(), load_default=list, validate=validate.Length(max=50))
    at = _instant()
    asserted = FlagField(load_default=False)
    offer_again = FlagField(load_default=False)
    withdrawn = FlagField(load_default=False)
    site = _optional(20)
    afterwards = _optional(40)
    given_by = _optional(36)
    measures = fields.List(fields.Nested(MeasuredSchema), load_default=list, validate=validate.Length(max=10))
    second = Identifier(load_default=None, allow_none=True)
    counted = _optional_amount()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Gesture:
        """The gesture."""
        return Gesture(
            **{
                **data,
                "overrides": tuple(data["overrides"]),
                "scans": tuple(data["scans"]),
                "measures": tuple(data["measures"]),
            }
        )


class Act(fields.Nested):
    """One act of a batch, read on its own: one that cannot be read does not hold the others back."""

    def deserialize(self, value: Any, attr: str | None = None, data: Any = None, **options: Any) -> Any:
        """The gesture, or why there is none."""
        try:
            return super().deserialize(value, attr, data, **options)
        except ValidationError as error:
            said = error.messages if isinstance(error.messages, dict) else {"event": error.messages}
            problem: Problem = malformed({"events": said})
        except Problem as found:
            problem = found
        named = value.get("id") if isinstance(value, dict) else None
        return Unread(named if isinstance(named, str) else None, problem)

    def plainly(self, value: Any) -> Gesture:
        """The gesture, where it is plainly right."""
        schema: Hot = self.schema  # type: ignore[assignment]
        gesture: Gesture = schema.plainly(value)
        return gesture


class GesturesSchema(Hot):
    """Acts of one device, in their order; `sent_at` is its clock now."""

    events = fields.List(Act(GestureSchema), required=True, validate=validate.Length(1, LARGEST_BATCH))
    sent_at = _instant(required=False)


class ClosingSchema(Strict):
    """A request to close a round."""

    id = Identifier(required=True)
    forced = FlagField(load_default=False)
    owner = _optional(36)
    at = _instant()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Closing:
        """The closing."""
        return Closing(**data)


class DayQuery(Strict):
    """Which local day."""

    date = fields.Date(required=True, validate=in_reach)


class CursorQuery(Strict):
    """From where on."""

    after = fields.Integer(load_default=0)


def round_name(unit: str, day: str, moment: str) -> RoundName:
    """The round that an address names.

    Raises:
        NotFound: its day is none.
    """
    try:
        read = date.fromisoformat(day)
    except ValueError:
        raise NotFound from None
    if not 2000 <= read.year < 2200:
        raise NotFound
    return RoundName(unit[:36], read, moment[:16])
