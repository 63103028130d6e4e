"""Secrets that must be read again (those of authenticator applications), kept unreadable in the database.

Fernet (AES-128-CBC and HMAC-SHA-256), by the `cryptography` library; the key is a file of the keys folder, so that a copy
of the database alone opens nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

from medcircuit.kernel.files import read_by_others, write_private
from medcircuit.kernel.problems import Unavailable

FILE = "factors.key"


class VaultUnusable(Unavailable):
    """The key of the kept secrets cannot be read, others could read it, or it is not the one they were kept with."""

    code = "vault_unusable"
    sentence = (
        "La clé des seconds facteurs ne peut pas servir. Rien n'a été changé. "
        "Prévenez l'administrateur (dossier des clés, droits 600)."
    )


@dataclass(frozen=True)
class Vault:
    """Keeps texts so that only this key reads them."""

    key: Fernet

    @classmethod
    def fresh(cls) -> Vault:
        """A vault whose key is in memory only."""
        return cls(Fernet(Fernet.generate_key()))

    def shut(self, text: str) -> str:
        """The text as it is kept."""
        return self.key.encrypt(text.encode()).decode()

    def read(self, kept: str) -> str:
        """The text that was kept.

        Raises:
            VaultUnusable: it was kept with another key, or changed.
        """
        try:
            return self.key.decrypt(kept.encode()).decode()
        except InvalidToken as error:
            raise VaultUnusable from error


def open_vault(folder: Path) -> Vault:
    """The vault of this folder; the first call makes its key, readable by its owner alone.

    Raises:
        VaultUnusable: the key cannot be read or written, is none, or is readable by others.
    """
    file = folder / FILE
    try:
        if not file.exists():
            write_private(file, Fernet.generate_key())
        if read_by_others(file):
            raise VaultUnusable
        return Vault(Fernet(file.read_bytes().strip()))
    except (OSError, ValueError) as error:
        raise VaultUnusable from error
