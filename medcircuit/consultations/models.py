"""Tables of the consultations: given or taken, ended, read under, judged; and what an establishment chose."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table

from medcircuit.consultations.rules import MOST_H, Category, Kind
from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row

_KINDS = ", ".join(f"'{kind}'" for kind in Kind)
_CATEGORIES = ", ".join(f"'{category}'" for category in Category)

consultation = append_only(
    Table(
        "consultation",
        metadata,
        *own_row(),
        Column("kind", String(8), nullable=False),
        Column("reader_id", ForeignKey("staff_user.id"), nullable=False),
        Column("categories", String(80), nullable=False),
        Column("reason", String(20), nullable=False),
        Column("words", String(500)),
        Column("starts_at", Instant, nullable=False),
        Column("ends_at", Instant, nullable=False),
        *done_by(),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("ends_at > starts_at", name="span"),
        CheckConstraint("kind <> 'granted' OR \"by\" <> reader_id", name="not_to_oneself"),
        CheckConstraint("kind <> 'glass' OR words IS NOT NULL", name="glass_says_why"),
        Index("ix_consultation_of_reader", "establishment_id", "reader_id", "ends_at"),
    )
)
"""Who may read what, and why; it ends by itself. `categories` are their codes, between commas."""

consultation_resident = append_only(
    Table(
        "consultation_resident",
        metadata,
        Column("consultation_id", ForeignKey("consultation.id"), primary_key=True),
        Column("resident_id", ForeignKey("resident.id"), primary_key=True),
    )
)
"""Whose data a consultation opens."""

consultation_end = append_only(
    Table(
        "consultation_end",
        metadata,
        Column("consultation_id", ForeignKey("consultation.id"), primary_key=True),
        *done_by(),
    )
)
"""A consultation that was taken back, or given up by its reader, before its time."""

consultation_read = append_only(
    Table(
        "consultation_read",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("consultation_id", ForeignKey("consultation.id"), nullable=False, index=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("category", String(12), nullable=False),
        Column("reader_id", String(36), nullable=False),
        Column("reader_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint(f"category IN ({_CATEGORIES})", name="category"),
        Index("ix_consultation_read_of", "establishment_id", "resident_id", "at"),
    )
)
"""Each reading, written before its answer leaves: what the person concerned may ask to be shown."""

consultation_judgement = append_only(
    Table(
        "consultation_judgement",
        metadata,
        Column("consultation_id", ForeignKey("consultation.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("justified", Boolean, nullable=False),
        Column("note", String(500), nullable=False),
        *done_by(),
    )
)
"""What a coordinating nurse or the management found of a broken glass, once."""

consultation_setting = append_only(
    Table(
        "consultation_setting",
        metadata,
        Column("id", String(36), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
        Column("longest_h", Integer, nullable=False),
        Column("manager_grants", Boolean, nullable=False),
        Column("by", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint(f"longest_h BETWEEN 1 AND {MOST_H}", name="longest"),
    )
)
"""What an establishment chose: how long a consultation lasts at the most, whether its management gives them; the last
row holds."""
