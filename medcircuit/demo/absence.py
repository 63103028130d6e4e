"""What happened while no nurse was there: an emergency, an access given for the week-end, a broken glass to judge."""

from __future__ import annotations

from datetime import timedelta

from medcircuit.administration.rules.vital import VitalAct
from medcircuit.administration.service.vital import Told, record_vital
from medcircuit.consultations import service as consultations
from medcircuit.consultations.rules import Category, Consultation, Kind
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.db import new_id


def leave_unattended(seeding: Seeding, house: Settled) -> None:
    """Last night in the IME: an educator gave an adrenaline pen and read a treatment without access; one has access now."""
    evening = seeding.now - timedelta(hours=11)
    lucas, zoe, *_ = house.residents
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
    with seeding.work(actor(house, "jfabre"), evening + timedelta(minutes=5)) as work:
        words = "Le SAMU demande le traitement en cours et les allergies."
        held = consultations.break_glass(work, consultations.Glass(new_id(), lucas, "hospital", words))
    for category in (Category.TREATMENT, Category.ALLERGIES):
        with seeding.work(actor(house, "jfabre"), evening + timedelta(minutes=6)) as work:
            consultations.read(work, held.said.id, lucas, category)
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
