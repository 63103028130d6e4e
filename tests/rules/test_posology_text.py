"""A posology typed in French is read in one way only, or not at all; what was not understood is shown."""

from datetime import UTC, date, datetime, timedelta

import pytest

from medcircuit.kernel.quantities import amount_text
from medcircuit.posology.rules import plan, sentences
from medcircuit.posology.rules.text import read_text

TODAY = date(2026, 11, 22)  # a Sunday
START = datetime(2026, 11, 22, 9, tzinfo=UTC)


def read(text, unit="comprimé"):
    return read_text(text, today=TODAY, unit=unit)


def said(text, unit="comprimé"):
    found = read(text, unit)
    assert not found.troubles, [trouble.sentence for trouble in found.troubles]
    return sentences(found.dosages)


def codes(text, unit="comprimé"):
    found = read(text, unit)
    assert not found.dosages
    return [(trouble.code, text[trouble.start : trouble.end].strip()) for trouble in found.troubles]


def planned(text, days=14, unit="comprimé"):
    dosages = read(text, unit).dosages
    assert dosages
    found = plan(dosages, line="1", start=START, window=(START, START + timedelta(days=days)))
    return [(dose.slot, amount_text(dose.dose.amount)) for dose in found.doses], [
        one.code for one in found.questions
    ]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("1 cp matin et soir pendant 10 jours", "1 comprimé le matin et le soir, pendant 10 jours."),
        ("UN COMPRIMÉ LE MATIN", "1 comprimé le matin."),
        ("1-0-½-1", "1 comprimé le matin ; et ½ comprimé le soir ; et 1 comprimé au coucher."),
        ("1 - 0 - 1 gélule", "1 gélule le matin ; et 1 gélule le soir."),
        ("1/2-0-1/2-0", "½ comprimé le matin ; et ½ comprimé le soir."),
        ("2 gouttes 3 fois par jour", "2 gouttes 3 fois par jour."),
        ("1 cp x 3/j", "1 comprimé 3 fois par jour."),
        ("2 applications 1 à 2 fois/j", "2 applications 1 à 2 fois par jour."),
        ("1 cp 2 prises par 24 h", "1 comprimé 2 fois par jour."),
        ("1 comprimé un jour sur deux le matin", "1 comprimé tous les 2 jours le matin."),
        ("1 cp 2 fois tous les 3 jours", "1 comprimé 2 fois tous les 3 jours."),
        ("1 cp 2 fois toutes les semaines", "1 comprimé 2 fois par semaine."),
        ("1/2 cp le lundi, mercredi et vendredi", "½ comprimé le lundi, le mercredi et le vendredi."),
        ("1 cp le mardi, 1 fois par semaine", "1 comprimé 1 fois par semaine, le mardi."),
        ("1 cp 2 fois par semaine, mardi et vendredi", "1 comprimé le mardi et le vendredi."),
        ("1 cp le matin du lundi au mercredi", "1 comprimé le lundi, le mardi et le mercredi le matin."),
        ("1 cp le soir le week-end", "1 comprimé le samedi et le dimanche le soir."),
        ("1 cp en semaine le matin", "1 comprimé le lundi, le mardi, le mercredi, le jeudi et le vendredi le matin."),
        ("1 cp sauf le lundi et le mardi", "1 comprimé le mercredi, le jeudi, le vendredi, le samedi et le dimanche."),
        ("1 gélule toutes les 8 heures", "1 gélule toutes les 8 heures."),
        ("1 – 0 – 1", "1 comprimé le matin ; et 1 comprimé le soir."),
        ("1 gélule /12h", "1 gélule toutes les 12 heures."),
        ("1 cp chaque semaine", "1 comprimé 1 fois par semaine."),
        ("1 cp chaque jour le matin", "1 comprimé le matin."),
        ("2 cp tous les jours", "2 comprimés 1 fois par jour."),
        ("1 cp toutes les 4 à 6 h", "1 comprimé toutes les 4 à 6 heures."),
        ("1 ampoule tous les 3 mois", "1 ampoule tous les 3 mois."),
        ("1 ampoule le 1er du mois", "1 ampoule 1 fois par mois, à partir du 01/12/2026. Le 1er du mois."),
        ("1 cp les 1er et 15 du mois", None),
        ("1 cp le 1er et le 15 du mois", "1 comprimé 1 fois par mois, à partir du 01/12/2026 (Le 1er du mois) ; et 1 comprimé 1 fois par mois, à partir du 15/12/2026 (Le 15 du mois)."),
        ("1 cp le 15 du mois pendant 3 mois", "1 comprimé 1 fois par mois, du 15/12/2026 au 14/03/2027 inclus. Le 15 du mois."),
        ("1 patch 72 h", "1 dispositif transdermique toutes les 72 heures."),
        ("1 patch le matin, à retirer après 12 heures", "1 dispositif transdermique le matin, à retirer après 12 heures."),
        ("1 patch 12 h par jour le matin", "1 dispositif transdermique le matin, à retirer après 12 heures."),
        ("1 patch 12h/24h le matin", "1 dispositif transdermique le matin, à retirer après 12 heures."),
        ("1 cp à 7h, 12h 18h", "1 comprimé à 7 h, 12 h et 18 h."),
        ("1 cp 8h30", "1 comprimé à 8 h 30."),
        ("1 cp à minuit et à 12:00", "1 comprimé à 0 h et 12 h."),
        ("20 mg à 8h et 10 mg à 12h", "20 mg à 8 h ; et 10 mg à 12 h."),
        ("1 cp le matin, 1 à midi, 2 le soir", "1 comprimé le matin ; et 1 comprimé à midi ; et 2 comprimés le soir."),
        ("le matin 1 cp, le soir 2 cp", "1 comprimé le matin ; et 2 comprimés le soir."),
        ("2 cp le lundi et 1 cp le jeudi", "2 comprimés le lundi ; et 1 comprimé le jeudi."),
        ("1/3 cp matin 2/3 cp soir", "⅓ comprimé le matin ; et ⅔ comprimé le soir."),
        ("1 cp et demi le soir", "1 ½ comprimé le soir."),
        ("un demi-comprimé le soir", "½ comprimé le soir."),
        ("1 ½ cp le soir", "1 ½ comprimé le soir."),
        ("1 1/4 cp le soir", "1 ¼ comprimé le soir."),
        ("0,25 mg le soir", "0,25 mg le soir."),
        ("0.125 mg le soir", "0,125 mg le soir."),
        ("100 µg le matin", "100 microgrammes le matin."),
        ("4 000 UI le matin", "4000 unités internationales le matin."),
        ("12 000 UI anti-Xa 1 fois/jour voie sous-cutanée", "12\N{NARROW NO-BREAK SPACE}000 UI anti-Xa 1 fois par jour, voie sous-cutanée."),
        ("1 à 2 cuillères à café le soir", "1 à 2 cuillères à café le soir."),
        ("10 unités SC le matin", "10 unités le matin, voie sous-cutanée."),
        ("1 goutte dans chaque œil matin et soir", "1 goutte le matin et le soir. Site : Deux yeux."),
        ("1 gélule par jour", "1 gélule 1 fois par jour."),
        ("2 cp par jour le matin", "2 comprimés le matin."),
        ("3 g par jour en 3 prises", "1 g 3 fois par jour."),
        ("60 mg en une prise le matin", "60 mg le matin."),
        ("1 cp en une seule fois le matin", "1 comprimé le matin."),
        ("1 cp le matin en prise unique", "1 comprimé le matin."),
        ("1 cp le matin, dose unique", "1 comprimé le matin, en dose unique."),
        ("1 cp le soir, 5 fois en tout", "1 comprimé le soir, 5 fois en tout."),
        ("1 cp 2 fois par jour matin et soir", "1 comprimé le matin et le soir."),
        ("1 cp 3 fois par jour avant les repas", "1 comprimé avant les trois repas."),
        ("1 cp au cours des repas", "1 comprimé aux trois repas."),
        ("1 cp matin et soir avant le repas", "1 comprimé avant le petit-déjeuner et avant le dîner."),
        ("1 cp 2 fois par jour pendant les repas", "1 comprimé 2 fois par jour. Pendant les repas."),
        ("1 cp matin et 1 cp soir au cours des repas", "1 comprimé au petit-déjeuner ; et 1 comprimé au dîner."),
        ("2 gélules le matin 30 minutes avant le petit-déjeuner", "2 gélules 30 minutes avant le petit-déjeuner."),
        ("1 sachet 1 heure avant les repas", "1 sachet 1 heure avant les trois repas."),
        ("1 sachet 30 min avant le petit déjeuner et le dîner", "1 sachet 30 minutes avant le petit-déjeuner et 30 minutes avant le dîner."),
        ("1 cp au goûter et au coucher", "1 comprimé au coucher et au goûter."),
        ("1 cp le soir au coucher", "1 comprimé au coucher."),
        ("1 cp 21 jours sur 28 le soir", "1 comprimé le soir, les jours 1 à 21 de chaque cycle de 28 jours."),
        ("1 cp le soir 3 semaines sur 4", "1 comprimé le soir, les jours 1 à 21 de chaque cycle de 28 jours."),
        ("1 cp le soir pendant 21 jours puis arrêt 7 jours", "1 comprimé le soir, les jours 1 à 21 de chaque cycle de 28 jours."),
        ("1 cp le soir 3 semaines, 1 semaine d'arrêt", "1 comprimé le soir, les jours 1 à 21 de chaque cycle de 28 jours."),
        ("1 cp le soir les jours 1, 8 et 15 du cycle de 28 jours", "1 comprimé le soir, les jours 1, 8 et 15 de chaque cycle de 28 jours."),
        ("40 mg le matin à jeun puis 20 mg pendant 5 jours", "40 mg le matin (À jeun) ; puis 20 mg le matin, pendant 5 jours (À jeun)."),
        ("4 mg le matin 2 jours puis 2 mg 2 jours puis arrêt", "4 mg le matin, pendant 2 jours ; puis 2 mg le matin, pendant 2 jours."),
        ("1 cp le matin 3 jours puis le soir 3 jours", "1 comprimé le matin, pendant 3 jours ; puis 1 comprimé le soir, pendant 3 jours."),
        ("le matin 60 mg jusqu'à INR cible, puis 50 mg pendant 1 semaine", "60 mg le matin (Jusqu'à INR cible) ; puis 50 mg le matin, pendant 1 semaine."),
        ("1 cp le matin 60 min avant le dîner", None),
        ("1 cp matin et soir et 1 cp si douleur", "1 comprimé le matin et le soir ; et si douleur : 1 comprimé."),
        ("1 cp le matin et 2 cp le soir pendant 10 jours", "1 comprimé le matin, pendant 10 jours ; et 2 comprimés le soir, pendant 10 jours."),
        ("1 cp le matin pendant 2 jours et 2 cp le soir pendant 10 jours", "1 comprimé le matin, pendant 2 jours ; et 2 comprimés le soir, pendant 10 jours."),
        ("1 cp le soir pendant 5 à 7 jours", "1 comprimé le soir, pendant 5 jours à 7 jours."),
        ("1 cp le soir 2 semaines", "1 comprimé le soir, pendant 2 semaines."),
        ("1 cp le soir jusqu'au 30/11", "1 comprimé le soir, jusqu'au 30/11/2026 inclus."),
        ("1 cp le soir jusqu'au 3 janvier", "1 comprimé le soir, jusqu'au 03/01/2027 inclus."),
        ("1 cp le soir jusqu'au 30/11/26 à 18 h", "1 comprimé le soir, jusqu'au 30/11/2026 à 18 h."),
        ("1 cp le soir du 25/11 au 5 décembre 2026", "1 comprimé le soir, du 25/11/2026 au 05/12/2026 inclus."),
        ("1 cp le soir à partir de demain", "1 comprimé le soir, à partir du 23/11/2026."),
        ("1 cp le soir à partir du 25/11 pendant 10 jours", "1 comprimé le soir, du 25/11/2026 au 04/12/2026 inclus."),
        ("1 cp le 25/11 à 8 h", "1 comprimé le 25/11/2026 à 8 h."),
        ("1 sachet si besoin, max 3/j, espacés de 6 h", "Si besoin : 1 sachet, au moins 6 heures entre deux prises, au maximum 3 sachets par jour."),
        ("1 cp 3 fois par jour si besoin, espacés de 6 h", "Si besoin : 1 comprimé, au moins 6 heures entre deux prises, au maximum 3 comprimés par jour."),
        ("1 cp jusqu'à 3 fois par jour si besoin", "Si besoin : 1 comprimé, au plus 3 fois par jour."),
        ("Si besoin (anxiété) : 1 cp", "Si besoin (anxiété) : 1 comprimé."),
        ("1 cp si besoin pour la douleur", "Si besoin (douleur) : 1 comprimé."),
        ("2 gélules toutes les 6 h pendant 10 jours si douleurs", "Si douleurs : 2 gélules, pendant 10 jours, au moins 6 heures entre deux prises."),
        ("1 cp si fièvre > 38,5 °C, max 4 g par 24 h", "Si fièvre > 38,5 °C : 1 comprimé, au maximum 4 g par 24 heures."),
        ("1 à 2 cp si douleur, 6 cp par jour maximum, max 2 cp par prise", "Si douleur : 1 à 2 comprimés, au maximum 2 comprimés par prise, au maximum 6 comprimés par jour."),
        ("1 mg si crise sans dépasser 3 mg au cours de la vie", "Si crise : 1 mg, au maximum 3 mg au cours de la vie."),
        ("1 cp si douleur et 2 cp si fièvre", "Si douleur : 1 comprimé ; et si fièvre : 2 comprimés."),
        ("1 cp le soir si agitation", "Si agitation : 1 comprimé le soir."),
        ("1 cp matin et soir, max 3 par jour", "1 comprimé le matin et le soir, au maximum 3 comprimés par jour."),
        ("1 cp, 3 prises par jour, espacés d’au moins 4 heures", "1 comprimé 3 fois par jour. Espacer les prises d'au moins 4 heures."),
        ("15 mg/kg 4 fois par jour", "15 mg/kg 4 fois par jour."),
        ("2 sachets 12 h avant l'intervention", "2 sachets. 12 h avant l'intervention."),
        ("Selon l'INR le soir", "Le soir. Selon l'INR."),
        ("2 unités à midi si glycémie de 1,5 à 2 g/l ; et 4 unités à midi si glycémie > 2 g/l", "2 unités à midi (Si glycémie de 1,5 à 2 g/l) ; et 4 unités à midi (Si glycémie > 2 g/l)."),
        ("2 unités si glycémie > 2 g/l", "Si glycémie > 2 g/l : 2 unités."),
        ("vingt-cinq microgrammes toutes les soixante-douze heures", "25 microgrammes toutes les 72 heures."),
        ("1 cp matin - 1 cp soir", "1 comprimé le matin ; et 1 comprimé le soir."),
        ("1 cp matin + 1 cp soir", "1 comprimé le matin ; et 1 comprimé le soir."),
        ("1 comprimé ½ le soir", "1 ½ comprimé le soir."),
        ("1 cp par semaine le lundi", "1 comprimé 1 fois par semaine, le lundi."),
        ("1 cp le matin et le matin", "1 comprimé le matin."),
        ("1 cp chaque soir au coucher", "1 comprimé au coucher."),
        ("1 cp le matin à jeun, 30 min avant le petit-déjeuner", "1 comprimé 30 minutes avant le petit-déjeuner. À jeun."),
        ("1 cp le matin et 30 min avant le petit-déjeuner", None),
        ("1 cp si fièvre, 3 fois par jour, max 4 g/j", "Si fièvre : 1 comprimé, au plus 3 fois par jour, au maximum 4 g par jour."),
        ("4 mg le matin 2 j → 2 mg 2 j", "4 mg le matin, pendant 2 jours ; puis 2 mg le matin, pendant 2 jours."),
        ("50 ml/h pendant 12 heures", "50 ml par heure, pendant 12 heures."),
        ("1 poche à 8 h en 30 minutes", "1 poche à 8 h, en 30 minutes."),
    ],
)  # fmt: skip
def test_what_is_typed_is_said_back(text, sentence):
    if sentence is None:
        assert codes(text)
        return
    assert said(text) == sentence
    again = read(sentence)
    assert again.dosages == read(text).dosages, [trouble.sentence for trouble in again.troubles]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1 cp le matin ou le soir", [("unknown", "ou")]),
        ("1 cp matin blabla trucs et soir", [("unknown", "blabla trucs")]),
        ("1 cp de 500 mg le matin", [("strength", "1 cp de 500 mg")]),
        ("1 cp le matin le lundi machin (chose)", [("unknown", "machin"), ("unknown", "chose")]),
        ("1,0 mg le matin", [("trailing_zero", "1,0 mg")]),
        ("0,50 mg le matin", [("trailing_zero", "0,50 mg")]),
        (",5 mg le matin", [("no_leading_zero", ",5 mg")]),
        ("prendre .5 mg le matin", [("no_leading_zero", ".5 mg")]),
        ("05 mg le matin", [("leading_zero", "05 mg")]),
        ("1.500 mg le matin", [("thousand", "1.500 mg")]),
        ("1/5 cp le matin", [("fraction", "1/5 cp")]),
        ("1 5/4 cp le matin", [("fraction", "1 5/4 cp")]),
        ("1/2 cp et demi le matin", [("fraction", "1/2 cp et demi")]),
        ("0,12345 mg le matin", [("digits", "0,12345 mg")]),
        ("123456789 mg le matin", [("digits", "123456789 mg")]),
        ("2 à 1 cp le matin", [("digits", "2 à 1 cp")]),
        ("0 cp le matin", [("zero", "0 cp")]),
        ("0-0-0", [("zero", "0-0-0")]),
        ("", [("no_dose", "")]),
        ("le matin", [("no_dose", "le matin")]),
        ("1 cp", [("no_timing", "1 cp")]),
        ("500 le matin", [("no_unit", "500")]),
        ("le matin 1 cp 2 cp", [("twice", "2 cp")]),
        ("1 cp 1 à 2 fois par jour si besoin espacés de 4 h", [("limit_unclear", "1 à 2 fois par jour")]),
        ("2 cp en une prise", [("no_timing", "2 cp en une prise")]),
        ("2 cp par semaine", [("per_day", "par semaine")]),
        ("1 cp le midi au coucher", [("count_contradicts", "au coucher")]),
        ("1 cp si douleur 3 fois par jour max 6/j", [("limit_unclear", "max 6/j")]),
        ("1 cp le soir max 2 fois par jour max 3 cp par jour", [("twice", "max 2 fois par jour")]),
        ("2 cp par jour", [("per_day", "par jour")]),
        ("2 cp par jour matin et soir", [("per_day", "par jour")]),
        ("1 à 2 cp par jour", [("per_day", "par jour")]),
        ("10 mg par jour", [("per_day", "par jour")]),
        ("60 mg en 2 prises à 8 h", [("per_day", "en 2 prises")]),
        ("1 cp par jour en 5 prises", [("shared_out", "par jour")]),
        ("10 mg par jour en 3 prises", [("shared_out", "par jour")]),
        ("1 cp le lundi matin et 2 cp le soir", [("scope", "le lundi")]),
        ("1 cp le matin et 1 cp le soir si besoin", [("scope", "si besoin")]),
        ("1 cp le matin et 1 cp le soir avant le repas", [("scope", "avant le repas")]),
        ("1 cp le matin et 2 cp", [("no_timing", "2 cp")]),
        ("1 cp 3 fois par jour matin et soir", [("count_contradicts", "3 fois par jour")]),
        ("1 cp 2 fois par semaine lundi mardi mercredi", [("count_contradicts", "2 fois par semaine")]),
        ("1 cp le matin le 25/11", [("count_contradicts", "le 25/11")]),
        ("1 cp 8h", [("bare_hour", "8h")]),
        ("1 cp ce soir", [("one_day", "ce soir")]),
        ("1 cp ce matin et ce soir", [("one_day", "ce matin"), ("one_day", "ce soir")]),
        ("1 cp cette nuit", [("one_day", "cette nuit")]),
        ("1 cp demain midi", [("one_day", "demain midi")]),
        ("1 ampoule le 25 de ce mois", [("one_day", "le 25 de ce mois")]),
        ("1 cp 72 h", [("bare_hour", "72 h")]),
        ("1 cp le soir pendant 5 jours jusqu'au 30/11", [("twice", "pendant 5 jours")]),
        ("1 cp tous les jours toutes les semaines", [("twice", "tous les jours")]),
        ("1 cp le soir pendant 2 h à partir de demain", [("twice", "pendant 2 h")]),
        ("1 cp le soir 5 jours 6 jours", [("twice", "6 jours")]),
        ("1 cp le soir jusqu'au 31/02", [("date", "jusqu'au 31/02")]),
        ("1 cp le 31 du mois", [("date", "le 31 du mois")]),
        ("1 cp le soir du 25/11/2026 au 20/11/2026", [("date_order", "du 25/11/2026 au 20/11/2026")]),
        ("1 cp le soir jusqu'au 20/11/2026", [("date_order", "jusqu'au 20/11/2026")]),
        ("2 cp si besoin max 3/j", [("limit_unclear", "max 3/j")]),
        ("1 à 2 cp si besoin max 3 fois par jour espacés de 4 h", [("limit_unclear", "max 3 fois par jour")]),
        ("1/3 cp si besoin max 2 fois par jour espacés de 4 h", [("limit_unclear", "max 2 fois par jour")]),
        ("selon l'INR le soir, max 3 fois par prise", [("unknown", "max"), ("unknown", "fois")]),
        ("selon l'INR le soir, max 3 par prise", [("limit_unclear", "max 3 par prise")]),
        ("10 unités selon la glycémie le matin", [("twice", "selon la glycémie")]),
        ("1 cp si besoin toutes les 6 h espacés de 4 h", [("twice", "espacés de 4 h")]),
        (
            "1 cp 10 min avant le déjeuner et 20 min avant le dîner",
            [("offset_differs", "20 min avant le dîner")],
        ),
        ("1 cp 1,3 min avant le déjeuner", [("digits", "1,3 min avant le déjeuner")]),
        ("1 cp 10 min avant le déjeuner et le coucher", [("offset_differs", "le coucher")]),
        ("1 patch le matin à retirer le soir", [("removal", "à retirer le soir")]),
        ("1 patch le matin pendant 12 heures", [("removal", "pendant 12 heures")]),
        ("1 cp le matin à retirer après 12 h", [("unknown", "à retirer après 12 h")]),
        ("1 cp au coucher avant les repas", [("which_meals", "avant les repas")]),
        ("1 cp 2 fois par jour 10 min avant les repas", [("which_meals", "10 min avant les repas")]),
        ("1 cp le matin 5 jours sur 7", [("cycle_days", "5 jours sur 7")]),
        ("1 cp le matin du vendredi au lundi", [("cycle_days", "du vendredi au lundi")]),
        (
            "1 cp les jours 1 à 30 du cycle de 28 jours",
            [("cycle_days", "les jours 1 à 30 du cycle de 28 jours")],
        ),
        ("1 cp 3 fois par minute", [("unknown", "3 fois par minute")]),
        ("2 bouffées par heure", [("unknown", "2 bouffées par heure")]),
        ("1 cp le soir pendant 2 semaines à 3 jours", [("unknown", "pendant 2 semaines à 3 jours")]),
        ("1 cp le matin " + "x" * 500, [("too_long", "x" * 14)]),
    ],
)
def test_what_is_not_clear_is_shown_and_nothing_is_guessed(text, found):
    assert codes(text) == found


def test_every_trouble_says_what_is_wrong_and_what_to_write():
    (trouble,) = read("1,0 mg le matin").troubles
    assert trouble.sentence == "« 1,0 mg » peut se lire dix fois plus. Écrivez 1."
    (trouble,) = read("05 mg le matin").troubles
    assert trouble.sentence == "« 05 mg » : écrivez 0,5 ou 5."


def test_a_number_without_unit_is_of_the_unit_written_elsewhere_else_of_the_medicine_s():
    assert said("40 mg le matin puis 20 pendant 5 jours", None).startswith("40 mg le matin ; puis 20 mg")
    assert said("1 le soir", "lyophilisat sec") == "1 lyophilisat sec le soir."
    assert codes("1 le soir", None) == [("no_unit", "1")]
    assert codes("1 cp le matin, 5 ml à midi et 2 le soir") == [("no_unit", "2")]


def test_steps_are_numbered_and_wait_for_one_another():
    doses, questions = planned("4 mg le matin 2 jours puis 2 mg 3 jours puis arrêt")
    assert [amount for _, amount in doses] == ["4", "4", "2", "2", "2"]
    assert questions == []
    assert planned("40 mg le matin puis 20 mg pendant 5 jours")[1] == ["step_end", "follows_step"]


def test_what_needs_a_person_is_asked_by_the_plan():
    assert planned("15 mg/kg 4 fois par jour") == ([], ["per_body_size"])
    assert planned("2 sachets 12 h avant l'intervention") == ([], ["at_event"])
    assert planned("1 cp 1 à 2 fois par jour") == ([], ["how_many_times"])
