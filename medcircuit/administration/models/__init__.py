"""Tables of the round: what was scanned, what was said to have happened, and the state each dose has by it."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
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
    UniqueConstraint,
)

from medcircuit.administration.models.asides import aside
from medcircuit.administration.models.register import register_line
from medcircuit.administration.models.second import second_look as second_look
from medcircuit.administration.models.vital import countersignature, to_countersign, vital_act
from medcircuit.administration.rules.vocabulary import DoseState, EventKind
from medcircuit.kernel.db import Instant, append_only, done_by, metadata, own_row

__all__ = [
    "KEY_LENGTH",
    "aside",
    "countersignature",
    "declared_dose",
    "dose_state",
    "draft",
    "event",
    "incident",
    "prn_ask",
    "prn_counting",
    "prn_effect",
    "prn_end",
    "receipt",
    "register_line",
    "round_closing",
    "scan",
    "second_look",
    "settlement",
    "to_countersign",
    "vital_act",
]

_KINDS = ", ".join(f"'{kind}'" for kind in EventKind)
_STATES = ", ".join(f"'{state}'" for state in DoseState)

KEY_LENGTH = 120

scan = append_only(
    Table(
        "scan",
        metadata,
        *own_row(),
        Column("unit_id", String(36), nullable=False),
        Column("round_date", Date, nullable=False),
        Column("moment", String(16), nullable=False),
        Column("raw", String(700), nullable=False),
        Column("mode", String(8), nullable=False),
        Column("traits", String(80)),
        Column("device_id", String(64), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("at", Instant, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("kind", String(12), nullable=False),
        Column("verdict", String(8), nullable=False),
        Column("helper", Boolean, nullable=False),
        Column("findings", Text, nullable=False),
        Column("resident_id", String(36)),
        Column("line_id", String(36)),
        Column("dose_key", String(KEY_LENGTH)),
        Column("class_id", String(36)),
        Column("cip13", String(13)),
        Column("lot", String(20)),
        Column("expiry", Date),
        Column("serial", String(20)),
        Column("stock_unit", String(8)),
        Column("units", String(24)),
        Column("answer", Text, nullable=False),
        CheckConstraint("mode IN ('scan', 'typed', 'photo')", name="mode"),
        CheckConstraint("verdict IN ('ok', 'confirm', 'stop', 'repeat', 'unknown')", name="verdict"),
        CheckConstraint("kind IN ('resident', 'product', 'place', 'user', 'other', 'unknown')", name="kind"),
        Index("ix_scan_recent", "establishment_id", "unit_id", "received_at"),
        Index("ix_scan_resident", "establishment_id", "resident_id", "received_at"),
    )
)
"""Every scan, right and wrong, with what it was found to be. `findings` and `answer` are JSON; a lot or an expiry
that reads in two ways is not here. `helper`: who scanned only helps here. Of a code of ours or of an identity only the hash is kept; `units` is the amount
proposed, in units of the product presented."""

event = append_only(
    Table(
        "event",
        metadata,
        *own_row(),
        Column("unit_id", String(36)),
        Column("kind", String(12), nullable=False),
        Column("dose_key", String(KEY_LENGTH), nullable=False),
        Column("line_id", String(36), nullable=False),
        Column("resident_id", String(36), nullable=False),
        Column("amount", String(24)),
        Column("replaces", String(36)),
        Column("at", Instant, nullable=False),
        Column("device_at", Instant, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("actor_name", String(120), nullable=False),
        Column("entered_by", String(36)),
        Column("entered_by_name", String(120)),
        Column("authorisation_id", String(36)),
        Column("session_id", String(64)),
        Column("device_id", String(64), nullable=False),
        Column("device_seq", BigInteger, nullable=False),
        Column("held", Boolean, nullable=False),
        Column("asserted", Boolean, nullable=False),
        Column("offer_again", Boolean, nullable=False),
        Column("site", String(20)),
        Column("second_id", String(36)),
        Column("class_id", String(36)),
        Column("cip13", String(13)),
        Column("lot", String(20)),
        Column("expiry", Date),
        Column("parts_given", BigInteger, nullable=False),
        Column("parts_discarded", BigInteger, nullable=False),
        Column("content", Text, nullable=False),
        Column("hash", String(64), nullable=False),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("kind <> 'void' OR replaces IS NOT NULL", name="void_names_what"),
        CheckConstraint("replaces IS NULL OR replaces <> id", name="replaces_another"),
        CheckConstraint("parts_given >= 0 AND parts_discarded >= 0", name="parts"),
        Index("ix_event_dose", "establishment_id", "dose_key"),
    )
)
"""What was said to have happened, once and for all. `content` is the canonical JSON of what the device sent and `hash`
its SHA-256. `at` is the instant judged, `device_at` the device's own. A fact that no
planned dose receives is `held`. `parts_…`: what leaves the stock if this fact stands as a take. `site`: where on the
body something that stays there was put on ("unsaid" where nobody said), or an injection was made. `second_id`: the
second look that stands for it. `entered_by`: who typed it, where that is not who did it. `authorisation_id`: what opened
the dose to someone who is no nurse."""

Index(
    "ix_event_replaces",
    event.c.replaces,
    sqlite_where=event.c.replaces.is_not(None),
    postgresql_where=event.c.replaces.is_not(None),
)

receipt = append_only(
    Table(
        "receipt",
        metadata,
        Column("event_id", ForeignKey("event.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        Column("status", String(24), nullable=False),
        Column("answer", Text, nullable=False),
        Column("at", Instant, nullable=False),
        CheckConstraint(
            "status IN ('accepted', 'accepted_with_incidents', 'held')",
            name="status",
        ),
    )
)
"""The answer given to an event, the same for ever; `answer` is its JSON."""

incident = append_only(
    Table(
        "incident",
        metadata,
        *own_row(),
        Column("event_id", ForeignKey("event.id"), nullable=False, index=True),
        Column("resident_id", String(36), nullable=False),
        Column("code", String(40), nullable=False),
        Column("tier", String(8), nullable=False),
        Column("facts", Text, nullable=False),
        Column("at", Instant, nullable=False),
        UniqueConstraint("event_id", "code"),
        Index("ix_incident_in_order", "establishment_id", "at"),
    )
)
"""What was found about a fact when it was taken: it never prevented taking it."""

dose_state = Table(
    "dose_state",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("dose_key", String(KEY_LENGTH), primary_key=True),
    Column("resident_id", String(36), nullable=False),
    Column("line_id", String(36), nullable=False),
    Column("unit_id", String(36)),
    Column("local_date", Date, nullable=False),
    Column("state", String(12), nullable=False),
    Column("event_id", String(36), unique=True),
    Column("at", Instant),
    Column("by", String(36)),
    Column("by_name", String(120)),
    Column("flags", String(48), nullable=False),
    Column("takes", Text, nullable=False),
    Column("offer_again_at", Instant),
    Column("site", String(20)),
    Column("tries", Integer, nullable=False),
    Column("changed_at", Instant, nullable=False),
    CheckConstraint(f"state IN ({_STATES})", name="state"),
    CheckConstraint("(state = 'due') = (event_id IS NULL)", name="accepted_fact"),
    Index("ix_dose_state_resident", "establishment_id", "resident_id", "local_date"),
    Index("ix_dose_state_changes", "establishment_id", "unit_id", "changed_at"),
)
"""A projection, one row for each planned dose that was touched, and the lock of that dose: the fold of its events.

`event_id` is the accepted fact; `takes` are the events (JSON list) by which medicine left the stock; `site` is where
what was given went, as the accepted fact says; `tries` is how often it was offered and not taken."""
Index(
    "ix_dose_state_site",
    dose_state.c.establishment_id,
    dose_state.c.resident_id,
    dose_state.c.local_date,
    sqlite_where=dose_state.c.site.is_not(None),
    postgresql_where=dose_state.c.site.is_not(None),
)

round_closing = append_only(
    Table(
        "round_closing",
        metadata,
        *own_row(),
        Column("unit_id", ForeignKey("unit.id"), nullable=False),
        Column("round_date", Date, nullable=False),
        Column("moment", String(16), nullable=False),
        Column("forced", Boolean, nullable=False),
        Column("owner_id", String(36)),
        Column("untraced", Integer, nullable=False),
        Column("at", Instant, nullable=False),
        Column("closed_at", Instant, nullable=False),
        Column("closed_by", String(36), nullable=False),
        Column("closed_by_name", String(120), nullable=False),
        UniqueConstraint("establishment_id", "round_date", "unit_id", "moment"),
        CheckConstraint("forced OR untraced = 0", name="untraced_only_by_force"),
        CheckConstraint("untraced = 0 OR owner_id IS NOT NULL", name="untraced_has_an_owner"),
        CheckConstraint("untraced >= 0", name="untraced"),
    )
)
"""A round that was closed: by whom, when, and how many doses nobody answered for, with who owns them."""

settlement = append_only(
    Table(
        "settlement",
        metadata,
        *own_row(),
        Column("matter", String(8), nullable=False),
        Column("subject", String(KEY_LENGTH), nullable=False),
        Column("outcome", String(16), nullable=False),
        Column("reason", String(40)),
        Column("note", String(500)),
        Column("event_id", String(36)),
        Column("at", Instant, nullable=False),
        Column("by", String(36), nullable=False),
        Column("by_name", String(120), nullable=False),
        CheckConstraint("matter IN ('held', 'dose', 'inform', 'alone', 'register')", name="matter"),
        Index("ix_settlement_subject", "establishment_id", "matter", "subject"),
    )
)
"""What a person decided about what the software asked a person to look at. `subject`: a held event, an event the
prescriber is told of, a dose given without witness, a line of the register, or the key of a dose; `event_id`: what it came to (the fact that placed a held one, the accepted
fact of the dose when it was decided)."""
prn_ask = append_only(
    Table(
        "prn_ask",
        metadata,
        *own_row(),
        Column("unit_id", String(36)),
        Column("resident_id", String(36), nullable=False),
        Column("line_id", String(36), nullable=False),
        Column("version_seen", Integer, nullable=False),
        Column("dose_key", String(KEY_LENGTH), nullable=False, unique=True),
        Column("reason", String(20), nullable=False),
        Column("scale", String(20)),
        Column("score", String(12)),
        Column("amount", String(24), nullable=False),
        Column("unit", String(60), nullable=False),
        Column("claimed", Boolean, nullable=False),
        Column("decided_by", String(120)),
        Column("answers", String(300)),
        Column("scan_id", String(36)),
        Column("device_id", String(64), nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("actor_name", String(120), nullable=False),
        Column("at", Instant, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("hash", String(64), nullable=False),
        Column("answer", Text, nullable=False),
        Index("ix_prn_ask_resident", "establishment_id", "resident_id", "received_at"),
    )
)
"""A dose as needed that somebody was about to give: why, how bad, how much, and what was answered. `claimed`: nothing
forbade it, and it counts until its gesture or its end comes. `decided_by`: the physician whose new decision lifted a
limit, or whom the protocol has called first. `answers`: what was answered to the questions of the protocol, in JSON."""

prn_end = append_only(
    Table(
        "prn_end",
        metadata,
        Column("ask_id", ForeignKey("prn_ask.id"), primary_key=True),
        Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
        *done_by(),
    )
)
"""A dose in progress that was given up: « abandonné, non donné », by whom."""

prn_effect = append_only(
    Table(
        "prn_effect",
        metadata,
        *own_row(),
        Column("resident_id", String(36), nullable=False),
        Column("dose_key", String(KEY_LENGTH), nullable=False),
        Column("effect", String(10), nullable=False),
        Column("scale", String(20)),
        Column("score", String(12)),
        Column("note", String(500)),
        Column("at", Instant, nullable=False),
        Column("received_at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("actor_name", String(120), nullable=False),
        Column("hash", String(64), nullable=False),
        CheckConstraint("effect IN ('effective', 'partial', 'none', 'adverse')", name="effect"),
        Index("ix_prn_effect_dose", "establishment_id", "dose_key"),
    )
)
"""How a dose as needed was seen to have worked; the last one said holds."""

prn_counting = append_only(
    Table(
        "prn_counting",
        metadata,
        *own_row(),
        Column("resident_id", String(36), nullable=False),
        Column("dose_key", String(KEY_LENGTH), nullable=False),
        Column("counts", Boolean, nullable=False),
        Column("at", Instant, nullable=False),
        Column("by", String(36), nullable=False),
        Column("by_name", String(120), nullable=False),
        Index("ix_prn_counting_dose", "establishment_id", "dose_key"),
    )
)
"""Whether a dose that was spat out counts in the limits: it does unless a nurse or a prescriber says otherwise."""

declared_dose = append_only(
    Table(
        "declared_dose",
        metadata,
        *own_row(),
        Column("resident_id", String(36), nullable=False),
        Column("line_id", String(36), nullable=False),
        Column("amount", String(24), nullable=False),
        Column("at", Instant, nullable=False),
        Column("said_by", String(80), nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("by", String(36), nullable=False),
        Column("by_name", String(120), nullable=False),
        Column("hash", String(64), nullable=False),
        Index("ix_declared_dose_resident", "establishment_id", "resident_id", "at"),
    )
)
"""A dose that the family says it gave, of a medicine the person has a line of: it counts, and moves no stock."""

draft = Table(
    "draft",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("unit_id", ForeignKey("unit.id"), primary_key=True),
    Column("round_date", Date, primary_key=True),
    Column("moment", String(16), primary_key=True),
    Column("user_id", String(36), primary_key=True),
    Column("device_id", String(64), nullable=False),
    Column("resident_id", String(36), nullable=False),
    Column("content", Text, nullable=False),
    Column("changed_at", Instant, nullable=False),
)
"""What a carer has begun in a round and not recorded: gone once it is, and taken up again on another tablet."""
