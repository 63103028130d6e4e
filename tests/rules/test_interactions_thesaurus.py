"""Interactions: how substances are matched, what two of them state together, and how the files are read."""

from datetime import date

import pytest

from medcircuit.medicines.rules.thesaurus import (
    Edition,
    Level,
    Pair,
    Protagonists,
    build,
    key_of_name,
    ways,
)
from medcircuit.medicines.rules.thesaurus_files import (
    InteractionFileRefused,
    Kind,
    digest,
    edition_in,
    levels_of,
    read_file,
    resolve,
)

MEMBERS = [
    ("acide acétylsalicylique", "antiagrégants plaquettaires"),
    ("clopidogrel", "antiagrégants plaquettaires"),
    ("apixaban", "anticoagulants oraux"),
    ("amikacine", "aminosides"),
    ("gentamicine", "aminosides"),
    ("valproïque (acide)", ""),
    ("sodium (bicarbonate de)", ""),
    ("botulique (toxine)", ""),
    ("insuline lispro", "insuline"),
    ("fer", ""),
    ("potassium", "hyperkaliémiants"),
    ("dabigatran", "anticoagulants oraux"),
    ("aluminium (sels)", ""),
]


def pair(one, other, *levels, conduct=""):
    a, b = sorted((key_of_name(one), key_of_name(other)))
    return Pair(a, b, one, other, tuple(levels), "", conduct, "ANSM")


PAIRS = [
    pair("antiagrégants plaquettaires", "anticoagulants oraux", Level.TO_CONSIDER),
    pair(
        "acide acétylsalicylique",
        "anticoagulants oraux",
        Level.CONTRAINDICATED,
        Level.ADVISED_AGAINST,
        Level.TO_CONSIDER,
    ),
    pair("aminosides", "aminosides", Level.CONTRAINDICATED),
    pair("millepertuis", "anticoagulants oraux", Level.CONTRAINDICATED),
]
KNOWN = build([Edition("ANSM", date(2020, 10, 1))], MEMBERS, PAIRS)


def test_two_substances_meet_by_themselves_and_by_their_classes_the_gravest_first():
    found = KNOWN.between("acide acetylsalicylique", "apixaban")
    assert [one.levels for one in found] == [
        (Level.CONTRAINDICATED, Level.ADVISED_AGAINST, Level.TO_CONSIDER),
        (Level.TO_CONSIDER,),
    ]
    assert [level.french for level in found[0].levels] == [
        *("contre-indication", "association déconseillée", "à prendre en compte")
    ]
    assert KNOWN.between("apixaban", "acide acetylsalicylique") == found


def test_members_of_a_class_that_excludes_itself_meet_two_by_two_and_never_alone():
    assert [one.levels for one in KNOWN.between("amikacine", "gentamicine")] == [(Level.CONTRAINDICATED,)]
    assert KNOWN.between("amikacine", "amikacine") == ()


def test_a_substance_named_in_a_pair_only_is_covered():
    assert KNOWN.key_of("MILLEPERTUIS (SOMMITÉ FLEURIE) (EXTRAIT SEC DE)") == "millepertuis"
    assert KNOWN.key_of("antiagrégants plaquettaires") is None


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("ACIDE ACÉTYLSALICYLIQUE", "acide acetylsalicylique"),
        ("ACÉTYLSALICYLATE DE LYSINE", "acide acetylsalicylique"),
        ("GENTAMICINE (SULFATE DE)", "gentamicine"),
        ("VALPROATE DE SODIUM", "acide valproique"),
        ("SODIUM (VALPROATE DE)", "acide valproique"),
        ("TOXINE BOTULINIQUE TYPE A ", "botulique (toxine)"),
        ("INSULINE LISPRO RECOMBINANTE ", "insuline lispro"),
        ("SULFATE FERREUX DESSÉCHÉ", "fer"),
        ("POTASSIUM (CHLORURE DE)", "potassium"),
        ("CLAVULANATE DE POTASSIUM DILUÉ", None),
        ("MÉSILATE DE DABIGATRAN ÉTEXILATE", "dabigatran"),
        ("KALIUM PHOSPHORICUM, POTASSIUM POUR PRÉPARATIONS HOMÉOPATHIQUES", None),
        ("LÉVÉTIRACÉTAM", None),
        ("ACIDE", None),
        ("sels aluminium", "aluminium (sels)"),
    ],
)
def test_a_substance_of_the_catalogue_is_found_under_its_salt_its_acid_or_its_metal(name, key):
    assert KNOWN.key_of(name) == key


def test_a_second_statement_of_a_pair_and_a_class_seen_in_pairs_only_by_name():
    twice = build(
        [], [("fer", "")], [pair("fer", "zinc", Level.PRECAUTION), pair("zinc", "fer", Level.TO_CONSIDER)]
    )
    assert [one.levels for one in twice.between("fer", "zinc")] == [(Level.PRECAUTION,), (Level.TO_CONSIDER,)]


def test_the_nearest_way_of_writing_comes_first():
    assert ways("DICLOFÉNAC DE DIÉTHYLAMINE") == (*("diclofenac de diethylamine", "diclofenac"),)


def test_the_age_of_each_source_is_known():
    assert KNOWN.date_of("ANSM") == date(2020, 10, 1)
    assert KNOWN.date_of("autre") is None
    assert build([], [], []).key_of("fer") is None


def read(text, name="f.csv"):
    return read_file(name, text.encode())


def test_pairs_and_members_are_known_by_their_header():
    pairs = read("substance_1,substance_2,niveau\nfer,zinc,PE\n")
    assert (pairs.kind, pairs.read, pairs.pairs[0].levels) == (Kind.PAIRS, 1, (Level.PRECAUTION,))
    members = read("Substance;Classe\nfer;\n\nzinc;métaux\n")
    assert (members.kind, [one.class_name for one in members.members]) == (Kind.MEMBERS, ["", "métaux"])


def test_the_codes_of_the_levels_are_read_rather_than_their_words():
    found = read(
        "protagoniste1;protagoniste2;niveau;mecanisme;conduite;niveaux\na b;c d;ASDEC - PE;m;c;AD|PE\n"
    )
    assert found.pairs[0].levels == (Level.ADVISED_AGAINST, Level.PRECAUTION)
    assert levels_of("CI - ASDEC - APEC") == (Level.CONTRAINDICATED, Level.ADVISED_AGAINST, Level.TO_CONSIDER)
    assert levels_of("APEC|CI") == (Level.CONTRAINDICATED, Level.TO_CONSIDER)
    assert levels_of("") == levels_of("CI|rouge") == ()


def test_a_row_that_cannot_be_read_is_rejected_with_its_line_and_the_others_are_kept():
    found = read(
        "substance_1;substance_2;niveau\nfer;zinc;PE\nfer;zinc;rouge\n;zinc;CI\nfer;zinc;CI;trop\n"
        f"{'x' * 301};zinc;CI\n"
    )
    assert len(found.pairs) == 1
    assert [(notice.line, notice.reason) for notice in found.notices] == [
        (3, "niveau inconnu : « rouge » (attendu : CI, AD, PE, APEC)"),
        (4, "un des deux protagonistes est vide"),
        (5, "4 colonnes au lieu de 3"),
        (6, "un texte est trop long"),
    ]
    assert found.rejected == 4
    members = read(f"substance;classe\n;x\n{'y' * 301};\nfer;\n")
    assert [notice.reason for notice in members.notices] == [
        "la substance est vide",
        "un nom dépasse 300 caractères",
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"substance;classe\n",
        b"a;b;c\n1;2;3\n",
        b"PK\0\0",
        b"\x81\x8d",
        b"substance;classe\n" + b"x" * 200_000 + b";\n",
    ],
)
def test_a_file_that_is_none_of_the_two_is_refused(raw):
    with pytest.raises(InteractionFileRefused):
        read_file("f.csv", raw)


def test_a_file_of_a_french_spreadsheet_is_read_too():
    assert read_file("f.csv", "substance;classe\nfénofibrate;\n".encode("cp1252")).encoding == "cp1252"
    assert read_file("f.csv", "substance;classe\nfénofibrate;\n".encode("utf-8-sig")).encoding == "utf-8"


def test_the_other_members_of_a_class_are_that_class():
    known = Protagonists(
        classes=frozenset(
            (
                *("aminosides", "medicaments sedatifs", "fibrates"),
                "substances a absorption reduite par les topiques gastro-intestinaux antiacides et adsorbants",
            )
        ),
        substances=frozenset({"fer"}),
    )
    assert known.key("AUTRES AMINOSIDES") == ("aminosides", True)
    assert known.key("AUTRES MÉDICAMENTS SÉDATIFS") == ("medicaments sedatifs", True)
    assert known.key("FIBRATES (AUTRES)") == ("fibrates", True)
    assert known.key("SELS DE FER PAR VOIE INJECTABLE") == ("fer", True)
    assert known.key("PAMPLEMOUSSE") == ("pamplemousse", False)
    cut = "SUBSTANCES À ABSORPTION RÉDUITE PAR LES TOPIQUES GASTRO-INTESTINAUX, ANTIACIDES ET"
    assert known.key(cut)[1]


def test_a_pair_listed_from_both_sides_counts_once_and_two_statements_count_twice():
    rows = [
        pair("fer", "zinc", Level.PRECAUTION),
        pair("zinc", "fer", Level.PRECAUTION),
        pair("fer", "zinc", Level.PRECAUTION, conduct="Deux heures entre les prises."),
    ]
    found, unknown = resolve(rows, Protagonists(frozenset(), frozenset({"fer"})), "ANSM")
    assert len(found) == len({digest(one) for one in found}) == 2
    assert unknown == ["zinc"]
    assert (found[0].a, found[0].b) == ("fer", "zinc")


@pytest.mark.parametrize(
    ("name", "day"),
    [
        ("ansm_2020-10_pairs.csv", date(2020, 10, 1)),
        ("ansm-2020-10-20.csv", date(2020, 10, 20)),
        ("thesaurus-20102020.pdf", date(2020, 10, 20)),
        ("thesaurus-2020-02-31.csv", None),
        ("thesaurus.csv", None),
    ],
)
def test_the_edition_is_read_in_the_name_of_a_file(name, day):
    assert edition_in(name) == day
