"""Table of the acts that are no fact."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, UniqueConstraint

from medcircuit.kernel.db import Instant, append_only, metadata, own_row

aside = append_only(
    Table(
        "aside",
        metadata,
        *own_row(),
        Column("event_id", String(36), nullable=False),
        Column("device_id", String(64), nullable=False),
        Column("device_seq", BigInteger, nullable=False),
        Column("prev_hash", String(64)),
        Column("hash", String(64), nullable=False),
        Column("code", String(40), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("actor_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
        UniqueConstraint("establishment_id", "event_id", "hash", "code"),
    )
)
"""An act that a device sent and that is no fact: its place in the device's chain, and why. `code` is « withdrawn » where
its carer took it back, else the code of the problem."""
