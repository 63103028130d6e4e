"""A change of a house's hours, judged by what it does to the doses that are planned: none is lost, added or renamed."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from sqlalchemy import bindparam, select

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import Instant
from medcircuit.kernel.problems import Conflict
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.doses import Plan
from medcircuit.prescriptions.service.planning import planned
from medcircuit.residents import service as residents
from medcircuit.structure import service as structure
from medcircuit.structure.rules.hours import HoursChange

AHEAD = timedelta(days=32)
"""How far behind the change plans are compared: most lines that end do so within a month."""
_DAY = timedelta(days=1)


class DosesLost(Conflict):
    """A line that begins, changes or ends between the former hour and the new one would have a dose more or less."""

    code = "doses_lost"
    sentence = (
        "Ce changement ajouterait ou ôterait des prises à %(n)s prescription(s), la dernière le %(day)s. "
        "Rien n'a été enregistré. Choisissez une date après ce jour, ou voyez avec les prescripteurs."
    )


class LinesUnplanned(Conflict):
    """Lines whose dosage these hours would contradict: they could not be planned any more."""

    code = "lines_unplanned"
    sentence = (
        "Avec ces heures, %(n)s prescription(s) ne pourraient plus être planifiées (deux moments à la même heure, ou un "
        "intervalle écrit qui ne tombe plus juste). Rien n'a été enregistré. Choisissez d'autres heures."
    )


def change_hours(work: Work, change: HoursChange) -> None:
    """Change hours of the actor's house from a day on, where every dose that is planned stays planned under its key.

    Raises:
        Problem: as `structure.set_hours`.
        LinesUnplanned: lines could not be planned any more.
        DosesLost: doses would be added or lost.
    """
    structure.check_hours(work, change)
    before = _plans(work, change.first_day)
    structure.set_hours(work, change)
    after = _plans(work, change.first_day)
    asked = {(one.line_id, one.code) for plan in before for one in plan.to_decide}
    unplanned = {
        one.line_id for plan in after for one in plan.to_decide if (one.line_id, one.code) not in asked
    }
    if unplanned:
        raise LinesUnplanned(n=len(unplanned))
    kept = {one.key: one for plan in before for one in plan.doses}
    now = {one.key: one for plan in after for one in plan.doses}
    differing = [(kept | now)[key] for key in kept.keys() ^ now.keys()]
    if differing:
        last = max(one.due for one in differing).astimezone(PARIS)
        raise DosesLost(n=len({one.line_id for one in differing}), day=f"{last:%d/%m/%Y}")


def _plans(work: Work, first: date) -> list[Plan]:
    """What is planned for everybody today and around the day from which hours change; and for a month, where lines turn.

    Away from that day a line has the same doses by any hours, unless it begins, changes, ends or has steps.
    """
    today = work.now.astimezone(PARIS).date()
    turning = _turning(work, midnight(first - _DAY))
    spans = [
        (today, today + _DAY, None),
        (first - _DAY, first + 2 * _DAY, None),
        (first + 2 * _DAY, first + AHEAD, turning),
    ]
    plans = []
    for begin, end, only in spans:
        frm, to = midnight(begin), midnight(end)
        lived = residents.stays_of_everyone(work.connection, work.establishment_id, frm, to)
        people = sorted({one.resident_id for one in lived if only is None or one.resident_id in only})
        plans.append(planned(work.connection, work.establishment_id, people, frm, to))
    return plans


def midnight(day: date) -> datetime:
    """The first instant of a local day."""
    return datetime.combine(day, time(), PARIS)


_TURNING = (
    select(line.c.resident_id)
    .join(line_version, line_version.c.line_id == line.c.id)
    .where(
        line.c.establishment_id == bindparam("establishment"),
        line.c.stopped_at.is_(None) | (line.c.stopped_at > bindparam("begin", type_=Instant)),
        line_version.c.dosage.contains("bounds")
        | (line.c.ends_at >= bindparam("begin", type_=Instant))
        | (line_version.c.effective_from >= bindparam("begin", type_=Instant)),
    )
    .distinct()
)


def _turning(work: Work, begin: datetime) -> set[str]:
    """Whose lines begin, change, end or have steps from an instant on."""
    asked = {"establishment": work.establishment_id, "begin": begin}
    return set(work.connection.scalars(_TURNING, asked))
