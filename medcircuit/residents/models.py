"""Tables of the residents: identity, allergies, stays, absences, identification tokens."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Date, ForeignKey, Index, Integer, String, Table, Text

from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row
from medcircuit.residents.rules.measures import KINDS

resident = Table(
    "resident",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False, index=True),
    Column("birth_name", String(100), nullable=False),
    Column("used_name", String(100)),
    Column("first_name", String(100), nullable=False),
    Column("first_names", String(100), nullable=False),
    Column("birth_date", Date, nullable=False),
    Column("sex", String(1), nullable=False),
    Column("birthplace_code", String(5)),
    Column("ins_matricule", String(15)),
    Column("ins_oid", String(32)),
    Column("ins_status", String(5), nullable=False),
    Column("portrait", Text),
    Column("texture", String(120)),
    Column("notes", String(500)),
    Column("created_at", Instant, nullable=False),
    CheckConstraint("sex IN ('M', 'F')", name="sex"),
    CheckConstraint("ins_status IN ('PROV', 'RECUP', 'VALI', 'QUAL')", name="ins_status"),
    CheckConstraint(
        "ins_status <> 'QUAL' OR (ins_matricule IS NOT NULL AND ins_oid IS NOT NULL)", name="qualified"
    ),
)
"""A person. `first_name` is the first of `first_names` (those of the birth certificate); `portrait` is SVG text, or a
PNG in base64."""

allergy = Table(
    "allergy",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False, index=True),
    Column("substance_code", String(32)),
    Column("label", String(120), nullable=False),
    Column("severity", String(6), nullable=False),
    Column("kind", String(11), nullable=False),
    Column("noted_at", Instant, nullable=False),
    Column("noted_by", String(36), nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", String(36)),
    CheckConstraint("severity IN ('severe', 'other')", name="severity"),
    CheckConstraint("kind IN ('allergy', 'intolerance')", name="kind"),
)
"""What a person must not meet; one noted by mistake is withdrawn, never removed."""

stay = Table(
    "stay",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False),
    Column("unit_id", ForeignKey("unit.id"), nullable=False),
    Column("room", String(20), nullable=False),
    Column("walking_order", Integer, nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),
    CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="span"),
    Index("ix_stay_establishment_id_ends_at", "establishment_id", "ends_at"),
    Index("ix_stay_resident_id_starts_at", "resident_id", "starts_at"),
)
"""Where a person lives, from `starts_at` on and until just before `ends_at`; one place at a time."""
Index(
    "uq_stay_open",
    stay.c.resident_id,
    unique=True,
    sqlite_where=stay.c.ends_at.is_(None),
    postgresql_where=stay.c.ends_at.is_(None),
)

absence = Table(
    "absence",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False),
    Column("kind", String(8), nullable=False),
    Column("starts_at", Instant, nullable=False),
    Column("ends_at", Instant),
    Column("declared_at", Instant, nullable=False),
    Column("declared_by", String(36), nullable=False),
    Column("withdrawn_at", Instant),
    Column("withdrawn_by", String(36)),
    CheckConstraint("kind IN ('hospital', 'family', 'outing')", name="kind"),
    CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name="span"),
    Index("ix_absence_resident_id_starts_at", "resident_id", "starts_at"),
)
"""A time away, from `starts_at` on and until just before `ends_at` (None: not back yet)."""
Index(
    "uq_absence_open",
    absence.c.resident_id,
    unique=True,
    sqlite_where=absence.c.ends_at.is_(None) & absence.c.withdrawn_at.is_(None),
    postgresql_where=absence.c.ends_at.is_(None) & absence.c.withdrawn_at.is_(None),
)

token = Table(
    "token",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("support", String(8), nullable=False),
    Column("code_hash", String(64), nullable=False, unique=True),
    Column("tail", String(8), nullable=False),
    Column("printed", String(64), nullable=False),
    Column("issued_at", Instant, nullable=False),
    Column("issued_by", String(36), nullable=False),
    Column("revoked_at", Instant),
    Column("revoked_by", String(36)),
    Column("replaced_by", String(36), ForeignKey("token.id")),
    CheckConstraint("support IN ('card', 'bracelet', 'badge')", name="support"),
    CheckConstraint("number >= 1", name="number"),
    CheckConstraint("replaced_by IS NULL OR revoked_at IS NOT NULL", name="replaced"),
    Index("ix_token_establishment_id_tail", "establishment_id", "tail"),
    Index("uq_token_resident_id_support_number", "resident_id", "support", "number", unique=True),
)
"""A numbered copy of a person's code: `code_hash` is the SHA-256, in hexadecimal, of its 33 digits, which are kept
nowhere; `tail` are the last 8, printed for typing; `printed` is the SHA-256 of the names and the room printed beside it."""
Index(
    "uq_token_in_force",
    token.c.resident_id,
    token.c.support,
    unique=True,
    sqlite_where=token.c.revoked_at.is_(None),
    postgresql_where=token.c.revoked_at.is_(None),
)

identity_change = append_only(
    Table(
        "identity_change",
        metadata,
        *own_row(),
        Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False),
        Column("number", Integer, nullable=False),
        Column("changes", Text, nullable=False),
        Column("proof", String(2)),
        *done_by(),
        CheckConstraint("number >= 1", name="number"),
        Index("uq_identity_change_resident_id_number", "resident_id", "number", unique=True),
    )
)
"""A correction of a person's identity: `changes` are its traits that changed, each with its former and its new text (JSON);
`proof` is the document on which the traits were checked."""

_MEASURED = ", ".join(f"'{kind}'" for kind in KINDS)

measure = append_only(
    Table(
        "measure",
        metadata,
        *own_row(),
        Column("resident_id", String(36), ForeignKey("resident.id"), nullable=False),
        Column("kind", String(12), nullable=False),
        Column("value", String(12), nullable=False),
        Column("second", String(12)),
        Column("at", Instant, nullable=False),
        Column("noted_at", Instant, nullable=False),
        Column("noted_by", String(36), nullable=False),
        Column("noted_by_name", String(120), nullable=False),
        Column("replaces", String(36)),
        CheckConstraint(f"kind IN ({_MEASURED})", name="kind"),
        CheckConstraint("replaces IS NULL OR replaces <> id", name="replaces_another"),
        Index("ix_measure_of_resident", "establishment_id", "resident_id", "at"),
    )
)
"""What was measured of a person, exact decimals as text, `second` the lower value of a pair; a correction is another
that names the one it replaces."""
