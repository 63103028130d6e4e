"""Residents on a real database: coming, moving, being away, being identified; nothing crosses establishments."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import writing
from medcircuit.residents import models
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import (
    AbsenceImpossible,
    Admission,
    AllergyNote,
    Arrival,
    FieldUnreadable,
    Identity,
    Leave,
    PossibleDuplicate,
    StayChanged,
    StayImpossible,
)
from medcircuit.residents.rules.correcting import Change, Correction, IdentityChanged, Proof
from medcircuit.residents.rules.people import AbsenceKind, Severity
from medcircuit.residents.rules.tokens import Support, code_hash, identified
from tests.conftest import MORNING, make_house
from tests.services.conftest import DAY, counted

BORN = date(1940, 5, 17)
ARRIVED = MORNING - DAY


def identity(birth_name="MARTIN", first_name="Paul", *, born=BORN, **more):
    return Identity(birth_name, first_name, first_name, born, "M", **more)


def admitted(house, birth_name="MARTIN", first_name="Paul", *, unit="Lilas", order=1, born=BORN, **more):
    arrival = Arrival(house.units[unit], f"{order}", order, house.clock.now() - DAY)
    with house.writing(Role.NURSE) as work:
        return residents.admit(work, Admission(identity(birth_name, first_name, born=born), arrival, **more))


def cards(house, *, at=None):
    with house.database.read() as connection:
        return residents.cards(connection, house.establishment_id, at or house.clock.now())


def in_unit(house, unit, *, at=None):
    with house.database.read() as connection:
        return [
            card.id
            for card in residents.residents_of_unit(
                connection, house.establishment_id, house.units[unit], at or house.clock.now()
            )
        ]


def test_who_lives_in_a_unit_is_shown_in_walking_order_with_age_and_room(house):
    second = admitted(house, "DURAND", order=2, texture="mixé lisse")
    first = admitted(house, "PETIT", order=1, born=date(1940, 11, 21))
    admitted(house, "GRAND", unit="Roses")
    assert in_unit(house, "Lilas") == [first, second]
    card = cards(house)[first]
    assert (card.age, card.room, card.birth_name, card.has_portrait) == (86, "1", "PETIT", False)
    assert cards(house)[second].texture == "mixé lisse"


def test_the_age_turns_at_midnight_in_the_house(house):
    person = admitted(house, born=date(1940, 11, 22))
    before = datetime(2026, 11, 21, 22, 59, tzinfo=UTC)
    assert cards(house, at=before)[person].age == 85
    assert cards(house, at=before + timedelta(minutes=1))[person].age == 86


def test_homonyms_are_found_across_the_units_of_the_house(house):
    one = admitted(house, "DUPONT", "Jean")
    other = admitted(house, "DUPOND", "Jean", unit="Roses", born=date(1931, 2, 2))
    assert cards(house)[one].homonyms == (other,)
    assert cards(house)[other].homonyms == (one,)


def test_the_same_person_entered_twice_is_refused_until_someone_says_they_are_two(house):
    one = admitted(house)
    with pytest.raises(PossibleDuplicate) as refused:
        admitted(house, "Martin", "PAUL")
    assert refused.value.facts["residents"] == [one]
    other = admitted(house, "Martin", "PAUL", distinct_from=(one,))
    assert cards(house)[one].homonyms == (other,)


def test_a_correction_keeps_what_was_and_says_which_cards_to_print_again(house):
    one = admitted(house)
    with house.writing(Role.NURSE) as work:
        residents.issue_token(work, one, Support.CARD)
        assert [token.outdated for token in residents.resident_tokens(work, one)] == [False]
        corrected = Correction(identity("MARTINEZ", used_name="MARTIN"), 0, Proof.PASSPORT)
        residents.correct_identity(work, one, corrected)
        residents.correct_identity(work, one, replace(corrected, seen=1))
        entry = residents.resident(work, one)
        [known] = residents.identity_changes(work, one)
        assert [token.outdated for token in residents.resident_tokens(work, one)] == [True]
        residents.issue_token(work, one, Support.CARD)
        assert [token.outdated for token in residents.resident_tokens(work, one)] == [False, False]
    assert (entry.birth_name, entry.used_name, entry.corrections) == ("MARTINEZ", "MARTIN", 1)
    assert (known.number, known.proof, known.at) == (1, Proof.PASSPORT, MORNING)
    assert known.changes == (
        Change("birth_name", "MARTIN", "MARTINEZ"),
        Change("used_name", None, "MARTIN"),
        Change("ins_status", "PROV", "VALI"),
    )
    assert cards(house)[one].birth_name == "MARTINEZ"


def test_the_second_of_two_who_correct_an_identity_or_a_room_at_once_is_told(house):
    one = admitted(house)
    with house.writing(Role.NURSE) as work:
        residents.correct_identity(work, one, Correction(identity("MARTINEZ"), 0))
    with pytest.raises(IdentityChanged), house.writing(Role.NURSE) as work:
        residents.correct_identity(work, one, Correction(identity("MARTINET"), 0))
    assert cards(house)[one].birth_name == "MARTINEZ"
    with house.writing(Role.NURSE) as work:
        residents.move(work, one, Arrival(house.units["Lilas"], "7", 1, MORNING), seen=ARRIVED)
    with pytest.raises(StayChanged), house.writing(Role.NURSE) as work:
        residents.move(
            work, one, Arrival(house.units["Lilas"], "9", 1, MORNING + timedelta(hours=1)), seen=ARRIVED
        )
    assert cards(house)[one].room == "7"


def test_a_correction_into_somebody_else_known_here_is_refused_until_said_to_be_another(house):
    one, other = admitted(house), admitted(house, "DURAND")
    wrong = Correction(identity("Martin"), 0)
    with pytest.raises(PossibleDuplicate), house.writing(Role.NURSE) as work:
        residents.correct_identity(work, other, wrong)
    with house.writing(Role.NURSE) as work:
        residents.correct_identity(work, other, replace(wrong, distinct_from=(one,)))


def test_a_person_who_moves_lives_in_the_new_unit_from_that_very_instant(house):
    person = admitted(house)
    noon = MORNING + timedelta(hours=4)
    with house.writing(Role.NURSE) as work:
        residents.move(work, person, Arrival(house.units["Roses"], "7", 7, noon), seen=ARRIVED)
    assert in_unit(house, "Lilas", at=noon - timedelta(seconds=1)) == [person]
    assert in_unit(house, "Lilas", at=noon) == []
    assert in_unit(house, "Roses", at=noon) == [person]
    with house.database.read() as connection:
        stays = residents.stays(connection, house.establishment_id, [person], MORNING, noon + DAY)
    assert [stay.room for stay in stays] == ["1", "7"]
    assert stays[0].ends_at == stays[1].starts_at == noon


def test_a_stay_cannot_begin_before_the_one_it_follows(house):
    person = admitted(house)
    with pytest.raises(StayImpossible), house.writing(Role.NURSE) as work:
        residents.move(work, person, Arrival(house.units["Roses"], "7", 7, MORNING - 2 * DAY), seen=ARRIVED)


def test_who_leaves_lives_here_no_more_and_their_tokens_are_revoked(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        residents.declare_absence(work, person, Leave(AbsenceKind.HOSPITAL, MORNING - timedelta(hours=5)))
        token = residents.issue_token(work, person, Support.CARD)
        residents.leave(work, person, MORNING)
    assert in_unit(house, "Lilas", at=MORNING) == []
    with house.database.read() as connection:
        [read] = residents.tokens_of(connection, house.establishment_id, [person])
        away = residents.absences(connection, house.establishment_id, [person], MORNING, MORNING)
        assert residents.token_by_hash(connection, house.establishment_id, code_hash(token.code)) == read
    assert read.revoked_at == MORNING
    assert away == ()
    with house.writing(Role.NURSE) as work:
        assert residents.resident(work, person).card is None
        with pytest.raises(StayImpossible):
            residents.leave(work, person, MORNING)
        residents.move(work, person, Arrival(house.units["Roses"], "3", 3, MORNING), seen=None)
    assert in_unit(house, "Roses", at=MORNING) == [person]


@pytest.mark.parametrize("at", [MORNING - 2 * DAY, MORNING + timedelta(seconds=1)])
def test_nobody_leaves_before_they_came_or_in_the_future(sqlite_house, at):
    person = admitted(sqlite_house)
    with pytest.raises(StayImpossible), sqlite_house.writing(Role.NURSE) as work:
        residents.leave(work, person, at)


def test_an_absence_is_declared_ended_and_shown(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        declared = residents.declare_absence(work, person, Leave(AbsenceKind.FAMILY, MORNING))
    assert cards(house)[person].absence == declared
    with house.writing(Role.NURSE) as work:
        ended = residents.end_absence(work, declared.id, MORNING + timedelta(hours=3))
    assert cards(house, at=ended.ends_at - timedelta(seconds=1))[person].absence == ended
    assert cards(house, at=ended.ends_at)[person].absence is None


def test_two_absences_never_cross_and_one_may_begin_when_the_other_ends(house):
    person = admitted(house)
    noon = MORNING + timedelta(hours=4)
    with house.writing(Role.NURSE) as work:
        first = residents.declare_absence(work, person, Leave(AbsenceKind.OUTING, MORNING, noon))
        residents.declare_absence(work, person, Leave(AbsenceKind.FAMILY, noon, noon + DAY))
    for wrong in (
        Leave(AbsenceKind.OUTING, noon - timedelta(seconds=1), noon + DAY),
        Leave(AbsenceKind.OUTING, MORNING - DAY),
        Leave(AbsenceKind.OUTING, noon + DAY, noon + DAY),
        Leave(AbsenceKind.OUTING, noon + DAY, noon),
    ):
        with pytest.raises(AbsenceImpossible), house.writing(Role.NURSE) as work:
            residents.declare_absence(work, person, wrong)
    for back in (MORNING, noon + timedelta(seconds=1)):
        with pytest.raises(AbsenceImpossible), house.writing(Role.NURSE) as work:
            residents.end_absence(work, first.id, back)


def test_an_absence_declared_by_mistake_is_withdrawn_and_kept(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        declared = residents.declare_absence(work, person, Leave(AbsenceKind.FAMILY, MORNING))
        residents.withdraw_absence(work, declared.id)
    assert cards(house)[person].absence is None
    with house.database.read() as connection:
        assert connection.execute(select(models.absence.c.withdrawn_at)).scalar_one() == MORNING
    with pytest.raises(NotFound), house.writing(Role.NURSE) as work:
        residents.end_absence(work, declared.id, MORNING + DAY)


def test_allergies_are_noted_severe_first_and_withdrawn(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        other = residents.note_allergy(work, person, AllergyNote("Lactose", Severity.OTHER, "intolerance"))
        severe = residents.note_allergy(work, person, AllergyNote(" Pénicilline ", Severity.SEVERE))
    assert cards(house)[person].allergies == (severe, other)
    assert severe.label == "Pénicilline"
    with house.writing(Role.NURSE) as work:
        residents.withdraw_allergy(work, severe.id)
    assert cards(house)[person].allergies == (other,)
    with pytest.raises(NotFound), house.writing(Role.NURSE) as work:
        residents.withdraw_allergy(work, severe.id)
    with pytest.raises(FieldUnreadable), house.writing(Role.NURSE) as work:
        residents.note_allergy(work, person, AllergyNote(" ", Severity.SEVERE))


def test_a_token_printed_again_revokes_the_one_before_it_and_names_it(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        first = residents.issue_token(work, person, Support.CARD)
        second = residents.issue_token(work, person, Support.CARD)
        bracelet = residents.issue_token(work, person, Support.BRACELET)
    assert (first.number, second.number, bracelet.number) == (1, 2, 1)
    with house.database.read() as connection:
        old, new, other = (
            residents.token_by_hash(connection, house.establishment_id, code_hash(token.code))
            for token in (first, second, bracelet)
        )
        by_tail = residents.tokens_by_tail(connection, house.establishment_id, first.code[-8:])
    assert (old.revoked_at, old.replaced_number) == (MORNING, 2)
    assert (new.revoked_at, other.revoked_at) == (None, None)
    assert identified([old]) == ()
    assert identified([new, other]) == (person,)
    assert by_tail == (old,)


def test_the_digits_of_a_token_are_kept_nowhere(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        token = residents.issue_token(work, person, Support.BADGE)
    with house.database.read() as connection:
        row = connection.execute(select(models.token)).one()
    assert token.code not in "".join(map(str, row))
    assert token.code not in repr(token)


def test_a_lost_token_is_revoked_without_another(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        token = residents.issue_token(work, person, Support.CARD)
        residents.revoke_token(work, token.id)
        residents.revoke_token(work, token.id)
        assert residents.issue_token(work, person, Support.CARD).number == 2
        with pytest.raises(NotFound):
            residents.revoke_token(work, "none")
    with house.database.read() as connection:
        read = residents.token_by_hash(connection, house.establishment_id, code_hash(token.code))
    assert (read.revoked_at, read.replaced_number) == (MORNING, 2)


def test_nothing_of_a_resident_crosses_establishments(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        token = residents.issue_token(work, person, Support.CARD)
        absence = residents.declare_absence(work, person, Leave(AbsenceKind.FAMILY, MORNING))
    other = make_house(house.database, house.clock, finess="690000011", organisation_id=house.organisation_id)
    with other.database.read() as connection:
        assert residents.token_by_hash(connection, other.establishment_id, code_hash(token.code)) is None
        assert residents.tokens_by_tail(connection, other.establishment_id, token.code[-8:]) == ()
        assert residents.cards(connection, other.establishment_id, MORNING) == {}
        assert residents.stays(connection, other.establishment_id, [person], MORNING - DAY, MORNING) == ()
    for act in (
        lambda work: residents.resident(work, person),
        lambda work: residents.end_absence(work, absence.id, MORNING + DAY),
        lambda work: residents.issue_token(work, person, Support.CARD),
        lambda work: residents.move(work, person, Arrival(other.units["Lilas"], "1", 1, MORNING), seen=None),
        lambda work: residents.unit_cards(work, house.units["Lilas"]),
        lambda work: residents.card_facts(work, person),
        lambda work: residents.portrait(work, person),
    ):
        with pytest.raises(NotFound), other.writing() as work:
            act(work)


def test_a_nurse_of_one_unit_neither_reads_nor_manages_those_of_another(house):
    here, there = admitted(house), admitted(house, "DURAND", unit="Roses")
    actor = house.actor(Role.NURSE, unit="Lilas")
    with writing(house.database, actor, house.clock) as work:
        assert residents.resident(work, here).birth_name == "MARTIN"
        for refused in (
            lambda: residents.resident(work, there),
            lambda: residents.unit_cards(work, house.units["Roses"]),
            lambda: residents.issue_token(work, there, Support.CARD),
            lambda: residents.move(work, here, Arrival(house.units["Roses"], "1", 1, MORNING), seen=None),
        ):
            with pytest.raises(Forbidden):
                refused()


def test_who_left_is_still_of_the_unit_where_they_lived_last(house):
    person = admitted(house, unit="Roses")
    with house.writing(Role.NURSE) as work:
        residents.leave(work, person, MORNING)
        assert residents.unit_of(work, person) == house.units["Roses"]


def test_the_database_itself_refuses_two_open_stays_and_two_tokens_of_a_support_in_force(house):
    person = admitted(house)
    stay = {
        "establishment_id": house.establishment_id,
        "resident_id": person,
        "unit_id": house.units["Roses"],
        "room": "1",
        "walking_order": 1,
        "starts_at": MORNING,
    }
    with pytest.raises(DBAPIError), house.database.write() as connection:
        connection.execute(insert(models.stay), {"id": "s", **stay})
    token = {
        "establishment_id": house.establishment_id,
        "resident_id": person,
        "support": "card",
        "tail": "12345678",
        "printed": "",
        "issued_at": MORNING,
        "issued_by": "me",
    }
    with pytest.raises(DBAPIError), house.database.write() as connection:
        for number in (1, 2):
            connection.execute(
                insert(models.token),
                {"id": f"t{number}", "number": number, "code_hash": f"{number}", **token},
            )


def test_the_cards_of_a_house_cost_three_statements(sqlite_house):
    for order in range(6):
        admitted(sqlite_house, f"MARTIN{'ABCDEF'[order]}", order=order)
    with counted(sqlite_house.database) as said:
        cards(sqlite_house)
    assert len(said) == 3, said


def test_an_entry_and_a_description_are_read_and_replaced(house):
    person = admitted(house)
    with house.writing(Role.NURSE) as work:
        residents.describe(work, person, texture="  ", notes="Dentier")
        entry = residents.resident(work, person)
    assert (entry.texture, entry.notes, entry.card.room) == (None, "Dentier", "1")
    assert replace(entry, card=None).ins_matricule is None
