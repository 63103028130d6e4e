"""Who acts, and the closed list of rights a habilitation may give."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
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
    MEASURE = "measure"
    READ_PRESCRIPTION = "read_prescription"
    PRESCRIBE = "prescribe"
    REVIEW = "review"
    TRANSCRIBE = "transcribe"
    READ_ROUND = "read_round"
    GIVE = "give"
    HELP = "help"
    ALLOW_ONCE = "allow_once"
    OPEN_ROUND = "open_round"
    AUTHORISE = "authorise"
    READ_AUTHORISATION = "read_authorisation"
    CORRECT_OTHERS = "correct_others"
    READ_STOCK = "read_stock"
    MOVE_STOCK = "move_stock"
    READ_CATALOGUE = "read_catalogue"
    READ_REGISTER = "read_register"
    READ_AUDIT = "read_audit"
    COUNTERSIGN = "countersign"
    GRANT_CONSULTATION = "grant_consultation"
    BREAK_GLASS = "break_glass"
    REVIEW_ACCESS = "review_access"
    MANAGE_ON_CALL = "manage_on_call"


@dataclass(frozen=True)
class Actor:
    """The person whose identity the session proved, in one establishment, with what they may do there.

    `rights` hold in the whole establishment, `unit_rights` in the units named only.
    """

    user_id: str
    establishment_id: str
    name: str
    roles: frozenset[Role]
    rights: frozenset[Right]
    unit_rights: Mapping[str, frozenset[Right]] = field(default_factory=dict)
    session_id: str | None = None
    device_id: str | None = None

    def may(self, right: Right, *, unit_id: str | None = None) -> bool:
        """Whether the habilitation gives this right in this unit; where no unit is named, anywhere."""
        if right in self.rights:
            return True
        if unit_id is None:
            return any(right in rights for rights in self.unit_rights.values())
        return right in self.unit_rights.get(unit_id, frozenset())

    def require(self, right: Right, *, unit_id: str | None = None) -> None:
        """Raise unless the habilitation gives this right.

        Raises:
            Forbidden: it does not.
        """
        if not self.may(right, unit_id=unit_id):
            raise Forbidden

    def every_right(self) -> frozenset[Right]:
        """Every right given anywhere: what menus may show."""
        return self.rights.union(*self.unit_rights.values())


def system_actor(establishment_id: str) -> Actor:
    """The software itself acting for an establishment: commands, periodic work, the demonstration's history."""
    return Actor(
        user_id="system",
        establishment_id=establishment_id,
        name="medcircuit",
        roles=frozenset(),
        rights=frozenset(Right),
    )
