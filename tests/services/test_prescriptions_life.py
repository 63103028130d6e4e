"""Orders copied from paper, told by voice, and lines after a hospital stay, on both engines."""

from datetime import date, timedelta

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules import life
from medcircuit.prescriptions.rules.life import Oral, OrderKind, ReturnAnswer
from medcircuit.prescriptions.rules.lines import Act, Prescription, StaleVersion
from medcircuit.prescriptions.service import alerts
from medcircuit.prescriptions.service.alerts import AlertsUnanswered, OrderStopped
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import AllergyNote, Leave
from medcircuit.residents.rules.people import AbsenceKind, Severity
from tests.services.conftest import DAY, DOLIPRANE_1G, dosage, planned, prescribed, revised, slots, terms

HOUR = timedelta(hours=1)
PHOTO = b"\xff\xd8\xff\xe0 une page"
MORPHINE = "60328261"


def kept(ward, content=PHOTO):
    with ward.writing(Role.NURSE) as work:
        return prescriptions.keep_paper(work, ward.resident, content)


def copied(ward, *, lines=1, id_=None, kind=OrderKind.PAPER):
    """A paper order with so many lines, by the nurse."""
    asked = prescriptions.Order(
        id_ or new_id(), ward.resident, kind, "Dr Petit", date(2026, 11, 20), kept(ward)
    )
    with ward.writing(Role.NURSE) as work:
        prescriptions.begin_order(work, asked)
        made = [
            prescriptions.copy_line(
                work, asked.id, Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)
            )
            for _ in range(lines)
        ]
    return asked.id, made


def compared(ward, order_id, answers, role=Role.COORDINATING_NURSE, **more):
    with ward.writing(role) as work:
        return prescriptions.compare(work, order_id, answers, **more)


def told(ward, until=None, cis=DOLIPRANE_1G, role=Role.NURSE, **more):
    asked = Prescription(new_id(), ward.resident, terms(), cis=cis)
    oral = Oral("Dr Petit", "Fièvre 39,5", until or ward.clock.now() + DAY, **{"read_back": True} | more)
    with ward.writing(role) as work:
        return prescriptions.take_oral(work, asked, oral)


def test_a_copied_line_is_in_force_once_a_second_person_compared_it(ward):
    order_id, (right, wrong) = copied(ward, lines=2)
    assert (right.status_at(ward.clock.now()), right.awaits) == ("proposed", 1)
    assert planned(ward).doses == ()
    order = compared(ward, order_id, {right.id: True, wrong.id: False})
    now = ward.clock.now()
    assert {one.id: one.status_at(now) for one in order.lines} == {right.id: "active", wrong.id: "stopped"}
    (line,) = (one for one in order.lines if one.id == right.id)
    assert (line.awaits, line.last.origin, line.last.ordered_by) == (2, "transcribed", "Dr Petit")
    assert slots(planned(ward)) == ["2026-11-21/EVE"]


def test_whoever_copied_does_not_compare_but_alone_and_is_read_again(ward):
    order_id, (line,) = copied(ward)
    with pytest.raises(life.SecondPersonNeeded):
        compared(ward, order_id, {line.id: True}, Role.NURSE)
    order = compared(ward, order_id, {line.id: True}, Role.NURSE, alone_reason="Seule jusqu'à demain")
    assert order.alone_reason == "Seule jusqu'à demain"
    with ward.writing(Role.NURSE) as work:
        assert [one.id for one in prescriptions.orders_waiting(work)] == [order_id]
        with pytest.raises(life.SecondPersonNeeded):
            prescriptions.countersign(work, order_id)
    with ward.writing(Role.COORDINATING_NURSE) as work:
        assert prescriptions.countersign(work, order_id).countersigned_by
        assert prescriptions.countersign(work, order_id).countersigned_at == ward.clock.now()
        assert prescriptions.orders_waiting(work) == []


def noted(ward, severity):
    with ward.writing(Role.COORDINATING_NURSE) as work:
        note = AllergyNote("Paracétamol", severity, "allergy", None)
        return residents.note_allergy(work, ward.resident, note).id


def test_what_the_checks_stop_is_neither_copied_nor_put_in_force(ward):
    order_id, (line,) = copied(ward)
    severe = noted(ward, Severity.SEVERE)
    for refused in (lambda: compared(ward, order_id, {line.id: True}), lambda: copied(ward)):
        with pytest.raises(OrderStopped):
            refused()
    with ward.writing(Role.COORDINATING_NURSE) as work:
        residents.withdraw_allergy(work, severe)
    noted(ward, Severity.OTHER)
    with pytest.raises(AlertsUnanswered):
        compared(ward, order_id, {line.id: True})
    with ward.writing(Role.NURSE) as work:
        (found,) = (one for one in prescriptions.check_copied(work, order_id).fired if one.alert.finding.tier)
        alerts.override(work, found.id, reason="tolerated", note=None)
    assert compared(ward, order_id, {line.id: True}).compared_by  # by the reason of the nurse who copied it


def test_an_order_is_compared_once_line_by_line_and_copied_by_nurses_only(ward):
    order_id, (line,) = copied(ward)
    with pytest.raises(life.ComparisonIncomplete):
        compared(ward, order_id, {})
    compared(ward, order_id, {line.id: True})
    with pytest.raises(life.ComparedAlready):
        compared(ward, order_id, {})
    with ward.writing(Role.NURSE) as work, pytest.raises(life.ComparedAlready):
        asked = Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)
        prescriptions.copy_line(work, order_id, asked)
    with ward.writing(Role.CARE_ASSISTANT) as work, pytest.raises(Forbidden):
        prescriptions.keep_paper(work, ward.resident, PHOTO)


def test_the_same_paper_and_order_sent_twice_are_one(ward):
    id_ = new_id()
    assert kept(ward) == kept(ward)
    assert copied(ward, id_=id_)[0] == copied(ward, id_=id_)[0]
    document_id = kept(ward)
    with ward.writing(Role.PHYSICIAN) as work:
        assert prescriptions.paper(work, document_id).content == PHOTO
    with ward.writing(Role.PHYSICIAN) as work, pytest.raises(NotFound):
        prescriptions.paper(work, new_id())


def test_an_oral_order_is_the_nurses_for_a_day_and_waits_for_the_physician(ward):
    line = told(ward, until=ward.clock.now() + 12 * HOUR)
    assert (line.awaits, line.versions[0].regime, line.versions[0].origin) == (1, "nurse_only", "oral")
    assert slots(planned(ward, to=ward.clock.now() + 3 * DAY)) == ["2026-11-21/EVE"]
    with pytest.raises(life.OralTooLong):
        told(ward, until=ward.clock.now() + DAY + HOUR)
    with pytest.raises(life.OralNotReadBack):
        told(ward, read_back=False)
    for refused in ({"role": Role.EDUCATOR}, {"cis": MORPHINE}):
        with pytest.raises(Forbidden):
            told(ward, **refused)


def away(ward, kind=AbsenceKind.HOSPITAL, *, back=None):
    now = ward.clock.now()
    with ward.writing(Role.NURSE) as work:
        return residents.declare_absence(work, ward.resident, Leave(kind, now - 3 * DAY, back or now - HOUR))


def waiting(ward):
    with ward.writing(Role.NURSE) as work:
        return prescriptions.returns_of(work, ward.resident)


def answer(ward, absence, line, said, role=Role.PHYSICIAN, **more):
    asked = prescriptions.ReturnAnswered(new_id(), line.id, said, more.pop("seen", line.latest), **more)
    with ward.writing(role) as work:
        return prescriptions.answer_return(work, absence.id, asked)


@pytest.fixture
def before_hospital(ward):
    """Two lines that were there long before the stay."""
    ward.clock.advance(-10 * DAY)
    lines = [prescribed(ward), prescribed(ward)]
    ward.clock.advance(10 * DAY)
    return lines


def test_after_a_hospital_stay_every_line_waits_and_is_answered_by_itself(ward, before_hospital):
    kept_on, stopped = before_hospital
    absence = away(ward)
    (found,) = waiting(ward)
    assert set(found.line_ids) == {kept_on.id, stopped.id}
    assert found.due == absence.ends_at + 48 * HOUR
    with pytest.raises(AlertsUnanswered):  # the same substance twice: the physician says why, or stops one
        answer(ward, absence, kept_on, ReturnAnswer.KEEP)
    with pytest.raises(life.ReturnNeedsSeal):
        answer(ward, absence, stopped, ReturnAnswer.STOP)
    order = {"role": Role.NURSE, "document_id": kept(ward), "prescriber": "Dr Hôpital"}
    assert answer(ward, absence, kept_on, ReturnAnswer.KEEP, **order).latest == 1
    (found,) = waiting(ward)
    assert found.line_ids == (stopped.id,)
    gone = answer(ward, absence, stopped, ReturnAnswer.STOP, **order)
    assert gone.status_at(ward.clock.now()) == "stopped"
    assert waiting(ward) == ()
    with pytest.raises(life.NothingToReconcile):
        answer(ward, absence, kept_on, ReturnAnswer.KEEP)


def test_a_nurse_answers_from_the_signed_discharge_order_and_the_physician_validates(ward, before_hospital):
    line, other = before_hospital
    absence = away(ward)
    with pytest.raises(life.ReturnNeedsOrder):
        answer(ward, absence, line, ReturnAnswer.STOP, Role.NURSE)
    more = {"document_id": kept(ward), "prescriber": "Dr Hôpital"}
    with pytest.raises(StaleVersion):
        answer(ward, absence, line, ReturnAnswer.KEEP, seen=2)
    changed = answer(
        ward, absence, line, ReturnAnswer.CHANGE, Role.NURSE, terms=terms(dosage(when=["NOON"])), **more
    )
    assert (changed.latest, changed.awaits, changed.last.ordered_by) == (2, 2, "Dr Hôpital")
    revised(ward, other, Act.SUSPEND)
    assert waiting(ward) == ()


def test_a_home_leave_asks_nothing_and_resumes_by_itself(ward, before_hospital):
    away(ward, AbsenceKind.FAMILY)
    assert waiting(ward) == ()
    assert len(planned(ward).doses) == 4
