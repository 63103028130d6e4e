"""Settings, read from the environment once at start: where the data is, and which database holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What the environment says.

    MEDCIRCUIT_DATA: the folder of the embedded database (./data by default).
    MEDCIRCUIT_DATABASE_URL: a PostgreSQL address; without it the embedded SQLite database of the folder is used.
    """

    data: Path
    database_url: str

    @property
    def keys(self) -> Path:
        """The folder of the private keys."""
        return self.data / "keys"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that this environment states."""
        data = Path(environment.get("MEDCIRCUIT_DATA", "data")).absolute()
        url = environment.get("MEDCIRCUIT_DATABASE_URL") or f"sqlite:///{data / 'medcircuit.sqlite'}"
        return cls(data, url)
