"""Random histories of stock against a small model: conserved, never below zero, and undone exactly."""

import itertools
from collections import Counter
from contextlib import suppress
from datetime import UTC, date, datetime

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, invariant, precondition, rule
from hypothesis.stateful import run_state_machine_as_test as run
from sqlalchemy import select, update

from medcircuit.kernel.access import system_actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.work import Work
from medcircuit.stock import service as stock
from medcircuit.stock.models import level
from medcircuit.stock.rules import Account, AccountKind, Cause, Move, outer
from medcircuit.stock.service.book import account_balances, write_moves
from medcircuit.structure import service as structure

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
PRODUCTS = ("3400930000120", "3400930000137")
LOTS = (("A1", date(2027, 6, 30)), ("B2", date(2026, 12, 31)), ("OLD", date(2026, 11, 20)), (None, None))
FINESS = itertools.count(750000100)

products = st.sampled_from(PRODUCTS)
lots = st.sampled_from(LOTS)
amounts = st.integers(1, 60)
SETTINGS = settings(
    max_examples=12, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck)
)


class Undone(Exception):
    """Ends an example's transaction without keeping it."""


class Ledger(RuleBasedStateMachine):
    """Everything happens in one transaction of its own establishment, which teardown never keeps."""

    causes = Bundle("causes")
    database = None

    def __init__(self):
        super().__init__()
        self.writing = self.database.write()
        connection = self.writing.__enter__()
        plan = structure.EstablishmentPlan(
            "Les Tilleuls",
            str(next(FINESS)),
            "EHPAD",
            (structure.UnitPlan("Bleue", (("cart", "Chariot"), ("cupboard", "Armoire"))),),
        )
        organisation = structure.create_organisation(connection, "Association")
        self.id = structure.create_establishment(connection, organisation, plan)
        self.unit = structure.units(connection, self.id)[0][0]
        self.places = [place.id for place in structure.places(connection, self.id, self.unit)]
        self.work = Work(connection, system_actor(self.id), NOW)
        self.held = Counter()
        self.effects = {}

    def teardown(self):
        try:
            self.sabotage()
        finally:
            with suppress(Undone):
                self.writing.__exit__(Undone, Undone(), None)

    def sabotage(self):
        """The negative control: whatever happened, a corrupted book is found."""
        self.work.connection.execute(update(level).values(amount=level.c.amount + 1))
        assert bool(self.faults()) is bool(self.opened())
        self.work.connection.execute(update(level).values(amount=level.c.amount - 1))
        if self.opened():
            bypass = Move(outer(self.id, AccountKind.SUPPLIER).id, self.opened()[0], 1)
            write_moves(self.work, [bypass], self.told("bypass"), ())
            assert len(self.faults()) == 2

    def opened(self):
        rows = self.work.connection.execute(select(level.c.account_id).order_by(level.c.account_id))
        return list(rows.scalars())

    def faults(self):
        return list(stock.verify(self.work.connection, self.id))

    def told(self, kind):
        return stock.Told(Cause(kind, new_id()), NOW)

    def account(self, place, cip13, lot):
        return Account(self.id, AccountKind.PLACE, self.places[place], cip13, None, *lot)

    def remember(self, told, change):
        """The model: what a cause did to each account that holds something."""
        self.held.update(change)
        effect = self.effects.setdefault(told.cause, Counter())
        effect.update(change)
        return told.cause

    @rule(target=causes, place=st.integers(0, 1), cip13=products, lot=lots, parts=amounts)
    def receive(self, place, cip13, lot, parts):
        told, into = self.told("reception"), self.account(place, cip13, lot)
        assert stock.take_in(self.work, into, parts, told) == self.held[into.id] + parts
        return self.remember(told, {into.id: parts})

    @rule(
        target=causes,
        verb=st.sampled_from([stock.issue, stock.discard]),
        cip13=products,
        lot=lots,
        parts=amounts,
    )
    def leave(self, verb, cip13, lot, parts):
        told = self.told("event")
        asked = {"class_id": "class", "cip13": cip13, "lot": lot[0], "expiry": lot[1], "unit_id": self.unit}
        good = [
            self.held[self.account(place, cip13, one).id]
            for place in (0, 1)
            for one in LOTS
            if one[0] != "OLD" or lot[0] == "OLD"
        ]
        issued = verb(self.work, **asked, parts=parts, at=NOW, cause=told.cause)
        assert issued.missing == max(0, parts - sum(good))
        assert sum(one.parts for one in issued.lots) + issued.missing == issued.parts == parts
        return self.remember(told, {one.account_id: -one.parts for one in issued.lots})

    @rule(target=causes, place=st.integers(0, 1), cip13=products, lot=lots, parts=amounts)
    def transfer(self, place, cip13, lot, parts):
        told = self.told("transfer")
        source, target = self.account(place, cip13, lot), self.account(1 - place, cip13, lot)
        if self.held[source.id] < parts:
            with suppress(stock.NotEnough, KeyError):
                stock.carry(self.work, source, target.place_id, parts, told)
            return told.cause
        stock.carry(self.work, source, target.place_id, parts, told)
        return self.remember(told, {source.id: -parts, target.id: parts})

    @precondition(lambda self: +self.held)
    @rule(target=causes, data=st.data(), counted=st.integers(0, 60))
    def count(self, data, counted):
        told, chosen = self.told("count"), data.draw(st.sampled_from(sorted(+self.held)))
        box = stock.place_account(self.work, chosen)
        change = stock.adjust(self.work, box, counted, self.held[chosen], told)
        assert change == counted - self.held[chosen]
        return self.remember(told, {chosen: change})

    @rule(cause=causes, times=st.integers(1, 2))
    def reverse(self, cause, times):
        for _ in range(times):
            stock.reverse(self.work, cause)
            for account_id, change in self.effects.pop(cause, {}).items():
                self.held[account_id] = max(0, self.held[account_id] - change)

    @invariant()
    def the_levels_are_those_of_the_model(self):
        found = stock.levels(self.work.connection, self.id, self.places)
        assert {one.account_id: one.parts for one in found} == dict(+self.held)

    @invariant()
    def nothing_is_lost_or_made(self):
        assert sum(account_balances(self.work.connection, self.id).values()) == 0
        assert self.faults() == []


def test_any_history_conserves_stock_and_is_undone_exactly(database):
    machine = type("History", (Ledger,), {"database": database})
    run(machine, settings=SETTINGS)
