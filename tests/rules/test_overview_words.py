"""An order of narcotics in full letters."""

import pytest

from medcircuit.overview.rules import in_full_letters


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        (
            "1 gélule de 10 mg matin et soir pendant 28 jours.",
            "une gélule de dix milligrammes matin et soir pendant vingt-huit jours.",
        ),
        (
            "½ comprimé le matin, 81 gouttes le soir",
            "un demi-comprimé le matin, quatre-vingt-une gouttes le soir",
        ),
        (
            "1 dispositif transdermique de 25 µg/h toutes les 72 heures",
            "un dispositif transdermique de vingt-cinq microgrammes par heure toutes les soixante-douze heures",
        ),
        ("12,5 mg", "douze virgule cinq milligrammes"),
        ("2,5 comprimés", "deux comprimés et demi"),
        ("1/4 comprimé", "un quart de comprimé"),
        ("au plus 3 fois par jour", "au plus trois fois par jour"),
        ("1\N{NO-BREAK SPACE}gélule", "une gélule"),
        ("dose 3", "dose trois"),
        ("10 xyz le soir", "dix xyz le soir"),
    ],
)
def test_each_quantity_is_in_words_and_agrees_with_its_unit(figures, words):
    assert in_full_letters(figures) == words


@pytest.mark.parametrize("kept", ["du 21/11/2026 au 30/11/2026", "à 08:00", "à 20 h 30", "le matin"])
def test_dates_and_hours_stay_in_figures(kept):
    assert in_full_letters(kept) == kept


def test_what_cannot_be_said_stays_in_figures():
    assert in_full_letters("1/0 comprimé") == "1/0 comprimé"
