"""Who takes a medicine by themselves in the demonstration: one looked at this week, in the EHPAD one whose check is missed."""

from __future__ import annotations

from datetime import timedelta

from medcircuit.demo.people import EHPAD
from medcircuit.demo.prescriptions import Order
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.db import new_id
from medcircuit.prescriptions.rules.autonomy import AutonomyAct
from medcircuit.prescriptions.service.autonomy import Managing, manage

_BEGUN = timedelta(days=16)
_LAST = {True: timedelta(days=9), False: timedelta(days=3)}


def manage_alone(seeding: Seeding, house: Settled) -> None:
    """The first person of the house with a plain line of long standing was assessed, and handed their doses."""
    for resident_id in house.residents[4:]:
        plain = [line_id for order, line_id in house.lines.get(resident_id, ()) if _plain(seeding, order)]
        if plain:
            break
    else:
        return
    nurse = actor(house, "spetit" if house.house is EHPAD else "lmoreau")
    last = _LAST[house.house is EHPAD]
    acts = (
        (AutonomyAct.ASSESSED, _BEGUN, "Lit, prend et range seul sa boîte."),
        (AutonomyAct.HANDED, last, None),
        (AutonomyAct.CHECKED, last, "Aucun reste."),
    )
    for act, ago, note in acts:
        with seeding.work(nurse, seeding.now - ago) as work:
            manage(work, resident_id, Managing(new_id(), act, (plain[0],), note))


def _plain(seeding: Seeding, order: Order) -> bool:
    standing = order.story == "steady" and order.since < seeding.now - _BEGUN - timedelta(days=2)
    badges = {"stup", "high_alert", "nursing_act"} & set(order.medicine.badges)
    return standing and not order.as_needed and not badges and order.medicine.route == "orale"
