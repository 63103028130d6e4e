"""What the words beside a dosage change: they turn a plan into a question, never into more doses."""

from zoneinfo import ZoneInfo

import pytest

from medcircuit.posology.rules import cycle_extension, plan, read_dosage
from medcircuit.posology.rules.words import condition_in, ending_in, later_moment_in
from tests.local import at

PARIS = ZoneInfo("Europe/Paris")


def beside(text, **more):
    return read_dosage({"additionalInstruction": [{"text": text}], **more})


def planned(text, repeat, *, start="2026-11-10T00:00", **more):
    portion = [{"doseQuantity": {"value": 1, "unit": "mg"}}]
    one = beside(text, timing={"repeat": repeat}, doseAndRate=portion, **more)
    return plan([one], line="L", start=at(start), window=(at(start), at("2027-01-15T00:00")))


def asked(*args, **more):
    return [question.code for question in planned(*args, **more).questions]


@pytest.mark.parametrize(
    "text",
    [
        "En cas de fièvre, de forte chaleur, d'infection, de diarrhée, de stress important",
        "En cas de fièvre > 40°C",
        "Si glycémie entre 1,5 et 2 g/l",
        "si TA < 10, pouls > 50",
        "S'il fait chaud",
        "Lorsque la diarrhée persiste",
        "Uniquement si douleur",
        "If WBC is less than 15,000",
        "Si besoin",
    ],
)
def test_a_condition_waits_for_a_person(text):
    assert condition_in(beside(text)) == text
    assert asked(text, {"when": ["MORN"]}) == ["condition"]


@pytest.mark.parametrize(
    "text",
    [
        "Si difficulté à prendre la gélule, l'ouvrir et en administrer le contenu avec un peu de compote.",
        "En cas d'oubli, ne pas doubler la dose",
        "Si nausées : prendre au cours du repas",
        "Si possible à jeun",
        "Ne pas s’allonger dans l’heure qui suit la prise",
        "en couche mince",
    ],
)
def test_advice_on_how_to_give_is_no_condition(text):
    assert condition_in(beside(text)) is None
    assert asked(text, {"when": ["MORN"]}) == []


def test_a_condition_is_found_in_the_text_and_in_the_instruction_to_the_patient_too():
    assert condition_in(read_dosage({"text": "En cas de fièvre"})) == "En cas de fièvre"
    assert condition_in(read_dosage({"patientInstruction": "si fièvre"})) == "si fièvre"


@pytest.mark.parametrize(
    ("text", "ends"),
    [
        ("Jusqu’à INR cible", True),
        ("A poursuivre tant que la diarrhée persiste", True),
        ("until tolerated", True),
        ("Ne pas manger jusqu'à midi", False),
    ],
)
def test_an_event_ends_a_step(text, ends):
    assert bool(ending_in(beside(text))) is ends


@pytest.mark.parametrize("text", ["Before Lunch", "au coucher", "le soir", "avant le dîner", "à midi"])
def test_a_later_moment_in_words_contradicts_a_morning_dose(text):
    assert later_moment_in(beside(text)) == text
    assert asked(text, {"frequency": 1, "period": 1, "periodUnit": "d"}) == ["moment_in_words"]
    assert asked(text, {"when": ["EVE"]}) == []
    assert asked(text, {"timeOfDay": ["20:00:00"]}) == []
    assert asked(text, {"frequency": 2, "period": 1, "periodUnit": "d"}) == []
    assert asked(text, {"period": 12, "periodUnit": "h"}) == []


def test_a_moment_to_avoid_is_no_moment_to_give():
    assert later_moment_in(beside("Ne pas prendre le soir")) is None
    assert later_moment_in(beside("au cours du repas")) is None


def test_days_of_the_month_in_words_are_asked_unless_the_plan_meets_them():
    monthly = {"frequency": 1, "period": 1, "periodUnit": "mo"}
    assert asked("le premier jour du mois", monthly) == ["days_in_words"]
    assert asked("le premier jour du mois", monthly, start="2026-12-01T00:00") == []
    assert asked("le premier jour du mois", monthly, start="2026-11-30T09:00") == []
    assert asked("le premier jour du mois", monthly, start="2026-12-01T09:00") == ["days_in_words"]
    assert asked("le 15 de chaque mois", monthly, start="2026-11-15T00:00") == []
    assert asked("le 15 de chaque mois", monthly, start="2026-11-16T00:00") == ["days_in_words"]
    assert asked("aux 1er, 8e et 15e jours du cycle", {"period": 7, "periodUnit": "d"}) == ["days_in_words"]
    assert asked("le 1er du mois", {"period": 7, "periodUnit": "d"}, start="2026-12-01T00:00") == [
        "days_in_words"
    ]
    assert asked("le 1er du mois", {"dayOfWeek": ["mon"]}) == []
    cycle = {"modifierExtension": [cycle_extension(28, [1, 8, 15])]}
    assert asked("aux 1er, 8e et 15e jours du cycle", {"when": ["MORN"]}, **cycle) == []
    assert asked("le 1er du mois", {"period": 6, "periodUnit": "h"}) == []
    over = {**monthly, "boundsPeriod": {"start": "2026-11-09", "end": "2026-11-09T07:00:00+01:00"}}
    assert asked("le premier jour du mois", over) == ["days_in_words"]


@pytest.mark.parametrize(
    "text", ["En cas d'oubli ne pas doubler la dose", "Si vomissements arrêter et appeler le médecin"]
)
def test_what_to_do_in_a_case_is_advice_without_a_comma_too(text):
    assert condition_in(beside(text)) is None


def test_morning_and_evening_in_words_beside_one_dose_a_day_are_asked():
    assert asked("matin et soir", {"frequency": 1, "period": 1, "periodUnit": "d"}) == ["moment_in_words"]
    assert asked("matin et soir", {"frequency": 2, "period": 1, "periodUnit": "d"}) == []


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ({"boundsDuration": {"value": 1.5, "code": "mo"}}, "la durée « 1,5 mois » n'est pas claire"),
        ({"boundsDuration": {"value": 7, "code": "d", "comparator": "<"}}, "« < 7 jours »"),
        ({"boundsDuration": {"value": 5, "unit": "lunes"}}, "« 5 lunes »"),
        ({"boundsDuration": {"unit": "jour"}}, "« jour »"),
        ({"boundsRange": {"low": {"value": 5, "code": "d"}}}, "Il est écrit 5 jours à ?."),
    ],
)
def test_a_length_that_is_not_clear_is_said_in_words(bounds, said):
    assert said in planned("à jeun", {"when": ["MORN"], **bounds}).questions[0].sentence
