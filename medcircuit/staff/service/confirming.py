"""Proving anew who one is at the moment of an act: by PIN, by a code of the application, or by a passkey."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from medcircuit.kernel.access import Actor
from medcircuit.kernel.door import Door
from medcircuit.staff.rules.factors import Factor
from medcircuit.staff.service.factors import CONFIRM, prove_by_code
from medcircuit.staff.service.passkeys import confirm_by_passkey
from medcircuit.staff.service.sessions import prove_again


@dataclass(frozen=True)
class Again:
    """One proof, of one of three kinds; `method` is what the seal says of it."""

    pin: str | None = None
    code: str | None = None
    passkey: dict[str, Any] | None = None

    @property
    def method(self) -> str:
        """By which kind: pin, totp, passkey."""
        if self.passkey is not None:
            return Factor.PASSKEY.value
        return "pin" if self.code is None else Factor.TOTP.value


def confirm(door: Door, actor: Actor, again: Again, *, about: str) -> None:
    """Have the person who is signed in prove anew that they are the one who acts; a passkey signs this very act.

    Raises:
        WrongProof, TooManyProofs, WrongCode, CodeSpent, TooManyCodes, PasskeyRefused: they are not shown to be.
    """
    if again.passkey is not None:
        confirm_by_passkey(door, actor, again.passkey, about)
    elif again.code is not None:
        with door.database.write() as connection:
            proved = prove_by_code(connection, door, actor, again.code, to=CONFIRM)
        if not isinstance(proved, Factor):
            raise proved
    else:
        prove_again(door.database, door.clock, actor, again.pin or "")
