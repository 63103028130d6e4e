"""The keys that seal signatures: private ones in files of the data folder, public ones kept for ever.

Ed25519 (RFC 8032), by the `cryptography` library. A key's id is the first 16 hexadecimal digits of the SHA-256 of its
public bytes. The newest private key signs; an older one is destroyed once it is replaced, its public half stays.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from medcircuit.kernel.files import read_by_others, write_private
from medcircuit.kernel.problems import Unavailable

PRIVATE = "seal.pem"


class SealKeyUnusable(Unavailable):
    """The private key cannot be read, or others than its owner could read it."""

    code = "seal_key_unusable"
    sentence = (
        "La clé de scellement ne peut pas servir. Rien n'a été signé. "
        "Prévenez l'administrateur (dossier des clés, droits 600)."
    )


@dataclass(frozen=True)
class SealKey:
    """The key that signs now."""

    private: Ed25519PrivateKey

    @classmethod
    def fresh(cls) -> SealKey:
        """A new key, in memory only."""
        return cls(Ed25519PrivateKey.generate())

    @property
    def public(self) -> bytes:
        """The 32 public bytes."""
        return self.private.public_key().public_bytes_raw()

    @property
    def id(self) -> str:
        """What names the key in a seal."""
        return key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The 64 bytes of the signature."""
        return self.private.sign(message)


def key_id(public: bytes) -> str:
    """The id of the key whose public bytes these are."""
    return hashlib.sha256(public).hexdigest()[:16]


def holds(public: bytes, message: bytes, signature: bytes) -> bool:
    """Whether this signature of this message is by the key whose public bytes these are."""
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def open_key(folder: Path) -> SealKey:
    """The key of this folder; the first call makes it, readable by its owner alone.

    Raises:
        SealKeyUnusable: the file cannot be read or written, is no such key, or is readable by others.
    """
    file = folder / PRIVATE
    try:
        if not file.exists():
            return _written(folder, SealKey.fresh())
        if read_by_others(file):
            raise SealKeyUnusable
        private = load_pem_private_key(file.read_bytes(), None)
    except (OSError, ValueError, TypeError) as error:
        raise SealKeyUnusable from error
    if not isinstance(private, Ed25519PrivateKey):
        raise SealKeyUnusable
    return SealKey(private)


def rotate(folder: Path) -> SealKey:
    """Replace the key of this folder: from now on the new one signs, and the old one can sign no more.

    Raises:
        SealKeyUnusable: the folder cannot be written.
    """
    try:
        return _written(folder, SealKey.fresh())
    except OSError as error:
        raise SealKeyUnusable from error


def _written(folder: Path, key: SealKey) -> SealKey:
    write_private(
        folder / PRIVATE, key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return key


def public_by_id(kept: Iterable[tuple[str, str]]) -> dict[str, bytes]:
    """Public bytes by key id, from the hexadecimal kept in the database; one that is not its id's is left out."""
    found = {name: bytes.fromhex(text) for name, text in kept}
    return {name: public for name, public in found.items() if key_id(public) == name}
