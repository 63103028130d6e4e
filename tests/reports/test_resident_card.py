"""The resident's card: what is printed is what a scanner reads, and no name is cut."""

import subprocess
from dataclasses import replace
from datetime import date

import pytest
import zxingcpp
from PIL import Image
from reportlab.pdfbase import pdfmetrics

from reports.drawing import NotDrawable, _path, _shapes, _view
from reports.letters import printable
from reports.resident_card import SMALLEST_PT, ResidentCardSheet, _broken, resident_cards

CODE = "104483914439046469060767719381022"
FACE = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 160 200"><title>Portrait</title>'
    b'<rect width="160" height="200" fill="#cde"/><g fill="#a52"><circle cx="80" cy="90" r="40"/>'
    b'<ellipse cx="80" cy="90" rx="9" ry="5" fill="white" fill-opacity=".5"/></g>'
    b'<path d="M60 110q20 20 40 0t10-5M60 60h10v5l-10 1zM20 180c5-9 9-9 15 0s9 9 15 0Q60 170 70 180S90 190 100 180'
    b'T120 180L130 190H140V195Z" fill="none" stroke="#333" stroke-width="2" stroke-linecap="round" '
    b'stroke-dasharray="2 1"/><line x1="1" y1="1" x2="9" y2="9" stroke="black"/>'
    b'<polygon points="1,1 9,1 9,9" fill-rule="evenodd"/><polyline points="1,1 9,1" fill="none" stroke="red"/></svg>'
)
CARD = ResidentCardSheet(
    house="EHPAD des Tilleuls — Lilas",
    birth_name="Lefebvre-Dumontier",
    used_name="Martin",
    first_name="Marie-Thérèse",
    birth_date=date(1941, 3, 2),
    sex="F",
    room="112",
    support_label="Carte",
    number=2,
    code=CODE,
    portrait=("image/svg+xml", FACE),
)


def rasterised(content, tmp_path, dpi):
    (tmp_path / "card.pdf").write_bytes(content)
    subprocess.run(
        ["pdftoppm", "-r", str(dpi), "-png", str(tmp_path / "card.pdf"), str(tmp_path / "card")], check=True
    )
    return [Image.open(path) for path in sorted(tmp_path.glob("card-*.png"))]


@pytest.mark.parametrize("dpi", [203, 300])
def test_the_code_on_the_card_is_read_back_as_its_33_digits_in_a_plain_datamatrix(tmp_path, dpi):
    for page in rasterised(resident_cards([CARD, replace(CARD, portrait=None)]), tmp_path, dpi):
        [read] = zxingcpp.read_barcodes(page)
        assert (read.bytes, read.symbology_identifier) == (CODE.encode(), "]d1")


def test_the_card_says_names_birth_date_room_number_and_the_last_eight_digits(tmp_path):
    (tmp_path / "card.pdf").write_bytes(resident_cards([CARD]))
    said = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "card.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    for text in ("LEFEBVRE-", "DUMONTIER", "Marie-Thérèse", "MARTIN", "Née le 02/03/1941", "Chambre 112"):
        assert text in said
    for text in ("Carte n° 2", "1938 1022", "EHPAD des Tilleuls"):
        assert text in said
    assert CODE not in said.replace(" ", "")


def test_fonts_are_embedded_and_the_document_says_its_title_and_language(tmp_path):
    path = tmp_path / "card.pdf"
    path.write_bytes(resident_cards([CARD]))
    fonts = subprocess.run(["pdffonts", str(path)], capture_output=True, check=True).stdout.decode()
    rows = [row.split() for row in fonts.splitlines()[2:]]
    assert rows
    assert all(row[-5] == "yes" for row in rows)
    assert b"/Lang (fr-FR)" in path.read_bytes()
    about = subprocess.run(["pdfinfo", str(path)], capture_output=True, check=True).stdout.decode()
    assert "Carte d'identification" in about


def test_the_same_card_gives_the_same_bytes():
    assert resident_cards([CARD]) == resident_cards([CARD])


@pytest.mark.parametrize(
    "svg",
    [
        FACE.replace(b"<rect", b'<rect transform="rotate(3)"'),
        FACE.replace(b"<line", b"<text"),
        FACE.replace(b"M60 110", b"M60 110A1 1 0 0 1 3 3"),
        FACE.replace(b'r="40"', b'r="large"'),
        FACE.replace(b"M60 110q20", b"M60q20"),
        FACE.replace(b'stroke="red"', b'stroke="nocolour"'),
        FACE.replace(b'stroke-width="2"', b'stroke-width="thick"'),
        FACE.replace(b' viewBox="0 0 160 200"', b""),
    ],
)
def test_a_portrait_that_cannot_be_drawn_leaves_an_empty_frame(svg):
    drawn = resident_cards([replace(CARD, portrait=("image/svg+xml", svg))])
    assert len(drawn) < len(resident_cards([CARD]))


def test_a_photo_that_cannot_be_read_leaves_an_empty_frame():
    assert resident_cards([replace(CARD, portrait=("image/png", b"\x89PNG broken"))]).startswith(b"%PDF")


def test_a_photo_is_printed(tmp_path):
    Image.new("RGB", (30, 40), "#369").save(tmp_path / "photo.png")
    photo = resident_cards([replace(CARD, portrait=("image/png", (tmp_path / "photo.png").read_bytes()))])
    assert len(photo) > len(resident_cards([replace(CARD, portrait=None)]))


def test_the_longest_name_is_broken_into_lines_and_never_cut():
    resident_cards([CARD])
    name = "DE LA ROCHEFOUCAULD-MONTBEL DE SAINT-EXUPERY " + "W" * 55
    lines = _broken(name, "VeraBd", SMALLEST_PT, 140)
    assert "".join(lines).replace(" ", "") == name.replace(" ", "")
    assert all(pdfmetrics.stringWidth(line, "VeraBd", SMALLEST_PT) <= 140 for line in lines)
    assert _broken("", "Vera", 8, 100) == []


def test_a_letter_that_the_font_lacks_loses_its_accent_and_stays():
    assert printable("Nguyễn Œdipe Žižek") == "Nguyen Œdipe Žižek"


def test_smooth_and_quadratic_curves_become_plain_ones():
    class Path:
        def get(self, _name, _default):
            return "M0 0t6 0 6 0s3 3 3 3"

    commands = list(_path(Path()))
    assert [letter for letter, _ in commands] == ["M", "C", "C", "C"]
    assert commands[-1][1][-2:] == (15.0, 3.0)


def test_a_drawing_without_its_frame_is_not_drawn():
    class Root:
        def get(self, _name, _default):
            return "0 0 0 0"

    with pytest.raises(NotDrawable):
        _view(Root())
    assert list(_shapes([], {})) == []
