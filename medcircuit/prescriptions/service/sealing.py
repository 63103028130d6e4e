"""Signing from afar: what is shown is fixed, a second proof of identity is asked, and the exact versions are sealed once."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Row, insert, select, update

from medcircuit.kernel.access import Right
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.seals import SealKey
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line, seal, seal_key, signature_challenge
from medcircuit.prescriptions.rules.life import renewed
from medcircuit.prescriptions.rules.lines import Act, Revision, StaleVersion, Status, check_effect
from medcircuit.prescriptions.rules.sealing import (
    CHALLENGE_HOLDS,
    PLAIN,
    Challenge,
    ChallengeSpent,
    ChangedMeanwhile,
    Decided,
    Decision,
    NothingToSign,
    Proof,
    ReasonMissing,
    canonical,
    check_challenge,
    check_one_resident,
    check_proof,
    digest,
    payload,
)
from medcircuit.prescriptions.service.alerts import Checked, Fired, checked_about, refuse_open
from medcircuit.prescriptions.service.checking import Redone
from medcircuit.prescriptions.service.reading import Line, line_read
from medcircuit.prescriptions.service.sealed import (
    columns_of,
    content_of,
    medicine_of,
    plain,
    said_at_last_seal,
    sealed_versions,
    standing_content,
)
from medcircuit.prescriptions.service.signing import next_version
from medcircuit.prescriptions.service.stored import dosages_of
from medcircuit.prescriptions.service.versions import (
    Held,
    Signature,
    add_version,
    dosage_text,
    held,
    kept_terms,
    open_line,
    signature_of,
    stamp_after,
    version_columns,
)
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_optional


@dataclass(frozen=True)
class Shown:
    """One version to be sealed, as it is shown: `content` is all of it; `before` the version that stands."""

    line_id: str
    decision: str
    number: int
    content: dict[str, Any]
    hash: str
    stamp: str
    before: int | None


@dataclass(frozen=True)
class ToSign:
    """What was fixed to be signed: the nonce serves once, until `expires_at`.

    `answered`: what the checks found of it that was gone beyond, and stands beside it.
    """

    nonce: str
    resident_id: str
    expires_at: datetime
    shown: tuple[Shown, ...]
    answered: tuple[Fired, ...] = ()


def to_sign(work: Work, resident_id: str, decisions: Sequence[Decided]) -> ToSign:
    """Fix what a prescriber is about to sign for one person; nothing of the lines changes yet.

    Raises:
        NotFound: this establishment has no such resident, or no such line.
        Forbidden: the actor may not prescribe in their unit.
        OneResidentOnly: a line is of another person.
        ChangedMeanwhile: a line has changed since it was read.
        NothingToSign, ReasonMissing, Conflict, Invalid: a decision does not fit where its line stands.
        OrderStopped, AlertsUnanswered: the checks forbid that a line goes on so, or wait for a reason.
    """
    shown, going_on = _asked(work, resident_id, decisions)
    unchanged = {one.line_id: one.seen_version for one in decisions if one.decision is Decision.RENEW}
    earlier = said_at_last_seal(work, unchanged)
    answered = refuse_open(work, resident_id, going_on, earlier=earlier) if going_on else ()
    return replace(fixed(work, resident_id, shown), answered=answered)


def check_to_sign(work: Work, resident_id: str, decisions: Sequence[Decided]) -> Checked:
    """What the checks say of the lines that these decisions have go on; nothing is fixed.

    Raises:
        NotFound, Forbidden, OneResidentOnly, ChangedMeanwhile, Conflict, Invalid: as `to_sign`.
    """
    _, going_on = _asked(work, resident_id, decisions)
    return checked_about(work, resident_id, going_on)


def _asked(
    work: Work, resident_id: str, decisions: Sequence[Decided]
) -> tuple[tuple[Shown, ...], list[Redone]]:
    """What the decisions would sign, and of these the lines of which something is given from then on."""
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    lines = [line_read(work.connection, work.establishment_id, one.line_id) for one in decisions]
    check_one_resident([one.resident_id for one in lines], resident_id)
    _refuse_changed(decisions, lines)
    shown = tuple(_shown(work, one, decided) for one, decided in zip(lines, decisions, strict=True))
    over = {one.id for one in lines if one.status_at(work.now) == Status.STOPPED}
    return shown, [
        Redone(one.line_id, one.content)
        for one in shown
        if one.content["status"] == Status.ACTIVE and one.line_id not in over
    ]


def fixed(
    work: Work, resident_id: str, shown: tuple[Shown, ...], *, seen: Mapping[str, int] | None = None
) -> ToSign:
    """Keep what is shown to be signed, under a new nonce; `seen`: what of the treatment must not change meanwhile."""
    made = ToSign(secrets.token_urlsafe(32), resident_id, work.now + CHALLENGE_HOLDS, shown)
    work.connection.execute(
        insert(signature_challenge),
        {
            "nonce": made.nonce,
            "establishment_id": work.establishment_id,
            "user_id": work.actor.user_id,
            "resident_id": resident_id,
            "shown": json.dumps([vars(one) for one in shown], ensure_ascii=False),
            "seen": None if seen is None else json.dumps(dict(seen)),
            "expires_at": made.expires_at,
        },
    )
    work.did("show_to_sign", *(("line", one.line_id) for one in shown), ("resident", resident_id))
    return made


def _refuse_changed(decisions: Sequence[Decided], lines: Sequence[Line]) -> None:
    changed = {
        one.id: [str(decided.seen_version), str(one.latest)]
        for one, decided in zip(lines, decisions, strict=True)
        if one.latest != decided.seen_version
    }
    if changed:
        raise ChangedMeanwhile(lines=changed)


def _shown(work: Work, one: Line, decided: Decided) -> Shown:
    """What one decision would sign: the version that waits, or the one that it would add."""
    before = held(work, one.id)
    if decided.decision is Decision.VALIDATE and one.last.status != Status.PROPOSED:
        content = _kept_content_of(work, one)
    else:
        content = content_of(_new_version(work, one, before, decided))
        content["of"] = medicine_of(work.connection, one.id)
    return Shown(
        line_id=one.id,
        decision=decided.decision.value,
        number=int(content["number"]),
        content=content,
        hash=digest(content),
        stamp=before.stamp,
        before=one.latest if content["number"] > one.latest else None,
    )


def _kept_content_of(work: Work, one: Line) -> dict[str, Any]:
    """The content of the version that waits for a signature, else of the last one, not sealed yet."""
    number = one.awaits or one.latest
    if sealed_versions(work.connection, work.establishment_id, [one.id]).get((one.id, number)):
        raise NothingToSign
    return standing_content(work.connection, one.id, number)


def _new_version(work: Work, one: Line, before: Held, decided: Decided) -> dict[str, Any]:
    """The version that a decision would add."""
    decision = decided.decision
    if decision in {Decision.REFUSE, Decision.STOP, Decision.SUSPEND} and not (decided.reason or "").strip():
        raise ReasonMissing
    if decision is Decision.RENEW:
        return _renewal(work, one, before, decided)
    if decision is Decision.VALIDATE:
        signature = _signed(Act.VALIDATE, max(one.last.effective_from, work.now), decided)
        return version_columns(
            work, one.id, before.latest + 1, Status.ACTIVE, signature, kept_terms(one.last)
        )
    if decision is Decision.REFUSE and one.awaits is None:
        raise NothingToSign
    act = PLAIN.get(decision, Act.STOP)
    revision = Revision(
        new_id(), act, decided.seen_version, decided.terms, decided.effective_from, decided.reason
    )
    return next_version(work, one, before, revision, signature_of(work, revision, act))


def _renewal(work: Work, one: Line, before: Held, decided: Decided) -> dict[str, Any]:
    """The same terms to hold as long again: from their end on where they have one, and from now on else."""
    last = one.last
    if decided.seen_version != before.latest:
        raise StaleVersion(seen=decided.seen_version, current=before.latest)
    if last.status != Status.ACTIVE:
        raise NothingToSign
    terms = kept_terms(last)
    begins = decided.effective_from or max(one.ends_at or work.now, work.now, last.effective_from)
    check_effect(begins, now=work.now)
    if one.ends_at is not None:
        moved = renewed(dosages_of(last.dosage), begins=begins)
        terms |= {"dosage": dosage_text(moved), "anchor": begins}
    signature = _signed(Act.RENEW, begins, decided)
    return version_columns(work, one.id, before.latest + 1, Status.ACTIVE, signature, terms)


def _signed(act: Act, effective_from: datetime, decided: Decided) -> Signature:
    reason = clean_optional(decided.reason, field="Le motif", longest=300)
    return Signature(new_id(), "", act, effective_from, reason)


def sign(work: Work, resident_id: str, nonce: str, proof: Proof, key: SealKey) -> tuple[Line, ...]:
    """Seal what was shown under this nonce: its versions are added where they are new, and each has its seal.

    The caller has just had the signer prove anew who they are.

    Raises:
        NotFound: nothing was shown under this nonce here.
        Forbidden: the actor may not prescribe in the resident's unit (any more), or it was shown to another.
        ChallengeSpent, ChallengeExpired, ChangedMeanwhile, OneResidentOnly: nothing was signed.
        ReasonMissing: on the record alone, without a reason.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    row = _challenge(work, nonce)
    challenge = Challenge(row.user_id, row.resident_id, row.expires_at, row.used_at)
    check_challenge(challenge, user_id=work.actor.user_id, resident_id=resident_id, now=work.now)
    check_proof(proof)
    shown = [Shown(**one) for one in json.loads(row.shown)]
    residents.lock(work, resident_id)
    if row.seen is not None:
        refuse_another_treatment(work, resident_id, json.loads(row.seen))
    before = _held_as_shown(work, [one for one in shown if one.decision != Act.PRESCRIBE])
    work.connection.execute(
        update(signature_challenge).where(signature_challenge.c.nonce == nonce).values(used_at=work.now)
    )
    keep_public(work, key)
    for one in shown:
        _write(work, one, before.get(one.line_id))
        _seal(work, one, row, proof, key)
    work.did("seal", *(("line", one.line_id) for one in shown), ("resident", resident_id))
    return tuple(line_read(work.connection, work.establishment_id, one.line_id) for one in shown)


def refuse_another_treatment(work: Work, resident_id: str, seen: Mapping[str, int]) -> None:
    """Raise unless the person's lines are those that were seen; a line that was not there has the version 0.

    Raises:
        ChangedMeanwhile: `lines` gives the versions seen and current of each that differs.
    """
    rows = work.connection.execute(
        select(line.c.id, line.c.latest).where(
            line.c.resident_id == resident_id, line.c.establishment_id == work.establishment_id
        )
    )
    changed = {
        row.id: [str(seen.get(row.id, 0)), str(row.latest)] for row in rows if seen.get(row.id) != row.latest
    }
    if changed:
        raise ChangedMeanwhile(lines=changed)


def _held_as_shown(work: Work, shown: Sequence[Shown]) -> dict[str, Held]:
    """The lines of these versions, held, each as it was when they were shown.

    Raises:
        ChangedMeanwhile: a line is not.
    """
    before = {one.line_id: held(work, one.line_id) for one in sorted(shown, key=lambda one: one.line_id)}
    changed = {
        one.line_id: [str(one.before or one.number), str(before[one.line_id].latest)]
        for one in shown
        if before[one.line_id].stamp != one.stamp
    }
    if changed:
        raise ChangedMeanwhile(lines=changed)
    return before


def _challenge(work: Work, nonce: str) -> Row[Any]:
    row = work.connection.execute(
        select(signature_challenge)
        .where(
            signature_challenge.c.nonce == nonce,
            signature_challenge.c.establishment_id == work.establishment_id,
        )
        .with_for_update()
    ).one_or_none()
    if row is None:
        raise NotFound
    return row


def keep_public(work: Work, key: SealKey) -> None:
    """Keep the public half of a key that seals, the first time it does."""
    if work.connection.execute(select(seal_key.c.id).where(seal_key.c.id == key.id)).first() is None:
        work.connection.execute(
            insert(seal_key),
            {"id": key.id, "public_key": key.public.hex(), "first_used_at": work.now},
        )


def _write(work: Work, one: Shown, before: Held | None) -> None:
    """Open the line, add the version, or settle the one that waits: exactly as it was shown."""
    if before is None:
        open_line(work, one.content["of"], _columns(work, one, one.line_id), one.content["mentions"])
    elif one.before is not None:
        add_version(work, before, _columns(work, one, new_id()))
    elif (one.line_id, one.number) in sealed_versions(work.connection, work.establishment_id, [one.line_id]):
        raise ChallengeSpent
    else:
        work.connection.execute(
            update(line)
            .where(line.c.id == one.line_id)
            .values(
                awaits=None, stamp=stamp_after(before.stamp, {"sealed": one.number, "by": work.actor.user_id})
            )
        )


def _columns(work: Work, one: Shown, version_id: str) -> dict[str, Any]:
    """The version exactly as it was shown."""
    return columns_of(one.content) | {
        "id": version_id,
        "request_hash": one.hash,
        "signed_by": work.actor.user_id,
        "signed_at": work.now,
    }


def _seal(work: Work, one: Shown, row: Row[Any], proof: Proof, key: SealKey) -> None:
    said = payload(
        one.content,
        signer={"id": work.actor.user_id, "name": work.actor.name},
        proof=proof,
        nonce=row.nonce,
        expires_at=plain(row.expires_at),
        at=plain(work.now),
        key_id=key.id,
    )
    message = canonical(said)
    work.connection.execute(
        insert(seal),
        {
            "line_id": one.line_id,
            "version": one.number,
            "establishment_id": work.establishment_id,
            "resident_id": row.resident_id,
            "nonce": row.nonce,
            "key_id": key.id,
            "payload": message.decode(),
            "signature": key.sign(message).hex(),
            "signer_id": work.actor.user_id,
            "seen_how": proof.seen_how.value,
            "seen_reason": clean_optional(proof.seen_reason, field="Le motif", longest=300),
            "sealed_at": work.now,
        },
    )
