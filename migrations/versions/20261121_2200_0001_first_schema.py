"""The first schema: every table of the road, from the establishment to the stock."""

import sqlalchemy as sa
from alembic import op

from medcircuit.kernel.db import Instant, append_only_ddl

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = [
    "access_reset",
    "account",
    "acknowledgement",
    "aside",
    "audit_entry",
    "authorisation",
    "authorisation_end",
    "authorisation_object",
    "authorisation_resident",
    "autonomy",
    "check_firing",
    "check_override",
    "consultation",
    "consultation_end",
    "consultation_judgement",
    "consultation_read",
    "consultation_resident",
    "consultation_setting",
    "countersignature",
    "daily_decision",
    "declared_dose",
    "document",
    "event",
    "help_answer",
    "help_call",
    "identity_change",
    "incident",
    "line_mention",
    "line_note",
    "line_version",
    "measure",
    "opinion",
    "opinion_message",
    "opinion_outcome",
    "prn_ask",
    "prn_counting",
    "prn_effect",
    "prn_end",
    "protocol_end",
    "protocol_line",
    "protocol_reading",
    "protocol_version",
    "receipt",
    "reconciliation",
    "register_entry",
    "register_line",
    "remote_answer",
    "remote_request",
    "remote_use",
    "round_closing",
    "scan",
    "seal",
    "seal_key",
    "second_look",
    "self_management",
    "settlement",
    "stock_act",
    "stock_move",
    "to_countersign",
    "vital_act",
]


def upgrade() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("action", sa.String(length=64), nullable=False),
        sa.Column("objects", sa.Text(), nullable=False),
        sa.Column("outcome", sa.String(length=64), nullable=False),
        sa.Column("written", sa.Text(), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("establishment_id", "seq", name=op.f("pk_audit_entry")),
    )
    op.create_table(
        "audit_head",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("prev", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("establishment_id", name=op.f("pk_audit_head")),
    )
    op.create_table(
        "availability",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("cip13", sa.String(length=13), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("started", sa.String(length=10), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("updated_on", sa.Date(), nullable=True),
        sa.Column("back_on", sa.Date(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", "cip13", "status", "started", "link", name=op.f("pk_availability")),
    )
    op.create_table(
        "benefit_improvement",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", "dossier", "digest", name=op.f("pk_benefit_improvement")),
    )
    op.create_table(
        "catalogue_edition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("file", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.Date(), nullable=False),
        sa.Column("encoding", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("updated", sa.Integer(), nullable=False),
        sa.Column("unchanged", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catalogue_edition")),
    )
    op.create_index("ix_catalogue_edition_file", "catalogue_edition", ["file", "imported_at"], unique=False)
    op.create_table(
        "composition",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("nature", sa.String(length=2), nullable=False),
        sa.Column("link", sa.String(length=9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("dosage", sa.Text(), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", "element", "code", "nature", "link", name=op.f("pk_composition")),
    )
    op.create_index("ix_composition_code", "composition", ["code"], unique=False)
    op.create_table(
        "failed_proof",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("wrong", sa.Integer(), nullable=False),
        sa.Column("last_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("user_id", "device_id", name=op.f("pk_failed_proof")),
    )
    op.create_table(
        "generic_group",
        sa.Column("id", sa.String(length=9), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_generic_group")),
    )
    op.create_table(
        "generic_member",
        sa.Column("group_id", sa.String(length=9), nullable=False),
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("kind BETWEEN 0 AND 4", name=op.f("ck_generic_member_kind")),
        sa.PrimaryKeyConstraint("group_id", "cis", name=op.f("pk_generic_member")),
    )
    op.create_index("ix_generic_member_cis", "generic_member", ["cis"], unique=False)
    op.create_table(
        "has_page",
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("dossier", "link", name=op.f("pk_has_page")),
    )
    op.create_table(
        "interaction_edition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=7), nullable=False),
        sa.Column("file", sa.String(length=200), nullable=False),
        sa.Column("edition", sa.Date(), nullable=False),
        sa.Column("encoding", sa.String(length=8), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("imported_at", Instant(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("inserted", sa.Integer(), nullable=False),
        sa.Column("retired", sa.Integer(), nullable=False),
        sa.Column("rejected", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('pairs', 'members')", name=op.f("ck_interaction_edition_kind")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_interaction_edition")),
    )
    op.create_table(
        "interaction_member",
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("substance", sa.String(length=300), nullable=False),
        sa.Column("class_name", sa.String(length=300), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("source", "substance", "class_name", name=op.f("pk_interaction_member")),
    )
    op.create_table(
        "interaction_pair",
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("a", sa.String(length=300), nullable=False),
        sa.Column("b", sa.String(length=300), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("a_name", sa.String(length=300), nullable=False),
        sa.Column("b_name", sa.String(length=300), nullable=False),
        sa.Column("levels", sa.String(length=16), nullable=False),
        sa.Column("mechanism", sa.Text(), nullable=False),
        sa.Column("conduct", sa.Text(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("a <= b", name=op.f("ck_interaction_pair_ordered")),
        sa.PrimaryKeyConstraint("source", "a", "b", "digest", name=op.f("pk_interaction_pair")),
    )
    op.create_table(
        "major_interest",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("atc", sa.String(length=7), nullable=False),
        sa.Column("denomination", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", name=op.f("pk_major_interest")),
    )
    op.create_table(
        "medical_benefit",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("dossier", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(length=16), nullable=False),
        sa.Column("motive", sa.Text(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=True),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", "dossier", "digest", name=op.f("pk_medical_benefit")),
    )
    op.create_table(
        "medicine_class",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("family", sa.String(length=24), nullable=False),
        sa.Column("release", sa.String(length=16), nullable=False),
        sa.Column("bound", sa.Text(), nullable=False),
        sa.Column("strengths", sa.Text(), nullable=False),
        sa.Column("successor_id", sa.String(length=16), nullable=True),
        sa.CheckConstraint(
            "family IN ('tablet', 'chewable', 'lozenge', 'gum', 'effervescent', 'dispersible', 'orodispersible', 'sublingual', 'buccal', 'mouth_liquid', 'granules', 'oral_powder', 'oral_liquid', 'oral_liquid_dose', 'oral_gel', 'mouthwash', 'injectable', 'injectable_suspension', 'infusion', 'implant', 'patch', 'plaster', 'eye_drops', 'eye_drops_dose', 'eye_ointment', 'ear', 'nasal', 'aerosol', 'inhaled_powder', 'inhaled_capsule', 'nebuliser', 'gas', 'suppository', 'enema', 'pessary', 'vaginal_device', 'vaginal_cream', 'cream', 'ointment', 'gel', 'skin_liquid', 'skin_powder', 'skin_foam', 'nail', 'homeopathic', 'kit', 'other')",
            name=op.f("ck_medicine_class_family"),
        ),
        sa.CheckConstraint(
            "release IN ('immediate', 'prolonged', 'modified', 'gastro_resistant')",
            name=op.f("ck_medicine_class_release"),
        ),
        sa.ForeignKeyConstraint(
            ["successor_id"], ["medicine_class.id"], name=op.f("fk_medicine_class_successor_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_medicine_class")),
    )
    op.create_table(
        "organisation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_organisation")),
    )
    op.create_table(
        "prescription_condition",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("condition", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("cis", "condition", name=op.f("pk_prescription_condition")),
    )
    op.create_table(
        "presentation",
        sa.Column("cip13", sa.String(length=13), nullable=False),
        sa.Column("cip7", sa.String(length=7), nullable=False),
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("marketing", sa.Text(), nullable=False),
        sa.Column("declared_on", sa.Date(), nullable=True),
        sa.Column("collectivities", sa.Boolean(), nullable=True),
        sa.Column("rates", sa.String(length=40), nullable=True),
        sa.Column("price_cents", sa.Integer(), nullable=True),
        sa.Column("public_price_cents", sa.Integer(), nullable=True),
        sa.Column("fee_cents", sa.Integer(), nullable=True),
        sa.Column("indications", sa.Text(), nullable=False),
        sa.Column("units", sa.String(length=40), nullable=True),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("length(cip13) = 13", name=op.f("ck_presentation_cip13")),
        sa.PrimaryKeyConstraint("cip13", name=op.f("pk_presentation")),
        sa.UniqueConstraint("cip7", name=op.f("uq_presentation_cip7")),
    )
    op.create_index(op.f("ix_presentation_cis"), "presentation", ["cis"], unique=False)
    op.create_table(
        "proof_challenge",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("purpose", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=True),
        sa.Column("establishment_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("about", sa.String(length=64), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "purpose IN ('ticket', 'register', 'sign_in', 'confirm', 'psc')",
            name=op.f("ck_proof_challenge_purpose"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_proof_challenge")),
    )
    op.create_index("ix_proof_challenge_expires_at", "proof_challenge", ["expires_at"], unique=False)
    op.create_table(
        "seal_key",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("public_key", sa.String(length=64), nullable=False),
        sa.Column("first_used_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seal_key")),
    )
    op.create_table(
        "staff_user",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("family_name", sa.String(length=100), nullable=False),
        sa.Column("given_name", sa.String(length=100), nullable=False),
        sa.Column("rpps", sa.String(length=11), nullable=True),
        sa.Column("qualification", sa.String(length=100), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=True),
        sa.Column("pin_hash", sa.String(length=200), nullable=True),
        sa.Column("first_code_hash", sa.String(length=200), nullable=True),
        sa.Column("disabled_at", Instant(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_user")),
        sa.UniqueConstraint("login", name=op.f("uq_staff_user_login")),
    )
    op.create_table(
        "substance",
        sa.Column("code", sa.String(length=9), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("base", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_substance")),
    )
    op.create_table(
        "establishment",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("organisation_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("finess", sa.String(length=9), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("zone", sa.String(length=40), nullable=False),
        sa.Column("idle_lock_s", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=True),
        sa.Column("phone", sa.String(length=30), nullable=True),
        sa.Column("email", sa.String(length=100), nullable=True),
        sa.Column("second_factor", sa.String(length=200), nullable=False),
        sa.Column("second_person", sa.String(length=200), nullable=False),
        sa.Column("first_dose_by_nurse", sa.Boolean(), nullable=False),
        sa.CheckConstraint("zone = 'Europe/Paris'", name=op.f("ck_establishment_zone")),
        sa.CheckConstraint("idle_lock_s BETWEEN 15 AND 120", name=op.f("ck_establishment_idle_lock")),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=op.f("fk_establishment_organisation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_establishment")),
        sa.UniqueConstraint("finess", name=op.f("uq_establishment_finess")),
    )
    op.create_table(
        "medicine",
        sa.Column("cis", sa.String(length=8), nullable=False),
        sa.Column("denomination", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("routes", sa.Text(), nullable=False),
        sa.Column("authorisation", sa.Text(), nullable=False),
        sa.Column("procedure", sa.Text(), nullable=False),
        sa.Column("marketed", sa.Boolean(), nullable=True),
        sa.Column("authorised_on", sa.Date(), nullable=True),
        sa.Column("alert", sa.Text(), nullable=False),
        sa.Column("eu_number", sa.Text(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False),
        sa.Column("watched", sa.Boolean(), nullable=True),
        sa.Column("stub", sa.Boolean(), nullable=False),
        sa.Column("class_id", sa.String(length=16), nullable=False),
        sa.Column("group_id", sa.String(length=9), nullable=True),
        sa.Column("substances", sa.Text(), nullable=False),
        sa.Column("stock_unit", sa.String(length=4), nullable=False),
        sa.Column("unit_word", sa.String(length=40), nullable=False),
        sa.Column("unit_ml", sa.String(length=40), nullable=True),
        sa.Column("narcotic", sa.Boolean(), nullable=True),
        sa.Column("assimilated", sa.Boolean(), nullable=True),
        sa.Column("secure_prescription", sa.Boolean(), nullable=True),
        sa.Column("list", sa.String(length=2), nullable=True),
        sa.Column("limit_days", sa.Integer(), nullable=True),
        sa.Column("atc", sa.String(length=7), nullable=False),
        sa.Column("atc_from", sa.String(length=5), nullable=False),
        sa.Column("fingerprint", sa.BigInteger(), nullable=False),
        sa.Column("retired_at", Instant(), nullable=True),
        sa.CheckConstraint("stock_unit IN ('unit', 'ml', 'use')", name=op.f("ck_medicine_stock_unit")),
        sa.ForeignKeyConstraint(["class_id"], ["medicine_class.id"], name=op.f("fk_medicine_class_id")),
        sa.PrimaryKeyConstraint("cis", name=op.f("pk_medicine")),
    )
    op.create_index(op.f("ix_medicine_class_id"), "medicine", ["class_id"], unique=False)
    op.create_table(
        "passkey",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("credential_id", sa.String(length=1400), nullable=False),
        sa.Column("public_key", sa.String(length=2000), nullable=False),
        sa.Column("sign_count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_passkey_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_passkey")),
        sa.UniqueConstraint("credential_id", name=op.f("uq_passkey_credential_id")),
    )
    op.create_index("ix_passkey_user_id", "passkey", ["user_id"], unique=False)
    op.create_table(
        "recovery_code",
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("made_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_recovery_code_user_id")),
        sa.PrimaryKeyConstraint("user_id", "code_hash", name=op.f("pk_recovery_code")),
    )
    op.create_table(
        "totp",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("secret", sa.String(length=300), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=True),
        sa.Column("last_step", sa.BigInteger(), nullable=True),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_totp_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_totp")),
    )
    op.create_index("ix_totp_user_id", "totp", ["user_id"], unique=False)
    op.create_table(
        "access_reset",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("by_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("what", sa.String(length=7), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("what IN ('factors', 'code')", name=op.f("ck_access_reset_what")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_access_reset_establishment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_access_reset_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_reset")),
    )
    op.create_table(
        "aside",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=False),
        sa.Column("prev_hash", sa.String(length=64), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_aside_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aside")),
        sa.UniqueConstraint(
            "establishment_id",
            "event_id",
            "hash",
            "code",
            name=op.f("uq_aside_establishment_id_event_id_hash_code"),
        ),
    )
    op.create_table(
        "authorisation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("qualification", sa.String(length=10), nullable=True),
        sa.Column("act", sa.String(length=80), nullable=True),
        sa.Column("care_protocol", sa.String(length=120), nullable=True),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("trained_on", sa.Date(), nullable=False),
        sa.Column("trained_by", sa.String(length=36), nullable=False),
        sa.Column("trained_by_name", sa.String(length=120), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=True),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("given_by_name", sa.String(length=120), nullable=False),
        sa.Column("given_at", Instant(), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind <> 'entrusted' OR (act IS NOT NULL AND assessed_on IS NOT NULL)",
            name=op.f("ck_authorisation_entrusted"),
        ),
        sa.CheckConstraint(
            "kind <> 'entrusted' OR qualification IN ('AS', 'AP', 'AES')",
            name=op.f("ck_authorisation_qualification"),
        ),
        sa.CheckConstraint("kind IN ('assisted', 'entrusted')", name=op.f("ck_authorisation_kind")),
        sa.CheckConstraint("last_day >= first_day", name=op.f("ck_authorisation_days")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_authorisation_establishment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_authorisation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_authorisation")),
    )
    op.create_index(
        "ix_authorisation_of", "authorisation", ["establishment_id", "user_id", "last_day"], unique=False
    )
    op.create_table(
        "consultation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("categories", sa.String(length=80), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=True),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind <> 'glass' OR words IS NOT NULL", name=op.f("ck_consultation_glass_says_why")
        ),
        sa.CheckConstraint("kind IN ('granted', 'glass')", name=op.f("ck_consultation_kind")),
        sa.CheckConstraint("ends_at > starts_at", name=op.f("ck_consultation_span")),
        sa.CheckConstraint(
            "kind <> 'granted' OR \"by\" <> reader_id", name=op.f("ck_consultation_not_to_oneself")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_consultation_establishment_id")
        ),
        sa.ForeignKeyConstraint(["reader_id"], ["staff_user.id"], name=op.f("fk_consultation_reader_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation")),
    )
    op.create_index(
        "ix_consultation_of_reader",
        "consultation",
        ["establishment_id", "reader_id", "ends_at"],
        unique=False,
    )
    op.create_table(
        "consultation_setting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("longest_h", sa.Integer(), nullable=False),
        sa.Column("manager_grants", sa.Boolean(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("longest_h BETWEEN 1 AND 168", name=op.f("ck_consultation_setting_longest")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_consultation_setting_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_setting")),
    )
    op.create_index(
        op.f("ix_consultation_setting_establishment_id"),
        "consultation_setting",
        ["establishment_id"],
        unique=False,
    )
    op.create_table(
        "declared_dose",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.String(length=24), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("said_by", sa.String(length=80), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_declared_dose_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_declared_dose")),
    )
    op.create_index(
        "ix_declared_dose_resident", "declared_dose", ["establishment_id", "resident_id", "at"], unique=False
    )
    op.create_table(
        "dose_state",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=True),
        sa.Column("at", Instant(), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=True),
        sa.Column("flags", sa.String(length=48), nullable=False),
        sa.Column("takes", sa.Text(), nullable=False),
        sa.Column("offer_again_at", Instant(), nullable=True),
        sa.Column("site", sa.String(length=20), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.CheckConstraint("(state = 'due') = (event_id IS NULL)", name=op.f("ck_dose_state_accepted_fact")),
        sa.CheckConstraint(
            "state IN ('due', 'handed', 'given', 'partial', 'refused', 'spat_out', 'absent', 'unavailable', 'suspended', 'withheld', 'omitted', 'self_managed', 'removed', 'untraced')",
            name=op.f("ck_dose_state_state"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_dose_state_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "dose_key", name=op.f("pk_dose_state")),
        sa.UniqueConstraint("event_id", name=op.f("uq_dose_state_event_id")),
    )
    op.create_index(
        "ix_dose_state_changes", "dose_state", ["establishment_id", "unit_id", "changed_at"], unique=False
    )
    op.create_index(
        "ix_dose_state_resident",
        "dose_state",
        ["establishment_id", "resident_id", "local_date"],
        unique=False,
    )
    op.create_index(
        "ix_dose_state_site",
        "dose_state",
        ["establishment_id", "resident_id", "local_date"],
        unique=False,
        sqlite_where=sa.text("site IS NOT NULL"),
        postgresql_where=sa.text("site IS NOT NULL"),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.String(length=24), nullable=True),
        sa.Column("replaces", sa.String(length=36), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("device_at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=True),
        sa.Column("entered_by_name", sa.String(length=120), nullable=True),
        sa.Column("authorisation_id", sa.String(length=36), nullable=True),
        sa.Column("session_id", sa.String(length=64), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("device_seq", sa.BigInteger(), nullable=False),
        sa.Column("held", sa.Boolean(), nullable=False),
        sa.Column("asserted", sa.Boolean(), nullable=False),
        sa.Column("offer_again", sa.Boolean(), nullable=False),
        sa.Column("site", sa.String(length=20), nullable=True),
        sa.Column("second_id", sa.String(length=36), nullable=True),
        sa.Column("class_id", sa.String(length=36), nullable=True),
        sa.Column("cip13", sa.String(length=13), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("parts_given", sa.BigInteger(), nullable=False),
        sa.Column("parts_discarded", sa.BigInteger(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("kind <> 'void' OR replaces IS NOT NULL", name=op.f("ck_event_void_names_what")),
        sa.CheckConstraint(
            "kind IN ('given', 'handed', 'partial', 'refused', 'spat_out', 'absent', 'unavailable', 'withheld', 'omitted', 'removed', 'untraced', 'void')",
            name=op.f("ck_event_kind"),
        ),
        sa.CheckConstraint("parts_given >= 0 AND parts_discarded >= 0", name=op.f("ck_event_parts")),
        sa.CheckConstraint("replaces IS NULL OR replaces <> id", name=op.f("ck_event_replaces_another")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_event_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
    )
    op.create_index("ix_event_dose", "event", ["establishment_id", "dose_key"], unique=False)
    op.create_index(
        "ix_event_replaces",
        "event",
        ["replaces"],
        unique=False,
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.create_table(
        "help_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=True),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("context", sa.String(length=300), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "why IN ('call', 'stop', 'problem', 'worse', 'refused')", name=op.f("ck_help_call_why")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_help_call_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_help_call")),
    )
    op.create_index("ix_help_call_asked_at", "help_call", ["establishment_id", "asked_at"], unique=False)
    op.create_table(
        "moment",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("local_time", sa.String(length=5), nullable=False),
        sa.Column("set_at", Instant(), nullable=True),
        sa.Column("set_by_name", sa.String(length=120), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_moment_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "code", "valid_from", name=op.f("pk_moment")),
    )
    op.create_table(
        "order_template",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff_user.id"], name=op.f("fk_order_template_author_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_order_template_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_template")),
        sa.UniqueConstraint(
            "establishment_id",
            "author_id",
            "name",
            name=op.f("uq_order_template_establishment_id_author_id_name"),
        ),
    )
    op.create_table(
        "presentation_units",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("cip13", sa.String(length=13), nullable=False),
        sa.Column("units", sa.String(length=40), nullable=False),
        sa.Column("confirmed_by", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_presentation_units_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "cip13", name=op.f("pk_presentation_units")),
    )
    op.create_table(
        "prn_ask",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("version_seen", sa.Integer(), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=True),
        sa.Column("score", sa.String(length=12), nullable=True),
        sa.Column("amount", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("claimed", sa.Boolean(), nullable=False),
        sa.Column("decided_by", sa.String(length=120), nullable=True),
        sa.Column("answers", sa.String(length=300), nullable=True),
        sa.Column("scan_id", sa.String(length=36), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_prn_ask_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prn_ask")),
        sa.UniqueConstraint("dose_key", name=op.f("uq_prn_ask_dose_key")),
    )
    op.create_index(
        "ix_prn_ask_resident", "prn_ask", ["establishment_id", "resident_id", "received_at"], unique=False
    )
    op.create_table(
        "prn_counting",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("counts", sa.Boolean(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_prn_counting_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prn_counting")),
    )
    op.create_index("ix_prn_counting_dose", "prn_counting", ["establishment_id", "dose_key"], unique=False)
    op.create_table(
        "prn_effect",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("effect", sa.String(length=10), nullable=False),
        sa.Column("scale", sa.String(length=20), nullable=True),
        sa.Column("score", sa.String(length=12), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "effect IN ('effective', 'partial', 'none', 'adverse')", name=op.f("ck_prn_effect_effect")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_prn_effect_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_prn_effect")),
    )
    op.create_index("ix_prn_effect_dose", "prn_effect", ["establishment_id", "dose_key"], unique=False)
    op.create_table(
        "protocol",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('as_needed', 'vital')", name=op.f("ck_protocol_kind")),
        sa.CheckConstraint("latest >= 1", name=op.f("ck_protocol_latest")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_protocol_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol")),
    )
    op.create_index(
        "ix_protocol_establishment_id_kind", "protocol", ["establishment_id", "kind"], unique=False
    )
    op.create_table(
        "remote_request",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.String(length=24), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("context", sa.Text(), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("asked_at", Instant(), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_remote_request_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_remote_request")),
    )
    op.create_index(
        "ix_remote_request_asked_at", "remote_request", ["establishment_id", "asked_at"], unique=False
    )
    op.create_index(
        "ix_remote_request_line", "remote_request", ["establishment_id", "asked_by", "line_id"], unique=False
    )
    op.create_table(
        "resident",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("birth_name", sa.String(length=100), nullable=False),
        sa.Column("used_name", sa.String(length=100), nullable=True),
        sa.Column("first_name", sa.String(length=100), nullable=False),
        sa.Column("first_names", sa.String(length=100), nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=False),
        sa.Column("sex", sa.String(length=1), nullable=False),
        sa.Column("birthplace_code", sa.String(length=5), nullable=True),
        sa.Column("ins_matricule", sa.String(length=15), nullable=True),
        sa.Column("ins_oid", sa.String(length=32), nullable=True),
        sa.Column("ins_status", sa.String(length=5), nullable=False),
        sa.Column("portrait", sa.Text(), nullable=True),
        sa.Column("texture", sa.String(length=120), nullable=True),
        sa.Column("notes", sa.String(length=500), nullable=True),
        sa.Column("created_at", Instant(), nullable=False),
        sa.CheckConstraint(
            "ins_status <> 'QUAL' OR (ins_matricule IS NOT NULL AND ins_oid IS NOT NULL)",
            name=op.f("ck_resident_qualified"),
        ),
        sa.CheckConstraint(
            "ins_status IN ('PROV', 'RECUP', 'VALI', 'QUAL')", name=op.f("ck_resident_ins_status")
        ),
        sa.CheckConstraint("sex IN ('M', 'F')", name=op.f("ck_resident_sex")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_resident_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_resident")),
    )
    op.create_index(op.f("ix_resident_establishment_id"), "resident", ["establishment_id"], unique=False)
    op.create_table(
        "scan",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("round_date", sa.Date(), nullable=False),
        sa.Column("moment", sa.String(length=16), nullable=False),
        sa.Column("raw", sa.String(length=700), nullable=False),
        sa.Column("mode", sa.String(length=8), nullable=False),
        sa.Column("traits", sa.String(length=80), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("verdict", sa.String(length=8), nullable=False),
        sa.Column("helper", sa.Boolean(), nullable=False),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=True),
        sa.Column("line_id", sa.String(length=36), nullable=True),
        sa.Column("dose_key", sa.String(length=120), nullable=True),
        sa.Column("class_id", sa.String(length=36), nullable=True),
        sa.Column("cip13", sa.String(length=13), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("stock_unit", sa.String(length=8), nullable=True),
        sa.Column("units", sa.String(length=24), nullable=True),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('resident', 'product', 'place', 'user', 'other', 'unknown')", name=op.f("ck_scan_kind")
        ),
        sa.CheckConstraint("mode IN ('scan', 'typed', 'photo')", name=op.f("ck_scan_mode")),
        sa.CheckConstraint(
            "verdict IN ('ok', 'confirm', 'stop', 'repeat', 'unknown')", name=op.f("ck_scan_verdict")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_scan_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scan")),
    )
    op.create_index("ix_scan_recent", "scan", ["establishment_id", "unit_id", "received_at"], unique=False)
    op.create_index(
        "ix_scan_resident", "scan", ["establishment_id", "resident_id", "received_at"], unique=False
    )
    op.create_table(
        "second_look",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("dose_key", sa.String(length=120), nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=False),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("stated", sa.String(length=24), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("found", sa.String(length=24), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint('"by" <> asked_by', name=op.f("ck_second_look_another_person")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_second_look_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_second_look")),
    )
    op.create_index("ix_second_look_dose", "second_look", ["establishment_id", "dose_key"], unique=False)
    op.create_table(
        "session",
        sa.Column("id", sa.String(length=64), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("idle_lock_s", sa.Integer(), nullable=False),
        sa.Column("started_at", Instant(), nullable=False),
        sa.Column("seen_at", Instant(), nullable=False),
        sa.Column("locked_at", Instant(), nullable=True),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("factor", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "factor IN ('totp', 'passkey', 'recovery', 'psc')", name=op.f("ck_session_factor")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_session_establishment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_session_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session")),
    )
    op.create_index("ix_session_device", "session", ["device_id", "establishment_id"], unique=False)
    op.create_index("ix_session_user_id", "session", ["user_id"], unique=False)
    op.create_table(
        "settlement",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("matter", sa.String(length=8), nullable=False),
        sa.Column("subject", sa.String(length=120), nullable=False),
        sa.Column("outcome", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=True),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("event_id", sa.String(length=36), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "matter IN ('held', 'dose', 'inform', 'alone', 'register')", name=op.f("ck_settlement_matter")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_settlement_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_settlement")),
    )
    op.create_index(
        "ix_settlement_subject", "settlement", ["establishment_id", "matter", "subject"], unique=False
    )
    op.create_table(
        "staff_badge",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_by", sa.String(length=36), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "(revoked_at IS NULL) = (revoked_by IS NULL)", name=op.f("ck_staff_badge_revoked")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_staff_badge_establishment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_staff_badge_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_badge")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_staff_badge_code_hash")),
        sa.UniqueConstraint(
            "establishment_id",
            "user_id",
            "number",
            name=op.f("uq_staff_badge_establishment_id_user_id_number"),
        ),
    )
    op.create_table(
        "stand_in",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("prescriber_id", sa.String(length=36), nullable=False),
        sa.Column("stand_in_id", sa.String(length=36), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=False),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.CheckConstraint("ends >= starts", name=op.f("ck_stand_in_period")),
        sa.CheckConstraint("prescriber_id <> stand_in_id", name=op.f("ck_stand_in_another")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_stand_in_establishment_id")
        ),
        sa.ForeignKeyConstraint(["prescriber_id"], ["staff_user.id"], name=op.f("fk_stand_in_prescriber_id")),
        sa.ForeignKeyConstraint(["stand_in_id"], ["staff_user.id"], name=op.f("fk_stand_in_stand_in_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stand_in")),
    )
    op.create_index(
        "ix_stand_in_establishment_id_ends", "stand_in", ["establishment_id", "ends"], unique=False
    )
    op.create_table(
        "stock_act",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("cip13", sa.String(length=13), nullable=True),
        sa.Column("serial", sa.String(length=20), nullable=True),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_stock_act_establishment_id")
        ),
        sa.PrimaryKeyConstraint("establishment_id", "id", name=op.f("pk_stock_act")),
    )
    op.create_index("ix_stock_act_serial", "stock_act", ["establishment_id", "cip13", "serial"], unique=False)
    op.create_table(
        "unit",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("idle_lock_s", sa.Integer(), nullable=True),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.CheckConstraint("idle_lock_s BETWEEN 15 AND 120", name=op.f("ck_unit_idle_lock")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_unit_establishment_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("establishment_id", "name", name=op.f("uq_unit_establishment_id_name")),
    )
    op.create_table(
        "absence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("declared_at", Instant(), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint("kind IN ('hospital', 'family', 'outing')", name=op.f("ck_absence_kind")),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_absence_span")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_absence_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_absence_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_resident_id_starts_at", "absence", ["resident_id", "starts_at"], unique=False)
    op.create_index(
        "uq_absence_open",
        "absence",
        ["resident_id"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.create_table(
        "allergy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("substance_code", sa.String(length=32), nullable=True),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("severity", sa.String(length=6), nullable=False),
        sa.Column("kind", sa.String(length=11), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.String(length=36), nullable=False),
        sa.Column("withdrawn_at", Instant(), nullable=True),
        sa.Column("withdrawn_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint("kind IN ('allergy', 'intolerance')", name=op.f("ck_allergy_kind")),
        sa.CheckConstraint("severity IN ('severe', 'other')", name=op.f("ck_allergy_severity")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_allergy_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_allergy_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allergy")),
    )
    op.create_index(op.f("ix_allergy_resident_id"), "allergy", ["resident_id"], unique=False)
    op.create_table(
        "authorisation_end",
        sa.Column("authorisation_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["authorisation.id"], name=op.f("fk_authorisation_end_authorisation_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_authorisation_end_establishment_id")
        ),
        sa.PrimaryKeyConstraint("authorisation_id", name=op.f("pk_authorisation_end")),
    )
    op.create_table(
        "authorisation_resident",
        sa.Column("authorisation_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["authorisation_id"],
            ["authorisation.id"],
            name=op.f("fk_authorisation_resident_authorisation_id"),
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_authorisation_resident_resident_id")
        ),
        sa.PrimaryKeyConstraint("authorisation_id", "resident_id", name=op.f("pk_authorisation_resident")),
    )
    op.create_index(
        "ix_authorisation_resident_resident_id", "authorisation_resident", ["resident_id"], unique=False
    )
    op.create_table(
        "autonomy",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("dependent", sa.Boolean(), nullable=False),
        sa.Column("assessed_on", sa.Date(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_autonomy_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_autonomy_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_autonomy")),
    )
    op.create_index("ix_autonomy_of", "autonomy", ["establishment_id", "resident_id", "at"], unique=False)
    op.create_table(
        "check_firing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("reader", sa.String(length=10), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("rule", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=7), nullable=False),
        sa.Column("alert", sa.String(length=64), nullable=False),
        sa.Column("lines", sa.Text(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("tier IN ('info', 'confirm', 'stop')", name=op.f("ck_check_firing_tier")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_check_firing_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_check_firing_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_firing")),
        sa.UniqueConstraint(
            "establishment_id",
            "resident_id",
            "actor_id",
            "day",
            "alert",
            name=op.f("uq_check_firing_establishment_id_resident_id_actor_id_day_alert"),
        ),
    )
    op.create_index(
        "ix_check_firing_establishment_id_at", "check_firing", ["establishment_id", "at"], unique=False
    )
    op.create_table(
        "consultation_end",
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_end_consultation_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_consultation_end")),
    )
    op.create_table(
        "consultation_judgement",
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("justified", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_judgement_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"],
            ["establishment.id"],
            name=op.f("fk_consultation_judgement_establishment_id"),
        ),
        sa.PrimaryKeyConstraint("consultation_id", name=op.f("pk_consultation_judgement")),
    )
    op.create_table(
        "consultation_read",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("category", sa.String(length=12), nullable=False),
        sa.Column("reader_id", sa.String(length=36), nullable=False),
        sa.Column("reader_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "category IN ('allergies', 'treatment', 'doses', 'protocols', 'measures', 'contacts')",
            name=op.f("ck_consultation_read_category"),
        ),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_read_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_consultation_read_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_consultation_read_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consultation_read")),
    )
    op.create_index(
        op.f("ix_consultation_read_consultation_id"), "consultation_read", ["consultation_id"], unique=False
    )
    op.create_index(
        "ix_consultation_read_of",
        "consultation_read",
        ["establishment_id", "resident_id", "at"],
        unique=False,
    )
    op.create_table(
        "consultation_resident",
        sa.Column("consultation_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["consultation_id"], ["consultation.id"], name=op.f("fk_consultation_resident_consultation_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_consultation_resident_resident_id")
        ),
        sa.PrimaryKeyConstraint("consultation_id", "resident_id", name=op.f("pk_consultation_resident")),
    )
    op.create_table(
        "countersignature",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=14), nullable=False),
        sa.Column("remark", sa.String(length=500), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "outcome <> 'review' OR remark IS NOT NULL", name=op.f("ck_countersignature_review_says_what")
        ),
        sa.CheckConstraint(
            "outcome IN ('countersigned', 'review')", name=op.f("ck_countersignature_outcome")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_countersignature_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_countersignature_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_countersignature")),
    )
    op.create_index(op.f("ix_countersignature_event_id"), "countersignature", ["event_id"], unique=False)
    op.create_index(
        "uq_countersignature_once",
        "countersignature",
        ["event_id"],
        unique=True,
        sqlite_where=sa.text("outcome = 'countersigned'"),
        postgresql_where=sa.text("outcome = 'countersigned'"),
    )
    op.create_table(
        "document",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("media_type", sa.String(length=20), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("stored_by", sa.String(length=36), nullable=False),
        sa.Column("stored_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "media_type IN ('image/jpeg', 'image/png', 'application/pdf')",
            name=op.f("ck_document_media_type"),
        ),
        sa.CheckConstraint("size > 0", name=op.f("ck_document_size")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_document_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_document_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_document")),
    )
    op.create_index(op.f("ix_document_resident_id"), "document", ["resident_id"], unique=False)
    op.create_table(
        "draft",
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("round_date", sa.Date(), nullable=False),
        sa.Column("moment", sa.String(length=16), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_draft_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_draft_unit_id")),
        sa.PrimaryKeyConstraint(
            "establishment_id", "unit_id", "round_date", "moment", "user_id", name=op.f("pk_draft")
        ),
    )
    op.create_table(
        "habilitation",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=30), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("granted_by", sa.String(length=36), nullable=False),
        sa.Column("granted_at", Instant(), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name=op.f("ck_habilitation_period")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_habilitation_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_habilitation_unit_id")),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_habilitation_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_habilitation")),
    )
    op.create_index("ix_habilitation_of", "habilitation", ["user_id", "establishment_id"], unique=False)
    op.create_table(
        "help_answer",
        sa.Column("call_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["help_call.id"], name=op.f("fk_help_answer_call_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_help_answer_establishment_id")
        ),
        sa.PrimaryKeyConstraint("call_id", name=op.f("pk_help_answer")),
    )
    op.create_table(
        "identity_change",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("proof", sa.String(length=2), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_identity_change_number")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_identity_change_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_identity_change_resident_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_identity_change")),
    )
    op.create_index(
        "uq_identity_change_resident_id_number", "identity_change", ["resident_id", "number"], unique=True
    )
    op.create_table(
        "incident",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=40), nullable=False),
        sa.Column("tier", sa.String(length=8), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_incident_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_incident_event_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_incident")),
        sa.UniqueConstraint("event_id", "code", name=op.f("uq_incident_event_id_code")),
    )
    op.create_index(op.f("ix_incident_event_id"), "incident", ["event_id"], unique=False)
    op.create_index("ix_incident_in_order", "incident", ["establishment_id", "at"], unique=False)
    op.create_table(
        "measure",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("value", sa.String(length=12), nullable=False),
        sa.Column("second", sa.String(length=12), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("noted_at", Instant(), nullable=False),
        sa.Column("noted_by", sa.String(length=36), nullable=False),
        sa.Column("noted_by_name", sa.String(length=120), nullable=False),
        sa.Column("replaces", sa.String(length=36), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind IN ('pulse', 'glucose', 'pressure', 'inr', 'temperature', 'pain', 'saturation', 'weight', 'clearance', 'potassium')",
            name=op.f("ck_measure_kind"),
        ),
        sa.CheckConstraint("replaces IS NULL OR replaces <> id", name=op.f("ck_measure_replaces_another")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_measure_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_measure_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measure")),
    )
    op.create_index(
        "ix_measure_of_resident", "measure", ["establishment_id", "resident_id", "at"], unique=False
    )
    op.create_table(
        "national_session",
        sa.Column("session_id", sa.String(length=64), nullable=False),
        sa.Column("id_token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["session.id"], name=op.f("fk_national_session_session_id")),
        sa.PrimaryKeyConstraint("session_id", name=op.f("pk_national_session")),
    )
    op.create_table(
        "on_call",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("number", sa.String(length=30), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("weekdays", sa.String(length=7), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("written_at", Instant(), nullable=False),
        sa.Column("written_by", sa.String(length=36), nullable=False),
        sa.Column("ended_at", Instant(), nullable=True),
        sa.Column("ended_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint(
            "(weekdays = '') = (first_day IS NOT NULL)", name=op.f("ck_on_call_week_or_dated")
        ),
        sa.CheckConstraint(
            "role IN ('nurse', 'coordinating_nurse', 'physician', 'manager', 'other')",
            name=op.f("ck_on_call_role"),
        ),
        sa.CheckConstraint("(first_day IS NULL) = (last_day IS NULL)", name=op.f("ck_on_call_both_days")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_on_call_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_on_call_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_on_call")),
    )
    op.create_index(op.f("ix_on_call_establishment_id"), "on_call", ["establishment_id"], unique=False)
    op.create_table(
        "order_draft",
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", Instant(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["staff_user.id"], name=op.f("fk_order_draft_author_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_order_draft_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_order_draft_resident_id")),
        sa.PrimaryKeyConstraint("author_id", "resident_id", name=op.f("pk_order_draft")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('cart', 'cupboard', 'safe', 'room')", name=op.f("ck_place_kind")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_place_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_place_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_place_code_hash")),
        sa.UniqueConstraint("establishment_id", "name", name=op.f("uq_place_establishment_id_name")),
    )
    op.create_table(
        "prn_end",
        sa.Column("ask_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["ask_id"], ["prn_ask.id"], name=op.f("fk_prn_end_ask_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_prn_end_establishment_id")
        ),
        sa.PrimaryKeyConstraint("ask_id", name=op.f("pk_prn_end")),
    )
    op.create_table(
        "protocol_end",
        sa.Column("protocol_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.Column("ended_by", sa.String(length=36), nullable=False),
        sa.Column("ended_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_protocol_end_establishment_id")
        ),
        sa.ForeignKeyConstraint(["protocol_id"], ["protocol.id"], name=op.f("fk_protocol_end_protocol_id")),
        sa.PrimaryKeyConstraint("protocol_id", name=op.f("pk_protocol_end")),
    )
    op.create_table(
        "protocol_version",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("protocol_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("text_hash", sa.String(length=64), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("signer_id", sa.String(length=36), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("number >= 1", name=op.f("ck_protocol_version_number")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_protocol_version_establishment_id")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["seal_key.id"], name=op.f("fk_protocol_version_key_id")),
        sa.ForeignKeyConstraint(
            ["protocol_id"], ["protocol.id"], name=op.f("fk_protocol_version_protocol_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_protocol_version")),
        sa.UniqueConstraint("protocol_id", "number", name=op.f("uq_protocol_version_protocol_id_number")),
    )
    op.create_table(
        "receipt",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("status", sa.String(length=24), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "status IN ('accepted', 'accepted_with_incidents', 'held')", name=op.f("ck_receipt_status")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_receipt_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_receipt_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_receipt")),
    )
    op.create_table(
        "register_line",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("place_id", sa.String(length=36), nullable=True),
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("reverses_id", sa.String(length=36), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("resident_name", sa.String(length=250), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("product", sa.String(length=300), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("cip13", sa.String(length=13), nullable=True),
        sa.Column("unit_word", sa.String(length=80), nullable=False),
        sa.Column("units", sa.String(length=24), nullable=False),
        sa.Column("prescriber", sa.String(length=120), nullable=False),
        sa.Column("given_by", sa.String(length=36), nullable=False),
        sa.Column("given_by_name", sa.String(length=120), nullable=False),
        sa.Column("authorisation_id", sa.String(length=36), nullable=True),
        sa.Column("expected", sa.String(length=24), nullable=True),
        sa.Column("counted", sa.String(length=24), nullable=True),
        sa.Column("difference", sa.String(length=24), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "reverses_id IS NULL OR reverses_id <> id", name=op.f("ck_register_line_reverses_another")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_register_line_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_register_line_event_id")),
        sa.ForeignKeyConstraint(
            ["reverses_id"], ["register_line.id"], name=op.f("fk_register_line_reverses_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_line")),
        sa.UniqueConstraint("reverses_id", name=op.f("uq_register_line_reverses_id")),
    )
    op.create_index("ix_register_line_fact", "register_line", ["event_id"], unique=False)
    op.create_index(
        "ix_register_line_of_unit", "register_line", ["establishment_id", "unit_id", "at"], unique=False
    )
    op.create_table(
        "remote_answer",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=300), nullable=True),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_remote_answer_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["remote_request.id"], name=op.f("fk_remote_answer_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_remote_answer")),
    )
    op.create_table(
        "round_closing",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("round_date", sa.Date(), nullable=False),
        sa.Column("moment", sa.String(length=16), nullable=False),
        sa.Column("forced", sa.Boolean(), nullable=False),
        sa.Column("owner_id", sa.String(length=36), nullable=True),
        sa.Column("untraced", sa.Integer(), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("closed_at", Instant(), nullable=False),
        sa.Column("closed_by", sa.String(length=36), nullable=False),
        sa.Column("closed_by_name", sa.String(length=120), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("forced OR untraced = 0", name=op.f("ck_round_closing_untraced_only_by_force")),
        sa.CheckConstraint(
            "untraced = 0 OR owner_id IS NOT NULL", name=op.f("ck_round_closing_untraced_has_an_owner")
        ),
        sa.CheckConstraint("untraced >= 0", name=op.f("ck_round_closing_untraced")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_round_closing_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_closing_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_closing")),
        sa.UniqueConstraint(
            "establishment_id",
            "round_date",
            "unit_id",
            "moment",
            name=op.f("uq_round_closing_establishment_id_round_date_unit_id_moment"),
        ),
    )
    op.create_table(
        "round_definition",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("moment_code", sa.String(length=8), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("starts", sa.String(length=5), nullable=False),
        sa.Column("ends", sa.String(length=5), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("set_at", Instant(), nullable=True),
        sa.Column("set_by_name", sa.String(length=120), nullable=True),
        sa.CheckConstraint("starts < ends", name=op.f("ck_round_definition_span")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_round_definition_establishment_id")
        ),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_round_definition_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_definition")),
    )
    op.create_index(
        "ix_round_definition_of",
        "round_definition",
        ["establishment_id", "moment_code", "valid_from"],
        unique=False,
    )
    op.create_table(
        "signature_challenge",
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("shown", sa.Text(), nullable=False),
        sa.Column("seen", sa.Text(), nullable=True),
        sa.Column("expires_at", Instant(), nullable=False),
        sa.Column("used_at", Instant(), nullable=True),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_signature_challenge_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["resident_id"], ["resident.id"], name=op.f("fk_signature_challenge_resident_id")
        ),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_signature_challenge")),
    )
    op.create_table(
        "stay",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=False),
        sa.Column("room", sa.String(length=20), nullable=False),
        sa.Column("walking_order", sa.Integer(), nullable=False),
        sa.Column("starts_at", Instant(), nullable=False),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.CheckConstraint("ends_at IS NULL OR ends_at > starts_at", name=op.f("ck_stay_span")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_stay_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_stay_resident_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_stay_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stay")),
    )
    op.create_index("ix_stay_establishment_id_ends_at", "stay", ["establishment_id", "ends_at"], unique=False)
    op.create_index("ix_stay_resident_id_starts_at", "stay", ["resident_id", "starts_at"], unique=False)
    op.create_index(
        "uq_stay_open",
        "stay",
        ["resident_id"],
        unique=True,
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.create_table(
        "to_countersign",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("why", sa.String(length=12), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("unit_id", sa.String(length=36), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("why IN ('helper', 'vital')", name=op.f("ck_to_countersign_why")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_to_countersign_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_to_countersign_event_id")),
        sa.PrimaryKeyConstraint("event_id", "why", name=op.f("pk_to_countersign")),
    )
    op.create_index("ix_to_countersign_in_order", "to_countersign", ["establishment_id", "at"], unique=False)
    op.create_table(
        "token",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("support", sa.String(length=8), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("tail", sa.String(length=8), nullable=False),
        sa.Column("printed", sa.String(length=64), nullable=False),
        sa.Column("issued_at", Instant(), nullable=False),
        sa.Column("issued_by", sa.String(length=36), nullable=False),
        sa.Column("revoked_at", Instant(), nullable=True),
        sa.Column("revoked_by", sa.String(length=36), nullable=True),
        sa.Column("replaced_by", sa.String(length=36), nullable=True),
        sa.CheckConstraint("support IN ('card', 'bracelet', 'badge')", name=op.f("ck_token_support")),
        sa.CheckConstraint("number >= 1", name=op.f("ck_token_number")),
        sa.CheckConstraint("replaced_by IS NULL OR revoked_at IS NOT NULL", name=op.f("ck_token_replaced")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_token_establishment_id")
        ),
        sa.ForeignKeyConstraint(["replaced_by"], ["token.id"], name=op.f("fk_token_replaced_by")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_token_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_token")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_token_code_hash")),
    )
    op.create_index("ix_token_establishment_id_tail", "token", ["establishment_id", "tail"], unique=False)
    op.create_index(
        "uq_token_in_force",
        "token",
        ["resident_id", "support"],
        unique=True,
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.create_index(
        "uq_token_resident_id_support_number", "token", ["resident_id", "support", "number"], unique=True
    )
    op.create_table(
        "vital_act",
        sa.Column("event_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("protocol_id", sa.String(length=36), nullable=True),
        sa.Column("product", sa.String(length=200), nullable=True),
        sa.Column("called", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("device_id", sa.String(length=64), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_vital_act_establishment_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_vital_act_event_id")),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_vital_act")),
    )
    op.create_index("ix_vital_act_resident", "vital_act", ["establishment_id", "resident_id"], unique=False)
    op.create_table(
        "account",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("place_id", sa.String(length=36), nullable=True),
        sa.Column("cip13", sa.String(length=13), nullable=True),
        sa.Column("class_id", sa.String(length=36), nullable=True),
        sa.Column("lot", sa.String(length=20), nullable=True),
        sa.Column("expiry", sa.Date(), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind = 'place' AND place_id IS NOT NULL AND (cip13 IS NOT NULL OR class_id IS NOT NULL) OR kind <> 'place' AND place_id IS NULL AND cip13 IS NULL AND class_id IS NULL AND lot IS NULL AND expiry IS NULL",
            name=op.f("ck_account_what_it_counts"),
        ),
        sa.CheckConstraint(
            "kind IN ('place', 'supplier', 'administered', 'destroyed', 'returned', 'inventory_difference')",
            name=op.f("ck_account_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_account_establishment_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_account_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_account")),
    )
    op.create_index("ix_account_of_place", "account", ["place_id", "cip13"], unique=False)
    op.create_table(
        "check_override",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("firing_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("note", sa.String(length=300), nullable=True),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("said_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "reason <> 'other' OR note IS NOT NULL", name=op.f("ck_check_override_other_in_words")
        ),
        sa.CheckConstraint("said_at <= at", name=op.f("ck_check_override_said_first")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_check_override_establishment_id")
        ),
        sa.ForeignKeyConstraint(["firing_id"], ["check_firing.id"], name=op.f("fk_check_override_firing_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_override")),
        sa.UniqueConstraint("firing_id", name=op.f("uq_check_override_firing_id")),
    )
    op.create_table(
        "protocol_reading",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_protocol_reading_establishment_id")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["staff_user.id"], name=op.f("fk_protocol_reading_user_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["protocol_version.id"], name=op.f("fk_protocol_reading_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "user_id", name=op.f("pk_protocol_reading")),
    )
    op.create_index("ix_protocol_reading_user_id", "protocol_reading", ["user_id"], unique=False)
    op.create_table(
        "register_book",
        sa.Column("place_id", sa.String(length=36), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_register_book_place_id")),
        sa.PrimaryKeyConstraint("place_id", "product", name=op.f("pk_register_book")),
    )
    op.create_table(
        "remote_use",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("fact_id", sa.String(length=36), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_remote_use_establishment_id")
        ),
        sa.ForeignKeyConstraint(
            ["request_id"], ["remote_answer.request_id"], name=op.f("fk_remote_use_request_id")
        ),
        sa.PrimaryKeyConstraint("request_id", name=op.f("pk_remote_use")),
    )
    op.create_table(
        "transcription",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("prescriber", sa.String(length=120), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=False),
        sa.Column("entered_by", sa.String(length=36), nullable=False),
        sa.Column("entered_at", Instant(), nullable=False),
        sa.Column("compared_by", sa.String(length=36), nullable=True),
        sa.Column("compared_at", Instant(), nullable=True),
        sa.Column("alone_reason", sa.String(length=300), nullable=True),
        sa.Column("countersigned_by", sa.String(length=36), nullable=True),
        sa.Column("countersigned_at", Instant(), nullable=True),
        sa.CheckConstraint("kind IN ('paper', 'hospital')", name=op.f("ck_transcription_kind")),
        sa.CheckConstraint(
            "(compared_by IS NULL) = (compared_at IS NULL)", name=op.f("ck_transcription_compared")
        ),
        sa.CheckConstraint(
            "compared_by IS NULL OR compared_by <> entered_by OR alone_reason IS NOT NULL",
            name=op.f("ck_transcription_second_person"),
        ),
        sa.CheckConstraint(
            "countersigned_by IS NULL OR countersigned_by <> entered_by",
            name=op.f("ck_transcription_countersigned"),
        ),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_transcription_document_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_transcription_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_transcription_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_transcription")),
    )
    op.create_index(op.f("ix_transcription_resident_id"), "transcription", ["resident_id"], unique=False)
    op.create_index(
        "ix_transcription_waiting", "transcription", ["establishment_id", "compared_at"], unique=False
    )
    op.create_table(
        "level",
        sa.Column("account_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("amount >= 0", name=op.f("ck_level_amount")),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_level_account_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_level_establishment_id")
        ),
        sa.PrimaryKeyConstraint("account_id", name=op.f("pk_level")),
    )
    op.create_index("ix_level_of_establishment", "level", ["establishment_id"], unique=False)
    op.create_table(
        "line",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("class_id", sa.String(length=32), nullable=False),
        sa.Column("cis", sa.String(length=8), nullable=True),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("counting", sa.Text(), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("latest", sa.Integer(), nullable=False),
        sa.Column("stamp", sa.String(length=64), nullable=False),
        sa.Column("stopped_at", Instant(), nullable=True),
        sa.Column("awaits", sa.Integer(), nullable=True),
        sa.Column("ends_at", Instant(), nullable=True),
        sa.Column("changed_at", Instant(), nullable=False),
        sa.Column("transcription_id", sa.String(length=36), nullable=True),
        sa.Column("daily", sa.Text(), nullable=True),
        sa.Column("autonomy", sa.Text(), nullable=True),
        sa.CheckConstraint("latest >= 1", name=op.f("ck_line_latest")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_line_establishment_id")
        ),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_line_resident_id")),
        sa.ForeignKeyConstraint(
            ["transcription_id"], ["transcription.id"], name=op.f("fk_line_transcription_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line")),
    )
    op.create_index("ix_line_awaits", "line", ["establishment_id", "awaits"], unique=False)
    op.create_index("ix_line_changed_at", "line", ["establishment_id", "changed_at"], unique=False)
    op.create_index("ix_line_ends_at", "line", ["establishment_id", "ends_at"], unique=False)
    op.create_index(
        "ix_line_establishment_id_class_id", "line", ["establishment_id", "class_id"], unique=False
    )
    op.create_index(
        "ix_line_of_resident", "line", ["establishment_id", "resident_id", "stopped_at"], unique=False
    )
    op.create_table(
        "register_entry",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("place_id", sa.String(length=36), nullable=False),
        sa.Column("product", sa.String(length=16), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("move_id", sa.String(length=36), nullable=True),
        sa.Column("account_id", sa.String(length=36), nullable=True),
        sa.Column("change", sa.BigInteger(), nullable=False),
        sa.Column("balance", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("witness_id", sa.String(length=36), nullable=True),
        sa.Column("witness_name", sa.String(length=120), nullable=True),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("change <> 0 OR move_id IS NULL", name=op.f("ck_register_entry_change")),
        sa.CheckConstraint("number > 0", name=op.f("ck_register_entry_number")),
        sa.CheckConstraint(
            "witness_id IS NULL OR witness_id <> actor_id AND NOT alone",
            name=op.f("ck_register_entry_another_person"),
        ),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name=op.f("fk_register_entry_account_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_register_entry_establishment_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_register_entry_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register_entry")),
        sa.UniqueConstraint(
            "place_id", "product", "number", name=op.f("uq_register_entry_place_id_product_number")
        ),
    )
    op.create_index("ix_register_entry_of_move", "register_entry", ["move_id", "account_id"], unique=True)
    op.create_table(
        "stock_move",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("source", sa.String(length=36), nullable=False),
        sa.Column("target", sa.String(length=36), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("cause_kind", sa.String(length=24), nullable=False),
        sa.Column("cause_id", sa.String(length=64), nullable=False),
        sa.Column("reason", sa.String(length=24), nullable=True),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("recorded_at", Instant(), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("reverses_id", sa.String(length=36), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("amount > 0", name=op.f("ck_stock_move_amount")),
        sa.CheckConstraint("source <> target", name=op.f("ck_stock_move_somewhere_else")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_stock_move_establishment_id")
        ),
        sa.ForeignKeyConstraint(["reverses_id"], ["stock_move.id"], name=op.f("fk_stock_move_reverses_id")),
        sa.ForeignKeyConstraint(["source"], ["account.id"], name=op.f("fk_stock_move_source")),
        sa.ForeignKeyConstraint(["target"], ["account.id"], name=op.f("fk_stock_move_target")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stock_move")),
    )
    op.create_index("ix_stock_move_cause", "stock_move", ["cause_id"], unique=False)
    op.create_index(
        "ix_stock_move_in_order", "stock_move", ["establishment_id", "recorded_at", "id"], unique=False
    )
    op.create_index("ix_stock_move_source", "stock_move", ["source"], unique=False)
    op.create_index("ix_stock_move_target", "stock_move", ["target"], unique=False)
    op.create_index(
        "uq_stock_move_reverses_id",
        "stock_move",
        ["reverses_id"],
        unique=True,
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.create_table(
        "acknowledgement",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("user_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_acknowledgement_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_acknowledgement_line_id")),
        sa.PrimaryKeyConstraint("line_id", "version", "user_id", name=op.f("pk_acknowledgement")),
    )
    op.create_table(
        "authorisation_object",
        sa.Column("authorisation_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=True),
        sa.Column("protocol_id", sa.String(length=36), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "(line_id IS NULL) <> (protocol_id IS NULL)", name=op.f("ck_authorisation_object_one_object")
        ),
        sa.ForeignKeyConstraint(
            ["authorisation_id"], ["authorisation.id"], name=op.f("fk_authorisation_object_authorisation_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_authorisation_object_line_id")),
        sa.PrimaryKeyConstraint("authorisation_id", "position", name=op.f("pk_authorisation_object")),
    )
    op.create_table(
        "daily_decision",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("measure_id", sa.String(length=36), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_daily_decision_line_id")),
        sa.PrimaryKeyConstraint("line_id", "number", name=op.f("pk_daily_decision")),
        sa.UniqueConstraint("id", name=op.f("uq_daily_decision_id")),
    )
    op.create_table(
        "line_mention",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("substitution", sa.String(length=3), nullable=True),
        sa.Column("ald", sa.Boolean(), nullable=False),
        sa.Column("packs", sa.Integer(), nullable=True),
        sa.Column("renewals", sa.Integer(), nullable=False),
        sa.Column("off_label", sa.String(length=300), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "substitution IN ('MTE', 'EFG', 'CIF')", name=op.f("ck_line_mention_substitution")
        ),
        sa.CheckConstraint("packs BETWEEN 1 AND 99", name=op.f("ck_line_mention_packs")),
        sa.CheckConstraint("renewals BETWEEN 0 AND 12", name=op.f("ck_line_mention_renewals")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_mention_line_id")),
        sa.PrimaryKeyConstraint("line_id", name=op.f("pk_line_mention")),
    )
    op.create_table(
        "line_note",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=9), nullable=False),
        sa.Column("wants", sa.String(length=7), nullable=True),
        sa.Column("text", sa.String(length=500), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("replies_to", sa.String(length=36), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("(kind = 'request') = (wants IS NOT NULL)", name=op.f("ck_line_note_wants")),
        sa.CheckConstraint(
            "kind <> 'answer' OR replies_to IS NOT NULL", name=op.f("ck_line_note_answers_what")
        ),
        sa.CheckConstraint(
            "kind IN ('request', 'question', 'answer', 'refusal')", name=op.f("ck_line_note_kind")
        ),
        sa.CheckConstraint(
            "wants IN ('change', 'suspend', 'stop', 'renew')", name=op.f("ck_line_note_wanted")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_line_note_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_note_line_id")),
        sa.ForeignKeyConstraint(["replies_to"], ["line_note.id"], name=op.f("fk_line_note_replies_to")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_line_note_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_line_note")),
    )
    op.create_index("ix_line_note_in_order", "line_note", ["establishment_id", "at"], unique=False)
    op.create_index(op.f("ix_line_note_line_id"), "line_note", ["line_id"], unique=False)
    op.create_table(
        "line_version",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("request_hash", sa.String(length=64), nullable=False),
        sa.Column("act", sa.String(length=9), nullable=False),
        sa.Column("status", sa.String(length=9), nullable=False),
        sa.Column("dosage", sa.Text(), nullable=False),
        sa.Column("route_label", sa.String(length=80), nullable=False),
        sa.Column("instructions", sa.Text(), nullable=False),
        sa.Column("regime", sa.String(length=10), nullable=True),
        sa.Column("time_critical", sa.Boolean(), nullable=False),
        sa.Column("crush", sa.String(length=9), nullable=True),
        sa.Column("as_needed", sa.Boolean(), nullable=False),
        sa.Column("badges", sa.Text(), nullable=False),
        sa.Column("care", sa.Text(), nullable=False),
        sa.Column("effective_from", Instant(), nullable=False),
        sa.Column("anchor", Instant(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("signed_by", sa.String(length=36), nullable=False),
        sa.Column("signed_at", Instant(), nullable=False),
        sa.Column("origin", sa.String(length=11), nullable=False),
        sa.Column("ordered_by", sa.String(length=120), nullable=True),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "act IN ('prescribe', 'change', 'suspend', 'resume', 'stop', 'renew', 'propose', 'compare', 'validate')",
            name=op.f("ck_line_version_act"),
        ),
        sa.CheckConstraint("crush IN ('allowed', 'forbidden')", name=op.f("ck_line_version_crush")),
        sa.CheckConstraint(
            "origin = 'signed' OR ordered_by IS NOT NULL", name=op.f("ck_line_version_ordered_by")
        ),
        sa.CheckConstraint(
            "origin IN ('signed', 'transcribed', 'oral')", name=op.f("ck_line_version_origin")
        ),
        sa.CheckConstraint(
            "regime IN ('assisted', 'entrusted', 'nurse_only')", name=op.f("ck_line_version_regime")
        ),
        sa.CheckConstraint(
            "status IN ('proposed', 'active', 'suspended', 'stopped')", name=op.f("ck_line_version_status")
        ),
        sa.CheckConstraint("number >= 1", name=op.f("ck_line_version_number")),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_line_version_line_id")),
        sa.PrimaryKeyConstraint("line_id", "number", name=op.f("pk_line_version")),
        sa.UniqueConstraint("id", name=op.f("uq_line_version_id")),
    )
    op.create_table(
        "opinion",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("problem", sa.String(length=3), nullable=True),
        sa.Column("intervention", sa.String(length=1), nullable=True),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "kind = 'agreed' OR (problem IS NOT NULL AND intervention IS NOT NULL AND text <> '')",
            name=op.f("ck_opinion_coded"),
        ),
        sa.CheckConstraint("kind IN ('agreed', 'proposal', 'blocking')", name=op.f("ck_opinion_kind")),
        sa.CheckConstraint("(line_id IS NULL) = (version IS NULL)", name=op.f("ck_opinion_of_a_version")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_opinion_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_opinion_line_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_opinion_resident_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion")),
    )
    op.create_index(
        "ix_opinion_establishment_id_resident_id",
        "opinion",
        ["establishment_id", "resident_id"],
        unique=False,
    )
    op.create_table(
        "protocol_line",
        sa.Column("version_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_protocol_line_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_protocol_line_line_id")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_protocol_line_resident_id")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["protocol_version.id"], name=op.f("fk_protocol_line_version_id")
        ),
        sa.PrimaryKeyConstraint("version_id", "line_id", name=op.f("pk_protocol_line")),
    )
    op.create_index("ix_protocol_line_line_id", "protocol_line", ["line_id"], unique=False)
    op.create_index("ix_protocol_line_resident_id", "protocol_line", ["resident_id"], unique=False)
    op.create_table(
        "reconciliation",
        sa.Column("absence_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("answer", sa.String(length=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=False),
        sa.Column("answered_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("answer IN ('keep', 'change', 'stop')", name=op.f("ck_reconciliation_answer")),
        sa.ForeignKeyConstraint(["document_id"], ["document.id"], name=op.f("fk_reconciliation_document_id")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_reconciliation_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_reconciliation_line_id")),
        sa.PrimaryKeyConstraint("absence_id", "line_id", name=op.f("pk_reconciliation")),
    )
    op.create_table(
        "self_management",
        sa.Column("request_id", sa.String(length=36), nullable=False),
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("act", sa.String(length=8), nullable=False),
        sa.Column("note", sa.String(length=500), nullable=True),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("author_name", sa.String(length=120), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "act IN ('assessed', 'handed', 'checked', 'ended')", name=op.f("ck_self_management_act")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_self_management_establishment_id")
        ),
        sa.ForeignKeyConstraint(["line_id"], ["line.id"], name=op.f("fk_self_management_line_id")),
        sa.PrimaryKeyConstraint("request_id", "line_id", name=op.f("pk_self_management")),
    )
    op.create_index(
        "ix_self_management_resident", "self_management", ["establishment_id", "resident_id"], unique=False
    )
    op.create_table(
        "opinion_message",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("opinion_id", sa.String(length=36), nullable=False),
        sa.Column("text", sa.String(length=1000), nullable=False),
        sa.Column("author_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_opinion_message_establishment_id")
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_message_opinion_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opinion_message")),
    )
    op.create_index(op.f("ix_opinion_message_opinion_id"), "opinion_message", ["opinion_id"], unique=False)
    op.create_table(
        "opinion_outcome",
        sa.Column("opinion_id", sa.String(length=36), nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("outcome", sa.String(length=1), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=False),
        sa.Column("at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint("outcome IN ('1', '2', '3', '4')", name=op.f("ck_opinion_outcome_outcome")),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_opinion_outcome_establishment_id")
        ),
        sa.ForeignKeyConstraint(["opinion_id"], ["opinion.id"], name=op.f("fk_opinion_outcome_opinion_id")),
        sa.PrimaryKeyConstraint("opinion_id", name=op.f("pk_opinion_outcome")),
    )
    op.create_table(
        "seal",
        sa.Column("line_id", sa.String(length=36), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("establishment_id", sa.String(length=36), nullable=False),
        sa.Column("resident_id", sa.String(length=36), nullable=False),
        sa.Column("nonce", sa.String(length=43), nullable=False),
        sa.Column("key_id", sa.String(length=16), nullable=False),
        sa.Column("payload", sa.Text(), nullable=False),
        sa.Column("signature", sa.String(length=128), nullable=False),
        sa.Column("signer_id", sa.String(length=36), nullable=False),
        sa.Column("seen_how", sa.String(length=16), nullable=False),
        sa.Column("seen_reason", sa.String(length=300), nullable=True),
        sa.Column("sealed_at", Instant(), nullable=False),
        sa.Column("row_hash", sa.String(length=32), nullable=False),
        sa.CheckConstraint(
            "seen_how <> 'record_only' OR seen_reason IS NOT NULL", name=op.f("ck_seal_seen_reason")
        ),
        sa.CheckConstraint(
            "seen_how IN ('examination', 'teleconsultation', 'record_only')", name=op.f("ck_seal_seen_how")
        ),
        sa.ForeignKeyConstraint(
            ["establishment_id"], ["establishment.id"], name=op.f("fk_seal_establishment_id")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["seal_key.id"], name=op.f("fk_seal_key_id")),
        sa.ForeignKeyConstraint(
            ["line_id", "version"],
            ["line_version.line_id", "line_version.number"],
            name=op.f("fk_seal_line_id_version"),
        ),
        sa.ForeignKeyConstraint(["nonce"], ["signature_challenge.nonce"], name=op.f("fk_seal_nonce")),
        sa.ForeignKeyConstraint(["resident_id"], ["resident.id"], name=op.f("fk_seal_resident_id")),
        sa.PrimaryKeyConstraint("line_id", "version", name=op.f("pk_seal")),
        sa.UniqueConstraint("nonce", "line_id", name=op.f("uq_seal_nonce_line_id")),
    )
    op.create_index("ix_seal_signer_id", "seal", ["establishment_id", "signer_id"], unique=False)
    for table in APPEND_ONLY:
        for statement in append_only_ddl(table, op.get_bind().dialect.name):
            op.execute(statement)


def downgrade() -> None:
    op.drop_index("ix_seal_signer_id", table_name="seal")
    op.drop_table("seal")
    op.drop_table("opinion_outcome")
    op.drop_index(op.f("ix_opinion_message_opinion_id"), table_name="opinion_message")
    op.drop_table("opinion_message")
    op.drop_index("ix_self_management_resident", table_name="self_management")
    op.drop_table("self_management")
    op.drop_table("reconciliation")
    op.drop_index("ix_protocol_line_resident_id", table_name="protocol_line")
    op.drop_index("ix_protocol_line_line_id", table_name="protocol_line")
    op.drop_table("protocol_line")
    op.drop_index("ix_opinion_establishment_id_resident_id", table_name="opinion")
    op.drop_table("opinion")
    op.drop_table("line_version")
    op.drop_index(op.f("ix_line_note_line_id"), table_name="line_note")
    op.drop_index("ix_line_note_in_order", table_name="line_note")
    op.drop_table("line_note")
    op.drop_table("line_mention")
    op.drop_table("daily_decision")
    op.drop_table("authorisation_object")
    op.drop_table("acknowledgement")
    op.drop_index(
        "uq_stock_move_reverses_id",
        table_name="stock_move",
        sqlite_where=sa.text("reverses_id IS NOT NULL"),
        postgresql_where=sa.text("reverses_id IS NOT NULL"),
    )
    op.drop_index("ix_stock_move_target", table_name="stock_move")
    op.drop_index("ix_stock_move_source", table_name="stock_move")
    op.drop_index("ix_stock_move_in_order", table_name="stock_move")
    op.drop_index("ix_stock_move_cause", table_name="stock_move")
    op.drop_table("stock_move")
    op.drop_index("ix_register_entry_of_move", table_name="register_entry")
    op.drop_table("register_entry")
    op.drop_index("ix_line_of_resident", table_name="line")
    op.drop_index("ix_line_establishment_id_class_id", table_name="line")
    op.drop_index("ix_line_ends_at", table_name="line")
    op.drop_index("ix_line_changed_at", table_name="line")
    op.drop_index("ix_line_awaits", table_name="line")
    op.drop_table("line")
    op.drop_index("ix_level_of_establishment", table_name="level")
    op.drop_table("level")
    op.drop_index("ix_transcription_waiting", table_name="transcription")
    op.drop_index(op.f("ix_transcription_resident_id"), table_name="transcription")
    op.drop_table("transcription")
    op.drop_table("remote_use")
    op.drop_table("register_book")
    op.drop_index("ix_protocol_reading_user_id", table_name="protocol_reading")
    op.drop_table("protocol_reading")
    op.drop_table("check_override")
    op.drop_index("ix_account_of_place", table_name="account")
    op.drop_table("account")
    op.drop_index("ix_vital_act_resident", table_name="vital_act")
    op.drop_table("vital_act")
    op.drop_index("uq_token_resident_id_support_number", table_name="token")
    op.drop_index(
        "uq_token_in_force",
        table_name="token",
        sqlite_where=sa.text("revoked_at IS NULL"),
        postgresql_where=sa.text("revoked_at IS NULL"),
    )
    op.drop_index("ix_token_establishment_id_tail", table_name="token")
    op.drop_table("token")
    op.drop_index("ix_to_countersign_in_order", table_name="to_countersign")
    op.drop_table("to_countersign")
    op.drop_index(
        "uq_stay_open",
        table_name="stay",
        sqlite_where=sa.text("ends_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL"),
    )
    op.drop_index("ix_stay_resident_id_starts_at", table_name="stay")
    op.drop_index("ix_stay_establishment_id_ends_at", table_name="stay")
    op.drop_table("stay")
    op.drop_table("signature_challenge")
    op.drop_index("ix_round_definition_of", table_name="round_definition")
    op.drop_table("round_definition")
    op.drop_table("round_closing")
    op.drop_table("remote_answer")
    op.drop_index("ix_register_line_of_unit", table_name="register_line")
    op.drop_index("ix_register_line_fact", table_name="register_line")
    op.drop_table("register_line")
    op.drop_table("receipt")
    op.drop_table("protocol_version")
    op.drop_table("protocol_end")
    op.drop_table("prn_end")
    op.drop_table("place")
    op.drop_table("order_draft")
    op.drop_index(op.f("ix_on_call_establishment_id"), table_name="on_call")
    op.drop_table("on_call")
    op.drop_table("national_session")
    op.drop_index("ix_measure_of_resident", table_name="measure")
    op.drop_table("measure")
    op.drop_index("ix_incident_in_order", table_name="incident")
    op.drop_index(op.f("ix_incident_event_id"), table_name="incident")
    op.drop_table("incident")
    op.drop_index("uq_identity_change_resident_id_number", table_name="identity_change")
    op.drop_table("identity_change")
    op.drop_table("help_answer")
    op.drop_index("ix_habilitation_of", table_name="habilitation")
    op.drop_table("habilitation")
    op.drop_table("draft")
    op.drop_index(op.f("ix_document_resident_id"), table_name="document")
    op.drop_table("document")
    op.drop_index(
        "uq_countersignature_once",
        table_name="countersignature",
        sqlite_where=sa.text("outcome = 'countersigned'"),
        postgresql_where=sa.text("outcome = 'countersigned'"),
    )
    op.drop_index(op.f("ix_countersignature_event_id"), table_name="countersignature")
    op.drop_table("countersignature")
    op.drop_table("consultation_resident")
    op.drop_index("ix_consultation_read_of", table_name="consultation_read")
    op.drop_index(op.f("ix_consultation_read_consultation_id"), table_name="consultation_read")
    op.drop_table("consultation_read")
    op.drop_table("consultation_judgement")
    op.drop_table("consultation_end")
    op.drop_index("ix_check_firing_establishment_id_at", table_name="check_firing")
    op.drop_table("check_firing")
    op.drop_index("ix_autonomy_of", table_name="autonomy")
    op.drop_table("autonomy")
    op.drop_index("ix_authorisation_resident_resident_id", table_name="authorisation_resident")
    op.drop_table("authorisation_resident")
    op.drop_table("authorisation_end")
    op.drop_index(op.f("ix_allergy_resident_id"), table_name="allergy")
    op.drop_table("allergy")
    op.drop_index(
        "uq_absence_open",
        table_name="absence",
        sqlite_where=sa.text("ends_at IS NULL AND withdrawn_at IS NULL"),
        postgresql_where=sa.text("ends_at IS NULL AND withdrawn_at IS NULL"),
    )
    op.drop_index("ix_absence_resident_id_starts_at", table_name="absence")
    op.drop_table("absence")
    op.drop_table("unit")
    op.drop_index("ix_stock_act_serial", table_name="stock_act")
    op.drop_table("stock_act")
    op.drop_index("ix_stand_in_establishment_id_ends", table_name="stand_in")
    op.drop_table("stand_in")
    op.drop_table("staff_badge")
    op.drop_index("ix_settlement_subject", table_name="settlement")
    op.drop_table("settlement")
    op.drop_index("ix_session_user_id", table_name="session")
    op.drop_index("ix_session_device", table_name="session")
    op.drop_table("session")
    op.drop_index("ix_second_look_dose", table_name="second_look")
    op.drop_table("second_look")
    op.drop_index("ix_scan_resident", table_name="scan")
    op.drop_index("ix_scan_recent", table_name="scan")
    op.drop_table("scan")
    op.drop_index(op.f("ix_resident_establishment_id"), table_name="resident")
    op.drop_table("resident")
    op.drop_index("ix_remote_request_line", table_name="remote_request")
    op.drop_index("ix_remote_request_asked_at", table_name="remote_request")
    op.drop_table("remote_request")
    op.drop_index("ix_protocol_establishment_id_kind", table_name="protocol")
    op.drop_table("protocol")
    op.drop_index("ix_prn_effect_dose", table_name="prn_effect")
    op.drop_table("prn_effect")
    op.drop_index("ix_prn_counting_dose", table_name="prn_counting")
    op.drop_table("prn_counting")
    op.drop_index("ix_prn_ask_resident", table_name="prn_ask")
    op.drop_table("prn_ask")
    op.drop_table("presentation_units")
    op.drop_table("order_template")
    op.drop_table("moment")
    op.drop_index("ix_help_call_asked_at", table_name="help_call")
    op.drop_table("help_call")
    op.drop_index(
        "ix_event_replaces",
        table_name="event",
        sqlite_where=sa.text("replaces IS NOT NULL"),
        postgresql_where=sa.text("replaces IS NOT NULL"),
    )
    op.drop_index("ix_event_dose", table_name="event")
    op.drop_table("event")
    op.drop_index(
        "ix_dose_state_site",
        table_name="dose_state",
        sqlite_where=sa.text("site IS NOT NULL"),
        postgresql_where=sa.text("site IS NOT NULL"),
    )
    op.drop_index("ix_dose_state_resident", table_name="dose_state")
    op.drop_index("ix_dose_state_changes", table_name="dose_state")
    op.drop_table("dose_state")
    op.drop_index("ix_declared_dose_resident", table_name="declared_dose")
    op.drop_table("declared_dose")
    op.drop_index(op.f("ix_consultation_setting_establishment_id"), table_name="consultation_setting")
    op.drop_table("consultation_setting")
    op.drop_index("ix_consultation_of_reader", table_name="consultation")
    op.drop_table("consultation")
    op.drop_index("ix_authorisation_of", table_name="authorisation")
    op.drop_table("authorisation")
    op.drop_table("aside")
    op.drop_table("access_reset")
    op.drop_index("ix_totp_user_id", table_name="totp")
    op.drop_table("totp")
    op.drop_table("recovery_code")
    op.drop_index("ix_passkey_user_id", table_name="passkey")
    op.drop_table("passkey")
    op.drop_index(op.f("ix_medicine_class_id"), table_name="medicine")
    op.drop_table("medicine")
    op.drop_table("establishment")
    op.drop_table("substance")
    op.drop_table("staff_user")
    op.drop_table("seal_key")
    op.drop_index("ix_proof_challenge_expires_at", table_name="proof_challenge")
    op.drop_table("proof_challenge")
    op.drop_index(op.f("ix_presentation_cis"), table_name="presentation")
    op.drop_table("presentation")
    op.drop_table("prescription_condition")
    op.drop_table("organisation")
    op.drop_table("medicine_class")
    op.drop_table("medical_benefit")
    op.drop_table("major_interest")
    op.drop_table("interaction_pair")
    op.drop_table("interaction_member")
    op.drop_table("interaction_edition")
    op.drop_table("has_page")
    op.drop_index("ix_generic_member_cis", table_name="generic_member")
    op.drop_table("generic_member")
    op.drop_table("generic_group")
    op.drop_table("failed_proof")
    op.drop_index("ix_composition_code", table_name="composition")
    op.drop_table("composition")
    op.drop_index("ix_catalogue_edition_file", table_name="catalogue_edition")
    op.drop_table("catalogue_edition")
    op.drop_table("benefit_improvement")
    op.drop_table("availability")
    op.drop_table("audit_head")
    op.drop_table("audit_entry")
