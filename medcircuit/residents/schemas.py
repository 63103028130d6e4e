"""JSON shapes of the residents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from marshmallow import Schema, fields, post_load, validate

from medcircuit.kernel.http import said
from medcircuit.kernel.quantities import amount_text
from medcircuit.kernel.shapes import AmountField, InstantField, Strict
from medcircuit.residents.rules.admission import Admission, AllergyNote, Arrival, Identity, Leave
from medcircuit.residents.rules.correcting import Correction, Proof
from medcircuit.residents.rules.measures import KINDS, Measure
from medcircuit.residents.rules.people import AbsenceKind, ResidentCard, Severity
from medcircuit.residents.rules.tokens import IssuedToken, Support
from medcircuit.residents.service.cards import ResidentEntry
from medcircuit.residents.service.measures import MeasureRead

_ROOM = validate.Length(1, 20)
_NAME = validate.Length(1, 100)
_INS = frozenset({"ins_matricule", "ins_oid"})


class _CivilStatusSchema(Strict):
    """What both an admission and a correction say of who a person is."""

    birth_name = fields.String(required=True, validate=_NAME)
    first_name = fields.String(required=True, validate=_NAME)
    first_names = fields.String(required=True, validate=_NAME)
    birth_date = fields.Date(required=True)
    sex = fields.String(required=True, validate=validate.OneOf(["M", "F"]))
    ins_matricule = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 30))
    ins_oid = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 32))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Identity:
        """The identity."""
        return Identity(**data)


class IdentitySchema(_CivilStatusSchema):
    """The traits of a person, as on the document that proves them."""

    used_name = fields.String(load_default=None, allow_none=True, validate=_NAME)
    birthplace_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(equal=5))
    ins_status = fields.String(
        load_default="PROV", validate=validate.OneOf(["PROV", "RECUP", "VALI", "QUAL"])
    )


class ArrivalSchema(Strict):
    """Where a person comes to live, and from when."""

    unit = fields.String(required=True, attribute="unit_id", validate=validate.Length(1, 36))
    room = fields.String(required=True, validate=_ROOM)
    order = fields.Integer(required=True, attribute="walking_order", validate=validate.Range(0, 9999))
    at = InstantField(required=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Arrival:
        """The arrival."""
        return Arrival(**data)


class NewStaySchema(ArrivalSchema):
    """Where a person lives from an instant on; `seen` is when the stay began that the page showed, null for none."""

    seen = InstantField(required=True, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> tuple[Arrival, datetime | None]:
        """The arrival, and what was seen."""
        seen = data.pop("seen")
        return Arrival(**data), seen


class AdmissionSchema(Strict):
    """A person who comes to live here."""

    identity = fields.Nested(IdentitySchema, required=True)
    arrival = fields.Nested(ArrivalSchema, required=True)
    texture = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=120))
    notes = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=500))
    distinct_from = fields.List(fields.String(validate=validate.Length(1, 36)), load_default=list)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Admission:
        """The admission."""
        return Admission(**{**data, "distinct_from": tuple(data["distinct_from"])})


class TraitsSchema(_CivilStatusSchema):
    """The traits of a person as they should read, of which the status follows; a matricule only where another was read."""

    used_name = fields.String(required=True, allow_none=True, validate=_NAME)
    birthplace_code = fields.String(required=True, allow_none=True, validate=validate.Length(equal=5))


class CorrectionSchema(Strict):
    """An identity as it should read; `seen` is the number of corrections that the page knew of."""

    identity = fields.Nested(TraitsSchema, required=True)
    proof = fields.Enum(Proof, by_value=True, load_default=None, allow_none=True)
    seen = fields.Integer(required=True, validate=validate.Range(0, 9999))
    distinct_from = fields.List(fields.String(validate=validate.Length(1, 36)), load_default=list)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Correction:
        """The correction."""
        return Correction(**{**data, "distinct_from": tuple(data["distinct_from"])})


class ChangeSchema(Schema):
    """A trait before and after."""

    field = fields.String(required=True)
    before = fields.String(required=True, allow_none=True)
    after = fields.String(required=True, allow_none=True)


class ChangedSchema(Schema):
    """A correction that was made; of a matricule that changed the numbers are not told (référentiel INS)."""

    number = fields.Integer(required=True)
    changes = fields.Function(
        lambda one: ChangeSchema(many=True).dump(
            [change for change in one.changes if change.field not in _INS]
        )
    )
    matricule = fields.Function(lambda one: any(change.field in _INS for change in one.changes))
    proof = fields.Enum(Proof, by_value=True, required=True, allow_none=True)
    at = InstantField(required=True)
    by_name = fields.String(required=True)


class DescriptionSchema(Strict):
    """What the round says of a person beside their names."""

    texture = fields.String(required=True, allow_none=True, validate=validate.Length(max=120))
    notes = fields.String(required=True, allow_none=True, validate=validate.Length(max=500))


class AllergyNoteSchema(Strict):
    """An allergy or intolerance to note."""

    label = fields.String(required=True, validate=validate.Length(1, 120))
    severity = fields.Enum(Severity, by_value=True, required=True)
    kind = fields.String(load_default="allergy", validate=validate.OneOf(["allergy", "intolerance"]))
    substance_code = fields.String(load_default=None, allow_none=True, validate=validate.Length(1, 32))

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> AllergyNote:
        """The note."""
        return AllergyNote(**data)


class LeaveSchema(Strict):
    """An absence to declare."""

    kind = fields.Enum(AbsenceKind, by_value=True, required=True)
    starts_at = InstantField(required=True)
    ends_at = InstantField(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> Leave:
        """The absence."""
        return Leave(**data)


class AtSchema(Strict):
    """When it happened."""

    at = InstantField(required=True)


class SupportSchema(Strict):
    """What a token is printed on."""

    support = fields.Enum(Support, by_value=True, required=True)


class AllergySchema(Schema):
    """An allergy or intolerance."""

    id = fields.String(required=True)
    label = fields.String(required=True)
    severity = fields.Enum(Severity, by_value=True, required=True)
    kind = fields.String(required=True)
    substance_code = fields.String(allow_none=True, required=True)


class AbsenceSchema(Schema):
    """A time away; without `ends_at` the return is not known."""

    id = fields.String(required=True)
    kind = fields.Enum(AbsenceKind, by_value=True, required=True)
    kind_label = fields.Function(lambda absence: said(absence.kind_label))
    starts_at = InstantField(required=True)
    ends_at = InstantField(allow_none=True, required=True)


def portrait_address(card: ResidentCard) -> str | None:
    """Where the portrait is served, if there is one."""
    return f"/api/residents/{card.id}/portrait" if card.has_portrait else None


class CardSchema(Schema):
    """What a round shows of a person."""

    id = fields.String(required=True)
    birth_name = fields.String(required=True)
    used_name = fields.String(allow_none=True, required=True)
    first_name = fields.String(required=True)
    birth_date = fields.Date(required=True)
    age = fields.Integer(required=True)
    sex = fields.String(required=True)
    ins_status = fields.String(required=True)
    unit = fields.String(attribute="unit_id", required=True)
    room = fields.String(required=True)
    order = fields.Integer(attribute="walking_order", required=True)
    portrait = fields.Function(portrait_address)
    texture = fields.String(allow_none=True, required=True)
    notes = fields.String(allow_none=True, required=True)
    allergies = fields.List(fields.Nested(AllergySchema), required=True)
    homonyms = fields.List(fields.String(), required=True)
    absence = fields.Nested(AbsenceSchema, allow_none=True, required=True)


class StayReadSchema(Schema):
    """A stay with the name of its unit."""

    unit = fields.String(required=True)
    unit_name = fields.String(required=True)
    room = fields.String(required=True)
    starts_at = fields.AwareDateTime(required=True, format="iso")
    ends_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class AwaySchema(Schema):
    """A time away."""

    id = fields.String(required=True)
    kind = fields.Enum(AbsenceKind, by_value=True, required=True)
    kind_label = fields.Function(lambda absence: said(absence.kind_label))
    starts_at = fields.AwareDateTime(required=True, format="iso")
    ends_at = fields.AwareDateTime(required=True, allow_none=True, format="iso")


class WhereaboutsSchema(Schema):
    """Where a person has lived and when they are away."""

    stays = fields.List(fields.Nested(StayReadSchema), required=True)
    absences = fields.List(fields.Nested(AwaySchema), required=True)


def shown_matricule(entry: ResidentEntry) -> str | None:
    """The matricule of a qualified identity; no other may carry it (référentiel INS)."""
    return entry.ins_matricule if entry.ins_status == "QUAL" else None


class EntrySchema(Schema):
    """A person's own entry; `card` is null where they do not live here now."""

    id = fields.String(required=True)
    birth_name = fields.String(required=True)
    used_name = fields.String(allow_none=True, required=True)
    first_name = fields.String(required=True)
    first_names = fields.String(required=True)
    birth_date = fields.Date(required=True)
    sex = fields.String(required=True)
    birthplace_code = fields.String(allow_none=True, required=True)
    ins_status = fields.String(required=True)
    ins_matricule = fields.Function(shown_matricule)
    texture = fields.String(allow_none=True, required=True)
    notes = fields.String(allow_none=True, required=True)
    allergies = fields.List(fields.Nested(AllergySchema), required=True)
    card = fields.Nested(CardSchema, allow_none=True, required=True)
    corrections = fields.Integer(required=True)


class AdmittedSchema(Schema):
    """Who was entered."""

    id = fields.String(required=True)


class TokenSchema(Schema):
    """A token: which copy of which support, in force or revoked; its code is kept nowhere.

    It is outdated where it is in force and carries a former name or room.
    """

    id = fields.String(required=True)
    support = fields.Enum(Support, by_value=True, required=True)
    number = fields.Integer(required=True)
    tail = fields.String(required=True)
    issued_at = InstantField(required=True)
    revoked_at = InstantField(allow_none=True, required=True)
    replaced_number = fields.Integer(allow_none=True, required=True)
    outdated = fields.Boolean(required=True)


class IssuedSchema(Schema):
    """A token just issued; its 33 digits are shown this once."""

    support = fields.Enum(Support, by_value=True, required=True)
    number = fields.Integer(required=True)
    code = fields.String(required=True)


def issued_json(issued: IssuedToken) -> dict[str, Any]:
    """A token just issued, for a program."""
    shown: dict[str, Any] = IssuedSchema().dump(issued)
    return shown


class MeasureNoteSchema(Strict):
    """A measure to note; `second` is the lower value of a pair, `replaces` the measure that it corrects."""

    id = fields.UUID(required=True)
    kind = fields.String(required=True, validate=validate.OneOf(list(KINDS)))
    value = AmountField(required=True)
    second = AmountField(load_default=None, allow_none=True)
    at = InstantField(required=True)
    replaces = fields.UUID(load_default=None, allow_none=True)

    @post_load
    def made(self, data: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The measure, and what it replaces."""
        replaces = data.pop("replaces")
        measure = Measure(**{**data, "id": str(data["id"])})
        return {"measure": measure, "replaces": str(replaces) if replaces else None}


class MeasureSchema(Strict):
    """A measure as it was noted."""

    id = fields.String(required=True)
    kind = fields.String(required=True)
    value = fields.String(required=True)
    second = fields.String(required=True, allow_none=True)
    said = fields.String(required=True)
    at = InstantField(required=True)
    by_name = fields.String(required=True)


def measure_json(one: MeasureRead) -> dict[str, Any]:
    """A measure with its value in words."""
    measure = one.measure
    return {
        "id": measure.id,
        "kind": measure.kind,
        "value": amount_text(measure.value),
        "second": amount_text(measure.second) if measure.second is not None else None,
        "said": measure.said,
        "at": measure.at,
        "by_name": one.by_name,
    }
