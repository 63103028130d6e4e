"""The commands that say what a code is, whether a number holds, whether a dose was on time."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from medcircuit.cli import main

PACK = "01034009359558381727093010AB12C\x1d21XYZ987"


def run(*arguments, lines=None):
    text = "".join(json.dumps(line) + "\n" for line in lines) if lines is not None else None
    result = CliRunner().invoke(main, list(arguments), input=text)
    return result.exit_code, result.output


def records(*arguments, lines):
    code, output = run(*arguments, "--jsonl", lines=lines)
    assert code == 0
    return [json.loads(line) for line in output.splitlines()]


def test_a_code_is_said_in_words():
    code, output = run("code", "read", PACK, "--on", "2026-11-21")
    assert code == 0
    assert "Lot : AB12C" in output
    assert "Péremption : 30/09/2027" in output
    assert "CIP13 : 3400935955838" in output


def test_an_ambiguous_code_is_said_with_its_readings():
    output = run("code", "read", PACK.replace("\x1d", ""), "--on", "2026-11-21")[1]
    assert "deux façons" in output
    assert "lot AB12C, péremption 30/09/2027, série XYZ987" in output


def test_a_code_is_said_in_json_today_by_default():
    code, output = run("code", "read", "3400935955838", "--json")
    assert code == 0
    assert json.loads(output)["status"] == "ok_product_only"


def test_cases_of_codes_are_answered_in_order():
    lines = [
        {"id": "a", "raw": PACK, "read_on": "2026-11-21"},
        {"id": "b", "raw": PACK, "read_on": "hier"},
        {"id": "c", "raw": 3},
        {"id": "d", "raw": "", "env": "test"},
        {"id": "e", "raw": "", "env": "bac à sable"},
        {"id": "f", "raw": "", "env": "prod"},
    ]
    got = records("code", "read", lines=lines)
    assert [record["id"] for record in got] == ["a", "b", "c", "d", "e", "f"]
    assert [("error" in record) for record in got] == [False, True, True, False, True, False]
    assert got[0]["answer"]["expiry"] == "2027-09-30"


def test_a_number_is_checked_in_words_and_in_cases():
    assert (
        run("identifier", "check", "finess", "75 080 344 7")[1].splitlines()[1] == "À enregistrer : 750803447"
    )
    assert "fausse" in run("identifier", "check", "finess", "750803448")[1]
    got = records(
        "identifier", "check", lines=[{"id": 1, "kind": "cip7", "value": "3003994"}, {"id": 2, "kind": "x"}]
    )
    assert got[0]["answer"]["cip13"] == "3400930039946"
    assert "error" in got[1]


def test_a_gesture_is_attached_in_cases():
    case = {
        "id": "w",
        "occurrences": [{"due": "2026-11-10T08:00:00+01:00"}],
        "window_min": 60,
        "given_at": "2026-11-10T09:00:01+01:00",
    }
    got = records("administration", "window", lines=[case])
    assert got[0]["answer"]["timing"] == "late"


@pytest.mark.parametrize(
    "arguments", [("code", "read"), ("identifier", "check"), ("identifier", "check", "nir")]
)
def test_a_command_without_its_argument_says_what_to_give(arguments):
    code, output = run(*arguments)
    assert code == 2
    assert "Donnez" in output
