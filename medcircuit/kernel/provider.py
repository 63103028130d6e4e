"""The identity provider of professionals (Pro Santé Connect, OpenID Connect): where it is, and who we are to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from medcircuit.kernel.problems import Invalid

NAMES = (
    "MEDCIRCUIT_PSC_DISCOVERY",
    "MEDCIRCUIT_PSC_ISSUER",
    "MEDCIRCUIT_PSC_CLIENT_ID",
    "MEDCIRCUIT_PSC_SECRET",
    "MEDCIRCUIT_PSC_SECRET_FILE",
)


class ProviderUnusable(Invalid):
    """The settings of Pro Santé Connect are not whole, or name no address to trust."""

    code = "provider_unusable"
    sentence = (
        "Les réglages de Pro Santé Connect sont incomplets (%(reason)s). Rien n'a démarré. "
        "Complétez-les, ou retirez-les tous."
    )


@dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider; the secret is shown nowhere. Without `issuer` the one of its own description counts."""

    discovery: str
    client_id: str
    secret: str = field(repr=False)
    issuer: str | None = None


def read_provider(environment: Mapping[str, str]) -> Provider | None:
    """The provider that this environment states; None where none of its settings is there.

    Raises:
        ProviderUnusable: some are missing, two secrets are stated, or an address is not over TLS.
    """
    stated = {name: environment[name].strip() for name in NAMES if environment.get(name, "").strip()}
    if not stated:
        return None
    missing = [
        name for name in ("MEDCIRCUIT_PSC_DISCOVERY", "MEDCIRCUIT_PSC_CLIENT_ID") if name not in stated
    ]
    if missing:
        raise ProviderUnusable(reason=f"il manque {', '.join(missing)}")
    if not environment.get("MEDCIRCUIT_ORIGIN"):
        raise ProviderUnusable(reason="il manque MEDCIRCUIT_ORIGIN")
    discovery = stated["MEDCIRCUIT_PSC_DISCOVERY"]
    if not trusted(discovery):
        raise ProviderUnusable(reason="MEDCIRCUIT_PSC_DISCOVERY n'est pas en https")
    return Provider(
        discovery, stated["MEDCIRCUIT_PSC_CLIENT_ID"], _secret(stated), stated.get("MEDCIRCUIT_PSC_ISSUER")
    )


def _secret(stated: Mapping[str, str]) -> str:
    told, file = stated.get("MEDCIRCUIT_PSC_SECRET"), stated.get("MEDCIRCUIT_PSC_SECRET_FILE")
    if (told is None) == (file is None):
        raise ProviderUnusable(
            reason="donnez MEDCIRCUIT_PSC_SECRET ou MEDCIRCUIT_PSC_SECRET_FILE, l'un des deux"
        )
    if file is None:
        return str(told)
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ProviderUnusable(reason="MEDCIRCUIT_PSC_SECRET_FILE ne peut pas être lu") from error


def trusted(address: str) -> bool:
    """Whether what is said at this address is whom it claims to be: over TLS, or on this very machine (tests)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and parts.hostname == "localhost")
