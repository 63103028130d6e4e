"""Tables of the people who act: users, their habilitations, sessions, and failed proofs of identity."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table

from medcircuit.kernel.db import Instant, metadata

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
    Index("ix_session_device", "device_id", "establishment_id"),
)
"""A signed-in person on a device. `id` is the SHA-256 of the token in the cookie, which is stored nowhere."""

failed_proof = Table(
    "failed_proof",
    metadata,
    Column("user_id", String(36), primary_key=True),
    Column("device_id", String(64), primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)
"""Wrong passwords and PINs in a row, for one person on one device."""
