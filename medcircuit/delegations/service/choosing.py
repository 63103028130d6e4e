"""What a physician chooses from to write a protocol: the lines given as needed of a unit, and who trains."""

from __future__ import annotations

from dataclasses import dataclass

from medcircuit.delegations.rules.fitting import OpenedLine
from medcircuit.delegations.service.opening import opened_lines
from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.prescriptions import service as prescriptions
from medcircuit.residents import service as residents
from medcircuit.residents.rules.people import ResidentCard
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure


@dataclass(frozen=True)
class Openable:
    """A line that a protocol may open: whose it is, and what it says."""

    card: ResidentCard
    needed: prescriptions.NeededLine
    opened: OpenedLine


@dataclass(frozen=True)
class Choices:
    """The lines given as needed in a unit now, the nurses of the house, and the physician's own number."""

    lines: tuple[Openable, ...]
    trainers: tuple[str, ...]
    rpps: str | None


def choices(work: Work, unit_id: str) -> Choices:
    """What a protocol for people of this unit may be written from.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor may not prescribe in it.
    """
    structure.unit(work.connection, work.establishment_id, unit_id)
    work.require(Right.PRESCRIBE, unit_id=unit_id)
    here = residents.residents_of_unit(work.connection, work.establishment_id, unit_id, work.now)
    people = {card.id: card for card in here}
    needs = prescriptions.needs(work.connection, work.establishment_id, people.keys(), work.now)
    opened = opened_lines(work.connection, work.establishment_id, people.keys(), work.now)
    work.saw("resident", people)
    signer = staff.signatories(work.connection, [work.actor.user_id]).get(work.actor.user_id)
    nurses = staff.colleagues(work.connection, work.establishment_id, Right.GIVE, work.now)
    running = [one for one in needs.lines if opened[one.line_id].running]
    return Choices(
        tuple(
            Openable(people[one.resident_id], one, opened[one.line_id])
            for one in sorted(running, key=lambda one: (one.label.substance, people[one.resident_id].room))
        ),
        tuple(one.name for one in nurses),
        signer.rpps if signer else None,
    )
