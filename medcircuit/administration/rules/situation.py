"""The frozen situation that every check looks at: alike on the server, on a tablet without network, and in a test."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction

from medcircuit.administration.rules.vocabulary import TAKEN, DoseState
from medcircuit.kernel.once import Lazy
from medcircuit.prescriptions.rules.care import Requirement, Scale
from medcircuit.residents.rules.measures import Measure


class Reader(StrEnum):
    """Whose column of the alert policy holds."""

    NURSE = "nurse"
    HELPER = "helper"


class CodeKind(StrEnum):
    """What a code is for."""

    RESIDENT = "resident"
    PRODUCT = "product"
    PLACE = "place"
    USER = "user"
    OTHER = "other"
    UNKNOWN = "unknown"


class Likeness(StrEnum):
    """How the product presented stands to the product of a line (medicines.rules)."""

    SAME = "same"
    OTHER_STRENGTH = "other_strength"
    OTHER_FORM = "other_form"
    OTHER_RELEASE = "other_release"
    NOT_EQUIVALENT = "not_equivalent"
    DIFFERENT = "different"


class LineStatus(StrEnum):
    """Whether the prescription line may be given from, at the instant the dose is due."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    STOPPED = "stopped"


@dataclass(frozen=True)
class Code:
    """What was read. `status` is that of the code reader; `said` is what it looks like, `why` why it is refused.

    `repeated`: the same code was read on this device less than 1.5 s before.
    """

    kind: CodeKind
    status: str = "ok"
    said: str = ""
    why: str = ""
    repeated: bool = False
    healed: bool = False


@dataclass(frozen=True)
class Token:
    """A resident's identification support. `revoked_on`: the day it was replaced or withdrawn, by `replaced_by`.

    `shared`: only its last digits were typed, and several people have them.
    """

    known: bool = True
    shared: bool = False
    revoked_on: date | None = None
    replaced_by: int | None = None


@dataclass(frozen=True)
class Allergy:
    """A documented allergy: the substance as the catalogue codes or names it, severe or not."""

    substances: frozenset[str]
    label: str
    severe: bool


@dataclass(frozen=True)
class Person:
    """The person before the carer; `absence` is its kind in words where they are away; no unit: no stay."""

    id: str
    unit_id: str | None
    absence: str | None = None
    homonym: bool = False
    allergies: tuple[Allergy, ...] = ()


@dataclass(frozen=True)
class Box:
    """The product presented. `expiry` is its last valid day; `doubtful`: its lot or expiry reads in two ways.

    `counted_for`: the doses for which this very box, known by its serial number, was read before.
    """

    class_id: str
    label: str
    brand: str
    substances: frozenset[str] = frozenset()
    expiry: date | None = None
    doubtful: bool = False
    retired: bool = False
    counted_for: frozenset[str] = frozenset()
    known: bool = True


@dataclass(frozen=True)
class Dose:
    """One planned dose of the person, and how the product presented stands to it.

    `opens`/`closes` bound the time in which it is on time, edges included; without them it is not judged.
    `units`: the dose counted in units of the product presented; None: a person decides. `step` is the smallest
    part into which one unit may be cut (1: never). `counted`: the product is counted in units, not measured in ml.
    `worn`: it stays on the body; `substance` as the line names it; `last_site`: where the one before went.
    `needs`: the measures to have before it is given; `scale`: the dose by one of them. `sited`: where it goes is said.
    `second`: another person finds the dose anew before it is given.
    """

    key: str
    line_id: str
    due: datetime
    said: str
    brand: str = ""
    in_round: bool = True
    opens: datetime | None = None
    closes: datetime | None = None
    status: LineStatus = LineStatus.ACTIVE
    state: DoseState = DoseState.DUE
    state_at: datetime | None = None
    state_by: str = ""
    likeness: Likeness = Likeness.DIFFERENT
    amount: Fraction | None = None
    unit: str = ""
    units: Fraction | None = None
    step: Fraction = Fraction(1)
    counted: bool = True
    nurse_only: bool = True
    worn: bool = False
    substance: str = ""
    last_site: str | None = None
    needs: tuple[Requirement, ...] = ()
    scale: Scale | None = None
    sited: bool = False
    second: bool = False

    @property
    def taken(self) -> bool:
        """Whether its medicine is already with the person."""
        return self.state in TAKEN


@dataclass(frozen=True)
class Take:
    """A dose of the person that was taken lately, planned still or not; `due` is None where nothing plans it now."""

    key: str
    line_id: str
    at: datetime
    by: str
    due: datetime | None = None


@dataclass(frozen=True)
class Wears:
    """Something applied to the person and not taken off yet: by which dose, when, at which site."""

    key: str
    line_id: str
    substance: str
    at: datetime
    site: str


@dataclass(frozen=True)
class SecondLook:
    """The dose that another person than the carer found anew, in the dose's unit, and when."""

    amount: Fraction
    at: datetime


@dataclass(frozen=True)
class Situation:
    """All a check may look at. `now` is the instant judged; `today` its local day.

    `asked` names the dose a gesture is about; without it the product itself chooses the dose. `identified`: who is
    before the carer was established, by a token or by photo and `traits`. `elsewhere`: who else here has the product.
    `given`: the amount a gesture states, in the dose's own unit. `otherwise`: the product is prescribed to the person,
    but no dose of it falls near (a weekly line, one given as needed, one still to decide). `ended`: the line by which the
    person had this very product, which is stopped. `wears`: what is on the body; `site`: where a gesture says it went;
    `measures`: the person's of lately, and those made for the gesture; `second`: what another person found.
    `as_needed`: the person has lines given as needed too.
    """

    now: datetime
    today: date
    unit_id: str
    code: Code
    reader: Reader = Reader.NURSE
    token: Token | None = None
    person: Person | None = None
    traits: frozenset[str] | None = None
    box: Box | None = None
    doses: tuple[Dose, ...] = ()
    takes: tuple[Take, ...] = ()
    elsewhere: tuple[str, ...] = ()
    asked: str | None = None
    given: Fraction | None = None
    otherwise: bool = False
    ended: str | None = None
    wears: tuple[Wears, ...] = ()
    site: str | None = None
    measures: tuple[Measure, ...] = ()
    second: SecondLook | None = None
    as_needed: bool = False

    @Lazy
    def dose(self) -> Dose | None:
        """The dose that the gesture names, or else the one that should receive the product presented."""
        if self.asked is not None:
            return next((dose for dose in self.doses if dose.key == self.asked), None)
        return choose(self.doses, self.now) if self.box else None


_NEARNESS = {
    Likeness.SAME: 0,
    Likeness.OTHER_STRENGTH: 1,
    Likeness.NOT_EQUIVALENT: 2,
    Likeness.OTHER_FORM: 3,
    Likeness.OTHER_RELEASE: 4,
}


def choose(doses: tuple[Dose, ...], now: datetime) -> Dose | None:
    """The dose that should receive a product: of an active line first, of the nearest likeness, of this round, open.

    A stopped line never receives what its active twin may have. Within a line a dose of this round comes before one
    of another moment even when it was given: a second scan in the morning is not an early noon.
    """

    def rank(dose: Dose) -> tuple[object, ...]:
        inactive = dose.status is not LineStatus.ACTIVE
        uncountable = dose.likeness is Likeness.OTHER_STRENGTH and not divides(dose)
        near = _NEARNESS[dose.likeness]
        far = abs(dose.due - now)
        return inactive, uncountable, near, not dose.in_round, dose.taken, far, dose.due, dose.key

    candidates = [dose for dose in doses if dose.likeness is not Likeness.DIFFERENT]
    return min(candidates, key=rank, default=None)


def divides(dose: Dose) -> bool:
    """Whether the dose can be counted in whole steps of the product presented."""
    units, step = dose.units, dose.step
    if units is None or units.numerator <= 0:
        return False
    return units.numerator * step.denominator % (units.denominator * step.numerator) == 0
