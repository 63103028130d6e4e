"""The hand-made catalogue: what the demonstration and the tests stand on."""

import json
from pathlib import Path

import pytest

import medcircuit
from medcircuit.medicines.rules.bdpm import COMPOSITIONS, GENERICS, LAYOUTS, MEDICINES, PRESENTATIONS, parse

DEMO = Path(medcircuit.__file__).parent / "demo"
CATALOGUE = DEMO / "catalogue"


def rows(layout):
    return parse((CATALOGUE / layout.file).read_bytes(), layout).rows


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_is_read_without_a_word(layout):
    parsed = parse((CATALOGUE / layout.file).read_bytes(), layout)
    assert parsed.notices == []
    assert parsed.encoding == "utf-8"


def test_its_files_hold_together():
    known = set(rows(MEDICINES))
    for layout in (PRESENTATIONS, COMPOSITIONS):
        assert {row["cis"] for row in rows(layout).values()} == known
    assert {cis for _, cis in rows(GENERICS)} <= known


def test_it_holds_every_medicine_that_the_demonstration_prescribes():
    prescribed = json.loads((DEMO / "regimens.json").read_text(encoding="utf-8"))["medicines"].values()
    assert {medicine["cis"] for medicine in prescribed} <= set(rows(MEDICINES))
