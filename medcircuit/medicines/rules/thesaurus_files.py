"""Reading the files of a thesaurus of interactions: pairs of protagonists, and the members of classes, as CSV.

Both are text with a header line, separated by semicolons, commas or tabs, in UTF-8 or Windows-1252. A row that cannot
be read is rejected with its reason; the others are read.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from medcircuit.kernel.problems import Invalid
from medcircuit.medicines.rules.bdpm import Notice
from medcircuit.medicines.rules.thesaurus import ORDER, Level, Pair, Protagonists, key_of_name
from medcircuit.medicines.rules.words import fold

LONGEST = 300
"""Of the name of a protagonist."""
LONGEST_TEXT = 8000
"""Of a mechanism or a conduct."""


class InteractionFileRefused(Invalid):
    """A file that is not one of the two kinds, or is no text."""

    code = "interaction_file_refused"
    sentence = (
        "Le fichier %(file)s ne peut pas être importé : %(reason)s. Rien n'a été importé. Sa première ligne doit nommer "
        "les colonnes : substance_1;substance_2;niveau;mecanisme;conduite, ou substance;classe."
    )


class Kind(StrEnum):
    """What a file holds."""

    PAIRS = "pairs"
    MEMBERS = "members"


@dataclass(frozen=True, slots=True)
class Member:
    """A substance that the thesaurus covers, in a class or (`class_name` empty) by itself."""

    substance: str
    class_name: str


@dataclass
class Content:
    """What one file says, and which of its rows were rejected."""

    kind: Kind
    encoding: str
    sha256: str
    pairs: list[Pair] = field(default_factory=list)
    members: list[Member] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    read: int = 0

    @property
    def rejected(self) -> int:
        """How many rows were not taken."""
        return sum(notice.rejected for notice in self.notices)


_COLUMNS = {
    **dict.fromkeys(("substance_1", "substance1", "protagoniste1", "protagoniste_1"), "one"),
    **dict.fromkeys(("substance_2", "substance2", "protagoniste2", "protagoniste_2"), "other"),
    **dict.fromkeys(("niveaux", "niveau"), "level"),
    **dict.fromkeys(("mecanisme", "risque"), "mechanism"),
    **dict.fromkeys(("conduite", "conduite a tenir", "conduite_a_tenir"), "conduct"),
    **dict.fromkeys(("substance", "dci"), "substance"),
    **dict.fromkeys(("classe", "famille"), "class"),
}
_LEVELS = {
    **dict.fromkeys(("ci", "contre-indication"), Level.CONTRAINDICATED),
    **dict.fromkeys(("ad", "asdec", "association deconseillee"), Level.ADVISED_AGAINST),
    **dict.fromkeys(("pe", "precaution d'emploi"), Level.PRECAUTION),
    **dict.fromkeys(("apec", "a prendre en compte"), Level.TO_CONSIDER),
}
_BETWEEN_LEVELS = re.compile(r"\s*[|/+]\s*|\s+-\s+")


def read_file(name: str, raw: bytes) -> Content:
    """One file: its kind by its header, its rows, its rejects. `name` is for the sentences.

    Pairs keep the protagonists as they are named; `resolve` finds who they are once every file is read.

    Raises:
        InteractionFileRefused: it is no text, has no header of ours, or holds no row.
    """
    text, encoding = _decoded(name, raw)
    separator = max(";,\t", key=text.partition("\n")[0].count)
    lines = csv.reader(io.StringIO(text), delimiter=separator)
    try:
        header = _header(next(lines, []))
        content = Content(_kind(name, header), encoding, hashlib.sha256(raw).hexdigest())
        for cells in lines:
            _read_row(content, header, cells, name, lines.line_num)
    except csv.Error:
        raise InteractionFileRefused(file=name, reason=f"la ligne {lines.line_num} est illisible") from None
    if not content.read:
        raise InteractionFileRefused(file=name, reason="il ne contient aucune ligne")
    return content


def _read_row(content: Content, header: list[str], cells: list[str], name: str, line: int) -> None:
    """Keep a row or note why not; a blank one is nothing."""
    if not any(cell.strip() for cell in cells):
        return
    content.read += 1
    row = {key: " ".join(cell.split()) for key, cell in zip(header, cells, strict=False)}
    if reason := _extra(header, cells) or _take(content, row):
        content.notices.append(Notice(name, line, True, reason, ";".join(cells)[:300]))


def _header(titles: list[str]) -> list[str]:
    """The columns, "" for one that is not ours; the codes of « niveaux » are read rather than the words of « niveau »."""
    header = [_COLUMNS.get(fold(title), "") for title in titles]
    if header.count("level") == 2:
        header[[fold(title) for title in titles].index("niveau")] = ""
    return header


def _decoded(name: str, raw: bytes) -> tuple[str, str]:
    if b"\0" in raw[:4096]:
        raise InteractionFileRefused(file=name, reason="ce n'est pas du texte")
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return raw.decode(encoding), encoding.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    raise InteractionFileRefused(file=name, reason="ce n'est pas du texte en UTF-8 ni en Windows-1252")


def _kind(name: str, header: list[str]) -> Kind:
    if {"one", "other", "level"} <= set(header):
        return Kind.PAIRS
    if {"substance", "class"} <= set(header):
        return Kind.MEMBERS
    raise InteractionFileRefused(file=name, reason="ses colonnes ne sont pas reconnues")


def _extra(header: list[str], cells: list[str]) -> str | None:
    if len(cells) > len(header):
        return f"{len(cells)} colonnes au lieu de {len(header)}"
    return None


def _take(content: Content, row: Mapping[str, str]) -> str | None:
    """Keep a row, or say why not."""
    return _take_pair(content, row) if content.kind is Kind.PAIRS else _take_member(content, row)


def _take_member(content: Content, row: Mapping[str, str]) -> str | None:
    substance, class_name = row.get("substance", ""), row.get("class", "")
    if not key_of_name(substance):
        return "la substance est vide"
    if len(substance) > LONGEST or len(class_name) > LONGEST:
        return "un nom dépasse 300 caractères"
    content.members.append(Member(substance, class_name))
    return None


def _take_pair(content: Content, row: Mapping[str, str]) -> str | None:
    names = [row.get("one", ""), row.get("other", "")]
    if not all(key_of_name(name) for name in names):
        return "un des deux protagonistes est vide"
    texts = [row.get("mechanism", ""), row.get("conduct", "")]
    if max(map(len, names)) > LONGEST or max(map(len, texts)) > LONGEST_TEXT:
        return "un texte est trop long"
    levels = levels_of(row.get("level", ""))
    if not levels:
        return f"niveau inconnu : « {row.get('level', '')[:40]} » (attendu : CI, AD, PE, APEC)"
    content.pairs.append(Pair("", "", names[0], names[1], levels, texts[0], texts[1], ""))
    return None


def levels_of(text: str) -> tuple[Level, ...]:
    """The levels of one association, the gravest first ("CI|AD", "ASDEC - PE"); empty where one is not known."""
    found = [_LEVELS.get(fold(part)) for part in _BETWEEN_LEVELS.split(text.strip())]
    if None in found:
        return ()
    return tuple(level for level in ORDER if level in found)


def resolve(pairs: list[Pair], known: Protagonists, source: str) -> tuple[list[Pair], list[str]]:
    """The pairs with their protagonists found, each once whichever side it was listed from, and the names unknown to the index."""
    found: dict[tuple[str, str, str], Pair] = {}
    unknown: dict[str, None] = {}
    for pair in pairs:
        ends = []
        for name in (pair.a_name, pair.b_name):
            key, defined = known.key(name)
            ends.append((key, name))
            if not defined:
                unknown[name] = None
        (a, a_name), (b, b_name) = sorted(ends)
        whole = Pair(a, b, a_name, b_name, pair.levels, pair.mechanism, pair.conduct, source)
        found.setdefault((a, b, digest(whole)), whole)
    return list(found.values()), list(unknown)


def digest(pair: Pair) -> str:
    """What tells two statements about the same protagonists apart: the SHA-256 of what they say, 16 digits of it."""
    said = "\x1f".join(("|".join(pair.levels), pair.mechanism, pair.conduct))
    return hashlib.sha256(said.encode()).hexdigest()[:16]


_YEAR_FIRST = re.compile(r"(?P<year>20\d\d)-?(?P<month>0[1-9]|1[0-2])(?:-?(?P<day>[0-2]\d|3[01]))?(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(?P<day>[0-2]\d|3[01])(?P<month>0[1-9]|1[0-2])(?P<year>20\d\d)(?!\d)")


def edition_in(name: str) -> date | None:
    """The edition that a file's name tells: "ansm_2020-10_pairs" is of 1 October 2020."""
    found = _YEAR_FIRST.search(name) or _DAY_FIRST.search(name)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"] or 1))
    except ValueError:
        return None
