"""What follows from a frozen value alone, worked out once for that very object."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Generic, Self, TypeVar, overload

Value = TypeVar("Value")
Beside = TypeVar("Beside")
Made = TypeVar("Made")


class Lazy(Generic[Made]):
    """A property worked out when it is first asked for: `functools.cached_property` without its lock, as Python 3.12 has it.

    Two threads that ask at once both work it out, and find the same.
    """

    def __init__(self, make: Callable[[Any], Made]) -> None:
        self._make = make
        self.__doc__ = make.__doc__

    def __set_name__(self, _: type, name: str) -> None:
        """Under this name it is kept beside the fields of the object, and found there from then on."""
        self._name = name

    @overload
    def __get__(self, owner: None, _: type | None = None) -> Self: ...

    @overload
    def __get__(self, owner: object, _: type | None = None) -> Made: ...

    def __get__(self, owner: object | None, _: type | None = None) -> Self | Made:
        """What follows from this object."""
        if owner is None:
            return self
        made = owner.__dict__[self._name] = self._make(owner)
        return made


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
