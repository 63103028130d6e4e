"""What the code reader's answer is at the bedside, and what of a read is kept."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from medcircuit.administration.rules.reading import (
    RoundName,
    Scan,
    ScanUnreadable,
    check_scan,
    code_of,
    kept_raw,
    looks_like,
    product_number,
)
from medcircuit.administration.rules.situation import CodeKind
from medcircuit.medicines.rules.codes import OwnKind, Product, make_own_code, read_code

TODAY = date(2026, 11, 21)
SCAN = Scan(
    id="s1",
    raw="3400930000120",
    mode="scan",
    round=RoundName("lilas", TODAY, "MORN"),
    at=datetime(2026, 11, 21, 7, 10, tzinfo=UTC),
    device="tablet",
)


def own(kind):
    return make_own_code(kind, "1" * 30).digits


def code(raw, **options):
    return code_of(read_code(raw, TODAY, **options), raw)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (OwnKind.RESIDENT, CodeKind.RESIDENT),
        (OwnKind.PLACE, CodeKind.PLACE),
        (OwnKind.CART, CodeKind.PLACE),
        (OwnKind.USER, CodeKind.USER),
        (OwnKind.CELL, CodeKind.OTHER),
        (OwnKind.PILLBOX, CodeKind.OTHER),
        (OwnKind.UNIT_DOSE, CodeKind.OTHER),
        (OwnKind.DOCUMENT, CodeKind.OTHER),
        (OwnKind.COMMAND, CodeKind.OTHER),
    ],
)
def test_a_code_of_ours_is_what_its_first_digit_says(kind, expected):
    assert code(own(kind)).kind is expected


def test_a_box_is_a_product_by_its_number():
    read = code("3400930000120")
    assert (read.kind, read.status, read.said) == (CodeKind.PRODUCT, "ok_product_only", "3400930000120")


def test_a_box_whose_lot_reads_in_two_ways_is_still_that_product():
    read = code("01034009300001201727113010LOT42A21SN0001")
    assert (read.kind, read.status) == (CodeKind.PRODUCT, "ambiguous")


def test_a_wrong_digit_names_nothing_and_says_why():
    read = code("3400930000121")
    assert (read.kind, read.status) == (CodeKind.UNKNOWN, "rejected")
    assert read.why.endswith(".")


def test_a_read_that_a_keyboard_turned_is_said_to_be_healed():
    read = code('"\'ààç"àààà&éà')
    assert (read.kind, read.healed) == (CodeKind.PRODUCT, True)


def test_an_identity_opens_nobody():
    text = (
        "IS01"
        + "0" * 22
        + "S1"
        + "277010115400329"
        + "S21.2.250.1.213.1.4.8\x1dS3JEANNE\x1dS4MARTIN\x1dS5FS612-03-1938S701154"
    )
    read = read_code(text, TODAY)
    assert code_of(read, text).kind is CodeKind.OTHER
    assert kept_raw(read, text).startswith("sha256:")


def test_of_a_code_of_ours_only_the_hash_is_kept():
    digits = own(OwnKind.RESIDENT)
    kept = kept_raw(read_code(digits, TODAY), digits)
    assert kept.startswith("sha256:")
    assert digits not in kept
    assert kept_raw(read_code("bonjour", TODAY), "bonjour" * 200) == ("bonjour" * 200)[:700]


def test_a_typed_end_of_a_label_is_a_code_of_ours_without_a_kind_yet():
    read = read_code("12345678", TODAY, typed=True)
    assert code_of(read, "12345678").kind is CodeKind.UNKNOWN
    assert kept_raw(read, "12345678").startswith("sha256:")


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("1234", "4 chiffres, 1234"),
        ("123456789012", "12 chiffres, 12345678…"),
        ("bonjour", "« bonjour »"),
        ("bonjour tout le monde", "« bonjour tout… »"),
        ("a\x1db", "« ab »"),
    ],
)
def test_an_unknown_code_is_described(raw, said):
    assert looks_like(raw) == said


def test_a_product_is_named_by_the_number_people_know():
    assert product_number(Product(gtin="03400930000120", cip13="3400930000120")) == "3400930000120"
    assert product_number(Product(ucd13="3400890000000")) == "3400890000000"
    assert product_number(Product(gtin="01234567890128")) == "01234567890128"
    assert product_number(Product(ppn="1234")) == "1234"
    assert product_number(Product()) == "?"


def test_a_scan_says_what_its_mode_needs():
    check_scan(SCAN)
    check_scan(replace(SCAN, raw="", mode="photo", resident="martin", traits=frozenset({"room"})))
    for wrong in (
        replace(SCAN, raw=""),
        replace(SCAN, mode="photo", traits=frozenset({"room"})),
        replace(SCAN, mode="photo", resident="martin"),
        replace(SCAN, traits=frozenset({"shoe_size"})),
    ):
        with pytest.raises(ScanUnreadable):
            check_scan(wrong)
