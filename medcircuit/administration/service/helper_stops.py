"""What stopped those who help, for the nurses: « Ne donnez pas. L'infirmier est prévenu. » is kept here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Row, bindparam, select

from medcircuit.administration.models import prn_ask
from medcircuit.administration.models import scan as scan_table
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.findings import Verdict
from medcircuit.kernel.work import Work
from medcircuit.staff import service as staff

SHOWN = timedelta(hours=24)
"""For how long a STOP of a helper stays on the nurses' list; all stay in the record."""
_MOST = 100

_SCANS = (
    select(
        scan_table.c.id,
        scan_table.c.resident_id,
        scan_table.c.line_id,
        scan_table.c.unit_id,
        scan_table.c.received_at,
        scan_table.c.actor_id,
        scan_table.c.answer,
    )
    .where(
        scan_table.c.establishment_id == bindparam("establishment"),
        scan_table.c.received_at > bindparam("since"),
        scan_table.c.helper,
        scan_table.c.verdict == Verdict.STOP.value,
    )
    .order_by(scan_table.c.received_at.desc(), scan_table.c.id)
    .limit(_MOST)
)
_ASKS = (
    select(
        prn_ask.c.id,
        prn_ask.c.resident_id,
        prn_ask.c.line_id,
        prn_ask.c.unit_id,
        prn_ask.c.received_at,
        prn_ask.c.actor_id,
        prn_ask.c.answer,
    )
    .where(
        prn_ask.c.establishment_id == bindparam("establishment"),
        prn_ask.c.received_at > bindparam("since"),
        prn_ask.c.claimed.is_(False),
        prn_ask.c.scan_id.is_(None),
        prn_ask.c.answer.contains('"helper": true'),
    )
    .order_by(prn_ask.c.received_at.desc(), prn_ask.c.id)
    .limit(_MOST)
)


def helper_stops(work: Work) -> Sequence[Row[*tuple[Any, ...]]]:
    """What stopped a helper lately in this establishment, the last first: scans, and doses as needed asked for."""
    asked = {"establishment": work.establishment_id, "since": work.now - SHOWN}
    rows = [row for one in (_SCANS, _ASKS) for row in work.connection.execute(one, asked)]
    return sorted(rows, key=lambda row: row.received_at, reverse=True)


def stops_told(work: Work, rows: Sequence[Row[*tuple[Any, ...]]]) -> list[dict[str, Any]]:
    """These stops in JSON: who was stopped for whom and for what, sentences apart."""
    names = staff.names(work.connection, {row.actor_id for row in rows}) if rows else {}
    return [
        {
            "id": row.id,
            "resident": row.resident_id,
            "line": row.line_id,
            "at": instant_text(row.received_at),
            "by_name": names.get(row.actor_id, ""),
            "findings": json.loads(row.answer)["findings"],
        }
        for row in rows
    ]
