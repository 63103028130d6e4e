"""Editions of the catalogue come one after the other: what is prescribed and what is in stock goes on."""

import shutil
from datetime import date, timedelta

from medcircuit.kernel.access import Role
from medcircuit.kernel.checksums import ean_key
from medcircuit.kernel.db import new_id
from medcircuit.medicines import service as medicines
from medcircuit.stock import service as stock
from medcircuit.stock.rules import Account, AccountKind, Cause
from medcircuit.structure import service as structure
from tests.ward import CATALOGUE, DOLIPRANE_1G, TODAY, codes

NAME = "DOLIPRANE 1000 mg, comprimé"
BOX = "3595583"
LATER_BOX = "3009558"
"""Another number that a later edition gives to the same box."""


def cip13(cip7):
    return (body := f"34009{cip7}") + str(ean_key(body))


def edition(tmp_path, number, change):
    """A later edition: the hand-made catalogue with its lines changed, or left out (None)."""
    folder = tmp_path / f"2026-11-{21 + number}"
    shutil.copytree(CATALOGUE, folder)
    for path in folder.glob("*.txt"):
        kept = [new for line in path.read_text("utf-8").splitlines() if (new := change(line)) is not None]
        path.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return folder


def without(line):
    return None if line.startswith(DOLIPRANE_1G) else line


def renumbered(line):
    return line.replace(f"\t{BOX}\t", f"\t{LATER_BOX}\t").replace(cip13(BOX), cip13(LATER_BOX))


def bring(ward, folder):
    with ward.house.database.write() as connection:
        found = medicines.read_folder(folder, edition=None, today=TODAY)
        medicines.import_folder(connection, found, now=ward.now)


def put_in_the_cart(ward, parts):
    with ward.working() as work:
        cart = structure.places(work.connection, work.establishment_id, ward.unit)[0].id
        number = ward.product(DOLIPRANE_1G).gtin[1:]
        box = Account(work.establishment_id, AccountKind.PLACE, cart, number, None, "A1", date(2027, 9, 30))
        stock.take_in(work, box, parts, stock.Told(Cause("reception", new_id()), work.now))
    return cart


def held(ward, cart):
    """What the cart holds, in the words of the stock page."""
    with ward.reading(Role.PHARMACIST) as work:
        [product] = stock.shelf(work, cart).products
    return product.brand, product.units


def given(ward, raw, line, who):
    """The findings of a box scanned for a person and then given; the dose is planned, and the round's state is right."""
    assert line in {dose["line"] for dose in ward.pack()["doses"]}
    answer = ward.read(raw, who=who)
    assert answer["verdict"] == "ok", answer
    receipt = ward.give(line, who, amount="1", units="1", scans=(answer["id"],))
    assert receipt["status"] == "accepted", receipt
    assert ward.differences() == []
    return codes(answer)


def test_what_is_prescribed_and_in_stock_goes_on_through_three_editions(lilas, tmp_path):
    """Its medicine vanishes, comes back with its box under another number, and is as it was at last."""
    lines = {}
    for name in ("Anne", "Berthe", "Claire", "Denise"):
        lilas.admit(name, birth_name=f"DE{name.upper()}")
        lines[name] = lilas.prescribe(name, DOLIPRANE_1G)
    cart = put_in_the_cart(lilas, 8 * 12)
    raws = {name: lilas.box(DOLIPRANE_1G, serial=name) for name in lines}
    assert held(lilas, cart) == (NAME, 8)
    assert "retired" not in given(lilas, raws["Anne"], lines["Anne"], "Anne")

    editions = (("Berthe", without, True), ("Claire", renumbered, True), ("Denise", lambda line: line, False))
    for number, (name, change, gone) in enumerate(editions, start=1):
        before = held(lilas, cart)
        bring(lilas, edition(tmp_path, number, change))
        assert held(lilas, cart) == before == (NAME, 8 - number)
        with lilas.house.database.read() as connection:
            assert medicines.find_product(connection, cip7=BOX).retired is gone
        found = given(lilas, raws[name], lines[name], name)
        assert ("retired" in found) is gone
        assert held(lilas, cart) == (NAME, 7 - number)
        lilas.house.clock.advance(timedelta(minutes=1))
