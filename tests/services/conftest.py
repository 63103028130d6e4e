"""What the tests of services stand on."""

from datetime import date

import pytest
from sqlalchemy import select

from medcircuit.kernel.access import system_actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import writing
from medcircuit.stock import service as stock
from medcircuit.stock.models import level, stock_move
from medcircuit.stock.rules import Account, AccountKind, Cause, outer
from medcircuit.structure import service as structure

CIP = "3400930000120"
LATER = date(2027, 6, 30)


class Shelf:
    """Puts in, takes out and looks, in one unit of a house."""

    def __init__(self, house):
        self.database, self.clock = house.database, house.clock
        self.id = house.establishment_id
        self.actor = system_actor(self.id)
        with self.database.read() as connection:
            self.unit = structure.units(connection, self.id)[0][0]
            places = structure.places(connection, self.id, self.unit)
        self.cart = next(place.id for place in places if place.kind == "cart")
        self.cupboard = next(place.id for place in places if place.kind == "cupboard")

    def box(self, place=None, lot="A1", expiry=LATER, cip13=CIP):
        return Account(self.id, AccountKind.PLACE, place or self.cart, cip13, None, lot, expiry)

    def work(self):
        return writing(self.database, self.actor, self.clock)

    def put(self, box, parts):
        with self.work() as work:
            return stock.take_in(work, box, parts, self.told("reception"))

    def told(self, kind="event"):
        return stock.Told(Cause(kind, new_id()), self.clock.now())

    def asked(self, parts=12, cip13=CIP, lot=None, expiry=None, cause=None):
        return {
            "class_id": "class",
            "cip13": cip13,
            "lot": lot,
            "expiry": expiry,
            "unit_id": self.unit,
            "parts": parts,
            "at": self.clock.now(),
            "cause": cause or Cause("event", new_id()),
        }

    def issue(self, *args, **kwargs):
        with self.work() as work:
            return stock.issue(work, **self.asked(*args, **kwargs))

    def holds(self, box):
        with self.database.read() as connection:
            return connection.execute(
                select(level.c.amount).where(level.c.account_id == box.id)
            ).scalar_one_or_none()

    def moves(self, cause):
        with self.database.read() as connection:
            rows = connection.execute(
                select(stock_move).where(stock_move.c.cause_id == cause.id).order_by(stock_move.c.id)
            )
            return [(row.source, row.target, row.amount) for row in rows]

    def faults(self):
        with self.database.read() as connection:
            return list(stock.verify(connection, self.id))

    def outer(self, kind):
        return outer(self.id, kind).id


@pytest.fixture
def shelf(house):
    """The stock of one unit; whatever a test does to it, the book holds at the end."""
    made = Shelf(house)
    yield made
    assert made.faults() == []
