"""The second factor: who needs one, which code holds and when, what a recovery code looks like; pure."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from enum import StrEnum

from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Conflict, Forbidden, Invalid, NotSignedIn

STEP_S = 30
"""For how many seconds a code is shown (RFC 6238, the value every application uses)."""
DRIFT = 1
"""How many steps the application's clock may be before or behind."""
TICKET_HOLDS = timedelta(minutes=5)
"""How long after the password the second factor is waited for, and a passkey's challenge answered."""
RECOVERY_CODES = 10
RECOVERY_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Thirty-two signs, none that is read as another (no I, O, 0, 1)."""
RECOVERY_LENGTH = 16
"""80 bits: beyond guessing, so that a plain hash keeps it."""
ANYWHERE = "*"
"""Codes are counted for a person on every device at once: a password already proved leaves few tries."""


class Factor(StrEnum):
    """By what besides the password a session was proved."""

    TOTP = "totp"
    PASSKEY = "passkey"
    RECOVERY = "recovery"
    PSC = "psc"


class SecondFactorNeeded(NotSignedIn):
    """The password is right and the account has a second factor: `ticket` lets it be given, `ways` says which there are."""

    code = "second_factor_needed"
    sentence = "Mot de passe vérifié. Donnez maintenant votre second facteur."


class SecondFactorDue(Forbidden):
    """The house asks a second factor for this role, and the account has none yet."""

    code = "second_factor_due"
    sentence = (
        "Votre rôle demande un second facteur. Rien n'a été enregistré. Ajoutez-le depuis « Mon compte »."
    )


class WrongCode(NotSignedIn):
    """The code is not the one shown now, or no recovery code that is left."""

    code = "wrong_code"
    sentence = (
        "Code incorrect. Rien n'a été enregistré. Vérifiez l'heure du téléphone, puis tapez le code affiché."
    )


class CodeSpent(NotSignedIn):
    """The code is right but has already served: a code opens once."""

    code = "code_spent"
    sentence = "Ce code a déjà servi. Rien n'a été enregistré. Attendez le suivant, 30 secondes au plus."


class TooManyCodes(Forbidden):
    """Too many wrong codes for this person, wherever they were typed."""

    code = "too_many_codes"
    sentence = "Trop de codes incorrects. Attendez 15 minutes, ou utilisez votre clé d'accès."


class TicketSpent(NotSignedIn):
    """The second factor came too late, on another device, or twice."""

    code = "ticket_spent"
    sentence = (
        "La connexion a pris plus de 5 minutes. Rien n'a été enregistré. Recommencez par le mot de passe."
    )


class PasskeyRefused(NotSignedIn):
    """What the authenticator answered does not hold."""

    code = "passkey_refused"
    sentence = "Cette clé d'accès n'a pas été acceptée. Rien n'a été enregistré. Recommencez, ou utilisez un autre moyen."


class PasskeysUnavailable(Conflict):
    """The house did not state the address that passkeys are bound to."""

    code = "passkeys_unavailable"
    sentence = "Les clés d'accès ne sont pas activées ici. Rien n'a été enregistré. Utilisez un code."


class LastFactor(Conflict):
    """The role needs a second factor, and this is the last one."""

    code = "last_factor"
    sentence = "C'est votre dernier second facteur et votre rôle en demande un. Rien n'a été retiré. Ajoutez-en d'abord un autre."


class NothingBegun(Conflict):
    """No enrolment of an application waits for its first code."""

    code = "nothing_begun"
    sentence = "Aucun ajout n'est en cours. Rien n'a été enregistré. Recommencez l'ajout de l'application."


class NotYourOwn(Forbidden):
    """An administrator resets their own second factor."""

    code = "not_your_own"
    sentence = "Vous ne pouvez pas réinitialiser votre propre second facteur. Rien n'a été changé. Demandez à un autre administrateur."


class ResetUnexplained(Invalid):
    """Somebody's access is begun anew without a reason."""

    code = "reset_unexplained"
    sentence = "Écrivez pourquoi, et comment la personne a été reconnue (10 caractères au moins). Rien n'a été changé."


def is_due(roles: Collection[Role], required: Collection[str], factor: str | None) -> bool:
    """Whether a session without second factor must first get one, for what its person is here."""
    return factor is None and any(role.value in required for role in roles)


def step_of(at: datetime) -> int:
    """The number of the step that this instant is in (RFC 6238)."""
    return int(at.timestamp()) // STEP_S


def accepted_step(code: str, at: datetime, last: int | None, code_of: Callable[[int], str]) -> int:
    """The step whose code this is: the one now, the one before or the one after, and later than the last one used.

    Raises:
        WrongCode: it is the code of none.
        CodeSpent: it is the code of one that served already, or of an earlier one.
    """
    now = step_of(at)
    typed = code.encode()
    steps = range(now - DRIFT, now + DRIFT + 1)
    found = [step for step in steps if hmac.compare_digest(code_of(step).encode(), typed)]
    if not found:
        raise WrongCode
    if last is not None and found[-1] <= last:
        raise CodeSpent
    return found[-1]


def typed_code(text: str) -> str:
    """A code as it is compared: without the spaces and dashes that people type."""
    return re.sub(r"[\s-]", "", text).upper()


def is_recovery(code: str) -> bool:
    """Whether a typed code is a recovery code rather than one of an application."""
    return len(code) == RECOVERY_LENGTH


def recovery_text(code: str) -> str:
    """A recovery code as it is printed, in groups of four."""
    return "-".join(code[place : place + 4] for place in range(0, len(code), 4))


def check_reason(reason: str) -> str:
    """The reason of a reset, trimmed.

    Raises:
        ResetUnexplained: it says nothing.
    """
    said = reason.strip()
    if len(said) < 10:
        raise ResetUnexplained
    return said
