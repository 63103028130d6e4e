"""Check digits, on published numbers and at their edges."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.kernel import checksums as keys

DIGITS = st.text(alphabet="0123456789", min_size=2, max_size=34)


@pytest.mark.parametrize(
    "text", ["3400935955838", "3400930060216", "03400935955838", "13400935955835", "96385074"]
)
def test_published_article_numbers_keep_the_ean_key(text):
    assert keys.has_ean_key(text)
    assert not keys.has_ean_key(text[:-1] + str((int(text[-1]) + 1) % 10))


@pytest.mark.parametrize("text", ["", "3", "34009359558a8", "３４００９３５９５５８３８", "²²"])
def test_what_is_not_ascii_digits_has_no_key(text):
    assert not keys.has_ean_key(text)
    assert not keys.has_luhn_key(text)
    assert not keys.has_mod97_key(text)
    assert not keys.has_mod11_key(text)


@pytest.mark.parametrize("text", ["750803447", "060021920", "10002422979", "356000000", "35600000000048"])
def test_published_national_numbers_satisfy_luhn(text):
    assert keys.has_luhn_key(text)
    assert not keys.has_luhn_key(text[:-1] + str((int(text[-1]) + 1) % 10))


@pytest.mark.parametrize(
    ("body", "key"),
    [
        ("2790351215189", "89"),
        ("2770763220829", "10"),
        ("1620513000036", "97"),
        ("2550699000056", "04"),
        ("180092A001001", "92"),
        ("180092B001001", "22"),
    ],
)
def test_the_key_of_a_nir(body, key):
    assert keys.nir_key(body) == key


@pytest.mark.parametrize(
    "body", ["", "279035121518", "27903512151890", "180092C001001", "18009２A001001", "2A0092A001001"]
)
def test_what_is_not_a_nir_has_no_key(body):
    assert keys.nir_key(body) is None


@given(DIGITS, st.integers(0, 33), st.integers(1, 9))
def test_one_wrong_digit_never_keeps_a_mod97_key(body, place, step):
    text = body + keys.mod97_key(body)
    assert keys.has_mod97_key(text)
    place %= len(text)
    wrong = text[:place] + str((int(text[place]) + step) % 10) + text[place + 1 :]
    assert not keys.has_mod97_key(wrong) or int(wrong[-2:]) < 2


def test_the_old_key_of_seven_digits_informs():
    assert keys.has_mod11_key("3791605")
    assert keys.has_mod11_key("9170525")
    assert not keys.has_mod11_key("3003994")
    assert not keys.has_mod11_key("359558")


def test_the_key_of_a_pharmacy_product_number():
    assert keys.has_ppn_key("110375286414")
    assert not keys.has_ppn_key("110375286415")
    assert not keys.has_ppn_key("11037528641x")
    assert not keys.has_ppn_key("11 375286414")
