"""Verbs and readings of the round: ask, record, the pack, closing, verify."""

from medcircuit.administration.service.check import Verified, rebuild, verified, verify
from medcircuit.administration.service.closing import Closing, close_round
from medcircuit.administration.service.facts import Receipt, record_all
from medcircuit.administration.service.lately import Lately, lately
from medcircuit.administration.service.pack import day_json, events_after, held_json, pack
from medcircuit.administration.service.scans import Answer, ask

__all__ = [
    "Answer",
    "Closing",
    "Lately",
    "Receipt",
    "Verified",
    "ask",
    "close_round",
    "day_json",
    "events_after",
    "held_json",
    "lately",
    "pack",
    "rebuild",
    "record_all",
    "verified",
    "verify",
]
