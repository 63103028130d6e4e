"""JSON shapes of the register."""

from __future__ import annotations

from marshmallow import Schema, fields, post_load

from medcircuit.administration.schemas.incoming import in_reach
from medcircuit.administration.service.register import Days
from medcircuit.kernel.shapes import Strict


class RegisterQuery(Strict):
    """From which local day to which, both included; from the first of this month to today where none is named."""

    first = fields.Date(data_key="from", load_default=None, validate=in_reach)
    last = fields.Date(data_key="to", load_default=None, validate=in_reach)

    @post_load
    def made(self, data: dict[str, object], **_: object) -> Days:
        """The days."""
        return Days(**data)  # type: ignore[arg-type]


class RegisterSchema(Schema):
    """The register of a unit: the house's name and address, then its lines in the order in which they were written."""

    establishment = fields.Dict()
    unit = fields.Dict()
    first = fields.String(data_key="from", attribute="from")
    last = fields.String(data_key="to", attribute="to")
    lines = fields.List(fields.Dict())


class RegisterBooksSchema(Schema):
    """The register of a unit by presentation and place: the house's name and address, then the books."""

    establishment = fields.Dict()
    unit = fields.Dict()
    first = fields.String(data_key="from", attribute="from")
    last = fields.String(data_key="to", attribute="to")
    books = fields.List(fields.Dict())
