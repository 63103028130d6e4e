"""An order says how long; a prescriber's decisions become part of the dosage."""

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.ordering.rules import (
    Decided,
    Length,
    LengthMissing,
    bounded,
    check_length,
    with_decisions,
    with_length,
    with_route,
)
from medcircuit.posology.rules import plan, sentences
from medcircuit.posology.rules.text import read_text
from medcircuit.prescriptions.rules.mentions import Mentions

TODAY = date(2026, 11, 22)
START = datetime(2026, 11, 22, 7, tzinfo=UTC)


def dosages(text):
    found = read_text(text, today=TODAY, unit="comprimé")
    assert not found.troubles
    return found.dosages


def asked(written):
    found = plan(written, line="1", start=START, window=(START, START + timedelta(days=14)))
    return [one.code for one in found.questions]


@pytest.mark.parametrize(
    "text",
    [
        "1 cp le soir 5 jours",
        "1 cp le soir jusqu'au 30/11",
        "1 cp le soir, 5 fois en tout",
        "1 cp le 25/11 à 8 h",
    ],
)
def test_a_length_an_end_a_count_or_dates_say_how_long(text):
    assert all(bounded(one) for one in dosages(text))
    check_length(dosages(text), Mentions())


def test_neither_length_nor_boxes_is_refused():
    with pytest.raises(LengthMissing):
        check_length(dosages("1 cp le soir"), Mentions())
    with pytest.raises(LengthMissing):
        check_length(dosages("1 cp le soir à partir de demain"), Mentions())
    check_length(dosages("1 cp le soir"), Mentions(packs=1))


def test_a_length_bears_on_the_last_step_and_on_what_has_none():
    assert (
        sentences(with_length(dosages("1 cp le soir"), Length(3, "mo")))
        == "1 comprimé le soir, pendant 3 mois."
    )
    taper = with_length(dosages("40 mg le matin 5 jours puis 20 mg"), Length(2, "wk"))
    assert sentences(taper) == "40 mg le matin, pendant 5 jours ; puis 20 mg le matin, pendant 2 semaines."
    assert with_length(dosages("1 cp le soir 5 jours"), Length(3, "mo")) == dosages("1 cp le soir 5 jours")
    assert with_length(dosages("1 cp le soir"), None) == dosages("1 cp le soir")


def test_a_length_beside_another_beginning_is_not_guessed():
    later = dosages("1 cp le soir à partir de demain")
    assert with_length(later, Length(10, "d")) == later
    until = with_length(later, Length(until=date(2026, 12, 1)))
    assert sentences(until) == "1 comprimé le soir, du 23/11/2026 au 01/12/2026 inclus."


def test_a_dose_as_needed_has_a_length_too():
    assert with_length(dosages("1 cp si douleur"), Length(10, "d"))[0].repeat.bounds.value == 10


def test_a_route_is_added_where_none_is_said():
    assert sentences(with_route(dosages("1 cp le soir"), "orale")) == "1 comprimé le soir, voie orale."
    rectal = dosages("1 suppo le soir voie rectale")
    assert with_route(rectal, "orale") == rectal
    assert with_route(rectal, None) == rectal


def test_the_end_of_a_step_is_decided_and_the_plan_goes_on():
    taper = dosages("60 mg le matin jusqu'à INR cible puis 50 mg pendant 1 semaine")
    assert asked(taper) == ["until_event", "follows_step"]
    decided = with_decisions(taper, Decided(ended={1: date(2026, 11, 26)}))
    assert asked(decided) == []
    only = with_decisions(dosages("60 mg le matin jusqu'à INR cible"), Decided(ended={1: date(2026, 11, 26)}))
    assert asked(only) == []


def test_the_dose_of_a_resident_is_decided():
    per_kg = dosages("15 mg/kg 4 fois par jour")
    decided = with_decisions(per_kg, Decided(doses={0: (Fraction(1000), "mg")}))
    assert sentences(decided) == "1000 mg 4 fois par jour."
    spoons = with_decisions(per_kg, Decided(doses={0: (Fraction(1, 2), "mesurette")}))
    assert spoons[0].portions[0].dose.unit == "mesurette"


def test_the_instant_of_an_event_is_decided():
    before = dosages("2 sachets 12 h avant l'intervention")
    decided = with_decisions(before, Decided(starts={0: datetime(2026, 11, 25, 19, tzinfo=UTC)}))
    assert asked(decided) == []
    assert sentences(decided) == "2 sachets le 25/11/2026 à 20 h."
