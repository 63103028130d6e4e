"""The checks: each is named after the right it defends, looks at one situation, and says what is not met."""

from __future__ import annotations

from datetime import datetime, timedelta
from fractions import Fraction

from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.measuring import measure_within_limits, measured_before, scaled_dose
from medcircuit.administration.rules.saying import Check, clock_time, tier_for
from medcircuit.administration.rules.second import looked_twice
from medcircuit.administration.rules.situation import (
    CodeKind,
    Dose,
    Likeness,
    LineStatus,
    Reader,
    Situation,
    divides,
)
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.administration.rules.wearing import another_site, nothing_worn_still
from medcircuit.delegations.rules.findings import NURSE_ONLY
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.quantities import amount_french
from medcircuit.prescriptions.rules.doses import unit_said

SOON = timedelta(hours=2)
"""Within this time after a take of the same line, another is at least looked at (less where its doses are close)."""


# Identity


def right_token(s: Situation) -> Finding | None:
    """The identification support is one of ours, and still the person's."""
    if s.token is None:
        return None
    if s.token.shared:
        return found.TAIL_SHARED(Tier.UNKNOWN)
    if not s.token.known:
        return found.TOKEN_UNKNOWN(Tier.UNKNOWN)
    if s.token.revoked_on is None:
        return None
    on = f"{s.token.revoked_on:%d/%m/%Y}"
    if s.token.replaced_by is None:
        return found.TOKEN_REVOKED(Tier.STOP, on=on)
    return found.TOKEN_REPLACED(Tier.STOP, on=on, number=str(s.token.replaced_by))


def right_person(s: Situation) -> Finding | None:
    """Somebody is identified before a medicine is judged: by a token, or by photo and two traits."""
    if s.traits is not None and len(s.traits) < 2:
        return found.TOO_FEW_TRAITS(Tier.STOP)
    if s.person is None and s.code.kind is CodeKind.PRODUCT:
        return found.PERSON_NOT_IDENTIFIED(Tier.UNKNOWN)
    return None


def person_of_this_unit(s: Situation) -> Finding | None:
    """The person lives in the unit whose round this is."""
    if s.person is None or s.person.unit_id == s.unit_id:
        return None
    return (found.OTHER_UNIT if s.person.unit_id else found.NO_STAY)(Tier.CONFIRM)


def person_present(s: Situation) -> Finding | None:
    """The person is not noted as away."""
    if s.person is None or s.person.absence is None:
        return None
    return found.RESIDENT_ABSENT(Tier.CONFIRM, kind=s.person.absence)


# Code


_UNUSABLE = {
    CodeKind.PLACE: found.PLACE_CODE,
    CodeKind.USER: found.USER_BADGE,
    CodeKind.OTHER: found.OTHER_CODE,
}
_REFUSED = frozenset({"ask_again", "rejected", "ambiguous"})


def readable_code(s: Situation) -> Finding | None:
    """The code is one that a round can use."""
    code = s.code
    if kind := _UNUSABLE.get(code.kind):
        return kind(Tier.UNKNOWN, said=code.said)
    if code.kind is CodeKind.UNKNOWN:
        if code.status in _REFUSED:
            return found.READ_REFUSED(Tier.UNKNOWN, why=code.why)
        return found.CODE_UNKNOWN(Tier.UNKNOWN, said=code.said)
    if code.status == "outer_case":
        return found.OUTER_CASE(Tier.UNKNOWN)
    return None


def known_product(s: Situation) -> Finding | None:
    """The product's code is in the catalogue."""
    if s.box is None or s.box.known:
        return None
    return found.PRODUCT_UNKNOWN(Tier.UNKNOWN, said=s.box.label)


def read_once(s: Situation) -> Finding | None:
    """The same code within 1.5 s is one reading."""
    return found.ALREADY_READ(Tier.REPEAT) if s.code.repeated else None


def serial_counted_once(s: Situation) -> Finding | None:
    """One box, known by its serial number, counts once for a dose."""
    if s.box is None or s.dose is None or s.dose.key not in s.box.counted_for:
        return None
    return found.SERIAL_COUNTED(Tier.INFO)


# Line active


def active_line(s: Situation) -> Finding | None:
    """The line is prescribed now: neither stopped nor suspended."""
    if s.dose is None:
        return found.LINE_STOPPED(Tier.STOP, label=s.ended) if s.ended else None
    if s.dose.status is LineStatus.ACTIVE:
        return None
    stopped = s.dose.status is LineStatus.STOPPED
    return (found.LINE_STOPPED if stopped else found.LINE_SUSPENDED)(Tier.STOP, label=s.dose.said)


def within_regime(s: Situation) -> Finding | None:
    """Who is no nurse helps only with lines opened to them; a line without a chosen regime is the nurse's alone."""
    if s.dose is None or s.reader is Reader.NURSE or not s.dose.nurse_only:
        return None
    return NURSE_ONLY(Tier.STOP)


# Already given


def not_given_yet(s: Situation) -> Finding | None:
    """The dose is not with the person already."""
    dose = s.dose
    if dose is None or dose.state_at is None:
        return None
    at = clock_time(dose.state_at, s.now)
    if dose.taken:
        return found.ALREADY_GIVEN(Tier.STOP, by=dose.state_by, at=at)
    if dose.state is DoseState.SPAT_OUT:
        return found.SPAT_OUT_BEFORE(tier_for(s, Tier.CONFIRM), at=at)
    return None


def not_taken_alone(s: Situation) -> Finding | None:
    """The dose is not one that the person takes alone, and may have taken already."""
    if s.dose is None or s.dose.state is not DoseState.SELF_MANAGED:
        return None
    return found.TAKEN_ALONE(tier_for(s, Tier.CONFIRM))


def not_given_just_before(s: Situation) -> Finding | None:
    """No dose of the same line, under whatever key, was taken a moment ago (a new anchor gives new keys)."""
    dose = s.dose
    if dose is None or dose.taken:
        return None
    for take in s.takes:
        same = take.line_id == dose.line_id and take.key != dose.key
        if same and timedelta(0) <= s.now - take.at < _apart(dose, take.due):
            return found.GIVEN_JUST_BEFORE(Tier.STOP, by=take.by, at=clock_time(take.at, s.now))
    return None


def _apart(dose: Dose, due: datetime | None) -> timedelta:
    """Half the time planned between the two doses, two hours at most; two hours where no plan says it."""
    if due is None or due == dose.due:
        return SOON
    return min(SOON, abs(dose.due - due) / 2)


# Product


def right_medicine(s: Situation) -> Finding | None:
    """The product presented is prescribed to this person."""
    if s.box is None or not s.box.known or s.person is None:
        return None
    if s.ended or (s.dose is not None and s.dose.likeness is not Likeness.DIFFERENT):
        return None
    if s.otherwise:
        return found.NOT_DUE_NOW(Tier.STOP, product=s.box.label)
    if s.elsewhere:
        return found.PRESCRIBED_TO_ANOTHER(Tier.STOP, who=", ".join(s.elsewhere))
    return found.NOT_ON_LIST(Tier.STOP, product=s.box.label)


# Dose


def right_strength(s: Situation) -> Finding | None:
    """The dose can be made of the product presented: two of 500 mg for 1 g, a half of 1 g for 500 mg."""
    dose = s.dose
    if s.box is None or dose is None or dose.likeness is Likeness.DIFFERENT:
        return None
    if dose.units is not None and not divides(dose):
        return found.WRONG_STRENGTH(Tier.STOP, label=dose.said)
    if dose.likeness is not Likeness.OTHER_STRENGTH:
        return None
    if dose.units is None:
        return found.WRONG_STRENGTH(Tier.STOP, label=dose.said)
    return found.OTHER_STRENGTH(Tier.CONFIRM, units=amount_french(dose.units), product=s.box.label)


def decided_dose(s: Situation) -> Finding | None:
    """The amount to give is written."""
    dose = s.dose
    if dose is None or dose.amount is not None or s.given is not None:
        return None
    return found.DOSE_TO_DECIDE(tier_for(s, Tier.CONFIRM), label=dose.said)


def right_dose(s: Situation) -> Finding | None:
    """The amount given is the amount planned."""
    dose = s.dose
    if dose is None or s.given is None or dose.amount is None or s.given == dose.amount:
        return None
    return found.DOSE_DIFFERS(
        tier_for(s, Tier.CONFIRM),
        given=_said(s.given, dose.unit),
        planned=_said(dose.amount, dose.unit),
    )


def _said(amount: Fraction, unit: str) -> str:
    return f"{amount_french(amount)} {unit_said(unit, amount)}"


# Route and form


def right_form(s: Situation) -> Finding | None:
    """The form presented is the one prescribed: a prolonged release is never given for an immediate one."""
    if s.box is None or s.dose is None:
        return None
    if s.dose.likeness is Likeness.OTHER_RELEASE:
        return found.OTHER_RELEASE(Tier.STOP, label=s.dose.said)
    if s.dose.likeness is Likeness.OTHER_FORM:
        return found.OTHER_FORM(tier_for(s, Tier.CONFIRM), label=s.dose.said)
    if s.dose.likeness is Likeness.NOT_EQUIVALENT:
        return found.NOT_EQUIVALENT(tier_for(s, Tier.CONFIRM), label=s.dose.said)
    return None


# Allergy


def no_allergy(s: Situation) -> Finding | None:
    """No substance of the product is one the person is documented as allergic to."""
    if s.box is None or s.person is None:
        return None
    matching = [allergy for allergy in s.person.allergies if allergy.substances & s.box.substances]
    severe = [allergy for allergy in matching if allergy.severe]
    if severe:
        return found.ALLERGY_SEVERE(Tier.STOP, allergy=severe[0].label)
    if matching:
        return found.ALLERGY_KNOWN(tier_for(s, Tier.INFO), allergy=matching[0].label)
    return None


# Lot and expiry


def not_expired(s: Situation) -> Finding | None:
    """The product may be used to the end of its last valid day."""
    if s.box is None or s.box.expiry is None or s.today <= s.box.expiry:
        return None
    return found.EXPIRED(Tier.STOP, on=f"{s.box.expiry:%d/%m/%Y}")


def lot_certain(s: Situation) -> Finding | None:
    """Lot and expiry read in one way only."""
    return found.LOT_AMBIGUOUS(tier_for(s, Tier.CONFIRM)) if s.box and s.box.doubtful else None


def expiry_known(s: Situation) -> Finding | None:
    """The expiry is in the code; where it is not, it is unknown, not unlimited."""
    if s.box is None or not s.box.known or s.box.doubtful or s.box.expiry is not None:
        return None
    return found.EXPIRY_UNKNOWN(Tier.INFO)


# Time


def right_time(s: Situation) -> Finding | None:
    """The dose is given within its window, both edges included; one given already or without a window is not judged."""
    dose = s.dose
    if dose is None or dose.taken or dose.opens is None or dose.closes is None:
        return None
    due = clock_time(dose.due, s.now)
    if s.now < dose.opens:
        return found.EARLY(tier_for(s, Tier.CONFIRM), due=due)
    if s.now > dose.closes:
        return found.LATE(tier_for(s, Tier.CONFIRM), due=due)
    return None


# Information


def same_brand(s: Situation) -> Finding | None:
    """The box is of the brand the line names; another of the same class is an equivalent, and said to be."""
    if s.box is None or s.dose is None or s.dose.likeness is not Likeness.SAME:
        return None
    if not s.dose.brand or s.dose.brand == s.box.brand:
        return None
    return found.OTHER_BRAND(Tier.INFO, brand=s.dose.brand)


def still_sold(s: Situation) -> Finding | None:
    """The product is still in the public catalogue."""
    return found.RETIRED(Tier.INFO) if s.box and s.box.retired else None


def only_bearer_of_the_name(s: Situation) -> Finding | None:
    """Nobody else here bears this name."""
    return found.HOMONYM(Tier.INFO) if s.person and s.person.homonym else None


def identified_by_token(s: Situation) -> Finding | None:
    """The person was identified by a support rather than by sight."""
    if s.traits is None or len(s.traits) < 2:
        return None
    return found.IDENTIFIED_BY_TRAITS(Tier.INFO)


def reader_well_set(s: Situation) -> Finding | None:
    """The scanner sends what it reads, without a wrong keyboard layout."""
    return found.READER_HEALED(Tier.INFO) if s.code.healed else None


CHECKS: tuple[Check, ...] = (
    right_token,
    right_person,
    person_of_this_unit,
    person_present,
    readable_code,
    known_product,
    read_once,
    serial_counted_once,
    active_line,
    within_regime,
    not_given_yet,
    not_taken_alone,
    not_given_just_before,
    nothing_worn_still,
    right_medicine,
    right_strength,
    decided_dose,
    right_dose,
    scaled_dose,
    right_form,
    another_site,
    no_allergy,
    lot_certain,
    not_expired,
    expiry_known,
    right_time,
    measured_before,
    measure_within_limits,
    looked_twice,
    same_brand,
    still_sold,
    only_bearer_of_the_name,
    identified_by_token,
    reader_well_set,
)
"""In the order: identity, code, line active, already given, product, dose, route and form, allergy, lot and expiry,
time, required measure, second person, information."""


_OF_A_BOX = frozenset(
    {known_product, serial_counted_once, right_medicine, right_strength, right_form, no_allergy}
    | {lot_certain, not_expired, expiry_known, same_brand, still_sold}
)
"""What only a box that is presented can fail."""
_WITHOUT_BOX = tuple(right for right in CHECKS if right not in _OF_A_BOX)


def check(situation: Situation) -> tuple[Finding, ...]:
    """Every right that is not met, in the order of CHECKS: none hides another; empty when all is well."""
    rights = CHECKS if situation.box else _WITHOUT_BOX
    return tuple([finding for right in rights if (finding := right(situation)) is not None])
