"""National numbers: each kind at its limits, on published or invented numbers."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from medcircuit.cli_cases import KINDS, answer_identifier
from medcircuit.kernel.checksums import ean_key, has_luhn_key, nir_key
from medcircuit.kernel.jsonl import CaseUnreadable

RIGHT = [
    ("nir", "279035121518989", {}),
    ("nir", " 2 77 01 01 154 003 29 ", {"normalised": "277010115400329"}),
    ("nir", "2.77.01.01.154.003-29", {"normalised": "277010115400329"}),
    ("nir", "180092A00100192", {}),
    ("nir", "180092b00100122", {"normalised": "180092B00100122"}),
    ("nia", "255069900005604", {}),
    ("nir", "162051300003697", {}),
    ("finess", "750803447", {}),
    ("finess", "75 080 344 7", {"normalised": "750803447"}),
    ("finess", "2b0000012", {"normalised": "2B0000012", "check": "skipped"}),
    ("siren", "356 000 000", {"normalised": "356000000"}),
    ("siret", "356 000 000 00048", {"normalised": "35600000000048"}),
    ("siret", "35600000049837", {}),
    ("struct_idnat", "1750803447", {}),
    ("struct_idnat", "12A0000012", {"check": "skipped"}),
    ("struct_idnat", "2356000000", {}),
    ("struct_idnat", "335600000000048", {}),
    ("struct_idnat", "410002422979001", {"check": "skipped"}),
    ("rpps", "10002422979", {}),
    ("adeli", "2A1234567", {"check": "skipped"}),
    ("ps_idnat", "810002422979", {"rpps": "10002422979"}),
    ("ps_idnat", "0751234567", {"adeli": "751234567"}),
    ("ps_idnat", "3750803447/A.12", {"normalised": "3750803447/A.12", "check": "skipped"}),
    ("cip13", "34009 359 5583 8", {"normalised": "3400935955838", "cip7": "3595583"}),
    ("cip7", "3791605", {"cip13": "3400937916059", "mod11": True}),
    ("cip7", "3003994", {"cip13": "3400930039946", "mod11": False}),
    ("ucd13", "3400891705256", {"ucd7": "9170525", "ucd7_mod11": True}),
    ("ucd7", "9170525", {"ucd13": "3400891705256"}),
    ("acl13", "3401" + "12345678" + str(ean_key("340112345678")), {}),
    ("gtin14", "13400935955835", {"contained_cip13": "3400935955838"}),
    ("gtin14", "03400935955838", {"cip13": "3400935955838"}),
    ("gtin14", "04006381333931", {}),
]
WRONG = [
    ("nir", "", "reject"),
    ("nir", "2790351215189", "reject"),
    ("nir", "279035121518988", "reject"),
    ("nir", "180092A00100122", "reject"),
    ("nir", "27903512151898９", "reject"),
    ("nir", "O79035121518989", "reject"),
    ("finess", "750803448", "reject"),
    ("finess", "60021920", "reject"),
    ("finess", "60021921", "reject"),
    ("finess", "O60021920", "reject"),
    ("finess", "000000000", "reject"),
    ("siren", "356000001", "reject"),
    ("siret", "35600000000049", "reject"),
    ("siret", "35600000100043", "reject"),
    ("siret", "00000000000000", "reject"),
    ("siret", "3560000000004", "reject"),
    ("struct_idnat", "1750803448", "reject"),
    ("struct_idnat", "9750803447", "reject"),
    ("struct_idnat", "4", "reject"),
    ("rpps", "1000242297", "reject"),
    ("rpps", "10002422970", "warn"),
    ("adeli", "75123456", "reject"),
    ("ps_idnat", "810002422970", "warn"),
    ("ps_idnat", "81000242297", "reject"),
    ("ps_idnat", "075123456", "reject"),
    ("ps_idnat", "9123", "reject"),
    ("cip13", "3400935955839", "reject"),
    ("cip13", "340093595583", "reject"),
    ("cip13", "34OO935955838", "reject"),
    ("cip7", "359558", "reject"),
    ("cip7", "３５９５５８３", "reject"),
    ("ucd13", "3400891705250", "reject"),
    ("ucd7", "9170526", "warn"),
    ("ucd7", "3595583", "reject"),
    ("gtin14", "13400935955838", "reject"),
    ("gtin14", "3400935955838", "reject"),
    ("gtin14", "00000000000000", "reject"),
]


@pytest.mark.parametrize(("kind", "value", "facts"), RIGHT)
def test_a_right_number_is_kept_in_its_plain_form(kind, value, facts):
    answer = answer_identifier({"kind": kind, "value": value})
    assert (answer["valid"], answer["level"]) == (True, None)
    assert {"normalised": value, **{key: answer[key] for key in facts}} == {"normalised": value} | facts
    assert answer["normalised"] == facts.get("normalised", value)


@pytest.mark.parametrize(("kind", "value", "level"), WRONG)
def test_a_wrong_number_is_refused_or_warned_about(kind, value, level):
    answer = answer_identifier({"kind": kind, "value": value})
    assert (answer["valid"], answer["level"]) == (False, level)
    assert (answer["normalised"] is None) is (level == "reject")
    assert answer["sentence"].endswith(".")


@pytest.mark.parametrize(
    ("month", "valid"),
    [
        ("00", False),
        ("01", True),
        ("12", True),
        ("13", False),
        ("19", False),
        ("20", True),
        ("42", True),
        ("43", False),
        ("49", False),
        ("50", True),
        ("99", True),
    ],
)
def test_the_months_that_a_matricule_may_hold(month, valid):
    body = f"279{month}51215189"
    answer = answer_identifier({"kind": "nir", "value": body + nir_key(body)})
    assert answer["valid"] is valid
    assert ("level_test_oid" in answer) is False


@pytest.mark.parametrize(("sex", "valid"), [(str(n), str(n) in "123478") for n in range(10)])
def test_the_sexes_that_a_matricule_may_hold(sex, valid):
    body = f"{sex}790351215189"
    assert answer_identifier({"kind": "nir", "value": body + nir_key(body)})["valid"] is valid


def test_a_wrong_key_of_a_matricule_only_warns_under_a_test_oid():
    assert answer_identifier({"kind": "nir", "value": "221042545611404"})["level_test_oid"] == "warn"


def test_a_zero_lost_by_a_spreadsheet_is_proposed_and_not_taken():
    assert answer_identifier({"kind": "finess", "value": "60021920"})["propose"] == "060021920"
    assert "propose" not in answer_identifier({"kind": "finess", "value": "60021921"})
    assert "propose" not in answer_identifier({"kind": "rpps", "value": "1000242297"})


@pytest.mark.parametrize(
    ("kind", "value", "other"),
    [
        ("cip13", "3400891705256", "ucd13"),
        ("ucd13", "3400935955838", "cip13"),
        ("acl13", "3400935955838", "cip13"),
        ("cip13", "4006381333931", None),
    ],
)
def test_a_right_number_of_another_kind_says_which(kind, value, other):
    answer = answer_identifier({"kind": kind, "value": value})
    assert (answer["level"], answer.get("is_kind")) == ("reject", other)


def test_an_establishment_of_la_poste_may_break_luhn():
    assert not has_luhn_key("35600000049837")
    assert answer_identifier({"kind": "siret", "value": "35600000049837"})["valid"]
    assert not answer_identifier({"kind": "siret", "value": "35600000049838"})["valid"]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(
    "value", ["", " ", "\x00", "٣٤٠٠٩", "²", "\ud800", "9" * 5000, "-", "2A", "8", "0", "3"]
)
def test_no_text_breaks_a_check(kind, value):
    assert answer_identifier({"kind": kind, "value": value})["valid"] is False


def test_a_case_of_an_unknown_kind_is_said():
    with pytest.raises(CaseUnreadable):
        answer_identifier({"kind": "plaque", "value": "AB"})
    with pytest.raises(CaseUnreadable):
        answer_identifier({"kind": "nir", "value": 279035121518989})


SHARED = Path(os.environ.get("MEDCIRCUIT_SHARED", Path(__file__).parents[2].parent / "shared"))


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the real data is not beside the project")
def test_every_number_of_the_national_database_holds():
    rows = (SHARED / "data/bdpm/2026-05-26/CIS_CIP_bdpm.txt").read_text(encoding="utf-8").splitlines()
    for row in rows:
        fields = row.split("\t")
        assert KINDS["cip13"](fields[6]).facts["cip7"] == fields[1]
        assert KINDS["cip7"](fields[1]).facts["cip13"] == fields[6]


@pytest.mark.shared
@pytest.mark.skipif(not SHARED.exists(), reason="the real data is not beside the project")
def test_the_listed_cases_are_right():
    cases = json.loads((SHARED / "data/oracles/identifiers.json").read_text(encoding="utf-8"))["cases"]
    for case in cases:
        answer = answer_identifier(case)
        assert answer["valid"] is case["valid"], case["id"]
        assert answer["level"] == case.get("level"), case["id"]


@pytest.mark.parametrize(
    "between", [" ", ".", "-", "\u00a0", "\u2009", "\u202f", "\u2011", "\u2013", "\u200b", "\ufeff"]
)
def test_what_people_write_between_groups_is_not_stored(between):
    answer = answer_identifier(
        {"kind": "nir", "value": between.join(["2", "77", "01", "01", "154", "003", "29"])}
    )
    assert (answer["valid"], answer["normalised"]) == (True, "277010115400329")


@pytest.mark.parametrize("between", ["/", "_", ",", "\n", "０"])
def test_other_signs_between_groups_are_not_guessed_away(between):
    assert answer_identifier({"kind": "siren", "value": f"356{between}000000"})["level"] == "reject"
