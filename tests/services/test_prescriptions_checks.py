"""Checks of a resident's lines on a real catalogue: what fires is kept, once a day, and answered by a name."""

import json
from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.cli import main
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.service import interactions
from medcircuit.posology.rules import CONVENTIONS
from medcircuit.prescriptions.rules.maxima import MEASURE_HOLDS
from medcircuit.prescriptions.service import alerts
from medcircuit.prescriptions.service.alert_counts import rule_counts
from medcircuit.prescriptions.service.alerts import OverrideImpossible, OverrideUnclear
from medcircuit.prescriptions.service.checking import Measured, Proposed
from medcircuit.prescriptions.service.dosed import dosed
from medcircuit.prescriptions.service.stored import counting_text
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import AllergyNote
from medcircuit.residents.rules.measures import Measure
from medcircuit.residents.rules.people import Severity
from tests.conftest import MORNING
from tests.services.conftest import DAY, DOLIPRANE_1G, dosage, prescribed, terms

DOLIPRANE_500, COUMADINE = "63368332", "64631925"
MEMBERS = "substance;classe\nparacétamol;\nwarfarine;antivitamines K\n"
PAIRS = (
    "substance_1;substance_2;niveau;mecanisme;conduite\nparacétamol;antivitamines K;PE|APEC;Risque.;INR.\n"
)


@pytest.fixture
def checked(ward):
    """The ward with a small thesaurus."""
    files = [
        interactions.Given(f"essai-2026-01-{n}.csv", text.encode()) for n, text in enumerate((MEMBERS, PAIRS))
    ]
    with ward.database.write() as connection:
        interactions.import_interactions(connection, files, now=MORNING, source="essai")
    return ward


def proposed(cis, *dosages, **more):
    return Proposed(new_id(), terms(*dosages), cis=cis, **more)


def run(ward, *lines, role=Role.PHYSICIAN, measured=None):
    with ward.writing(role) as work:
        return alerts.run_checks(work, ward.resident, lines, measured)


def codes(found):
    return [one.alert.finding.code for one in found.fired]


def test_a_proposed_line_is_checked_against_those_that_stand(checked):
    standing = prescribed(checked, DOLIPRANE_1G, terms(dosage(when=("MORN", "NOON", "EVE"))))
    found = run(checked, proposed(DOLIPRANE_500, dosage("3")), proposed(COUMADINE))
    assert {"duplicate_substance", "interaction", "day_over_maximum", "dose_over_maximum"} <= set(
        codes(found)
    )
    meeting = next(one.alert for one in found.fired if one.alert.finding.code == "interaction")
    assert (meeting.source, meeting.dated.isoformat()) == ("essai", "2026-01-01")
    over = next(one.alert for one in found.fired if one.alert.finding.code == "day_over_maximum")
    assert over.finding.facts["amount"] == "6 g"
    assert standing.id in over.lines
    replaced = run(checked, proposed(DOLIPRANE_500, replaces=standing.id))
    assert "duplicate_substance" not in codes(replaced)


def test_an_allergy_and_a_measure_are_looked_at(checked):
    with checked.writing(Role.NURSE) as work:
        residents.note_allergy(
            work, checked.resident, AllergyNote("Paracétamol", Severity.SEVERE, "allergy", None)
        )
    prescribed(checked)
    noted = Measure(new_id(), "weight", Fraction(45), MORNING - MEASURE_HOLDS)
    with checked.writing(Role.NURSE) as work:
        residents.note_measure(work, checked.resident, noted)
    assert "weight_not_checked" not in codes(run(checked))
    checked.clock.advance(timedelta(seconds=1))
    assert "weight_not_checked" in codes(run(checked))
    found = run(checked, measured=Measured(Fraction(45), Fraction(80)))
    assert {"allergy_substance"} <= set(codes(found))
    assert "weight_not_checked" not in codes(found)
    assert run(checked, role=Role.NURSE).fired[0].alert.finding.tier.name == "STOP"


def test_the_same_alert_fires_once_a_day_for_a_person_and_again_the_next(checked):
    prescribed(checked)
    line = proposed(DOLIPRANE_500)
    first, second = run(checked, line), run(checked, line)
    assert first.fired
    assert [one.again for one in first.fired] == [False] * len(first.fired)
    assert [one.again for one in second.fired] == [True] * len(first.fired)
    assert [one.id for one in second.fired] == [one.id for one in first.fired]
    assert not any(one.again for one in run(checked, line, role=Role.PHARMACIST).fired)
    checked.clock.advance(DAY)
    assert [one.again for one in run(checked, line).fired] == [False] * len(first.fired)


def test_an_override_names_the_alert_a_reason_and_a_person_and_is_counted(checked):
    prescribed(checked)
    line = proposed(DOLIPRANE_500)
    twice = next(one for one in run(checked, line).fired if one.alert.finding.code == "duplicate_substance")
    with checked.writing(Role.PHYSICIAN) as work:
        answer = alerts.override(work, twice.id, reason="temporary", note=None)
        assert alerts.override(work, twice.id, reason="temporary", note=None) == answer
        assert answer.actor_id == checked.people[Role.PHYSICIAN]
        with pytest.raises(OverrideImpossible):
            alerts.override(work, twice.id, reason="tolerated", note=None)
        counts = {one.rule: one for one in rule_counts(work)}
    assert (counts["duplicate_substance"].firings, counts["duplicate_substance"].overrides) == (1, 1)
    shown = next(one for one in run(checked, line).fired if one.id == twice.id)
    assert shown.override == answer


def test_an_override_without_reason_of_another_person_or_of_a_stop_is_refused(checked):
    with checked.writing(Role.NURSE) as work:
        residents.note_allergy(
            work, checked.resident, AllergyNote("Paracétamol", Severity.SEVERE, "allergy", None)
        )
    prescribed(checked)
    stop = run(checked, role=Role.NURSE).fired[0]
    confirm = next(one for one in run(checked).fired if one.alert.finding.tier.name == "CONFIRM")
    for role, fired, reason, note, problem in (
        (Role.NURSE, stop, "benefit", None, OverrideImpossible),
        (Role.NURSE, confirm, "benefit", None, OverrideImpossible),
        (Role.PHYSICIAN, confirm, "because", None, OverrideUnclear),
        (Role.PHYSICIAN, confirm, "other", " ", OverrideUnclear),
    ):
        with pytest.raises(problem), checked.writing(role) as work:
            alerts.override(work, fired.id, reason=reason, note=note)
    with pytest.raises(NotFound), checked.writing(Role.PHYSICIAN) as work:
        alerts.override(work, new_id(), reason="benefit", note=None)


def test_who_may_not_read_prescriptions_checks_nothing(checked):
    with pytest.raises(Forbidden):
        run(checked, role=Role.EDUCATOR)
    with pytest.raises(Forbidden), checked.writing(Role.EDUCATOR) as work:
        rule_counts(work)


def test_without_a_thesaurus_the_interactions_are_said_not_to_be_checked(sqlite_ward):
    prescribed(sqlite_ward)
    assert "interactions_not_checked" in codes(run(sqlite_ward))


def answer(case, *options):
    from click.testing import CliRunner

    done = CliRunner().invoke(
        main, ["prescription", "check", "--jsonl", *map(str, options)], input=json.dumps(case) + "\n"
    )
    return json.loads(done.stdout)


TABLET = counting_text(Counting(StockUnit.UNIT, "comprimé", Family.OTHER, ()))


@pytest.mark.parametrize(("value", "days"), [(28, 28), (29, 29)])
def test_a_duration_is_counted_from_its_hour_and_a_changed_clock_takes_nothing(value, days):
    bounds = {"boundsDuration": {"value": value, "code": "d", "system": "http://unitsofmeasure.org"}}
    said = [dosage()]
    said[0]["timing"]["repeat"] |= bounds
    afternoon = datetime(2026, 10, 10, 14, 5, tzinfo=PARIS)  # winter time begins on 25 October
    found = dosed(json.dumps(said, default=float), TABLET, afternoon, CONVENTIONS)
    assert (found.lasts, found.ends) == (days, date(2026, 10, 10) + timedelta(days=value))
    said[0]["timing"]["repeat"].pop("boundsDuration")
    dates = {"start": "2026-10-12", "end": "2026-11-08"}  # 28 dates, begun two days later
    said[0]["timing"]["repeat"]["boundsPeriod"] = dates
    assert dosed(json.dumps(said, default=float), TABLET, afternoon, CONVENTIONS).lasts == 28


def test_the_command_answers_cases_without_a_database(tmp_path, monkeypatch):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    members, pairs = tmp_path / "classes-2026-01.csv", tmp_path / "paires-2026-01.csv"
    members.write_text(MEMBERS, encoding="utf-8")
    pairs.write_text(PAIRS, encoding="utf-8")
    case = {
        "id": "1",
        "today": "2026-11-21",
        "person": {
            "birth_date": "1940-05-17",
            "weight_kg": "60",
            "clearance": 80,
            "allergies": [{"label": "AINS"}],
        },
        "lines": [
            {
                "id": "a",
                "substances": [{"name": "PARACÉTAMOL", "mg": "1000"}],
                "dosage": [dosage("1", when=("MORN", "NOON", "AFT", "EVE", "HS"))],
                "narcotic": False,
            },
            {
                "id": "b",
                "substances": [{"name": "WARFARINE SODIQUE", "daily_mg": 5, "once_mg": 5}],
                "narcotic": False,
            },
        ],
    }
    found = {
        one["code"]: one
        for one in answer(case, "--interactions", members, "--interactions", pairs)["answer"]["findings"]
    }
    assert found["day_over_maximum"]["facts"]["amount"] == "5 g"
    assert found["interaction"]["statements"][0]["levels"] == ["PE", "APEC"]
    assert found["interaction"]["dated"] == "2026-01-01"
    bare = {one["code"] for one in answer(case)["answer"]["findings"]}
    assert "interactions_not_checked" in bare
    own = case | {
        "interactions": [{"a": "paracétamol", "b": "warfarine", "level": "CI"}],
        "edition": "2026-02-01",
    }
    mine = {one["code"]: one for one in answer(own)["answer"]["findings"]}
    assert (mine["interaction"]["tier"], mine["interaction"]["dated"]) == ("confirm", "2026-02-01")


@pytest.mark.parametrize(
    "wrong",
    [
        {"reader": "cook"},
        {"person": {"age": "old"}},
        {"person": 3},
        {"person": {"weight_kg": []}},
        {"lines": {}},
        {"lines": ["a"]},
        {"lines": [{"id": "a", "limit_days": "x"}]},
        {"interactions": [{"a": "x", "b": "y", "level": "?"}]},
    ],
)
def test_a_case_that_cannot_be_read_is_said_and_stops_nothing(tmp_path, monkeypatch, wrong):
    monkeypatch.setenv("MEDCIRCUIT_DATA", str(tmp_path))
    assert "ne peut pas être lu" in answer({"id": "1", **wrong})["error"]
