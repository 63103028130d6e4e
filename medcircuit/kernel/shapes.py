"""What the JSON shapes of every slice are made of: bodies that say what they do not know, exact amounts, instants."""

from __future__ import annotations

from datetime import datetime
from fractions import Fraction
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.quantities import AmountUnreadable, amount_text, read_amount

AMOUNT_IS_TEXT = phrase('une quantité est un texte, par exemple "12"')


class Strict(Schema):
    """What comes in: an unknown field is a mistake, and is said."""

    class Meta:
        """Refuse what no screen of ours sends."""

        unknown = RAISE


class AmountField(fields.Field[Fraction]):
    """An exact amount as text: "0,5", "0.5" or "1/2" comes in, "0.5" goes out."""

    def _serialize(self, value: Fraction | None, *_: Any, **__: Any) -> str | None:
        """A decimal with a point, else a fraction."""
        return None if value is None else amount_text(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Fraction:
        """The amount that the text states."""
        if not isinstance(value, str):
            raise ValidationError(AMOUNT_IS_TEXT)
        try:
            return read_amount(value)
        except AmountUnreadable as unreadable:
            raise ValidationError(str(unreadable)) from unreadable


class FlagField(fields.Boolean):
    """true or false as JSON writes them: neither 1 nor "0" is one."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> bool:
        """The flag itself."""
        if not isinstance(value, bool):
            raise self.make_error("invalid", input=value)
        return value


class InstantField(fields.AwareDateTime):
    """An instant: ISO 8601 with its offset comes in, UTC with milliseconds and Z goes out."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(format="iso", **settings)

    def _deserialize(self, value: Any, *more: Any, **settings: Any) -> datetime:
        """An instant that could be meant: of the years 1900 to 2199."""
        instant: datetime = super()._deserialize(value, *more, **settings)
        if not 1900 <= instant.year < 2200:
            raise self.make_error("invalid", input=value, obj_type=self.OBJ_TYPE)
        return instant

    def _serialize(self, value: datetime | None, *_: Any, **__: Any) -> str | None:
        """UTC, milliseconds."""
        return instant_text(value)
