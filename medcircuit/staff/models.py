"""Tables of the people who act: users, their habilitations, sessions, and failed proofs of identity."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from medcircuit.kernel.db import Instant, append_only, metadata

user = Table(
    "staff_user",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("login", String(60), nullable=False, unique=True),
    Column("family_name", String(100), nullable=False),
    Column("given_name", String(100), nullable=False),
    Column("rpps", String(11)),
    Column("qualification", String(100)),
    Column("phone", String(30)),
    Column("email", String(100)),
    Column("language", String(5), nullable=False),
    Column("password_hash", String(200)),
    Column("pin_hash", String(200)),
    Column("first_code_hash", String(200)),
    Column("disabled_at", Instant),
)
"""A person who signs in. `first_code_hash` serves once, to choose a password and a PIN, and is then wiped."""

habilitation = Table(
    "habilitation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("staff_user.id"), nullable=False),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("role", String(30), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("valid_from", Date, nullable=False),
    Column("valid_to", Date),
    Column("granted_by", String(36), nullable=False),
    Column("granted_at", Instant, nullable=False),
    Column("ended_at", Instant),
    CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="period"),
    Index("ix_habilitation_of", "user_id", "establishment_id"),
)
"""What a person is in an establishment (in one unit of it, or in all), between two days, both included; `ended_at` ends it at once."""

badge = Table(
    "staff_badge",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("user_id", ForeignKey("staff_user.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", String(36), nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String(36)),
    UniqueConstraint("establishment_id", "user_id", "number"),
    CheckConstraint("(revoked_at IS NULL) = (revoked_by IS NULL)", name="revoked"),
)
"""A numbered badge that a house printed for a person: the SHA-256 of its digits; the last one alone is in force."""

session = Table(
    "session",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("user_id", ForeignKey("staff_user.id"), nullable=False),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("device_id", String(64), nullable=False),
    Column("idle_lock_s", Integer, nullable=False),
    Column("started_at", Instant, nullable=False),
    Column("seen_at", Instant, nullable=False),
    Column("locked_at", Instant),
    Column("ended_at", Instant),
    Column("factor", String(10)),
    CheckConstraint("factor IN ('totp', 'passkey', 'recovery', 'psc')", name="factor"),
    Index("ix_session_device", "device_id", "establishment_id"),
    Index("ix_session_user_id", "user_id"),
)
"""A signed-in person on a device. `id` is the SHA-256 of the token in the cookie, which is stored nowhere; `factor` is
what besides the password proved who they are."""

failed_proof = Table(
    "failed_proof",
    metadata,
    Column("user_id", String(36), primary_key=True),
    Column("device_id", String(64), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
"""Wrong passwords and PINs in a row: of a person ("?" and a hash: of a login that nobody has) on a device, or ("*") on
all those that are not theirs; and of an address ("@"), whoever is named."""

totp = Table(
    "totp",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("staff_user.id"), nullable=False),
    Column("secret", String(300), nullable=False),
    Column("begun_at", Instant, nullable=False),
    Column("confirmed_at", Instant),
    Column("last_step", BigInteger),
    Index("ix_totp_user_id", "user_id"),
)
"""A person's authenticator application (RFC 6238): its secret as the vault keeps it, since when it counts (not before its
first code), and the step of the last code used, after which only later ones hold. One counts; one more may be begun."""

recovery_code = Table(
    "recovery_code",
    metadata,
    Column("user_id", ForeignKey("staff_user.id"), primary_key=True),
    Column("code_hash", String(64), primary_key=True),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
)
"""Codes printed once for the day the telephone is lost, each good for one sign-in: the SHA-256 of 80 random bits."""

passkey = Table(
    "passkey",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("user_id", ForeignKey("staff_user.id"), nullable=False),
    Column("credential_id", String(1400), nullable=False, unique=True),
    Column("public_key", String(2000), nullable=False),
    Column("sign_count", BigInteger, nullable=False),
    Column("name", String(60), nullable=False),
    Column("made_at", Instant, nullable=False),
    Column("used_at", Instant),
    Index("ix_passkey_user_id", "user_id"),
)
"""A person's passkey (WebAuthn): its public key in base64url, and the authenticator's counter at its last use."""

proof_challenge = Table(
    "proof_challenge",
    metadata,
    Column("id", String(64), primary_key=True),
    Column("purpose", String(10), nullable=False),
    Column("user_id", String(36)),
    Column("establishment_id", String(36)),
    Column("device_id", String(64)),
    Column("about", String(64)),
    Column("expires_at", Instant, nullable=False),
    CheckConstraint("purpose IN ('ticket', 'register', 'sign_in', 'confirm', 'psc')", name="purpose"),
    Index("ix_proof_challenge_expires_at", "expires_at"),
)
"""What was asked and waits for its one answer: the row is taken away by it. `id` is the SHA-256 of a ticket, of a passkey's
challenge or of the state sent to Pro Santé Connect; `about` is what a confirmation confirms, or the browser that began."""

national_session = Table(
    "national_session",
    metadata,
    Column("session_id", ForeignKey("session.id"), primary_key=True),
    Column("id_token", Text, nullable=False),
)
"""The identity token of a session opened by Pro Santé Connect, as the vault keeps it: signing out there asks it."""

access_reset = append_only(
    Table(
        "access_reset",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("user_id", ForeignKey("staff_user.id"), nullable=False),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("by_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        Column("what", String(7), nullable=False),
        Column("reason", String(300), nullable=False),
        CheckConstraint("what IN ('factors', 'code')", name="what"),
    )
)
"""A person's second factors were taken away, or they were given a one-time code in place of password and PIN: by whom, when
and why."""
