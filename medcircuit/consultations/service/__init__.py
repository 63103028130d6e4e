"""Verbs and readings of the consultations."""

from medcircuit.consultations.service.giving import (
    Glass,
    break_glass,
    choices,
    choose_setting,
    end_consultation,
    given,
    glasses,
    grant,
    judge,
    mine,
)
from medcircuit.consultations.service.held import Held, Setting, named_residents, setting
from medcircuit.consultations.service.reading import Item, read, who_read

__all__ = [
    "Glass",
    "Held",
    "Item",
    "Setting",
    "break_glass",
    "choices",
    "choose_setting",
    "end_consultation",
    "given",
    "glasses",
    "grant",
    "judge",
    "mine",
    "named_residents",
    "read",
    "setting",
    "who_read",
]
