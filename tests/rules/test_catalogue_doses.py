"""What a box holds, how a medicine is counted, and how many units a prescribed dose is."""

from fractions import Fraction

import pytest

from medcircuit.medicines.rules.classes import Strength
from medcircuit.medicines.rules.doses import (
    Counting,
    StockUnit,
    breaks_a_unit,
    counting,
    dose_in_units,
    pack_in_stock_units,
)
from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.rules.packs import Pack, read_pack
from medcircuit.medicines.rules.strength import Unit


@pytest.mark.parametrize(
    ("text", "units", "word", "ml"),
    [
        ("2 plaquettes thermoformées PVC-Aluminium de 15 comprimés", 30, "comprime", None),
        (
            "plaquette(s) aluminium PVC-Aluminium OPA : polyamide orienté de 28 comprimé(s)",
            28,
            "comprime",
            None,
        ),
        ("plaquettes prédécoupées unitaires PVC PVDC aluminium de 30 x 1 comprimés", 30, "comprime", None),
        ("plaquette(s) PVC PVDC aluminium de 100 (10x10) comprimé(s)", 100, "comprime", None),
        (
            "1 flacon(s) polyéthylène haute densité (PEHD) de 30 gélule(s) avec fermeture de sécurité",
            30,
            "gelule",
            None,
        ),
        ("1 flacon en verre de 60 ml avec pipette doseuse de 5 ml", 1, "flacon", 60),
        ("1 flacon(s) en verre brun avec pipette doseuse de 60 ml", 1, "flacon", 60),
        ("10 sachets-dose papier aluminium polyéthylène", 10, "sachet-dose", None),
        ("20 sachet(s) polyester aluminium polyéthylène de 10 ml", 20, "sachet", 10),
        ("5 ampoule(s) en verre de 1 ml", 5, "ampoule", 1),
        (
            "6 seringues préremplies en verre de 0,4 mL + 6 tampons d’alcool",
            6,
            "seringue preremplie",
            Fraction(2, 5),
        ),
        ("1 tube(s) aluminium verni de 30 g", 1, "tube", None),
        ("1 flacon(s) pressurisé(s) aluminium de 200 dose(s) avec valve doseuse", 200, "dose", None),
        ("1 poche(s) polypropylène de 1 l", 1, "poche", 1000),
        ("30 comprimés sous plaquette", None, None, None),
        ("1 flacon(s) en verre de 1 g - 1 ampoule(s) en verre de 3,5 ml", None, None, None),
        ("plaquette(s) PVC de 21 comprimés roses et de 7 comprimés blancs", None, None, None),
        ("plaquette(s) PVC PVDC aluminium de 90", None, None, None),
        ("plaquette(s) de 20 (3x10) comprimés", None, None, None),
        ("1 boîte de 2 sachets de 10 comprimés", None, None, None),
        ("0 flacon de 5 ml", None, None, None),
        ("1 flacon de 0 comprimés", None, None, None),
        ("2 flacons de 0 ml", 2, "flacon", None),
        ("", None, None, None),
    ],
)
def test_a_box_holds_what_its_text_says_or_nothing_is_said(text, units, word, ml):
    pack = read_pack(text)
    assert (pack.units if pack else None, pack.word if pack else None, pack.ml if pack else None) == (
        units,
        word,
        ml,
    )


def strength(value, per="1", unit=Unit.MG, base="x"):
    return Strength(base, None if value is None else Fraction(value), unit, per)


TABLET = Counting(StockUnit.UNIT, "comprimé", next(iter(Family)), (strength(500),))
SYRUP = Counting(StockUnit.ML, "ml", Family.ORAL_LIQUID, (strength(20, "mL"),), drops_per_ml=Fraction(20))
INSULIN = Counting(StockUnit.ML, "ml", Family.INJECTABLE, (strength(100, "mL", Unit.IU),))
AMPOULE = Counting(StockUnit.UNIT, "ampoule", Family.INJECTABLE, (strength(10, "mL"),), unit_ml=Fraction(2))
CREAM = Counting(StockUnit.USE, "application", Family.CREAM, (strength(10, "g"),))
PATCH = Counting(StockUnit.UNIT, "dispositif", Family.PATCH, (strength(Fraction(25, 1000), "h"),))


@pytest.mark.parametrize(
    ("amount", "unit", "counted", "expected"),
    [
        ("1", "Comprimé", TABLET, 1),
        ("1/2", "comprimés", TABLET, Fraction(1, 2)),
        ("1", "gélule", TABLET, 1),
        ("1", "15054000", TABLET, 1),
        ("1", "15012000", TABLET, 1),
        ("1", "unité", TABLET, 1),
        ("1", "g", TABLET, 2),
        ("250", "mg", TABLET, Fraction(1, 2)),
        ("1", "ml", TABLET, None),
        ("1", "sachet", TABLET, None),
        ("1", "poignée", TABLET, None),
        ("1", "UI", TABLET, None),
        ("100", "mg", SYRUP, 5),
        ("2.5", "mL", SYRUP, Fraction(5, 2)),
        ("30", "gouttes", SYRUP, Fraction(3, 2)),
        ("1", "cuillère à café", SYRUP, 5),
        ("1", "cuillère-mesure", SYRUP, None),
        ("12", "unités", INSULIN, Fraction(12, 100)),
        ("12", "UI", INSULIN, Fraction(12, 100)),
        ("1", "stylo", INSULIN, None),
        ("10", "gouttes", INSULIN, None),
        ("1", "ampoule", AMPOULE, 1),
        ("5", "mg", AMPOULE, Fraction(1, 4)),
        ("1", "ml", AMPOULE, Fraction(1, 2)),
        ("1", "seringue", AMPOULE, None),
        ("1", "patch", PATCH, 1),
        ("1", "dispositif transdermique", PATCH, 1),
        ("25", "microgrammes", PATCH, None),
        ("1", "application", CREAM, None),
    ],
)
def test_a_prescribed_dose_in_the_units_of_the_product(amount, unit, counted, expected):
    assert dose_in_units(Fraction(amount), unit, counted) == expected


def test_a_mass_of_a_combination_is_for_a_person_to_decide():
    both = Counting(StockUnit.UNIT, "comprimé", next(iter(Family)), (strength(50), strength(10, base="y")))
    assert dose_in_units(Fraction(50), "mg", both) is None
    unknown = Counting(StockUnit.UNIT, "comprimé", next(iter(Family)), (strength(None),))
    assert dose_in_units(Fraction(50), "mg", unknown) is None


@pytest.mark.parametrize(
    ("family", "per", "form", "boxes", "expected"),
    [
        (next(iter(Family)), "1", "gélule", [], (StockUnit.UNIT, "gélule", None)),
        (Family.ORODISPERSIBLE, "1", "lyophilisat", [], (StockUnit.UNIT, "lyophilisat", None)),
        (Family.ORAL_LIQUID, "mL", "sirop", ["1 flacon de 150 ml"], (StockUnit.ML, "ml", 150)),
        (Family.ORAL_LIQUID, "1", "sirop", [], (StockUnit.USE, "application", None)),
        (
            Family.MOUTH_LIQUID,
            "1",
            "solution",
            ["4 seringues préremplies de 0,5 ml"],
            (StockUnit.UNIT, "seringue préremplie", Fraction(1, 2)),
        ),
        (
            Family.ORAL_LIQUID_DOSE,
            "1",
            "suspension buvable",
            ["20 sachets de 10 ml"],
            (StockUnit.UNIT, "sachet", 10),
        ),
        (
            Family.INJECTABLE,
            "mL",
            "solution injectable",
            ["5 cartouches de 3 ml", "5 stylos préremplis de 3 ml"],
            (StockUnit.ML, "ml", 3),
        ),
        (
            Family.INJECTABLE,
            "mL",
            "solution injectable",
            ["10 ampoules de 1 ml"],
            (StockUnit.UNIT, "ampoule", 1),
        ),
        (
            Family.INJECTABLE,
            "mL",
            "solution injectable",
            ["10 ampoules de 1 ml", "10 ampoules de 5 ml"],
            (StockUnit.UNIT, "ampoule", None),
        ),
        (Family.INJECTABLE, "1", "poudre", ["1 flacon de poudre"], (StockUnit.UNIT, "flacon", None)),
        (Family.INJECTABLE, "1", "poudre", [], (StockUnit.UNIT, "flacon", 2)),
        (Family.GRANULES, "1", "granulés", ["30 sachets de 3 g"], (StockUnit.UNIT, "sachet", None)),
        (Family.GRANULES, "g", "granulés", ["1 flacon de 100 g"], (StockUnit.USE, "application", None)),
        (Family.GRANULES, "mL", "granulés", ["1 flacon de 60 ml"], (StockUnit.ML, "ml", 60)),
        (
            Family.ENEMA,
            "mL",
            "solution",
            ["4 récipients unidoses de 5 ml"],
            (StockUnit.UNIT, "récipient unidose", 5),
        ),
        (Family.ENEMA, "mL", "gel", ["1 tube de 20 g"], (StockUnit.USE, "application", None)),
        (Family.CREAM, "g", "crème", ["1 tube de 30 g"], (StockUnit.USE, "application", None)),
        (Family.SUPPOSITORY, "1", "", ["1 sac de 10 suppositoires"], (StockUnit.UNIT, "suppositoire", None)),
    ],
)
def test_how_a_medicine_is_counted(family, per, form, boxes, expected):
    stated = Fraction(2) if not boxes and family is Family.INJECTABLE else None
    counted = counting(family, [strength(1, per)], form, filter(None, map(read_pack, boxes)), stated)
    assert (counted.stock_unit, counted.word, counted.unit_ml) == expected


def test_what_a_box_adds_to_the_stock():
    def added(pack, counted):
        return pack_in_stock_units(pack, counted.stock_unit, counted.family)

    assert added(None, TABLET) is None
    assert added(Pack(Fraction(30), "comprime"), TABLET) == 30
    assert added(Pack(Fraction(1), "flacon"), TABLET) is None
    assert added(Pack(Fraction(5), "stylo", Fraction(3)), INSULIN) == 15
    assert added(Pack(Fraction(5), "stylo"), INSULIN) is None
    assert added(Pack(Fraction(1), "tube"), CREAM) == 1
    assert added(Pack(Fraction(10), "ampoule", Fraction(1)), AMPOULE) == 10


def test_half_a_tablet_leaves_a_rest_and_millilitres_leave_none():
    tablet, liquid = (
        Counting(StockUnit.UNIT, "comprimé", next(iter(Family))),
        Counting(StockUnit.ML, "ml", next(iter(Family))),
    )
    assert breaks_a_unit(Fraction(3, 2), tablet)
    assert not breaks_a_unit(Fraction(2), tablet)
    assert not breaks_a_unit(Fraction(5, 2), liquid)
    assert not breaks_a_unit(None, tablet)
