"""Importing an edition of the public database: read everything, compare, then write it all or nothing."""

from __future__ import annotations

import gc
import hashlib
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path

from sqlalchemy import Connection, select

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.remembered import forget
from medcircuit.medicines.models import catalogue_edition
from medcircuit.medicines.rules.bdpm import (
    LAYOUTS,
    Notice,
    Parsed,
    parse,
)
from medcircuit.medicines.service import derived, writing
from medcircuit.medicines.service.changes import Changes, compare_rows

Progress = Callable[[str, int, int], None]
"""Told after each step: what is being done, steps done, steps in all."""

STEPS = 2 * len(LAYOUTS) + 2
SHRINK_FLOOR = 500
CUT_FLOOR = 50
"""Rows that a file may retire though its last line is cut short."""
_PASSING = {layout.file for layout in LAYOUTS if layout.passing}


class FolderUnusable(Invalid):
    """The folder to import is not one, or holds none of the files."""

    code = "catalogue_folder_unusable"
    sentence = (
        "Le dossier %(folder)s ne peut pas être importé : %(reason)s. Rien n'a été importé. "
        "Donnez le dossier qui contient CIS_bdpm.txt, CIS_CIP_bdpm.txt, CIS_COMPO_bdpm.txt et CIS_GENER_bdpm.txt."
    )


class CatalogueShrinks(Conflict):
    """An edition would retire most of what is there: more likely a truncated download than a fact."""

    code = "catalogue_shrinks"
    sentence = (
        "Le fichier %(file)s retirerait %(retired)s lignes sur %(live)s : il est sans doute incomplet. Rien n'a été "
        "importé. Téléchargez-le de nouveau, ou acceptez ces retraits avec --accept-retirements."
    )


class CatalogueOlder(Conflict):
    """An edition is older than the one in place: most likely another folder was meant."""

    code = "catalogue_older"
    sentence = (
        "L'édition du %(edition)s est plus ancienne que celle qui est en place (%(there)s). Rien n'a été importé. "
        "Donnez une édition plus récente, ou revenez à celle-ci avec --accept-older."
    )


@dataclass
class FileOutcome:
    """What the import of one file did."""

    read: int
    inserted: int
    updated: int
    unchanged: int
    retired: int
    rejected: int
    encoding: str


@dataclass
class Outcome:
    """What an import did: counts by file, notices in the order of the files, what was missing."""

    edition: date
    files: dict[str, FileOutcome] = field(default_factory=dict)
    notices: list[Notice] = field(default_factory=list)
    absent: list[str] = field(default_factory=list)
    stubs: int = 0
    seconds: float = 0.0


@dataclass(frozen=True)
class Folder:
    """The files of one edition, as bytes by their official names."""

    path: str
    edition: date
    files: dict[str, bytes]


def read_folder(folder: Path, *, edition: date | None, today: date) -> Folder:
    """The files of a folder; the edition is the one stated, else the date in the folder's name, else today.

    Raises:
        FolderUnusable: it does not exist, is no folder, or holds none of the files.
    """
    if not folder.is_dir():
        raise FolderUnusable(folder=str(folder), reason="ce n'est pas un dossier, ou il n'existe pas")
    names = {path.name.lower(): path for path in folder.iterdir() if path.is_file()}
    found = {layout.file: names[layout.file.lower()] for layout in LAYOUTS if layout.file.lower() in names}
    if not found:
        raise FolderUnusable(folder=str(folder), reason="il ne contient aucun fichier de la base publique")
    try:
        files = {name: path.read_bytes() for name, path in found.items()}
    except OSError as error:
        raise FolderUnusable(
            folder=str(folder), reason=f"un fichier est illisible ({error.strerror})"
        ) from error
    return Folder(str(folder), edition or _date_in(folder.resolve().name) or today, files)


def _date_in(name: str) -> date | None:
    match = re.search(r"(\d{4})-?(\d{2})-?(\d{2})", name)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None


def import_folder(
    connection: Connection,
    folder: Folder,
    *,
    now: datetime,
    accept_retirements: bool = False,
    accept_older: bool = False,
    progress: Progress = lambda _step, _done, _of: None,
) -> Outcome:
    """Bring the catalogue to this edition, in the caller's transaction; the same edition again changes nothing.

    A file that is absent leaves its rows as they are. The four that make the catalogue may not be absent the first time.

    Raises:
        FolderUnusable: one of those four is absent and was never imported.
        FileRefused: a file is empty, is no text, or is not what its name says.
        CatalogueOlder: a newer edition is in place, and going back to this one was not accepted.
        CatalogueShrinks: most of a file would be retired, or some of one that is cut, and this was not accepted.
    """
    if not accept_older:
        _not_older(connection, folder)
    with _without_collector():
        return _import(connection, folder, now=now, accept_retirements=accept_retirements, progress=progress)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Hundreds of thousands of rows live until the end: looking for garbage among them takes a third of the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _import(
    connection: Connection, folder: Folder, *, now: datetime, accept_retirements: bool, progress: Progress
) -> Outcome:
    started = time.perf_counter()
    outcome = Outcome(folder.edition)
    parsed: dict[str, Parsed] = {}
    for step, layout in enumerate(LAYOUTS):
        progress(f"Lecture de {layout.file}", step, STEPS)
        raw = folder.files.get(layout.file)
        if raw is not None:
            parsed[layout.file] = parse(raw, layout)
            outcome.notices.extend(parsed[layout.file].notices)
    outcome.absent = [layout.file for layout in LAYOUTS if layout.file not in parsed]
    _need_all_once(connection, folder, outcome.absent)
    progress("Comparaison avec le catalogue en place", len(LAYOUTS), STEPS)
    changes = {name: compare_rows(connection, name, rows) for name, rows in parsed.items()}
    for name, change in changes.items():
        _not_shrinking(name, change, cut=parsed[name].cut, accepted=accept_retirements)
    progress("Composition, classes et contenances", len(LAYOUTS) + 1, STEPS)
    found = derived.derive(connection, parsed, changes)
    outcome.stubs = len(found.stubs)
    forget(connection)
    written = len(LAYOUTS) + 2
    writing.write_all(
        connection,
        parsed,
        changes,
        found,
        now=now,
        progress=lambda what, at: progress(what, written + at, STEPS),
    )
    progress("Terminé", STEPS, STEPS)
    for name, change in changes.items():
        outcome.files[name] = _outcome(parsed[name], change)
        _remember(connection, folder, name, outcome.files[name], now=now)
    outcome.seconds = round(time.perf_counter() - started, 3)
    return outcome


def _need_all_once(connection: Connection, folder: Folder, absent: list[str]) -> None:
    known = set(connection.scalars(select(catalogue_edition.c.file).distinct()))
    never = [
        layout.file
        for layout in LAYOUTS
        if layout.needed and layout.file in absent and layout.file not in known
    ]
    if never:
        raise FolderUnusable(folder=folder.path, reason=f"il manque {', '.join(never)}")


def _not_older(connection: Connection, folder: Folder) -> None:
    """Refuse an edition before the one in place; an edition dated by the day of its import says nothing of its age."""
    table = catalogue_edition
    rows = connection.execute(
        select(table.c.file, table.c.edition, table.c.imported_at).order_by(table.c.imported_at)
    )
    there = {file: edition for file, edition, at in rows if edition != at.astimezone(PARIS).date()}
    newest = max((edition for file, edition in there.items() if file in folder.files), default=folder.edition)
    if newest > folder.edition:
        raise CatalogueOlder(edition=f"{folder.edition:%d/%m/%Y}", there=f"{newest:%d/%m/%Y}")


def _not_shrinking(name: str, change: Changes, *, cut: bool, accepted: bool) -> None:
    live, gone = change.live, len(change.retired)
    if name in _PASSING:
        gone -= len(change.inserted)
    incomplete = gone > CUT_FLOOR if cut else gone > SHRINK_FLOOR and gone * 2 > live
    if incomplete and not accepted:
        raise CatalogueShrinks(file=name, retired=gone, live=live)


def _outcome(rows: Parsed, change: Changes) -> FileOutcome:
    return FileOutcome(
        read=rows.read,
        inserted=len(change.inserted),
        updated=len(change.updated),
        unchanged=change.unchanged,
        retired=len(change.retired),
        rejected=rows.rejected,
        encoding=rows.encoding,
    )


def _remember(connection: Connection, folder: Folder, name: str, done: FileOutcome, *, now: datetime) -> None:
    """Note the edition of a file, unless the very same file is the last one noted and nothing changed."""
    sha256 = hashlib.sha256(folder.files[name]).hexdigest()
    table = catalogue_edition
    last = connection.execute(
        select(table.c.sha256, table.c.edition)
        .where(table.c.file == name)
        .order_by(table.c.imported_at.desc())
        .limit(1)
    ).first()
    changed = done.inserted + done.updated + done.retired
    if last and (last.sha256, last.edition) == (sha256, folder.edition) and not changed:
        return
    connection.execute(
        table.insert().values(
            id=new_id(),
            file=name,
            edition=folder.edition,
            encoding=done.encoding,
            sha256=sha256,
            imported_at=now,
            read=done.read,
            inserted=done.inserted,
            updated=done.updated,
            unchanged=done.unchanged,
            retired=done.retired,
            rejected=done.rejected,
        )
    )
