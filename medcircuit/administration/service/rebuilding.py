"""`rebuild`: what is kept beside the facts to answer quickly is folded from them again, where it is not what they say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from medcircuit.administration.service.check import compared, to_its_end
from medcircuit.administration.service.states import Named, refold, replace_states
from medcircuit.kernel import audit
from medcircuit.kernel.altered import altered_rows
from medcircuit.kernel.work import Work
from medcircuit.kernel.written import unaccounted_rows
from medcircuit.stock import service as stock

_FOLDED = frozenset({"event", "account", "stock_move"})
"""The tables that everything is folded from."""


@dataclass(frozen=True)
class Wrong:
    """What of an establishment is not what its facts say: the states of doses, the levels of accounts of stock."""

    doses: tuple[Named, ...] = ()
    accounts: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.doses or self.accounts)


@dataclass(frozen=True)
class Rebuilt:
    """How much was written anew."""

    states: int
    levels: int


def unsound(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, why the facts of an establishment are no ground to build on; nothing where they are.

    A fact that is gone would make a given dose look untouched: what is kept beside the facts is then the better witness.
    """
    parts = {
        "lignes": altered_rows(connection, establishment_id, _FOLDED),
        "lignes écrites": unaccounted_rows(connection, establishment_id, _FOLDED),
        "stock": stock.overdrawn(connection, establishment_id),
        "audit": audit.verify_chain(connection, establishment_id),
    }
    for name, differences in parts.items():
        yield from to_its_end(name, differences)


def wrong(connection: Connection, establishment_id: str) -> Wrong:
    """Fold every fact and compare, in one state of the database."""
    doses = tuple(one.dose for one in compared(connection, establishment_id) if one.sentence)
    return Wrong(doses, stock.wrong_levels(connection, establishment_id))


def rebuild(work: Work, found: Wrong | None = None) -> Rebuilt:
    """Write anew what differs from the facts as they are now (of what was `found`); nothing else, and no fact, is touched.

    Each dose, then each account, is held while its facts are read: what is given meanwhile comes before or after, never
    between. The whole is one transaction.
    """
    known = wrong(work.connection, work.establishment_id) if found is None else found
    replace_states(work, refold(work, known.doses))
    levels = stock.repair_levels(work, known.accounts)
    work.did("rebuild", ("dose_state", str(len(known.doses))), ("level", str(levels)))
    return Rebuilt(len(known.doses), levels)
