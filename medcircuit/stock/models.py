"""Tables of stock: accounts, the moves between them, the level of each place account, and what people entered."""

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

from medcircuit.kernel.db import Instant, append_only, metadata, own_row
from medcircuit.stock.rules import LOT_LENGTH, AccountKind

GUARD = "a narcotic moves by a line of the register"
"""What the database says where it refuses a move."""

_KINDS = ", ".join(f"'{kind}'" for kind in AccountKind)

account = append_only(
    Table(
        "account",
        metadata,
        *own_row(),
        Column("kind", String(24), nullable=False),
        Column("place_id", ForeignKey("place.id")),
        Column("cip13", String(13)),
        Column("class_id", String(36)),
        Column("lot", String(LOT_LENGTH)),
        Column("expiry", Date),
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint(
            "kind = 'place' AND place_id IS NOT NULL AND (cip13 IS NOT NULL OR class_id IS NOT NULL) OR "
            "kind <> 'place' AND place_id IS NULL AND cip13 IS NULL AND class_id IS NULL "
            "AND lot IS NULL AND expiry IS NULL",
            name="what_it_counts",
        ),
        Index("ix_account_of_place", "place_id", "cip13"),
    )
)
"""What is counted: a place account by presentation (or class, where no presentation is known), lot and expiry."""

stock_move = append_only(
    Table(
        "stock_move",
        metadata,
        *own_row(),
        Column("source", ForeignKey("account.id"), nullable=False),
        Column("target", ForeignKey("account.id"), nullable=False),
        Column("amount", BigInteger, nullable=False),
        Column("cause_kind", String(24), nullable=False),
        Column("cause_id", String(64), nullable=False),
        Column("reason", String(24)),
        Column("at", Instant, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("reverses_id", ForeignKey("stock_move.id")),
        CheckConstraint("amount > 0", name="amount"),
        CheckConstraint("source <> target", name="somewhere_else"),
        Index("ix_stock_move_in_order", "establishment_id", "recorded_at", "id"),
        Index("ix_stock_move_cause", "cause_id"),
        Index("ix_stock_move_source", "source"),
        Index("ix_stock_move_target", "target"),
    )
)
"""Double entry: `amount` parts go from `source` to `target`. `at` is when it happened, `recorded_at` when it was told."""

Index(
    "uq_stock_move_reverses_id",
    stock_move.c.reverses_id,
    unique=True,
    sqlite_where=stock_move.c.reverses_id.is_not(None),
    postgresql_where=stock_move.c.reverses_id.is_not(None),
)

register_entry = append_only(
    Table(
        "register_entry",
        metadata,
        *own_row(),
        Column("place_id", ForeignKey("place.id"), nullable=False),
        Column("product", String(16), nullable=False),
        Column("number", Integer, nullable=False),
        Column("move_id", String(36)),
        Column("account_id", ForeignKey("account.id")),
        Column("change", BigInteger, nullable=False),
        Column("balance", BigInteger, nullable=False),
        Column("reason", String(24)),
        Column("at", Instant, nullable=False),
        Column("recorded_at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Column("witness_id", String(36)),
        Column("witness_name", String(120)),
        Column("alone", Boolean, nullable=False),
        UniqueConstraint("place_id", "product", "number"),
        CheckConstraint("number > 0", name="number"),
        CheckConstraint("change <> 0 OR move_id IS NULL", name="change"),
        CheckConstraint("witness_id IS NULL OR witness_id <> actor_id AND NOT alone", name="another_person"),
        Index("ix_register_entry_of_move", "move_id", "account_id", unique=True),
    )
)
"""One line of the register of narcotics (R.5132-36 of the public health code): a move as it changes what a place holds of a product
(a presentation, or a class where no presentation is known), in parts, all lots together, with the balance after it. Each book,
a product in a place, is numbered without gap. A line is written before its move (so it is no foreign key, and `medcircuit verify`
holds the two against each other), which the database refuses without it. One without a move is a count that was right (its change is zero), or carries over what
lay there before the register knew of it. `alone`: the rule asked for a witness, and there was none."""

register_book = Table(
    "register_book",
    metadata,
    Column("place_id", ForeignKey("place.id"), primary_key=True),
    Column("product", String(16), primary_key=True),
)
"""The books that are open; the row of each is its lock, held while its next lines are written."""

level = Table(
    "level",
    metadata,
    Column("account_id", ForeignKey("account.id"), primary_key=True),
    Column("establishment_id", ForeignKey("establishment.id"), nullable=False),
    Column("amount", BigInteger, nullable=False),
    CheckConstraint("amount >= 0", name="amount"),
    Index("ix_level_of_establishment", "establishment_id"),
)
"""What each place account holds now: the sum of its moves, kept as a row that is also its lock. Outer accounts have
no row here: every act would wait for the same one."""

stock_act = append_only(
    Table(
        "stock_act",
        metadata,
        Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
        Column("id", String(36), primary_key=True),
        Column("kind", String(24), nullable=False),
        Column("content", Text, nullable=False),
        Column("answer", Text, nullable=False),
        Column("cip13", String(13)),
        Column("serial", String(LOT_LENGTH)),
        Column("recorded_at", Instant, nullable=False),
        Column("actor_id", String(36), nullable=False),
        Index("ix_stock_act_serial", "establishment_id", "cip13", "serial"),
    )
)
"""What a person entered on a stock screen, under the id their browser made: sent again, it has the same answer.

`content` and `answer` are canonical JSON; `serial` is that of the box that was scanned, where its code held one.
"""
