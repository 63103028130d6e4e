"""Verbs of stock: what enters, leaves, moves and is counted; and the readings other slices use."""

from medcircuit.stock.rules import Cause
from medcircuit.stock.service.balance import Balance, balance_after, balance_at
from medcircuit.stock.service.book import Told, rebuild_levels
from medcircuit.stock.service.check import verify
from medcircuit.stock.service.desk import Count, Settled, Transfer, count, transfer
from medcircuit.stock.service.entries import (
    NotEnough,
    Recount,
    SamePlace,
    adjust,
    carry,
    place_account,
    take_in,
)
from medcircuit.stock.service.extract import Book, books
from medcircuit.stock.service.ledger import CursorUnreadable, LedgerFilter, LedgerLine, LedgerPage, ledger
from medcircuit.stock.service.levels import Held, levels
from medcircuit.stock.service.moves import Issued, Taken, discard, issue, reverse
from medcircuit.stock.service.reception import Lot, Received, Reception, receive
from medcircuit.stock.service.shelves import LinePage, NamedPlace, Shelf, lines, named_places, shelf

__all__ = [
    "Balance",
    "Book",
    "Cause",
    "Count",
    "CursorUnreadable",
    "Held",
    "Issued",
    "LedgerFilter",
    "LedgerLine",
    "LedgerPage",
    "LinePage",
    "Lot",
    "NamedPlace",
    "NotEnough",
    "Received",
    "Reception",
    "Recount",
    "SamePlace",
    "Settled",
    "Shelf",
    "Taken",
    "Told",
    "Transfer",
    "adjust",
    "balance_after",
    "balance_at",
    "books",
    "carry",
    "count",
    "discard",
    "issue",
    "ledger",
    "levels",
    "lines",
    "named_places",
    "place_account",
    "rebuild_levels",
    "receive",
    "reverse",
    "shelf",
    "take_in",
    "transfer",
    "verify",
]
