"""JSON shapes of the catalogue."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, validate

from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import amount_text, read_amount


class AmountField(fields.Field[Fraction]):
    """An exact amount as text: "0,5", "0.5" or "1/2" comes in, "0.5" goes out."""

    def _serialize(self, value: Fraction | None, *_: Any, **__: Any) -> str | None:
        """A decimal with a point, else a fraction."""
        return None if value is None else amount_text(value)

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> Fraction:
        """The amount that the text states."""
        if not isinstance(value, str):
            raise ValidationError("Écrivez la quantité entre guillemets.")
        try:
            return read_amount(value)
        except Invalid as problem:
            raise ValidationError(str(problem)) from problem


class SearchSchema(Schema):
    """What is looked for in the catalogue."""

    q = fields.String(required=True, validate=validate.Length(1, 100))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class MedicineSchema(Schema):
    """One medicine, as a list shows it."""

    cis = fields.String()
    label = fields.String()
    substances = fields.String()
    form = fields.String()
    routes = fields.List(fields.String())
    class_id = fields.String()
    class_label = fields.String()
    stock_unit = fields.String()
    unit_word = fields.String()
    marketed = fields.Boolean()
    retired = fields.Boolean()


class HitSchema(MedicineSchema):
    """One medicine found: the parts of its line; `near` when a word typed was read as one spelled nearly so."""

    brand = fields.String()
    strength = fields.String()
    near = fields.Boolean()


class PresentationSchema(Schema):
    """One kind of box; `units` is what its text says it holds, in the stock unit of its medicine."""

    cip13 = fields.String()
    cip7 = fields.String()
    gtin = fields.String()
    cis = fields.String()
    label = fields.String()
    pack = fields.String()
    class_id = fields.String()
    class_label = fields.String()
    routes = fields.List(fields.String())
    stock_unit = fields.String(attribute="counting.stock_unit")
    unit_word = fields.String(attribute="counting.word")
    units = AmountField(allow_none=True)
    marketed = fields.Boolean()
    retired = fields.Boolean()


class ComponentSchema(Schema):
    """One line of composition, as the public database words it."""

    name = fields.String()
    nature = fields.String()
    dosage = fields.String()
    reference = fields.String()


class SheetSchema(Schema):
    """Everything known of one medicine; `edition` is the date of the data."""

    medicine = fields.Nested(MedicineSchema)
    composition = fields.List(fields.Nested(ComponentSchema))
    presentations = fields.List(fields.Nested(PresentationSchema))
    groups = fields.List(fields.String())
    edition = fields.Date(allow_none=True)


class BoxUnitsSchema(Schema):
    """What a box holds here: read from its text, or `confirmed` by a person."""

    units = AmountField(allow_none=True)
    confirmed = fields.Boolean()
    stock_unit = fields.String()
    word = fields.String()


class CountedSchema(Schema):
    """What a person counted in a box."""

    class Meta:
        """Refuse what is not understood."""

        unknown = RAISE

    units = AmountField(required=True)


class BoxSchema(Schema):
    """A box found by its code, and what it holds here."""

    product = fields.Nested(PresentationSchema)
    here = fields.Nested(BoxUnitsSchema)
