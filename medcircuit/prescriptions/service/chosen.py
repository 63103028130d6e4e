"""The medicine of a line: what the catalogue says of the product or class that the prescriber chose."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection

from medcircuit.prescriptions.rules.lines import LineLabel, MedicineMissing


@dataclass(frozen=True)
class Chosen:
    """The class, the product it was chosen by, its words, its routes, and what is said beside each dose."""

    class_id: str
    cis: str | None
    label: LineLabel
    routes: tuple[str, ...] = ()
    badges: tuple[str, ...] = ()


def chosen(_connection: Connection, *, cis: str | None, class_id: str | None) -> Chosen:
    """The medicine that this product or class is.

    Raises:
        MedicineMissing: neither is in the catalogue, or they are two different medicines.
    """
    assert cis or class_id
    raise MedicineMissing
