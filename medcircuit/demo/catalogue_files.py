"""The demonstration's hand-made catalogue, brought into a database by the product's own import."""

from __future__ import annotations

from datetime import date, datetime
from importlib.resources import as_file, files

from sqlalchemy import Connection

from medcircuit.medicines.service.importing import import_folder, read_folder

EDITION = date(2026, 11, 1)


def import_catalogue(connection: Connection, *, now: datetime) -> None:
    """Import the catalogue of this package."""
    with as_file(files("medcircuit.demo") / "catalogue") as folder:
        import_folder(connection, read_folder(folder, edition=EDITION, today=EDITION), now=now)
