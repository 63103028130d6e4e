"""A new order before it is signed: judged by the checks, fixed as it will be sealed, nothing of it written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import select

from medcircuit.kernel.access import Right
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.models import line, line_version
from medcircuit.prescriptions.rules.lines import Act, LineIdTaken, Prescription, Status
from medcircuit.prescriptions.rules.sealing import check_one_resident, digest
from medcircuit.prescriptions.service.alerts import refuse_open
from medcircuit.prescriptions.service.checking import Proposed
from medcircuit.prescriptions.service.mentioned import mentions_json
from medcircuit.prescriptions.service.sealed import content_of
from medcircuit.prescriptions.service.sealing import Shown, ToSign, fixed, refuse_another_treatment
from medcircuit.prescriptions.service.signing import first_version
from medcircuit.prescriptions.service.versions import signature_of
from medcircuit.residents import service as residents


def order_to_sign(
    work: Work, resident_id: str, asked: Sequence[Prescription], seen: Mapping[str, int]
) -> ToSign:
    """Fix the new lines that a prescriber is about to sign for one person; none of them is opened yet.

    `seen`: of each line that they saw beside, the number of its last version.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
        OneResidentOnly: a line is for another person.
        ChangedMeanwhile: the person's treatment is not what was seen.
        OrderStopped, AlertsUnanswered: the checks forbid it, or wait for a reason.
        LineIdTaken: the id of a line already names another.
        Invalid: a medicine, a route, a regime, a dosage or a date cannot be.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    check_one_resident([one.resident_id for one in asked], resident_id)
    refuse_another_treatment(work, resident_id, seen)
    _refuse_taken(work, [one.id for one in asked])
    shown = tuple(_shown(work, one) for one in asked)
    proposed = [Proposed(one.id, one.terms, one.cis, one.class_id, one.effective_from) for one in asked]
    answered = refuse_open(work, resident_id, proposed)
    return replace(fixed(work, resident_id, shown, seen=seen), answered=answered)


def _refuse_taken(work: Work, ids: Sequence[str]) -> None:
    lines = select(line.c.id).where(line.c.id.in_(ids))
    versions = select(line_version.c.id).where(line_version.c.id.in_(ids))
    if len(set(ids)) < len(ids) or work.connection.execute(lines.union(versions)).first():
        raise LineIdTaken


def _shown(work: Work, asked: Prescription) -> Shown:
    of, version = first_version(work, asked, signature_of(work, asked, Act.PRESCRIBE), Status.ACTIVE)
    content = content_of(version) | {"of": of, "mentions": mentions_json(asked.mentions)}
    return Shown(asked.id, Act.PRESCRIBE.value, 1, content, digest(content), "", None)
