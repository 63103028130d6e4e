"""What changes in a living house: units, and the hours of its days from a day on; what was planned keeps its key."""

from datetime import UTC, date, datetime, timedelta

import pytest

from medcircuit.administration import service as administration
from medcircuit.administration.rules.reading import RoundName
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import writing
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Prescription, Terms
from medcircuit.prescriptions.service.hours import DosesLost, LinesUnplanned
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Arrival
from medcircuit.residents.service.closing import UnitLivedIn
from medcircuit.structure import service as structure
from medcircuit.structure.rules.hours import HoursChange, HoursImpossible, HouseChanged
from medcircuit.structure.service.unit_changes import (
    UnitAlreadyClosed,
    UnitClosed,
    UnitNameTaken,
    UnitNameUnreadable,
)
from tests.conftest import MORNING, make_house
from tests.ward import BEGUN, FUROSEMIDE, TODAY, dosage

TOMORROW = TODAY + timedelta(days=1)
CLOCKS_CHANGE = date(2027, 3, 28)


@pytest.fixture
def ward(lilas):
    lilas.admit("Jeanne")
    return lilas


@pytest.fixture
def one(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    return sqlite_lilas


def seen(house):
    with house.writing(Role.ADMINISTRATOR) as work:
        return structure.house_hours(work).version


def change(house, first_day=TOMORROW, *, unit=None, version=None, accepted=False, rounds=(), **moments):
    asked = HoursChange(first_day, unit, moments, dict(rounds), version or seen(house), accepted)
    with house.writing(Role.ADMINISTRATOR) as work:
        prescriptions.change_hours(work, asked)


def dues(ward, line, first, last):
    """The keys of a line's doses from a day to another, each with when it is due, in local time."""
    frm, to = (
        datetime(one.year, one.month, one.day, tzinfo=PARIS) for one in (first, last + timedelta(days=1))
    )
    with ward.house.database.read() as connection:
        plan = prescriptions.planned(
            connection, ward.house.establishment_id, [ward.people["Jeanne"]], frm, to
        )
    return {
        one.key.removeprefix(f"{line}/"): f"{one.due.astimezone(PARIS):%d %H:%M}"
        for one in plan.doses
        if one.line_id == line
    }


def test_a_new_hour_holds_from_its_day_on_and_no_dose_changes_its_key(ward):
    line = ward.prescribe("Jeanne", FUROSEMIDE, moment="EVE")
    change(ward.house, EVE="19:00", CV="19:00")
    after = TOMORROW + timedelta(days=1)
    assert dues(ward, line, TODAY, after) == {
        f"{TODAY}/EVE": "21 18:30",
        f"{TOMORROW}/EVE": "22 19:00",
        f"{after}/EVE": "23 19:00",
    }


def test_an_hour_that_changes_with_the_clocks_is_that_of_the_wall_on_each_day(one):
    line = one.prescribe("Jeanne", FUROSEMIDE, moment="EVE")
    change(one.house, CLOCKS_CHANGE, EVE="19:00", CV="19:00")
    eve = CLOCKS_CHANGE - timedelta(days=1)
    assert dues(one, line, eve, CLOCKS_CHANGE) == {
        f"{eve}/EVE": "27 18:30",
        f"{CLOCKS_CHANGE}/EVE": "28 19:00",
    }


def test_a_dose_before_the_first_round_is_in_one_round_whichever_day_asks(one):
    """Of the night round while the morning's begins after it, of the morning's from the day on it begins before it."""
    one.prescribe("Jeanne", FUROSEMIDE, moment="06:45")
    change(one.house, rounds={"MORN": ("06:30", "10:00")})
    given = {}
    for day in (TODAY - timedelta(days=1), TODAY, TOMORROW):
        for moment in ("MORN", "NIGHT"):
            with one.house.writing(Role.NURSE) as work:
                read = administration.rounds.read_round(work, RoundName(one.unit, day, moment))
            given[day, moment] = [f"{one.planned.due.astimezone(PARIS):%d}" for one in read.doses]
    assert given == {
        (TODAY - timedelta(days=1), "MORN"): [],
        (TODAY - timedelta(days=1), "NIGHT"): ["21"],
        (TODAY, "MORN"): [],
        (TODAY, "NIGHT"): [],
        (TOMORROW, "MORN"): ["22"],
        (TOMORROW, "NIGHT"): [],
    }


def test_a_unit_has_its_own_rounds_and_the_others_those_of_the_house(one):
    house = one.house
    change(house, unit=house.units["Roses"], rounds={"EVE": ("17:45", "19:00")})
    for unit, day, span in (
        ("Roses", TODAY, "17:00"),
        ("Roses", TOMORROW, "16:45"),
        ("Lilas", TOMORROW, "17:00"),
    ):
        with house.writing(Role.NURSE) as work:
            read = administration.rounds.read_round(work, RoundName(house.units[unit], day, "EVE"))
        assert f"{read.span.starts_at.astimezone(UTC):%H:%M}" == span
    with pytest.raises(HoursImpossible, match="19:30"):
        change(house, EVE="19:30", CV="19:30")


def test_the_past_and_today_keep_their_hours_and_the_second_of_two_is_told(sqlite_house):
    house = sqlite_house
    version = seen(house)
    for day in (TODAY - timedelta(days=1), TODAY):
        with pytest.raises(HoursImpossible):
            change(house, day, EVE="19:00")
    change(house, EVE="19:00", version=version)
    with pytest.raises(HouseChanged):
        change(house, EVE="19:15", version=version)
    change(house, EVE="19:15")
    change(house, EVE="19:15")
    with house.writing(Role.ADMINISTRATOR) as work:
        evenings = [
            (one.valid_from, one.at) for one in structure.house_hours(work).moments if one.code == "EVE"
        ]
    assert evenings == [(date(2000, 1, 1), "18:30"), (TOMORROW, "19:15")]


def test_a_change_that_would_lose_or_add_a_dose_of_a_line_that_ends_is_refused(one):
    """Five days counted from this morning's dose end at its hour: an earlier hour would make a sixth."""
    five = dosage()
    five[0]["timing"]["repeat"]["boundsPeriod"] = {
        "start": "2026-11-21T08:00:00+01:00",
        "end": "2026-11-26T07:59:00+01:00",
    }
    with one.past(BEGUN) as work:
        prescriptions.prescribe(
            work, Prescription("l", one.people["Jeanne"], Terms(read_dosages(five), None), cis=FUROSEMIDE)
        )
    with pytest.raises(DosesLost) as refused:
        change(one.house, MORN="07:30")
    assert refused.value.facts == {"n": 1, "day": "26/11/2026"}
    change(one.house, date(2026, 11, 27), MORN="07:30")


def test_hours_that_a_dosage_contradicts_are_refused_before_anything_changes(one):
    """Twelve hours apart as it is written, at moments that are no longer."""
    change(one.house, MORN="07:30", EVE="19:30")
    twelve = dosage()
    twelve[0]["timing"]["repeat"] = {"frequency": 1, "period": 12, "periodUnit": "h", "when": ["MORN", "EVE"]}
    with one.past(MORNING) as work:
        asked = Prescription("l", one.people["Jeanne"], Terms(read_dosages(twelve), None), cis=FUROSEMIDE)
        line = prescriptions.prescribe(work, asked).id
    before = dues(one, line, TODAY, TOMORROW)
    with pytest.raises(LinesUnplanned):
        change(one.house, TOMORROW + timedelta(days=7), EVE="19:00")
    assert before
    assert dues(one, line, TODAY, TOMORROW) == before


def test_a_unit_is_added_renamed_and_closed_once_nobody_lives_there(ward):
    house = ward.house
    with house.writing(Role.ADMINISTRATOR) as work:
        made = structure.add_unit(work, " Les  Iris ", structure.house_hours(work).version)
    lilas = house.units["Lilas"]
    with house.writing(Role.ADMINISTRATOR) as work:
        structure.rename_unit(work, lilas, "Lilas blancs", structure.house_hours(work).version)
        named = structure.units(work.connection, house.establishment_id)
        places = {one.name for one in structure.places(work.connection, house.establishment_id)}
    assert ((lilas, "Lilas blancs") in named, named[-1]) == (True, (made, "Les Iris"))
    assert {"Chariot Les Iris", "Armoire Les Iris", "Chariot Lilas blancs"} <= places
    for name, problem in (
        ("LILAS BLANCS", UnitNameTaken),
        ("  ", UnitNameUnreadable),
        ("x" * 61, UnitNameUnreadable),
    ):
        with pytest.raises(problem), house.writing(Role.ADMINISTRATOR) as work:
            structure.add_unit(work, name, structure.house_hours(work).version)
    with pytest.raises(UnitLivedIn) as lived, house.writing(Role.ADMINISTRATOR) as work:
        residents.close_unit(work, lilas, TOMORROW, structure.house_hours(work).version)
    assert lived.value.facts == {"n": 1, "rooms": "12"}
    with house.writing(Role.NURSE) as work:
        elsewhere = Arrival(made, "3", 1, MORNING)
        residents.move(work, ward.people["Jeanne"], elsewhere, seen=BEGUN)
    with house.writing(Role.ADMINISTRATOR) as work:
        residents.close_unit(work, lilas, TOMORROW, structure.house_hours(work).version)
    with pytest.raises(UnitClosed), house.writing(Role.NURSE) as work:
        residents.move(
            work, ward.people["Jeanne"], Arrival(lilas, "3", 1, MORNING + timedelta(hours=1)), seen=MORNING
        )
    with house.database.read() as connection:
        for day, is_open in ((TODAY, True), (TOMORROW, False)):
            now_open = {
                unit_id for unit_id, _ in structure.open_units(connection, house.establishment_id, day)
            }
            assert (lilas in now_open) is is_open
    house.clock.advance(timedelta(days=1))
    with pytest.raises(UnitAlreadyClosed), house.writing(Role.ADMINISTRATOR) as work:
        residents.close_unit(work, lilas, None, structure.house_hours(work).version)


def test_only_who_configures_the_house_changes_its_hours_and_nobody_those_of_another(sqlite_house):
    house = sqlite_house
    version = seen(house)
    asked = HoursChange(TOMORROW, None, {"EVE": "19:00"}, {}, version)
    with pytest.raises(Forbidden), house.writing(Role.COORDINATING_NURSE) as work:
        prescriptions.change_hours(work, asked)
    of_a_unit = house.actor(Role.ADMINISTRATOR, unit="Lilas")
    with pytest.raises(Forbidden), writing(house.database, of_a_unit, house.clock) as work:
        prescriptions.change_hours(work, asked)
    with pytest.raises(Forbidden), writing(house.database, of_a_unit, house.clock) as work:
        structure.rename_unit(work, house.units["Roses"], "Iris", version)
    other = make_house(house.database, house.clock, finess="690000011", organisation_id=house.organisation_id)
    with pytest.raises(NotFound), house.writing(Role.ADMINISTRATOR) as work:
        structure.rename_unit(work, other.units["Lilas"], "Iris", version)
