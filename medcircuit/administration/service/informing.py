"""What the prescriber is told of: found as an act is taken, kept until somebody says what the prescriber answered."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select

from medcircuit.administration.models import dose_state
from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.informing import REFUSED_WITHIN, WHY, why_inform
from medcircuit.administration.rules.vocabulary import DoseState, EventKind
from medcircuit.administration.service.plan import Due
from medcircuit.administration.service.receipts import Taken
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.work import Work

_REFUSED = select(func.count()).where(
    dose_state.c.establishment_id == bindparam("establishment"),
    dose_state.c.resident_id == bindparam("resident"),
    dose_state.c.line_id == bindparam("line"),
    dose_state.c.dose_key != bindparam("key"),
    dose_state.c.state == DoseState.REFUSED.value,
    dose_state.c.at.between(bindparam("since"), bindparam("until")),
)


def told_to_prescriber(work: Work, one: Taken, due: Due) -> list[Finding]:
    """That the prescriber is to be told of this act, if so."""
    kind = one.gesture.kind
    refusals = 0
    if kind is EventKind.REFUSED:
        asked = {
            "establishment": work.establishment_id,
            "resident": due.planned.resident_id,
            "line": due.planned.line_id,
            "key": due.planned.key,
            "since": one.at - REFUSED_WITHIN,
            "until": one.at + REFUSED_WITHIN,
        }
        refusals = 1 + work.connection.execute(_REFUSED, asked).scalar_one()
    why = why_inform(kind, substance=due.planned.label.substance, refusals=refusals)
    return [found.INFORM_PRESCRIBER(Tier.INFO, why=WHY[why])] if why else []
