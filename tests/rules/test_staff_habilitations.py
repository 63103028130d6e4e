"""Who may do what, and when a screen asks again who is there."""

from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.kernel.access import Actor, Right, Role
from medcircuit.kernel.problems import Forbidden
from medcircuit.staff.rules.habilitations import (
    ELSEWHERE,
    MATRIX,
    ON_DEVICE,
    WeakSecret,
    check_secrets,
    grantable,
    is_locked,
    login_of,
    rights_of,
)

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
SECOND = timedelta(seconds=1)


def test_every_role_is_in_the_matrix():
    assert set(MATRIX) == set(Role)


def test_only_nurses_give_and_only_physicians_prescribe():
    givers = {role for role, rights in MATRIX.items() if Right.GIVE in rights}
    prescribers = {role for role, rights in MATRIX.items() if Right.PRESCRIBE in rights}
    assert givers == {Role.NURSE, Role.COORDINATING_NURSE}
    assert prescribers == {Role.PHYSICIAN}


def test_an_administrator_sees_no_health_data():
    health = {Right.READ_RESIDENT, Right.READ_PRESCRIPTION, Right.READ_ROUND, Right.GIVE}
    assert not health & MATRIX[Role.ADMINISTRATOR]
    assert not health & MATRIX[Role.MANAGER]


def test_several_roles_add_up():
    assert rights_of([Role.MANAGER, Role.EDUCATOR]) == MATRIX[Role.MANAGER] | MATRIX[Role.EDUCATOR]
    assert rights_of([]) == frozenset()


def actor(**rights):
    return Actor("u", "e", "U", frozenset(), rights.get("everywhere", frozenset()), rights.get("units", {}))


def test_a_right_in_one_unit_does_not_reach_another():
    nurse = actor(units={"lilas": frozenset([Right.GIVE])})
    nurse.require(Right.GIVE)
    nurse.require(Right.GIVE, unit_id="lilas")
    with pytest.raises(Forbidden):
        nurse.require(Right.GIVE, unit_id="roses")
    with pytest.raises(Forbidden):
        nurse.require(Right.PRESCRIBE)
    assert nurse.every_right() == {Right.GIVE}


def test_a_right_in_the_house_reaches_every_unit():
    actor(everywhere=frozenset([Right.GIVE])).require(Right.GIVE, unit_id="roses")


@pytest.mark.parametrize(
    ("idle", "locked"), [(60 * SECOND, False), (60 * SECOND + timedelta(microseconds=1), True)]
)
def test_a_screen_locks_just_after_its_minute(idle, locked):
    assert is_locked(seen_at=NOW - idle, locked_at=None, now=NOW, idle=timedelta(minutes=1)) is locked


def test_a_screen_locked_by_hand_is_locked():
    assert is_locked(seen_at=NOW, locked_at=NOW, now=NOW, idle=timedelta(minutes=1))


@pytest.mark.parametrize(
    ("wrong", "ago", "waits"),
    [
        (4, SECOND, False),
        (5, SECOND, True),
        (5, timedelta(minutes=15) - SECOND, True),
        (5, timedelta(minutes=15), False),
    ],
)
def test_five_wrong_proofs_make_one_wait_a_quarter_of_an_hour(wrong, ago, waits):
    assert ON_DEVICE.waits(wrong, NOW - ago, NOW) is waits


def test_after_the_wait_a_device_counts_anew_and_elsewhere_a_day_is_remembered():
    waited = NOW - timedelta(minutes=15)
    assert (ON_DEVICE.counted(5, waited + SECOND, NOW), ON_DEVICE.counted(5, waited, NOW)) == (6, 1)
    assert ELSEWHERE.counted(10, waited, NOW) == 11
    assert ELSEWHERE.waits(11, NOW, NOW)
    assert ELSEWHERE.counted(11, NOW - timedelta(days=1), NOW) == 1


@pytest.mark.parametrize("pin", ["2580", "907214"])
def test_a_fair_password_and_pin_are_taken(pin):
    check_secrets("douze lettre", pin)


@pytest.mark.parametrize(
    ("password", "pin"),
    [
        ("onze lettre", "2580"),
        ("douze lettre", "258"),
        ("douze lettre", "2580258"),
        ("douze lettre", "1234"),
        ("douze lettre", "8765"),
        ("douze lettre", "0000"),
        ("douze lettre", "25a0"),
        ("douze lettre", "٢٥٨٠"),
    ],
)
def test_a_weak_password_or_pin_is_refused(password, pin):
    with pytest.raises(WeakSecret):
        check_secrets(password, pin)


def test_nobody_gives_a_role_above_their_own():
    assert grantable([Role.COORDINATING_NURSE]) == {Role.NURSE, Role.CARE_ASSISTANT, Role.EDUCATOR}
    assert grantable([Role.MANAGER]) == frozenset(Role) - {Role.ADMINISTRATOR}
    assert grantable([Role.NURSE]) == frozenset()
    assert grantable([Role.NURSE, Role.ADMINISTRATOR]) == frozenset(Role)
    assert grantable([]) == frozenset(Role)


@pytest.mark.parametrize(
    ("given", "family", "taken", "login"),
    [
        ("Maya", "Durand", (), "mdurand"),
        ("Zoé", "de l'Écluse-Le Bœuf", (), "zdelecluselebuf"),
        ("Maya", "Durand", ("mdurand", "mdurand2"), "mdurand3"),
        ("Ли", "Ли", (), "personne"),
        ("L", "李", (), "l0"),
        ("Anne", "B" * 100, (), "a" + "b" * 35),
    ],
)
def test_a_newcomer_gets_a_login_of_plain_letters_that_nobody_has(given, family, taken, login):
    assert login_of(given, family, taken) == login
