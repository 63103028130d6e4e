"""The register of narcotics: no move without its line, numbered without gap, its balance that of the stock."""

from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import delete, insert, update
from sqlalchemy.exc import IntegrityError

from medcircuit.kernel.db import new_id
from medcircuit.kernel.remembered import forget
from medcircuit.medicines import service as medicines
from medcircuit.medicines.models import medicine
from medcircuit.stock import service as stock
from medcircuit.stock.models import register_entry, stock_move
from medcircuit.stock.rules import AccountKind, Cause, Move
from medcircuit.stock.rules.reasons import CountReason, ReturnReason
from medcircuit.stock.rules.witness import Witness, WitnessIsYou, WitnessNeeded
from medcircuit.stock.service.book import NotInRegister, move_row, rebuild_levels, write_moves
from medcircuit.stock.service.receipts import returned
from tests.services.conftest import Shelf
from tests.services.test_stock_book import race
from tests.ward import FUROSEMIDE, bring_catalogue

ANA = Witness("ana", "Ana P.")
CONCERTA = "60756917"
TABLET = 12


def pharmacy(house):
    bring_catalogue(house)
    shelf = Shelf(house)
    with house.database.read() as connection:
        sheets = {
            cis: medicines.sheet(connection, cis, on=house.clock.now().date())
            for cis in (CONCERTA, FUROSEMIDE)
        }
    shelf.narcotic, shelf.ordinary = (one.presentations[0].gtin[1:] for one in sheets.values())
    with house.database.read() as connection:
        shelf.class_id = medicines.find_product(connection, cip13=shelf.narcotic).class_id
    shelf.safe = shelf.box(cip13=shelf.narcotic)
    return shelf


@pytest.fixture
def drugs(house, catalogued):
    """A unit's stock with a narcotic in its catalogue; whatever a test does, the register holds at the end."""
    shelf = pharmacy(house)
    yield shelf
    assert bool(shelf.faults()) is shelf.corrupted


@pytest.fixture
def sqlite_drugs(sqlite_house, catalogued):
    shelf = pharmacy(sqlite_house)
    yield shelf
    assert bool(shelf.faults()) is shelf.corrupted


def books(shelf):
    now = shelf.clock.now()
    with shelf.work() as work:
        return stock.books(
            work, (shelf.cart, shelf.cupboard), now - timedelta(days=1), now + timedelta(days=1)
        )


def told(book):
    return [(one.number, one.why.value, one.change, one.after) for one in book.entries]


def test_each_move_of_a_narcotic_is_a_numbered_line_with_its_balance(drugs):
    """Received, given, carried, counted, given unknown, taken back: in each place its own book, and none for an ordinary medicine."""
    drugs.put(drugs.safe, 10 * TABLET)
    drugs.put(drugs.box(cip13=drugs.ordinary), 10 * TABLET)
    cause = Cause("event", new_id())
    with drugs.work() as work:
        stock.issue(work, **drugs.asked(TABLET, cip13=drugs.narcotic, cause=cause))
        stock.discard(work, **drugs.asked(TABLET // 2, cip13=drugs.narcotic, cause=cause))
        stock.carry(work, drugs.safe, drugs.cupboard, 4 * TABLET, drugs.told("transfer"))
    with drugs.work() as work:
        asked = (new_id(), drugs.safe.id, Fraction(4), Fraction(9, 2), CountReason.LOST, work.now)
        stock.count(work, stock.Count(*asked), ANA)
        assert stock.reverse(work, cause) == 2
        stock.issue(work, **drugs.asked(TABLET, cip13=None) | {"class_id": drugs.class_id})
    cart, cupboard = books(drugs) if books(drugs)[0].place_id == drugs.cart else books(drugs)[::-1]
    assert told(cart) == [
        (1, "received", 120, 120),
        (2, "given", -12, 108),
        (3, "destroyed", -6, 102),
        (4, "transferred", -48, 54),
        (5, "missed", -6, 48),
        (6, "undone", 6, 54),
        (7, "undone", 12, 66),
        (8, "given", -12, 54),
    ]
    assert told(cupboard) == [(1, "transferred", 48, 48)]
    assert (cart.entries[4].reason, cart.entries[0].lot) == ("lost", "A1")
    assert {one.product for one in (cart, cupboard)} == {drugs.narcotic}


def test_a_count_and_a_return_of_a_narcotic_ask_a_witness_and_say_who(drugs):
    """Alone is said; a count that is right is a line too; sent again it is none."""
    drugs.put(drugs.safe, 10 * TABLET)

    def counted(units, *witness, seen=Fraction(10), alone=False, id_=None):
        with drugs.work() as work:
            asked = (
                id_ or new_id(),
                drugs.safe.id,
                Fraction(units),
                seen,
                CountReason.INVENTORY,
                work.now,
                alone,
            )
            return stock.count(work, stock.Count(*asked), *witness)

    with pytest.raises(WitnessNeeded):
        counted(10)
    with pytest.raises(WitnessIsYou):
        counted(10, Witness(drugs.actor.user_id, "Moi"))
    id_ = new_id()
    assert counted(10, ANA, id_=id_) == counted(10, ANA, id_=id_)
    counted(9, alone=True)
    with drugs.work() as work:
        back = stock.Return(new_id(), drugs.safe.id, Fraction(4), ReturnReason.STOPPED, work.now)
        left = stock.give_back(work, back, ANA)
    assert left.level.units == 5
    with pytest.raises(stock.NotEnough), drugs.work() as work:
        stock.give_back(
            work, stock.Return(new_id(), drugs.safe.id, Fraction(6), ReturnReason.LEFT, work.now), ANA
        )
    (book,) = books(drugs)
    assert told(book)[1:] == [(2, "counted", 0, 120), (3, "missed", -12, 108), (4, "returned", -48, 60)]
    shown = [(one.reason, one.witness, one.alone) for one in book.entries[1:]]
    assert shown == [("inventory", "Ana P.", False), ("inventory", None, True), ("stopped", "Ana P.", False)]
    with drugs.work() as work:
        receipt = returned(work, back.id)
    assert (receipt.number, receipt.witness, str(receipt.words)) == (4, "Ana P.", "4 comprimés")


def test_what_nobody_knew_the_house_had_enters_and_leaves_in_its_book(sqlite_drugs):
    """A narcotic given that no stock holds: both lines, of the box that was read, or of its class."""
    with sqlite_drugs.work() as work:
        stock.issue(work, **sqlite_drugs.asked(TABLET, cip13=sqlite_drugs.narcotic))
        stock.issue(work, **sqlite_drugs.asked(TABLET, cip13=None) | {"class_id": sqlite_drugs.class_id})
    found = {one.product: told(one) for one in books(sqlite_drugs)}
    both = [(1, "found", 12, 12), (2, "given", -12, 0)]
    assert found == {sqlite_drugs.narcotic: both, sqlite_drugs.class_id: both}


def line_of(drugs, row, **more):
    return {
        "id": new_id(),
        "establishment_id": drugs.id,
        "place_id": drugs.cart,
        "product": drugs.narcotic,
        "number": 2,
        "move_id": row["id"],
        "account_id": drugs.safe.id,
        **{name: row[name] for name in ("at", "recorded_at", "actor_id")},
        "alone": False,
        **more,
    }


def test_a_narcotic_that_moves_without_its_line_is_refused_by_the_database_itself(drugs):
    drugs.put(drugs.safe, 10 * TABLET)
    drugs.put(drugs.box(cip13=drugs.ordinary), 10 * TABLET)
    out = Move(drugs.safe.id, drugs.outer(AccountKind.ADMINISTERED), TABLET)
    with pytest.raises(NotInRegister) as refused, drugs.work() as work:
        write_moves(work, [out], drugs.told(), ())
    assert "Rien n'a été enregistré" in refused.value.sentence
    row = move_row(work, out, drugs.told())
    line = line_of(drugs, row, change=TABLET, balance=11 * TABLET)
    with pytest.raises(IntegrityError), drugs.database.write() as connection:
        connection.execute(insert(register_entry), line)  # says the opposite of its move
        connection.execute(insert(stock_move), row)
    assert drugs.holds(drugs.safe) == 10 * TABLET
    (book,) = books(drugs)
    assert len(book.entries) == 1


def test_what_lay_there_before_it_was_a_narcotic_is_carried_over(sqlite_drugs):
    shelf = sqlite_drugs

    def by_the_catalogue(narcotic):
        with shelf.database.write() as connection:
            connection.execute(
                update(medicine).where(medicine.c.class_id == shelf.class_id).values(narcotic=narcotic)
            )
            forget(connection)

    by_the_catalogue(False)
    shelf.put(shelf.safe, 10 * TABLET)
    assert books(shelf) == ()
    by_the_catalogue(True)
    (held,) = books(shelf)
    assert (held.before, held.entries) == (10 * TABLET, ())
    shelf.issue(TABLET, cip13=shelf.narcotic)
    assert told(books(shelf)[0]) == [(1, "carried_over", 120, 120), (2, "given", -12, 108)]
    by_the_catalogue(False)
    shelf.issue(TABLET, cip13=shelf.narcotic)
    by_the_catalogue(True)
    shelf.issue(TABLET, cip13=shelf.narcotic)
    assert told(books(shelf)[0])[2:] == [(3, "carried_over", -12, 96), (4, "given", -12, 84)]


def test_many_at_once_number_without_gap(drugs):
    lots = [drugs.box(cip13=drugs.narcotic, lot=f"L{n}") for n in range(4)]
    for lot in lots:
        drugs.put(lot, 20 * TABLET)
    turn = iter(range(100))

    def carried():
        with drugs.work() as work:
            stock.take_in(work, lots[next(turn) % 4], TABLET, drugs.told("reception"))

    _, raised = race(drugs, carried, threads=4, times=5)
    assert raised == []
    (book,) = books(drugs)
    assert [one.number for one in book.entries] == list(range(1, 25))
    assert book.after == 100 * TABLET


def drop(connection, *names):
    for name in names:
        connection.exec_driver_sql(f"DROP TRIGGER {name}")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ("removed", "la ligne 2 manque"),
        ("last removed", "le stock a"),
        ("balance", "les lignes donnent 108"),
        ("change", "ne dit pas ce que dit son mouvement"),
        ("moveless", "ne dit pas ce que dit son mouvement"),
        ("unentered", "n'a pas de ligne"),
        ("stock", "le stock a"),
    ],
)
def test_verify_finds_a_register_that_was_tampered_with(sqlite_drugs, wrong, said):
    shelf = sqlite_drugs
    shelf.corrupted = True
    shelf.put(shelf.safe, 10 * TABLET)
    for _ in range(2):
        shelf.issue(TABLET, cip13=shelf.narcotic)
    line = register_entry.c.number
    out = Move(shelf.safe.id, shelf.outer(AccountKind.ADMINISTERED), TABLET)
    with shelf.work() as work:
        row = move_row(work, out, shelf.told())
    acts = {
        "moveless": insert(register_entry).values(
            line_of(shelf, row, number=4, change=-TABLET, balance=7 * TABLET)
        ),
        "removed": delete(register_entry).where(line == 2),
        "last removed": delete(register_entry).where(line == 3),
        "balance": update(register_entry).where(line == 2).values(balance=7),
        "change": update(register_entry).where(line == 1).values(change=240, balance=240),
    }
    with shelf.database.write() as connection:
        drop(connection, "register_entry_no_update", "register_entry_no_delete", "stock_move_entered")
        if wrong in acts:
            connection.execute(acts[wrong])
    if wrong in {"unentered", "stock"}:
        with shelf.work() as work:
            write_moves(work, [out], shelf.told(), ())
        with shelf.database.write() as connection:
            rebuild_levels(connection, shelf.id)
    assert any(said in one for one in shelf.faults()), shelf.faults()
