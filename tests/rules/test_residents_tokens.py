"""Tokens: their digits, whom they identify, and portraits that can be shown safely."""

import base64
import struct
import zlib
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.kernel.checksums import has_mod97_key
from medcircuit.residents.rules.portraits import (
    LARGEST_PNG,
    LARGEST_SVG,
    PortraitRefused,
    checked_portrait,
    stored_portrait,
)
from medcircuit.residents.rules.tokens import (
    Support,
    TokenRead,
    code_hash,
    identified,
    printed_words,
    resident_code,
)

ISSUED = datetime(2026, 11, 1, tzinfo=UTC)


def read_token(resident_id, *, revoked_at=None):
    return TokenRead(resident_id, 1, Support.CARD, "0" * 64, "12345678", ISSUED, revoked_at, None, "t")


@given(st.integers(0, 10**30 - 1))
def test_a_code_is_33_digits_of_the_residents_type_with_their_key(number):
    code = resident_code(number)
    assert len(code) == 33
    assert code[0] == "1"
    assert has_mod97_key(code)


@given(st.sets(st.integers(0, 10**30 - 1), min_size=2, max_size=20))
def test_different_numbers_make_different_codes_and_hashes(numbers):
    codes = {resident_code(number) for number in numbers}
    assert len(codes) == len({code_hash(code) for code in codes}) == len(numbers)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.booleans()), max_size=8))
def test_a_revoked_token_never_identifies_anyone(reads):
    tokens = [read_token(who, revoked_at=ISSUED if revoked else None) for who, revoked in reads]
    assert set(identified(tokens)) == {who for who, revoked in reads if not revoked}


def test_a_tail_that_two_people_share_names_both():
    assert identified([read_token("b"), read_token("a"), read_token("a")]) == ("a", "b")


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, *, body=None):
    pixels = zlib.compress(b"".join(b"\0" + b"\xff\xff\xff" * width for _ in range(height)))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body or pixels) + chunk(b"IEND", b"")
    )


SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><circle cx="5" cy="5" r="4" fill="#ccc"/></svg>'


@pytest.mark.parametrize("content", [png(), SVG, b"\xef\xbb\xbf \n" + SVG])
def test_a_portrait_is_kept_as_text_and_comes_back_the_same(content):
    portrait = checked_portrait(content)
    assert stored_portrait(portrait.stored).media_type == portrait.media_type
    assert stored_portrait(portrait.stored).content == content


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"\xff\xd8\xff\xe0 jpeg",
        png()[:-4],
        png()[:40] + b"x" + png()[41:],
        png() + b"more",
        png(2001, 1),
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n" + chunk(b"IEND", b""),
        png(body=b"0" * LARGEST_PNG),
        SVG.replace(b"<circle", b"<script>alert(1)</script><circle"),
        SVG.replace(b'r="4"', b'r="4" onload="alert(1)"'),
        SVG.replace(b'fill="#ccc"', b'fill="url(http://x)"'),
        SVG.replace(b"<circle", b'<a href="javascript:x"><circle').replace(b"/></svg>", b"/></a></svg>"),
        SVG.replace(b"<svg", b"<svg:svg"),
        b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG,
        SVG[:-3],
        SVG.replace(b"circle", b"foreignObject"),
        b"<html/>",
        b"<svg>\xff</svg>",
        SVG.replace(b"</svg>", b"<!--" + b"x" * LARGEST_SVG + b"--></svg>"),
    ],
)
def test_what_is_no_safe_portrait_is_refused(content):
    with pytest.raises(PortraitRefused, match="La photo précédente est gardée"):
        checked_portrait(content)


def test_a_png_is_kept_in_base64():
    assert base64.b64decode(checked_portrait(png()).stored) == png()


@pytest.mark.parametrize(
    "now",
    [
        {"birth_name": "DURANT"},
        {"used_name": "Durand"},
        {"first_name": "Jean Marie"},
        {"birth_date": date(1940, 2, 2)},
        {"sex": "M"},
        {"room": "13"},
    ],
)
def test_each_word_printed_beside_a_code_is_told_from_another(now):
    card = {
        "birth_name": "DURAND",
        "used_name": None,
        "first_name": "Jeanne",
        "birth_date": date(1940, 2, 1),
        "sex": "F",
        "room": "12",
    }
    assert printed_words(**card) == printed_words(**card)
    assert printed_words(**card) != printed_words(**card | now)
