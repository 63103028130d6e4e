"""What each role may do (the habilitation matrix), and when a session or a proof of identity holds."""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from medcircuit.kernel.access import Right, Role
from medcircuit.kernel.problems import Forbidden, Invalid, NotSignedIn, Problem

_CARE = frozenset(
    {
        Right.READ_RESIDENT,
        Right.READ_PRESCRIPTION,
        Right.READ_ROUND,
        Right.OPEN_ROUND,
        Right.READ_CATALOGUE,
    }
)
_NURSE = _CARE | {
    Right.MANAGE_RESIDENT,
    Right.MEASURE,
    Right.TRANSCRIBE,
    Right.GIVE,
    Right.HELP,
    Right.ALLOW_ONCE,
    Right.AUTHORISE,
    Right.READ_AUTHORISATION,
    Right.READ_STOCK,
    Right.MOVE_STOCK,
    Right.READ_REGISTER,
    Right.COUNTERSIGN,
    Right.GRANT_CONSULTATION,
    Right.BREAK_GLASS,
}
_HELPER = frozenset({Right.READ_RESIDENT, Right.HELP, Right.OPEN_ROUND, Right.BREAK_GLASS})
_PHARMACY = frozenset({Right.READ_STOCK, Right.MOVE_STOCK, Right.READ_CATALOGUE, Right.BREAK_GLASS})

MATRIX: Mapping[Role, frozenset[Right]] = {
    Role.ADMINISTRATOR: frozenset(
        {Right.CONFIGURE, Right.MANAGE_STAFF, Right.READ_AUDIT, Right.READ_CATALOGUE}
    ),
    Role.MANAGER: frozenset(
        {
            Right.MANAGE_STAFF,
            Right.READ_AUDIT,
            Right.MANAGE_ON_CALL,
            Right.READ_AUTHORISATION,
            Right.GRANT_CONSULTATION,
            Right.BREAK_GLASS,
            Right.REVIEW_ACCESS,
        }
    ),
    Role.NURSE: _NURSE,
    Role.COORDINATING_NURSE: _NURSE
    | {
        Right.CORRECT_OTHERS,
        Right.MANAGE_STAFF,
        Right.READ_AUDIT,
        Right.MANAGE_ON_CALL,
        Right.REVIEW_ACCESS,
    },
    Role.PHYSICIAN: _CARE
    | {
        Right.PRESCRIBE,
        Right.MEASURE,
        Right.ALLOW_ONCE,
        Right.READ_AUTHORISATION,
        Right.GRANT_CONSULTATION,
        Right.BREAK_GLASS,
    },
    Role.PHARMACIST: _CARE | _PHARMACY | {Right.REVIEW, Right.READ_REGISTER},
    Role.PHARMACY_TECHNICIAN: _PHARMACY,
    Role.CARE_ASSISTANT: _HELPER,
    Role.EDUCATOR: _HELPER,
}
"""Default deny: a right that is not here is not given. Giving is for nurses; who only helps does so with what their
authorisations open (delegations), and opens a round to see no more than that."""

_CARERS = frozenset({Role.NURSE, Role.CARE_ASSISTANT, Role.EDUCATOR})
_GRANTS: Mapping[Role, frozenset[Role]] = {
    Role.ADMINISTRATOR: frozenset(Role),
    Role.MANAGER: frozenset(Role) - {Role.ADMINISTRATOR},
    Role.COORDINATING_NURSE: _CARERS,
}
"""Which roles a person may give to another: nobody raises themselves by a colleague's account."""

SESSION_LENGTH = timedelta(hours=14)
"""A working day at the most; then the password again."""
BACK_OFF = timedelta(minutes=15)
"""How long a person waits after too many wrong passwords or PINs."""
DEVICE_KNOWN = timedelta(days=90)
"""How long after a person's last sign-in on a device it is one of theirs: nobody's tries elsewhere keep them out there."""


@dataclass(frozen=True)
class Tries:
    """How many wrong proofs in a row make one wait, and after how long without any they are forgotten."""

    most: int
    forgotten: timedelta

    def waits(self, wrong: int, last_at: datetime, now: datetime) -> bool:
        """Whether so many, the last of them then, make one wait now."""
        return wrong >= self.most and now - last_at < BACK_OFF

    def counted(self, wrong: int, last_at: datetime, now: datetime) -> int:
        """How many they are with one more."""
        return wrong + 1 if now - last_at < self.forgotten else 1


ON_DEVICE = Tries(5, BACK_OFF)
"""Of one person on one device: they wait on that device only."""
ELSEWHERE = Tries(10, timedelta(days=1))
"""Of one person on all devices where they never signed in, however many names a guesser gives them."""
FROM_ADDRESS = Tries(50, BACK_OFF)
"""From one network address, for whomever, on devices that are not theirs: a house has one address for all its tablets."""


class WrongProof(NotSignedIn):
    """The login, password, PIN or one-time code is not right; which one is not said."""

    code = "wrong_proof"
    sentence = (
        "Identifiant, mot de passe ou code incorrect. Vérifiez le verrouillage majuscule, puis recommencez."
    )


class TooManyProofs(Forbidden):
    """Too many wrong proofs by this person on this device."""

    code = "too_many_proofs"
    sentence = "Trop d'essais sur cet appareil. Attendez 15 minutes, ou utilisez un autre appareil."


class TooManyElsewhere(Forbidden):
    """Too many wrong proofs on devices where this person never signed in, or from this address."""

    code = "too_many_elsewhere"
    sentence = "Trop d'essais sur des appareils inconnus de ce compte. Attendez 15 minutes, ou utilisez un appareil où vous vous êtes déjà connecté."


class SessionLocked(Problem):
    """The screen locked after a time without gesture; what was typed is kept."""

    status = 423  # type: ignore[assignment]
    title = "Verrouillé"
    code = "session_locked"
    sentence = "Écran verrouillé. Votre saisie est conservée. Entrez votre code pour continuer."


class WeakSecret(Invalid):
    """A password or PIN that is too easy to guess."""

    code = "weak_secret"
    sentence = (
        "Choisissez un mot de passe d'au moins 12 caractères et un PIN de 4 à 6 chiffres, "
        "ni suite ni chiffre répété. Rien n'a été enregistré."
    )


class CodeOfYourOwn(Forbidden):
    """Somebody gives themselves a one-time code: whoever found their screen open could take their account."""

    code = "code_of_your_own"
    sentence = "Vous ne pouvez pas vous donner un nouveau code. Rien n'a été changé. Demandez-le à un autre responsable."


class AccessOfYourOwn(Forbidden):
    """Somebody ends their own access: the last administrator would leave a house that nobody can manage."""

    code = "access_of_your_own"
    sentence = "Vous ne pouvez pas mettre fin à votre propre accès. Rien n'a été changé. Demandez à un autre responsable."


class RoleNotYours(Forbidden):
    """A person gives or ends a role that is not theirs to give."""

    code = "role_not_yours"
    sentence = (
        "Vous ne pouvez ni donner ni retirer ce rôle. Rien n'a été enregistré. Adressez-vous à la direction."
    )


class NoHabilitation(Forbidden):
    """A known person without a valid habilitation in this establishment."""

    code = "no_habilitation"
    sentence = "Vous n'avez pas d'habilitation en cours ici. Rien n'a été enregistré. Adressez-vous à votre responsable."


def rights_of(roles: Iterable[Role]) -> frozenset[Right]:
    """Everything that these roles may do together."""
    return frozenset().union(*(MATRIX[role] for role in roles))


def grantable(roles: Iterable[Role]) -> frozenset[Role]:
    """The roles that someone of these roles may give; the software itself, which has none, gives any."""
    held = tuple(roles)
    return frozenset().union(*(_GRANTS.get(role, frozenset()) for role in held)) if held else frozenset(Role)


def login_of(given_name: str, family_name: str, taken: Collection[str]) -> str:
    """A login for a newcomer: "mdurand", then "mdurand2" where it is taken; letters without accent, at most 40."""
    plain = unicodedata.normalize("NFKD", f"{given_name.strip()[:1]}{family_name}".lower())
    begun = re.sub(r"[^a-z0-9]", "", plain)[:36] or "personne"
    begun = begun if len(begun) > 1 else f"{begun}0"
    numbers = (f"{begun}{number}" if number > 1 else begun for number in itertools.count(1))
    return next(login for login in numbers if login not in taken)


def is_locked(*, seen_at: datetime, locked_at: datetime | None, now: datetime, idle: timedelta) -> bool:
    """Whether a session asks for the PIN again: locked by hand, or without a gesture for longer than `idle`."""
    return locked_at is not None or now - seen_at > idle


def check_secrets(password: str, pin: str) -> None:
    """Raise unless both are strong enough for their use (a PIN only ever serves on a device already signed in).

    Raises:
        WeakSecret: one of them is not.
    """
    digits = "0123456789"
    run = pin in digits or pin in digits[::-1]
    if len(password) < 12 or not re.fullmatch(r"[0-9]{4,6}", pin) or run or len(set(pin)) == 1:
        raise WeakSecret
