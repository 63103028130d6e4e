"""`medcircuit interactions`: bring the thesaurus of interactions to an edition, and say what it covers."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

import click
from sqlalchemy import Connection

from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.settings import Settings
from medcircuit.medicines.commands.catalogue import SHOWN, CatalogueHasNoPlace, write_report
from medcircuit.medicines.service.interactions import (
    ANSM,
    Coverage,
    Imported,
    coverage,
    import_interactions,
    read_files,
)


@click.group(help="Tenir à jour les interactions médicamenteuses.")
def interactions() -> None:
    """The thesaurus of interactions."""


@interactions.command(
    "import",
    short_help="Importer un thésaurus d'interactions.",
    help="Importer un thésaurus d'interactions : des fichiers CSV de paires (substance_1, substance_2, niveau, mecanisme, "
    "conduite) et de classes (substance, classe).",
)
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="FICHIER…")
@click.option("--source", default=ANSM, metavar="NOM", help="D'où viennent ces données ; par défaut l'ANSM.")
@click.option(
    "--edition",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m"]),
    metavar="AAAA-MM-JJ",
    help="Date de l'édition ; sinon celle du nom d'un fichier.",
)
@click.option("--report", type=click.Path(path_type=Path), help="Liste (CSV) de chaque ligne rejetée.")
@click.option("--json", "as_json", is_flag=True, help="Le compte rendu en JSON.")
@click.option(
    "--accept-retirements", is_flag=True, help="Accepter qu'un fichier retire la plupart de ses lignes."
)
def import_(
    files: Sequence[Path],
    source: str,
    edition: datetime | None,
    report: Path | None,
    *,
    as_json: bool,
    accept_retirements: bool,
) -> None:
    """Bring the interactions of a source to an edition."""
    given = read_files(files)
    if report is not None:
        write_report(report, ())
    database = open_current(Settings.read().database_url)
    try:
        with database.read() as connection:
            _need_place(connection)
        with database.write() as connection:
            done = import_interactions(
                connection,
                given,
                now=SystemClock().now(),
                source=source.strip()[:80] or ANSM,
                edition=edition.date() if edition else None,
                accept_retirements=accept_retirements,
            )
        with database.read() as connection:
            covered = coverage(connection)
    finally:
        database.close()
    if report is not None:
        write_report(report, done.notices)
    if as_json:
        click.echo(json.dumps(_told(done, covered), ensure_ascii=False))
    else:
        _say(done, covered)


def _need_place(connection: Connection) -> None:
    if not connection.dialect.has_table(connection, "interaction_pair"):
        raise CatalogueHasNoPlace


def _told(done: Imported, covered: Coverage) -> dict[str, object]:
    return {
        "source": done.source,
        "edition": done.edition.isoformat(),
        "files": [asdict(count) for count in done.files],
        "unknown": done.unknown,
        "coverage": asdict(covered),
    }


def _say(done: Imported, covered: Coverage) -> None:
    click.echo(f"{done.source}, édition du {done.edition:%d/%m/%Y}")
    for count in done.files:
        click.echo(
            f"{count.file} ({count.encoding}), lignes : {count.read} lues, {count.inserted} ajoutées, "
            f"{count.unchanged} inchangées, {count.retired} retirées, {count.rejected} rejetées"
        )
    for notice in [notice for notice in done.notices if notice.rejected][:SHOWN]:
        click.echo(f"Rejetée : {notice.file}, ligne {notice.line} : {notice.reason}", err=True)
    if len(done.notices) > SHOWN:
        click.echo(
            f"Autres lignes à relire : {len(done.notices) - SHOWN}. --report FICHIER les liste.", err=True
        )
    if done.unknown:
        click.echo(f"Sans substance connue : {', '.join(done.unknown)}", err=True)
    if covered.medicines:
        share = 100 * (covered.whole + covered.part) / (covered.medicines - covered.homeopathic or 1)
        percent = f"{share:.1f}".replace(".", ",")
        click.echo(
            f"Catalogue : {covered.medicines} médicaments commercialisés ; {covered.whole} couverts en entier, "
            f"{covered.part} en partie, {covered.none} non couverts, dont {covered.homeopathic} homéopathiques "
            f"({percent} % couverts hors homéopathie)"
        )
    sys.stdout.flush()
