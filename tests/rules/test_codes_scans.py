"""Every situation of fixtures/scans.json, which any implementation of the reader passes."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from medcircuit.medicines.commands.code import as_answer, in_words
from medcircuit.medicines.rules.codes import REASONS, Environment
from medcircuit.residents.rules.identity import read_scan

CASES = json.loads((Path(__file__).parents[2] / "fixtures" / "scans.json").read_text(encoding="utf-8"))[
    "cases"
]


@pytest.mark.parametrize("case", CASES, ids=[case["name"] for case in CASES])
def test_a_read_means_what_the_situation_says(case):
    reading = read_scan(
        case["raw"],
        date.fromisoformat(case["read_on"]),
        env=Environment(case.get("env", "production")),
        typed=case.get("typed", False),
    )
    answer = as_answer(reading)
    assert {key: answer.get(key) for key in case["expect"]} == case["expect"]
    assert reading.accepted is (reading.reason is None)
    if not reading.accepted:
        assert (reading.lot, reading.expiry, reading.serial) == (None, None, None)
        assert REASONS[reading.reason.code].sentence.endswith(".")
    assert all(isinstance(line, str) and line for line in in_words(reading))


def test_every_reason_is_met_by_a_situation():
    assert {case["expect"].get("reason") for case in CASES} >= set(REASONS) - {"two_readings"}
    assert len({case["name"] for case in CASES}) == len(CASES)
