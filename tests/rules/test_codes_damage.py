"""Whatever happens to a valid code on its way, it is read exactly, or not at all: never as another pack."""

from __future__ import annotations

import re
import string
from datetime import date, timedelta

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from medcircuit.kernel.checksums import ean_key
from medcircuit.medicines.rules.codes import OwnKind, Status, make_own_code, read_code
from medcircuit.medicines.rules.codes.healing import LONGEST
from medcircuit.medicines.rules.codes.products import cip13_of

GS = "\x1d"
READ_ON = date(2026, 11, 21)
US = "`1234567890-=qwertyuiop[]\\asdfghjkl;'zxcvbnm,./~!@#$%^&*()_+QWERTYUIOP{}|ASDFGHJKL:\"ZXCVBNM<>?"
FRENCH = "²&é\"'(-è_çà)=azertyuiop^$*qsdfghjklmùwxcvbn,;:!²1234567890°+AZERTYUIOP¨£µQSDFGHJKLM%WXCVBN?./§"
CAPS = dict(zip("1234567890&é\"'(-è_çà", "&é\"'(-è_çà1234567890", strict=True))
SET82 = string.ascii_letters + string.digits + "!\"%&'()*+,-./_:;<=>?"

cip7s = st.builds(
    lambda head, rest: head + rest, st.sampled_from("23456"), st.text(string.digits, min_size=6, max_size=6)
)
days = st.dates(date(2020, 1, 1), date(2040, 12, 31))
plain_lots = st.text(string.ascii_uppercase + string.digits, min_size=1, max_size=20)
lots = plain_lots | st.text(SET82, min_size=1, max_size=20)
fields = st.fixed_dictionaries(
    {
        "01": cip7s.map(lambda cip7: "0" + cip13_of(cip7)),
        "17": days.map(lambda day: f"{day:%y%m%d}"),
        "10": lots,
    },
    optional={"21": lots, "11": days.map(lambda day: f"{day:%y%m%d}")},
)
# A lot that holds a French number or spells a separator is another matter (see the situations).
fields = fields.filter(
    lambda found: not any(mark in found["10"] + found.get("21", "") for mark in ("3400", "<"))
)
packs = st.tuples(fields, st.randoms(use_true_random=False))


def written(pack):
    """The pack's fields in some order, a separator behind every field of variable length that is not last."""
    content, random = pack
    order = list(content.items())
    random.shuffle(order)
    return "".join(ai + value + (GS if ai in {"10", "21"} else "") for ai, value in order).removesuffix(GS)


def on_french_host(text):
    return "".join(FRENCH[US.index(sign)] if sign in US else sign for sign in text)


def under_caps_lock(text):
    return "".join(CAPS.get(sign, sign.swapcase()) for sign in text)


def stored(reading):
    """What would be written down of a reading."""
    number = reading.product and (reading.product.cip13 or reading.product.gtin)
    return (number, reading.expiry, reading.lot) if reading.accepted else None


def truth(pack):
    day = pack[0]["17"]
    expiry = date(2000 + int(day[:2]), int(day[2:4]), int(day[4:]))
    return pack[0]["01"][1:], expiry, pack[0]["10"]


def exact_or_nothing(raw, pack):
    reading = read_code(raw, READ_ON)
    assert stored(reading) in {None, truth(pack)}, raw
    if not reading.accepted:
        assert (reading.lot, reading.expiry, reading.serial) == (None, None, None)
    return reading


@given(packs)
def test_an_unharmed_pack_is_read_or_called_ambiguous(pack):
    for prefix in ("", "]d2", "]C1", GS):
        reading = exact_or_nothing(prefix + written(pack) + "\r\n", pack)
        assert reading.status in {Status.OK, Status.AMBIGUOUS}
        assert reading.product.cip13 == pack[0]["01"][1:]


@given(packs, st.lists(st.text("2107XK", min_size=1, max_size=20), min_size=2, max_size=2))
def test_a_pack_with_all_four_fields_is_not_asked_about_for_a_21_or_a_10(pack, texts):
    lot, serial = (re.sub("1[1-7]|24|71", "0", text) for text in texts)
    four = {ai: value for ai, value in pack[0].items() if ai != "11"} | {"10": lot, "21": serial}
    reading = read_code(written((four, pack[1])), READ_ON)
    assert (reading.lot, reading.serial) == (lot, serial)


@given(packs, st.integers(0, 3))
def test_a_lost_separator_never_makes_another_lot(pack, which):
    text = written(pack)
    assume(GS in text)
    exact_or_nothing(text.replace(GS, ""), pack)
    parts = text.split(GS)
    which %= len(parts) - 1
    exact_or_nothing(GS.join([*parts[:which], parts[which] + parts[which + 1], *parts[which + 2 :]]), pack)


@given(packs, st.sampled_from(["|", "^", "~", "<GS>", "{GS}", "[GS]", "\\x1d", "\\u001d", "^]", "]", "␝"]))
def test_a_rewritten_separator_is_turned_back(pack, sign):
    text = written(pack)
    assert stored(exact_or_nothing(text.replace(GS, sign), pack)) == stored(read_code(text, READ_ON))


@given(packs, st.data())
def test_a_space_anywhere_in_a_pack_never_makes_another_lot(pack, data):
    text = written(pack)
    place = data.draw(st.integers(0, len(text)))
    exact_or_nothing(text[:place] + " " + text[place:], pack)


@given(packs)
def test_a_wrong_layout_with_its_prefix_is_turned_back(pack):
    text = "]d2" + written(pack)
    assert stored(exact_or_nothing(on_french_host(text), pack)) == stored(read_code(text, READ_ON))
    plain = ({**pack[0], "10": "".join(filter(str.isalnum, pack[0]["10"])) or "A"}, pack[1])
    plain[0].pop("21", None)
    text = "]d2" + written(plain)
    assert stored(exact_or_nothing(under_caps_lock(text), plain)) == stored(read_code(text, READ_ON))


@given(packs)
def test_a_wrong_layout_without_prefix_is_turned_back_or_asked_again(pack):
    exact_or_nothing(on_french_host(written(pack)), pack)
    exact_or_nothing(under_caps_lock(written(pack)), pack)


@given(packs, packs)
def test_repeated_and_glued_reads(pack, other):
    text = written(pack)
    for between in ("", GS, "\r\n", "]d2"):
        exact_or_nothing(text + between + text, pack)
    assume(pack[0]["01"] != other[0]["01"])
    for between in ("", GS, "\n", "]d2"):
        assert not read_code(text + between + written(other), READ_ON).accepted
        assert not read_code(other[0]["01"][1:] + between + text, READ_ON).accepted
    assert not read_code(text + other[0]["01"][1:], READ_ON).accepted


@given(packs, st.data())
def test_a_read_cut_short_never_names_another_medicine_or_expiry(pack, data):
    text = written(pack)
    reading = read_code(text[: data.draw(st.integers(1, len(text) - 1))], READ_ON)
    if reading.accepted:
        assert reading.product.cip13 in {None, pack[0]["01"][1:]}
        assert reading.expiry in {None, truth(pack)[1]}


def neighbours(code, signs=string.digits + "AOIl -é\x1d|"):
    """Every text at one edit from a code."""
    for place in range(len(code) + 1):
        yield from (code[:place] + sign + code[place:] for sign in signs)
        if place < len(code):
            yield code[:place] + code[place + 1 :]
            yield from (code[:place] + sign + code[place + 1 :] for sign in signs if sign != code[place])
        if place + 1 < len(code) and code[place] != code[place + 1]:
            yield code[:place] + code[place + 1] + code[place] + code[place + 2 :]


@pytest.mark.parametrize("kind", OwnKind)
@pytest.mark.parametrize("digits", ["0" * 30, "9" * 30, "052846193057721604938571620394"])
def test_no_neighbour_of_an_own_code_is_read(kind, digits):
    own = make_own_code(kind, digits)
    assert read_code(own.digits, READ_ON).own == own
    for near in neighbours(own.digits):
        reading = read_code(near, READ_ON)
        assert not reading.accepted or reading.own == own, near


@pytest.mark.parametrize("code", ["3400935955838", "3400930060216", "3400949497706", "3400891705256"])
def test_no_neighbour_of_a_french_number_names_another_product(code):
    right = read_code(code, READ_ON).product
    swaps = {code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)}
    for near in set(neighbours(code)) - swaps:
        reading = read_code(near, READ_ON)
        assert not reading.accepted or reading.product == right, near


@given(cip7s, st.integers(1, 12))
def test_the_beginning_of_a_french_number_is_no_code(cip7, size):
    assert not read_code(cip13_of(cip7)[:size], READ_ON).accepted


@given(st.sampled_from(OwnKind), st.text(string.digits, min_size=30, max_size=30))
def test_an_own_code_survives_every_layout(kind, digits):
    own = make_own_code(kind, digits)
    for raw in (
        on_french_host(own.digits),
        under_caps_lock(own.digits),
        f" {own.digits}\r\n",
        own.digits * 2,
    ):
        assert read_code(raw, READ_ON).own == own
    assert own.tail == own.digits[25:]


PIECES = [
    "01",
    "10",
    "21",
    "17",
    "11",
    "240",
    "711",
    "0103400935955838",
    "3400935955838",
    "280131",
    "]d2",
    "$dé",
    "]Dé",
]
PIECES += [
    GS,
    "|",
    "~F",
    "<GS>",
    "(01)",
    "(10)",
    "IS01",
    "IS01" + "0" * 22,
    "S1",
    "S2",
    "S3",
    "[)>\x1e06\x1d",
    "\x1e\x04",
]
PIECES += [*list("0123456789ABéà&\"'(-è_ç \r\n\t\x00^{}\\"), "１", "²", "�", "é"]


@settings(max_examples=400)
@given(st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=60), st.booleans())
@example("", False)
@example("7" * (LONGEST + 1), True)
@example("1021" * 175, False)
@example("]d2 ", False)
def test_any_text_has_an_answer(raw, typed):
    reading = read_code(raw, READ_ON, typed=typed)
    assert reading.accepted is (reading.reason is None)
    if not reading.accepted:
        assert (reading.lot, reading.expiry, reading.serial, reading.own) == (None, None, None, None)
    if reading.product and reading.product.cip13:
        assert str(ean_key(reading.product.cip13[:-1])) == reading.product.cip13[-1]


@given(st.integers(0, 99), st.dates(date(1990, 1, 1), date(2090, 1, 1)))
def test_the_century_is_the_nearest_that_the_standard_allows(yy, read_on):
    raw = "01034009359558381000\x1d" + f"17{yy:02d}0131"
    year = read_code(raw, read_on).expiry.year
    assert year % 100 == yy
    assert -49 <= year - read_on.year <= 50


@pytest.mark.parametrize(("yy", "read_on"), [("00", date.max), ("99", date.min)])
def test_a_day_beyond_the_calendar_is_no_day(yy, read_on):
    assert read_code(f"010340093595583817{yy}0101", read_on).reason.code == "impossible_date"


@given(days.map(lambda day: day.replace(day=1) - timedelta(days=1)))
def test_day_zero_is_the_last_day_of_the_month(last):
    raw = f"010340093595583817{last:%y%m}00"
    assert read_code(raw, READ_ON).expiry == last
