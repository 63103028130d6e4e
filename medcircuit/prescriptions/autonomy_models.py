"""Table of the acts about what residents take by themselves."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table

from medcircuit.kernel.db import Instant, append_only, metadata
from medcircuit.prescriptions.rules.autonomy import AutonomyAct

_ACTS = ", ".join(f"'{act}'" for act in AutonomyAct)

self_management = append_only(
    Table(
        "self_management",
        metadata,
        Column("request_id", String(36), primary_key=True),
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", String(36), nullable=False),
        Column("act", String(8), nullable=False),
        Column("note", String(500)),
        Column("author_id", String(36), nullable=False),
        Column("author_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint(f"act IN ({_ACTS})", name="act"),
        Index("ix_self_management_resident", "establishment_id", "resident_id"),
    )
)
"""Who was found able to take a line by themselves, what was handed over and checked, and by whom."""
