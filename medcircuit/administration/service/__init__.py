"""Verbs and readings of the round: ask, record, the pack, closing, verify."""

from medcircuit.administration.service.afterwards import carers_of
from medcircuit.administration.service.attention import attention, doses_near
from medcircuit.administration.service.check import Verified, verified, verify
from medcircuit.administration.service.closing import Closing, close_round
from medcircuit.administration.service.drafts import Begun, keep_draft, read_draft
from medcircuit.administration.service.facts import Receipt, record_all
from medcircuit.administration.service.history import dose_history
from medcircuit.administration.service.lately import Lately, answers_by_day, lately, refusals, used_as_needed
from medcircuit.administration.service.pack import day_json, events_after, held_json, pack
from medcircuit.administration.service.rebuilding import Rebuilt, Wrong, rebuild, unsound, wrong
from medcircuit.administration.service.scans import Answer, ask
from medcircuit.administration.service.second import Asked, look_twice
from medcircuit.administration.service.settling import (
    Decision,
    Placing,
    close_held,
    countersign,
    decide,
    inform,
    place,
)

__all__ = [
    "Answer",
    "Asked",
    "Begun",
    "Closing",
    "Decision",
    "Lately",
    "Placing",
    "Rebuilt",
    "Receipt",
    "Verified",
    "Wrong",
    "answers_by_day",
    "ask",
    "attention",
    "carers_of",
    "close_held",
    "close_round",
    "countersign",
    "day_json",
    "decide",
    "dose_history",
    "doses_near",
    "events_after",
    "held_json",
    "inform",
    "keep_draft",
    "lately",
    "look_twice",
    "pack",
    "place",
    "read_draft",
    "rebuild",
    "record_all",
    "refusals",
    "unsound",
    "used_as_needed",
    "verified",
    "verify",
    "wrong",
]
