"""A helper at the bedside: stopped without an authorisation, free with one, and no fact is ever refused."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from medcircuit.administration.models import event
from medcircuit.administration.rules.entry import Override
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.service.afterwards import NotACarer
from medcircuit.administration.service.attention import attention
from medcircuit.administration.service.pack import day_json, events_after, pack
from medcircuit.delegations.service.authorising import revoke
from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden
from medcircuit.kernel.remembered import forget
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.structure.models import establishment
from tests.helping import authorised
from tests.ward import DOLIPRANE_1G, FUROSEMIDE, codes


@pytest.fixture
def ward(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    return sqlite_lilas


@pytest.fixture
def line(ward):
    return ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ASSISTED)


def scanned(ward, cis=DOLIPRANE_1G, **changes):
    return ward.read(ward.box(cis), who="Jeanne", role=Role.EDUCATOR, **changes)


def test_a_helper_is_stopped_without_an_authorisation_and_free_with_one(ward, line):
    answer = scanned(ward)
    assert (answer["verdict"], answer["helper"]) == ("stop", True)
    assert codes(answer) == ["autonomy_unknown", "not_authorised"]
    made = authorised(ward, "Jeanne", line)
    ward.house.clock.advance(timedelta(seconds=2))
    answer = scanned(ward)
    assert (answer["verdict"], codes(answer)) == ("ok", [])
    given = ward.give(line, "Jeanne", amount="1", units="1", scans=(answer["id"],), role=Role.EDUCATOR)
    assert codes(given) == ["stock_difference"]
    assert fact(ward, given["id"]).authorisation_id == made
    assert not ward.differences()


def fact(ward, event_id):
    with ward.house.database.read() as connection:
        return connection.execute(select(event).where(event.c.id == event_id)).one()


def test_what_was_given_without_an_authorisation_is_kept_with_why_it_was_not_open(ward, line):
    given = ward.give(line, "Jeanne", amount="1", role=Role.EDUCATOR)
    assert given["status"] == "accepted_with_incidents"
    assert {"not_delegated", "not_authorised"} <= set(codes(given))
    assert ward.state(line).state == "given"
    assert fact(ward, given["id"]).authorisation_id is None


def test_a_fact_is_judged_at_its_own_instant_when_it_is_synced_after_a_revocation(ward, line):
    made = authorised(ward, "Jeanne", line)
    at = ward.now
    ward.house.clock.advance(timedelta(minutes=2))
    with ward.working() as work:
        revoke(work, made, "Fin de mission")
    ward.house.clock.advance(timedelta(minutes=2))
    given = ward.give(line, "Jeanne", amount="1", units="1", at=at, role=Role.EDUCATOR)
    assert "not_delegated" not in codes(given)
    late = ward.give(line, "Jeanne", amount="1", asserted=True, role=Role.EDUCATOR)
    assert {"not_delegated", "authorisation_revoked"} <= set(codes(late))


def test_an_authorisation_given_afterwards_excuses_nothing(ward, line):
    at = ward.now
    ward.house.clock.advance(timedelta(minutes=4))
    authorised(ward, "Jeanne", line)
    assert "not_delegated" in codes(ward.give(line, "Jeanne", amount="1", at=at, role=Role.EDUCATOR))


def test_the_first_dose_of_a_line_is_the_nurses_where_the_house_says_so(ward, line):
    authorised(ward, "Jeanne", line)
    with ward.house.database.write() as connection:
        connection.execute(update(establishment).values(first_dose_by_nurse=True))
        forget(connection)
    assert codes(scanned(ward)) == ["first_dose"]
    assert "first_dose" in codes(ward.give(line, "Jeanne", amount="1", units="1", role=Role.EDUCATOR))
    ward.house.clock.advance(timedelta(days=1))
    tomorrow = RoundName(ward.unit, ward.now.date(), "MORN")
    assert codes(scanned(ward, round=tomorrow)) == []


def test_what_was_not_taken_asks_no_authorisation(ward, line):
    told = ward.act("refused", line, "Jeanne", reason="taste", role=Role.EDUCATOR)
    assert "not_delegated" not in codes(told)


@pytest.mark.parametrize(("regime", "code"), [(None, "regime_unsaid"), (Regime.NURSE_ONLY, "nurse_only")])
def test_a_line_of_the_nurses_is_stopped_at_the_scan(ward, regime, code):
    ward.prescribe("Jeanne", FUROSEMIDE, regime=regime)
    answer = scanned(ward, FUROSEMIDE)
    assert answer["verdict"] == "stop"
    assert code in codes(answer)
    assert len(codes(answer)) == len(set(codes(answer)))


def test_nothing_is_left_for_a_helper_to_confirm(ward, line):
    """Late is a nurse's to confirm; who only helps stops and calls."""
    authorised(ward, "Jeanne", line)
    ward.house.clock.advance(timedelta(hours=4))
    assert ward.read(ward.box(DOLIPRANE_1G), who="Jeanne")["verdict"] == "confirm"
    ward.house.clock.advance(timedelta(seconds=2))
    answer = scanned(ward)
    assert (answer["verdict"], codes(answer)) == ("stop", ["late"])
    told = [{"finding": "late", "reason": "care"}]
    given = ward.give(
        line, "Jeanne", amount="1", overrides=tuple(Override(**one) for one in told), role=Role.EDUCATOR
    )
    assert "late" in codes(given)


def test_a_helper_learns_nobody_elses_name_from_a_box(ward, line):
    ward.admit("Berthe", birth_name="DURAND")
    ward.prescribe("Berthe", FUROSEMIDE)
    answer = scanned(ward, FUROSEMIDE)
    assert answer["findings"][0]["facts"] == {"who": "quelqu'un d'autre"}


def test_a_helper_neither_scans_in_another_unit_nor_types_for_a_nurse(ward, line):
    with pytest.raises(Forbidden):
        ward.read(ward.box(DOLIPRANE_1G), who="Jeanne", role=Role.EDUCATOR, within="Roses")
    with pytest.raises(NotACarer):
        ward.give(
            line, "Jeanne", afterwards="forgotten", given_by=ward.house.people[Role.NURSE], role=Role.EDUCATOR
        )


def test_what_stopped_a_helper_is_told_to_the_nurses_of_the_unit(ward, line):
    scanned(ward)
    ward.house.clock.advance(timedelta(seconds=2))
    ward.read(ward.box(FUROSEMIDE), who="Jeanne")
    with ward.reading() as work:
        told = attention(work)
    (stop,) = told["helpers"]
    assert (stop["resident"], stop["line"], stop["by_name"]) == (ward.people["Jeanne"], line, "P. Educator")
    assert told["residents"][stop["resident"]]["first_name"] == "Jeanne"
    ward.house.clock.advance(timedelta(hours=24))
    with ward.reading() as work:
        assert attention(work)["helpers"] == []


def test_of_a_round_a_helper_sees_what_is_open_to_them_and_nobody_else(ward, line):
    ward.admit("Berthe", birth_name="DURAND")
    ward.prescribe("Berthe", DOLIPRANE_1G, regime=Regime.ASSISTED)
    other = ward.prescribe("Jeanne", FUROSEMIDE)
    authorised(ward, "Jeanne", line)
    for one in (line, other):
        ward.give(one, "Jeanne", amount="1")
    with ward.reading(Role.EDUCATOR) as work:
        seen = pack(work, ward.round)
        news = events_after(work, ward.round, 0)
        day = day_json(work, ward.round.day)
    assert [told["line"] for told, _ in seen["doses"]] == [line]
    assert [one["id"] for one in seen["residents"]] == [ward.people["Jeanne"]]
    assert {one["resident"] for one in seen["tokens"].values()} == {ward.people["Jeanne"]}
    assert [one["key"] for one in news["doses"]] == [ward.key(line)]
    assert [one["doses"] for one in day["rounds"] if one["moment"]["code"] == "MORN"] == [1, 0]
    with ward.reading() as work:
        assert len(pack(work, ward.round)["doses"]) == 3
