"""Table of the register of narcotics: one line per operation, for good."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, UniqueConstraint

from medcircuit.kernel.db import Instant, append_only, metadata, own_row

register_line = append_only(
    Table(
        "register_line",
        metadata,
        *own_row(),
        Column("unit_id", String(36)),
        Column("place_id", String(36)),
        Column("event_id", ForeignKey("event.id"), nullable=False),
        Column("reverses_id", ForeignKey("register_line.id")),
        Column("at", Instant, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("resident_id", String(36), nullable=False),
        Column("resident_name", String(250), nullable=False),
        Column("line_id", String(36), nullable=False),
        Column("product", String(300), nullable=False),
        Column("form", String(200), nullable=False),
        Column("cip13", String(13)),
        Column("unit_word", String(80), nullable=False),
        Column("units", String(24), nullable=False),
        Column("prescriber", String(120), nullable=False),
        Column("given_by", String(36), nullable=False),
        Column("given_by_name", String(120), nullable=False),
        Column("authorisation_id", String(36)),
        Column("expected", String(24)),
        Column("counted", String(24)),
        Column("difference", String(24)),
        UniqueConstraint("reverses_id"),
        CheckConstraint("reverses_id IS NULL OR reverses_id <> id", name="reverses_another"),
        Index("ix_register_line_fact", "event_id"),
        Index("ix_register_line_of_unit", "establishment_id", "unit_id", "at"),
    )
)
"""What left for a person, as R.5132-36 of the public health code asks of each operation: when, what, how many `units` of the product,
prescribed and given by whom. `expected` is what the place held after it by the book, `counted` what the carer counted. A correction is a
line of its own that names the one it `reverses`; its `event_id` is the correcting fact."""
