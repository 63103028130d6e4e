"""The plan that lines make on a real database: moved moments, other residents, random histories."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, update
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import new_id, open_database
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.remembered import forget
from medcircuit.prescriptions import models
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import (
    Act,
    Prescription,
    Revision,
    StaleVersion,
)
from medcircuit.residents import service as residents
from medcircuit.residents.rules.tokens import Support
from medcircuit.structure import models as structure
from tests.conftest import MORNING, make_house
from tests.services.conftest import (
    DAY,
    DOLIPRANE_1G,
    TODAY,
    admitted,
    counted,
    dosage,
    planned,
    prescribed,
    revised,
    slots,
    terms,
    with_catalogue,
)

DOLIPRANE_500, PARACETAMOL_1G = "63368332", "69767594"
LOVENOX, COUMADINE = "60782303", "64631925"
HOUR = timedelta(hours=1)


def test_what_cannot_be_planned_says_what_to_decide(ward):
    line = prescribed(ward, said=terms({"text": "selon avis"}))
    [question] = planned(ward).to_decide
    assert (question.line_id, question.resident_id) == (line.id, ward.resident)
    assert question.question.startswith("à décider : ")
    assert planned(ward).doses == ()


def test_a_line_as_needed_plans_no_dose_and_is_listed(ward):
    prn = dosage("1", when=(), asNeededCodeableConcept={"text": "douleur"})
    prn["timing"]["repeat"] = {"frequency": 1, "period": 6, "periodUnit": "h"}
    line = prescribed(ward, said=terms(prn))
    [entry] = planned(ward).as_needed
    assert (entry.line_id, entry.reason, entry.said) == (line.id, "douleur", "1 comprimé")
    assert line.versions[0].as_needed
    revised(ward, line, Act.SUSPEND)
    assert planned(ward, MORNING, MORNING + DAY).as_needed == ()


def test_a_moment_that_the_house_moves_moves_the_dose_and_not_its_key(ward):
    prescribed(ward, effective_from=TODAY)
    with ward.database.write() as connection:
        connection.execute(
            structure.moment.insert(),
            {
                "establishment_id": ward.establishment_id,
                "code": "EVE",
                "valid_from": date(2026, 11, 21),
                "label": "Soir",
                "local_time": "19:00",
            },
        )
    doses = planned(ward).doses
    assert doses[1].due == TODAY + 19 * HOUR
    assert slots(planned(ward))[1] == "2026-11-21/EVE"


def test_who_else_takes_a_medicine_is_known_by_its_class(ward):
    other = admitted(ward, "DURAND")
    mine = prescribed(ward)
    theirs = prescribed(ward, PARACETAMOL_1G, resident=other)
    assert mine.class_id == theirs.class_id
    with ward.database.read() as connection:
        find = prescriptions.lines_of_class_elsewhere
        there = find(connection, ward.establishment_id, [mine.class_id], [ward.resident], at=MORNING)
        assert there == {mine.class_id: (other,)}
        assert find(connection, ward.establishment_id, ["none"], at=MORNING) == {}
    revised(ward, theirs, Act.STOP)
    with ward.database.read() as connection:
        assert find(connection, ward.establishment_id, [mine.class_id], [ward.resident], at=MORNING) == {}
        assert find(connection, ward.establishment_id, [mine.class_id]) == {mine.class_id: (ward.resident,)}


def test_a_plan_costs_five_statements_whatever_the_number_of_lines(sqlite_ward):
    for _ in range(5):
        prescribed(sqlite_ward, effective_from=TODAY)
    with sqlite_ward.database.read() as connection:
        forget(connection)
    with counted(sqlite_ward.database) as said:
        assert len(planned(sqlite_ward).doses) == 10
    assert len(said) == 5, said


def test_nothing_of_a_line_crosses_establishments(ward):
    line = prescribed(ward)
    other = make_house(ward.database, ward.clock, finess="690000011", organisation_id=ward.organisation_id)
    with other.database.read() as connection:
        plan = prescriptions.planned(connection, other.establishment_id, [ward.resident], TODAY, TODAY + DAY)
        assert plan.doses == ()
        assert prescriptions.lines_of(connection, other.establishment_id, [ward.resident]) == ()
    for act in (
        lambda work: prescriptions.line_history(work, line.id),
        lambda work: prescriptions.resident_lines(work, ward.resident),
        lambda work: prescriptions.revise(work, line.id, Revision(new_id(), Act.STOP, 1)),
        lambda work: prescriptions.prescribe(
            work, Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)
        ),
    ):
        with pytest.raises(NotFound), other.writing() as work:
            act(work)


def test_of_two_physicians_who_revise_at_once_one_is_told(ward):
    line = prescribed(ward)
    with ThreadPoolExecutor(2) as pool:
        tried = [pool.submit(revised, ward, line, Act.CHANGE, terms(dosage(str(n)))) for n in (2, 3)]
    faults = [one.exception() for one in tried]
    assert [type(fault) for fault in faults if fault] == [StaleVersion]


def test_the_same_prescription_sent_twice_at_once_is_one_line(ward):
    asked = Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)

    def send():
        with ward.writing(Role.PHYSICIAN) as work:
            return prescriptions.prescribe(work, asked)

    with ThreadPoolExecutor(3) as pool:
        made = [one.result() for one in [pool.submit(send) for _ in range(3)]]
    assert made[0] == made[1] == made[2]


def test_tokens_issued_at_once_are_numbered_one_after_the_other(ward):
    def issue():
        with ward.writing(Role.NURSE) as work:
            return residents.issue_token(work, ward.resident, Support.CARD).number

    with ThreadPoolExecutor(3) as pool:
        numbers = [one.result() for one in [pool.submit(issue) for _ in range(3)]]
    assert sorted(numbers) == [1, 2, 3]
    with ward.database.read() as connection:
        tokens = residents.tokens_of(connection, ward.establishment_id, [ward.resident])
    assert [token.number for token in tokens if token.revoked_at is None] == [3]


def test_a_signed_version_is_never_changed_nor_removed(ward):
    prescribed(ward)
    for statement in (
        update(models.line_version).values(status="stopped"),
        delete(models.line_version),
    ):
        with pytest.raises(DBAPIError), ward.database.write() as connection:
            connection.execute(statement)


def test_a_reader_sees_the_lines_of_a_resident_and_is_noted(ward):
    line = prescribed(ward)
    with ward.writing(Role.NURSE) as work:
        assert prescriptions.resident_lines(work, ward.resident) == (line,)
        assert ("resident", ward.resident) in work.objects
    with pytest.raises(Forbidden), ward.writing(Role.CARE_ASSISTANT) as work:
        prescriptions.line_history(work, line.id)


@pytest.fixture(scope="module")
def plain_ward(tmp_path_factory, sqlite_template):
    """One ward for the random histories: each opens a line of its own."""
    path = tmp_path_factory.mktemp("histories") / "h.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    yield with_catalogue(make_house(database, ManualClock(MORNING)))
    database.close()


patterns = st.sampled_from(
    [
        dosage(),
        dosage(when=("MORN", "NOON", "EVE", "HS")),
        {
            "timing": {"repeat": {"frequency": 1, "period": 8, "periodUnit": "h"}},
            "doseAndRate": dosage()["doseAndRate"],
        },
        {
            "timing": {
                "repeat": {
                    "frequency": 1,
                    "period": 1,
                    "periodUnit": "d",
                    "timeOfDay": ["09:00:00", "21:30:00"],
                }
            },
            "doseAndRate": dosage()["doseAndRate"],
        },
    ]
)


@settings(max_examples=20)
@given(pattern=patterns, minutes=st.lists(st.integers(0, 4 * 1440), max_size=4, unique=True), data=st.data())
def test_no_change_of_dose_at_whatever_instant_loses_or_doubles_a_dose(plain_ward, pattern, minutes, data):
    line = prescribed(plain_ward, said=terms(pattern), effective_from=MORNING)
    window = (MORNING, MORNING + 5 * DAY)
    whole = {dose.key: dose.due for dose in planned(plain_ward, *window).doses if dose.line_id == line.id}
    for minute in sorted(minutes):
        changed = {
            **pattern,
            "doseAndRate": [{"doseQuantity": {"value": data.draw(st.integers(1, 3)), "unit": "comprimé"}}],
        }
        at = MORNING + timedelta(minutes=minute)
        line = revised(plain_ward, line, Act.CHANGE, terms(changed), effective_from=at)
    doses = [dose for dose in planned(plain_ward, *window).doses if dose.line_id == line.id]
    assert {dose.key: dose.due for dose in doses} == whole
    assert len(doses) == len(whole)
    split = data.draw(st.integers(0, 5 * 1440))
    middle = MORNING + timedelta(minutes=split)
    parts = [
        dose.key
        for part in ((window[0], middle), (middle, window[1]))
        for dose in planned(plain_ward, *part).doses
        if dose.line_id == line.id
    ]
    assert sorted(parts) == sorted(whole)
    for dose in doses:
        held = line.at(dose.due)
        assert (dose.version, dose.line_status) == (held.number, "active")
    revised(plain_ward, line, Act.STOP, effective_from=MORNING)
