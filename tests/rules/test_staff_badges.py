"""A professional's badge is a code of ours that names nobody by itself."""

from datetime import date

from medcircuit.medicines.rules.codes import OwnKind, Status, read_code
from medcircuit.staff.rules.badges import KIND, badge_code, code_hash

TODAY = date(2026, 11, 21)


def test_a_badge_is_read_as_the_badge_of_a_professional_and_as_nothing_else():
    code = badge_code(42)
    read = read_code(code, TODAY)
    assert (KIND, read.status, read.own.kind, read.own.digits) == ("7", Status.OWN, OwnKind.USER, code)
    assert len(badge_code(10**30 - 1)) == len(code) == 33


def test_what_is_kept_of_a_badge_is_not_the_badge():
    assert code_hash(badge_code(1)) != code_hash(badge_code(2))
    assert badge_code(1) not in code_hash(badge_code(1))
