"""`medcircuit posology plan`, for a person and for a program."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from medcircuit.cli import main

SHARED = Path(__file__).parents[2].parent / "shared"
TABLET = {"doseQuantity": {"value": 1, "unit": "comprimé"}}
MORNING = {"timing": {"repeat": {"when": ["MORN"]}}, "doseAndRate": [TABLET]}


def run(*args, text=None, **options):
    return CliRunner().invoke(main, ["posology", "plan", *args], input=text, **options)


def show(*dosages, first="2026-11-10", last="2026-11-11", more=()):
    found = run("-", "--from", first, "--to", last, *more, text=json.dumps(list(dosages)))
    assert found.exit_code == 0, found.output
    return found.output


def case(**members):
    return {
        "id": "c",
        "start": "2026-11-10T00:00:00+01:00",
        "window": {"from": "2026-11-10T00:00:00+01:00", "to": "2026-11-12T00:00:00+01:00"},
        "lines": [{"line": "1", "dosageInstruction": [MORNING]}],
        **members,
    }


def answers(*cases):
    found = run("--jsonl", text="".join(json.dumps(one) + "\n" for one in cases))
    assert found.exit_code == 0
    return [json.loads(line) for line in found.stdout.splitlines()]


def answer(**members):
    return answers(case(**members))[0]["answer"]


def error(**members):
    return answers(case(**members))[0]["error"]


# ---------------------------------------------------------------- for a person
def test_a_person_reads_the_sentence_and_the_doses_of_both_days():
    text = show(MORNING)
    assert "1 comprimé le matin." in text
    assert "mar. 10/11/2026" in text
    assert "2026-11-11/MORN" in text


def test_a_person_reads_when_a_patch_comes_off():
    patch = {
        "timing": {"repeat": {"timeOfDay": ["07:00:00"], "duration": 4, "durationUnit": "h"}},
        "doseAndRate": [TABLET],
    }
    assert "11:00" in show(patch)
    patch["timing"]["repeat"]["duration"] = 72
    assert "13/11/2026 07:00" in show(patch)


def test_a_person_reads_what_is_given_as_needed_and_what_to_decide():
    text = show({"asNeededBoolean": True, "doseAndRate": [TABLET]}, {"text": "selon le médecin"})
    assert "Si besoin : 1 comprimé." in text
    assert "Instruction 2, à décider" in text


def test_a_case_beyond_all_measure_says_the_limit_and_the_next_is_answered():
    minutes = {**MORNING, "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "min"}}}
    window = {"from": "2026-01-01", "to": "2036-01-01"}
    lines = [{"line": "1", "dosageInstruction": [minutes]}]
    many = [{"line": str(n), "dosageInstruction": [MORNING]} for n in range(30)]
    far = {"from": "9998-01-01", "to": "9998-02-01"}
    first, second, third, last = answers(
        case(window=window, lines=lines), case(window=window, lines=many), case(window=far), case()
    )
    assert first["error"].startswith("Ce plan dépasserait 100 000 prises.")
    assert second["error"] == first["error"]
    assert "la fenêtre doit être entre les années 1900 et 2200" in third["error"]
    assert len(last["answer"]) == 2


def test_what_would_take_hours_to_answer_is_refused_with_its_limit():
    assert "le début doit être entre les années 1900 et 2200" in error(start="0002-01-01")
    assert "500 posologies au plus" in error(lines=[{"line": "1", "dosageInstruction": [MORNING] * 501}])
    ties = [{"type": "together", "lines": ["1"]}]
    assert "100 relations au plus" in error(relations=ties * 101)
    counted = {**MORNING, "timing": {"repeat": {"when": ["MORN"], "count": 10_001}}}
    said = error(lines=[{"line": "1", "dosageInstruction": [counted]}])
    assert "repeat.count, 10001 est trop grand (10 000 au plus)" in said


def test_days_without_a_dose_say_so():
    assert "Aucune prise" in show(
        {**MORNING, "timing": {"repeat": {"when": ["MORN"], "boundsPeriod": {"end": "2026-01-01"}}}}
    )


def test_the_start_is_the_first_day_unless_it_is_given():
    every = {"timing": {"repeat": {"period": 2, "periodUnit": "d"}}, "doseAndRate": [TABLET]}
    assert "10/11/2026" in show(every)
    assert "10/11/2026" not in show(every, more=("--start", "2026-11-09"))


def test_a_program_gets_the_same_as_json():
    told = json.loads(show(MORNING, more=("--json",)))
    assert told["sentence"] == "1 comprimé le matin."
    assert [entry["due"] for entry in told["entries"]] == [
        "2026-11-10T08:00:00+01:00",
        "2026-11-11T08:00:00+01:00",
    ]


def test_a_file_is_read(tmp_path):
    path = tmp_path / "dosage.json"
    path.write_text(json.dumps(MORNING), encoding="utf-8")
    assert "2026-11-10/MORN" in run(str(path), "--from", "2026-11-10", "--to", "2026-11-10").output


@pytest.mark.parametrize(
    ("args", "text"),
    [
        ([], None),
        (["-", "--from", "2026-11-10"], "{}"),
        (["-", "--from", "2026-11-10", "--to", "2026-11-09"], "{}"),
        (["-", "--from", "2026-11-10", "--to", "2036-11-09"], "{}"),
        (["-", "--from", "0001-01-01", "--to", "0001-01-02"], "{}"),
        (["-", "--from", "hier", "--to", "2026-11-09"], "{}"),
        (["-", "--from", "2026-11-10", "--to", "2026-11-10"], "{"),
        (["-", "--from", "2026-11-10", "--to", "2026-11-10"], "[]"),
        (["-", "--from", "2026-11-10", "--to", "2026-11-10"], '{"timing": {"repeat": {"period": -1}}}'),
        (["-", "--from", "2026-11-10", "--to", "2026-11-10", "--start", "x"], '{"text": "x"}'),
    ],
)
def test_bad_input_gets_a_sentence_and_never_a_traceback(args, text):
    found = run(*args, text=text)
    assert found.exit_code in {1, 2}
    assert isinstance(found.exception, SystemExit)


def test_a_file_that_is_not_text_gets_a_sentence(tmp_path):
    path = tmp_path / "scan.json"
    path.write_bytes(b"\xff\xfe\x00")
    found = run(str(path), "--from", "2026-11-10", "--to", "2026-11-10")
    assert found.exit_code == 1
    assert "UTF-8" in found.output


# ---------------------------------------------------------------- for a program
def test_a_case_is_answered_with_planned_doses():
    assert answer()[0] == {
        "line": "1",
        "instruction": 0,
        "due": "2026-11-10T08:00:00+01:00",
        "key": "1/2026-11-10/MORN",
        "dose": "1",
        "unit": "comprimé",
    }


def test_a_date_alone_begins_at_midnight_in_paris():
    window = {"from": "2026-11-10", "to": "2026-11-11"}
    assert [entry["due"] for entry in answer(start="2026-11-10", window=window)] == [
        "2026-11-10T08:00:00+01:00"
    ]


def dosed(portion, **repeat):
    timing = {"repeat": repeat or {"when": ["MORN"]}}
    return answer(lines=[{"line": 1, "dosageInstruction": [{"timing": timing, "doseAndRate": [portion]}]}])


def test_thirds_ranges_rates_and_ends_are_written():
    third = dosed({"doseQuantity": {"value": 0.6666667, "unit": "comprimé"}})[0]
    assert (third["line"], third["dose"], third["fraction"]) == ("1", "0.6666667", "2/3")
    ranged = dosed({"doseRange": {"low": {"value": 1, "unit": "cp"}, "high": {"value": 2, "unit": "cp"}}})[0]
    assert (ranged["dose"], ranged["dose_low"], ranged["dose_high"]) == (None, "1", "2")
    rated = dosed(
        {"rateRatio": {"numerator": {"value": 4, "unit": "g"}, "denominator": {"value": 20, "unit": "min"}}}
    )[0]
    assert (rated["dose"], rated["rate"], rated["ends"]) == ("4", "4 g / 20 min", "2026-11-10T08:20:00+01:00")
    slot = dosed({})
    assert (slot[0]["dose"], slot[-1]["needs_decision"][:10]) == (None, "à décider ")


def test_what_is_given_as_needed_is_written_with_its_limits():
    source = {
        "asNeededCodeableConcept": {"text": "Si douleurs"},
        "timing": {
            "repeat": {
                "period": 4,
                "periodUnit": "h",
                "boundsPeriod": {"start": "2026-11-10", "end": "2026-11-12"},
            }
        },
        "doseAndRate": [
            {"doseRange": {"low": {"value": 1, "unit": "cp"}, "high": {"value": 2, "unit": "cp"}}}
        ],
        "maxDosePerPeriod": {
            "numerator": {"value": 8, "unit": "cp"},
            "denominator": {"value": 1, "code": "d"},
        },
    }
    assert answer(lines=[{"line": "1", "dosageInstruction": [source]}]) == [
        {
            "line": "1",
            "instruction": 0,
            "prn": True,
            "reason": "Si douleurs",
            "dose": {"low": "1", "high": "2", "unit": "cp"},
            "max_dose_per_administration": None,
            "max_dose_per_period": {"value": "8", "unit": "cp"},
            "period_h": "24",
            "min_interval_h": "4",
            "from": "2026-11-10T00:00:00+01:00",
            "until": "2026-11-12T23:59:59+01:00",
        }
    ]
    bare = answer(lines=[{"line": "1", "dosageInstruction": [{"asNeededBoolean": True}]}])[0]
    assert (bare["dose"], bare["min_interval_h"], bare["until"]) == (None, None, None)
    single = answer(
        lines=[{"line": "1", "dosageInstruction": [{"asNeededBoolean": True, "doseAndRate": [TABLET]}]}]
    )[0]
    assert single["dose"] == {"value": "1", "unit": "comprimé"}


def test_decisions_and_ties_are_taken():
    steps = [
        {**MORNING, "sequence": 1},
        {**MORNING, "sequence": 2, "doseAndRate": [{"doseQuantity": {"value": 2, "unit": "cp"}}]},
    ]
    lines = [{"line": "1", "dosageInstruction": steps}, {"line": "2", "dosageInstruction": [MORNING]}]
    decided = [{"line": "1", "sequence": 1, "ends": "2026-11-11T00:00:00+01:00"}]
    found = answer(lines=lines, decisions=decided)
    assert [entry["dose"] for entry in found if entry["line"] == "1"] == ["1", "2"]
    pair = [*case()["lines"], {"line": "2", "dosageInstruction": [MORNING]}]
    after = answer(lines=pair, relations=[{"type": "after", "line": "2", "other": "1", "offset_min": 120}])
    assert [entry["due"][11:16] for entry in after] == ["08:00", "10:00"] * 2
    together = answer(lines=pair, relations=[{"type": "together", "lines": ["1", "2"]}])
    assert len(together) == 4
    for when in ("selon la glycémie", None):
        either = answer(
            lines=pair, relations=[{"type": "alternative", "lines": ["1", "2"], "prefer": "1", "when": when}]
        )
        assert [("due" in entry, "needs_decision" in entry) for entry in either] == [(False, True)] * 2


@pytest.mark.parametrize(
    "members",
    [
        {"start": None},
        {"start": "hier"},
        {"window": None},
        {"window": {"from": "2026-11-10"}},
        {"window": {"from": "2026-11-10", "to": "2026-11-10"}},
        {"window": {"from": "1926-11-10", "to": "2026-11-10"}},
        {"lines": None},
        {"lines": []},
        {"lines": ["1"]},
        {"lines": "1"},
        {"lines": [{"line": None, "dosageInstruction": [MORNING]}]},
        {"lines": [{"line": True, "dosageInstruction": [MORNING]}]},
        {"lines": [{"line": " ", "dosageInstruction": [MORNING]}]},
        {"lines": [{"line": "1"}]},
        {
            "lines": [
                {"line": "1", "dosageInstruction": [MORNING]},
                {"line": 1, "dosageInstruction": [MORNING]},
            ]
        },
        {"decisions": [{"line": "1", "sequence": "x", "ends": "2026-11-11"}]},
        {"decisions": [{"line": "1", "sequence": True, "ends": "2026-11-11"}]},
        {"decisions": [{"line": "1", "sequence": 1}]},
        {"relations": [{"type": "before", "lines": ["1"]}]},
        {"relations": [{"type": "together"}]},
        {"relations": [{"type": "after", "line": "1", "other": "2"}]},
        {"relations": [{"type": "after", "line": "1", "other": "2", "offset_min": -1}]},
        {"relations": [{"type": "after", "line": "1", "other": "2", "offset_min": True}]},
    ],
)
def test_a_case_that_makes_no_sense_is_an_error_line_and_the_others_are_answered(members):
    first, second = answers(case(**members), case(id="d"))
    assert "a échoué" not in first["error"]
    assert len(second["answer"]) == 2


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="../shared is not here")
def test_the_published_cases_are_answered_right():
    import subprocess
    import sys

    score = [str(SHARED / "tools/score.py"), "posology", str(SHARED / "data/oracles/posology.json"), "--run"]
    told = subprocess.run(
        [sys.executable, *score, sys.executable, "-m", "medcircuit", "posology", "plan", "--jsonl"],
        capture_output=True,
        text=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert told.returncode == 0, told.stdout + told.stderr
