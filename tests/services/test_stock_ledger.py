"""The ledger: every move with its product, its two ends, who, when and why, newest first, page by page."""

from datetime import timedelta

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden
from medcircuit.kernel.work import reading
from medcircuit.medicines import service as medicines
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Cause
from medcircuit.stock.rules.reasons import Why
from medcircuit.structure import service as structure
from tests.services.conftest import CATALOGUE, LATER


@pytest.fixture
def look(shelf, house):
    def read(role=Role.NURSE, **asked):
        with reading(shelf.database, house.actor(role), shelf.clock) as work:
            return stock.ledger(work, stock.LedgerFilter(**asked))

    return read


def test_a_line_says_what_where_who_when_and_why(shelf, house, look):
    cause = Cause("event", new_id())
    at = shelf.clock.now() - timedelta(minutes=3)
    shelf.put(shelf.box(), 24)
    with house.writing(Role.NURSE) as work:
        stock.issue(work, **shelf.asked(12, cause=cause) | {"at": at})
    line, received = look().lines
    assert (line.why, line.parts, line.lot, line.source, line.target) == (
        Why.GIVEN,
        12,
        "A1",
        shelf.cart,
        None,
    )
    assert (line.cause, line.at, line.recorded_at) == (cause, at, shelf.clock.now())
    assert line.by == "P. Nurse"
    assert (received.why, received.source, received.target, received.by) == (
        Why.RECEIVED,
        None,
        shelf.cart,
        "system",
    )


def test_an_act_undone_shows_both_lines(shelf, look):
    cause = Cause("event", new_id())
    shelf.put(shelf.box(), 24)
    shelf.issue(12, cause=cause)
    with shelf.work() as work:
        stock.reverse(work, cause)
    undone, given, _ = look().lines
    assert (undone.why, undone.reverses) == (Why.UNDONE, given.id)


def test_a_ledger_is_read_page_by_page_without_missing_or_repeating_a_line(shelf, look):
    shelf.put(shelf.box(), 240)
    for _ in range(3):
        shelf.issue(12)
    shelf.clock.advance(timedelta(minutes=1))
    for _ in range(3):
        shelf.issue(12)
    whole = [line.id for line in look().lines]
    seen, after = [], None
    while True:
        page = look(limit=2, after=after)
        seen += [line.id for line in page.lines]
        after = page.after
        if after is None:
            break
    assert seen == whole
    assert len(seen) == 7


def test_a_ledger_of_a_place_an_account_or_a_product_holds_only_that(shelf, look):
    shelf.put(shelf.box(), 24)
    shelf.put(shelf.box(shelf.cupboard), 24)
    shelf.put(shelf.box(cip13="3400930000137"), 24)
    assert len(look().lines) == 3
    assert len(look(place_id=shelf.cart).lines) == 2
    assert len(look(place_id=shelf.cart, cip13="3400930000137").lines) == 1
    assert [line.target for line in look(account_id=shelf.box(shelf.cupboard).id).lines] == [shelf.cupboard]


@pytest.mark.parametrize(
    "after",
    ["", "x", "2026-11-21T07:10:00+00:00", "2026-11-21T07:10:00~" + "0" * 36, "2026-11-21T07:10:00Z~\x00"],
)
def test_a_cursor_that_no_page_gave_is_a_problem(shelf, look, after):
    with pytest.raises(stock.CursorUnreadable):
        look(after=after)


def test_someone_of_one_unit_sees_the_moves_of_that_unit_only(shelf, house, database, clock):
    shelf.put(shelf.box(), 24)
    roses = next(place for place in places(database, house) if place.name == "Chariot Roses")
    shelf.put(shelf.box(roses.id), 12)
    with reading(database, house.actor(Role.NURSE, "Roses"), clock) as work:
        assert [line.target for line in stock.ledger(work, stock.LedgerFilter()).lines] == [roses.id]
        assert [place.name for place in stock.named_places(work)] == ["Chariot Roses", "Armoire Roses"]
        with pytest.raises(Forbidden):
            stock.ledger(work, stock.LedgerFilter(place_id=shelf.cart))
        with pytest.raises(Forbidden):
            stock.shelf(work, shelf.cart)


def places(database, house):
    with database.read() as connection:
        return structure.places(connection, house.establishment_id)


def test_what_was_used_without_being_known_is_said_by_its_class(shelf, house, database, clock):
    with database.write() as connection:
        folder = medicines.read_folder(CATALOGUE, edition=None, today=LATER)
        medicines.import_folder(connection, folder, now=clock.now())
        box = medicines.find_product(connection, cip13="3400936381575")
    with shelf.work() as work:
        stock.issue(work, **shelf.asked(12, cip13=None) | {"class_id": box.class_id})
        stock.issue(work, **shelf.asked(12, cip13=None) | {"class_id": "gone"})
        stock.issue(work, **shelf.asked(12, cip13="3400900000000"))
    with reading(database, house.actor(Role.NURSE), clock) as work:
        labels = {line.label for line in stock.lines(work, stock.LedgerFilter()).moves}
    assert labels == {box.class_label, "Médicament inconnu du catalogue"}


def test_the_ledger_is_for_those_who_may_read_it(shelf, look):
    with pytest.raises(Forbidden):
        look(Role.EDUCATOR)
