"""What is a narcotic by the catalogue as it is now."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select

from medcircuit.kernel.remembered import remembered
from medcircuit.medicines.models import medicine, presentation

_NARCOTIC = (
    select(medicine.c.class_id, presentation.c.cip13)
    .outerjoin(presentation, presentation.c.cis == medicine.c.cis)
    .where(medicine.c.class_id.in_(select(medicine.c.class_id).where(medicine.c.narcotic)))
)


@dataclass(frozen=True)
class Narcotics:
    """Every class that holds a narcotic, retired or not, and every box of these: one may still be in the safe."""

    classes: frozenset[str]
    boxes: frozenset[str]

    def has(self, product: str | None) -> bool:
        """Whether a box (its CIP13) or a class is a narcotic's."""
        return product in self.boxes or product in self.classes


def narcotics(connection: Connection) -> Narcotics:
    """What is a narcotic by the catalogue as it is now."""
    return remembered(connection, "narcotics", lambda: _narcotics(connection))


def _narcotics(connection: Connection) -> Narcotics:
    rows = connection.execute(_NARCOTIC).all()
    return Narcotics(
        frozenset(row.class_id for row in rows), frozenset(row.cip13 for row in rows if row.cip13)
    )


def narcotic_classes(connection: Connection) -> frozenset[str]:
    """Every class that holds a narcotic, retired or not."""
    return narcotics(connection).classes
