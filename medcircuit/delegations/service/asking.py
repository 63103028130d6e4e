"""What is asked of each line of some people before anyone but a nurse may help with it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from medcircuit.delegations.models.authorisations import autonomy
from medcircuit.delegations.rules.regimes import NARCOTICS_HELPED, Asked, Reading
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.work import Work
from medcircuit.medicines.service.described import Described, Wanted, described
from medcircuit.posology.rules.values import Quantity
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.care import care_of
from medcircuit.prescriptions.rules.checks.references import legal_of
from medcircuit.prescriptions.rules.lines import Regime, is_injected
from medcircuit.prescriptions.service import Line, LineVersionRead
from medcircuit.prescriptions.service.stored import dosages_of
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure

_AUTONOMY = (
    select(autonomy.c.resident_id, autonomy.c.dependent)
    .where(
        autonomy.c.establishment_id == bindparam("establishment"),
        autonomy.c.resident_id.in_(bindparam("residents", expanding=True)),
    )
    .order_by(autonomy.c.at, autonomy.c.id)
)


@dataclass(frozen=True)
class AskedLine:
    """A line with all that decides who may help with it, its protocol apart."""

    line: Line
    asked: Asked

    as_needed: bool

    @property
    def said(self) -> str:
        """The medicine in words: substance, strength, form."""
        label = self.line.label
        return " ".join(part for part in (label.substance, label.strength, label.form) if part)


def asked_lines(work: Work, resident_ids: Collection[str], at: datetime) -> dict[str, AskedLine]:
    """The lines of these people that are not stopped at an instant, by id; a constant number of statements."""
    connection, house = work.connection, work.establishment_id
    lines = prescriptions.lines_of(connection, house, resident_ids, stopped_after=at)
    known = described(connection, [Wanted(one.class_id, one.cis) for one in lines])
    physicians = staff.of_profession(
        connection, house, Role.PHYSICIAN, (_held(one, at).signed_by for one in lines)
    )
    kind = structure.establishment(connection, house).kind
    dependent = dependent_on(work, resident_ids)
    return {
        one.id: AskedLine(
            one,
            _asked(
                one,
                at,
                known.get(Wanted(one.class_id, one.cis)),
                physicians=physicians,
                kind=kind,
                dependent=dependent.get(one.resident_id),
            ),
            _held(one, at).as_needed,
        )
        for one in lines
    }


def dependent_on(work: Work, resident_ids: Collection[str]) -> dict[str, bool]:
    """For each person assessed, whether they cannot take their medicines alone: as it was assessed last."""
    asked = {"establishment": work.establishment_id, "residents": list(resident_ids)}
    return {row.resident_id: row.dependent for row in work.connection.execute(_AUTONOMY, asked)}


def _held(line: Line, at: datetime) -> LineVersionRead:
    return line.at(at) or line.last


def _asked(
    line: Line,
    at: datetime,
    known: Described | None,
    *,
    physicians: frozenset[str],
    kind: str,
    dependent: bool | None,
) -> Asked:
    held = _held(line, at)
    route = held.route_label.casefold()
    substances = frozenset(known.substances) if known else frozenset()
    return Asked(
        regime=Regime(held.regime) if held.regime else None,
        physician=held.origin == "signed" and held.signed_by in physicians,
        oral="oral" in route,
        injected=is_injected(route),
        fixed=is_fixed(held),
        narcotic=known is None or _is_narcotic(known, route, at),
        helped_narcotic=bool(substances) and substances <= NARCOTICS_HELPED,
        kind=kind,
        dependent=dependent,
        protocol=Reading.MISSING if held.as_needed else Reading.READ,
    )


def is_fixed(version: LineVersionRead) -> bool:
    """Whether every dose of a version is written: no range to choose in, no scale to read a dose from."""
    portions = [portion for one in dosages_of(version.dosage) for portion in one.portions]
    written = all(isinstance(one.dose, Quantity) and one.dose.value is not None for one in portions)
    return bool(portions) and written and care_of(version.care).scale is None


def _is_narcotic(known: Described, route: str, at: datetime) -> bool:
    """Narcotic or assimilated: as the catalogue says, and where it does not, as the table of the law does."""
    limit = legal_of(known.substances, route, at.astimezone(PARIS).date())
    said = known.rules.narcotic
    if said is None:
        said = limit is not None and limit.narcotic
    return said or bool(known.rules.assimilated)
