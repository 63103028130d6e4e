"""The mentions of lines: as a table's row, as they are sealed, and as they are read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, insert

from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line_mention
from medcircuit.prescriptions.rules.mentions import NO_MENTIONS, Mentions, Substitution
from medcircuit.residents.rules.admission import clean_optional

COLUMNS = tuple(line_mention.c[name] for name in ("substitution", "ald", "packs", "renewals", "off_label"))


def mentions_json(mentions: Mentions) -> dict[str, Any]:
    """The mentions as they are kept and sealed.

    Raises:
        Invalid: the reason cannot be kept as it is written.
    """
    return {
        "substitution": mentions.substitution.value if mentions.substitution else None,
        "ald": mentions.ald,
        "packs": mentions.packs,
        "renewals": mentions.renewals,
        "off_label": clean_optional(mentions.off_label, field="Le motif", longest=300),
    }


NONE_SAID = mentions_json(NO_MENTIONS)


def mentions_read(row: Mapping[str, Any] | RowMapping) -> Mentions:
    """The mentions of a row that holds their columns, joined from the outside: none said where there are none."""
    if row["ald"] is None:
        return NO_MENTIONS
    said = {column.name: row[column.name] for column in COLUMNS}
    return Mentions(
        **said | {"substitution": Substitution(said["substitution"]) if said["substitution"] else None}
    )


def keep_mentions(work: Work, line_id: str, said: Mapping[str, Any]) -> None:
    """Keep what a line says with its first version; what says nothing has no row."""
    if said != NONE_SAID:
        signed = {"author_id": work.actor.user_id, "signed_at": work.now}
        work.connection.execute(insert(line_mention), {"line_id": line_id, **said, **signed})
