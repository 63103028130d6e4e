"""What the reader of the public files keeps, warns of and rejects."""

from datetime import date

import pytest

from medcircuit.medicines.rules.bdpm import (
    COMPOSITIONS,
    GENERICS,
    MEDICINES,
    PRESENTATIONS,
    FileRefused,
    decode,
    parse,
    read_cents,
    read_date,
    read_rate,
    records,
    repair,
)

DOLIPRANE = (
    "60234100\tDOLIPRANE 1000 mg, comprimé\tcomprimé\torale\tAutorisation active\tProcédure nationale\t"
    "Commercialisée\t10/09/2002\t\t\t OPELLA HEALTHCARE FRANCE\tNon"
)
BOX = (
    "60234100\t3595583\tplaquette(s) thermoformée(s) PVC-Aluminium de 8 comprimé(s)\tPrésentation active\t"
    "Déclaration de commercialisation\t02/10/2002\t3400935955838\toui\t65%\t1,16\t2,18\t1,02\t"
)
PARACETAMOL = "60234100\tcomprimé\t02202\tPARACÉTAMOL\t1000 mg\tun comprimé\tSA\t1"
GROUP = "112\tPARACETAMOL 1 g - DOLIPRANE 1000 mg, comprimé\t60234100\t0\t1"


def test_utf8_with_or_without_a_mark_is_read_as_utf8():
    assert decode("comprimé".encode(), "f").encoding == "utf-8"
    marked = decode("\ufeffcomprimé".encode(), "f")
    assert (marked.text, marked.encoding) == ("comprimé", "utf-8")


def test_what_is_not_utf8_is_windows_1252_then_latin_1():
    assert decode("l’œuf".encode("cp1252"), "f").encoding == "cp1252"
    assert decode("é\x81".encode("latin-1"), "f").encoding == "latin-1"


def test_a_line_in_another_encoding_than_its_file_is_rejected_never_misread():
    others = [PARACETAMOL.replace("02202", str(code)) for code in range(3)]
    for ours, other in (("utf-8", "cp1252"), ("cp1252", "utf-8")):
        raw = "\n".join([*others, ""]).encode(ours) + PARACETAMOL.encode(other)
        parsed = parse(raw, COMPOSITIONS)
        assert (parsed.encoding, len(parsed.rows)) == (ours, 3)
        assert {row["name"] for row in parsed.rows.values()} == {"PARACÉTAMOL"}
        (notice,) = parsed.notices
        assert (notice.line, notice.rejected) == (4, True)
        assert "encodage" in notice.reason


def test_a_file_cut_inside_a_sign_keeps_its_encoding_and_is_known_to_be_cut():
    whole = f"{PARACETAMOL.replace('02202', '1')}\n{PARACETAMOL.replace('02202', '2')}\n"
    assert not parse(whole.encode(), COMPOSITIONS).cut
    raw = (whole + PARACETAMOL).encode()
    cut = parse(raw[: raw.rindex("É".encode()) + 1], COMPOSITIONS)
    assert (cut.encoding, cut.cut, len(cut.rows), cut.rejected) == ("utf-8", True, 2, 1)
    assert not parse((whole + PARACETAMOL.replace("1000 mg", "")).encode(), COMPOSITIONS).cut


def test_a_rejected_line_still_names_its_row():
    other = GROUP.replace("60234100", "60234101")
    parsed = parse(f"{other}\n{GROUP}\tde trop\n".encode(), GENERICS)
    assert parsed.unread([("112", "60234100"), ("112", "60234102")]) == {("112", "60234100")}
    box = parse(f"{BOX}\n{BOX.replace('3400935955838', '3400930060216')}\tx\ty".encode(), PRESENTATIONS)
    assert box.unread(["3400930060216", "3400930060217"]) == {"3400930060216"}
    assert parse(GROUP.encode(), GENERICS).unread([("112", "60234102")]) == set()


@pytest.mark.parametrize(
    "raw", [b"", b" \r\n\t", b"PK\x03\x04\x00\x00", "é".encode("utf-16"), bytes(range(1, 32)) * 9]
)
def test_an_empty_or_binary_file_is_refused(raw):
    with pytest.raises(FileRefused):
        decode(raw, "CIS_bdpm.txt")


def test_blank_records_and_doubled_carriage_returns_are_no_rows():
    assert list(records("a\r\r\n\r\n \t\r\nb\r\nc")) == [(1, "a"), (4, "b"), (5, "c")]


def test_c1_controls_are_given_back_as_the_signs_they_were():
    assert repair("l\x92eau \x81") == "l’eau \x81"


@pytest.mark.parametrize(
    ("text", "expected"),
    [("29/02/2024", date(2024, 2, 29)), ("30/02/2024", None), ("29/11/2924", None), ("2024-02-29", None)],
)
def test_a_date_that_does_not_exist_or_is_absurd_is_none(text, expected):
    assert read_date(text) == expected


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("24,34", 2434),
        ("1,466,29", 146629),
        ("1.466,29", 146629),
        ("0,00", 0),
        ("24.34", None),
        ("abc", None),
    ],
)
def test_prices_keep_their_cents_and_their_thousands(text, cents):
    assert read_cents(text) == cents


@pytest.mark.parametrize(
    ("text", "rate"), [("65%", "65"), ("65 %", "65"), ("65%;100 %", "65;100"), ("65", None)]
)
def test_rates_are_read_with_and_without_a_space(text, rate):
    assert read_rate(text) == rate


def test_a_medicine_is_read_whole():
    parsed = parse((DOLIPRANE + "\r\n").encode("cp1252"), MEDICINES)
    row = parsed.rows["60234100"]
    assert row["holder"] == "OPELLA HEALTHCARE FRANCE"
    assert row["marketed"] is True
    assert row["watched"] is False
    assert row["authorised_on"] == date(2002, 9, 10)
    assert parsed.notices == []


def test_a_presentation_is_read_whole():
    row = parse(BOX.encode(), PRESENTATIONS).rows["3400935955838"]
    assert (row["cip7"], row["cis"]) == ("3595583", "60234100")
    assert (row["rates"], row["price_cents"], row["collectivities"]) == ("65", 116, True)


def test_a_wrong_check_digit_rejects_the_row_with_its_line_and_text():
    wrong = BOX.replace("3400935955838", "3400935955839")
    parsed = parse(f"{BOX}\n\n{wrong}\n".encode(), PRESENTATIONS)
    assert (parsed.read, len(parsed.rows), parsed.rejected) == (2, 1, 1)
    (notice,) = parsed.notices
    assert (notice.line, notice.raw) == (3, wrong)
    assert "clé de contrôle" in notice.reason


def test_a_cip7_that_contradicts_the_cip13_is_taken_from_it_with_a_warning():
    parsed = parse(BOX.replace("3595583", "1234567", 1).encode(), PRESENTATIONS)
    assert parsed.rows["3400935955838"]["cip7"] == "3595583"
    assert [notice.rejected for notice in parsed.notices] == [False]


def test_an_impossible_date_or_price_empties_the_field_and_keeps_the_row():
    strange = BOX.replace("02/10/2002", "31/02/2002").replace("1,16", "un euro")
    parsed = parse(strange.encode(), PRESENTATIONS)
    row = parsed.rows["3400935955838"]
    assert (row["declared_on"], row["price_cents"]) == (None, None)
    assert len(parsed.notices) == 2
    assert parsed.rejected == 0


def test_too_many_fields_reject_the_row_but_empty_ones_at_the_end_do_not():
    text = f"{PARACETAMOL}\t\t\n{PARACETAMOL.replace('02202', '02203')}\tde trop\n{PARACETAMOL.replace('02202', '1')}\n"
    parsed = parse(text.encode(), COMPOSITIONS)
    assert len(parsed.rows) == 2
    assert [(notice.line, notice.reason) for notice in parsed.notices] == [(2, "9 champs au lieu de 8")]


def test_the_same_key_twice_rejects_the_second_row_and_names_the_first():
    parsed = parse(f"{GROUP}\n{GROUP}\n{GROUP.replace('60234100', '60234101')}".encode(), GENERICS)
    assert len(parsed.rows) == 2
    assert parsed.notices[0].reason == "même identifiant que la ligne 1"


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (PARACETAMOL.replace("SA", "XX"), "nature du composant « XX » incorrect"),
        (PARACETAMOL.replace("PARACÉTAMOL", ""), "nom de substance absent"),
        (PARACETAMOL.replace("60234100", "6023410"), "code CIS « 6023410 » incorrect"),
    ],
)
def test_a_row_without_what_names_it_is_rejected(line, reason):
    good = "\n".join(PARACETAMOL.replace("02202", str(code)) for code in (1, 2))
    assert [notice.reason for notice in parse(f"{line}\n{good}".encode(), COMPOSITIONS).notices] == [reason]


def test_a_file_of_other_rows_is_refused_and_says_why():
    with pytest.raises(FileRefused, match="12 champs au lieu de 5"):
        parse(DOLIPRANE.encode(), GENERICS)


def test_quotes_are_kept_as_they_are():
    row = parse(DOLIPRANE.replace("DOLIPRANE", 'STEROGYL 15 "A"').encode(), MEDICINES).rows["60234100"]
    assert row["denomination"].startswith('STEROGYL 15 "A" 1000 mg')


def test_a_repaired_row_is_said_and_has_the_same_fingerprint_as_the_clean_one():
    clean = DOLIPRANE.replace("comprimé\t", "comprimé d’essai\t", 1)
    mangled = clean.replace("’", "\x92")
    parsed = parse(mangled.encode(), MEDICINES)
    assert parsed.fingerprints == parse(clean.encode("cp1252"), MEDICINES).fingerprints
    assert [notice.rejected for notice in parsed.notices] == [False]


def test_signs_lost_before_publication_are_said():
    parsed = parse(DOLIPRANE.replace("é", "\ufffd").encode(), MEDICINES)
    assert len(parsed.rows) == 1
    assert "�" in parsed.notices[0].reason


def test_a_fingerprint_changes_with_any_field():
    one = parse(GROUP.encode(), GENERICS).fingerprints
    other = parse(GROUP.replace("1 g", "2 g").encode(), GENERICS).fingerprints
    assert one.keys() == other.keys()
    assert one != other


def test_an_empty_field_is_none_without_a_warning():
    parsed = parse(BOX.replace("02/10/2002", "").encode(), PRESENTATIONS)
    assert parsed.rows["3400935955838"]["declared_on"] is None
    assert parsed.notices == []
