"""Tables of the structure: who runs which houses, their units and places, their moments and rounds."""

from __future__ import annotations

from datetime import datetime

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
    UniqueConstraint,
)

from medcircuit.kernel.db import Instant, metadata
from medcircuit.structure.rules.on_call import OnCallRole

_ON_CALL_ROLES = ", ".join(f"'{role}'" for role in OnCallRole)


def _set_by() -> tuple[Column[datetime], Column[str]]:
    """When and by whom a row was set after the house was made."""
    return Column("set_at", Instant), Column("set_by_name", String(120))


organisation = Table(
    "organisation",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("name", String(200), nullable=False),
)

establishment = Table(
    "establishment",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("organisation_id", ForeignKey("organisation.id"), nullable=False),
    Column("name", String(200), nullable=False),
    Column("finess", String(9), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),
    Column("zone", String(40), nullable=False),
    Column("idle_lock_s", Integer, nullable=False),
    Column("address", String(200)),
    Column("phone", String(30)),
    Column("email", String(100)),
    Column("second_factor", String(200), nullable=False),
    Column("second_person", String(200), nullable=False),
    Column("first_dose_by_nurse", Boolean, nullable=False),
    CheckConstraint("idle_lock_s BETWEEN 15 AND 120", name="idle_lock"),
    CheckConstraint("zone = 'Europe/Paris'", name="zone"),
)
"""A house. `zone`: where its days begin; the rules count the days of Paris, so that no other is taken; `idle_lock_s`: after how long without a gesture a shared screen locks, two minutes at the most;
`second_factor`: the roles that sign in with one, separated by spaces; `second_person`: the beginnings of the ATC codes whose
doses another person finds anew, separated by spaces; `first_dose_by_nurse`: nobody else gives the first dose of a line."""

unit = Table(
    "unit",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("name", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("idle_lock_s", Integer),
    Column("closed_from", Date),
    UniqueConstraint("establishment_id", "name"),
    CheckConstraint("idle_lock_s BETWEEN 15 AND 120", name="idle_lock"),
)
"""A part of a house. `idle_lock_s`: its own time before a screen locks, where it is not that of the house; `closed_from`: the
first day on which nobody lives there any more."""

place = Table(
    "place",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("kind", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("code_hash", String(64), unique=True),
    CheckConstraint("kind IN ('cart', 'cupboard', 'safe', 'room')", name="kind"),
    UniqueConstraint("establishment_id", "name"),
)
"""Where things are. `code_hash` is the SHA-256 of the 33 digits on its label; a place never identifies a person."""

moment = Table(
    "moment",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("code", String(8), primary_key=True),
    Column("valid_from", Date, primary_key=True),
    Column("label", String(40), nullable=False),
    Column("local_time", String(5), nullable=False),
    *_set_by(),
)
"""The local time of each moment of the day, dated: a change makes a new row, and never moves a dose's key."""

round_definition = Table(
    "round_definition",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id")),
    Column("moment_code", String(8), nullable=False),
    Column("label", String(40), nullable=False),
    Column("starts", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("valid_from", Date, nullable=False),
    *_set_by(),
    CheckConstraint("starts < ends", name="span"),
    Index("ix_round_definition_of", "establishment_id", "moment_code", "valid_from"),
)
"""The span of each distribution round, local time; a row with a unit goes before one for the whole house."""

on_call = Table(
    "on_call",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("unit_id", ForeignKey("unit.id")),
    Column("role", String(20), nullable=False),
    Column("name", String(100), nullable=False),
    Column("number", String(30), nullable=False),
    Column("starts", String(5), nullable=False),
    Column("ends", String(5), nullable=False),
    Column("weekdays", String(7), nullable=False),
    Column("first_day", Date),
    Column("last_day", Date),
    Column("written_at", Instant, nullable=False),
    Column("written_by", String(36), nullable=False),
    Column("ended_at", Instant),
    Column("ended_by", String(36)),
    CheckConstraint(f"role IN ({_ON_CALL_ROLES})", name="role"),
    CheckConstraint("(first_day IS NULL) = (last_day IS NULL)", name="both_days"),
    CheckConstraint("(weekdays = '') = (first_day IS NOT NULL)", name="week_or_dated"),
)
"""Who is on call, a row a span (structure.rules.on_call); `weekdays` are digits, 0 is Monday. A line that changes is
ended and written anew, so that who was on call on a day stays known."""
