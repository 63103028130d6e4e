"""Bringing a database's schema to the version of the program."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config

import migrations
from medcircuit.kernel.db import Database


def upgrade(database: Database) -> None:
    """Apply the migrations that are missing, all of them or none."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    config.set_main_option("path_separator", "os")
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
