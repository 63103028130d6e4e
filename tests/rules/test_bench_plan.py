"""The figure of planning: the same doses as the rival's dates, one JSON object, a clear sentence without the rival."""

import json
import sys

import click
import pytest
from click.testing import CliRunner

from medcircuit.bench import plan


def test_planning_is_measured_on_as_many_doses_as_the_rival_has_dates():
    told = plan.bench_plan(residents=1)
    assert told["doses"] == 452
    assert told["kinds"] == list(plan.KINDS)
    assert len(told["kinds"]) == 10
    assert {"seconds", "rival_seconds", "ratio"} <= set(told)


def test_the_command_prints_one_json_object():
    answer = CliRunner().invoke(plan.plan_command, ["--residents", "2"])
    assert json.loads(answer.output)["doses"] == 904


def test_without_the_rival_the_command_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "dateutil", None)
    with pytest.raises(click.ClickException, match="pip install python-dateutil"):
        plan.bench_plan(residents=1)
