"""The seal of a signature (« scellement »): what exactly is signed, by whom, for how long it may be, and only once.

A seal is an Ed25519 signature (RFC 8032) over the canonical JSON of what was shown. It is not a qualified electronic
signature (eIDAS); it proves that this version, and no other, was validated by this person then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from medcircuit.kernel.problems import Conflict, Forbidden, Invalid
from medcircuit.prescriptions.rules.lines import Act, Terms

CHALLENGE_HOLDS = timedelta(minutes=5)
"""How long what was shown may be signed."""
FORMAT = 1
"""The shape of a seal's payload; old ones are checked by their own."""


class SeenHow(StrEnum):
    """How the person was seen before signing (CSP R.5132-3, « après examen du malade »); no default."""

    EXAMINATION = "examination"
    TELECONSULTATION = "teleconsultation"
    RECORD_ONLY = "record_only"


class Decision(StrEnum):
    """What a prescriber signs about a line."""

    VALIDATE = "validate"
    REFUSE = "refuse"
    RENEW = "renew"
    CHANGE = "change"
    SUSPEND = "suspend"
    RESUME = "resume"
    STOP = "stop"


PLAIN = {
    Decision.CHANGE: Act.CHANGE,
    Decision.SUSPEND: Act.SUSPEND,
    Decision.RESUME: Act.RESUME,
    Decision.STOP: Act.STOP,
}
"""Decisions that are plain acts on a line."""


class ChallengeSpent(Conflict):
    """What was shown was signed already: a seal serves once."""

    code = "challenge_spent"
    sentence = (
        "Cette signature a déjà servi. Rien n'a été enregistré de plus. Rechargez la page pour voir la suite."
    )


class ChallengeExpired(Conflict):
    """What was shown is too old to be signed."""

    code = "challenge_expired"
    sentence = "L'écran est ouvert depuis plus de 5 minutes. Rien n'a été signé. Relisez, puis signez."


class ChangedMeanwhile(Conflict):
    """A line has another version than the one that was shown; `lines` gives the versions shown and current of each."""

    code = "changed_meanwhile"
    sentence = "Une ligne a changé depuis l'affichage. Rien n'a été signé. Comparez les deux versions, puis recommencez."


class OneResidentOnly(Invalid):
    """An act of signature is about one person."""

    code = "one_resident_only"
    sentence = "Une signature ne concerne qu'une personne. Rien n'a été signé. Signez chaque dossier à part."


class NothingToSign(Conflict):
    """The line does not wait for what was decided: it was validated, refused or stopped."""

    code = "nothing_to_sign"
    sentence = "Cette ligne n'attend pas cette décision. Rien n'a été signé. Rechargez la page pour voir où elle en est."


class ReasonMissing(Invalid):
    """A refusal, or a signature on the record alone, says why."""

    code = "reason_missing"
    sentence = "Écrivez le motif. Rien n'a été signé."


class NotTheSigner(Forbidden):
    """What was shown to one person is signed by another."""

    code = "not_the_signer"
    sentence = "Cet écran a été ouvert par une autre personne. Rien n'a été signé. Rouvrez-le sous votre nom."


@dataclass(frozen=True)
class Decided:
    """One decision about one line, seen at `seen_version`; `terms` with a change only."""

    line_id: str
    decision: Decision
    seen_version: int
    terms: Terms | None = None
    effective_from: datetime | None = None
    reason: str | None = None


@dataclass(frozen=True)
class Challenge:
    """What was shown to be signed: to whom, about whom, until when."""

    user_id: str
    resident_id: str
    expires_at: datetime
    used_at: datetime | None


@dataclass(frozen=True)
class Proof:
    """How the person was seen, and how they proved anew that they are who signs (pin, totp, passkey)."""

    method: str
    seen_how: SeenHow
    seen_reason: str | None


def canonical(value: Any) -> bytes:
    """JSON with one way to be written: sorted members, no spaces, UTF-8 (as RFC 8785, for texts, whole numbers, booleans)."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(value: Any) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def check_challenge(challenge: Challenge, *, user_id: str, resident_id: str, now: datetime) -> None:
    """Raise unless what was shown may be signed now (its last instant included), by this person, about that one.

    Raises:
        NotTheSigner, OneResidentOnly, ChallengeSpent, ChallengeExpired: it may not.
    """
    if challenge.user_id != user_id:
        raise NotTheSigner
    if challenge.resident_id != resident_id:
        raise OneResidentOnly
    if challenge.used_at is not None:
        raise ChallengeSpent
    if now > challenge.expires_at:
        raise ChallengeExpired


def check_proof(proof: Proof) -> None:
    """Raise where the record alone was seen and no reason says why.

    Raises:
        ReasonMissing: it does not.
    """
    if proof.seen_how is SeenHow.RECORD_ONLY and not (proof.seen_reason or "").strip():
        raise ReasonMissing


def check_one_resident(residents: Iterable[str], resident_id: str) -> None:
    """Raise unless every line is of this one person.

    Raises:
        OneResidentOnly: one is not.
    """
    if set(residents) != {resident_id}:
        raise OneResidentOnly


def payload(
    content: Mapping[str, Any],
    *,
    signer: Mapping[str, str],
    proof: Proof,
    nonce: str,
    expires_at: str,
    at: str,
    key_id: str,
) -> dict[str, Any]:
    """What is signed for one version: its whole content and hash, how the person was seen, the nonce and its expiry."""
    return {
        "format": FORMAT,
        "content": dict(content),
        "hash": digest(dict(content)),
        "signer": dict(signer),
        "seen_how": proof.seen_how.value,
        "seen_reason": proof.seen_reason,
        "proof": proof.method,
        "nonce": nonce,
        "expires_at": expires_at,
        "at": at,
        "key": key_id,
    }


def faults(said: Mapping[str, Any], current: Mapping[str, Any], *, key_id: str, nonce: str) -> list[str]:
    """What of a seal's payload does not agree with the version as it is kept, in French; nothing where all does."""
    content = said.get("content", {})
    wrong = []
    if said.get("hash") != digest(content):
        wrong.append("l'empreinte n'est pas celle du contenu")
    differing = sorted(name for name, value in content.items() if current.get(name) != value)
    if differing:
        wrong.append("la version a changé (" + ", ".join(differing) + ")")
    if (said.get("key"), said.get("nonce")) != (key_id, nonce):
        wrong.append("la clé ou le numéro unique diffère")
    if not str(said.get("at")) <= str(said.get("expires_at")):
        wrong.append("scellé après son expiration")
    return wrong
