"""A medicine is found as one types it, the likeliest first."""

import pytest

from medcircuit.medicines.rules.finding import MOST_COUNTED, Entry, Index, slipped
from medcircuit.medicines.rules.words import words


def entry(cis, name, substance="", others="", *, gone=False):
    return Entry(cis, words(name), words(substance), words(others), gone, "," in substance)


INDEX = Index(
    [
        entry("brand", "DOLIPRANE 1000 mg, comprimé", "paracétamol", "Paracétamol 1 g N02BE01"),
        entry("two", "LAMALINE, gélule", "paracétamol, opium", "N02AJ"),
        entry("generic", "PARACETAMOL ARROW 1 g, comprimé", "paracétamol", "Paracétamol 1 g N02BE01"),
        entry("child", "DOLIPRANE 100 mg, suppositoire", "paracétamol", "Paracétamol 100 mg"),
        entry("old", "PARACETAMOL VIEUX 1 g, comprimé", "paracétamol", "Paracétamol 1 g", gone=True),
        entry("parapsyllium", "PARAPSYLLIUM, poudre", "ispaghul"),
        entry("ten", "LÉVOTHYROX 100 microgrammes, comprimé", "lévothyroxine"),
        entry("five", "LÉVOTHYROX 50 microgrammes, comprimé", "lévothyroxine"),
        entry("nameless", "", "", "lait"),
    ]
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("PARACÉTA", ["generic", "child", "brand", "two", "old"]),
        ("paracetamol 1g", ["generic", "brand", "old"]),
        ("para", ["generic", "child", "brand", "two", "parapsyllium", "old"]),
        ("dolip 1000", ["brand"]),
        ("n02be01", ["brand", "generic"]),
        ("levothyrox", ["five", "ten"]),
        ("50 µg", ["five"]),
        ("50µg", ["five"]),
        ("lait", ["nameless"]),
        ("doliprane lait", []),
        ("%_", []),
        ("", []),
    ],
)
def test_the_likeliest_comes_first(text, expected):
    found = INDEX.find(text, 20)
    assert (list(found.codes), found.near) == (expected, False)


def test_no_more_is_given_than_was_asked_for():
    assert INDEX.find("para", 2).codes == ("generic", "child")


@pytest.mark.parametrize("text", ["dolirpane", "doliprne", "dolipranne", "dolibrane", "levotyrox 100"])
def test_a_slip_of_the_finger_is_forgiven_and_said(text):
    found = INDEX.find(text, 20)
    assert found.near
    assert found.codes[0] in {"child", "ten"}


@pytest.mark.parametrize("text", ["dol1prane", "lat", "lqqqqqqq", "zoliprane", "dolxyzane", "dolipranne" * 3])
def test_a_short_word_a_number_or_another_word_is_not_guessed(text):
    assert INDEX.find(text, 20).codes == ()


def test_where_little_was_typed_many_are_given_in_their_order():
    many = Index(entry(f"{n:05}", f"AA{n:05}", "aa") for n in range(MOST_COUNTED + 1))
    assert many.find("a", 2).codes == ("00000", "00001")


@pytest.mark.parametrize(
    ("typed", "word", "slips"),
    [
        ("ab", "abc", 0),
        ("ba", "abc", 1),
        ("abd", "abc", 1),
        ("aabc", "abc", 1),
        ("ac", "abc", 1),
        ("xyz", "abc", 2),
    ],
)
def test_slips_are_counted_against_the_beginning_of_the_word(typed, word, slips):
    assert slipped(typed, word, 1) == slips
