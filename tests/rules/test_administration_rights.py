"""What is right at the bedside: every case of fixtures/situations.json, and what all findings have in common."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from medcircuit.administration.rules import findings
from medcircuit.administration.rules.proposal import propose
from medcircuit.administration.rules.rights import CHECKS, check, clock_time
from medcircuit.administration.rules.situation import (
    Allergy,
    Box,
    Code,
    CodeKind,
    Dose,
    Likeness,
    LineStatus,
    Person,
    Reader,
    SecondLook,
    Situation,
    Take,
    Token,
    Wears,
)
from medcircuit.administration.rules.vocabulary import DoseState
from medcircuit.kernel.findings import KINDS, Tier, verdict
from medcircuit.kernel.quantities import amount_text, read_amount
from medcircuit.prescriptions.rules.care import Requirement, Scale, ScaleRow
from medcircuit.residents.rules.measures import Measure

FILE = json.loads((Path(__file__).parents[2] / "fixtures/situations.json").read_text(encoding="utf-8"))
CASES = {case["id"]: case for case in FILE["cases"]}


def merged(base, change):
    """JSON merge patch (RFC 7396)."""
    if not isinstance(change, dict) or not isinstance(base, dict):
        return change
    whole = dict(base)
    for name, value in change.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = merged(whole.get(name), value)
    return whole


def instant(text):
    return datetime.fromisoformat(text) if text else None


def amount(text):
    return read_amount(text) if text else None


def need(read):
    return Requirement(
        read["kind"],
        timedelta(minutes=read["within_min"]),
        amount(read["low"]),
        amount(read["high"]),
        read["conduct"],
    )


def scale(read):
    rows = [ScaleRow(amount(row["low"]), amount(row["high"]), amount(row["dose"])) for row in read["rows"]]
    return Scale(read["kind"], read["unit"], tuple(rows), read["conduct"])


def measure(read):
    return Measure(
        **{
            **read,
            "value": amount(read["value"]),
            "second": amount(read["second"]),
            "at": instant(read["at"]),
        }
    )


def dose(read):
    return Dose(
        **{
            **read,
            "due": instant(read["due"]),
            "opens": instant(read.get("opens")),
            "closes": instant(read.get("closes")),
            "state_at": instant(read.get("state_at")),
            "status": LineStatus(read["status"]),
            "state": DoseState(read["state"]),
            "likeness": Likeness(read["likeness"]),
            "amount": amount(read.get("amount")),
            "units": amount(read.get("units")),
            "step": amount(read["step"]),
            "needs": tuple(need(one) for one in read.get("needs", [])),
            "scale": scale(read["scale"]) if read.get("scale") else None,
        }
    )


def person(read):
    known = tuple(
        Allergy(frozenset(one["substances"]), one["label"], severe=one["severe"]) for one in read["allergies"]
    )
    return Person(**{"unit_id": None, **read, "allergies": known})


def box(read):
    expiry = read.get("expiry")
    return Box(
        **{
            **read,
            "substances": frozenset(read["substances"]),
            "counted_for": frozenset(read["counted_for"]),
            "expiry": date.fromisoformat(expiry) if expiry else None,
        }
    )


def token(read):
    on = read.get("revoked_on")
    return Token(**{**read, "revoked_on": date.fromisoformat(on) if on else None})


def second(read):
    return SecondLook(amount(read["amount"]), instant(read["at"]))


def situation(read):
    now = instant(read["now"])
    return Situation(
        now=now,
        today=now.date(),
        unit_id=read["unit_id"],
        reader=Reader(read["reader"]),
        code=Code(**{**read["code"], "kind": CodeKind(read["code"]["kind"])}),
        token=token(read["token"]) if read.get("token") else None,
        person=person(read["person"]) if read.get("person") else None,
        traits=frozenset(read["traits"]) if read.get("traits") is not None else None,
        box=box(read["box"]) if read.get("box") else None,
        doses=tuple(dose(one) for one in read["doses"].values()),
        takes=tuple(
            Take(**{**one, "at": instant(one["at"]), "due": instant(one["due"])}) for one in read["takes"]
        ),
        elsewhere=tuple(read["elsewhere"]),
        asked=read.get("asked"),
        given=amount(read.get("given")),
        otherwise=read["otherwise"],
        ended=read.get("ended"),
        wears=tuple(Wears(**{**one, "at": instant(one["at"])}) for one in read["wears"]),
        site=read.get("site"),
        measures=tuple(measure(one) for one in read["measures"]),
        second=second(read["second"]) if read.get("second") else None,
    )


def case(name):
    return situation(merged(FILE["base"], CASES[name]["change"]))


@pytest.mark.parametrize("name", CASES)
def test_a_situation_is_judged_as_the_file_says(name):
    seen, expected = case(name), CASES[name]["expect"]
    found = check(seen)
    assert [f"{one.code}:{one.tier.name.lower()}" for one in found] == expected["findings"]
    assert verdict(found).value == expected["verdict"]
    receiving = seen.dose.key if seen.dose else None
    assert receiving == expected["dose"]
    if "proposal" in expected:
        offered = propose(seen.dose)
        assert {
            "units": amount_text(offered.units) if offered.units is not None else None,
            "ask": list(offered.ask),
            "remainder": amount_text(offered.remainder) if offered.remainder else None,
        } == expected["proposal"]


def test_every_finding_says_itself_with_the_facts_it_has():
    for name in CASES:
        for found in check(case(name)):
            kind = KINDS[found.code]
            assert kind.sentence % found.facts if found.facts else "%" not in kind.sentence
            assert "%" not in (kind.advice % found.facts if found.facts else kind.advice)


def test_what_must_be_confirmed_has_reasons_to_tap_and_six_at_the_most():
    for name in CASES:
        for found in check(case(name)):
            if found.tier is Tier.CONFIRM:
                assert 1 <= len(findings.OVERRIDES[found.code]) <= 6, found.code


def test_a_stop_says_what_to_do():
    for name in CASES:
        assert all(KINDS[found.code].advice for found in check(case(name)) if found.tier is Tier.STOP)


def test_each_check_is_met_by_some_case():
    met = {right.__name__ for right in CHECKS for name in CASES if right(case(name))}
    assert met == {right.__name__ for right in CHECKS}


def test_no_stop_of_a_nurse_is_a_reason_away():
    for name in CASES:
        found = check(replace(case(name), reader=Reader.NURSE))
        assert not {one.code for one in found if one.tier is Tier.STOP} & set(findings.OVERRIDES), name


def test_an_instant_of_another_day_names_the_day():
    now = instant("2026-11-21T08:10:00+01:00")
    assert clock_time(instant("2026-11-21T07:03:00Z"), now) == "à 08:03"
    assert clock_time(instant("2026-11-20T18:40:00+01:00"), now) == "le 20/11 à 18:40"


def test_the_plan_of_what_to_ask_never_counts_a_part_of_nothing():
    seen = case("half-of-1g").dose
    assert propose(seen).remainder == Fraction(1, 2)
    assert propose(replace(seen, units=Fraction(2))).remainder is None
