"""What the page of a round is told of each dose: what follows from its plan alone, and what is so at this instant."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, NamedTuple

from sqlalchemy import Row

from medcircuit.administration.rules.on_time import Window
from medcircuit.administration.rules.situation import LineStatus
from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.administration.service.acts import act_json, applied_json, label_json, need_json
from medcircuit.administration.service.plan import Applied, Due
from medcircuit.kernel.clock import instant_text
from medcircuit.kernel.once import Once
from medcircuit.kernel.quantities import amount_text
from medcircuit.prescriptions.rules.care import Requirement
from medcircuit.prescriptions.rules.doses import PlannedDose
from medcircuit.structure.rules.rounds import RoundSpan

_Json = dict[str, Any]
SHOWN = 3
"""How many of the last sites a carer is shown."""


class DoseNow(NamedTuple):
    """What is so of a dose at an instant, beside its plan: of most doses of a round the same, so that it is written once.

    `badges` are all of its badges, `late` whether its window went by unanswered, `answered` what was answered (None:
    nothing), `needs` what is to be measured before giving.
    """

    badges: tuple[str, ...]
    late: bool
    state: DoseState
    answered: Row[*tuple[Any, ...]] | None
    applied: Applied | None
    last_sites: tuple[Applied, ...]
    needs: tuple[Requirement, ...]

    def json(self) -> dict[str, Any]:
        """The same, in JSON."""
        return {
            "badges": list(self.badges),
            "late": self.late,
            "applied": applied_json(self.applied) if self.applied else None,
            "last_sites": [applied_json(one) for one in self.last_sites],
            "needs": [need_json(one) for one in self.needs],
            **_answer_json(self.answered, self.state),
        }


def dose_told(due: Due, now: datetime, waiting: Mapping[str, tuple[str, ...]]) -> tuple[_Json, DoseNow]:
    """What the plan of a dose says (the same object as long as it is remembered), and what is so now.

    `waiting` are the badges of lines that wait for a prescriber.
    """
    planned, state = due.planned, due.state
    window, told = _PLANNED.of(planned, due.round)
    gives = planned.act == "give"
    return told, DoseNow(
        badges=(*waiting.get(planned.line_id, ()), *planned.badges, *_left(planned, now)),
        late=window is not None and now > window.closes and state is DoseState.DUE,
        state=state,
        answered=due.answered,
        applied=due.applied,
        last_sites=due.last_sites[:SHOWN] if gives else (),
        needs=planned.care.measures if gives else (),
    )


def changed_json(row: Row[*tuple[Any, ...]], due: Due | None) -> dict[str, Any]:
    """What was answered for the dose of this row, or that nothing stands any more."""
    resting = due.state if due else DoseState.DUE
    return {"key": row.dose_key, **_answer_json(row, DoseState(row.state) if row.event_id else resting)}


def _planned_json(planned: PlannedDose, window: Window | None) -> _Json:
    """What is told of a dose that follows from its plan alone."""
    return {
        "key": planned.key,
        "resident": planned.resident_id,
        "line": planned.line_id,
        "version": planned.version,
        "due": instant_text(planned.due),
        "timing": planned.timing,
        "window": {
            "from": instant_text(window.opens.astimezone(UTC)) if window else None,
            "to": instant_text(window.closes.astimezone(UTC)) if window else None,
        },
        "class": planned.class_id,
        "amount": amount_text(planned.amount) if planned.amount is not None else None,
        "unit": planned.unit_word,
        "units": amount_text(planned.units) if planned.units is not None else None,
        "label": label_json(planned.label),
        "sentence": planned.sentence,
        "said": planned.said,
        "route": planned.route_label or None,
        "instructions": list(planned.instructions),
        **act_json(planned),
    }


def _in_round(planned: PlannedDose, given: RoundSpan | None) -> tuple[Window | None, _Json]:
    window = Due(planned, given, None, None).window
    return window, _planned_json(planned, window)


_PLANNED: Once[PlannedDose, RoundSpan | None, tuple[Window | None, _Json]] = Once(_in_round, most=16384)
"""The window of a dose, and what is told of it whatever is answered."""


def _left(planned: PlannedDose, now: datetime) -> tuple[str, ...]:
    """The badge of a dose whose line was stopped or suspended after it fell due."""
    status = planned.status_at(now)
    return () if status == LineStatus.ACTIVE else (status,)


def _answer_json(row: Row[*tuple[Any, ...]] | None, state: DoseState) -> _Json:
    """What was answered for a dose, and the state it is in: by that answer, or by its plan where nothing stands."""
    return {
        "state": state.value,
        "state_at": instant_text(row.at) if row is not None else None,
        "state_by": row.by if row is not None else None,
        "event": row.event_id if row is not None else None,
        "flags": [flag for flag in row.flags.split(",") if flag] if row is not None else [],
        "offer_again": row is not None and row.offer_again_at is not None and state not in TAKEN,
        "offer_again_at": instant_text(row.offer_again_at) if row is not None else None,
        "tries": row.tries if row is not None else 0,
    }
