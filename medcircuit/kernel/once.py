"""What follows from a frozen value alone, worked out once for that very object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

Value = TypeVar("Value")
Beside = TypeVar("Beside")
Made = TypeVar("Made")


class Once(Generic[Value, Beside, Made]):
    """What `make` gives of a value and of what goes beside it, remembered for these very objects: equal ones make anew.

    Both are held as long as it is remembered, so that no other object can be taken for them; beyond `most` all is
    forgotten. `make` is pure, and what it gives is never changed.
    """

    def __init__(self, make: Callable[[Value, Beside], Made], *, most: int) -> None:
        self._make = make
        self._most = most
        self._kept: dict[int, tuple[Value, Beside, Made]] = {}

    def of(self, value: Value, beside: Beside) -> Made:
        """What was made of them before, else what is made now."""
        kept = self._kept.get(id(value))
        if kept is not None and kept[0] is value and kept[1] is beside:
            return kept[2]
        made = self._make(value, beside)
        if len(self._kept) >= self._most:
            self._kept.clear()
        self._kept[id(value)] = (value, beside, made)
        return made
