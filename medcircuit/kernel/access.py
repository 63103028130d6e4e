"""Who acts, and the closed list of rights a habilitation may give."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from medcircuit.kernel.problems import Forbidden


class Role(StrEnum):
    """What a person is in an establishment; what each role may do is the habilitation matrix (staff.rules)."""

    ADMINISTRATOR = "administrator"
    MANAGER = "manager"
    NURSE = "nurse"
    COORDINATING_NURSE = "coordinating_nurse"
    PHYSICIAN = "physician"
    PHARMACIST = "pharmacist"
    PHARMACY_TECHNICIAN = "pharmacy_technician"
    CARE_ASSISTANT = "care_assistant"
    EDUCATOR = "educator"


class Right(StrEnum):
    """One thing a person may be entitled to do; a route declares the one it asks for, a service checks it."""

    CONFIGURE = "configure"
    MANAGE_STAFF = "manage_staff"
    READ_RESIDENT = "read_resident"
    MANAGE_RESIDENT = "manage_resident"
    READ_PRESCRIPTION = "read_prescription"
    PRESCRIBE = "prescribe"
    READ_ROUND = "read_round"
    GIVE = "give"
    CORRECT_OTHERS = "correct_others"
    READ_STOCK = "read_stock"
    MOVE_STOCK = "move_stock"
    READ_CATALOGUE = "read_catalogue"
    READ_AUDIT = "read_audit"


@dataclass(frozen=True)
class Actor:
    """The person whose identity the session proved, in one establishment, with what they may do there.

    `units` is None where the habilitation covers the whole establishment.
    """

    user_id: str
    establishment_id: str
    name: str
    roles: frozenset[Role]
    rights: frozenset[Right]
    units: frozenset[str] | None = None
    session_id: str | None = None
    device_id: str | None = None

    def require(self, right: Right, *, unit_id: str | None = None) -> None:
        """Raise unless the habilitation gives this right (and, where a unit is named, covers that unit).

        Raises:
            Forbidden: it does not.
        """
        if right not in self.rights or not self.covers(unit_id):
            raise Forbidden

    def covers(self, unit_id: str | None) -> bool:
        """Whether the habilitation reaches this unit; no unit is the establishment itself."""
        return unit_id is None or self.units is None or unit_id in self.units


def system_actor(establishment_id: str, *, rights: Iterable[Right] = tuple(Right)) -> Actor:
    """The software itself acting for an establishment: commands, periodic work, the demonstration's history."""
    return Actor(
        user_id="system",
        establishment_id=establishment_id,
        name="medcircuit",
        roles=frozenset(),
        rights=frozenset(rights),
    )
