"""A scanner among hands: what it types becomes a code, and never a letter in a field nor a press of a button."""

import time

import pytest
from playwright.sync_api import expect

pytestmark = pytest.mark.browser
DATAMATRIX = "]d201034009300001201727113010LOT42\x1d21SN0001"


@pytest.fixture
def listening(workshop, scanner):
    workshop.evaluate("""async () => {
        const main = document.getElementById("main");
        main.innerHTML = '<input id="note" type="text"><button id="go" type="button">Donné</button>';
        window.pressed = 0;
        window.scans = [];
        window.keys = [];
        document.getElementById("go").addEventListener("click", () => (window.pressed += 1));
        const { Wedge } = await import("/static/app/wedge.js");
        window.wedge = new Wedge((scan) => window.scans.push(scan.raw));
        document.addEventListener("keydown", (event) => window.keys.push(event.key));
    }""")
    return workshop, scanner(workshop)


def scans(page, least=0):
    """What was read, once there is as much as must come, and what must not come had its time."""
    page.wait_for_function("(least) => window.scans.length >= least", arg=least)
    page.wait_for_timeout(650)
    return page.evaluate("window.scans")


def test_a_code_is_read_whole_with_its_separators(listening):
    page, scanner = listening
    scanner.send(DATAMATRIX)
    assert scans(page, 1) == [DATAMATRIX]


def test_a_code_never_lands_in_the_field_that_has_the_focus(listening):
    page, scanner = listening
    page.fill("#note", "moitié d'une note")
    page.evaluate("document.getElementById('note').setSelectionRange(7, 7)")
    scanner.send("3400930000120")
    assert scans(page, 1) == ["3400930000120"]
    assert page.input_value("#note") == "moitié d'une note"
    page.keyboard.type("X")
    assert page.input_value("#note") == "moitié Xd'une note"


def test_the_enter_of_a_scanner_never_presses_the_button_that_has_the_focus(listening):
    page, scanner = listening
    page.focus("#go")
    scanner.send("3400930000120")
    assert scans(page, 1) == ["3400930000120"]
    assert page.evaluate("window.pressed") == 0


def test_a_page_that_stands_still_in_the_middle_of_a_code_reads_it_whole(listening):
    page, scanner = listening
    page.focus("#go")
    begun, half = time.time() - 0.3, len(DATAMATRIX) // 2
    keys = [(char, begun + place * 0.004) for place, char in enumerate(DATAMATRIX + "\r")]
    scanner.press(keys[:half])
    page.evaluate("() => { const since = performance.now(); while (performance.now() - since < 900); }")
    scanner.press(keys[half:])
    assert scans(page, 1) == [DATAMATRIX]
    assert page.evaluate("window.pressed") == 0


def test_keys_that_reach_the_page_late_are_of_the_code_that_waits_for_its_enter(listening):
    page, scanner = listening
    scanner.send("3400930000120")
    half, begun = len(DATAMATRIX) // 2, time.time()
    keys = [(char, begun + place * 0.004) for place, char in enumerate(DATAMATRIX + "\r")]
    scanner.press(keys[:half])
    page.wait_for_timeout(900)
    scanner.press(keys[half:])
    assert scans(page, 2) == ["3400930000120", DATAMATRIX]


HALF = len(DATAMATRIX) // 2


def parted(at=HALF):
    """A code whose keys follow each other closely by their own times, in two parts."""
    begun = time.time() - 0.3
    keys = [(char, begun + place * 0.004) for place, char in enumerate(DATAMATRIX + "\r")]
    return keys[:at], keys[at:]


def test_keys_that_a_standstill_kept_back_go_on_with_the_code_they_belong_to(listening):
    page, scanner = listening
    page.focus("#go")
    first, second = parted()
    scanner.press(first)
    page.wait_for_function("window.scans.length === 1")  # the machine's silence looked like the scanner's
    scanner.press(second)
    page.wait_for_function("(code) => window.scans.at(-1) === code", arg=DATAMATRIX)
    *beginnings, whole = scans(page)
    assert whole == DATAMATRIX
    assert beginnings[0] == DATAMATRIX[:HALF]
    assert all(
        DATAMATRIX.startswith(part) for part in beginnings
    )  # one more for each time it stood still again
    assert page.evaluate("window.pressed") == 0


def test_an_enter_that_a_standstill_kept_back_ends_the_code_it_belongs_to(listening):
    page, scanner = listening
    page.focus("#go")
    first, enter = parted(len(DATAMATRIX))
    scanner.press(first)
    page.wait_for_function("window.scans.length === 1")
    scanner.press(enter)
    assert scans(page) == [DATAMATRIX]
    assert page.evaluate("window.pressed") == 0


def test_keys_kept_back_take_with_them_what_went_into_the_field(listening):
    page, scanner = listening
    page.fill("#note", "note")
    first, second = parted()
    scanner.press(first[:3])
    page.wait_for_function("document.getElementById('note').value === 'note]d2'")
    scanner.press(first[3:] + second)
    page.wait_for_function("window.scans.length === 1")
    assert page.evaluate("window.scans") == [DATAMATRIX]
    assert page.input_value("#note") == "note"


def test_the_next_page_knows_that_the_scanner_ends_with_enter(listening):
    page, scanner = listening
    scanner.send("3400930000120")
    page.wait_for_function("window.scans.length === 1")
    page.evaluate("""async () => {
        const { Wedge } = await import("/static/app/wedge.js");
        window.next = [];
        new Wedge((scan) => window.next.push(scan.raw), window);
    }""")
    first, second = parted()
    scanner.press(first)
    page.wait_for_timeout(900)
    scanner.press(second)
    page.wait_for_function("window.next.length > 0")
    assert page.evaluate("window.next") == [DATAMATRIX]


@pytest.mark.parametrize("pace", [0.06, 0.2])
def test_a_slow_scanner_presses_no_button_either(listening, pace):
    page, scanner = listening
    page.focus("#go")
    scanner.send("3400930000120", pace=pace)
    assert scans(page, 1) == ["3400930000120"]
    assert page.evaluate("window.pressed") == 0


def test_half_a_code_presses_no_button(listening):
    page, scanner = listening
    page.focus("#go")
    scanner.send("0120")
    assert scans(page) == []
    assert page.evaluate("window.pressed") == 0


def test_a_hand_presses_the_button_with_enter_and_with_space(listening):
    page, _ = listening
    page.focus("#go")
    page.keyboard.press("Enter")
    page.wait_for_timeout(50)
    page.keyboard.press("Space")
    page.wait_for_function("window.pressed === 2")


def test_what_a_hand_types_is_left_alone(listening):
    page, _ = listening
    page.focus("#note")
    page.keyboard.type("Refuse le goût, à revoir ] $ 12", delay=60)
    page.wait_for_timeout(300)
    expect(page.locator("#note")).to_have_value("Refuse le goût, à revoir ] $ 12")
    assert scans(page) == []


def test_a_quick_hand_loses_no_letter(listening):
    page, scanner = listening
    page.focus("#note")
    for word in ("les", " ", "deux"):  # fingers that roll over the keys: three letters in 30 ms, then a pause
        scanner.send(word, end="", pace=0.015)
        page.wait_for_timeout(250)
    expect(page.locator("#note")).to_have_value("les deux")
    assert scans(page) == []


def test_a_key_held_down_is_no_scanner(listening):
    page, _ = listening
    page.focus("#note")
    for _ in range(9):
        page.keyboard.down("a")
    page.keyboard.up("a")
    page.wait_for_timeout(250)
    expect(page.locator("#note")).to_have_value("aaaaaaaaa")
    assert scans(page) == []


def test_a_scanner_without_enter_is_understood_by_its_silence(listening):
    page, scanner = listening
    scanner.send("3400930000120", end="")
    assert scans(page, 1) == ["3400930000120"]


def test_a_code_that_announces_itself_may_come_slowly_even_in_a_field(listening):
    page, scanner = listening
    page.focus("#note")
    scanner.send("]C1013400930000120", pace=0.07)
    assert scans(page, 1) == ["]C1013400930000120"]
    assert page.input_value("#note") == ""


def test_two_codes_one_after_the_other_are_two(listening):
    page, scanner = listening
    scanner.send("3400930000120")
    scanner.send("3400930000137")
    assert scans(page, 2) == ["3400930000120", "3400930000137"]


def test_a_scanner_that_ends_with_two_keys_presses_nothing_with_the_second(listening):
    page, scanner = listening
    page.focus("#go")
    scanner.send("3400930000120", end="\r\t")
    assert scans(page, 1) == ["3400930000120"]
    assert page.evaluate("document.activeElement.id") == "go"


def test_no_key_of_a_scanner_reaches_the_shortcuts_of_the_page(listening):
    page, scanner = listening
    scanner.send("3400930000120")
    page.wait_for_timeout(200)
    assert len(page.evaluate("window.keys")) <= 1  # the first key, before anyone can know


def test_the_tray_types_as_a_scanner_does(listening):
    page, _ = listening
    page.fill("#note", "note")
    page.evaluate("async (raw) => (await import('/static/app/wedge.js')).typeLikeAScanner(raw)", DATAMATRIX)
    assert scans(page, 1) == [DATAMATRIX]
    assert page.input_value("#note") == "note"


def test_codes_typed_before_the_page_is_ready_are_read_in_their_order(workshop, scanner):
    workshop.add_script_tag(url="/static/app/early.js")
    hand = scanner(workshop)
    hand.send("3400930000120")
    hand.send("3400930000137")
    workshop.evaluate("""async () => {
        const { Wedge } = await import("/static/app/wedge.js");
        window.scans = [];
        new Wedge((scan) => window.scans.push(scan.raw));
    }""")
    assert scans(workshop, 2) == ["3400930000120", "3400930000137"]
