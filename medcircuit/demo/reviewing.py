"""What the checks of the demonstration stand on, and what its pharmacist and physician said of a few prescriptions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from importlib.resources import files

from sqlalchemy import Connection

from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import Tier
from medcircuit.medicines.service.interactions import Given, import_interactions
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.review import Opinion, OpinionKind
from medcircuit.prescriptions.service import alerts, review

EDITION = date(2020, 10, 1)
SOURCE = "Démonstration : quelques faits du thésaurus de l'ANSM"
CHECKED = 14
"""How many residents' lines the physician had checked."""
REASONS = ("tolerated", "monitored", "benefit")
PHARMACIST, PHYSICIAN, AWAY = "pgauthier", "drvasseur", "drroux"
SAID = (
    ("10", "5", "INR à contrôler la semaine prochaine avec ce traitement.", "1", "Prescrit pour mardi."),
    (
        "4",
        "7",
        "Dose à revoir selon la clairance, non mesurée depuis six mois.",
        "4",
        "D'accord, bilan demandé.",
    ),
    ("6.3", "3", "Association déconseillée : une alternative est possible.", None, None),
)
"""Problem, intervention and words of each opinion; its outcome and the physician's message, where there is one."""


def import_thesaurus(connection: Connection, *, now: datetime) -> None:
    """Import the few interactions of this package."""
    folder = files("medcircuit.demo") / "interactions"
    given = [Given(name, (folder / name).read_bytes()) for name in ("classes.csv", "pairs.csv")]
    import_interactions(connection, given, now=now, source=SOURCE, edition=EDITION)


def review_a_few(seeding: Seeding, house: Settled) -> None:
    """Opinions on the first lines of the first residents, yesterday."""
    at = seeding.now - timedelta(days=1)
    people = [one for one in house.residents if house.lines.get(one)]
    for resident_id, (problem, intervention, text, outcome, message) in zip(people, SAID, strict=False):
        _, line_id = house.lines[resident_id][0]
        with seeding.work(actor(house, PHARMACIST), at) as work:
            version = review.latest_version(work, line_id)
            said = Opinion(new_id(), OpinionKind.PROPOSAL, line_id, version, problem, intervention, text)
            review.give_opinion(work, resident_id, said)
        if outcome is None or message is None:
            continue
        with seeding.work(actor(house, PHYSICIAN), at + timedelta(hours=3)) as work:
            review.write_message(work, said.id, new_id(), message)
            review.settle_opinion(work, said.id, outcome)
    _check_some(seeding, house, people[:CHECKED])
    for resident_id in people[len(SAID) : len(SAID) + 8]:
        with seeding.work(actor(house, PHARMACIST), at) as work:
            review.give_opinion(work, resident_id, Opinion(new_id(), OpinionKind.AGREED))


def be_away(seeding: Seeding, house: Settled) -> None:
    """A physician is away for a week since yesterday, and the other stands in."""
    at = seeding.now - timedelta(days=2)
    starts = seeding.now.astimezone(PARIS).date() - timedelta(days=1)
    away, here = house.staff[AWAY], house.staff[PHYSICIAN]
    with seeding.work(actor(house, AWAY), at) as work:
        period = prescriptions.StandIn(new_id(), away, here, starts, starts + timedelta(days=7))
        prescriptions.declare_stand_in(work, period)


def _check_some(seeding: Seeding, house: Settled, people: Sequence[str]) -> None:
    """What the physician was told of some people's lines last week, and went beyond every other time."""
    for number, resident_id in enumerate(people):
        with seeding.work(actor(house, PHYSICIAN), seeding.now - timedelta(days=3 + number % 4)) as work:
            fired = alerts.run_checks(work, resident_id).fired
            asked = [one for one in fired if one.alert.finding.tier is Tier.CONFIRM]
            for one in asked[:: 1 + number % 2]:
                alerts.override(work, one.id, reason=REASONS[number % len(REASONS)], note=None)
