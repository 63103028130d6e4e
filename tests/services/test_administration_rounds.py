"""The pack of a round, what others do in it, its closing; and what verify says of it all."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event as sqlalchemy_event
from sqlalchemy import insert, select, text, update

from medcircuit.administration import service
from medcircuit.administration.models import dose_state, event, round_closing
from medcircuit.administration.rules.entry import FutureAct
from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.service.closing import (
    AlreadyClosed,
    DosesWithoutAnswer,
    OwnerMissing,
    RoundNotBegun,
)
from medcircuit.administration.service.pack import CursorUnreadable
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Arrival, Leave
from medcircuit.residents.rules.people import AbsenceKind
from tests.ward import BEGUN, DOLIPRANE_1G, FUROSEMIDE, TODAY, codes, minutes


@pytest.fixture
def two(sqlite_lilas):
    """Two residents with a line each in the morning, one of them with another at noon."""
    return peopled(sqlite_lilas)


def peopled(lilas):
    lilas.admit("Jeanne")
    lilas.admit("Paul", birth_name="PETIT", room="3", born=date(1940, 1, 1))
    lilas.line = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    lilas.other = lilas.prescribe("Paul", FUROSEMIDE)
    lilas.noon = lilas.prescribe("Paul", DOLIPRANE_1G, moment="NOON")
    return lilas


def states(pack):
    return {dose["key"].split("/")[0]: dose["state"] for dose in pack["doses"]}


def away(lilas, first_name, *, since=60):
    with lilas.house.writing() as work:
        leave = Leave(AbsenceKind.HOSPITAL, lilas.now - minutes(since))
        residents.declare_absence(work, lilas.people[first_name], leave)


def test_the_pack_holds_the_people_their_cards_their_doses_and_the_boxes(two):
    pack = two.pack()
    assert [card["birth_name"] for card in pack["residents"]] == ["MARTIN", "PETIT"]
    assert states(pack) == {two.line: "due", two.other: "due"}
    assert {token["resident"] for token in pack["tokens"].values()} == set(two.people.values())
    dose = next(one for one in pack["doses"] if one["line"] == two.line)
    assert dose["window"] == {"from": "2026-11-21T06:00:00.000Z", "to": "2026-11-21T09:00:00.000Z"}
    assert (dose["amount"], dose["units"], dose["version"]) == ("1", "1", 1)
    assert pack["products"][two.product(DOLIPRANE_1G).gtin]["class"] == dose["class"]
    assert pack["elsewhere"][dose["class"]] == sorted([two.people["Jeanne"], two.people["Paul"]])


def test_a_pack_takes_fourteen_statements_at_the_most_whatever_its_size(lilas):
    peopled(lilas)
    for number in range(6):
        name = chr(ord("A") + number) + "lice"
        lilas.admit(name, birth_name=f"DUPON{name[0]}", room=str(30 + number), born=date(1930 + number, 2, 3))
        lilas.prescribe(name, DOLIPRANE_1G)
        lilas.prescribe(name, FUROSEMIDE)
    said = []

    def note(_connection, _cursor, statement, *_):
        said.extend([statement] if statement.startswith("SELECT") else [])

    readers = lilas.house.database._readers
    sqlalchemy_event.listen(readers, "before_cursor_execute", note)
    for _ in range(2):
        said.clear()
        assert len(lilas.pack()["doses"]) == 14
        assert len(said) <= 14, "\n---\n".join(said)
    sqlalchemy_event.remove(readers, "before_cursor_execute", note)


def test_an_absence_makes_its_doses_absent_without_anybodys_act(two):
    away(two, "Paul")
    pack = two.pack()
    assert states(pack) == {two.line: "due", two.other: "absent"}
    assert (
        next(card["absence"]["kind_label"] for card in pack["residents"] if card["absence"]) == "Hospitalisé"
    )


def test_a_stopped_line_leaves_the_board_unless_it_was_answered(two):
    two.give(two.line, "Jeanne")
    for line in (two.line, two.other):
        two.stop_line(line, two.now - minutes(5))
    assert states(two.pack()) == {two.line: "given", two.other: "due"}  # due at 08:00, stopped at 08:05
    assert two.read(two.box(FUROSEMIDE), who="Paul")["verdict"] == "stop"


def test_the_version_follows_the_plan_and_not_the_answers(two):
    version = two.pack()["version"]
    two.give(two.line, "Jeanne")
    assert two.pack()["version"] == version == two.news()["plan_version"]
    two.prescribe("Jeanne", FUROSEMIDE)
    assert two.pack()["version"] != version
    assert two.news()["plan_version"] == two.pack()["version"]


def test_the_other_nurse_sees_what_was_done_since(two):
    cursor = two.pack()["cursor"]
    assert two.news(cursor)["doses"] == []
    given = two.give(two.line, "Jeanne", name="S. Petit")
    news = two.news(cursor)
    assert [(dose["key"], dose["state"], dose["event"]) for dose in news["doses"]] == [
        (two.key(two.line), "given", given["id"])
    ]
    assert news["staff"] == {"S. Petit": "S. Petit"}
    two.house.clock.advance(minutes(1))
    assert two.news(two.news(cursor)["cursor"])["doses"] == []


def test_a_dose_annulled_is_said_to_be_due_again(two):
    given = two.give(two.line, "Jeanne")
    two.act("void", two.line, "Jeanne", replaces=given["id"], reason="mistake")
    assert [dose["state"] for dose in two.news()["doses"]] == ["due"]


def test_whom_another_carer_is_giving_to_is_shown_until_it_is_done(two):
    two.read(two.cards["Jeanne"], name="S. Petit")
    assert [one["resident"] for one in two.news()["in_progress"]] == [two.people["Jeanne"]]
    two.read(two.cards["Paul"])
    assert len(two.news()["in_progress"]) == 1
    two.give(two.line, "Jeanne", name="S. Petit")
    assert two.news()["in_progress"] == []
    two.read(two.cards["Paul"], name="S. Petit")
    two.house.clock.advance(minutes(11))
    assert two.news()["in_progress"] == []


def test_a_cursor_from_nowhere_is_refused(two):
    for cursor in (-1, 10**15):
        with pytest.raises(CursorUnreadable):
            two.news(cursor)


def test_a_day_lists_its_rounds_in_figures(two):
    two.give(two.line, "Jeanne")
    with two.reading() as work:
        day = service.day_json(work, TODAY)
    mine = {one["moment"]["code"]: one for one in day["rounds"] if one["unit"]["id"] == two.unit}
    assert (mine["MORN"]["doses"], mine["MORN"]["closed_doses"], mine["MORN"]["residents"]) == (2, 1, 2)
    assert (mine["NOON"]["doses"], mine["NOON"]["closed_doses"]) == (1, 0)
    assert {one["unit"]["name"] for one in day["rounds"]} == {"Lilas", "Roses"}


@pytest.mark.parametrize("how", ["left", "moved"])
def test_what_was_not_answered_before_a_departure_stays_counted_in_its_round(two, how):
    two.house.clock.advance(timedelta(hours=4))
    noon, paul = two.house.clock.now(), two.people["Paul"]
    with two.house.writing() as work:
        if how == "left":
            residents.leave(work, paul, noon)
        else:
            residents.move(work, paul, Arrival(two.house.units["Roses"], "5", 9, noon), seen=BEGUN)
    two.house.clock.advance(timedelta(hours=2))
    with two.reading() as work:
        day = service.day_json(work, TODAY)["rounds"]
    for one in day:
        pack = two.pack(RoundName(one["unit"]["id"], TODAY, one["moment"]["code"]))
        assert one["doses"] == len(pack["doses"]), (one["unit"]["name"], one["moment"]["code"])
    assert next(one["doses"] for one in day if one["unit"]["id"] == two.unit) == 2


def test_a_round_of_nowhere_is_not_found(two):
    for name in (
        RoundName(new_id(), TODAY, "MORN"),
        RoundName(two.unit, TODAY, "TEATIME"),
    ):
        with pytest.raises(NotFound):
            two.pack(name)


# Closing


def test_a_round_closes_when_every_dose_has_an_answer(two):
    two.give(two.line, "Jeanne")
    two.act("refused", two.other, "Paul", reason="taste")
    assert two.close() == {"by": "P. nurse", "at": "2026-11-21T07:10:00.000Z", "untraced": 0}
    assert two.pack()["round"]["closed"] == two.news()["closed"]
    with two.reading() as work:
        rounds = service.day_json(work, TODAY)["rounds"]
    assert [one["moment"]["code"] for one in rounds if one["closed"]] == ["MORN"]


def test_a_round_with_doses_left_names_them(two):
    two.give(two.line, "Jeanne")
    with pytest.raises(DosesWithoutAnswer) as caught:
        two.close()
    assert caught.value.facts["keys"] == [two.key(two.other)]
    assert two.pack()["round"]["closed"] is None


def test_forced_what_nobody_said_is_untraced_with_an_owner(two):
    with pytest.raises(OwnerMissing):
        two.close(forced=True)
    with pytest.raises(OwnerMissing):
        two.close(forced=True, owner=new_id())
    owner = two.house.people[Role.COORDINATING_NURSE]
    assert two.close(forced=True, owner=owner)["untraced"] == 2
    assert states(two.pack()) == {two.line: "untraced", two.other: "untraced"}
    assert two.differences() == []


def test_what_somebody_knows_after_the_closing_takes_the_place_of_untraced(two):
    two.close(forced=True, owner=two.house.people[Role.COORDINATING_NURSE])
    answer = two.give(two.line, "Jeanne", scans=(two.read(two.box(DOLIPRANE_1G), who="Jeanne")["id"],))
    assert (answer["state"], "round_was_closed" in codes(answer)) == ("given", True)


def test_at_the_closing_an_absence_becomes_a_fact_without_a_nurses_act(two):
    away(two, "Paul")
    two.give(two.line, "Jeanne")
    two.close()
    row = two.state(two.other)
    assert (row.state, row.by) == ("absent", "system")
    assert two.differences() == []


def test_the_same_closing_sent_again_has_the_same_answer_and_another_is_refused(two):
    two.give(two.line, "Jeanne")
    two.act("refused", two.other, "Paul", reason="taste")
    once = new_id()
    first = two.close(id=once)
    two.house.clock.advance(minutes(5))
    assert two.close(id=once) == first
    with pytest.raises(AlreadyClosed):
        two.close()


def test_a_round_is_not_closed_before_it_begins_nor_from_the_future(two):
    with pytest.raises(FutureAct):
        two.close(at=two.now + minutes(3))
    two.round = RoundName(two.unit, TODAY, "NOON")
    with pytest.raises(RoundNotBegun):
        two.close(forced=True, owner=two.house.people[Role.NURSE])


def test_who_may_not_give_closes_nothing(two):
    with pytest.raises(Forbidden), two.working(Role.PHYSICIAN) as work:
        service.close_round(work, two.round, service.Closing(new_id(), two.now))


# Verify


def tampered(lilas, *statements):
    """Change what nothing in the application can."""
    with lilas.house.database.write() as connection:
        for name in (
            *(f"{one}_no_{verb}" for one in ("event", "receipt") for verb in ("update", "delete")),
            "dose_state_stays",
        ):
            connection.execute(text(f"DROP TRIGGER IF EXISTS {name}"))
        for statement in statements:
            connection.execute(statement)
    return lilas.differences()


def test_a_state_that_is_not_the_fold_of_its_facts_is_found_and_rebuilt(two):
    two.give(two.line, "Jeanne")
    found = tampered(two, update(dose_state).values(state="refused"))
    assert [one for one in found if two.key(two.line) in one and "state" in one]
    with two.house.writing() as work:
        assert service.rebuild(work) == service.Rebuilt(states=1, levels=0)
    assert two.differences() == []


def test_a_state_without_a_fact_or_a_fact_without_a_state_is_found(two):
    two.give(two.line, "Jeanne")
    row = two.state(two.line)._asdict()
    invented = insert(dose_state).values(**row | {"dose_key": two.key(two.other), "event_id": new_id()})
    assert any("sans aucun fait" in one for one in tampered(two, invented))
    gone = dose_state.delete().where(dose_state.c.dose_key == two.key(two.line))
    assert any("état absent" in one for one in tampered(two, gone))


def test_a_fact_whose_words_were_changed_is_found(two):
    given = two.give(two.line, "Jeanne")
    assert any(
        "empreinte" in one for one in tampered(two, update(event).values(content=event.c.content + " "))
    )
    assert any(given["id"] in one for one in tampered(two, update(event).values(amount="2")))


def test_a_lost_or_changed_receipt_is_found(two):
    two.give(two.line, "Jeanne")
    assert any("le reçu" in one for one in tampered(two, text("UPDATE receipt SET status = 'held'")))
    assert any("reçu absent" in one for one in tampered(two, text("DELETE FROM receipt")))


def test_a_rebuilt_projection_is_equal_to_the_one_that_was_kept(lilas):
    peopled(lilas)
    first = lilas.give(lilas.line, "Jeanne")
    lilas.act("void", lilas.line, "Jeanne", replaces=first["id"], reason="mistake")
    lilas.act("refused", lilas.other, "Paul", reason="later", offer_again=True)
    with lilas.house.database.read() as connection:
        query = select(dose_state).order_by(dose_state.c.dose_key)
        before = [tuple(row)[:-1] for row in connection.execute(query)]
    with lilas.house.writing() as work:
        service.rebuild(work)
    with lilas.house.database.read() as connection:
        after = [tuple(row)[:-1] for row in connection.execute(query)]
    assert after == before
    assert lilas.differences() == []


def test_a_dose_has_one_accepted_fact_and_a_closing_its_owner(lilas):
    peopled(lilas)
    lilas.give(lilas.line, "Jeanne")
    row = lilas.state(lilas.line)._asdict()
    for wrong in (
        row | {"dose_key": "other", "state": "due"},
        row | {"dose_key": "other", "event_id": None},
        row | {"dose_key": "other"},
        row | {"dose_key": "other", "event_id": new_id(), "state": "eaten"},
    ):
        refused(lilas, insert(dose_state).values(**wrong))
    closing = {
        "id": new_id(),
        "establishment_id": lilas.house.establishment_id,
        "unit_id": lilas.unit,
        "round_date": TODAY,
        "moment": "MORN",
        "forced": False,
        "owner_id": None,
        "untraced": 1,
        "at": lilas.now,
        "closed_at": lilas.now,
        "closed_by": "x",
        "closed_by_name": "x",
    }
    refused(lilas, insert(round_closing).values(**closing))
    refused(lilas, insert(round_closing).values(**closing | {"forced": True}))


def refused(lilas, statement):
    """The database itself refuses it."""
    with (
        pytest.raises(Exception, match=r"(?i)constraint|violates"),
        lilas.house.database.write() as connection,
    ):
        connection.execute(statement)


def test_facts_are_never_changed_nor_removed(lilas):
    peopled(lilas)
    lilas.give(lilas.line, "Jeanne")
    for table in ("event", "receipt", "incident"):
        with pytest.raises(Exception, match="append-only"), lilas.house.database.write() as connection:
            connection.execute(text(f"DELETE FROM {table}"))  # noqa: S608 - names of ours


def test_a_moved_clock_makes_nothing_due_again(two):
    two.give(two.line, "Jeanne")
    two.house.clock.advance(timedelta(hours=1))
    assert states(two.pack())[two.line] == "given"
