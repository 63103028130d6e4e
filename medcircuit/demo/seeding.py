"""What the whole seeding shares: the houses once settled, the instant it leads to, chance, identifiers, the trail."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy import Connection

from medcircuit.demo.people import STAFF, House, Resident
from medcircuit.demo.prescriptions import Order
from medcircuit.kernel import audit
from medcircuit.kernel.access import Actor, Role
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff
from medcircuit.staff.rules.habilitations import rights_of


@dataclass(frozen=True)
class Token:
    """A card or bracelet of the demonstration: its 33 digits are known here, as they would be printed on it."""

    code: str
    number: int
    revoked: bool


@dataclass
class Settled:
    """A house once it is in the database: who is who, by the order of its people."""

    house: House
    id: str
    people: tuple[Resident, ...]
    units: tuple[str, ...] = ()
    places: dict[str, str] = field(default_factory=dict)
    place_codes: dict[str, str] = field(default_factory=dict)
    residents: list[str] = field(default_factory=list)
    tokens: dict[str, list[Token]] = field(default_factory=dict)
    staff: dict[str, str] = field(default_factory=dict)
    badges: dict[str, str] = field(default_factory=dict)
    lines: dict[str, list[tuple[Order, str]]] = field(default_factory=dict)

    @property
    def unit_of(self) -> dict[str, str]:
        """The unit in which each resident lives."""
        return {one: self.units[person.unit] for one, person in zip(self.residents, self.people, strict=True)}


class Ids:
    """Identifiers drawn from a seed, ordered by the instant they are said to be made at (UUIDv7, RFC 9562)."""

    def __init__(self, random: Random, at: datetime) -> None:
        self._random = random
        self.at = at
        self._count = 0
        self._begun: tuple[datetime | None, str] = None, ""

    def __call__(self) -> str:
        """The next identifier."""
        self._count = (self._count + 1) % 4096
        if self._begun[0] is not self.at:
            begin = f"{int(self.at.timestamp() * 1000):012x}"
            self._begun = self.at, f"{begin[:8]}-{begin[8:]}-7"
        end = f"{(2 << 62) | self._random.getrandbits(62):016x}"
        return f"{self._begun[1]}{self._count:03x}-{end[:4]}-{end[4:]}"


@dataclass
class Seeding:
    """What the whole seeding shares: the connection, the instant it leads to, the seed, the maker of identifiers."""

    connection: Connection
    now: datetime
    seed: str
    ids: Ids
    step: Callable[[str], None]
    entries: list[audit.Entry] = field(default_factory=list)

    def random(self, *parts: str) -> Random:
        """A source of chance of its own for one part, so that a change in one part leaves the others as they are."""
        return Random("/".join((self.seed, *parts)))  # noqa: S311 - not for secrets

    @contextmanager
    def work(self, actor: Actor, at: datetime) -> Iterator[Work]:
        """A unit of work at a past instant, audited as any other: its entry is kept until all can be put in order."""
        self.ids.at = at
        work = Work(self.connection, actor, at)
        yield work
        if work.actions:
            self.entries.append(work.entry("done"))

    def write_trail(self, houses: list[Settled]) -> None:
        """Chain every entry of each house, in the order of time."""
        for house in houses:
            mine = sorted(
                (e for e in self.entries if e.establishment_id == house.id), key=lambda entry: entry.at
            )
            audit.append(self.connection, *mine)


def actor(house: Settled, login: str) -> Actor:
    """The member of the staff of this login, as signed in on a tablet of the house."""
    member = next(member for member in STAFF if member.login == login)
    name = staff.short_name(member.given_name, member.family_name)
    role = Role(member.role)
    return Actor(
        house.staff[login],
        house.id,
        name,
        frozenset([role]),
        rights_of([role]),
        device_id=f"tablette-{house.house.key}",
    )
