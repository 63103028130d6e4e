"""JSON shapes of the helper's group."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response
from marshmallow import Schema, fields

from medcircuit.administration.schemas.outgoing import finding_said, sent
from medcircuit.administration.schemas.prn import prn_listed
from medcircuit.kernel.http import said


class HelpedNeedsSchema(Schema):
    """The lines as needed that a helper may be entitled to."""

    resident = fields.String()
    lines = fields.List(fields.Dict())
    effects = fields.List(fields.Dict())


class HelpedGroupSchema(Schema):
    """The people one helps, and what with."""

    server_time = fields.String()
    day = fields.String()
    units = fields.List(fields.Dict())
    people = fields.List(fields.Dict())


def group_said(body: Mapping[str, Any]) -> Response:
    """The group on the wire, its words in the reader's language."""
    return sent({**body, "people": [_person_said(one) for one in body["people"]]})


def _person_said(one: Mapping[str, Any]) -> dict[str, Any]:
    away = one["absence"]
    return {
        **one,
        "absence": {**away, "kind_label": said(away["kind_label"])} if away else None,
        "doses": [_dose_said(dose) for dose in one["doses"]],
    }


def _dose_said(dose: Mapping[str, Any]) -> dict[str, Any]:
    moment = dose["moment"]
    return {**dose, "moment": {**moment, "label": said(moment["label"])}}


def needs_said(body: Mapping[str, Any]) -> Response:
    """The lines as needed on the wire."""
    closed = [{**one, "closed": [finding_said(found) for found in one["closed"]]} for one in body["lines"]]
    return prn_listed({**body, "lines": closed})
