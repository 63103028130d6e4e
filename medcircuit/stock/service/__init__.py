"""Verbs of stock: what enters, leaves, moves and is counted; and the readings other slices use."""

from medcircuit.stock.rules import Cause
from medcircuit.stock.service.book import Told, rebuild_levels
from medcircuit.stock.service.check import verify
from medcircuit.stock.service.entries import (
    NotEnough,
    Recount,
    SamePlace,
    adjust,
    carry,
    place_account,
    take_in,
)
from medcircuit.stock.service.ledger import CursorUnreadable, LedgerFilter, LedgerLine, LedgerPage, ledger
from medcircuit.stock.service.levels import Held, levels
from medcircuit.stock.service.moves import Issued, Taken, discard, issue, reverse

__all__ = [
    "Cause",
    "CursorUnreadable",
    "Held",
    "Issued",
    "LedgerFilter",
    "LedgerLine",
    "LedgerPage",
    "NotEnough",
    "Recount",
    "SamePlace",
    "Taken",
    "Told",
    "adjust",
    "carry",
    "discard",
    "issue",
    "ledger",
    "levels",
    "place_account",
    "rebuild_levels",
    "reverse",
    "take_in",
    "verify",
]
