"""`medcircuit prn check --jsonl`: cases of doses given as needed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from medcircuit.cli import main

ROOT = Path(__file__).parents[2]
SHARED = Path(os.environ.get("MEDCIRCUIT_SHARED", ROOT.parent / "shared"))
TABLET = {
    "name": "DOLIPRANE 1000 mg cp",
    "unit": "comprimé",
    "per_unit": {"paracetamol": {"value": "1", "unit": "g"}},
}
CASE = {
    "id": "1",
    "lines": [
        {"line": "P", "kind": "prn", "product": TABLET, "limits": {"max_dose_per_administration": "2"}},
        {"line": "S", "kind": "scheduled", "product": TABLET},
    ],
    "substance_limits": [
        {"substance": "paracetamol", "max": "4000", "unit": "mg", "period_h": "24", "min_interval_h": None}
    ],
    "history": [],
    "reserved": [],
    "ask_line": "P",
    "ask_at": "2026-11-10T09:00:00+01:00",
    "ask_dose": "1",
    "step": "0.5",
}
BEFORE = "2026-11-10T08:00:00+01:00"


def answers(*cases):
    text = "".join(json.dumps(CASE | case) + "\n" for case in cases)
    result = CliRunner().invoke(main, ["prn", "check", "--jsonl"], input=text)
    assert result.exit_code == 0
    return [json.loads(line) for line in result.output.splitlines()]


def left(*history, **more):
    (record,) = answers({"history": list(history), **more})
    return record["answer"]["remaining_24h"]["paracetamol"]["value"]


def entry(status, dose="1", **more):
    return {"at": BEFORE, "line": "S", "dose": dose, "status": status, **more}


def test_a_case_is_answered_in_the_unit_of_the_limit():
    (record,) = answers({"history": [entry("given")]})
    assert record["answer"] == {
        "allowed": True,
        "blocked_by": [],
        "next_allowed_at": "2026-11-10T09:00:00+01:00",
        "remaining_24h": {"paracetamol": {"value": "3000", "unit": "mg"}},
        "largest_dose_now": "2",
    }


@pytest.mark.parametrize(
    ("status", "more", "remaining"),
    [
        ("handed", {}, "3000"),
        ("in_progress", {}, "3000"),
        ("partial", {"dose": "0.125"}, "3875"),
        ("spat_out", {}, "3000"),
        ("spat_out", {"counts": False}, "4000"),
        ("refused", {"dose": "0"}, "4000"),
        ("superseded", {}, "4000"),
    ],
)
def test_what_counts_and_what_does_not(status, more, remaining):
    assert left(entry(status, **more)) == remaining


def test_a_reserved_dose_counts_until_something_closes_it():
    reserved = [{"due": BEFORE, "line": "S", "dose": "1"}]
    assert left(reserved=reserved) == "3000"
    assert left(entry("refused", due=BEFORE), reserved=reserved) == "4000"
    assert left(entry("superseded", due=BEFORE), reserved=reserved) == "3000"
    assert left(entry("given", due=BEFORE), reserved=reserved) == "3000"


def test_a_dose_that_the_family_gave_tells_its_own_product():
    told = {"at": BEFORE, "dose": "2", "status": "given", "product": TABLET, "by": "famille"}
    assert left(told) == "2000"


def test_the_end_of_a_line_is_read_where_it_is_written():
    line = {"line": "P", "kind": "prn", "product": TABLET, "limits": {}}
    over = {"valid_until": CASE["ask_at"]}
    for lines in ([line | over], [line | {"limits": over}]):
        (record,) = answers({"lines": [*lines, CASE["lines"][1]]})
        assert record["answer"]["blocked_by"] == ["ended"]
        assert record["answer"]["next_allowed_at"] is None


def test_two_limits_of_one_substance_hold_together_each_in_its_unit():
    day, two_days = (
        CASE["substance_limits"][0],
        {"substance": "paracetamol", "max": "5", "unit": "g", "period_h": "48"},
    )
    given = [entry("given", dose="3", at="2026-11-08T10:00:00+01:00"), entry("given")]
    for limits, unit, remaining in (([day, two_days], "mg", "1000"), ([two_days, day], "g", "1")):
        (record,) = answers({"substance_limits": limits, "history": given, "ask_dose": "1.5"})
        assert record["answer"]["blocked_by"] == ["substance_max:paracetamol"]
        assert record["answer"]["remaining_24h"] == {"paracetamol": {"value": remaining, "unit": unit}}


def test_a_substance_with_an_interval_and_no_maximum_needs_no_unit():
    apart = {"substance": "paracetamol", "max": None, "unit": None, "period_h": None, "min_interval_h": "4"}
    (record,) = answers({"substance_limits": [apart], "history": [entry("given")]})
    assert record["answer"]["blocked_by"] == ["substance_interval:paracetamol"]
    assert record["answer"]["next_allowed_at"] == "2026-11-10T12:00:00+01:00"
    assert record["answer"]["remaining_24h"] == {}


def test_a_case_that_makes_no_sense_is_said_and_stops_no_other():
    wrong = [
        {"ask_line": "Z"},
        {"ask_dose": "deux"},
        {"ask_dose": None},
        {"history": [entry("eaten")]},
        {"history": [entry("given", line="Z")]},
        {"history": {}},
        {"ask_at": "2026-11-10T09:00:00"},
        {"substance_limits": [CASE["substance_limits"][0] | {"unit": "mL"}]},
        {"lines": [{"line": "P", "product": "DOLIPRANE"}]},
        {"lines": [*CASE["lines"], CASE["lines"][0]]},
        {"ask_at": "9999-12-31T23:59:59-12:00"},
        {"history": [entry("given", at="0001-01-01T00:00:00+14:00")]},
        {"substance_limits": [CASE["substance_limits"][0] | {"period_h": "999999999999"}]},
    ]
    got = answers(*wrong, {})
    assert [("error" in record) for record in got] == [True] * len(wrong) + [False]
    assert not any("échoué" in record["error"] for record in got[:-1])


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="needs the oracles of ../shared")
def test_every_published_case_is_right():
    command = [
        sys.executable,
        str(SHARED / "tools/score.py"),
        "prn",
        str(SHARED / "data/oracles/prn.json"),
        "--run",
    ]
    scored = subprocess.run(
        [*command, sys.executable, "-m", "medcircuit", "prn", "check", "--jsonl"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=False,
        timeout=60,
    )
    assert "20/20" in scored.stdout, scored.stdout + scored.stderr
