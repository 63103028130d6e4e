"""`medcircuit catalogue`: bring the catalogue to an edition of the public database."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

from medcircuit.kernel.clock import PARIS, SystemClock
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.settings import Settings
from medcircuit.medicines.rules.bdpm import Notice
from medcircuit.medicines.service.importing import STEPS, Outcome, import_folder, read_folder
from medcircuit.medicines.service.importing import Progress as Told

SHOWN = 10
"""How many rejects the terminal shows; the report has them all."""


class CatalogueHasNoPlace(Invalid):
    """The command found no database to import into."""

    code = "catalogue_has_no_place"
    sentence = (
        "Aucune base de données ici. Créez-la d'abord avec « medcircuit init », puis importez le catalogue."
    )


class ReportNotWritten(Invalid):
    """The list of rejects has nowhere to go; said before anything is imported."""

    code = "report_not_written"
    sentence = (
        "Le rapport %(file)s ne peut pas être écrit. Rien n'a été importé. Choisissez un autre fichier."
    )


@click.group(help="Tenir à jour le catalogue des médicaments.")
def catalogue() -> None:
    """The catalogue of medicines."""


@catalogue.command(
    "import",
    short_help="Importer une édition de la base publique.",
    help="Importer une édition de la base publique : FOLDER contient CIS_bdpm.txt, CIS_CIP_bdpm.txt….",
)
@click.argument("folder", type=click.Path(path_type=Path))
@click.option(
    "--report", type=click.Path(path_type=Path), help="Liste (CSV) de chaque ligne rejetée ou corrigée."
)
@click.option("--json", "as_json", is_flag=True, help="Le compte rendu en JSON.")
@click.option(
    "--edition",
    type=click.DateTime(["%Y-%m-%d"]),
    help="Date de l'édition (AAAA-MM-JJ) ; sinon celle du nom du dossier, sinon aujourd'hui.",
)
@click.option(
    "--accept-retirements", is_flag=True, help="Accepter qu'un fichier retire la plupart de ses lignes."
)
@click.option("--accept-older", is_flag=True, help="Revenir à une édition plus ancienne que celle en place.")
def import_(
    folder: Path,
    report: Path | None,
    edition: datetime | None,
    *,
    as_json: bool,
    accept_retirements: bool,
    accept_older: bool,
) -> None:
    """Bring the catalogue to an edition of the public database."""
    clock = SystemClock()
    today = clock.now().astimezone(PARIS).date()
    found = read_folder(folder, edition=edition.date() if edition else None, today=today)
    if report is not None:
        write_report(report, ())
    settings = Settings.read()
    if settings.nothing_here:
        raise CatalogueHasNoPlace
    database = open_current(settings.database_url)
    try:
        with database.read() as connection:
            if not connection.dialect.has_table(connection, "medicine"):
                raise CatalogueHasNoPlace
        with _bar() as told, database.write() as connection:
            outcome = import_folder(
                connection,
                found,
                now=clock.now(),
                accept_retirements=accept_retirements,
                accept_older=accept_older,
                progress=told,
            )
    finally:
        database.close()
    if report is not None:
        write_report(report, outcome.notices)
    if as_json:
        files = {name: asdict(done) for name, done in outcome.files.items()}
        click.echo(json.dumps({"files": files, "seconds": outcome.seconds}, ensure_ascii=False))
    else:
        _say(outcome, report)


@contextmanager
def _bar() -> Iterator[Told]:
    """A progress bar on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _step, _done, _of: None
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("Import", total=STEPS)
        yield lambda step, done, of: bar.update(task, description=step, completed=done, total=of)


def write_report(path: Path, notices: Sequence[Notice]) -> None:
    """Write every notice as a CSV that a French spreadsheet opens: semicolons, UTF-8 with a mark.

    Raises:
        ReportNotWritten: the file cannot be written.
    """
    try:
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            rows = csv.writer(file, delimiter=";")
            rows.writerow(["fichier", "ligne", "suite", "motif", "texte"])
            for notice in notices:
                fate = "rejetée" if notice.rejected else "gardée"
                rows.writerow([notice.file, notice.line, fate, notice.reason, notice.raw])
    except OSError as error:
        raise ReportNotWritten(file=str(path)) from error


def _say(outcome: Outcome, report: Path | None) -> None:
    click.echo(f"Édition du {outcome.edition:%d/%m/%Y}, {outcome.seconds:.1f} s".replace(".", ","))
    for name, done in outcome.files.items():
        click.echo(
            f"{name} ({done.encoding}), lignes : {done.read} lues, {done.inserted} ajoutées, {done.updated} modifiées, "
            f"{done.unchanged} inchangées, {done.retired} retirées, {done.rejected} rejetées"
        )
    for name in outcome.absent:
        click.echo(f"{name} est absent : ce qu'il avait apporté est gardé tel quel.", err=True)
    rejected = [notice for notice in outcome.notices if notice.rejected]
    for notice in rejected[:SHOWN]:
        click.echo(f"Rejetée : {notice.file}, ligne {notice.line} : {notice.reason}", err=True)
    if len(rejected) > SHOWN:
        click.echo(f"Lignes rejetées en plus : {len(rejected) - SHOWN}.", err=True)
    if outcome.notices and report is None:
        click.echo(f"Lignes à relire : {len(outcome.notices)}. --report FICHIER les liste.", err=True)
    sys.stdout.flush()
