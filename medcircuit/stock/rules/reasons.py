"""Why something moved: what a ledger says of each move, and the reasons a person gives for a count."""

from __future__ import annotations

from enum import StrEnum

from medcircuit.stock.rules.book import AccountKind


class Why(StrEnum):
    """What a move is, by where it comes from and goes to."""

    RECEIVED = "received"
    GIVEN = "given"
    DESTROYED = "destroyed"
    RETURNED = "returned"
    TRANSFERRED = "transferred"
    FOUND = "found"
    MISSED = "missed"
    UNDONE = "undone"


class Written(StrEnum):
    """A line of the register that no move made: a count that was right, or what lay there before."""

    COUNTED = "counted"
    CARRIED_OVER = "carried_over"


_INTO = {
    AccountKind.ADMINISTERED: Why.GIVEN,
    AccountKind.DESTROYED: Why.DESTROYED,
    AccountKind.RETURNED: Why.RETURNED,
    AccountKind.SUPPLIER: Why.RETURNED,
    AccountKind.INVENTORY_DIFFERENCE: Why.MISSED,
}
_FROM = {AccountKind.SUPPLIER: Why.RECEIVED, AccountKind.INVENTORY_DIFFERENCE: Why.FOUND}


def why(source: AccountKind, target: AccountKind, *, undoes: bool) -> Why:
    """What a move between these accounts is; one that undoes another says so first."""
    if undoes:
        return Why.UNDONE
    if target in _INTO:
        return _INTO[target]
    return _FROM.get(source, Why.TRANSFERRED)


class ReturnReason(StrEnum):
    """Why a lot goes back to the pharmacy; the words are the page's."""

    STOPPED = "stopped"
    LEFT = "left"
    EXPIRED = "expired"
    RECALLED = "recalled"
    SURPLUS = "surplus"


class CountReason(StrEnum):
    """Why a person counted a lot; the words are the page's."""

    INVENTORY = "inventory"
    FOUND = "found"
    LOST = "lost"
    BROKEN = "broken"
    ENTRY_ERROR = "entry_error"
