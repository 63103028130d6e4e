"""The demonstration's stock: boxes received and carried to the carts for five weeks, and what acts take from them.

Kept in memory while the history is made, by the same pure rules as stock itself, and written at the end: accounts,
moves, levels. Every level is the sum of its moves.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from operator import itemgetter
from random import Random
from typing import Any

from sqlalchemy import Connection, select

from medcircuit.demo.bulk import insert_rows
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.medicines.models import medicine, presentation
from medcircuit.prescriptions.service import PlannedDose
from medcircuit.stock.models import register_entry, stock_move
from medcircuit.stock.rules import (
    PARTS,
    Account,
    AccountKind,
    Candidate,
    Cause,
    Move,
    choose,
    dose_parts,
    outer,
)
from medcircuit.stock.service.book import move_row, open_accounts, rebuild_levels
from medcircuit.stock.service.registering import Last, Of, lines_of
from medcircuit.stock.service.telling import Told


@dataclass(frozen=True)
class Box:
    """A presentation as it is kept and scanned: what it holds, in smallest parts."""

    cis: str
    cip13: str
    gtin: str
    class_id: str
    label: str
    stock_unit: str
    parts: int

    def code(self, lot: str, expiry: date, serial: str) -> str:
        """What its DataMatrix says, as a scanner sends it."""
        return f"]d201{self.gtin}17{expiry:%y%m%d}10{lot}\x1d21{serial}"


def boxes(connection: Connection, cis_codes: Iterable[str]) -> dict[str, Box]:
    """The most ordinary box of each medicine: the smallest on sale whose content is known."""
    rows = connection.execute(
        select(
            medicine.c.cis,
            medicine.c.class_id,
            medicine.c.denomination,
            medicine.c.stock_unit,
            presentation.c.cip13,
            presentation.c.units,
        )
        .join(presentation, presentation.c.cis == medicine.c.cis)
        .where(medicine.c.cis.in_(set(cis_codes)))
        .order_by(medicine.c.cis, presentation.c.cip13)
    )
    found: dict[str, Box] = {}
    for row in rows:
        units = read_amount(row.units) if row.units is not None else Fraction(1)
        parts = int(units * PARTS[row.stock_unit]) or 1
        box = Box(row.cis, row.cip13, f"0{row.cip13}", row.class_id, row.denomination, row.stock_unit, parts)
        if row.cis not in found or (row.units is not None and box.parts < found[row.cis].parts):
            found[row.cis] = box
    return found


@dataclass(frozen=True)
class Lot:
    """One lot of a product: its number and its last day."""

    lot: str
    expiry: date


@dataclass(frozen=True)
class Places:
    """Where a unit takes its medicines from, the nearest first."""

    cart: str
    cupboard: str

    @property
    def nearest(self) -> tuple[str, ...]:
        """The cart, then the cupboard."""
        return self.cart, self.cupboard


@dataclass
class Shelves:
    """What every cart and cupboard of a house holds, as the history goes; and every move that made it so."""

    house: Settled
    places: dict[str, Places]
    boxes: dict[str, Box]
    random: Random
    accounts: dict[str, Account] = field(default_factory=dict)
    held: dict[str, int] = field(default_factory=dict)
    moves: list[dict[str, Any]] = field(default_factory=list)
    _caused: defaultdict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    _outers: dict[AccountKind, str] = field(default_factory=dict)
    _of: defaultdict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def restock(self, seeding: Seeding, day: date, doses: Iterable[PlannedDose]) -> None:
        """The weekly order arrives in the cupboards, and the carts are filled for these doses."""
        needs = self._needs(doses)
        with seeding.work(actor(self.house, "chamelin"), restocked_at(day)) as work:
            for unit_id, places in self.places.items():
                for cis, need in sorted(needs[unit_id].items()):
                    box = self.boxes[cis]
                    self._order(work, places, box, need)
                    self._fill(work, places, box, max(need, box.parts))
            work.did("receive_stock", *(("place", places.cupboard) for places in self.places.values()))

    def _needs(self, doses: Iterable[PlannedDose]) -> dict[str, dict[str, int]]:
        """For each unit, the parts of each medicine that these doses take, and a quarter more."""
        unit_of = self.house.unit_of
        needs: dict[str, dict[str, int]] = {unit_id: {} for unit_id in self.places}
        for dose in doses:
            box = self.boxes.get(dose.cis or "")
            if box is not None:
                parts = dose_parts(dose.units * Fraction(5, 4), box.stock_unit) if dose.units else 0
                of_unit = needs[unit_of[dose.resident_id]]
                of_unit[box.cis] = of_unit.get(box.cis, 0) + parts
        return needs

    def _order(self, work: Work, places: Places, box: Box, need: int) -> None:
        """Boxes for the week and half as much again, where the unit holds less."""
        holds = sum(self.held[one] for place in places.nearest for one in self._of[place, box.cip13])
        lacking = need + need // 2 + box.parts - holds
        if lacking > 0:
            lot, expiry = self._new_lot(work.now.astimezone(PARIS).date())
            self.receive(work, places.cupboard, box, -(-lacking // box.parts), lot, expiry)

    def _new_lot(self, day: date) -> tuple[str, date]:
        """A lot number and the month's end until which it is good: one in fifteen is short-dated."""
        random = self.random
        days = random.randint(45, 100) if random.random() < 0.07 else random.randint(240, 900)
        number = f"{random.choice('ABCDEFGHKLMNPRSTVX')}{random.randrange(10**5):05d}"
        return number, month_end(day + timedelta(days=days))

    def forget_boxes(self, seeding: Seeding, doses: Iterable[PlannedDose]) -> None:
        """In each cart, one box of a tablet of the morning was forgotten: it was good until the end of last month."""
        today = seeding.now.astimezone(PARIS).date()
        chosen: dict[str, Box] = {}
        unit_of = self.house.unit_of
        for dose in doses:
            box = self.boxes.get(dose.cis or "")
            if box is not None and box.stock_unit == "unit" and dose.moment_code == "MORN":
                chosen.setdefault(unit_of[dose.resident_id], box)
        with seeding.work(actor(self.house, "chamelin"), seeding.now - timedelta(days=100)) as work:
            for unit_id, box in chosen.items():
                lot = f"P{self.random.randrange(10**5):05d}"
                last_day = today.replace(day=1) - timedelta(days=1)
                self.receive(work, self.places[unit_id].cart, box, 1, lot, last_day)
            work.did("receive_stock", *(("place", self.places[unit_id].cart) for unit_id in chosen))

    def receive(self, work: Work, place_id: str, box: Box, count: int, lot: str, expiry: date) -> None:
        """So many boxes of a lot come from the supplier into a place."""
        into = self._account(place_id, box.cip13, lot, expiry)
        source = self._outer(AccountKind.SUPPLIER)
        self._move(
            work, Move(source, into.id, count * box.parts), Told(Cause("reception", new_id()), work.now)
        )

    def _fill(self, work: Work, places: Places, box: Box, want: int) -> None:
        """Bring the cart up to an amount from the cupboard, the first to expire first."""
        today = work.now.astimezone(PARIS).date()
        missing = want - sum(self.held[one] for one in self._of[places.cart, box.cip13])
        told = Told(Cause("transfer", new_id()), work.now)
        if missing <= 0:
            return
        for part in choose(self._candidates((places.cupboard,), box.cip13), missing, on=today).parts:
            lot = self._lot(part.account_id)
            into = self._account(places.cart, box.cip13, lot.lot, lot.expiry)
            self._move(work, Move(part.account_id, into.id, part.amount), told)

    def next_lot(self, work: Work, unit_id: str, box: Box, need: int) -> Lot:
        """The lot at hand: the first to expire in the nearest place; where nothing is left, a box is fetched."""
        places, day = self.places[unit_id], work.now.astimezone(PARIS).date()
        chosen = choose(self._candidates(places.nearest, box.cip13), need, on=day)
        if chosen.missing:
            lot, expiry = self._new_lot(day)
            self.receive(work, places.cart, box, 1 + need // box.parts, lot, expiry)
            return self.next_lot(work, unit_id, box, need)
        return self._lot(chosen.parts[0].account_id)

    def _lot(self, account_id: str) -> Lot:
        account = self.accounts[account_id]
        assert account.lot is not None
        assert account.expiry is not None
        return Lot(account.lot, account.expiry)

    def leave(
        self, work: Work, unit_id: str, cip13: str, lot: str | None, parts: int, told: Told, to: AccountKind
    ) -> None:
        """A dose leaves the unit, the lot that was read first."""
        day = told.at.astimezone(PARIS).date()
        choice = choose(self._candidates(self.places[unit_id].nearest, cip13), parts, on=day, lot=lot)
        assert choice.missing == 0, "a box is fetched before the last is empty"
        for part in choice.parts:
            self._move(work, Move(part.account_id, self._outer(to), part.amount), told)

    def put_back(self, work: Work, cause: Cause, at: datetime) -> None:
        """Undo the moves of a cause, each by its opposite."""
        for row in reversed(self._caused.pop(cause.id, [])):
            self._move(work, Move(row["target"], row["source"], row["amount"], row["id"]), Told(cause, at))

    def write(self, work: Work) -> None:
        """Write accounts, moves and the register's lines of the narcotics among them; levels are summed from the moves."""
        connection = work.connection
        open_accounts(connection, self.house.id, self.accounts.values())
        self.moves.sort(key=itemgetter("recorded_at"))
        ends = {
            one.id: Of(one.place_id or "", one.cip13 or "")
            for one in self.accounts.values()
            if medicines.narcotics(connection).has(one.cip13)
        }
        books = {of: Last() for of in ends.values()}
        insert_rows(connection, register_entry, lines_of(self.house.id, self.moves, ends, books))
        insert_rows(connection, stock_move, self.moves)
        rebuild_levels(connection, self.house.id)

    def _account(self, place_id: str, cip13: str, lot: str, expiry: date) -> Account:
        account = Account(self.house.id, AccountKind.PLACE, place_id, cip13, None, lot, expiry)
        if account.id not in self.accounts:
            self.accounts[account.id] = account
            self.held[account.id] = 0
            self._of[place_id, cip13].append(account.id)
        return account

    def _outer(self, kind: AccountKind) -> str:
        """The id of the house's account of this outer kind, worked out once."""
        if kind not in self._outers:
            self._outers[kind] = outer(self.house.id, kind).id
        return self._outers[kind]

    def _candidates(self, places: tuple[str, ...], cip13: str) -> list[Candidate]:
        return [
            Candidate(
                account_id,
                rank,
                self.accounts[account_id].lot,
                self.accounts[account_id].expiry,
                self.held[account_id],
            )
            for rank, place_id in enumerate(places)
            for account_id in self._of[place_id, cip13]
            if self.held[account_id]
        ]

    def _move(self, work: Work, move: Move, told: Told) -> None:
        for account_id, change in ((move.source, -move.amount), (move.target, move.amount)):
            if account_id in self.held:
                self.held[account_id] += change
                assert self.held[account_id] >= 0, "a place holds less than nothing"
        self.moves.append(move_row(work, move, told))
        self._caused[told.cause.id].append(self.moves[-1])


def restocked_at(day: date) -> datetime:
    """When the weekly order is put away: before the first round."""
    return datetime.combine(day, time(6, 15), tzinfo=PARIS)


def month_end(day: date) -> date:
    """The last day of a day's month."""
    following = (day.replace(day=28) + timedelta(days=4)).replace(day=1)
    return following - timedelta(days=1)


def places_of(house: Settled) -> dict[str, Places]:
    """The cart and the cupboard of each unit of a house."""
    short = [unit.partition(" (")[0] for unit, _ in house.house.units]
    return {
        unit_id: Places(cart=house.places[f"Chariot {name}"], cupboard=house.places[f"Armoire {name}"])
        for unit_id, name in zip(house.units, short, strict=True)
    }
