"""A dosage said in French as a nurse would."""

import pytest

from medcircuit.posology.rules import cycle_extension, read_dosage, read_dosages, sentence, sentences


def quantity(value, unit="comprimé", **more):
    return {"value": value, "unit": unit, **more}


def said(repeat=None, dose=None, **more):
    source = dict(more)
    if dose is not False:
        source["doseAndRate"] = [{"doseQuantity": dose or quantity(1)}]
    if repeat is not None:
        source["timing"] = {"repeat": repeat}
    return sentence(read_dosage(source))


DAY, WEEK = {"period": 1, "periodUnit": "d"}, {"period": 1, "periodUnit": "wk"}


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ({"when": ["EVE"]}, "1 comprimé le soir."),
        ({"when": ["MORN", "NOON", "EVE"]}, "1 comprimé le matin, à midi et le soir."),
        ({"frequency": 1, **DAY}, "1 comprimé 1 fois par jour."),
        ({"frequency": 3, **DAY}, "1 comprimé 3 fois par jour."),
        ({"frequency": 3, **DAY, "when": ["C"]}, "1 comprimé aux trois repas."),
        ({"frequency": 1, "frequencyMax": 2, **DAY}, "1 comprimé 1 à 2 fois par jour."),
        ({"frequencyMax": 2, **DAY, "when": ["MORN"]}, "1 comprimé 1 à 2 fois par jour le matin."),
        ({"frequency": 3}, "1 comprimé 3 fois."),
        ({"timeOfDay": ["07:00:00", "18:30:00"]}, "1 comprimé à 7 h et 18 h 30."),
        ({"when": ["EVE"], "timeOfDay": ["20:00:00"]}, "1 comprimé le soir à 20 h."),
        ({"frequency": 1, **WEEK, "dayOfWeek": ["tue"]}, "1 comprimé 1 fois par semaine, le mardi."),
        ({"frequency": 1, **WEEK}, "1 comprimé 1 fois par semaine."),
        ({"frequency": 1, **WEEK, "when": ["MORN"]}, "1 comprimé 1 fois par semaine le matin."),
        ({"frequency": 2, **WEEK, "dayOfWeek": ["tue", "fri"]}, "1 comprimé le mardi et le vendredi."),
        ({"frequency": 1, **WEEK, "dayOfWeek": ["tue", "fri"]}, "1 comprimé le mardi et le vendredi."),
        ({"dayOfWeek": ["tue", "fri"], "timeOfDay": ["18:00:00"]}, "1 comprimé le mardi et le vendredi à 18 h."),
        ({"frequency": 4, **DAY, "dayOfWeek": ["mon"]}, "1 comprimé 4 fois par jour le lundi."),
        ({"frequency": 3, **WEEK}, "1 comprimé 3 fois par semaine."),
        ({"period": 3, "periodUnit": "d"}, "1 comprimé tous les 3 jours."),
        ({"period": 2, "periodUnit": "wk", "dayOfWeek": ["mon"]}, "1 comprimé toutes les 2 semaines le lundi."),
        ({"frequency": 2, "period": 3, "periodUnit": "d"}, "1 comprimé 2 fois tous les 3 jours."),
        ({"period": 3, "periodUnit": "mo"}, "1 comprimé tous les 3 mois."),
        ({"frequency": 1, "period": 1, "periodUnit": "mo"}, "1 comprimé 1 fois par mois."),
        ({"period": 1, "periodUnit": "h"}, "1 comprimé toutes les heures."),
        ({"period": 6, "periodUnit": "h"}, "1 comprimé toutes les 6 heures."),
        ({"period": 1.5, "periodUnit": "h"}, "1 comprimé toutes les 1,5 heures."),
        ({"period": 4, "periodMax": 6, "periodUnit": "h"}, "1 comprimé toutes les 4 à 6 heures."),
        ({"frequency": 2, "period": 24, "periodUnit": "h"}, "1 comprimé 2 fois toutes les 24 heures."),
        ({"when": ["ACM"], "offset": 30}, "1 comprimé 30 minutes avant le petit-déjeuner."),
        ({"when": ["ACM"], "offset": 60}, "1 comprimé 1 heure avant le petit-déjeuner."),
        ({"when": ["HS"], "offset": 30}, "1 comprimé 30 minutes avant le coucher."),
        ({"when": ["CM"], "offset": 15}, "1 comprimé 15 minutes après le petit-déjeuner."),
        ({"when": ["NOON"], "offset": 15}, "1 comprimé 15 minutes après midi."),
        ({"when": ["EVE"], "offset": 15}, "1 comprimé 15 minutes après le soir."),
        ({"when": ["QQ"], "offset": 15}, "1 comprimé 15 minutes après le moment « QQ »."),
        ({"when": ["MORN"], "offset": 0}, "1 comprimé le matin."),
        ({"when": ["QQ"]}, "1 comprimé au moment « QQ »."),
        ({"count": 1}, "1 comprimé en dose unique."),
        ({"count": 16, **WEEK}, "1 comprimé 1 fois par semaine, 16 fois en tout."),
        ({"count": 3, "countMax": 5, **DAY}, "1 comprimé 1 fois par jour, 3 à 5 fois en tout."),
        ({"countMax": 21, **DAY}, "1 comprimé 1 fois par jour, 21 fois au plus."),
        ({"when": ["MORN"], "duration": 20, "durationUnit": "min"}, "1 comprimé le matin, en 20 minutes."),
        ({"when": ["MORN"], "duration": 20, "durationMax": 30, "durationUnit": "min"}, "1 comprimé le matin, en 20 à 30 minutes."),
        ({"when": ["MORN"], "duration": 720, "durationUnit": "min"}, "1 comprimé le matin, en 12 heures."),
        ({"when": ["MORN"], "boundsDuration": {"value": 10, "code": "d"}}, "1 comprimé le matin, pendant 10 jours."),
        ({"when": ["MORN"], "boundsDuration": {"value": 1, "unit": "mois"}}, "1 comprimé le matin, pendant 1 mois."),
        ({"when": ["MORN"], "boundsDuration": {"value": 3, "unit": "lunes"}}, "1 comprimé le matin, pendant 3 lunes."),
        ({"when": ["MORN"], "boundsDuration": {"unit": "jours"}}, "1 comprimé le matin, pendant d."),
        ({"when": ["MORN"], "boundsRange": {"low": {"value": 5, "code": "d"}, "high": {"value": 7, "code": "d"}}}, "1 comprimé le matin, pendant 5 jours à 7 jours."),
        ({"when": ["MORN"], "boundsRange": {}}, "1 comprimé le matin."),
        ({"when": ["MORN"], "boundsPeriod": {"start": "2026-11-10", "end": "2026-11-20"}}, "1 comprimé le matin, du 10/11/2026 au 20/11/2026 inclus."),
        ({"when": ["MORN"], "boundsPeriod": {"start": "2026-11-10"}}, "1 comprimé le matin, à partir du 10/11/2026."),
        ({"when": ["MORN"], "boundsPeriod": {"start": "2026-11-10", "end": "9999-12-31"}}, "1 comprimé le matin, à partir du 10/11/2026."),
        ({"when": ["MORN"], "boundsPeriod": {"end": "2026-11"}}, "1 comprimé le matin, jusqu'au 30/11/2026 inclus."),
        ({"when": ["MORN"], "boundsPeriod": {"end": "2026-11-10T18:05:00+01:00"}}, "1 comprimé le matin, jusqu'au 10/11/2026 à 18 h 05."),
        ({"when": ["MORN"], "boundsPeriod": {}}, "1 comprimé le matin."),
        ({}, "1 comprimé."),
    ],
)  # fmt: skip
def test_when_and_how_long(repeat, words):
    assert said(repeat) == words


@pytest.mark.parametrize(
    ("dose", "words"),
    [
        (quantity(0.5), "½ comprimé."),
        (quantity(1.5), "1 ½ comprimé."),
        (quantity(2), "2 comprimés."),
        (quantity(0.6666667), "⅔ comprimé."),
        (quantity(2, "gélule ou capsule molle"), "2 gélules."),
        (quantity(2, "TAB"), "2 comprimés."),
        (quantity(2, "dispositif transdermique"), "2 dispositifs transdermiques."),
        (quantity(12000, "UI anti-Xa"), "12\N{NARROW NO-BREAK SPACE}000 UI anti-Xa."),
        (quantity(1000, "mg"), "1000 mg."),
        (quantity(0.25, "mg"), "0,25 mg."),
        (quantity(5, "mg", comparator="<"), "<5 mg."),
        ({"unit": "mg"}, "Mg."),
    ],
)
def test_how_much(dose, words):
    assert said(None, dose) == words


def portion(**members):
    return sentence(read_dosage({"doseAndRate": [members], "timing": {"repeat": {"when": ["MORN"]}}}))


def test_ranges_and_rates():
    low, high = quantity(1), quantity(2)
    assert portion(doseRange={"low": low, "high": high}) == "1 à 2 comprimés le matin."
    assert (
        portion(doseRange={"low": low, "high": quantity(2, "gélule")}) == "1 comprimé à 2 gélules le matin."
    )
    assert portion(doseRange={"low": low}) == "Au moins 1 comprimé le matin."
    assert portion(doseRange={"high": high}) == "Au plus 2 comprimés le matin."
    assert portion(doseRange={}) == "Le matin."
    litre, hours = quantity(1, "poche"), quantity(12, "h")
    assert portion(rateRatio={"numerator": litre, "denominator": hours}) == "1 poche en 12 heures le matin."
    each_hour = {"numerator": quantity(5, "mg"), "denominator": quantity(1, "h")}
    assert portion(rateRatio=each_hour) == "5 mg par heure le matin."
    assert portion(rateRatio=each_hour, doseQuantity=litre) == "1 poche au débit de 5 mg par heure le matin."
    assert portion(rateRatio={"numerator": litre, "denominator": hours}, doseQuantity=litre) == (
        "1 poche au débit de 1 poche en 12 heures le matin."
    )
    assert portion(rateRatio={"numerator": litre}) == "Le matin."
    assert portion(rateQuantity=quantity(50, "ml/h")) == "Au débit de 50 ml/h le matin."
    assert (
        portion(rateRange={"low": quantity(5, "ml"), "high": quantity(7, "ml")})
        == "Au débit de 5 à 7 ml le matin."
    )


def test_of_several_doses_the_ordered_one_is_said_and_without_it_all_are():
    two = [{"doseQuantity": quantity(1)}, {"doseQuantity": quantity(2)}]
    assert sentence(read_dosage({"doseAndRate": two})) == "1 comprimé ou 2 comprimés."
    two[1]["type"] = {"coding": [{"code": "ordered"}]}
    assert sentence(read_dosage({"doseAndRate": two})) == "2 comprimés."


def test_a_patch_says_when_it_comes_off():
    worn = {"timeOfDay": ["07:00:00"], "duration": 16, "durationUnit": "h"}
    assert said(worn, quantity(1, "patch")) == "1 patch à 7 h, à retirer après 16 heures."
    assert said(worn, False) == "À 7 h, en 16 heures."


def test_as_needed_says_why_and_its_limits():
    limits = {
        "maxDosePerAdministration": quantity(2),
        "maxDosePerPeriod": {"numerator": quantity(6), "denominator": quantity(1, "jour")},
        "maxDosePerLifetime": quantity(400, "mg"),
    }
    reason = {"asNeededCodeableConcept": {"text": "Si douleurs"}}
    assert said({"period": 4, "periodUnit": "h"}, **reason, **limits) == (
        "Si douleurs : 1 comprimé, au moins 4 heures entre deux prises, au maximum 2 comprimés par prise, "
        "au maximum 6 comprimés par jour, au maximum 400 mg au cours de la vie."
    )
    label = {"asNeededCodeableConcept": {"coding": [{"display": "Fever (finding)"}]}}
    assert (
        said({"frequency": 2, **DAY}, **label) == "Si besoin (Fever) : 1 comprimé, au plus 2 fois par jour."
    )
    assert said({"period": 4, "periodMax": 6, "periodUnit": "h"}, asNeededBoolean=True) == (
        "Si besoin : 1 comprimé, au moins 4 à 6 heures entre deux prises."
    )
    assert said(None, False, asNeededBoolean=True) == "Si besoin."
    assert said({"when": ["HS"]}, asNeededBoolean=True) == "Si besoin : 1 comprimé au coucher."
    assert said({"frequencyMax": 1, "periodMax": 4, "periodUnit": "h"}, asNeededBoolean=True) == (
        "Si besoin : 1 comprimé, au moins 4 heures entre deux prises."
    )


def test_route_site_method_and_words_are_said():
    words = said(
        {"when": ["MORN"]},
        route={"coding": [{"code": "20066000"}]},
        site={"text": "bras gauche"},
        method={"coding": [{"display": "Inject (qualifier value)"}]},
        additionalInstruction=[{"text": "à jeun."}, {}],
        patientInstruction="avec de l'eau",
        maxDosePerPeriod={"numerator": quantity(2)},
    )
    assert words == (
        "1 comprimé le matin, voie sous-cutanée. À jeun. Avec de l'eau. Méthode : Inject. Site : bras gauche."
    )
    assert said(route={"text": "Voie orale"}) == "1 comprimé, voie orale."
    assert said(route={"coding": [{"display": "Oral Route"}]}) == "1 comprimé, Oral Route."
    assert said(route={}) == "1 comprimé."
    assert said(site={}) == "1 comprimé."


def test_dates_codes_and_texts_are_said():
    dated = {"timing": {"event": ["2026-11-10", "2026-11-11T08:00:00+01:00"]}}
    assert said(**dated) == "1 comprimé le 10/11/2026, le 11/11/2026 à 8 h."
    assert (
        said(timing={"code": {"coding": [{"display": "trois fois par jour"}]}})
        == "1 comprimé trois fois par jour."
    )
    assert said(timing={"code": {}}) == "1 comprimé."
    assert said(None, False, text="comme d'habitude") == "Comme d'habitude."


def test_a_cycle_says_its_days():
    def cycle(*days):
        return said({"when": ["MORN"]}, modifierExtension=[cycle_extension(28, days)])

    assert cycle(*range(1, 22)) == "1 comprimé le matin, les jours 1 à 21 de chaque cycle de 28 jours."
    assert cycle(1, 8, 15) == "1 comprimé le matin, les jours 1, 8 et 15 de chaque cycle de 28 jours."
    assert cycle(1) == "1 comprimé le matin, le jour 1 de chaque cycle de 28 jours."
    assert cycle(1, 2, 15) == "1 comprimé le matin, les jours 1 et 2 et 15 de chaque cycle de 28 jours."
    other = said({"when": ["MORN"]}, modifierExtension=[{"url": "urn:other"}])
    assert other == "1 comprimé le matin, selon une règle que le logiciel ne connaît pas."


def test_steps_are_said_one_after_the_other_and_equal_ones_together():
    def step(sequence, amount, **more):
        portions = [{"doseQuantity": quantity(amount, "mg")}]
        return {
            "sequence": sequence,
            "timing": {"repeat": {"when": ["MORN"]}},
            "doseAndRate": portions,
            **more,
        }

    until = {"additionalInstruction": [{"text": "Jusqu'à INR cible."}]}
    text = sentences(
        read_dosages([step(1, 60, **until), step(2, 50), step(2, 5), {"sequence": 3, "text": "Revoir."}])
    )
    assert (
        text == "60 mg le matin (Jusqu'à INR cible) ; puis 50 mg le matin ; et 5 mg le matin ; puis Revoir."
    )
    assert sentences(read_dosages([step(1, 60)])) == "60 mg le matin."
    both = [{"timing": {"repeat": {"when": ["MORN"]}}}, {"text": "au besoin !"}]
    assert sentences(read_dosages(both)) == "Le matin ; et Au besoin !"
