"""Tables of the physician's protocols: their versions, each sealed, the lines they open, who read them."""

from __future__ import annotations

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from medcircuit.kernel.db import Instant, append_only, metadata

protocol = Table(
    "protocol",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("kind", String(9), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("latest", Integer, nullable=False),
    CheckConstraint("kind IN ('as_needed', 'vital')", name="kind"),
    CheckConstraint("latest >= 1", name="latest"),
    Index("ix_protocol_establishment_id_kind", "establishment_id", "kind"),
)
"""A protocol; `latest` numbers its last version and is its lock."""

protocol_version = append_only(
    Table(
        "protocol_version",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("protocol_id", ForeignKey("protocol.id"), nullable=False),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("content", Text, nullable=False),
        Column("text_hash", String(64), nullable=False),
        Column("request_hash", String(64), nullable=False),
        Column("key_id", ForeignKey("seal_key.id"), nullable=False),
        Column("payload", Text, nullable=False),
        Column("signature", String(128), nullable=False),
        Column("signer_id", String(36), nullable=False),
        Column("signed_at", Instant, nullable=False),
        CheckConstraint("number >= 1", name="number"),
        UniqueConstraint("protocol_id", "number"),
    )
)
"""All that a physician signed at once: `content` is the JSON of the protocol and `text_hash` its SHA-256, `payload` the
canonical JSON (the lines opened too) that `signature` (hexadecimal) signs. `request_hash` makes a request that is sent
twice count once. A person who read a version has read every one of the same `text_hash`."""

protocol_line = append_only(
    Table(
        "protocol_line",
        metadata,
        Column("version_id", ForeignKey("protocol_version.id"), primary_key=True),
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Index("ix_protocol_line_line_id", "line_id"),
        Index("ix_protocol_line_resident_id", "resident_id"),
    )
)
"""A resident's line that a version opens."""

protocol_reading = append_only(
    Table(
        "protocol_reading",
        metadata,
        Column("version_id", ForeignKey("protocol_version.id"), primary_key=True),
        Column("user_id", ForeignKey("staff_user.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("at", Instant, nullable=False),
        Index("ix_protocol_reading_user_id", "user_id"),
    )
)
"""Who said « lu et compris » of a version, and when."""

protocol_end = append_only(
    Table(
        "protocol_end",
        metadata,
        Column("protocol_id", ForeignKey("protocol.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("reason", String(300), nullable=False),
        Column("ended_by", String(36), nullable=False),
        Column("ended_at", Instant, nullable=False),
    )
)
"""A protocol that a physician ended: it opens nothing any more."""
