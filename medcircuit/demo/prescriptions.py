"""What the demonstration's residents take: plausible lines drawn from a seed, as plain values."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from random import Random
from typing import Any, Literal

from medcircuit.demo.dosages import Dosage, dosages
from medcircuit.demo.people import EHPAD, House, Resident
from medcircuit.kernel.clock import PARIS
from medcircuit.prescriptions.rules.care import NO_CARE, Care, care_json, care_of

Story = Literal["steady", "suspended", "stopped", "changed", "new", "resumed", "adjusted"]
"""What happened to a line: nothing; suspended since yesterday; stopped yesterday; changed or new this morning;
suspended for three days last week; dose adjusted ten days ago."""


@dataclass(frozen=True)
class Medicine:
    """A medicine of the demonstration: its CIS in the catalogue, the unit it is dosed in, what a carer must know."""

    key: str
    cis: str
    unit: str
    route: str
    instructions: tuple[str, ...]
    badges: tuple[str, ...]
    time_critical: bool
    care: Care = NO_CARE


@dataclass(frozen=True)
class Order:
    """One line of one resident: the medicine, the posology (short notation), since when, and its story."""

    medicine: Medicine
    notation: str
    since: datetime
    story: Story = "steady"
    before: str | None = None

    @property
    def dosages(self) -> list[Dosage]:
        """The posology in force, as FHIR R4 has it."""
        return dosages(self.notation, unit=self.medicine.unit, route=self.medicine.route)

    @property
    def dosages_before(self) -> list[Dosage]:
        """The posology before the last change."""
        return dosages(self.before or self.notation, unit=self.medicine.unit, route=self.medicine.route)

    @property
    def as_needed(self) -> bool:
        """Given as needed, not at planned times."""
        return " prn: " in self.notation


_NO_CARE = care_json(NO_CARE)


@cache
def _data() -> dict[str, Any]:
    data: dict[str, Any] = json.loads(
        (files("medcircuit.demo") / "regimens.json").read_text(encoding="utf-8")
    )
    return data


@cache
def medicines() -> dict[str, Medicine]:
    """The demonstration's medicines by their short key."""
    return {
        key: Medicine(
            key,
            told["cis"],
            told["unit"],
            told.get("route", "orale"),
            tuple(told.get("instructions", ())),
            tuple(told.get("badges", ())),
            told.get("time_critical", False),
            care_of(json.dumps(_NO_CARE | told["care"])) if "care" in told else NO_CARE,
        )
        for key, told in _data()["medicines"].items()
    }


@cache
def _alike() -> dict[str, frozenset[str]]:
    """For each medicine, those that nobody takes beside it."""
    found: dict[str, set[str]] = {key: {key} for key in _data()["medicines"]}
    for group in _data()["alike"]:
        for key in group:
            found[key] |= set(group)
    return {key: frozenset(others) for key, others in found.items()}


def orders(
    house: House, people: Sequence[Resident], now: datetime, random: Random
) -> list[tuple[Order, ...]]:
    """The lines of everybody in a house, in the order of `people`."""
    return [_orders_of(house, person, now, random) for person in people]


def _orders_of(house: House, person: Resident, now: datetime, random: Random) -> tuple[Order, ...]:
    forbidden = {key for label, _ in person.allergies for key in _data()["allergens"].get(label, ())}
    drawn = _Drawn(random, forbidden)
    specials = _data()["special"][house.key]
    if 1 <= person.order <= len(specials) and (house is EHPAD or person.order > 4):
        drawn.take(specials[(person.order - 1) % len(specials)])
    elif house is not EHPAD and person.order <= len(specials):
        drawn.take(specials[person.order - 1])
    for group in _problem_lines(house, person, random):
        drawn.take_one_of(group)
    for group in _data()["common"][house.key]:
        drawn.take_one_of(group)
    if random.random() < (0.7 if house is EHPAD else 0.5):
        drawn.take_one_of(_data()["as_needed"][house.key])
    told = [_told(text, person, now, random) for text in drawn.taken]
    return tuple(_with_story(told, person, now))


class _Drawn:
    """The lines one person is given: none twice, none beside one that excludes it, none they do not bear."""

    def __init__(self, random: Random, forbidden: Iterable[str]) -> None:
        self._random = random
        self._excluded = set(forbidden)
        self.taken: list[str] = []

    def take_one_of(self, options: Sequence[str]) -> None:
        """One of the options, if any may be taken; those with a question mark are taken every other time."""
        possible = [option for option in options if _key(option) not in self._excluded]
        if possible:
            option = self._random.choice(possible)
            if not option.startswith("?") or self._random.random() < 0.5:
                self.take(option.removeprefix("?"))

    def take(self, option: str) -> None:
        """This line, unless the person does not bear it."""
        if _key(option) not in self._excluded:
            self.taken.append(option)
            self._excluded |= _alike()[_key(option)]


def _key(option: str) -> str:
    return option.removeprefix("?").split()[0]


def _problem_lines(house: House, person: Resident, random: Random) -> list[list[str]]:
    """The groups of lines that the person's health problems ask for."""
    problems = _data()["problems"][house.key]
    names = [
        name for name, told in problems.items() if told.get("sex", person.identity.sex) == person.identity.sex
    ]
    count = random.choice((2, 3, 3, 3, 4)) if house is EHPAD else random.choice((1, 2, 2, 3))
    chosen: list[str] = []
    while len(chosen) < count:
        name = random.choices(names, [problems[name]["weight"] for name in names])[0]
        against = {
            *problems[name].get("excludes", ()),
            *(e for c in chosen for e in problems[c].get("excludes", ())),
        }
        if name not in chosen and name not in against and not against & set(chosen):
            chosen.append(name)
        else:
            count -= len(chosen) > 2  # a person with few possible problems has fewer
    return [group for name in chosen for group in problems[name]["lines"]]


def _told(text: str, person: Resident, now: datetime, random: Random) -> Order:
    key, _, notation = text.partition(" ")
    return Order(medicines()[key], notation, _since(notation, person, now, random))


def _since(notation: str, person: Resident, now: datetime, random: Random) -> datetime:
    """When a line began: long ago, except a treatment of a few days, which is under way."""
    today = now.astimezone(PARIS).date()
    if " x" in notation:
        return _at(today - timedelta(days=7 if ">" in notation else 3), "07:00")
    if notation.endswith("72h"):
        return _at(today, "08:30").astimezone(UTC) - timedelta(days=30 + person.unit % 3)
    if "/2d" in notation:
        return _at(today - timedelta(days=40 + (person.unit + person.order) % 2), "07:00")
    if "/1mo" in notation:
        return _at(_months_before(today, 2, 1 + (today.day + person.order - 2) % 28), "07:00")
    return _at(today - timedelta(days=random.randint(25, 110)), "07:00")


def _at(day: date, local: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(local), tzinfo=PARIS)


def _months_before(day: date, months: int, number: int) -> date:
    """The day of this number in the month so many months before."""
    index = day.year * 12 + day.month - 1 - months
    return date(index // 12, index % 12 + 1, number)


_STORIES: dict[int, Story] = {
    3: "suspended",
    5: "stopped",
    7: "changed",
    9: "new",
    13: "resumed",
    15: "adjusted",
    17: "stopped",
}
"""Which story one line of the person at this place of the walk has."""

_OTHER_AMOUNT = {
    "1": "1/2",
    "1/2": "1",
    "2": "1",
    "3/4": "1/2",
    "1/4": "1/2",
    "14": "12",
    "22": "20",
    "10": "8",
    "4": "3",
    "5": "4",
}


def _with_story(told: list[Order], person: Resident, now: datetime) -> list[Order]:
    """The same lines, one of which has a story."""
    story = _STORIES.get(person.order)
    plain = [n for n, order in enumerate(told) if _plain(order, cut=story in {"changed", "adjusted"})]
    if story is None or not plain:
        return told
    number = plain[(person.unit + person.order) % len(plain)]
    order = replace(told[number], story=story)
    if story in {"changed", "adjusted"}:
        amount, _, schedule = order.notation.partition(" ")
        order = replace(order, before=f"{_OTHER_AMOUNT[amount]} {schedule}")
    if story == "new":
        order = replace(order, since=now - timedelta(minutes=40))
    return [*told[:number], order, *told[number + 1 :]]


def _plain(order: Order, *, cut: bool) -> bool:
    """A medicine taken every morning (a tablet that may be cut): a story about it is met in the first round."""
    amount, _, schedule = order.notation.partition(" ")
    daily = schedule.startswith("MORN") and not {"/", "x", ">"} & set(schedule)
    may_be_cut = order.medicine.unit == "comprimé" and "crush_no" not in order.medicine.badges
    return daily and (may_be_cut or not cut) and amount in _OTHER_AMOUNT
