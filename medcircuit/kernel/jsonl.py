"""Commands that answer cases: one JSON object a line comes in, one JSON line goes out, in the same order.

A line that cannot be read, or a case that fails, gives {"id": …, "error": …} and never stops the others. Decimals
are read exactly; the mark that some editors put before UTF-8 is no part of a case. Each answer is flushed as soon as it is known, so that a program may converse with the command.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any, BinaryIO, NoReturn

from medcircuit.kernel.problems import Invalid, Problem
from medcircuit.kernel.quantities import decimal_text

Case = dict[str, Any]
Answer = Callable[[Case], object]
_YEARS = range(1900, 9999)
"""Instants of a case: beyond, arithmetic on them would leave the calendar."""


class CaseUnreadable(Invalid):
    """A line of cases is not one JSON object, or lacks what its kind needs."""

    code = "case_unreadable"
    sentence = "Ce cas ne peut pas être lu : %(why)s. Corrigez cette ligne ; les autres ont été traitées."


def answer_cases(lines: Iterable[bytes], out: BinaryIO, answer: Answer) -> None:
    """Answer each line: {"id": …, "answer": …}, or {"id": …, "error": a sentence} where there is none.

    `answer` takes the case as a dictionary (decimals as Decimal) and gives what JSON can hold; amounts, dates and
    instants are written as text. Blank lines are skipped.
    """
    for line in lines:
        if line.strip():
            out.write(_answer_line(line, answer))
            out.flush()


def field_text(case: Case, name: str, *, default: str | None = None) -> str:
    """A text field of a case.

    Raises:
        CaseUnreadable: it is absent without a default, or is not text.
    """
    value = case.get(name)
    if value is None:
        value = default
    if not isinstance(value, str):
        raise CaseUnreadable(why=f"le champ « {name} » doit être un texte")
    return value


def field_date(case: Case, name: str, *, default: date | None = None) -> date:
    """A day of a case, YYYY-MM-DD.

    Raises:
        CaseUnreadable: it is absent without a default, or is no such day.
    """
    if case.get(name) is None and default is not None:
        return default
    try:
        return date.fromisoformat(field_text(case, name))
    except ValueError:
        raise CaseUnreadable(why=f"le champ « {name} » doit être un jour AAAA-MM-JJ") from None


def field_instant(case: Case, name: str) -> datetime:
    """An instant of a case, ISO 8601 with its offset.

    Raises:
        CaseUnreadable: it is absent, is no instant, has no offset, or lies centuries away.
    """
    try:
        instant = datetime.fromisoformat(field_text(case, name))
    except ValueError:
        raise CaseUnreadable(why=f"le champ « {name} » doit être un instant ISO 8601") from None
    if instant.tzinfo is None:
        raise CaseUnreadable(why=f"le champ « {name} » doit porter son décalage horaire")
    if instant.year not in _YEARS:
        raise CaseUnreadable(
            why=f"le champ « {name} » doit être un instant des années {_YEARS.start} à {_YEARS.stop - 1}"
        )
    return instant


def _answer_line(line: bytes, answer: Answer) -> bytes:
    """The line that answers one line, whatever it holds."""
    case_id: object = None
    try:
        case = _read(line)
        case_id = case.get("id")
        return _encode({"id": case_id, "answer": answer(case)})
    except Problem as problem:
        return _encode({"id": case_id, "error": str(problem)})
    except Exception as error:  # noqa: BLE001 — the edge of the command: one case never stops the others
        return _encode(
            {
                "id": case_id,
                "error": f"Ce cas a échoué ({type(error).__name__}) ; les autres ont été traités.",
            }
        )


def _read(line: bytes) -> Case:
    try:
        case = json.loads(line.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_no_such_number)
    except (ValueError, RecursionError):
        raise CaseUnreadable(why="ce n'est pas du JSON en UTF-8") from None
    if not isinstance(case, dict):
        raise CaseUnreadable(why="un objet JSON par ligne est attendu")
    return case


def _no_such_number(name: str) -> NoReturn:
    raise ValueError(name)


def _encode(record: Case) -> bytes:
    """One line of UTF-8; what UTF-8 cannot hold (a lone surrogate of the input) keeps its JSON escape."""
    return json.dumps(record, ensure_ascii=False, default=_plain).encode("utf-8", "backslashreplace") + b"\n"


def _plain(value: object) -> object:
    if isinstance(value, Fraction):
        return decimal_text(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(type(value).__name__)
