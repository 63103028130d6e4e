"""A narcotic that is helped with is counted: equal is right, one fewer or one more is an incident."""

from fractions import Fraction

import pytest

from medcircuit.administration.rules.counting import count_found, difference

LEFT = Fraction(27)


@pytest.mark.parametrize(
    ("counted", "expected", "asked", "code"),
    [
        (LEFT, LEFT, True, None),
        (LEFT - 1, LEFT, True, "count_differs"),
        (LEFT + 1, LEFT, True, "count_differs"),
        (LEFT - Fraction(1, 2), LEFT, False, "count_differs"),
        (Fraction(0), Fraction(0), True, None),
        (Fraction(0), Fraction(1), True, "count_differs"),
        (LEFT, None, True, None),
        (None, LEFT, True, "not_counted"),
        (None, LEFT, False, None),
    ],
)
def test_a_count_is_right_where_it_is_what_the_book_says(counted, expected, asked, code):
    found = count_found(counted, expected, asked=asked)
    assert (found.code if found else None) == code


def test_a_difference_has_its_sign_and_is_none_where_one_of_both_is_not_known():
    assert (difference(LEFT - 1, LEFT), difference(LEFT, LEFT)) == (-1, 0)
    assert difference(None, LEFT) is None
    assert difference(LEFT, None) is None


def test_both_numbers_are_said():
    assert count_found(LEFT, LEFT + 1, asked=True).facts == {"counted": "27", "expected": "28"}
