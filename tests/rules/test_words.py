"""Quantities in words: numbers, gender, plural, fractions of what can be cut, decimals of substances."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.cli_cases import answer_words
from medcircuit.kernel.jsonl import CaseUnreadable
from medcircuit.kernel.nouns import elided, noun_of, plural
from medcircuit.kernel.quantities import AmountUnreadable
from medcircuit.kernel.words import NotSayable, exact_amount, number_in_words, quantity_in_words


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (0, "zéro"),
        (16, "seize"),
        (17, "dix-sept"),
        (20, "vingt"),
        (21, "vingt-et-un"),
        (22, "vingt-deux"),
        (61, "soixante-et-un"),
        (70, "soixante-dix"),
        (71, "soixante-et-onze"),
        (72, "soixante-douze"),
        (79, "soixante-dix-neuf"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (90, "quatre-vingt-dix"),
        (91, "quatre-vingt-onze"),
        (99, "quatre-vingt-dix-neuf"),
        (100, "cent"),
        (101, "cent-un"),
        (180, "cent-quatre-vingts"),
        (200, "deux-cents"),
        (201, "deux-cent-un"),
        (1000, "mille"),
        (1001, "mille-un"),
        (1100, "mille-cent"),
        (2000, "deux-mille"),
        (21000, "vingt-et-un-mille"),
        (80000, "quatre-vingt-mille"),
        (200000, "deux-cent-mille"),
        (280300, "deux-cent-quatre-vingt-mille-trois-cents"),
        (1000000, "un million"),
        (80000000, "quatre-vingts millions"),
        (200000001, "deux-cents millions un"),
        (2300000, "deux millions trois-cent-mille"),
        (1000000000, "un milliard"),
        (3001000000, "trois milliards un million"),
    ],
)
def test_a_whole_number_is_said(number, said):
    assert number_in_words(number) == said


def test_one_agrees_with_a_feminine_noun_at_the_end_only():
    assert [number_in_words(n, feminine=True) for n in (1, 21, 71, 81, 101, 1001)] == [
        *("une", "vingt-et-une", "soixante-et-onze", "quatre-vingt-une", "cent-une", "mille-une")
    ]
    assert number_in_words(21000, feminine=True) == "vingt-et-un-mille"


@pytest.mark.parametrize(
    ("amount", "unit", "said"),
    [
        ("1", "comprimé", "un comprimé"),
        ("1", "gélule", "une gélule"),
        ("21", "goutte", "vingt-et-une gouttes"),
        ("2", "bouffée", "deux bouffées"),
        ("0", "comprimé", "zéro comprimé"),
        ("0.5", "comprimé", "un demi-comprimé"),
        ("0.5", "gélule", "une demi-gélule"),
        ("0.5", "dispositif transdermique", "un demi-dispositif transdermique"),
        ("0.25", "comprimé", "un quart de comprimé"),
        ("0.25", "ampoule", "un quart d'ampoule"),
        ("0.75", "comprimé", "trois quarts de comprimé"),
        ("1/3", "comprimé", "un tiers de comprimé"),
        ("0.33", "comprimé", "un tiers de comprimé"),
        ("0.6666667", "comprimé", "deux tiers de comprimé"),
        ("1/6", "comprimé", "un sixième de comprimé"),
        ("5/12", "comprimé", "cinq douzièmes de comprimé"),
        ("0.125", "comprimé", "un huitième de comprimé"),
        ("0.1", "comprimé", "zéro virgule un comprimé"),
        ("1.5", "comprimé", "un comprimé et demi"),
        ("1.5", "ampoule", "une ampoule et demie"),
        ("1.25", "comprimé", "un comprimé et quart"),
        ("1.75", "comprimé", "un comprimé et trois quarts"),
        ("2.5", "comprimé", "deux comprimés et demi"),
        ("7/3", "gélule", "deux gélules et un tiers"),
        ("1.5", "cuillère à café", "une cuillère à café et demie"),
        ("0.5", "h", "une demi-heure"),
        ("0.25", "h", "un quart d'heure"),
        ("72", "h", "soixante-douze heures"),
        ("3", "mois", "trois mois"),
        ("12.5", "milligramme", "douze virgule cinq milligrammes"),
        ("0.02", "mg", "zéro virgule zéro deux milligramme"),
        ("0.5", "mg", "zéro virgule cinq milligramme"),
        ("0.125", "mg", "zéro virgule cent-vingt-cinq milligramme"),
        ("0.1234", "mg", "zéro virgule un deux trois quatre milligramme"),
        ("1.99", "g", "un virgule quatre-vingt-dix-neuf gramme"),
        ("2.50", "mg", "deux virgule cinq milligrammes"),
        ("25", "µg", "vingt-cinq microgrammes"),
        ("4000", "UI", "quatre-mille unités internationales"),
        ("1000000", "mg", "un million de milligrammes"),
        ("2000000", "UI", "deux millions d'unités internationales"),
        ("3000000000", "UI", "trois milliards d'unités internationales"),
        ("1200000", "UI", "un million deux-cent-mille unités internationales"),
        ("3", "MUI", "trois millions d'unités internationales"),
        ("1/3", "mg", "un tiers de milligramme"),
        ("25", "µg/h", "vingt-cinq microgrammes par heure"),
        ("50", "mg/24 h", "cinquante milligrammes par vingt-quatre heures"),
        ("5", "mg/kg", "cinq milligrammes par kilogramme"),
        ("5", "%", "cinq pour cent"),
        ("7", "", "sept"),
        ("2", "comprimés orodispersibles", "deux comprimés orodispersibles"),
        ("2", "cp", "deux comprimés"),
        ("2", "15054000", "deux comprimés"),
    ],
)
def test_a_quantity_is_said_with_its_unit(amount, unit, said):
    assert quantity_in_words(Fraction(amount), unit) == said


@pytest.mark.parametrize(
    ("one", "many"),
    [
        ("dose-mesure", "doses-mesures"),
        ("cuillère à soupe", "cuillères à soupe"),
        ("récipient unidose", "récipients unidoses"),
        ("dispositif transdermique", "dispositifs transdermiques"),
        ("lyophilisat oral", "lyophilisats oraux"),
        ("anneau vaginal", "anneaux vaginaux"),
        ("unité anti-Xa", "unités anti-Xa"),
        ("patch", "patchs"),
        ("bolus", "bolus"),
        ("comprimé LP", "comprimés LP"),
        ("flacon d'eau", "flacons d'eau"),
        ("goutte-à-goutte", "goutte-à-goutte"),
    ],
)
def test_each_unit_of_the_trade_has_its_plural(one, many):
    assert plural(one) == many


def test_a_plural_means_its_noun():
    for one in ("dose-mesure", "cuillère à soupe", "dispositif transdermique", "comprimé gastro-résistant"):
        assert noun_of(plural(one)) == noun_of(one)


def test_a_unit_that_is_no_word_has_no_noun():
    assert [noun_of(text) for text in ("", "3", "x", "mg 5", "<b>")] == [None] * 5
    assert noun_of("zorblon") is not None
    assert noun_of("zorblons ronds").one == "zorblons ronds"


def test_de_is_elided_before_a_vowel_and_a_mute_h():
    assert [elided(word) for word in ("ovule", "heure", "unité", "sachet")] == [
        *("d'ovule", "d'heure", "d'unité", "de sachet")
    ]


@pytest.mark.parametrize(
    ("amount", "unit"),
    [
        ("-1", "mg"),
        ("1000000000000", "mg"),
        ("1", "m3$"),
        ("1", "mg/7"),
        ("1", "mg/$"),
        ("1/7", "mg"),
        ("1/7", ""),
    ],
)
def test_what_has_no_clear_words_is_refused(amount, unit):
    with pytest.raises(NotSayable):
        quantity_in_words(Fraction(amount), unit)


def test_a_number_out_of_reach_is_refused():
    for number in (-1, 10**12):
        with pytest.raises(NotSayable):
            number_in_words(number)


def test_a_program_writes_its_amounts_with_a_point_or_as_a_fraction():
    assert exact_amount("1.125") == Fraction(9, 8)
    assert exact_amount("1/3") == Fraction(1, 3)
    for text in ("1/0", "1,5", "", "1e3", "-1"):
        with pytest.raises(NotSayable):
            exact_amount(text)


def test_a_case_gives_its_value_as_text_or_number():
    assert answer_words({"value": "1.125", "unit": "mg"}) == "un virgule cent-vingt-cinq milligramme"
    assert answer_words({"value": "12,5", "unit": "mg"}) == "douze virgule cinq milligrammes"
    assert answer_words({"value": Decimal("0.5"), "unit": "comprimé"}) == "un demi-comprimé"
    assert answer_words({"value": 3}) == "trois"
    for value in (None, True, ["1"]):
        with pytest.raises(CaseUnreadable):
            answer_words({"value": value})
    with pytest.raises(AmountUnreadable):
        answer_words({"value": "1,500"})


_VALUES = {
    word: n for n, word in enumerate(["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit"])
}
_VALUES |= {
    "neuf": 9,
    "dix": 10,
    "onze": 11,
    "douze": 12,
    "treize": 13,
    "quatorze": 14,
    "quinze": 15,
    "seize": 16,
}
_VALUES |= {"vingt": 20, "vingts": 20, "trente": 30, "quarante": 40, "cinquante": 50, "soixante": 60}
_SCALES = {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9}


def heard(said):
    """What a listener who knows nothing of the writer understands."""
    total = group = hundred = 0
    for word in said.replace("-", " ").split():
        if word in _SCALES:
            scale = _SCALES[word]
            part = (group + hundred) or 1
            total += part * scale
            group = hundred = 0
        elif word in {"cent", "cents"}:
            hundred, group = (group or 1) * 100, 0
        elif word in {"vingt", "vingts"} and group == 4:
            group = 80
        elif word != "et":
            group += _VALUES[word]
    return total + group + hundred


@given(st.integers(0, 10**12 - 1) | st.integers(0, 3000))
def test_a_number_is_heard_as_it_was_said(number):
    assert heard(number_in_words(number)) == number
