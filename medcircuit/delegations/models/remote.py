"""Tables of what somebody asks from afar: leave to give one dose, or help."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
)

from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row

remote_request = append_only(
    Table(
        "remote_request",
        metadata,
        *own_row(),
        Column("unit_id", String(36)),
        Column("resident_id", String(36), nullable=False),
        Column("line_id", String(36), nullable=False),
        Column("version", Integer, nullable=False),
        Column("amount", String(24), nullable=False),
        Column("unit", String(60), nullable=False),
        Column("context", Text, nullable=False),
        Column("device_id", String(64), nullable=False),
        Column("asked_by", String(36), nullable=False),
        Column("asked_by_name", String(120), nullable=False),
        Column("asked_at", Instant, nullable=False),
        Column("hash", String(64), nullable=False),
        Index("ix_remote_request_asked_at", "establishment_id", "asked_at"),
        Index("ix_remote_request_line", "establishment_id", "asked_by", "line_id"),
    )
)
"""Leave that a helper asks of a nurse or a physician, for one dose of one line to one person. `context`: why, in words."""

remote_answer = append_only(
    Table(
        "remote_answer",
        metadata,
        Column("request_id", ForeignKey("remote_request.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("granted", Boolean, nullable=False),
        Column("why", String(300)),
        *done_by(),
    )
)
"""The one answer to a request."""

remote_use = append_only(
    Table(
        "remote_use",
        metadata,
        Column("request_id", ForeignKey("remote_answer.request_id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("fact_id", String(36), nullable=False),
        Column("by", String(36), nullable=False),
        Column("at", Instant, nullable=False),
    )
)
"""The one fact that a leave served for: its key is the request, so that of two at once one finds it taken."""

help_call = append_only(
    Table(
        "help_call",
        metadata,
        *own_row(),
        Column("unit_id", String(36), nullable=False),
        Column("resident_id", String(36)),
        Column("why", String(12), nullable=False),
        Column("context", String(300), nullable=False),
        Column("device_id", String(64), nullable=False),
        Column("asked_by", String(36), nullable=False),
        Column("asked_by_name", String(120), nullable=False),
        Column("asked_at", Instant, nullable=False),
        Column("hash", String(64), nullable=False),
        CheckConstraint("why IN ('call', 'stop', 'problem', 'worse', 'refused')", name="why"),
        Index("ix_help_call_asked_at", "establishment_id", "asked_at"),
    )
)
"""Somebody calls the nurse: for whom, and why."""

help_answer = append_only(
    Table(
        "help_answer",
        metadata,
        Column("call_id", ForeignKey("help_call.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        *done_by(),
    )
)
"""Who took the call, and when."""
