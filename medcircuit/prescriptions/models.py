"""Tables of the prescriptions: lines and their versions."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from medcircuit.kernel.db import Instant, append_only, metadata, own_row
from medcircuit.prescriptions.rules.lines import Act

_ACTS = ", ".join(f"'{act}'" for act in Act)

line = Table(
    "line",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", ForeignKey("resident.id"), nullable=False),
    Column("class_id", String(32), nullable=False),
    Column("cis", String(8)),
    Column("label", Text, nullable=False),
    Column("counting", Text, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("latest", Integer, nullable=False),
    Column("stamp", String(64), nullable=False),
    Column("stopped_at", Instant),
    Column("awaits", Integer),
    Column("ends_at", Instant),
    Column("changed_at", Instant, nullable=False),
    Column("transcription_id", ForeignKey("transcription.id")),
    Column("daily", Text),
    Column("autonomy", Text),
    CheckConstraint("latest >= 1", name="latest"),
    Index("ix_line_of_resident", "establishment_id", "resident_id", "stopped_at"),
    Index("ix_line_establishment_id_class_id", "establishment_id", "class_id"),
    Index("ix_line_awaits", "establishment_id", "awaits"),
    Index("ix_line_ends_at", "establishment_id", "ends_at"),
    Index("ix_line_changed_at", "establishment_id", "changed_at"),
)
"""One medicine prescribed to one person. `cis` is the product it was prescribed by, where it was one; `label` is JSON:
substance, strength, form, brand, and `counting` how its doses convert to stock units, both as they were when it was
prescribed. `latest` (the lock of the line), `stamp` (the SHA-256 of all that its versions hold) and `stopped_at`
follow its versions, as do `awaits` (the number of the version that waits for a prescriber's signature) and `ends_at`
(when nothing more of it is due) and `changed_at` (when the last was signed). `transcription_id`: the paper it was copied from.
`daily`, `autonomy`: the last decisions of its doses by day, and what the person manages of it (JSON), where there are."""

line_version = append_only(
    Table(
        "line_version",
        metadata,
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", String(36), nullable=False, unique=True),
        Column("request_hash", String(64), nullable=False),
        Column("act", String(9), nullable=False),
        Column("status", String(9), nullable=False),
        Column("dosage", Text, nullable=False),
        Column("route_label", String(80), nullable=False),
        Column("instructions", Text, nullable=False),
        Column("regime", String(10)),
        Column("time_critical", Boolean, nullable=False),
        Column("crush", String(9)),
        Column("as_needed", Boolean, nullable=False),
        Column("badges", Text, nullable=False),
        Column("care", Text, nullable=False),
        Column("effective_from", Instant, nullable=False),
        Column("anchor", Instant, nullable=False),
        Column("reason", String(300)),
        Column("author_id", String(36), nullable=False),
        Column("signed_by", String(36), nullable=False),
        Column("signed_at", Instant, nullable=False),
        Column("origin", String(11), nullable=False),
        Column("ordered_by", String(120)),
        CheckConstraint("number >= 1", name="number"),
        CheckConstraint(f"act IN ({_ACTS})", name="act"),
        CheckConstraint("status IN ('proposed', 'active', 'suspended', 'stopped')", name="status"),
        CheckConstraint("origin IN ('signed', 'transcribed', 'oral')", name="origin"),
        CheckConstraint("origin = 'signed' OR ordered_by IS NOT NULL", name="ordered_by"),
        CheckConstraint("regime IN ('assisted', 'entrusted', 'nurse_only')", name="regime"),
        CheckConstraint("crush IN ('allowed', 'forbidden')", name="crush"),
    )
)
"""A version of a line, in force by the word of `signed_by` since `signed_at`; where its origin is not *signed*, it was
copied or heard from `ordered_by` and waits for a prescriber. A *proposed* one is not in force yet. `id` and `request_hash` (SHA-256 of what was asked) make a request sent twice count once. `dosage` is a JSON list of FHIR R4 Dosage, digits as written; `instructions` and `badges` are JSON lists of
texts; `care` is what giving asks beside the dose (JSON); `anchor` is what its steps and durations are counted from; no `regime` (an imported line) is judged nurse only."""

daily_decision = append_only(
    Table(
        "daily_decision",
        metadata,
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("number", Integer, primary_key=True, autoincrement=False),
        Column("id", String(36), nullable=False, unique=True),
        Column("request_hash", String(64), nullable=False),
        Column("content", Text, nullable=False),
        Column("measure_id", String(36), nullable=False),
        Column("author_id", String(36), nullable=False),
        Column("author_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
    )
)
"""The doses of the next days, as somebody noted them after a measure; `content` is JSON (rules.daily)."""

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

check_firing = append_only(
    Table(
        "check_firing",
        metadata,
        *own_row(),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("reader", String(10), nullable=False),
        Column("day", Date, nullable=False),
        Column("at", Instant, nullable=False),
        Column("rule", String(40), nullable=False),
        Column("tier", String(7), nullable=False),
        Column("alert", String(64), nullable=False),
        Column("lines", Text, nullable=False),
        Column("facts", Text, nullable=False),
        Column("source", Text, nullable=False),
        Column("dated", Date),
        CheckConstraint("tier IN ('info', 'confirm', 'stop')", name="tier"),
        UniqueConstraint("establishment_id", "resident_id", "actor_id", "day", "alert"),
        Index("ix_check_firing_establishment_id_at", "establishment_id", "at"),
    )
)
"""An alert shown to a person about a resident's lines: once a day (`alert` is the SHA-256 of its key, with its tier)."""

check_override = append_only(
    Table(
        "check_override",
        metadata,
        *own_row(),
        Column("firing_id", ForeignKey("check_firing.id"), nullable=False, unique=True),
        Column("reason", String(20), nullable=False),
        Column("note", String(300)),
        Column("actor_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        Column("said_at", Instant, nullable=False),
        CheckConstraint("reason <> 'other' OR note IS NOT NULL", name="other_in_words"),
        CheckConstraint("said_at <= at", name="said_first"),
    )
)
"""An alert that its reader went beyond: why, who, and when they said so first (`at`: later where a renewal carried it on)."""

document = append_only(
    Table(
        "document",
        metadata,
        *own_row(),
        Column("resident_id", ForeignKey("resident.id"), nullable=False, index=True),
        Column("media_type", String(20), nullable=False),
        Column("size", Integer, nullable=False),
        Column("sha256", String(64), nullable=False),
        Column("content", LargeBinary, nullable=False),
        Column("stored_by", String(36), nullable=False),
        Column("stored_at", Instant, nullable=False),
        CheckConstraint("media_type IN ('image/jpeg', 'image/png', 'application/pdf')", name="media_type"),
        CheckConstraint("size > 0", name="size"),
    )
)
"""The scan or photo of a paper order."""

transcription = Table(
    "transcription",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("resident_id", ForeignKey("resident.id"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),
    Column("prescriber", String(120), nullable=False),
    Column("written_on", Date, nullable=False),
    Column("document_id", ForeignKey("document.id"), nullable=False),
    Column("entered_by", String(36), nullable=False),
    Column("entered_at", Instant, nullable=False),
    Column("compared_by", String(36)),
    Column("compared_at", Instant),
    Column("alone_reason", String(300)),
    Column("countersigned_by", String(36)),
    Column("countersigned_at", Instant),
    CheckConstraint("kind IN ('paper', 'hospital')", name="kind"),
    CheckConstraint("(compared_by IS NULL) = (compared_at IS NULL)", name="compared"),
    CheckConstraint(
        "compared_by IS NULL OR compared_by <> entered_by OR alone_reason IS NOT NULL", name="second_person"
    ),
    CheckConstraint("countersigned_by IS NULL OR countersigned_by <> entered_by", name="countersigned"),
    Index("ix_transcription_waiting", "establishment_id", "compared_at"),
)
"""A paper order copied into lines: by whom, from which document, and who compared the two."""

reconciliation = append_only(
    Table(
        "reconciliation",
        metadata,
        Column("absence_id", String(36), primary_key=True),
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("answer", String(6), nullable=False),
        Column("version", Integer, nullable=False),
        Column("document_id", ForeignKey("document.id")),
        Column("answered_by", String(36), nullable=False),
        Column("answered_at", Instant, nullable=False),
        CheckConstraint("answer IN ('keep', 'change', 'stop')", name="answer"),
    )
)
"""What was answered for a line after a hospital stay; `version` is the line's last then."""

stand_in = Table(
    "stand_in",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("prescriber_id", ForeignKey("staff_user.id"), nullable=False),
    Column("stand_in_id", ForeignKey("staff_user.id"), nullable=False),
    Column("starts", Date, nullable=False),
    Column("ends", Date, nullable=False),
    Column("declared_by", String(36), nullable=False),
    Column("declared_at", Instant, nullable=False),
    Column("withdrawn_at", Instant),
    CheckConstraint("ends >= starts", name="period"),
    CheckConstraint("prescriber_id <> stand_in_id", name="another"),
    Index("ix_stand_in_establishment_id_ends", "establishment_id", "ends"),
)
"""Who answers for a prescriber's lines from a day to another, both included (remplaçant)."""

line_note = append_only(
    Table(
        "line_note",
        metadata,
        *own_row(),
        Column("line_id", ForeignKey("line.id"), nullable=False, index=True),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("version", Integer, nullable=False),
        Column("kind", String(9), nullable=False),
        Column("wants", String(7)),
        Column("text", String(500), nullable=False),
        Column("author_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        Column("replies_to", ForeignKey("line_note.id")),
        CheckConstraint("kind IN ('request', 'question', 'answer', 'refusal')", name="kind"),
        CheckConstraint("(kind = 'request') = (wants IS NOT NULL)", name="wants"),
        CheckConstraint("wants IN ('change', 'suspend', 'stop', 'renew')", name="wanted"),
        CheckConstraint("kind <> 'answer' OR replies_to IS NOT NULL", name="answers_what"),
        Index("ix_line_note_in_order", "establishment_id", "at"),
    )
)
"""What the team and the prescriber say to each other about a line: a request, a question, its answer, a refusal."""

acknowledgement = append_only(
    Table(
        "acknowledgement",
        metadata,
        Column("line_id", ForeignKey("line.id"), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("user_id", String(36), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("at", Instant, nullable=False),
    )
)
"""Who saw that a version stops or suspends a line, and when (« vu par l'IDE à … »)."""

seal_key = append_only(
    Table(
        "seal_key",
        metadata,
        Column("id", String(16), primary_key=True),
        Column("public_key", String(64), nullable=False),
        Column("first_used_at", Instant, nullable=False),
    )
)
"""The public half of every key that ever sealed, in hexadecimal."""

signature_challenge = Table(
    "signature_challenge",
    metadata,
    Column("nonce", String(43), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("user_id", String(36), nullable=False),
    Column("resident_id", ForeignKey("resident.id"), nullable=False),
    Column("shown", Text, nullable=False),
    Column("seen", Text),
    Column("expires_at", Instant, nullable=False),
    Column("used_at", Instant),
)
"""What was shown to be signed: `shown` is the JSON of each version to seal, with the stamp of its line; `seen`, for an
order, that of the number of the last version of each line that its prescriber saw."""

seal = append_only(
    Table(
        "seal",
        metadata,
        Column("line_id", String(36), primary_key=True),
        Column("version", Integer, primary_key=True, autoincrement=False),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("nonce", ForeignKey("signature_challenge.nonce"), nullable=False),
        Column("key_id", ForeignKey("seal_key.id"), nullable=False),
        Column("payload", Text, nullable=False),
        Column("signature", String(128), nullable=False),
        Column("signer_id", String(36), nullable=False),
        Column("seen_how", String(16), nullable=False),
        Column("seen_reason", String(300)),
        Column("sealed_at", Instant, nullable=False),
        ForeignKeyConstraint(["line_id", "version"], ["line_version.line_id", "line_version.number"]),
        UniqueConstraint("nonce", "line_id"),
        CheckConstraint("seen_how IN ('examination', 'teleconsultation', 'record_only')", name="seen_how"),
        CheckConstraint("seen_how <> 'record_only' OR seen_reason IS NOT NULL", name="seen_reason"),
        Index("ix_seal_signer_id", "establishment_id", "signer_id"),
    )
)
"""A prescriber's seal on one version: `payload` is the canonical JSON that `signature` (hexadecimal) signs."""

opinion = append_only(
    Table(
        "opinion",
        metadata,
        *own_row(),
        Column("resident_id", ForeignKey("resident.id"), nullable=False),
        Column("line_id", ForeignKey("line.id")),
        Column("version", Integer),
        Column("kind", String(8), nullable=False),
        Column("problem", String(3)),
        Column("intervention", String(1)),
        Column("text", String(1000), nullable=False),
        Column("author_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint("kind IN ('agreed', 'proposal', 'blocking')", name="kind"),
        CheckConstraint("(line_id IS NULL) = (version IS NULL)", name="of_a_version"),
        CheckConstraint(
            "kind = 'agreed' OR (problem IS NOT NULL AND intervention IS NOT NULL AND text <> '')",
            name="coded",
        ),
        Index("ix_opinion_establishment_id_resident_id", "establishment_id", "resident_id"),
    )
)
"""What a pharmacist said of a version of a line, or of all of a resident's lines (`line_id` NULL)."""

opinion_message = append_only(
    Table(
        "opinion_message",
        metadata,
        *own_row(),
        Column("opinion_id", ForeignKey("opinion.id"), nullable=False, index=True),
        Column("text", String(1000), nullable=False),
        Column("author_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
    )
)
"""What the pharmacist and the prescriber then said to each other."""

opinion_outcome = append_only(
    Table(
        "opinion_outcome",
        metadata,
        Column("opinion_id", ForeignKey("opinion.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("outcome", String(1), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint("outcome IN ('1', '2', '3', '4')", name="outcome"),
    )
)
"""What became of an opinion, coded as SFPC codes it."""
