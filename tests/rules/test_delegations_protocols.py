"""What a physician's protocol must say, which line it opens, and the tree that a helper walks."""

import json
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.delegations.rules.fitting import OpenedLine, expired, misfits, outlives
from medcircuit.delegations.rules.protocols import (
    Assessment,
    Kind,
    Protocol,
    ProtocolIncomplete,
    check_protocol,
    faults_of,
)
from medcircuit.delegations.rules.walking import (
    AnswerUnreadable,
    Asked,
    Call,
    Outcome,
    questions,
    walk,
)
from medcircuit.delegations.rules.written import protocol_of, written
from medcircuit.prescriptions.rules.lines import Regime

PAIN = Protocol(
    kind=Kind.AS_NEEDED,
    title="Fièvre ou douleur",
    indication="Front chaud, ou main posée sur la tête en gémissant",
    assessment=Assessment("temperature", Fraction("38.5")),
    class_id="class-1",
    medicine="PARACÉTAMOL 500 mg, comprimé",
    unit="comprimé",
    dose=Fraction(1),
    dose_high=None,
    once_max=Fraction(1),
    day_max=Fraction(3),
    interval_min=360,
    days_max=3,
    contra_signs=("Peau ou yeux jaunes",),
    measures_first=("Découvrir, faire boire", "Mettre au calme 15 minutes"),
    regimes=(Regime.ASSISTED,),
    call_name="Infirmière d'astreinte",
    call_phone="+33 3 53 01 01 20",
    call_first=False,
    recheck_min=60,
    rpps="10003456785",
    written_on=date(2026, 11, 1),
    ends_on=date(2027, 4, 30),
    trainer="L. Moreau",
)
SEIZURE = replace(
    PAIN,
    kind=Kind.VITAL,
    indication="Secousses de tout le corps depuis 5 minutes",
    assessment=None,
    medicine="MIDAZOLAM 10 mg, seringue buccale",
    unit="seringue",
    days_max=0,
    contra_signs=(),
    call_name="SAMU",
    call_phone="15",
)
LINE = OpenedLine(
    line_id="line-1",
    resident_id="resident-1",
    class_id="class-1",
    unit="comprimé",
    low=Fraction(1),
    high=Fraction(1),
    once=Fraction(1),
    per_day=Fraction(3),
    interval=timedelta(hours=6),
    regime=Regime.ASSISTED,
    running=True,
    last_day=date(2027, 4, 30),
)
ALL_YES = {"sign": "yes", "measure": "38,5", "tried": "yes", "contra": "no"}


def fields(protocol):
    return [fault.field for fault in faults_of(protocol)]


def test_a_protocol_that_says_everything_has_no_fault():
    check_protocol(PAIN)
    check_protocol(SEIZURE)


def test_a_protocol_says_its_measure_and_its_amounts_in_words():
    assert PAIN.before_said == "Température : au moins 38,5 °C"
    low = Assessment("glycaemia", Fraction("0.6"), at_most=True)
    assert replace(PAIN, assessment=low).before_said == "Glycémie : au plus 0,6 g/l"
    assert (
        SEIZURE.before_said == replace(PAIN, assessment=Assessment("humeur", Fraction(3))).before_said == ""
    )
    assert PAIN.amount_said(Fraction(3)) == "3 comprimés"


@pytest.mark.parametrize("one", [PAIN, SEIZURE, replace(PAIN, dose_high=Fraction(3, 2))])
def test_a_protocol_is_read_back_as_it_was_written(one):
    assert protocol_of(json.loads(json.dumps(written(one)))) == one


@pytest.mark.parametrize(
    ("field", "empty"),
    [
        *[(name, "") for name in ("title", "indication", "class_id", "medicine", "unit")],
        *[(name, Fraction(0)) for name in ("dose", "once_max", "day_max")],
        *[(name, 0) for name in ("interval_min", "days_max", "recheck_min")],
        *[(name, ()) for name in ("contra_signs", "measures_first", "regimes")],
        *[(name, "") for name in ("call_name", "call_phone", "rpps", "trainer")],
        *[(name, None) for name in ("assessment", "written_on", "ends_on")],
    ],
)
def test_each_field_is_asked_for_with_a_sentence_of_its_own(field, empty):
    faults = faults_of(replace(PAIN, **{field: empty}))
    assert [fault.field for fault in faults] == [field]
    assert faults[0].sentence.endswith(".")


def test_an_incomplete_protocol_is_refused_with_a_sentence_for_each_field():
    with pytest.raises(ProtocolIncomplete) as refused:
        check_protocol(replace(PAIN, title="", rpps="12"))
    assert refused.value.facts["fields"] == {
        "title": ["Donnez un titre au protocole."],
        "rpps": ["Un numéro RPPS a 11 chiffres. Relisez le numéro."],
    }


def test_a_dose_that_others_than_nurses_give_is_exact():
    ranged = replace(PAIN, dose_high=Fraction(2), once_max=Fraction(2))
    assert fields(ranged) == ["dose"]
    assert fields(replace(ranged, regimes=(Regime.ENTRUSTED,))) == ["dose"]
    assert fields(replace(ranged, regimes=(Regime.NURSE_ONLY,))) == []
    assert fields(replace(SEIZURE, dose_high=Fraction(2), once_max=Fraction(2))) == ["dose"]


def test_a_range_goes_from_the_smaller_dose_to_the_larger():
    nurse = replace(PAIN, regimes=(Regime.NURSE_ONLY,), once_max=Fraction(2))
    assert fields(replace(nurse, dose=Fraction(2), dose_high=Fraction(2))) == ["dose"]
    assert replace(nurse, dose_high=Fraction(2)).dose_said == "1 à 2 comprimés"
    assert PAIN.dose_said == "1 comprimé"


def test_a_dose_is_within_its_own_maxima():
    assert fields(replace(PAIN, dose=Fraction(2))) == ["once_max"]
    assert fields(replace(PAIN, dose=Fraction(4), once_max=Fraction(4))) == ["day_max"]
    assert fields(replace(PAIN, dose=Fraction(3), once_max=Fraction(3))) == []


def test_delays_are_of_this_world():
    assert fields(replace(PAIN, interval_min=31 * 1440)) == []
    assert fields(replace(PAIN, interval_min=31 * 1440 + 1)) == ["interval_min"]
    assert fields(replace(PAIN, recheck_min=1440)) == []
    assert fields(replace(PAIN, recheck_min=1441)) == ["recheck_min"]


def test_an_unknown_scale_is_refused():
    assert fields(replace(PAIN, assessment=Assessment("humeur", Fraction(3)))) == ["assessment"]


def test_an_emergency_calls_an_emergency_number_and_waits_for_nobodys_word():
    assert fields(replace(SEIZURE, call_phone="03 20 00 00 00")) == ["call_phone"]
    assert fields(replace(SEIZURE, call_phone="112")) == []
    assert fields(replace(SEIZURE, call_first=True)) == ["call_first"]
    assert fields(replace(PAIN, call_first=True)) == []
    assert fields(replace(PAIN, call_phone="le poste")) == ["call_phone"]


def test_a_protocol_lasts_from_its_date_to_a_year_at_most():
    assert fields(replace(PAIN, ends_on=PAIN.written_on)) == []
    assert fields(replace(PAIN, ends_on=PAIN.written_on - timedelta(days=1))) == ["ends_on"]
    assert fields(replace(PAIN, ends_on=PAIN.written_on + timedelta(days=366))) == []
    assert fields(replace(PAIN, ends_on=PAIN.written_on + timedelta(days=367))) == ["ends_on"]
    assert fields(replace(PAIN, written_on=None)) == ["written_on"]


def test_a_protocol_holds_on_its_first_and_last_day():
    assert PAIN.holds_on(date(2026, 11, 1))
    assert PAIN.holds_on(date(2027, 4, 30))
    assert not PAIN.holds_on(date(2026, 10, 31))
    assert not PAIN.holds_on(date(2027, 5, 1))
    assert not replace(PAIN, ends_on=None).holds_on(date(2026, 11, 2))


def test_who_may_follow_it():
    assert PAIN.delegated
    assert replace(SEIZURE, regimes=(Regime.NURSE_ONLY,)).delegated
    assert not replace(PAIN, regimes=(Regime.NURSE_ONLY,)).delegated


def test_a_protocol_opens_the_line_that_says_the_same():
    assert misfits(PAIN, LINE) == ()


@pytest.mark.parametrize(
    ("changed", "word"),
    [
        ({"running": False}, "pas en cours"),
        ({"class_id": "class-2"}, "autre médicament"),
        ({"low": None}, "pas lisible"),
        ({"high": None}, "pas lisible"),
        ({"unit": "gélule"}, "en comprimé, la ligne en gélule"),
        ({"low": Fraction(2), "high": Fraction(2)}, "n'est pas celle de la ligne (2 comprimés)"),
        (
            {"low": Fraction(2), "high": Fraction(3)},
            "n'est pas celle de la ligne (2 à 3 comprimés)",
        ),
        ({"once": Fraction(1, 2)}, "plus par prise"),
        ({"per_day": Fraction(2)}, "plus sur 24 heures"),
        ({"interval": timedelta(hours=6, seconds=1)}, "plus tôt que la ligne"),
        ({"regime": Regime.NURSE_ONLY}, "régime"),
        ({"regime": None}, "régime"),
    ],
)
def test_a_protocol_does_not_open_a_line_that_says_otherwise(changed, word):
    said = misfits(PAIN, replace(LINE, **changed))
    assert len(said) == 1
    assert word in said[0]


def test_a_line_without_limits_is_opened_by_those_of_the_protocol():
    assert misfits(PAIN, replace(LINE, once=None, per_day=None, interval=None, low=Fraction(1, 2))) == ()


def test_an_emergency_opens_a_line_whatever_its_regime():
    line = replace(LINE, unit="Seringue", regime=None)
    assert misfits(SEIZURE, line) == ()


def test_a_protocol_ends_with_its_line_at_the_latest():
    assert outlives(PAIN, LINE) == ()
    assert outlives(PAIN, replace(LINE, last_day=None)) == ()
    assert outlives(replace(PAIN, ends_on=None), LINE) == ()
    assert "29/04/2027" in outlives(PAIN, replace(LINE, last_day=date(2027, 4, 29)))[0]


def test_an_expired_protocol_says_so_from_the_day_after_its_last():
    assert expired(SEIZURE, date(2027, 4, 30)) == ()
    assert "30/04/2027" in expired(SEIZURE, date(2027, 5, 1))[0]
    assert expired(replace(SEIZURE, ends_on=None), date(2027, 5, 1)) == ()


def test_the_tree_asks_one_question_after_the_other_then_says_what_to_give():
    asked = []
    answers = {}
    while (step := walk(PAIN, answers)).question:
        asked.append(step.question)
        answers[step.question.asked] = ALL_YES[step.question.asked]
    assert [one.asked for one in asked] == [Asked.SIGN, Asked.MEASURE, Asked.TRIED, Asked.CONTRA]
    assert asked[0].items == (PAIN.indication,)
    assert (asked[1].text, asked[1].unit) == ("Mesurez : Température. Quelle valeur ?", "°C")
    assert step.outcome is Outcome.GIVE
    assert step.why == "Vous pouvez donner 1 comprimé de PARACÉTAMOL 500 mg, comprimé."
    assert step.call is None


@pytest.mark.parametrize(
    ("answers", "why"),
    [
        ({"sign": "no"}, "le signe prévu n'est pas là"),
        ({"measure": "38,4"}, "la mesure (Température) doit être d'au moins 38,5 °C"),
        ({"tried": "no"}, "faites d'abord"),
        ({"contra": "yes"}, "un signe l'interdit"),
    ],
)
def test_an_answer_that_forbids_ends_the_tree_with_whom_to_call(answers, why):
    step = walk(PAIN, ALL_YES | answers)
    assert step.question is None
    assert step.outcome is Outcome.DO_NOT_GIVE
    assert why in step.why
    assert step.call == Call("Infirmière d'astreinte", "+33 3 53 01 01 20")


def test_the_threshold_itself_allows():
    assert walk(PAIN, ALL_YES).outcome is Outcome.GIVE
    low = replace(PAIN, assessment=Assessment("glycaemia", Fraction("0.6"), at_most=True))
    assert walk(low, ALL_YES | {"measure": "0,6"}).outcome is Outcome.GIVE
    step = walk(low, ALL_YES | {"measure": "0,61"})
    assert step.why == "Ne donnez pas : la mesure (Glycémie) doit être d'au plus 0,6 g/l."


def test_a_protocol_may_ask_for_somebodys_word_first():
    asks = replace(PAIN, call_first=True)
    step = walk(asks, ALL_YES)
    assert step.question.asked is Asked.CALL
    assert "Infirmière d'astreinte (+33 3 53 01 01 20)" in step.question.text
    assert walk(asks, ALL_YES | {"call": "yes"}).outcome is Outcome.GIVE
    assert "l'accord" in walk(asks, ALL_YES | {"call": "no"}).why
    assert len(questions(asks)) == 5


def test_an_emergency_asks_nothing():
    step = walk(SEIZURE, {})
    assert step.outcome is Outcome.GIVE
    assert step.call == Call("SAMU", "15")
    assert step.why == "Donnez 1 seringue de MIDAZOLAM 10 mg, seringue buccale et appelez le 15."


def test_a_part_that_a_protocol_does_not_have_is_not_asked():
    bare = replace(PAIN, assessment=None, measures_first=(), contra_signs=())
    assert [one.asked for one in questions(bare)] == [Asked.SIGN]
    assert walk(bare, {"sign": "yes"}).outcome is Outcome.GIVE


@pytest.mark.parametrize("answers", [{"sign": "peut-être"}, {"measure": "chaud"}, {"measure": "1.500"}])
def test_an_answer_that_cannot_be_read_is_asked_again(answers):
    with pytest.raises(AnswerUnreadable):
        walk(PAIN, ALL_YES | answers)


@given(
    answers=st.fixed_dictionaries(
        {},
        optional={
            "sign": st.sampled_from(["yes", "no"]),
            "measure": st.integers(350, 420).map(lambda tenths: f"{tenths // 10},{tenths % 10}"),
            "tried": st.sampled_from(["yes", "no"]),
            "contra": st.sampled_from(["yes", "no"]),
            "call": st.sampled_from(["yes", "no"]),
        },
    ),
    call_first=st.booleans(),
)
def test_giving_is_said_only_when_every_question_was_answered_for_it(answers, call_first):
    step = walk(replace(PAIN, call_first=call_first), answers)
    favourable = (
        answers.get("sign") == "yes"
        and answers.get("measure", "0") >= "38,5"
        and answers.get("tried") == "yes"
        and answers.get("contra") == "no"
        and (not call_first or answers.get("call") == "yes")
    )
    assert (step.outcome is Outcome.GIVE) == favourable
