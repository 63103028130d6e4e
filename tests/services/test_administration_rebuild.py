"""`medcircuit rebuild`: what is not what the facts say is folded from them again, while doses are given."""

import threading

import pytest
from click.testing import CliRunner
from sqlalchemy import delete, select, text, update

from medcircuit.administration import service
from medcircuit.administration.models import dose_state, event
from medcircuit.cli import main
from medcircuit.kernel.audit import audit_entry
from medcircuit.stock.models import level
from tests.ward import DOLIPRANE_1G, FUROSEMIDE


@pytest.fixture
def given(lilas, tmp_path, monkeypatch):
    """Doses that were given and one that was not, in a house that is being served; the settings name its database."""
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    url = lilas.house.database.engine.url.render_as_string(hide_password=False)
    monkeypatch.setenv("MEDCIRCUIT_DATABASE_URL", url)
    lilas.admit("Jeanne")
    lilas.lines = [lilas.prescribe("Jeanne", FUROSEMIDE) for _ in range(12)]
    lilas.boxed = lilas.prescribe("Jeanne", DOLIPRANE_1G)
    lilas.read(lilas.box(DOLIPRANE_1G), who="Jeanne")
    lilas.give(lilas.boxed, "Jeanne")
    for line in lilas.lines[:4]:
        lilas.give(line, "Jeanne")
    return lilas


def run(command):
    answer = CliRunner().invoke(main, [command])
    return answer.exit_code, answer.output


def damaged(ward):
    """Lose the state of a dose, exchange the facts of two others and make a level wrong, as a bad repair would."""
    one, other = ward.state(ward.lines[1]), ward.state(ward.lines[2])
    with ward.house.database.engine.begin() as connection:
        on = " ON dose_state" if connection.dialect.name == "postgresql" else ""
        connection.execute(text(f"DROP TRIGGER dose_state_stays{on}"))
        connection.execute(delete(dose_state).where(dose_state.c.dose_key == ward.key(ward.lines[0])))
        for row, fact in ((one, None), (other, one.event_id), (one, other.event_id)):
            changed = {"event_id": fact, "state": "given" if fact else "due"}
            connection.execute(
                update(dose_state).where(dose_state.c.dose_key == row.dose_key).values(changed)
            )
        connection.execute(
            update(dose_state).where(dose_state.c.dose_key == one.dose_key).values(resident_id="?")
        )
        connection.execute(update(level).values(amount=level.c.amount + 12))


def test_what_verify_finds_beside_the_facts_is_rebuilt_and_nothing_else(given):
    assert "rien à refaire" in run("rebuild")[1]
    damaged(given)
    code, said = run("verify")
    assert (code, "medcircuit rebuild" in said) == (1, True), said
    code, said = run("rebuild")
    assert code == 0, said
    assert "3 états de prise refaits, " in said
    assert given.state(given.lines[0]).state == "given"
    assert run("verify")[0] == 0
    with given.house.database.read() as connection:
        last = connection.execute(select(audit_entry).order_by(audit_entry.c.seq.desc()).limit(1)).one()
    assert (last.action, last.written, '["dose_state","3"]' in last.objects) == ("rebuild", "", True)
    assert "rien à refaire" in run("rebuild")[1]


def test_nothing_is_rebuilt_from_facts_that_do_not_hold(given):
    damaged(given)
    with given.house.database.engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("ALTER TABLE event DISABLE TRIGGER ALL"))
        else:
            connection.execute(text("DROP TRIGGER event_no_update"))
        connection.execute(update(event).values(amount="2"))
    code, said = run("rebuild")
    assert (code, "les faits eux-mêmes ne concordent pas (5 différences" in said) == (1, True), said
    assert given.state(given.lines[0]) is None


def test_what_was_given_after_the_damage_was_found_is_in_what_is_rebuilt(given):
    damaged(given)
    house = given.house
    with house.database.read() as connection:
        found = service.wrong(connection, house.establishment_id)
    again = given.give(given.lines[1], "Jeanne", asserted=True)
    with house.writing() as work:
        service.rebuild(work, found)
    assert given.differences() == []
    assert again["id"] in given.state(given.lines[1]).takes


def test_doses_are_given_while_everything_is_rebuilt_again_and_again(given):
    """Each carer gives new doses and doubles the damaged one, while its state is lost and rebuilt."""
    house, faults = given.house, []
    lost = given.key(given.lines[0])
    damaged(given)

    def carer(gestures):
        for gesture in gestures:
            try:
                given.record(gesture)
            except Exception as fault:  # noqa: BLE001 - the thread tells them all
                faults.append(fault)

    acts = [
        [
            given.gesture("given", line, "Jeanne", asserted=True)
            for line in (given.lines[0], *given.lines[first::3])
        ]
        for first in (4, 5, 6)
    ]
    carers = [threading.Thread(target=carer, args=(gestures,)) for gestures in acts]
    for one in carers:
        one.start()
    while any(one.is_alive() for one in carers):
        with house.database.read() as connection:
            found = service.wrong(connection, house.establishment_id)
        with house.writing() as work:
            work.connection.execute(delete(dose_state).where(dose_state.c.dose_key == lost))
        with house.writing() as work:
            service.rebuild(work, found)
    for one in carers:
        one.join()
    with house.writing() as work:
        service.rebuild(work)
    assert (faults, given.differences()) == ([], [])
    assert len(given.state(given.lines[0]).takes.split(",")) == 4
