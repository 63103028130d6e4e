"""Settings, read from the environment once at start: where the data is, and which database holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from medcircuit.kernel.provider import Provider, read_provider
from medcircuit.kernel.site import Site


@dataclass(frozen=True)
class Settings:
    """What the environment says.

    MEDCIRCUIT_DATA: the folder of the embedded database (./data by default).
    MEDCIRCUIT_DATABASE_URL: a PostgreSQL address; without it the embedded SQLite database of the folder is used.
    MEDCIRCUIT_ORIGIN: the address that browsers use (https://soins.exemple.fr); without it there are no passkeys.
    MEDCIRCUIT_PSC_…: Pro Santé Connect (medcircuit.kernel.provider); without them it is off.
    """

    data: Path
    database_url: str
    site: Site | None = None
    provider: Provider | None = None

    @property
    def keys(self) -> Path:
        """The folder of the private keys."""
        return self.data / "keys"

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that this environment states.

        Raises:
            OriginUnusable: MEDCIRCUIT_ORIGIN is no address that browsers trust.
            ProviderUnusable: the settings of Pro Santé Connect are not whole.
        """
        data = Path(environment.get("MEDCIRCUIT_DATA", "data")).absolute()
        url = environment.get("MEDCIRCUIT_DATABASE_URL") or f"sqlite:///{data / 'medcircuit.sqlite'}"
        origin = environment.get("MEDCIRCUIT_ORIGIN")
        return cls(data, url, Site.read(origin) if origin else None, read_provider(environment))
