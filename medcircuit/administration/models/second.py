"""Table of the second looks: what another person than the carer found for a dose."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, String, Table

from medcircuit.kernel.db import Instant, append_only, metadata, own_row

second_look = append_only(
    Table(
        "second_look",
        metadata,
        *own_row(),
        Column("resident_id", String(36), nullable=False),
        Column("dose_key", String(120), nullable=False),
        Column("asked_by", String(36), nullable=False),
        Column("asked_by_name", String(120), nullable=False),
        Column("stated", String(24), nullable=False),
        Column("by", String(36), nullable=False),
        Column("by_name", String(120), nullable=False),
        Column("found", String(24), nullable=False),
        Column("device_id", String(64)),
        Column("at", Instant, nullable=False),
        CheckConstraint('"by" <> asked_by', name="another_person"),
        Index("ix_second_look_dose", "establishment_id", "dose_key"),
    )
)
"""What a second person, whose PIN was verified, found for a dose that a first one had prepared: both answers (amounts in the
dose's unit), whether they agree or not; neither was shown to the other."""
