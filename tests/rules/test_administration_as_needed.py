"""A dose as needed: its reasons and measures, and what its limits say to a reader."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from medcircuit.administration.rules.as_needed import (
    REASONS,
    SCALES,
    AskUnreadable,
    Judged,
    ask_of,
    check_score,
    hour_said,
    light,
    limit_findings,
    mass_said,
    prn_key,
    reason_of,
    suggested,
)
from medcircuit.kernel.findings import KINDS
from medcircuit.medicines.rules.classes import Strength
from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.rules.strength import Unit
from medcircuit.prescriptions.rules.contents import contents, in_milligrams
from medcircuit.prescriptions.rules.limits import (
    Answer,
    Asked,
    Counted,
    LineLimits,
    SubstanceLimit,
    elapsed,
    judge,
)
from medcircuit.prescriptions.rules.maxima import Body, substance_limits

NOW = datetime(2026, 11, 20, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
FOUR = SubstanceLimit("paracetamol", Fraction(4000))


def taken(at, grams=1, *, line="P", reserved=False):
    return Counted(line, at, Fraction(grams), {"paracetamol": Fraction(1000 * grams)}, reserved=reserved)


def judged(limits, *doses, amount=1, substances=(FOUR,)):
    asked = Asked("P", NOW, Fraction(amount), {"paracetamol": Fraction(1000)}, Fraction(1))
    answer = judge(asked, limits, substances, doses)
    return Judged(answer, limits, substances, doses, "comprimé", NOW)


def said(one):
    return [KINDS[each.code].sentence % each.facts for each in limit_findings(one)]


def test_the_interval_says_from_when_on():
    one = judged(LineLimits(interval=6 * HOUR), taken(NOW - 3 * HOUR - timedelta(minutes=20)))
    assert said(one) == ["Trop tôt après la dernière prise : possible à partir de 21 h 40."]
    assert light(one) == "later"


def test_an_interval_that_ends_with_the_line_is_never_met():
    one = judged(LineLimits(interval=6 * HOUR, until=NOW + HOUR), taken(NOW - HOUR))
    assert said(one)[0].endswith("la prescription se termine avant.")


def test_a_maximum_says_what_is_left_and_what_is_reserved():
    one = judged(LineLimits(), taken(NOW - 5 * HOUR, 3), taken(NOW + HOUR / 2, line="S", reserved=True))
    assert said(one) == [
        "Maximum 4 g (paracetamol) sur 24 h : il reste 0 mg. Possible à partir de 14 h 00 le 21/11.",
        "1 g de paracetamol réservé à 19 h 30.",
    ]
    assert light(one) == "maximum"


def test_a_maximum_that_no_time_lifts_says_so():
    one = judged(LineLimits(), amount=5)
    assert said(one) == ["Maximum 4 g (paracetamol) sur 24 h : il reste 4 g. Cette dose n'est pas possible."]


@pytest.mark.parametrize(
    ("limits", "doses", "amount", "expected", "shown"),
    [
        (LineLimits(once=Fraction(2)), (), 3, "Maximum par prise : 2 comprimés.", "maximum"),
        (
            LineLimits(per_period=Fraction(1), period=12 * HOUR),
            (taken(NOW - HOUR),),
            1,
            "Maximum 1 comprimé sur 12 h : il reste 0. Possible à partir de 06 h 00 le 21/11.",
            "maximum",
        ),
        (LineLimits(until=NOW), (), 1, "Cette prescription « si besoin » est terminée.", "over"),
        (
            LineLimits(days=1),
            (taken(NOW - 24 * HOUR),),
            1,
            "Nombre de jours de suite atteint (1) : un nouvel avis médical est nécessaire.",
            "over",
        ),
    ],
)
def test_each_limit_has_its_sentence(limits, doses, amount, expected, shown):
    one = judged(limits, *doses, amount=amount, substances=())
    assert said(one) == [expected]
    assert light(one) == shown


def test_what_is_not_checked_is_said_and_what_is_possible_is_possible():
    one = replace(
        judged(LineLimits(), substances=()), not_checked=("lopéramide",), no_interval=("lopéramide",)
    )
    assert light(one) == "possible"
    assert said(one) == [
        "Contrôle non fait : aucun maximum connu sur 24 h pour lopéramide.",
        "Intervalle non vérifié : aucun n'est écrit pour lopéramide.",
    ]


def test_an_answer_without_a_next_time_says_none():
    assert replace(judged(LineLimits()), answer=Answer((), None, {}, None)).from_ == ""


def test_an_hour_is_said_to_the_minute_above():
    assert hour_said(NOW, NOW) == "19 h 00"
    assert hour_said(NOW + timedelta(seconds=1), NOW) == "19 h 01"
    assert hour_said(NOW + 5 * HOUR, NOW) == "00 h 00 le 21/11"


@pytest.mark.parametrize(
    ("mass", "expected"),
    [
        ("500", "500 mg"),
        ("1000", "1 g"),
        ("1500", "1,5 g"),
        ("325", "325 mg"),
        ("0", "0 mg"),
        ("75/2", "37,5 mg"),
    ],
)
def test_a_mass_is_said(mass, expected):
    assert mass_said(Fraction(mass)) == expected


def test_the_words_of_a_prescription_name_its_reasons():
    assert suggested("Douleur ou fièvre") == ("pain", "fever")
    assert suggested("au besoin") == tuple(one.code for one in REASONS)
    assert suggested(None) == tuple(one.code for one in REASONS)
    assert all(scale in SCALES for one in REASONS for scale in one.scales)


def test_a_reason_and_its_score_are_of_the_lists():
    assert reason_of("pain").delay == HOUR
    with pytest.raises(AskUnreadable):
        reason_of("whim")
    check_score("en", Fraction(10), allowed=("en",))
    check_score("temperature", Fraction("38.5"))
    check_score(None, None, allowed=())


@pytest.mark.parametrize(
    ("scale", "score"),
    [(None, Fraction(1)), ("en", None), ("days", Fraction(1)), ("en", Fraction(11)), ("en", Fraction(1, 2))],
)
def test_a_score_off_its_scale_is_refused(scale, score):
    with pytest.raises(AskUnreadable):
        check_score(scale, score, allowed=("en", "algoplus"))


def test_the_key_names_the_request():
    key = prn_key("line", datetime(2026, 11, 20, 23, 30, tzinfo=UTC), "ask")
    assert key == "line/2026-11-21/PRN.ask"
    assert ask_of(key) == "ask"
    assert ask_of("line/2026-11-21/MORN") is None


def counting(stock_unit, *strengths, unit_ml=None):
    return Counting(stock_unit, "comprimé", Family.TABLET, strengths, unit_ml)


GRAM = Strength("paracetamol", Fraction(1000), Unit.MG, "1")
PER_ML = Strength("paracetamol", Fraction(24), Unit.MG, "mL")


@pytest.mark.parametrize(
    ("how", "units", "held"),
    [
        (
            counting(StockUnit.UNIT, GRAM, Strength("codeine", Fraction(30), Unit.MG, "1")),
            "1/2",
            {"paracetamol": 500, "codeine": 15},
        ),
        (counting(StockUnit.ML, PER_ML), "10", {"paracetamol": 240}),
        (counting(StockUnit.UNIT, PER_ML, unit_ml=Fraction(5)), "2", {"paracetamol": 240}),
        (counting(StockUnit.UNIT, PER_ML), "2", None),
        (counting(StockUnit.ML, GRAM), "2", None),
        (counting(StockUnit.UNIT, Strength("x", Fraction(1), Unit.MG, "g")), "2", None),
        (counting(StockUnit.UNIT, Strength("x", None, None, "1")), "2", None),
        (counting(StockUnit.UNIT), "2", None),
    ],
)
def test_what_a_medicine_holds(how, units, held):
    assert contents(how, Fraction(units)) == held


def test_only_masses_are_compared_with_a_maximum():
    units = Strength("heparine", Fraction(1), Unit.IU, "1")
    assert in_milligrams(counting(StockUnit.UNIT, GRAM, units)) == {"paracetamol"}


def test_a_maximum_holds_for_an_adult_from_its_date_on():
    def limit(age, on=date(2026, 11, 20), substance="paracetamol", **intervals):
        return substance_limits([substance], body=Body(age), on=on, intervals=intervals)[0]

    assert limit(18).most == 4000
    assert limit(18).interval == 4 * HOUR
    assert "RCP" in limit(18).source
    assert limit(17).most is None
    assert limit(None).most is None
    assert limit(80, date(2023, 12, 31)).most is None
    assert limit(80, substance="tramadol", tramadol=6 * HOUR).interval == 6 * HOUR
    assert limit(17, paracetamol=6 * HOUR).interval == 6 * HOUR


def test_hours_become_elapsed_time_never_cut_short():
    assert elapsed(Fraction(1, 2)) == timedelta(minutes=30)
    assert elapsed(Fraction(1, 7)) > timedelta(seconds=514)
