"""A measure before the dose: asked, kept with the act, and its limits answered by the prescriber's conduct."""

from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.administration.rules.entry import Override
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.work import writing
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.care import Care, Requirement, Scale, ScaleRow
from medcircuit.prescriptions.rules.lines import Prescription, Terms
from medcircuit.residents import service as residents
from medcircuit.residents.rules.measures import Measure, MeasureUnreadable, SameMeasureOtherContent
from tests.ward import BEGUN, FUROSEMIDE, codes, minutes

CONDUCT = "Ne donnez pas et appelez le médecin."
CARE = Care((Requirement("pulse", timedelta(minutes=30), Fraction(50), None, CONDUCT),))


def watched(ward):
    ward.admit("Jeanne")
    ward.line = ward.prescribe("Jeanne", FUROSEMIDE, care=CARE)
    return ward


@pytest.fixture
def ward(lilas):
    return watched(lilas)


@pytest.fixture
def one(sqlite_lilas):
    return watched(sqlite_lilas)


def pulse(ward, value, *, ago=1, **changes):
    return Measure(
        **{
            "id": new_id(),
            "kind": "pulse",
            "value": Fraction(value),
            "at": ward.now - minutes(ago),
            **changes,
        }
    )


def read(ward):
    with ward.reading() as work:
        return [(one.measure.said, one.by_name) for one in residents.measures_of(work, ward.people["Jeanne"])]


def note(ward, measure, role=Role.NURSE, **changes):
    with ward.working(role) as work:
        residents.note_measure(work, ward.people["Jeanne"], measure, **changes)


def test_the_measure_is_asked_at_the_scan_and_kept_with_the_act(ward):
    answer = ward.read(ward.box(FUROSEMIDE), who="Jeanne")
    assert (answer["verdict"], codes(answer)) == ("confirm", ["required_measure"])
    given = ward.give(ward.line, "Jeanne", measures=(pulse(ward, 62),))
    assert "required_measure" not in codes(given)
    assert read(ward) == [("62 /min", "P. nurse")]
    assert ward.pack()["measures"][0]["said"] == "62 /min"
    assert ward.differences() == []


def test_one_measure_does_for_all_that_ask_it_while_it_is_young(one):
    note(one, pulse(one, 62, ago=25))
    assert one.read(one.box(FUROSEMIDE), who="Jeanne")["verdict"] == "ok"
    one.house.clock.advance(minutes(6))
    assert codes(one.read(one.box(FUROSEMIDE), who="Jeanne")) == ["required_measure"]


def test_outside_the_limits_the_prescribers_conduct_is_said(one):
    note(one, pulse(one, 48))
    (found,) = one.read(one.box(FUROSEMIDE), who="Jeanne")["findings"]
    assert (found["code"], found["tier"]) == ("measure_out_of_limits", "confirm")
    assert found["facts"] == {
        "measure": "pouls",
        "value": "48 /min",
        "limits": "50 /min au moins",
        "conduct": CONDUCT,
    }
    held = one.act("withheld", one.line, "Jeanne", reason="physician", measures=(pulse(one, 47),))
    assert held["state"] == "withheld"
    assert [said for said, _ in read(one)] == ["47 /min", "48 /min"]


def test_given_without_it_or_against_its_limits_is_kept_with_an_incident(one):
    first = one.give(one.line, "Jeanne")
    assert "required_measure" in codes(first)
    one.act("void", one.line, "Jeanne", replaces=first["id"], reason="mistake")
    assert "measure_out_of_limits" in codes(one.give(one.line, "Jeanne", measures=(pulse(one, 44),)))


def test_a_measure_sent_again_is_one_and_another_under_its_id_is_refused(one):
    first = pulse(one, 62)
    note(one, first)
    note(one, first)
    one.give(one.line, "Jeanne", measures=(first,))
    assert len(read(one)) == 1
    with pytest.raises(SameMeasureOtherContent):
        note(one, pulse(one, 26, id=first.id))


def test_a_correction_replaces_the_measure(one):
    wrong = pulse(one, 26)
    note(one, wrong)
    note(one, pulse(one, 62), replaces=wrong.id)
    assert [said for said, _ in read(one)] == ["62 /min"]


def test_a_measure_that_cannot_be_is_refused_and_its_act_too(one):
    for measure in (pulse(one, 0), pulse(one, 62, ago=-3)):
        with pytest.raises(MeasureUnreadable):
            note(one, measure)
        with pytest.raises(MeasureUnreadable):
            one.give(one.line, "Jeanne", measures=(measure,))
    assert one.state(one.line) is None


def test_measures_are_noted_by_nurses_and_physicians_of_the_unit_and_read_by_who_may(one):
    note(one, pulse(one, 62), Role.PHYSICIAN)
    assert read(one) == [("62 /min", "P. physician")]
    for role, unit in ((Role.PHYSICIAN, "Roses"), (Role.PHARMACIST, None), (Role.CARE_ASSISTANT, None)):
        elsewhere = writing(one.house.database, one.house.actor(role, unit), one.house.clock)
        with elsewhere as work, pytest.raises(Forbidden):
            residents.note_measure(work, one.people["Jeanne"], pulse(one, 62))
    with one.reading() as work, pytest.raises(NotFound):
        residents.measures_of(work, "nobody")


SCALE = Scale(
    "glucose",
    "UI",
    (
        ScaleRow(Fraction(7, 10), Fraction(8, 5), Fraction(4)),
        ScaleRow(Fraction(8, 5), None, Fraction(6)),
    ),
    "N'injectez pas et appelez le médecin.",
)
LANTUS = "65979151"


@pytest.fixture
def sliding(sqlite_lilas):
    """A line whose dose is told at each act, by the glycaemia."""
    ward = sqlite_lilas
    ward.admit("Jeanne")
    written = [{"timing": {"repeat": {"when": ["MORN"]}}, "route": {"text": "sous-cutanée"}}]
    care = Care((Requirement("glucose", timedelta(minutes=60)),), SCALE)
    with ward.past(BEGUN) as work:
        terms = Terms(read_dosages(written), None, care=care)
        ward.line = prescriptions.prescribe(
            work, Prescription(new_id(), ward.people["Jeanne"], terms, cis=LANTUS)
        ).id
    return ward


def glucose(ward, value):
    return pulse(ward, value, kind="glucose")


def test_a_dose_of_the_day_is_due_without_a_question_and_says_its_scale(sliding):
    pack = sliding.pack()
    assert pack["to_decide"] == []
    (dose,) = pack["doses"]
    assert (dose["amount"], dose["said"]) == (None, "dose selon l'échelle")
    assert dose["scale"]["rows"][0] == {
        "low": "0.7",
        "high": "1.6",
        "dose": "4",
        "said": "4\N{NO-BREAK SPACE}unités",
    }
    assert dose["sited"]


def test_the_dose_of_the_scale_is_kept_with_its_measure_and_leaves_the_stock(sliding):
    answer = sliding.read(sliding.box(LANTUS), who="Jeanne")
    assert codes(answer) == ["dose_to_decide", "required_measure"]
    told = {"amount": Fraction(6), "measures": (glucose(sliding, "1.82"),), "site": "belly_left"}
    given = sliding.give(sliding.line, "Jeanne", **told)
    assert set(codes(given)) == {"not_scanned", "stock_difference"}
    assert sum(parts for _, target, parts in sliding.moved(given["id"]) if target == "administered") > 0
    assert sliding.state(sliding.line).site == "belly_left"
    assert sliding.differences() == []


def test_another_dose_than_the_scale_says_who_decided_or_is_an_incident(sliding):
    told = {"amount": Fraction(8), "measures": (glucose(sliding, "1.82"),), "site": "belly_left"}
    given = sliding.give(sliding.line, "Jeanne", **told)
    assert "scale_differs" in codes(given)
    decided = sliding.give(
        sliding.line,
        "Jeanne",
        replaces=given["id"],
        reason="wrong_amount",
        overrides=(Override("scale_differs", "physician"),),
        **told,
    )
    assert "scale_differs" not in codes(decided)


def test_outside_the_scale_the_conduct_is_said(sliding):
    told = {"amount": Fraction(4), "measures": (glucose(sliding, "0.6"),), "site": "belly_left"}
    assert "off_scale" in codes(sliding.give(sliding.line, "Jeanne", **told))
