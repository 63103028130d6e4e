"""What the tests of the checks stand on: `line`, an ordinary line; `case`, about a person of whom everything is known."""

from datetime import date, timedelta
from fractions import Fraction

from medcircuit.medicines.rules.forms import Family
from medcircuit.medicines.rules.thesaurus import Edition, Level, Pair, build, key_of_name
from medcircuit.prescriptions.rules.checks import Case, CheckedLine, Legal, Person, Reader

TODAY = date(2026, 11, 21)
BDPM = date(2026, 5, 26)
ORDINARY = Legal(narcotic=False, assimilated=False, secure=False)
MEMBERS = [
    ("paracétamol", ""),
    ("metformine", ""),
    ("tramadol", "morphiniques"),
    ("morphine", "morphiniques"),
    ("oxazépam", "benzodiazépines et apparentés"),
    ("amoxicilline", "pénicillines"),
    ("ibuprofène", "anti-inflammatoires non stéroïdiens"),
    ("kétoprofène", "anti-inflammatoires non stéroïdiens"),
    ("apixaban", "anticoagulants oraux"),
    ("acide acétylsalicylique", ""),
    ("méthotrexate", ""),
]


def pair(one, other, *levels):
    a, b = sorted((key_of_name(one), key_of_name(other)))
    return Pair(a, b, one, other, levels, "Risque hémorragique.", "Surveiller.", "ANSM")


KNOWN = build(
    [Edition("ANSM", date(2020, 10, 1))],
    MEMBERS,
    [
        pair("anti-inflammatoires non stéroïdiens", "anticoagulants oraux", Level.ADVISED_AGAINST),
        pair("acide acétylsalicylique", "anticoagulants oraux", Level.CONTRAINDICATED, Level.TO_CONSIDER),
        pair("morphiniques", "benzodiazépines et apparentés", Level.TO_CONSIDER),
    ],
)
EMPTY = build([], [], [])


def line(name, *substances, **more):
    """A line of an ordinary medicine that runs ten days and whose doses are within every limit."""
    held = substances or (name,)
    given = {
        "route": "orale",
        "family": Family.TABLET,
        "once": dict.fromkeys(held, Fraction(1)),
        "daily": dict.fromkeys(held, Fraction(1)),
        "begins": TODAY,
        "ends": TODAY + timedelta(days=9),
        "legal": ORDINARY,
    }
    return CheckedLine(id=name, label=name.upper(), substances=tuple(held), **(given | more))


def case(*lines, reader=Reader.PHYSICIAN, person=None, thesaurus=KNOWN):
    someone = person or Person(age=82, weight_kg=Fraction(60), clearance=Fraction(80))
    return Case(someone, lines, thesaurus, reader, TODAY, BDPM)
