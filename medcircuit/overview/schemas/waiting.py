"""JSON shapes of what waits for prescribers, as the nurses see it."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields

from medcircuit.kernel.clock import instant_text
from medcircuit.overview.service import Ending, Unsigned, Waiting
from medcircuit.prescriptions.schemas import version_sentence
from medcircuit.prescriptions.service import Line
from medcircuit.residents.rules.people import ResidentCard


class WaitingSchema(Schema):
    """Orders to countersign and lines near their end."""

    unsigned = fields.List(fields.Dict(), required=True)
    ending = fields.List(fields.Dict(), required=True)


def waiting_shown(found: Waiting) -> dict[str, Any]:
    """Both lists, each line with whose it is."""
    return {
        "unsigned": [_unsigned(one) for one in found.unsigned],
        "ending": [_ending(one) for one in found.ending],
    }


def _of(resident: ResidentCard, line: Line) -> dict[str, Any]:
    return {
        "line": line.id,
        "label": vars(line.label),
        "sentence": version_sentence(line.last),
        "resident": {
            "id": resident.id,
            "birth_name": resident.birth_name,
            "used_name": resident.used_name,
            "first_name": resident.first_name,
            "room": resident.room,
        },
    }


def _unsigned(one: Unsigned) -> dict[str, Any]:
    return _of(one.resident, one.line) | {
        "kind": one.kind.value,
        "ordered_by": one.ordered_by,
        "since": instant_text(one.since),
        "due": instant_text(one.due),
        "overdue": one.overdue,
    }


def _ending(one: Ending) -> dict[str, Any]:
    return _of(one.resident, one.line) | {
        "notice": one.notice,
        "days_left": one.days_left,
        "let_end": one.let_end,
    }
