"""JSON shapes of the catalogue."""

from __future__ import annotations

from marshmallow import Schema, fields, validate

from medcircuit.kernel.shapes import AmountField, Strict
from medcircuit.medicines.rules.conditions import Kind
from medcircuit.medicines.rules.supply import Supply


class SearchSchema(Schema):
    """What is looked for in the catalogue."""

    q = fields.String(required=True, validate=validate.Length(1, 100))
    limit = fields.Integer(load_default=20, validate=validate.Range(1, 100))


class RulesSchema(Schema):
    """How a medicine may be prescribed: null where no edition of the public database said it, which is not « no »."""

    narcotic = fields.Boolean(attribute="rules.narcotic", allow_none=True)
    assimilated = fields.Boolean(attribute="rules.assimilated", allow_none=True)
    secure_prescription = fields.Boolean(attribute="rules.secure_prescription", allow_none=True)
    list = fields.String(attribute="rules.list", allow_none=True)
    prescription_limit_days = fields.Integer(attribute="rules.prescription_limit_days", allow_none=True)
    atc = fields.String(attribute="rules.atc")
    atc_from = fields.String(attribute="rules.atc_from")


class MedicineSchema(RulesSchema):
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
    shortage = fields.Enum(Supply, by_value=True, allow_none=True)
    near = fields.Boolean()


class PresentationSchema(RulesSchema):
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


class ConditionSchema(Schema):
    """One condition of prescription or delivery: what it bears on, and its words as published."""

    kind = fields.Enum(Kind, by_value=True)
    text = fields.String()


class SummarySchema(Schema):
    """What the conditions of a medicine come to: the strictest of each."""

    narcotic = fields.Boolean()
    assimilated = fields.Boolean()
    secure_prescription = fields.Boolean()
    list = fields.String()
    limit_days = fields.Integer(allow_none=True)
    limit_days_longest = fields.Integer(allow_none=True)
    limit_months = fields.Integer(allow_none=True)
    fraction_days = fields.Integer(allow_none=True)
    hospital_use = fields.Boolean()
    hospital_prescription = fields.Boolean()
    restricted = fields.Boolean()
    surveillance = fields.Boolean()


class DeclarationSchema(Schema):
    """A shortage, a stop or a return, of the medicine or of one box (`cip13` not empty), with its page at the ANSM."""

    cip13 = fields.String()
    supply = fields.Enum(Supply, by_value=True)
    label = fields.String()
    started = fields.Date(allow_none=True)
    updated_on = fields.Date(allow_none=True)
    back_on = fields.Date(allow_none=True)
    link = fields.String()


class OpinionSchema(Schema):
    """One opinion of the HAS: SMR or ASMR."""

    kind = fields.String()
    dossier = fields.String()
    motive = fields.String()
    given_on = fields.Date(allow_none=True)
    value = fields.String()
    text = fields.String()
    links = fields.List(fields.String())


class FileEditionSchema(Schema):
    """The edition of one file that is in use."""

    file = fields.String()
    edition = fields.Date()
    imported_at = fields.AwareDateTime()


class AgeSchema(Schema):
    """How old the catalogue is; `missing`: files that were never imported, what they say is not known."""

    edition = fields.Date(allow_none=True)
    days = fields.Integer(allow_none=True)
    old = fields.Boolean()
    files = fields.List(fields.Nested(FileEditionSchema))
    missing = fields.List(fields.String())


class SheetSchema(Schema):
    """Everything known of one medicine; `edition` is the date of the data; null is « never imported »."""

    medicine = fields.Nested(MedicineSchema)
    composition = fields.List(fields.Nested(ComponentSchema))
    presentations = fields.List(fields.Nested(PresentationSchema))
    groups = fields.List(fields.String())
    conditions = fields.List(fields.Nested(ConditionSchema), allow_none=True)
    summary = fields.Nested(SummarySchema, allow_none=True)
    supply = fields.List(fields.Nested(DeclarationSchema), allow_none=True)
    shortage = fields.Enum(Supply, by_value=True, allow_none=True)
    opinions = fields.List(fields.Nested(OpinionSchema))
    major_interest = fields.String(allow_none=True)
    edition = fields.Date(allow_none=True)
    age = fields.Nested(AgeSchema)


class ClassSheetSchema(RulesSchema):
    """A class of medicines that are the same, and those that are of it now."""

    id = fields.String()
    label = fields.String()
    medicines = fields.List(fields.Nested(HitSchema))
    age = fields.Nested(AgeSchema)


class BoxUnitsSchema(Schema):
    """What a box holds here: read from its text, or `confirmed` by a person."""

    units = AmountField(allow_none=True)
    confirmed = fields.Boolean()
    stock_unit = fields.String()
    word = fields.String()


class CountedSchema(Strict):
    """What a person counted in a box."""

    units = AmountField(required=True)


class BoxSchema(Schema):
    """A box found by its code, and what it holds here."""

    product = fields.Nested(PresentationSchema)
    here = fields.Nested(BoxUnitsSchema)
