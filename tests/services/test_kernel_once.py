"""What follows from a value alone is worked out once for that object, and never taken for another's."""

from dataclasses import FrozenInstanceError, dataclass

import pytest

from medcircuit.kernel.once import Lazy, Once


def counting(most=100):
    made = []

    def make(value, beside):
        made.append((value, beside))
        return f"{value[0]}{beside[0]}"

    return Once(make, most=most), made


def test_the_same_objects_are_made_once():
    once, made = counting()
    value, beside = ["a"], ["b"]
    assert [once.of(value, beside) for _ in range(3)] == ["ab"] * 3
    assert len(made) == 1


def test_another_object_is_made_anew_though_it_is_equal():
    once, made = counting()
    for _ in range(3):
        once.of(["a"], ["b"])
    assert len(made) == 3


def test_the_same_value_beside_another_is_made_anew():
    once, _ = counting()
    value = ["a"]
    assert (once.of(value, ["b"]), once.of(value, ["c"])) == ("ab", "ac")


def test_beyond_its_measure_it_forgets_and_makes_again():
    once, made = counting(most=2)
    values = [["a"], ["b"], ["c"]]
    beside = ["x"]
    assert [once.of(value, beside) for value in [*values, *values]] == ["ax", "bx", "cx"] * 2
    assert len(made) > 3


def test_a_lazy_property_is_worked_out_at_its_first_reading_and_kept():
    made = []

    @dataclass(frozen=True)
    class Value:
        text: str

        @Lazy
        def doubled(self):
            """Twice the text."""
            made.append(self.text)
            return self.text * 2

    value = Value("a")
    assert made == []
    assert (value.doubled, value.doubled) == ("aa", "aa")
    assert made == ["a"]
    assert value == Value("a")
    assert Value.doubled.__doc__ == "Twice the text."
    with pytest.raises(FrozenInstanceError):
        value.doubled = "b"
