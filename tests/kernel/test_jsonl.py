"""Commands that answer cases, line by line."""

from __future__ import annotations

import io
import json
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from medcircuit.kernel.jsonl import CaseUnreadable, answer_cases, field_date, field_instant, field_text


def answers(text, answer):
    out = io.BytesIO()
    answer_cases(io.BytesIO(text if isinstance(text, bytes) else text.encode()), out, answer)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_answers_come_in_the_order_of_the_cases():
    cases = "".join(json.dumps({"id": f"C{n}", "n": n}) + "\n" for n in range(5))
    assert [a["answer"] for a in answers(cases, lambda case: case["n"])] == [0, 1, 2, 3, 4]


def test_decimals_are_read_and_written_exactly():
    got = answers(
        '{"id": 1, "dose": 0.10}\n',
        lambda case: [case["dose"], Fraction(1, 3), Fraction(1, 2), date(2026, 1, 2)],
    )
    assert got == [{"id": 1, "answer": ["0.10", "1/3", "0.5", "2026-01-02"]}]


def test_a_bad_line_or_a_failing_case_never_stops_the_others():
    lines = (
        b'{"id": "a"}\nnot json\n\n[1]\n{"id": "nan", "v": NaN}\n\xff\xfe\n'
        + b"[" * 100_000
        + b'\n{"id": "b"}'
    )

    def answer(case):
        if case["id"] == "a":
            raise ZeroDivisionError
        return "ok"

    got = answers(lines, answer)
    assert [("error" in record, record["id"]) for record in got] == [(True, "a")] + [(True, None)] * 5 + [
        (False, "b")
    ]
    assert all("Traceback" not in record.get("error", "") for record in got)


def test_a_lone_surrogate_comes_back_as_it_came():
    assert answers(b'{"id": "s", "raw": "\\ud800"}\n', lambda case: case["raw"]) == [
        {"id": "s", "answer": "\ud800"}
    ]


def test_an_answer_that_json_cannot_hold_is_an_error_of_that_case():
    assert "error" in answers('{"id": 1}\n', lambda _: object())[0]
    assert answers('{"id": 1}\n', lambda _: (1, Decimal("1E+2")))[0]["answer"] == [1, "100"]


@pytest.mark.parametrize("case", [{}, {"on": 3}, {"on": "2026-02-30"}, {"on": "demain"}])
def test_a_day_that_is_none_is_said(case):
    with pytest.raises(CaseUnreadable):
        field_date(case, "on")


@pytest.mark.parametrize("far", ["0001-01-01T00:00:00+14:00", "1899-12-31T23:59:59Z", "9999-01-01T00:00:00Z"])
def test_an_instant_centuries_away_says_the_years_it_may_be_of(far):
    with pytest.raises(CaseUnreadable, match="des années 1900 à 9998"):
        field_instant({"at": far}, "at")
    assert field_instant({"at": "1900-01-01T00:00:00Z"}, "at").year == 1900
    assert field_instant({"at": "9998-12-31T23:59:59Z"}, "at").year == 9998


def test_fields_are_read_with_their_defaults():
    assert field_date({}, "on", default=date(2026, 1, 2)) == date(2026, 1, 2)
    assert field_date({"on": "2026-11-21"}, "on") == date(2026, 11, 21)
    assert field_text({"env": None}, "env", default="production") == "production"
    assert field_instant({"at": "2026-11-10T07:00:00+01:00"}, "at").utcoffset().seconds == 3600


def test_a_file_that_an_editor_marked_as_utf_8_is_read_from_its_first_line():
    assert answers(b'\xef\xbb\xbf{"id": "a"}\r\n', lambda case: case["id"]) == [{"id": "a", "answer": "a"}]


@pytest.mark.parametrize("at", ["2026-11-10T07:00:00", "hier", None, 3])
def test_an_instant_needs_its_offset(at):
    with pytest.raises(CaseUnreadable):
        field_instant({"at": at}, "at")
