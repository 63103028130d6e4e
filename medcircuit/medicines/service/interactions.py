"""The thesaurus of interactions: importing an edition of it, and reading the one in force."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Table, and_, select

from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.remembered import forget, remembered
from medcircuit.medicines.models import (
    composition,
    interaction_edition,
    interaction_member,
    interaction_pair,
    medicine,
)
from medcircuit.medicines.rules.bdpm import Notice
from medcircuit.medicines.rules.thesaurus import (
    Edition,
    Level,
    Pair,
    Protagonists,
    Thesaurus,
    build,
    key_of_name,
)
from medcircuit.medicines.rules.thesaurus_files import (
    Content,
    InteractionFileRefused,
    Kind,
    digest,
    edition_in,
    read_file,
    resolve,
)
from medcircuit.medicines.rules.words import fold
from medcircuit.medicines.service.importing import SHRINK_FLOOR, CatalogueShrinks

ANSM = "ANSM, thésaurus des interactions médicamenteuses"
"""The source of an import that names none."""


class EditionMissing(Invalid):
    """Nothing says of when a file is: data without an age are not imported."""

    code = "interaction_edition_missing"
    sentence = (
        "La date de l'édition de %(file)s n'est pas connue. Rien n'a été importé. "
        "Ajoutez --edition AAAA-MM-JJ, ou la date dans le nom du fichier."
    )


@dataclass
class Counts:
    """What one file did."""

    file: str
    kind: str
    encoding: str
    read: int
    inserted: int = 0
    unchanged: int = 0
    retired: int = 0
    rejected: int = 0


@dataclass
class Imported:
    """What an import did: counts by file, rejects, and protagonists that the index does not define."""

    source: str
    edition: date
    files: list[Counts] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Coverage:
    """How much of the marketed catalogue the thesaurus covers: medicines with all, some or none of their substances."""

    medicines: int
    whole: int
    part: int
    none: int
    homeopathic: int


@dataclass(frozen=True)
class Given:
    """A file to import."""

    name: str
    raw: bytes


def read_files(paths: Iterable[Path]) -> tuple[Given, ...]:
    """The files, as bytes.

    Raises:
        InteractionFileRefused: one cannot be read.
    """
    found = []
    for path in paths:
        try:
            found.append(Given(path.name, path.read_bytes()))
        except OSError:
            raise InteractionFileRefused(file=str(path), reason="il n'existe pas ou ne s'ouvre pas") from None
    return tuple(found)


def import_interactions(
    connection: Connection,
    files: Sequence[Given],
    *,
    now: datetime,
    source: str = ANSM,
    edition: date | None = None,
    accept_retirements: bool = False,
) -> Imported:
    """Bring the interactions of a source to this edition, in the caller's transaction; again changes nothing.

    The files of one kind replace what the source had of that kind; the other kind is left as it is.

    Raises:
        InteractionFileRefused: a file is no text, is of neither kind, or is empty.
        EditionMissing: neither an option nor a file's name tells of when the data are.
        CatalogueShrinks: most of a kind would be retired, and this was not accepted.
    """
    contents = [(given, read_file(given.name, given.raw)) for given in files]
    of_when = edition or next(filter(None, (edition_in(given.name) for given, _ in contents)), None)
    if of_when is None:
        raise EditionMissing(file=contents[0][0].name)
    done = Imported(source, of_when)
    forget(connection)
    for kind in (Kind.MEMBERS, Kind.PAIRS):
        mine = [(given, content) for given, content in contents if content.kind is kind]
        if mine:
            _bring(connection, done, kind, mine, now=now, accepted=accept_retirements)
    return done


def _bring(
    connection: Connection,
    done: Imported,
    kind: Kind,
    mine: Sequence[tuple[Given, Content]],
    *,
    now: datetime,
    accepted: bool,
) -> None:
    """Write what changed of one kind, and note each file."""
    table = interaction_member if kind is Kind.MEMBERS else interaction_pair
    held = _held(connection, table, done.source)
    wanted: dict[tuple[str, ...], dict[str, Any]] = {}
    for given, content in mine:
        rows = _rows(connection, done, content)
        count = Counts(given.name, kind.value, content.encoding, content.read, rejected=content.rejected)
        fresh = {key: row for key, row in rows.items() if held.get(key) is not False and key not in wanted}
        count.inserted, count.unchanged = len(fresh), len(rows) - len(fresh)
        wanted |= rows
        done.files.append(count)
        done.notices.extend(content.notices)
    gone = [key for key, retired in held.items() if not retired and key not in wanted]
    live = sum(not retired for retired in held.values())
    if len(gone) > SHRINK_FLOOR and len(gone) * 2 > live and not accepted:
        raise CatalogueShrinks(file=mine[0][0].name, retired=len(gone), live=live)
    done.files[-1].retired = len(gone)
    _write(connection, table, held, wanted, gone, now=now)
    for (_, content), count in zip(mine, done.files[-len(mine) :], strict=True):
        _note(connection, done, content, count, now=now)


def _held(connection: Connection, table: Table, source: str) -> dict[tuple[str, ...], bool]:
    """The keys that a source has, and whether each is retired."""
    names = [column.name for column in table.primary_key]
    rows = connection.execute(
        select(*(table.c[name] for name in names), table.c.retired_at).where(table.c.source == source)
    )
    return {tuple(key): retired_at is not None for *key, retired_at in rows}


def _rows(connection: Connection, done: Imported, content: Content) -> dict[tuple[str, ...], dict[str, Any]]:
    """The rows of a file by their keys."""
    if content.kind is Kind.MEMBERS:
        return {
            (done.source, one.substance, one.class_name): {
                "source": done.source,
                "substance": one.substance,
                "class_name": one.class_name,
            }
            for one in content.members
        }
    pairs, unknown = resolve(content.pairs, _protagonists(connection, done.source), done.source)
    done.unknown.extend(unknown)
    return {(pair.source, pair.a, pair.b, digest(pair)): _pair_row(pair) for pair in pairs}


def _protagonists(connection: Connection, source: str) -> Protagonists:
    table = interaction_member
    rows = connection.execute(
        select(table.c.substance, table.c.class_name).where(
            table.c.source == source, table.c.retired_at.is_(None)
        )
    ).all()
    return Protagonists(
        classes=frozenset(key_of_name(row.class_name) for row in rows if row.class_name),
        substances=frozenset(key_of_name(row.substance) for row in rows),
    )


def _pair_row(pair: Pair) -> dict[str, Any]:
    return {
        "source": pair.source,
        "a": pair.a,
        "b": pair.b,
        "digest": digest(pair),
        "a_name": pair.a_name,
        "b_name": pair.b_name,
        "levels": "|".join(pair.levels),
        "mechanism": pair.mechanism,
        "conduct": pair.conduct,
    }


def _write(
    connection: Connection,
    table: Table,
    held: dict[tuple[str, ...], bool],
    wanted: dict[tuple[str, ...], dict[str, Any]],
    gone: Sequence[tuple[str, ...]],
    *,
    now: datetime,
) -> None:
    names = [column.name for column in table.primary_key]
    fresh = [row for key, row in wanted.items() if key not in held]
    if fresh:
        connection.execute(table.insert(), fresh)
    back = [key for key in wanted if held.get(key)]
    for keys, value in ((gone, now), (back, None)):
        for key in keys:
            where = and_(*(table.c[name] == part for name, part in zip(names, key, strict=True)))
            connection.execute(table.update().where(where).values(retired_at=value))


def _note(connection: Connection, done: Imported, content: Content, count: Counts, *, now: datetime) -> None:
    """Note the file, unless the very same one is the last noted of its kind and nothing changed."""
    table = interaction_edition
    last = connection.execute(
        select(table.c.sha256, table.c.edition)
        .where(table.c.source == done.source, table.c.kind == content.kind.value, table.c.file == count.file)
        .order_by(table.c.imported_at.desc())
        .limit(1)
    ).first()
    same = last and (last.sha256, last.edition) == (content.sha256, done.edition)
    if same and not count.inserted + count.retired:
        return
    connection.execute(
        table.insert().values(
            id=new_id(),
            source=done.source,
            kind=content.kind.value,
            file=count.file[:200],
            edition=done.edition,
            encoding=content.encoding,
            sha256=content.sha256,
            imported_at=now,
            read=count.read,
            inserted=count.inserted,
            retired=count.retired,
            rejected=count.rejected,
        )
    )


def thesaurus(connection: Connection) -> Thesaurus:
    """The interactions in force; read again only once an import changed them."""
    stamp = remembered(connection, "interaction editions", lambda: _editions(connection))
    return _THESAURI.get(connection, stamp)


def _editions(connection: Connection) -> tuple[tuple[str, str, date], ...]:
    table = interaction_edition
    rows = connection.execute(
        select(table.c.id, table.c.source, table.c.edition).order_by(table.c.imported_at, table.c.id)
    )
    return tuple((row.id, row.source, row.edition) for row in rows)


class _Kept:
    """The thesaurus last read, under the imports that made it."""

    def __init__(self) -> None:
        self._kept: dict[tuple[tuple[str, str, date], ...], Thesaurus] = {}

    def get(self, connection: Connection, stamp: tuple[tuple[str, str, date], ...]) -> Thesaurus:
        """What is kept under these imports, else what the tables hold."""
        known = self._kept.get(stamp)
        if known is None:
            known = _read(connection, stamp)
            self._kept = {stamp: known}
        return known


_THESAURI = _Kept()


def _read(connection: Connection, stamp: tuple[tuple[str, str, date], ...]) -> Thesaurus:
    latest = {source: edition for _, source, edition in stamp}
    members, pairs = interaction_member, interaction_pair
    return build(
        [Edition(source, edition) for source, edition in latest.items()],
        (
            (row.substance, row.class_name)
            for row in connection.execute(
                select(members.c.substance, members.c.class_name).where(members.c.retired_at.is_(None))
            )
        ),
        (
            Pair(
                row.a,
                row.b,
                row.a_name,
                row.b_name,
                tuple(Level(level) for level in row.levels.split("|")),
                row.mechanism,
                row.conduct,
                row.source,
            )
            for row in connection.execute(select(pairs).where(pairs.c.retired_at.is_(None)))
        ),
    )


def coverage(connection: Connection) -> Coverage:
    """How much of the marketed catalogue the thesaurus in force covers."""
    known = thesaurus(connection)
    rows = connection.execute(
        select(composition.c.cis, composition.c.link, composition.c.name)
        .join(medicine, medicine.c.cis == composition.c.cis)
        .where(
            medicine.c.marketed.is_(True), medicine.c.retired_at.is_(None), composition.c.retired_at.is_(None)
        )
    )
    linked: dict[str, dict[str, bool]] = {}
    homeopathic: set[str] = set()
    for cis, link, name in rows:
        if "homeopathiques" in fold(name):
            homeopathic.add(cis)
        parts = linked.setdefault(cis, {})
        parts[link] = parts.get(link, False) or _covered(known, name)
    whole = sum(all(parts.values()) for parts in linked.values())
    some = sum(any(parts.values()) for parts in linked.values())
    return Coverage(len(linked), whole, some - whole, len(linked) - some, len(homeopathic))


def _covered(known: Thesaurus, name: str) -> bool:
    return known.key_of(name) is not None
