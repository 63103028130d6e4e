"""Tables of life-saving acts, and of the facts that a nurse reads again and countersigns."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, String, Table

from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row

vital_act = append_only(
    Table(
        "vital_act",
        metadata,
        Column("event_id", ForeignKey("event.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", String(36), nullable=False),
        Column("protocol_id", String(36)),
        Column("product", String(200)),
        Column("called", Boolean, nullable=False),
        Column("note", String(500)),
        Column("device_id", String(64), nullable=False),
        Column("hash", String(64), nullable=False),
        Index("ix_vital_act_resident", "establishment_id", "resident_id"),
    )
)
"""What a life-saving act says beside its fact; `called`: the 15 was called, `hash` is that of what the device sent."""

to_countersign = append_only(
    Table(
        "to_countersign",
        metadata,
        Column("event_id", ForeignKey("event.id"), primary_key=True),
        Column("why", String(12), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("unit_id", String(36)),
        Column("at", Instant, nullable=False),
        CheckConstraint("why IN ('helper', 'vital')", name="why"),
        Index("ix_to_countersign_in_order", "establishment_id", "at"),
    )
)
"""Facts that a nurse reads again and countersigns: by somebody who is no nurse, or to save a life."""

countersignature = append_only(
    Table(
        "countersignature",
        metadata,
        *own_row(),
        Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
        Column("outcome", String(14), nullable=False),
        Column("remark", String(500)),
        *done_by(),
        CheckConstraint("outcome IN ('countersigned', 'review')", name="outcome"),
        CheckConstraint("outcome <> 'review' OR remark IS NOT NULL", name="review_says_what"),
    )
)
"""What a nurse said of such a fact: countersigned, once; or « à revoir » with what is to be seen, as often as need be."""
Index(
    "uq_countersignature_once",
    countersignature.c.event_id,
    unique=True,
    sqlite_where=countersignature.c.outcome == "countersigned",
    postgresql_where=countersignature.c.outcome == "countersigned",
)
