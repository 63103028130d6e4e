"""Tables of the authorisations: given by a nurse to a named person, ended at once where they are taken back."""

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
)

from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row

authorisation = append_only(
    Table(
        "authorisation",
        metadata,
        *own_row(),
        Column("kind", String(10), nullable=False),
        Column("user_id", ForeignKey("staff_user.id"), nullable=False),
        Column("qualification", String(10)),
        Column("act", String(80)),
        Column("care_protocol", String(120)),
        Column("first_day", Date, nullable=False),
        Column("last_day", Date, nullable=False),
        Column("trained_on", Date, nullable=False),
        Column("trained_by", String(36), nullable=False),
        Column("trained_by_name", String(120), nullable=False),
        Column("assessed_on", Date),
        Column("given_by", String(36), nullable=False),
        Column("given_by_name", String(120), nullable=False),
        Column("given_at", Instant, nullable=False),
        Column("request_hash", String(64), nullable=False),
        CheckConstraint("kind IN ('assisted', 'entrusted')", name="kind"),
        CheckConstraint("last_day >= first_day", name="days"),
        CheckConstraint("kind <> 'entrusted' OR qualification IN ('AS', 'AP', 'AES')", name="qualification"),
        CheckConstraint(
            "kind <> 'entrusted' OR (act IS NOT NULL AND assessed_on IS NOT NULL)", name="entrusted"
        ),
        Index("ix_authorisation_of", "establishment_id", "user_id", "last_day"),
    )
)
"""What a nurse opened to one named person: help with taking (CASF L.313-26), or an entrusted act (AS, AP, AES only,
with the act of the list and the day the person's state was assessed). It holds from its first day to its last, both
included, days of Paris. `trained_by` attests the training; `care_protocol` tells the doses and moments of lines that
no written protocol covers; `request_hash` is the SHA-256 of what was asked."""

authorisation_resident = append_only(
    Table(
        "authorisation_resident",
        metadata,
        Column("authorisation_id", ForeignKey("authorisation.id"), primary_key=True),
        Column("resident_id", ForeignKey("resident.id"), primary_key=True),
        Index("ix_authorisation_resident_resident_id", "resident_id"),
    )
)
"""For whom an authorisation holds."""

authorisation_object = append_only(
    Table(
        "authorisation_object",
        metadata,
        Column("authorisation_id", ForeignKey("authorisation.id"), primary_key=True),
        Column("position", Integer, primary_key=True, autoincrement=False),
        Column("line_id", ForeignKey("line.id")),
        Column("protocol_id", String(36)),
        CheckConstraint("(line_id IS NULL) <> (protocol_id IS NULL)", name="one_object"),
    )
)
"""What an authorisation opens: prescription lines, or protocols and with them the lines they open."""

authorisation_end = append_only(
    Table(
        "authorisation_end",
        metadata,
        Column("authorisation_id", ForeignKey("authorisation.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        *done_by(),
        Column("why", Text, nullable=False),
    )
)
"""An authorisation taken back: from that instant on it opens nothing."""

autonomy = append_only(
    Table(
        "autonomy",
        metadata,
        *own_row(),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("dependent", Boolean, nullable=False),
        Column("assessed_on", Date, nullable=False),
        *done_by(),
        Index("ix_autonomy_of", "establishment_id", "resident_id", "at"),
    )
)
"""Whether a person can take their medicines alone, as a nurse or a physician assessed it: the last one holds. It is what help
with taking is founded on (CASF L.313-26). Which medicines a person who needs help for others takes alone all the same is
said line by line (prescriptions.rules.autonomy), and their doses stop who only helps: two questions, two assessments."""
