"""The checks of a prescription, each at its limit, and what is said where one could not be made."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from medcircuit.kernel.findings import Tier, Verdict
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.thesaurus import Level
from medcircuit.prescriptions.rules.checks import Legal, Noted, Person, Reader, check, outcome
from tests.prescribing import BDPM, EMPTY, ORDINARY, case, line


def found(*lines, code=None, **how):
    return [one for one in check(case(*lines, **how)) if code is None or one.finding.code == code]


def codes(*lines, **how):
    return [one.finding.code for one in found(*lines, **how)]


def noted(label, *, severe=False, kind="allergy", **person):
    return Person(age=82, allergies=(Noted(label, severe, kind),), **person)


def test_a_plain_line_of_a_checked_substance_has_nothing_against_it():
    assert codes(line("paracetamol")) == []
    assert outcome(check(case(line("paracetamol")))) is Verdict.OK


# -- allergies ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("reader", "severe", "tier"),
    [
        (Reader.NURSE, True, Tier.STOP),
        (Reader.HELPER, True, Tier.STOP),
        (Reader.PHARMACIST, True, Tier.STOP),
        (Reader.PHYSICIAN, True, Tier.CONFIRM),
        (Reader.NURSE, False, Tier.CONFIRM),
        (Reader.PHYSICIAN, False, Tier.CONFIRM),
    ],
)
def test_an_allergy_to_the_very_substance_weighs_by_severity_and_reader(reader, severe, tier):
    person = noted("Amoxicilline", severe=severe)
    alert = found(line("amoxicilline"), person=person, reader=reader, code="allergy_substance")[0]
    assert alert.finding.tier is tier


@pytest.mark.parametrize(
    ("reader", "tier"),
    [(Reader.NURSE, Tier.INFO), (Reader.HELPER, Tier.STOP), (Reader.PHARMACIST, Tier.CONFIRM)],
)
def test_an_allergy_to_the_family_is_found_by_the_thesaurus(reader, tier):
    alert = found(line("amoxicilline"), person=noted("Pénicilline"), reader=reader, code="allergy_class")[0]
    assert (alert.finding.tier, alert.source, alert.dated) == (tier, "ANSM", date(2020, 10, 1))


def test_what_people_write_means_its_substance_or_its_family():
    assert "allergy_substance" in codes(
        line("acide acetylsalicylique"), person=noted("Allergie à l'aspirine")
    )
    assert "allergy_class" in codes(line("ketoprofene"), person=noted("AINS"))
    assert "allergy_substance" in codes(line("zorbline"), person=noted("Zorbline"), thesaurus=EMPTY)


def test_a_family_is_found_by_its_atc_code_too():
    ceftriaxone = line("ceftriaxone", legal=replace(ORDINARY, atc="J01DD04"))
    alert = found(ceftriaxone, person=noted("bêtalactamines"), thesaurus=EMPTY, code="allergy_class")[0]
    assert (alert.source, alert.dated) == ("classification ATC", BDPM)


def test_a_recognised_allergy_that_meets_no_line_is_silent_and_another_is_said_not_to_be_checked():
    assert (
        codes(
            line("paracetamol"), person=noted("Pénicilline", weight_kg=Fraction(60), clearance=Fraction(80))
        )
        == []
    )
    unread = found(line("paracetamol"), person=noted("Produit bleu"), code="allergy_not_checked")
    assert unread[0].finding.facts["allergy"] == "Produit bleu"
    assert "allergy_not_checked" not in codes(line("paracetamol"), person=noted("Arachide"))


# -- the same substance twice, interactions ----------------------------------------------------------


def test_the_same_substance_on_two_lines_is_found_once_whatever_the_brand():
    twice = found(line("a", "paracetamol"), line("b", "paracetamol", "tramadol"), code="duplicate_substance")
    assert [(one.lines, one.about, one.finding.tier) for one in twice] == [
        (("a", "b"), "paracetamol", Tier.CONFIRM)
    ]


def test_the_same_substance_by_another_route_is_only_said():
    other = line("b", "paracetamol", route="rectale")
    assert found(line("a", "paracetamol"), other, code="duplicate_substance")[0].finding.tier is Tier.INFO


@pytest.mark.parametrize(
    ("one", "other", "reader", "tier"),
    [
        ("ibuprofene", "apixaban", Reader.PHYSICIAN, Tier.CONFIRM),
        ("morphine", "oxazepam", Reader.PHYSICIAN, Tier.INFO),
        ("morphine", "oxazepam", Reader.PHARMACIST, Tier.CONFIRM),
        ("ibuprofene", "apixaban", Reader.NURSE, Tier.INFO),
    ],
)
def test_an_interaction_interrupts_a_physician_only_where_it_is_major(one, other, reader, tier):
    alert = found(line(one), line(other), reader=reader, code="interaction")[0]
    assert alert.finding.tier is tier
    assert (alert.source, alert.dated) == ("ANSM", date(2020, 10, 1))


def test_every_level_of_a_mixed_interaction_is_shown_with_mechanism_and_conduct():
    alert = found(line("acide acetylsalicylique"), line("apixaban"), code="interaction")[0]
    assert alert.finding.facts["levels"] == "contre-indication selon le cas à prendre en compte"
    assert alert.finding.facts["conduct"] == "Surveiller."
    assert alert.details[0].levels == (Level.CONTRAINDICATED, Level.TO_CONSIDER)


def test_a_substance_that_is_not_covered_is_said_so_and_never_passed_over():
    alert = found(line("zorbline"), code="interactions_not_covered")[0]
    assert alert.finding.facts["substances"] == "zorbline"
    nothing = replace(line("x"), substances=())
    assert (
        found(nothing, code="interactions_not_covered")[0].finding.facts["substances"]
        == "composition inconnue"
    )
    assert "interactions_not_checked" in codes(line("paracetamol"), thesaurus=EMPTY)


def test_where_a_line_is_proposed_only_what_concerns_it_is_found():
    old, older = line("ibuprofene"), line("apixaban")
    assert "interaction" in codes(old, older)
    fresh = line("paracetamol", proposed=True)
    assert codes(old, older, fresh) == []
    assert "interaction" in codes(old, replace(older, proposed=True))
    assert "allergy_class" not in codes(old, fresh, person=noted("AINS", weight_kg=Fraction(60)))


# -- doses -------------------------------------------------------------------------------------------


def dosed(name, *, once, day, substance=None, **more):
    held = substance or name
    return line(name, held, once={held: Fraction(once)}, daily={held: Fraction(day)}, **more)


@pytest.mark.parametrize(
    ("once", "day", "codes_"),
    [(1000, 4000, []), (1001, 4000, ["dose_over_maximum"]), (1000, 4001, ["day_over_maximum"])],
)
def test_a_dose_at_its_maximum_is_allowed_and_above_it_is_not(once, day, codes_):
    adult = Person(age=40, weight_kg=Fraction(70), clearance=Fraction(90))
    assert codes(dosed("paracetamol", once=once, day=day), person=adult) == codes_


def test_all_lines_of_a_substance_count_together_over_a_day():
    lines = (
        dosed("a", substance="paracetamol", once=1000, day=3000),
        dosed("b", substance="paracetamol", once=500, day=1500, route="rectale"),
    )
    alert = found(
        *lines, person=Person(age=40, weight_kg=Fraction(70), clearance=Fraction(90)), code="day_over_maximum"
    )[0]
    assert alert.lines == ("a", "b")
    assert alert.finding.facts["amount"] == "4,5 g"
    assert alert.finding.facts["most"] == "4 g"
    assert alert.source.startswith("RCP DOLIPRANE")


@pytest.mark.parametrize(("weight", "most"), [(Fraction("49.5"), "2,97 g"), (Fraction(50), "4 g")])
def test_a_light_adult_has_a_maximum_by_weight(weight, most):
    person = Person(age=40, weight_kg=weight, clearance=Fraction(90))
    alert = found(dosed("paracetamol", once=500, day=5000), person=person, code="day_over_maximum")[0]
    assert alert.finding.facts["most"] == most


def test_a_child_has_a_maximum_by_weight_and_without_it_nothing_is_said_to_be_checked():
    child = Person(age=6, weight_kg=Fraction(20), weighed_on=date(2026, 11, 2))
    assert "day_over_maximum" not in codes(dosed("paracetamol", once=300, day=1200), person=child)
    over = found(dosed("paracetamol", once=300, day=1201), person=child, code="day_over_maximum")[0]
    assert over.finding.facts["why"] == "poids 20 kg le 02/11/2026"
    unweighed = codes(dosed("paracetamol", once=300, day=9000), person=Person(age=6))
    assert {"weight_not_checked", "dose_not_checked"} <= set(unweighed)


@pytest.mark.parametrize(
    ("clearance", "day", "code"),
    [
        (60, 3000, None),
        (59, 3000, "day_over_maximum"),
        (45, 2000, None),
        (44, 2000, "day_over_maximum"),
        (30, 1000, None),
        (29, 500, "contraindicated_for_person"),
    ],
)
def test_the_renal_function_lowers_the_maximum_at_its_very_edges(clearance, day, code):
    person = Person(age=70, clearance=Fraction(clearance), measured_on=date(2026, 11, 2))
    alerts = found(dosed("metformine", once=500, day=day), person=person)
    assert [one.finding.code for one in alerts] == ([code] if code else [])
    if alerts:
        assert alerts[0].finding.facts["why"] == f"clairance {clearance} ml/min le 02/11/2026"


def test_a_renal_function_that_is_not_known_is_said_and_the_rest_is_still_checked():
    alerts = codes(dosed("metformine", once=1000, day=3001), person=Person(age=70))
    assert alerts == ["day_over_maximum", "renal_not_checked"]
    dated = Person(age=70, clearance=Fraction(50))
    assert (
        found(dosed("metformine", once=1000, day=3000), person=dated)[0].finding.facts["why"]
        == "clairance 50 ml/min"
    )


def test_without_a_cited_limit_an_age_or_a_computable_dose_the_check_is_said_not_to_be_made():
    uncited = found(line("apixaban"), line("amoxicilline"), code="dose_not_checked")[0]
    assert uncited.finding.facts["substances"] == "amoxicilline, apixaban"
    assert "dose_not_checked" in codes(line("paracetamol"), person=Person())
    assert "dose_not_checked" in codes(line("paracetamol", daily=None))
    assert "dose_not_checked" in codes(line("paracetamol", once={}))


def test_the_elderly_have_a_maximum_of_their_own():
    alert = found(dosed("hydroxyzine", once=25, day=75), person=Person(age=65), code="day_over_maximum")[0]
    assert [alert.finding.facts[name] for name in ("amount", "most", "why")] == ["75 mg", "50 mg", "65 ans"]
    assert not found(dosed("hydroxyzine", once=25, day=75), person=Person(age=64), code="day_over_maximum")


def test_codeine_is_not_for_children_under_twelve():
    assert "contraindicated_for_person" in codes(line("codeine"), person=Person(age=11))
    assert "contraindicated_for_person" not in codes(line("codeine"), person=Person(age=12))


@pytest.mark.parametrize(("days", "found_"), [(1, False), (2, True), (None, True)])
def test_methotrexate_by_mouth_is_taken_once_a_week(days, found_):
    assert ("weekly_substance_daily" in codes(line("methotrexate", days_a_week=days))) is found_


def test_methotrexate_by_injection_and_other_lines_are_not_judged_so():
    assert "weekly_substance_daily" not in codes(line("methotrexate", days_a_week=7, route="sous-cutanée"))
    old = line("methotrexate", days_a_week=7)
    assert "weekly_substance_daily" not in codes(old, line("paracetamol", proposed=True))


# -- crushing ----------------------------------------------------------------------------------------

CRUSHED = Person(age=82, weight_kg=Fraction(60), clearance=Fraction(80), texture="Comprimés écrasés")


@pytest.mark.parametrize("reader", list(Reader))
def test_a_crushed_prolonged_opioid_or_cytotoxic_stops_everyone(reader):
    opioid = line(
        "morphine", release=Release.PROLONGED, legal=replace(ORDINARY, narcotic=True, atc="N02AA01")
    )
    poison = line("zorbine", legal=replace(ORDINARY, atc="L01BC02"))
    tramadol = line("tramadol", release=Release.PROLONGED)
    unknown = line("oxycodone", release=Release.PROLONGED, legal=Legal())
    for one in (opioid, poison, tramadol, unknown):
        alert = found(one, person=CRUSHED, reader=reader, code="crush_forbidden")[0]
        assert alert.finding.tier is Tier.STOP


@pytest.mark.parametrize(
    ("more", "why"),
    [
        ({"release": Release.GASTRO_RESISTANT}, "gastro-résistant"),
        ({"release": Release.MODIFIED}, "libération modifiée"),
        ({"crush": "forbidden"}, "écrasement interdit par le prescripteur"),
        ({"family": Family.SUBLINGUAL}, "forme sublinguale"),
    ],
)
def test_a_form_that_may_not_be_crushed_is_confirmed(more, why):
    alert = found(line("paracetamol", **more), person=CRUSHED, code="crush_unsuitable")[0]
    assert (alert.finding.facts["why"], alert.finding.tier, alert.dated) == (why, Tier.CONFIRM, BDPM)


def test_whether_a_plain_tablet_may_be_crushed_is_said_not_to_be_known():
    assert codes(line("paracetamol"), person=CRUSHED) == ["crush_not_checked"]
    assert codes(line("paracetamol", crush="allowed"), person=CRUSHED) == []
    assert codes(line("paracetamol", family=Family.ORAL_LIQUID), person=CRUSHED) == []
    assert (
        codes(line("paracetamol", release=Release.PROLONGED), person=replace(CRUSHED, texture="Hachée")) == []
    )
    assert codes(line("metformine"), line("paracetamol", proposed=True), person=CRUSHED) == [
        "crush_not_checked"
    ]


# -- the whole ---------------------------------------------------------------------------------------


def test_all_is_judged_and_the_gravest_comes_first():
    tiers = [one.finding.tier for one in found(line("ibuprofene"), line("apixaban"), line("zorbline"))]
    assert tiers == sorted(tiers, reverse=True)
    assert Tier.INFO in tiers


def test_the_same_alert_has_the_same_key_and_another_has_another():
    first = found(line("ibuprofene"), line("apixaban"), code="interaction")[0]
    again = found(line("apixaban"), line("ibuprofene"), code="interaction")[0]
    other = found(line("ketoprofene"), line("apixaban"), code="interaction")[0]
    assert first.key == again.key != other.key
