"""fixtures/posologies.json: every kind of posology, planned and said; any implementation of the rules passes it."""

import json
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import parse_json, plan, prn_sentence, read_dosages, sentences, write_dosage

PARIS = ZoneInfo("Europe/Paris")
TEXT = (Path(__file__).parents[2] / "fixtures" / "posologies.json").read_text(encoding="utf-8")
CASES = parse_json(TEXT)["cases"]


@pytest.mark.parametrize("case", CASES, ids=[case["what"] for case in CASES])
def test_each_kind_is_planned_said_and_written_back(case):
    dosages = read_dosages(case["dosages"])
    start, end = datetime.fromisoformat(case["start"]), datetime.fromisoformat(case["end"])
    found = plan(dosages, line="L", start=start, window=(start, end))
    assert sentences(dosages) == case["sentence"]
    assert [
        [
            dose.key.removeprefix("L/"),
            _local(dose.due),
            dose.dose.french,
            *([_local(dose.ends)] if dose.ends else []),
        ]
        for dose in found.doses
    ] == case["doses"]
    assert [prn_sentence(entry) for entry in found.prn] == case["as_needed"]
    assert [[question.instruction, question.code] for question in found.questions] == case["questions"]
    assert [write_dosage(dosage) for dosage in dosages] == case["dosages"]


def _local(at):
    return at.astimezone(PARIS).isoformat()


def test_the_fixture_holds_every_kind_of_the_domain():
    assert len({case["what"] for case in CASES}) == len(CASES) >= 35
    assert json.loads(TEXT)["about"]
