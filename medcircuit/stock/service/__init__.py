"""Verbs of stock: what enters, leaves, moves and is counted; and the readings other slices use."""

from medcircuit.stock.service.balance import Balance, balance_after, balance_at
from medcircuit.stock.service.book import rebuild_levels
from medcircuit.stock.service.check import overdrawn, repair_levels, verify, wrong_levels
from medcircuit.stock.service.desk import Count, Return, Settled, Transfer, count, give_back, transfer
from medcircuit.stock.service.entries import (
    NotEnough,
    Recount,
    SamePlace,
    adjust,
    carry,
    place_account,
    take_in,
)
from medcircuit.stock.service.extract import Book, Entry, books
from medcircuit.stock.service.ledger import CursorUnreadable, LedgerFilter, ledger
from medcircuit.stock.service.levels import levels
from medcircuit.stock.service.looked_over import DoubtfulLine, doubtful_lines
from medcircuit.stock.service.moves import Issued, discard, issue, reverse
from medcircuit.stock.service.reception import Lot, Received, Reception, receive
from medcircuit.stock.service.shelves import LinePage, Shelf, lines, named_places, shelf
from medcircuit.stock.service.telling import Told

__all__ = [
    "Balance",
    "Book",
    "Count",
    "CursorUnreadable",
    "DoubtfulLine",
    "Entry",
    "Issued",
    "LedgerFilter",
    "LinePage",
    "Lot",
    "NotEnough",
    "Received",
    "Reception",
    "Recount",
    "Return",
    "SamePlace",
    "Settled",
    "Shelf",
    "Told",
    "Transfer",
    "adjust",
    "balance_after",
    "balance_at",
    "books",
    "carry",
    "count",
    "discard",
    "doubtful_lines",
    "give_back",
    "issue",
    "ledger",
    "levels",
    "lines",
    "named_places",
    "overdrawn",
    "place_account",
    "rebuild_levels",
    "receive",
    "repair_levels",
    "reverse",
    "shelf",
    "take_in",
    "transfer",
    "verify",
    "wrong_levels",
]
