"""Settings, read from the environment once at start: where the data is, and which database holds it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.provider import Provider, read_provider
from medcircuit.kernel.site import Site


class DatabaseUrlUnusable(Invalid):
    """MEDCIRCUIT_DATABASE_URL names no database that the service knows how to use."""

    code = "database_url_unusable"
    sentence = (
        "Le réglage MEDCIRCUIT_DATABASE_URL ne peut pas servir : %(reason)s. Écrivez "
        "postgresql://utilisateur@serveur/base, ou retirez-le pour la base embarquée."
    )


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

    @property
    def nothing_here(self) -> bool:
        """Whether the embedded database is meant, and its file was never made."""
        url = make_url(self.database_url)
        return url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file()

    @classmethod
    def read(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """The settings that this environment states.

        Raises:
            DatabaseUrlUnusable: MEDCIRCUIT_DATABASE_URL is no address of a database.
            OriginUnusable: MEDCIRCUIT_ORIGIN is no address that browsers trust.
            ProviderUnusable: the settings of Pro Santé Connect are not whole.
        """
        data = Path(environment.get("MEDCIRCUIT_DATA") or "data").absolute()
        stated = environment.get("MEDCIRCUIT_DATABASE_URL", "").strip()
        url = _database_url(stated) if stated else f"sqlite:///{data / 'medcircuit.sqlite'}"
        origin = environment.get("MEDCIRCUIT_ORIGIN")
        return cls(data, url, Site.read(origin) if origin else None, read_provider(environment))


def _database_url(text: str) -> str:
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise DatabaseUrlUnusable(reason="ce n'est pas l'adresse d'une base de données") from None
    if url.drivername not in {"postgresql", "postgresql+psycopg", "sqlite"}:
        raise DatabaseUrlUnusable(reason=f"« {url.drivername} » n'est pas connu")
    if not url.database:
        raise DatabaseUrlUnusable(reason="le nom de la base manque")
    return text
