"""What happened while no nurse was there: an emergency, an access given for the week-end, a broken glass to judge."""

from __future__ import annotations

from datetime import datetime, timedelta

from medcircuit.administration.rules.vital import VitalAct
from medcircuit.administration.service.vital import Told, record_vital
from medcircuit.consultations import service as consultations
from medcircuit.consultations.rules import Category, Consultation, Kind
from medcircuit.demo.people import EHPAD
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.db import new_id


def leave_unattended(seeding: Seeding, house: Settled) -> None:
    """Last night somebody read a treatment without access; in the IME an educator gave a pen first, and has access now."""
    evening = seeding.now - timedelta(hours=11)
    lucas, zoe, *_ = house.residents
    if house.house is EHPAD:
        _break_glass(seeding, house, "mleroux", lucas, evening)
        return
    with seeding.work(actor(house, "jfabre"), evening) as work:
        pen = VitalAct(
            new_id(),
            lucas,
            evening - timedelta(minutes=4),
            "tablette-ime",
            product="Adrénaline, stylo auto-injecteur 0,3 mg",
            called=True,
            note="Piqûre de guêpe, gonflement des lèvres. Le 15 est venu.",
        )
        record_vital(work, Told(pen))
    _break_glass(seeding, house, "jfabre", lucas, evening + timedelta(minutes=5))
    with seeding.work(actor(house, "lmoreau"), seeding.now - timedelta(hours=1)) as work:
        access = Consultation(
            new_id(),
            Kind.GRANTED,
            house.staff["jfabre"],
            frozenset({lucas, zoe}),
            frozenset({Category.ALLERGIES, Category.TREATMENT, Category.PROTOCOLS}),
            "no_nurse",
            "Sortie au parc ce week-end",
            seeding.now - timedelta(hours=1),
            seeding.now + timedelta(hours=47),
        )
        consultations.grant(work, access)


def _break_glass(seeding: Seeding, house: Settled, login: str, resident: str, at: datetime) -> None:
    """For the emergency services: the treatment and the allergies are read."""
    with seeding.work(actor(house, login), at) as work:
        words = "Le SAMU demande le traitement en cours et les allergies."
        held = consultations.break_glass(work, consultations.Glass(new_id(), resident, "hospital", words))
    for category in (Category.TREATMENT, Category.ALLERGIES):
        with seeding.work(actor(house, login), at + timedelta(minutes=1)) as work:
            consultations.read(work, held.said.id, resident, category)
