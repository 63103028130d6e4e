"""Tables of the orders being written: drafts and templates."""

from __future__ import annotations

from sqlalchemy import Column, ForeignKey, String, Table, Text, UniqueConstraint

from medcircuit.kernel.db import Instant, metadata

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
