"""JSON as a request may hold it: a name once in each object, numbers that are numbers, text that any database can hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from json import JSONDecoder
from typing import Any, NoReturn

UNKEPT = re.compile("[\x00\ud800-\udfff]")
"""What no database can hold in a text: a null character, half of a surrogate pair."""
_WRITTEN = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
"""How JSON in UTF-8 writes them; a whole pair is written so too."""


class NotStrict(ValueError):
    """The text is no such JSON."""


def read_json(text: str) -> Any:
    """What a text says in JSON.

    Raises:
        ValueError: it is no JSON, says NaN or Infinity, or says a name twice, of which nobody can tell which is meant.
        RecursionError: it is nested too deep.
    """
    return _READER.decode(text)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise NotStrict
    return made


def _no_number(_: str) -> NoReturn:
    raise NotStrict


_READER = JSONDecoder(object_pairs_hook=_object, parse_constant=_no_number)


def unkept(text: str, value: Any) -> list[str]:
    """Where a value, read from this text, holds a sign that no database can hold: « events.0.note »."""
    return sorted(set(_unkept(value, ""))) if _WRITTEN.search(text) else []


def _unkept(value: Any, at: str) -> Iterator[str]:
    if isinstance(value, str):
        if UNKEPT.search(value):
            yield at
    elif isinstance(value, dict):
        for name, inner in value.items():
            known = UNKEPT.sub("?", name)
            path = f"{at}.{known}" if at else known
            if known != name:
                yield path
            yield from _unkept(inner, path)
    elif isinstance(value, list):
        for number, inner in enumerate(value):
            yield from _unkept(inner, f"{at}.{number}" if at else str(number))
