"""JSON shapes of stock: amounts are texts in stock units ("12", "0.5"), instants are UTC."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask_babel import ngettext
from marshmallow import Schema, fields, post_load, validate

from medcircuit.kernel.findings import KINDS, verdict
from medcircuit.kernel.http import filled, in_english, said
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.shapes import AmountField, FlagField, InstantField, Strict
from medcircuit.stock.rules import Counted, Words, counted_number, plural_french
from medcircuit.stock.rules.reasons import CountReason, ReturnReason, Why
from medcircuit.stock.rules.reception import MOST_BOXES
from medcircuit.stock.service import Count, LedgerFilter, Lot, Reception, Return, Transfer

LONGEST_SCAN = 1000


class SaidField(fields.String):
    """A text that may be one of ours (a medicine the catalogue does not know), in the reader's language."""

    def _serialize(self, value: Any, *more: Any, **settings: Any) -> str | None:
        """The text."""
        text: str | None = super()._serialize(value, *more, **settings)
        return said(text) if text else text


class WordsField(fields.Field[Words]):
    """An amount in words, in the reader's language: "3 boxes + 12 tablets"."""

    def _serialize(self, value: Words | None, *_: Any, **__: Any) -> str | None:
        """The words."""
        if value is None or not in_english():
            return None if value is None else str(value)
        return " + ".join(_counted_english(part) for part in value.parts)


def _counted_english(part: Counted) -> str:
    """A number and its word: one and less in the singular, none and more in the plural."""
    number = counted_number(part.amount, part.word).replace(",", ".")
    return f"{number} {ngettext(part.word, plural_french(part.word), 1 if 0 < part.amount <= 1 else 2)}"


def _uuid(**options: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"), **options)


def _instant() -> fields.AwareDateTime:
    bounds = validate.Range(datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
    return fields.AwareDateTime(format="iso", required=True, validate=bounds)


class ChosenSchema(Strict):
    """Which of the readings of an ambiguous code is printed on the box."""

    lot = fields.String(required=True, allow_none=True, validate=validate.Length(1, 20))
    expiry = fields.Date(required=True, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Lot:
        """The lot."""
        return Lot(**data)


class ReceptionSchema(Strict):
    """A scanned box to take in: `units` is what a box holds, the first time; `without_lot`: it has none to read."""

    id = _uuid(required=True)
    raw = fields.String(required=True, validate=validate.Length(1, LONGEST_SCAN))
    boxes = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, MOST_BOXES))
    place_id = _uuid(required=True, data_key="place")
    at = _instant()
    units = AmountField(load_default=None, allow_none=True)
    without_lot = FlagField(load_default=False)
    chosen = fields.Nested(ChosenSchema, load_default=None, allow_none=True)
    brought_for = _uuid(load_default=None, allow_none=True)
    left = AmountField(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Reception:
        """The reception."""
        return Reception(**data)


class TransferSchema(Strict):
    """An amount of a lot to carry to another place."""

    id = _uuid(required=True)
    account_id = _uuid(required=True, data_key="account")
    place_id = _uuid(required=True, data_key="place")
    units = AmountField(required=True)
    at = _instant()

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Transfer:
        """The transfer."""
        return Transfer(**data)


Proof = tuple[str, str]
"""The login and the PIN of a witness."""


class ProofSchema(Strict):
    """Who says that they stood beside: a colleague's login and PIN."""

    login = fields.String(required=True, validate=validate.Length(1, 60))
    pin = fields.String(required=True, validate=validate.Length(1, 12))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Proof:
        """Both."""
        return data["login"], data["pin"]


class CountSchema(Strict):
    """What was counted of a lot, and the level the page showed."""

    id = _uuid(required=True)
    account_id = _uuid(required=True, data_key="account")
    units = AmountField(required=True)
    seen = AmountField(required=True)
    reason = fields.Enum(CountReason, by_value=True, required=True)
    at = _instant()
    alone = FlagField(load_default=False)
    proof = fields.Nested(ProofSchema, load_default=None, allow_none=True, data_key="witness")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Count, Proof | None]:
        """The count, and the proof of who stood beside."""
        proof = data.pop("proof")
        return Count(**data), proof


class HandBackSchema(Strict):
    """An amount of a lot that goes back to the pharmacy."""

    id = _uuid(required=True)
    account_id = _uuid(required=True, data_key="account")
    units = AmountField(required=True)
    reason = fields.Enum(ReturnReason, by_value=True, required=True)
    at = _instant()
    alone = FlagField(load_default=False)
    proof = fields.Nested(ProofSchema, load_default=None, allow_none=True, data_key="witness")

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Return, Proof | None]:
        """The return, and the proof of who stood beside."""
        proof = data.pop("proof")
        return Return(**data), proof


class WitnessSchema(Schema):
    """Somebody who may be a witness."""

    login = fields.String(required=True)
    name = fields.String(required=True)


class LedgerQuerySchema(Strict):
    """Which moves: of a place, an account, a presentation; `after` comes from the page before."""

    place_id = _uuid(load_default=None, data_key="place")
    account_id = _uuid(load_default=None, data_key="account")
    cip13 = fields.String(load_default=None, validate=validate.Regexp(r"[0-9]{13}\Z"))
    after = fields.String(load_default=None, validate=validate.Length(1, 100))
    limit = fields.Integer(load_default=50, validate=validate.Range(1, 200))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> LedgerFilter:
        """The filter."""
        return LedgerFilter(**data)


class LevelsQuerySchema(Strict):
    """Which place."""

    place = _uuid(required=True)


class UnitSchema(Schema):
    """A unit of the house, or a place at one end of a move."""

    id = fields.String(required=True)
    name = fields.String(required=True)


class PlaceSchema(Schema):
    """A cart, cupboard, safe or room, and its unit where it has one."""

    id = fields.String(required=True)
    name = fields.String(required=True)
    kind = fields.String(required=True)
    unit = fields.Nested(UnitSchema, required=True, allow_none=True)


class PlacesSchema(Schema):
    """The places a person may look into."""

    places = fields.List(fields.Nested(PlaceSchema), required=True)


class LotSchema(Schema):
    """A lot and its last day of use; null where nobody knows."""

    lot = fields.String(required=True, allow_none=True)
    expiry = fields.Date(required=True, allow_none=True)


class LotHeldSchema(LotSchema):
    """What a place holds of a lot. `freshness`: good, short, expired or unknown; `words` for a reader."""

    account = fields.String(required=True, attribute="account_id")
    freshness = fields.String(required=True)
    units = AmountField(required=True)
    words = WordsField(required=True)


class ProductHeldSchema(Schema):
    """What a place holds of a presentation, lot by lot; `cip13` is null where only the class is known."""

    cip13 = fields.String(required=True, allow_none=True)
    label = SaidField(required=True)
    brand = fields.String(required=True)
    narcotic = fields.Boolean(required=True)
    unit = fields.String(required=True)
    per_box = AmountField(required=True, allow_none=True)
    units = AmountField(required=True)
    words = WordsField(required=True)
    lots = fields.List(fields.Nested(LotHeldSchema), required=True)


class ShelfSchema(Schema):
    """What lies in a place."""

    place = fields.Nested(PlaceSchema, required=True)
    products = fields.List(fields.Nested(ProductHeldSchema), required=True)


class CauseSchema(Schema):
    """What made something move."""

    kind = fields.String(required=True)
    id = fields.String(required=True)


class MoveSchema(Schema):
    """One line of the ledger; `source` and `target` are null outside the house's places."""

    id = fields.String(required=True, attribute="move.id")
    why = fields.Enum(Why, by_value=True, required=True, attribute="move.why")
    reason = fields.String(required=True, allow_none=True, attribute="move.reason")
    cip13 = fields.String(required=True, allow_none=True, attribute="move.cip13")
    label = SaidField(required=True)
    brand = fields.String(required=True)
    lot = fields.String(required=True, allow_none=True, attribute="move.lot")
    expiry = fields.Date(required=True, allow_none=True, attribute="move.expiry")
    units = AmountField(required=True)
    words = WordsField(required=True)
    source = fields.Nested(UnitSchema, required=True, allow_none=True)
    target = fields.Nested(UnitSchema, required=True, allow_none=True)
    cause = fields.Nested(CauseSchema, required=True, attribute="move.cause")
    at = InstantField(required=True, attribute="move.at")
    recorded_at = InstantField(required=True, attribute="move.recorded_at")
    by = fields.String(required=True, attribute="move.by")
    reverses = fields.String(required=True, allow_none=True, attribute="move.reverses")


class LedgerSchema(Schema):
    """A page of the ledger, newest first; `after` asks for the next one."""

    moves = fields.List(fields.Nested(MoveSchema), required=True)
    after = fields.String(required=True, allow_none=True)


class FindingSchema(Schema):
    """What was found about a box, in the reader's language."""

    code = fields.String(required=True)
    tier = fields.Function(lambda finding: finding.tier.name.lower())
    sentence = fields.Function(lambda finding: filled(KINDS[finding.code].sentence, finding.facts))
    advice = fields.Function(lambda finding: filled(KINDS[finding.code].advice, finding.facts))


class ProductSchema(Schema):
    """A presentation of the catalogue."""

    cip13 = fields.String(required=True)
    label = SaidField(required=True)
    brand = fields.String(required=True)
    unit = fields.String(required=True)


class LevelSchema(Schema):
    """A level, for a program and for a reader."""

    units = AmountField(required=True)
    words = WordsField(required=True)


class ReceivedSchema(LotSchema):
    """What became of a scanned box; nothing is stored unless `stored`.

    `proposed` is what a box holds by the words of its presentation, to be confirmed; `choices` are the readings of an
    ambiguous code; `level` is what its lot now makes in the place.
    """

    id = fields.String(required=True)
    stored = fields.Boolean(required=True)
    verdict = fields.Function(lambda received: verdict(received.findings).value)
    findings = fields.List(fields.Nested(FindingSchema), required=True)
    product = fields.Nested(ProductSchema, required=True, allow_none=True)
    serial = fields.String(required=True, allow_none=True)
    choices = fields.List(fields.Nested(LotSchema), required=True)
    boxes = fields.Integer(required=True)
    units_per_box = AmountField(required=True, allow_none=True, attribute="per_box")
    proposed = AmountField(required=True, allow_none=True)
    account = fields.String(required=True, allow_none=True, attribute="account_id")
    level = fields.Nested(LevelSchema, required=True, allow_none=True)


class SettledSchema(Schema):
    """What a transfer or a count left in an account; `change` may be negative."""

    id = fields.String(required=True)
    account = fields.String(required=True, attribute="account_id")
    level = fields.Nested(LevelSchema, required=True)
    change = fields.Function(lambda settled: amount_text(settled.change))
