"""Tables of the prescriptions: lines and their versions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
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

line = Table(
    "line",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", ForeignKey("resident.id"), nullable=False),
    Column("class_id", String(32), nullable=False),
    Column("cis", String(8)),
    Column("label", Text, nullable=False),
    Column("counting", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("stamp", String(64), nullable=False),
    Column("stopped_at", Instant),
    CheckConstraint("latest >= 1", name="latest"),
    Index("ix_line_of_resident", "establishment_id", "resident_id", "stopped_at"),
    Index("ix_line_establishment_id_class_id", "establishment_id", "class_id"),
)
"""One medicine prescribed to one person. `cis` is the product it was prescribed by, where it was one; `label` is JSON:
substance, strength, form, brand, and `counting` how its doses convert to stock units, both as they were when it was
prescribed. `latest` (the lock of the line), `stamp` (the SHA-256 of all that its versions hold) and `stopped_at`
follow its versions."""

line_version = append_only(
    Table(
        "line_version",
        metadata,
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", String(36), nullable=False, unique=True),
        Column("request_hash", String(64), nullable=False),
        Column("act", String(9), nullable=False),
        Column("status", String(9), nullable=False),
        Column("dosage", Text, nullable=False),
        Column("route_label", String(80), nullable=False),
        Column("instructions", Text, nullable=False),
        Column("regime", String(10)),
        Column("time_critical", Boolean, nullable=False),
        Column("crush", String(9)),
        Column("as_needed", Boolean, nullable=False),
        Column("badges", Text, nullable=False),
        Column("effective_from", Instant, nullable=False),
        Column("anchor", Instant, nullable=False),
        Column("reason", String(300)),
        Column("author_id", String(36), nullable=False),
        Column("signed_by", String(36), nullable=False),
        Column("signed_at", Instant, nullable=False),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint("act IN ('prescribe', 'change', 'suspend', 'resume', 'stop')", name="act"),
        CheckConstraint("status IN ('active', 'suspended', 'stopped')", name="status"),
        CheckConstraint("regime IN ('assisted', 'entrusted', 'nurse_only')", name="regime"),
        CheckConstraint("crush IN ('allowed', 'forbidden')", name="crush"),
    )
)
"""A signed version of a line. `id` and `request_hash` (SHA-256 of what was asked) make a request that is sent twice
count once. `dosage` is a JSON list of FHIR R4 Dosage, digits as written; `instructions` and `badges` are JSON lists of
texts; `anchor` is what its steps and durations are counted from; no `regime` (an imported line) is judged nurse only."""

check_firing = append_only(
    Table(
        "check_firing",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("reader", String(10), nullable=False),
        Column("day", Date, nullable=False),
        Column("at", Instant, nullable=False),
        Column("rule", String(40), nullable=False),
        Column("tier", String(7), nullable=False),
        Column("alert", String(64), nullable=False),
        Column("lines", Text, nullable=False),
        Column("facts", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("dated", Date),
        CheckConstraint("tier IN ('info', 'confirm', 'stop')", name="tier"),
        UniqueConstraint("establishment_id", "resident_id", "actor_id", "day", "alert"),
        Index("ix_check_firing_establishment_id_at", "establishment_id", "at"),
    )
)
"""An alert shown to a person about a resident's lines: once a day (`alert` is the SHA-256 of its key, with its tier)."""

check_override = append_only(
    Table(
        "check_override",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("firing_id", ForeignKey("check_firing.id"), nullable=False, unique=True),
        Column("reason", String(20), nullable=False),
        Column("note", String(300)),
        Column("actor_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint("reason <> 'other' OR note IS NOT NULL", name="other_in_words"),
    )
)
"""An alert that its reader went beyond: why, and who."""
