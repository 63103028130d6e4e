"""Passkeys (WebAuthn, by the `webauthn` library): made, used to sign in, used to confirm an act.

The authenticator verifies its person (PIN or finger) each time: a passkey is two factors in one gesture.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import webauthn
from sqlalchemy import Connection, Row, delete, insert, select, update
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from medcircuit.kernel.access import Actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.site import Site
from medcircuit.staff.models import passkey, user
from medcircuit.staff.rules import factors as rules
from medcircuit.staff.rules.factors import Factor
from medcircuit.staff.service.asking import Asked, answered, ask, waiting
from medcircuit.staff.service.factors import forget_recovery, now_has, refuse_last
from medcircuit.staff.service.proving import note, person
from medcircuit.staff.service.sessions import open_session, place_of, prove_again

_WRONG = (WebAuthnException, ValueError, TypeError, KeyError, AttributeError)
"""What the library raises at an answer that does not hold or is no answer at all."""


def _site(door: Door) -> Site:
    if door.site is None:
        raise rules.PasskeysUnavailable
    return door.site


def begin_passkey(door: Door, actor: Actor, pin: str) -> dict[str, Any]:
    """What the browser's `navigator.credentials.create` is asked, once the PIN is proved.

    Raises:
        PasskeysUnavailable: the house states no address.
        WrongProof, TooManyProofs: the PIN is not theirs.
    """
    site = _site(door)
    prove_again(door.database, door.clock, actor, pin)
    with door.database.write() as connection:
        login = connection.execute(select(user.c.login).where(user.c.id == actor.user_id)).scalar_one()
        options = webauthn.generate_registration_options(
            rp_id=site.host,
            rp_name="medcircuit",
            user_id=actor.user_id.encode(),
            user_name=login,
            user_display_name=actor.name,
            authenticator_selection=AuthenticatorSelectionCriteria(
                resident_key=ResidentKeyRequirement.REQUIRED,
                user_verification=UserVerificationRequirement.REQUIRED,
            ),
            exclude_credentials=_descriptors(connection, actor.user_id),
        )
        asked = Asked("register", actor.user_id, actor.establishment_id, actor.device_id)
        ask(connection, asked, bytes_to_base64url(options.challenge), door.clock.now())
    return _shown(options)


def _shown(options: Any) -> dict[str, Any]:
    shown: dict[str, Any] = json.loads(webauthn.options_to_json(options))
    return shown


def _descriptors(connection: Connection, user_id: str) -> list[PublicKeyCredentialDescriptor]:
    rows = connection.execute(select(passkey.c.credential_id).where(passkey.c.user_id == user_id))
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(row.credential_id)) for row in rows]


def add_passkey(door: Door, actor: Actor, name: str, credential: dict[str, Any]) -> list[str]:
    """Keep a passkey just made; gives recovery codes where none is left.

    Raises:
        PasskeysUnavailable, PasskeyRefused: nothing was kept.
    """
    site = _site(door)
    printed = None
    with door.database.write() as connection:
        challenge = _taken(connection, door, "register", credential)
        if challenge is not None and challenge.asked.user_id == actor.user_id:
            made = _made(site, credential, challenge.bytes)
            if made is not None:
                row = {"id": new_id(), "user_id": actor.user_id, "name": name, "made_at": door.clock.now()}
                connection.execute(insert(passkey), row | made)
                printed = now_has(connection, door, actor, Factor.PASSKEY)
                note(connection, actor, door.clock, "add_passkey")
    if printed is None:
        raise rules.PasskeyRefused
    return printed


def _made(site: Site, credential: dict[str, Any], challenge: bytes) -> dict[str, Any] | None:
    try:
        made = webauthn.verify_registration_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except _WRONG:
        return None
    return {
        "credential_id": bytes_to_base64url(made.credential_id),
        "public_key": bytes_to_base64url(made.credential_public_key),
        "sign_count": made.sign_count,
    }


@dataclass(frozen=True)
class _Challenge:
    asked: Row[Any]
    bytes: bytes


def _taken(connection: Connection, door: Door, purpose: str, credential: dict[str, Any]) -> _Challenge | None:
    """The challenge that this answer names, taken away whatever the answer is worth; None where none waits."""
    try:
        said = json.loads(base64url_to_bytes(credential["response"]["clientDataJSON"]))["challenge"]
        challenge = base64url_to_bytes(said)
    except _WRONG:
        return None
    asked = waiting(connection, purpose, bytes_to_base64url(challenge), door.clock.now())
    if asked is None:
        return None
    answered(connection, asked)
    return _Challenge(asked, challenge)


def ask_passkey(door: Door, actor: Actor | None, about: str | None = None) -> dict[str, Any]:
    """What `navigator.credentials.get` is asked: of anyone who comes in, or of the actor, to confirm something.

    Raises:
        PasskeysUnavailable: the house states no address.
    """
    site = _site(door)
    with door.database.write() as connection:
        options = webauthn.generate_authentication_options(
            rp_id=site.host,
            allow_credentials=_descriptors(connection, actor.user_id) if actor else None,
            user_verification=UserVerificationRequirement.REQUIRED,
        )
        asked = (
            Asked("confirm", actor.user_id, actor.establishment_id, about=about)
            if actor
            else Asked("sign_in")
        )
        ask(connection, asked, bytes_to_base64url(options.challenge), door.clock.now())
    return _shown(options)


def _held(
    connection: Connection, door: Door, site: Site, credential: dict[str, Any], challenge: bytes
) -> str | None:
    """Whose passkey signed this challenge; None where none did. Its counter moves on, and never back."""
    row = connection.execute(
        select(passkey).where(passkey.c.credential_id == str(credential.get("id"))).with_for_update()
    ).one_or_none()
    if row is None:
        return None
    try:
        proved = webauthn.verify_authentication_response(
            credential=credential,
            expected_challenge=challenge,
            expected_rp_id=site.host,
            expected_origin=site.origin,
            credential_public_key=base64url_to_bytes(row.public_key),
            credential_current_sign_count=row.sign_count,
            require_user_verification=True,
        )
    except _WRONG:
        return None
    connection.execute(
        update(passkey).where(passkey.c.id == row.id),
        {"sign_count": proved.new_sign_count, "used_at": door.clock.now()},
    )
    return str(row.user_id)


def sign_in_by_passkey(
    door: Door, device_id: str, credential: dict[str, Any], establishment_id: str | None = None
) -> str:
    """Sign in by a passkey alone; gives the token of the new session.

    Raises:
        PasskeysUnavailable, PasskeyRefused, NoHabilitation: no session was made.
    """
    site = _site(door)
    with door.database.write() as connection:
        challenge = _taken(connection, door, "sign_in", credential)
        found = challenge and _held(connection, door, site, credential, challenge.bytes)
        if found and _enabled(connection, found):
            place = place_of(connection, found, establishment_id, door.clock.now())
            who = person(found, place, device_id)
            return open_session(connection, door.clock, who, factor=Factor.PASSKEY.value)
    raise rules.PasskeyRefused


def _enabled(connection: Connection, user_id: str) -> bool:
    query = select(user.c.id).where(user.c.id == user_id, user.c.disabled_at.is_(None))
    return connection.execute(query).first() is not None


def confirm_by_passkey(door: Door, actor: Actor, credential: dict[str, Any], about: str) -> None:
    """Have the person who is signed in confirm this very thing by their passkey.

    Raises:
        PasskeysUnavailable, PasskeyRefused: they do not.
    """
    site = _site(door)
    with door.database.write() as connection:
        challenge = _taken(connection, door, "confirm", credential)
        if (
            challenge is not None
            and (challenge.asked.user_id, challenge.asked.about) == (actor.user_id, about)
            and _held(connection, door, site, credential, challenge.bytes) == actor.user_id
        ):
            return
        note(connection, actor, door.clock, "confirm", rules.PasskeyRefused.code)
    raise rules.PasskeyRefused


def remove_passkey(door: Door, actor: Actor, passkey_id: str, pin: str) -> None:
    """Take one of one's passkeys away.

    Raises:
        WrongProof, TooManyProofs: the PIN is not theirs.
        NotFound: they have no such passkey.
        LastFactor: their role needs a second factor, and this is the last.
    """
    prove_again(door.database, door.clock, actor, pin)
    with door.database.write() as connection:
        mine = (
            connection.execute(select(passkey.c.id).where(passkey.c.user_id == actor.user_id)).scalars().all()
        )
        if passkey_id not in mine:
            raise NotFound
        refuse_last(connection, actor, Factor.PASSKEY, left=len(mine) - 1)
        connection.execute(delete(passkey).where(passkey.c.id == passkey_id))
        forget_recovery(connection, actor.user_id)
        note(connection, actor, door.clock, "remove_passkey")
