"""Second factors: who needs one, which code holds, and that it holds once."""

from datetime import UTC, datetime, timedelta

import pytest

from medcircuit.kernel.access import Role
from medcircuit.staff.rules import factors

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
"""The first instant of a step."""
STEP = factors.step_of(NOON)


def code_of(step):
    return f"{step % 1_000_000:06d}"


@pytest.mark.parametrize(
    ("at", "accepted"),
    [
        (NOON - timedelta(seconds=30), True),
        (NOON - timedelta(seconds=30, microseconds=1), False),
        (NOON, True),
        (NOON + timedelta(seconds=59, microseconds=999_999), True),
        (NOON + timedelta(seconds=60), False),
    ],
)
def test_a_code_holds_from_one_step_before_to_the_end_of_the_one_after(at, accepted):
    if accepted:
        assert factors.accepted_step(code_of(STEP), at, None, code_of) == STEP
    else:
        with pytest.raises(factors.WrongCode):
            factors.accepted_step(code_of(STEP), at, None, code_of)


def test_a_code_that_served_or_an_earlier_one_is_refused_and_the_next_one_holds():
    for spent in (STEP, STEP - 1):
        with pytest.raises(factors.CodeSpent):
            factors.accepted_step(code_of(spent), NOON, STEP, code_of)
    assert factors.accepted_step(code_of(STEP + 1), NOON, STEP, code_of) == STEP + 1


def test_a_code_that_is_no_ascii_is_a_wrong_code():
    with pytest.raises(factors.WrongCode):
        factors.accepted_step("１２３４５６", NOON, None, code_of)


def test_a_second_factor_is_due_where_a_role_asks_it_and_none_was_given():
    asked = {"physician"}
    assert factors.is_due([Role.PHYSICIAN], asked, None)
    assert factors.is_due([Role.NURSE, Role.PHYSICIAN], asked, None)
    assert not factors.is_due([Role.NURSE], asked, None)
    assert not factors.is_due([Role.PHYSICIAN], asked, "totp")
    assert not factors.is_due([Role.PHYSICIAN], (), None)


def test_what_is_typed_with_spaces_and_dashes_is_the_code_that_was_printed():
    printed = factors.recovery_text("ABCDEFGHJKLMNPQR")
    assert printed == "ABCD-EFGH-JKLM-NPQR"
    assert factors.typed_code(printed.lower().replace("-", " ")) == "ABCDEFGHJKLMNPQR"
    assert factors.is_recovery(factors.typed_code(printed))
    assert not factors.is_recovery(factors.typed_code("123 456"))


def test_a_recovery_code_has_eighty_bits_and_no_sign_read_as_another():
    assert len(set(factors.RECOVERY_LETTERS)) == 32
    assert factors.RECOVERY_LENGTH * 5 == 80
    assert not set("IO01") & set(factors.RECOVERY_LETTERS)


def test_a_reset_says_why_in_ten_characters_at_least():
    with pytest.raises(factors.ResetUnexplained):
        factors.check_reason(" perdu     ")
    assert factors.check_reason(" tél. perdu ") == "tél. perdu"
