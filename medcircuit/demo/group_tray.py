"""The tray beside a helper's group: the cards of those to help now, and a box of each of their medicines."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from medcircuit.administration.service import helping
from medcircuit.demo.tray import Codes, Lot, box_code, lots_of, told
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.medicines import service as medicines
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.service import Line

SHOWN = 6
"""Of how many people the codes are laid out."""


def lay_out_group(work: Work, codes: Mapping[str, Codes]) -> list[dict[str, Any]]:
    """The codes of the first people whom the actor helps, those to help now before the others, in groups.

    Raises:
        Forbidden: the actor helps nowhere.
    """
    people = helping.group(work)["people"]
    people.sort(key=lambda one: -sum(dose["when"] == "now" for dose in one["doses"]))
    cards = codes.get(work.establishment_id, Codes({}, {})).cards
    shown = people[:SHOWN]
    lines: dict[str, list[Line]] = {}
    ids = [one["id"] for one in shown]
    for line in prescriptions.lines_of(work.connection, work.establishment_id, ids, stopped_after=work.now):
        if (line.at(work.now) or line.last).regime in helping.OPENED:
            lines.setdefault(line.resident_id, []).append(line)
    return [
        {
            "title": f"{one['first_name']} {one['used_name'] or one['birth_name']}",
            "codes": [
                *(told(f"Carte n° {n}", "", code) for code, n, gone in cards.get(one["id"], ()) if not gone),
                *_boxes(work, lots_of(work, one["unit"]), lines.get(one["id"], ())),
            ],
        }
        for one in shown
    ]


def _boxes(
    work: Work, lots: Mapping[str, list[Lot]], lines: list[Line] | tuple[()]
) -> Iterator[dict[str, str]]:
    """A box of the medicine of each line, of a lot at hand where there is one."""
    today = work.now.astimezone(PARIS).date()
    for line in lines:
        rows = medicines.products_of_classes(work.connection, [line.class_id])
        own = [row.gtin[1:] for row in rows if row.cis == line.cis] or [row.gtin[1:] for row in rows]
        best = sorted(own, key=lambda cip: (cip not in lots, cip))[:1]
        for cip13, product in medicines.find_products(work.connection, best).items():
            yield told(product.label, "", box_code(product, lots.get(cip13, ()), today))
