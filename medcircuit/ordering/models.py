"""Tables of the orders being written: drafts, templates, and the mentions of signed lines."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from medcircuit.kernel.db import Instant, append_only, metadata

order_draft = Table(
    "order_draft",
    metadata,
    Column("author_id", ForeignKey("staff_user.id"), primary_key=True),
    Column("resident_id", ForeignKey("resident.id"), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("content", Text, nullable=False),
    Column("saved_at", Instant, nullable=False),
)
"""What a prescriber has begun to write for a person: JSON of the page's own shape, gone once it is signed."""

order_template = Table(
    "order_template",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("author_id", ForeignKey("staff_user.id"), nullable=False),
    Column("name", String(80), nullable=False),
    Column("content", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    UniqueConstraint("establishment_id", "author_id", "name"),
)
"""A line that a prescriber keeps for others: JSON of the page's own shape, without any person in it."""

line_mention = append_only(
    Table(
        "line_mention",
        metadata,
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("substitution", String(3)),
        Column("ald", Boolean, nullable=False),
        Column("packs", Integer),
        Column("renewals", Integer, nullable=False),
        Column("off_label", String(300)),
        Column("author_id", String(36), nullable=False),
        Column("signed_at", Instant, nullable=False),
        CheckConstraint("substitution IN ('MTE', 'EFG', 'CIF')", name="substitution"),
        CheckConstraint("packs BETWEEN 1 AND 99", name="packs"),
        CheckConstraint("renewals BETWEEN 0 AND 12", name="renewals"),
    )
)
"""What was signed with the first version of a line for the pharmacy and the insurer (CSP R.5132-3)."""
