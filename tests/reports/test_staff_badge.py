"""A professional's badge: what is printed is what a scanner reads, and no name is cut."""

import subprocess

import zxingcpp
from PIL import Image

from reports.staff_badge import StaffBadgeSheet, staff_badges

CODE = "704483914439046469060767719381022"
LONG = "Marie-Antoinette-Bernadette DE LA ROCHEFOUCAULD-MONTMORENCY DE SAINT-GERMAIN-EN-LAYE ET D'AILLEURS"


def test_a_badge_is_read_back_and_says_who_and_where_whatever_the_length_of_a_name(tmp_path):
    sheets = [
        StaffBadgeSheet("Les Tilleuls", "Sofia PETIT", "Infirmière", 1, CODE),
        StaffBadgeSheet("Les Tilleuls", LONG, "Cadre", 12, CODE),
    ]
    (tmp_path / "badge.pdf").write_bytes(staff_badges(sheets))
    subprocess.run(
        ["pdftoppm", "-r", "203", "-png", str(tmp_path / "badge.pdf"), str(tmp_path / "b")], check=True
    )
    for page in sorted(tmp_path.glob("b-*.png")):
        [read] = zxingcpp.read_barcodes(Image.open(page))
        assert read.bytes == CODE.encode()
    said = subprocess.run(
        ["pdftotext", str(tmp_path / "badge.pdf"), "-"], capture_output=True, check=True
    ).stdout.decode()
    plain = " ".join(said.split()).replace("- ", "-")
    assert "Sofia PETIT" in plain
    assert LONG.rsplit(maxsplit=1)[-1] in plain
    assert "Badge n° 12." in plain
