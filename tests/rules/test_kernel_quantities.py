"""Exact amounts: one reading or a refusal."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.kernel.quantities import (
    PER_UNIT,
    AmountUnreadable,
    amount_french,
    amount_text,
    decimal_text,
    read_amount,
    to_parts,
)

HALF = Fraction(1, 2)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1", 1),
        ("0,5", HALF),
        ("0.5", HALF),
        (" 2 ", 2),
        ("½", HALF),
        ("1½", 3 * HALF),
        ("1 ½", 3 * HALF),
        ("1 1/2", 3 * HALF),
        ("2/3", Fraction(2, 3)),
        ("¾", Fraction(3, 4)),
        ("0,125", Fraction(1, 8)),
        ("12,5", Fraction(25, 2)),
        ("1,25", Fraction(5, 4)),
        ("1000", 1000),
    ],
)
def test_an_amount_is_read_exactly(text, amount):
    assert read_amount(text) == amount


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "1.500",
        "1,500",
        "12.500",
        ",5",
        ".5",
        "5,",
        "-1",
        "+1",
        "1/0",
        "1e3",
        "NaN",
        "1 000",
        "un",
        "1,2,3",
        "½½",
        "٣",
    ],
)
def test_what_could_be_read_in_two_ways_or_none_is_refused(text):
    with pytest.raises(AmountUnreadable, match="quantité claire"):
        read_amount(text)


@given(st.text(alphabet="0123456789,. '/½", max_size=6))
def test_a_short_text_is_one_amount_or_is_refused(text):
    try:
        amount = read_amount(text)
    except AmountUnreadable:
        return
    assert amount >= 0
    assert Fraction(amount_text(amount)) == amount


@given(st.fractions(min_value=0, max_value=1000, max_denominator=12))
def test_what_is_written_for_a_program_is_read_back(amount):
    text = amount_text(amount)
    assert Fraction(text) == amount
    assert "e" not in text.lower()
    assert not text.endswith(".0")


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (Fraction(1), "1"),
        (HALF, "½"),
        (3 * HALF, "1 ½"),
        (Fraction(5, 2), "2 ½"),
        (Fraction(1, 3), "⅓"),
        (Fraction(1, 10), "0,1"),
        (Fraction(10), "10"),
        (Fraction(100), "100"),
        (Fraction(1, 7), "1/7"),
        (Fraction(25, 2) / 10, "1 ¼"),
    ],
)
def test_an_amount_is_said_with_a_comma_and_without_trailing_zeros(amount, said):
    assert amount_french(amount) == said


def test_halves_quarters_and_thirds_of_a_tablet_are_whole_numbers_of_parts():
    assert [to_parts(Fraction(1, n), PER_UNIT) for n in (1, 2, 3, 4, 6, 12)] == [12, 6, 4, 3, 2, 1]


def test_a_fifth_of_a_tablet_cannot_be_counted():
    assert to_parts(Fraction(1, 5), PER_UNIT) is None


@given(st.fractions(min_value=0, max_value=9999, max_denominator=999_999))
def test_what_is_sent_out_is_read_again_as_the_same_amount(amount):
    assert read_amount(amount_text(amount)) == amount


def test_three_decimals_behind_a_whole_number_are_sent_out_as_a_fraction_and_shown_as_a_decimal():
    assert amount_text(Fraction("13.125")) == "105/8"
    assert (decimal_text(Fraction("13.125")), amount_french(Fraction("13.125"))) == ("13.125", "13,125")
    assert amount_text(Fraction(1, 128)) == "1/128"


@pytest.mark.parametrize(
    ("amount", "text"), [(Fraction(-5, 2), "-2.5"), (Fraction(-1, 3), "-1/3"), (Fraction(-2), "-2")]
)
def test_a_difference_keeps_its_sign_before_the_amount(amount, text):
    assert amount_text(amount) == text
