"""The files that pages are made of: kept for ever under an address that tells their content."""

import re

import pytest

from medcircuit.web import statics
from medcircuit.web.statics import Shelf

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture
def house(sqlite_house):
    """No file is kept in a database."""
    return sqlite_house


@pytest.fixture
def shelf(tmp_path, monkeypatch):
    """A folder of two files, served in the place of ours."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "one.js").write_text("1;")
    (tmp_path / "style.css").write_text("a{}")
    monkeypatch.setattr(statics, "FOLDER", tmp_path)
    monkeypatch.setattr(statics, "SHELF", Shelf(tmp_path))
    return tmp_path


def kept(browser, address):
    with browser.get(address) as answer:
        assert answer.status_code == 200
        return answer.headers["Cache-Control"]


def test_every_file_of_a_page_is_asked_for_once_and_never_again(browser):
    page = browser.get("/tour/u/2026-11-21/MORN").text
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
    assert len(addresses) > 60
    assert {kept(browser, address) for address in addresses} == {FOR_EVER}


def test_a_changed_file_changes_the_address_of_all_and_the_old_one_is_asked_for_at_each_use(browser, shelf):
    before = statics.address()
    assert kept(browser, f"{before}/app/one.js") == FOR_EVER
    (shelf / "app" / "one.js").write_text("one;")
    assert kept(browser, f"{before}/app/one.js") == "no-cache", "no page has asked for the new version yet"
    now = statics.address()
    assert now != before
    assert kept(browser, f"{now}/app/one.js") == FOR_EVER
    assert kept(browser, f"{before}/style.css") == "no-cache"
    assert browser.get(f"{now}/app/two.js").status_code == 404


def test_the_plain_address_is_answered_and_asked_for_at_each_use(browser):
    assert kept(browser, "/static/app/round.js") == "no-cache"
