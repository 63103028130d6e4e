"""Signing in by Pro Santé Connect: OpenID Connect code flow (by Authlib) with state, nonce and PKCE (RFC 7636).

The browser that begins keeps a secret in a cookie of its own; the nonce and the verifier are made of it, so that what comes
back serves that browser alone, and once. The provider's description and keys are kept for an hour.
"""

from __future__ import annotations

import base64
import hashlib
import logging
import secrets
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import requests
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.requests_client import OAuth2Session
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from sqlalchemy import Connection, insert, select

from medcircuit.kernel.access import Actor
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.provider import Provider, trusted
from medcircuit.staff.models import national_session, user
from medcircuit.staff.rules import national as rules
from medcircuit.staff.rules.factors import Factor
from medcircuit.staff.service.asking import Asked, answered, ask, waiting
from medcircuit.staff.service.proving import person
from medcircuit.staff.service.sessions import end, open_session, place_of, token_hash

log = logging.getLogger("medcircuit")

PATH = "/connexion/psc"
"""Where the provider sends people back to."""
TIMEOUT_S = 5
KEPT_S = 3600
_WRONG = (JoseError, ValueError, TypeError, KeyError, AttributeError)


@dataclass
class _Known:
    """What the provider says of itself and by which keys it signs, until when."""

    until: float = 0.0
    described: Mapping[str, Any] = field(default_factory=dict)
    keys: KeySet | None = None


_KNOWN: dict[str, _Known] = {}


@dataclass(frozen=True)
class Begun:
    """A sign-in begun: where the browser goes, and the secret it keeps."""

    location: str
    secret: str


def begin_national(door: Door, device_id: str) -> Begun:
    """Begin a sign-in by Pro Santé Connect from a device.

    Raises:
        NationalOff: the house did not switch it on.
        NationalSilent: it does not answer.
    """
    provider, origin = _provider(door)
    described = _described(provider).described
    secret, state = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    location, _ = _client(provider, origin).create_authorization_url(
        described["authorization_endpoint"],
        state=state,
        code_verifier=_made("verifier", secret),
        nonce=_made("nonce", secret),
        acr_values=rules.LEVEL,
    )
    with door.database.write() as connection:
        asked = Asked("psc", device_id=device_id, about=_made("browser", secret))
        ask(connection, asked, state, door.clock.now())
    return Begun(location, secret)


def _provider(door: Door) -> tuple[Provider, str]:
    if door.provider is None or door.site is None:
        raise rules.NationalOff
    return door.provider, door.site.origin


def _client(provider: Provider, origin: str) -> OAuth2Session:
    return OAuth2Session(
        provider.client_id,
        provider.secret,
        scope="openid scope_all",
        redirect_uri=origin + PATH,
        code_challenge_method="S256",
        default_timeout=TIMEOUT_S,
        leeway=0,  # an access token that lives a minute is used at once: the library's minute of margin would refuse it
    )


def _made(what: str, secret: str) -> str:
    """A value of one sign-in, made of the browser's secret: none tells another, nor the secret."""
    made = hashlib.sha256(f"{what}:{secret}".encode()).digest()
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def _described(provider: Provider, *, anew: bool = False) -> _Known:
    """What the provider says of itself.

    Raises:
        NationalSilent: it says nothing, or nothing to trust.
    """
    known = _KNOWN.setdefault(provider.discovery, _Known())
    if not anew and time.monotonic() < known.until:
        return known
    try:
        described = _fetched(provider.discovery)
        keys = KeySet.import_key_set(_fetched(described["jwks_uri"]))  # type: ignore[arg-type]
    except (requests.RequestException, *_WRONG) as error:
        raise rules.NationalSilent from error
    issuer = provider.issuer or described.get("issuer")
    ends = [described.get(name) for name in ("authorization_endpoint", "token_endpoint", "userinfo_endpoint")]
    if described.get("issuer") != issuer or not all(trusted(str(one)) for one in ends):
        raise rules.NationalSilent
    known.described, known.keys, known.until = described, keys, time.monotonic() + KEPT_S
    return known


def _fetched(address: str) -> Mapping[str, Any]:
    if not trusted(address):
        raise ValueError(address)
    answer = requests.get(address, timeout=TIMEOUT_S, allow_redirects=False)
    answer.raise_for_status()
    found: Mapping[str, Any] = answer.json()
    return found


def finish_national(door: Door, returned: Mapping[str, str], secret: str) -> str:
    """Open the session that a person proved to Pro Santé Connect; gives its token.

    Raises:
        NationalOff, NationalSilent, NationalRefused, NationalGivenUp: there is no proof.
        NotAProfessional, UnknownHere, NoHabilitation: there is one, of nobody who may come in.
    """
    try:
        return _finished(door, returned, secret)
    except Problem as problem:
        why = type(problem.__cause__).__name__ if problem.__cause__ else "its answer"
        log.warning("sign-in by Pro Santé Connect refused: %s (%s)", problem.code, why)
        raise


def _finished(door: Door, returned: Mapping[str, str], secret: str) -> str:
    provider, origin = _provider(door)
    device_id = _answered(door, returned.get("state", ""), secret)
    if "code" not in returned:
        raise rules.NationalGivenUp
    described = _described(provider).described
    with _client(provider, origin) as client:
        try:
            client.fetch_token(
                described["token_endpoint"], code=returned["code"], code_verifier=_made("verifier", secret)
            )
            proof = str(client.token["id_token"])
            claims = _claims(door, provider, proof, _made("nonce", secret))
            answer = client.get(described["userinfo_endpoint"])
            answer.raise_for_status()
            told = answer.json()
        except requests.RequestException as error:
            raise rules.NationalSilent from error
        except (AuthlibBaseError, *_WRONG) as error:
            raise rules.NationalRefused from error
    rpps = rules.rpps_of(told if isinstance(told, Mapping) else {}, str(claims.get("sub", "")))
    return _opened(door, device_id, rpps, proof)


def _answered(door: Door, state: str, secret: str) -> str:
    """The device on which this very browser began this; the state serves no more, whatever follows.

    Raises:
        NationalRefused: it did not, or it did too long ago, or its answer came already.
    """
    with door.database.write() as connection:
        asked = waiting(connection, "psc", state, door.clock.now())
        if asked is not None:
            answered(connection, asked)
    if asked is None or not secret or asked.about != _made("browser", secret):
        raise rules.NationalRefused
    return str(asked.device_id)


def _claims(door: Door, provider: Provider, proof: str, nonce: str) -> Mapping[str, Any]:
    """The claims of an identity token, once all of it holds: signature, issuer, audience, times, nonce, level.

    Raises:
        JoseError, ValueError: it does not hold.
    """
    known = _described(provider)
    try:
        token = jwt.decode(proof, known.keys or KeySet([]), algorithms=list(rules.ALGORITHMS))
    except (JoseError, ValueError):
        known = _described(provider, anew=True)  # its keys may have changed within the hour
        token = jwt.decode(proof, known.keys or KeySet([]), algorithms=list(rules.ALGORITHMS))
    registry = jwt.JWTClaimsRegistry(
        now=int(door.wall.now().timestamp()),
        leeway=rules.LEEWAY_S,
        iss={"essential": True, "value": known.described["issuer"]},
        aud={"essential": True, "value": provider.client_id},
        azp={"value": provider.client_id},
        sub={"essential": True},
        exp={"essential": True},
        iat={"essential": True},
        nonce={"essential": True, "value": nonce},
        acr={"essential": True, "value": rules.LEVEL},
    )
    registry.validate(token.claims)
    return token.claims


def _opened(door: Door, device_id: str, rpps: str, proof: str) -> str:
    with door.database.write() as connection:
        user_id = _known_as(connection, rpps)
        place = place_of(connection, user_id, None, door.clock.now())
        who = person(user_id, place, device_id)
        token = open_session(connection, door.clock, who, factor=Factor.PSC.value)
        row = {"session_id": token_hash(token), "id_token": door.vault.shut(proof)}
        connection.execute(insert(national_session), row)
    return token


def _known_as(connection: Connection, rpps: str) -> str:
    """The one account that has this RPPS number.

    Raises:
        UnknownHere: there is none, or several.
    """
    rows = connection.execute(
        select(user.c.id).where(user.c.rpps == rpps, user.c.disabled_at.is_(None))
    ).all()
    if len(rows) != 1:
        raise rules.UnknownHere
    return str(rows[0].id)


def end_national(door: Door, actor: Actor) -> str | None:
    """Sign out here; gives where the browser goes to sign out of Pro Santé Connect too, None where nowhere."""
    with door.database.read() as connection:
        kept = connection.execute(
            select(national_session.c.id_token).where(national_session.c.session_id == actor.session_id)
        ).scalar_one_or_none()
    end(door.database, door.clock, actor)
    if kept is None or door.provider is None or door.site is None:
        return None
    try:
        leaving = _described(door.provider).described.get("end_session_endpoint")
    except rules.NationalSilent:
        return None
    if not leaving or not trusted(str(leaving)):
        return None
    asked = {
        "id_token_hint": door.vault.read(kept),
        "post_logout_redirect_uri": f"{door.site.origin}/connexion",
        "state": secrets.token_urlsafe(16),
    }
    return f"{leaving}?{urlencode(asked)}"
