"""The files of the Base de données publique des médicaments: read strictly, every row kept, warned of or rejected.

Layout of the files: « Structure technique des fichiers BDPM ». Tabulated text without header nor quotes; the encoding
differs between files and between editions and is found strictly, file by file. A row that cannot be read is rejected
with its line and reason; a field that makes no sense becomes empty with a warning; nothing else of the file is lost.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any, TypeVar

from medcircuit.kernel.checksums import is_digits
from medcircuit.kernel.problems import Invalid

RULES_VERSION = "2"
"""Part of every fingerprint: raise it when what is derived from a row changes, and the next import derives anew."""


class FileRefused(Invalid):
    """A whole file cannot be what its name says."""

    code = "catalogue_file_refused"
    sentence = (
        "Le fichier %(file)s ne peut pas être importé : %(reason)s. Rien n'a été importé. "
        "Téléchargez-le de nouveau depuis la base de données publique des médicaments et recommencez."
    )


class RowRejected(Exception):
    """Why one row cannot be kept."""


@dataclass(frozen=True)
class Notice:
    """Something to know about one line of a file: a row rejected, or kept with a field emptied or repaired."""

    file: str
    line: int
    rejected: bool
    reason: str
    raw: str


@dataclass(frozen=True)
class Decoded:
    """A file's text and how it was encoded: utf-8, cp1252 or latin-1; `odd`: its lines, from 1, that are not so."""

    text: str
    encoding: str
    odd: frozenset[int] = frozenset()


@dataclass
class Parsed:
    """What one file holds: its rows by key, their fingerprints, and what was said of them.

    `cut`: its last line has no end and could not be read, as where a download stopped.
    """

    file: str
    encoding: str
    rows: dict[Any, dict[str, Any]]
    fingerprints: dict[Any, int]
    notices: list[Notice]
    read: int = 0
    cut: bool = False

    @property
    def rejected(self) -> int:
        """How many rows were rejected."""
        return sum(notice.rejected for notice in self.notices)

    def unread(self, keys: Iterable[Any]) -> set[Any]:
        """Those of these keys, absent from the rows, that a rejected line still names: damaged is not gone."""
        named: dict[str, list[set[str]]] = {}
        for notice in self.notices:
            fields = {part.strip() for part in notice.raw.split("\t")} if notice.rejected else set()
            for one in fields:
                named.setdefault(one, []).append(fields)
        found = set()
        for key in keys if named else ():
            parts = {str(part) for part in key} if isinstance(key, tuple) else {str(key)}
            if any(parts <= fields for fields in named.get(max(parts, key=len), ())):
                found.add(key)
        return found


_UTF8_MARK = b"\xef\xbb\xbf"
_UTF8_SIGN = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")
_CONTROL = re.compile(r"[\x01-\x08\x0b\x0c\x0e-\x1f]")
_C1 = re.compile(r"[\x80-\x9f]")


def decode(raw: bytes, file: str) -> Decoded:
    """The text of a file: UTF-8 where it is valid (with or without BOM), else cp1252, else latin-1.

    In a file made of two encodings, most lines say which is the file's; the others are named, not guessed at: what
    one says in UTF-8 is something else in cp1252.

    Raises:
        FileRefused: it is empty, or is no text.
    """
    if not raw.strip():
        raise FileRefused(file=file, reason="il est vide")
    if b"\x00" in raw:
        raise FileRefused(file=file, reason="ce n'est pas un fichier de texte")
    decoded = _strictly(raw.removeprefix(_UTF8_MARK))
    if len(_CONTROL.findall(decoded.text)) > len(decoded.text) / 1000:
        raise FileRefused(file=file, reason="ce n'est pas un fichier de texte")
    return decoded


def _strictly(raw: bytes) -> Decoded:
    try:
        return Decoded(raw.decode("utf-8"), "utf-8")
    except UnicodeDecodeError:
        lines = raw.split(b"\n") if _UTF8_SIGN.search(raw) else []
    as_utf8 = {number for number, line in enumerate(lines, 1) if not line.isascii() and _is_utf8(line)}
    others = {number for number, line in enumerate(lines, 1) if not line.isascii()} - as_utf8
    if len(as_utf8) > len(others):
        text = "\n".join(
            _single(line)[0] if n in others else line.decode() for n, line in enumerate(lines, 1)
        )
        return Decoded(text, "utf-8", frozenset(others))
    return Decoded(*_single(raw), odd=frozenset(as_utf8))


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _single(raw: bytes) -> tuple[str, str]:
    """The text in an encoding of one byte a sign, and which."""
    try:
        return raw.decode("cp1252"), "cp1252"
    except UnicodeDecodeError:
        return raw.decode("latin-1"), "latin-1"


def records(text: str) -> Iterator[tuple[int, str]]:
    """Every record that is not blank, with its line number, from 1; line ends are LF, CR LF, or CR CR LF."""
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.rstrip("\r")
        if bare.strip():
            yield number, bare


@lru_cache(maxsize=256)
def _repaired(sign: str) -> str:
    try:
        return bytes([ord(sign)]).decode("cp1252")
    except UnicodeDecodeError:
        return sign


def repair(text: str) -> str:
    """Control signs left by a wrong re-encoding, given back as the signs they were (0x92 is « ’ »)."""
    return _C1.sub(lambda match: _repaired(match[0]), text)


@lru_cache(maxsize=65536)
def read_date(text: str) -> date | None:
    """A date written JJ/MM/AAAA, or None where there is none such, or none between 1900 and 2100."""
    match = re.fullmatch(r"(\d{2})/(\d{2})/(\d{4})", text)
    if match is None or not 1900 <= int(match[3]) <= 2100:
        return None
    try:
        return date(int(match[3]), int(match[2]), int(match[1]))
    except ValueError:
        return None


@lru_cache(maxsize=65536)
def read_cents(text: str) -> int | None:
    """A price in cents: "24,34", "1,466,29" and "1.466,29" (a thousand and more), or None."""
    match = re.fullmatch(r"(\d{1,3}(?:[.,  ]\d{3})*|\d+),(\d{2})", text)
    return int(re.sub(r"\D", "", match[1])) * 100 + int(match[2]) if match else None


@lru_cache(maxsize=1024)
def read_rate(text: str) -> str | None:
    """Rates of reimbursement, whole percents joined by ";": "65 %" and "65%" are both "65"; None if not so."""
    rates = [re.fullmatch(r"\s*(\d{1,3})\s*%\s*", part) for part in text.split(";") if part.strip()]
    return ";".join(rate[1] for rate in rates if rate) if all(rates) else None


T = TypeVar("T")


class Fields:
    """The fields of one row, without the spaces around them, and what had to be emptied while reading them."""

    def __init__(self, values: list[str]) -> None:
        self.values = values
        self.warnings: list[str] = []

    def text(self, index: int) -> str:
        """A field as it is."""
        return self.values[index]

    def needed(self, index: int, accepts: Callable[[str], bool], what: str) -> str:
        """A field without which the row means nothing.

        Raises:
            RowRejected: it is absent, or is not accepted.
        """
        value = self.values[index]
        if not value or not accepts(value):
            raise RowRejected(f"{what} « {value[:20]} » incorrect" if value else f"{what} absent")
        return value

    def read(self, index: int, reader: Callable[[str], T | None], what: str) -> T | None:
        """A field that may be empty; what cannot be read is emptied, with a warning."""
        value = self.values[index]
        if not value:
            return None
        found = reader(value)
        if found is None:
            self.warnings.append(f"{what} « {value[:30]} » incompréhensible : champ laissé vide")
        return found


@dataclass(frozen=True)
class Layout:
    """One file of the database: its name, how many fields a row has, and how a row becomes a key and its columns.

    `needed`: without it no catalogue can begin; the others may be absent, and what they say is then not known.
    `passing`: its rows come and go between two editions, as shortages do.
    """

    file: str
    width: int
    read: Callable[[Fields], tuple[Any, dict[str, Any]]]
    needed: bool = True
    passing: bool = False


def fingerprint(values: list[str]) -> int:
    """A signed 64-bit number that changes with the fields of a row, or with the rules that read it."""
    line = "\t".join((RULES_VERSION, *values))
    return int.from_bytes(blake2b(line.encode(), digest_size=8).digest(), signed=True)


def parse(raw: bytes, layout: Layout) -> Parsed:
    """Every row of a file, by its key; each row that is not kept whole has its notice.

    Raises:
        FileRefused: it is empty, is no text, or most of its rows are not rows of this file.
    """
    decoded = decode(raw, layout.file)
    parsed = Parsed(layout.file, decoded.encoding, {}, {}, [])
    first_seen: dict[Any, int] = {}
    mangled = bool(decoded.odd or _C1.search(decoded.text)) or "\ufffd" in decoded.text
    for number, line in records(decoded.text):
        parsed.read += 1
        try:
            text = _unmangled(parsed, decoded, number, line) if mangled else line
            key, columns, fields = _row(text, layout, first_seen)
        except RowRejected as why:
            parsed.notices.append(Notice(layout.file, number, True, str(why), line))
            continue
        first_seen[key] = number
        parsed.rows[key] = columns
        parsed.fingerprints[key] = fingerprint(fields.values)
        for warning in fields.warnings:
            parsed.notices.append(Notice(layout.file, number, False, warning, line))
    if parsed.rejected * 2 > parsed.read:
        first = next(notice for notice in parsed.notices if notice.rejected)
        reason = f"la plupart de ses lignes sont incorrectes (ligne {first.line} : {first.reason})"
        raise FileRefused(file=layout.file, reason=reason)
    last = parsed.notices[-1] if parsed.notices else None
    parsed.cut = bool(last and last.rejected and decoded.text.endswith(last.raw))
    return parsed


def _unmangled(parsed: Parsed, decoded: Decoded, number: int, line: str) -> str:
    if number in decoded.odd:
        raise RowRejected("encodage différent du reste du fichier")
    if "\ufffd" in line:
        reason = "caractères perdus avant la publication (�) : gardés tels quels"
        parsed.notices.append(Notice(parsed.file, number, False, reason, line))
    text = repair(line)
    if text != line:
        reason = "caractères de contrôle laissés par un mauvais encodage : rétablis"
        parsed.notices.append(Notice(parsed.file, number, False, reason, line))
    return text


def _row(text: str, layout: Layout, seen: dict[Any, int]) -> tuple[Any, dict[str, Any], Fields]:
    values = text.split("\t")
    while len(values) > layout.width and not values[-1].strip():
        values.pop()
    if len(values) != layout.width:
        raise RowRejected(f"{len(values)} champs au lieu de {layout.width}")
    fields = Fields([value.strip() for value in values])
    key, columns = layout.read(fields)
    if key in seen:
        raise RowRejected(f"même identifiant que la ligne {seen[key]}")
    return key, columns, fields


def is_cis(text: str) -> bool:
    """Whether this is a CIS code."""
    return len(text) == 8 and is_digits(text)


def is_cip13(text: str) -> bool:
    """Whether this is as long as a CIP13, digits only."""
    return len(text) == 13 and is_digits(text)


def is_number(text: str) -> bool:
    """Whether this is a number of at most nine digits."""
    return len(text) <= 9 and is_digits(text)
