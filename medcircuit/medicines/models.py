"""Tables of the catalogue, common to all establishments, and what each establishment confirmed of its boxes.

Rows of the public files are never deleted: what vanished is retired. Links between files are not foreign keys,
for the public files have orphans; a presentation without medicine gets a stub.
"""

from __future__ import annotations

from typing import Any

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
)

from medcircuit.kernel.db import Instant, metadata
from medcircuit.medicines.rules.doses import StockUnit
from medcircuit.medicines.rules.forms import Family, Release

AMOUNT = String(40)
"""An exact amount as text: a decimal with a point, or a fraction ("1/3")."""


def _one_of(column: str, values: list[str]) -> CheckConstraint:
    return CheckConstraint(f"{column} IN ({', '.join(repr(value) for value in values)})", name=column)


def _kept() -> tuple[Column[Any], Column[Any]]:
    """What every row of a public file has: the mark of its content, and when it vanished from the file."""
    return Column("fingerprint", BigInteger, nullable=False), Column("retired_at", Instant)


def _opinions(name: str) -> Table:
    """A table of opinions of the HAS; `digest` tells those of one dossier apart."""
    return Table(
        name,
        metadata,
        Column("cis", String(8), primary_key=True),
        Column("dossier", Text, primary_key=True),
        Column("digest", String(16), primary_key=True),
        Column("motive", Text, nullable=False),
        Column("given_on", Date),
        Column("value", Text, nullable=False),
        Column("text", Text, nullable=False),
        *_kept(),
    )


medicine_class = Table(
    "medicine_class",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("key", Text, nullable=False),
    Column("label", Text, nullable=False),
    Column("family", String(24), nullable=False),
    Column("release", String(16), nullable=False),
    Column("bound", Text, nullable=False),
    Column("strengths", Text, nullable=False),
    Column("successor_id", ForeignKey("medicine_class.id")),
    _one_of("family", [family.value for family in Family]),
    _one_of("release", [release.value for release in Release]),
)
"""What makes boxes the same medicine; the id is the hash of the key. `strengths` is JSON; `successor_id` names the class its medicines moved to."""

medicine = Table(
    "medicine",
    metadata,
    Column("cis", String(8), primary_key=True),
    Column("denomination", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("routes", Text, nullable=False),
    Column("authorisation", Text, nullable=False),
    Column("procedure", Text, nullable=False),
    Column("marketed", Boolean),
    Column("authorised_on", Date),
    Column("alert", Text, nullable=False),
    Column("eu_number", Text, nullable=False),
    Column("holder", Text, nullable=False),
    Column("watched", Boolean),
    Column("stub", Boolean, nullable=False),
    Column("class_id", ForeignKey("medicine_class.id"), nullable=False, index=True),
    Column("group_id", String(9)),
    Column("substances", Text, nullable=False),
    Column("stock_unit", String(4), nullable=False),
    Column("unit_word", String(40), nullable=False),
    Column("unit_ml", AMOUNT),
    Column("narcotic", Boolean),
    Column("assimilated", Boolean),
    Column("secure_prescription", Boolean),
    Column("list", String(2)),
    Column("limit_days", Integer),
    Column("atc", String(7), nullable=False),
    Column("atc_from", String(5), nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("retired_at", Instant),
    _one_of("stock_unit", [unit.value for unit in StockUnit]),
)
"""One medicine (CIS). From `class_id` to `atc_from` the columns are derived by the rules; `stub`: known only by a box.

How it is prescribed (`narcotic` to `limit_days`) is NULL where no edition said it: not known is not « no ».
"""

presentation = Table(
    "presentation",
    metadata,
    Column("cip13", String(13), primary_key=True),
    Column("cip7", String(7), nullable=False, unique=True),
    Column("cis", String(8), nullable=False, index=True),
    Column("label", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("marketing", Text, nullable=False),
    Column("declared_on", Date),
    Column("collectivities", Boolean),
    Column("rates", String(40)),
    Column("price_cents", Integer),
    Column("public_price_cents", Integer),
    Column("fee_cents", Integer),
    Column("indications", Text, nullable=False),
    Column("units", AMOUNT),
    Column("fingerprint", BigInteger, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("length(cip13) = 13", name="cip13"),
)
"""One kind of box (CIP); its GTIN is 0 and its CIP13. `units`: what it holds in the stock unit of its medicine, read from its text, or NULL."""

composition = Table(
    "composition",
    metadata,
    Column("cis", String(8), primary_key=True),
    Column("element", Text, primary_key=True),
    Column("code", String(9), primary_key=True),
    Column("nature", String(2), primary_key=True),
    Column("link", String(9), primary_key=True),
    Column("name", Text, nullable=False),
    Column("dosage", Text, nullable=False),
    Column("reference", Text, nullable=False),
    Column("fingerprint", BigInteger, nullable=False),
    Column("retired_at", Instant),
    Index("ix_composition_code", "code"),
)
"""One substance of a medicine; SA and FT of one `link` are a salt and its base. Amounts stay words: rules read them."""

substance = Table(
    "substance",
    metadata,
    Column("code", String(9), primary_key=True),
    Column("name", Text, nullable=False),
    Column("base", Text, nullable=False),
)
"""A substance of the public database and its folded base name, by which salts are one."""

generic_group = Table(
    "generic_group",
    metadata,
    Column("id", String(9), primary_key=True),
    Column("label", Text, nullable=False),
)

generic_member = Table(
    "generic_member",
    metadata,
    Column("group_id", String(9), primary_key=True),
    Column("cis", String(8), primary_key=True),
    Column("kind", Integer, nullable=False),
    Column("rank", Integer),
    Column("fingerprint", BigInteger, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("kind BETWEEN 0 AND 4", name="kind"),
    Index("ix_generic_member_cis", "cis"),
)
"""A medicine in a generic group: 0 the reference, 1 generic, 2 and 4 other kinds of the register."""

prescription_condition = Table(
    "prescription_condition",
    metadata,
    Column("cis", String(8), primary_key=True),
    Column("condition", Text, primary_key=True),
    *_kept(),
)
"""One condition of prescription or delivery of a medicine, in the words of the public database; rules read them."""

major_interest = Table(
    "major_interest",
    metadata,
    Column("cis", String(8), primary_key=True),
    Column("atc", String(7), nullable=False),
    Column("denomination", Text, nullable=False),
    Column("link", Text, nullable=False),
    *_kept(),
)
"""A medicine of major therapeutic interest (MITM), and the only ATC codes that the public database gives."""

availability = Table(
    "availability",
    metadata,
    Column("cis", String(8), primary_key=True),
    Column("cip13", String(13), primary_key=True),
    Column("status", Text, primary_key=True),
    Column("started", String(10), primary_key=True),
    Column("link", Text, primary_key=True),
    Column("label", Text, nullable=False),
    Column("updated_on", Date),
    Column("back_on", Date),
    *_kept(),
)
"""A shortage, a stop, or its end, as declared to the ANSM; `cip13` is empty where it is of every box, `started` too."""

has_page = Table(
    "has_page",
    metadata,
    Column("dossier", Text, primary_key=True),
    Column("link", Text, primary_key=True),
    *_kept(),
)
"""Where the HAS publishes the opinions of one dossier of its Commission de la transparence."""

medical_benefit = _opinions("medical_benefit")
"""Opinions on the medical benefit of a medicine (SMR)."""
benefit_improvement = _opinions("benefit_improvement")
"""Opinions on the improvement of that benefit (ASMR)."""

catalogue_edition = Table(
    "catalogue_edition",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("file", String(40), nullable=False),
    Column("edition", Date, nullable=False),
    Column("encoding", String(8), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("read", Integer, nullable=False),
    Column("inserted", Integer, nullable=False),
    Column("updated", Integer, nullable=False),
    Column("unchanged", Integer, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    Index("ix_catalogue_edition_file", "file", "imported_at"),
)
"""Each file imported that changed something: which edition it is and what it did."""

presentation_units = Table(
    "presentation_units",
    metadata,
    Column("establishment_id", ForeignKey("establishment.id"), primary_key=True),
    Column("cip13", String(13), primary_key=True),
    Column("units", AMOUNT, nullable=False),
    Column("confirmed_by", String(36), nullable=False),
    Column("confirmed_at", Instant, nullable=False),
)
"""What a person counted in a box, at its first reception in this establishment."""

interaction_edition = Table(
    "interaction_edition",
    metadata,
    Column("id", String(36), primary_key=True),
    Column("source", String(80), nullable=False),
    Column("kind", String(7), nullable=False),
    Column("file", String(200), nullable=False),
    Column("edition", Date, nullable=False),
    Column("encoding", String(8), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("read", Integer, nullable=False),
    Column("inserted", Integer, nullable=False),
    Column("retired", Integer, nullable=False),
    Column("rejected", Integer, nullable=False),
    _one_of("kind", ["pairs", "members"]),
)
"""Each file of interactions imported that changed something."""

interaction_member = Table(
    "interaction_member",
    metadata,
    Column("source", String(80), primary_key=True),
    Column("substance", String(300), primary_key=True),
    Column("class_name", String(300), primary_key=True),
    Column("retired_at", Instant),
)
"""A substance that a thesaurus covers, and a class it is in ("" where it stands by itself)."""

interaction_pair = Table(
    "interaction_pair",
    metadata,
    Column("source", String(80), primary_key=True),
    Column("a", String(300), primary_key=True),
    Column("b", String(300), primary_key=True),
    Column("digest", String(16), primary_key=True),
    Column("a_name", String(300), nullable=False),
    Column("b_name", String(300), nullable=False),
    Column("levels", String(16), nullable=False),
    Column("mechanism", Text, nullable=False),
    Column("conduct", Text, nullable=False),
    Column("retired_at", Instant),
    CheckConstraint("a <= b", name="ordered"),
)
"""Two protagonists (keys of `rules.thesaurus`, in their order) that interact; `levels` are CI, AD, PE, APEC, "|" between."""
