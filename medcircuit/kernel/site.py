"""Where browsers reach the service."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from medcircuit.kernel.problems import Invalid


class OriginUnusable(Invalid):
    """MEDCIRCUIT_ORIGIN is no address that browsers trust."""

    code = "origin_unusable"
    sentence = (
        "MEDCIRCUIT_ORIGIN n'est pas une adresse utilisable. Rien n'a démarré. "
        "Donnez celle que tapent les navigateurs (https://soins.exemple.fr), sans chemin."
    )


@dataclass(frozen=True)
class Site:
    """Where browsers reach the service: an origin (scheme, host, port), and the host that passkeys are bound to."""

    origin: str

    @classmethod
    def read(cls, text: str) -> Site:
        """The site that this address names: over TLS, or on this machine alone.

        Raises:
            OriginUnusable: it is no such address.
        """
        try:
            parts = urlsplit(text.strip().rstrip("/"))
            host, _ = parts.hostname, parts.port
        except ValueError as error:
            raise OriginUnusable from error
        secure = parts.scheme == "https" or (parts.scheme == "http" and host == "localhost")
        if not host or not secure or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
            raise OriginUnusable
        return cls(f"{parts.scheme}://{parts.netloc.lower()}")

    @property
    def host(self) -> str:
        """The host's name: what passkeys call the relying party."""
        return urlsplit(self.origin).hostname or ""

    @property
    def scheme(self) -> str:
        """By what browsers speak to it: https, or http on this machine alone."""
        return urlsplit(self.origin).scheme
