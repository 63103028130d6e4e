"""Commands that measure; each prints one JSON object."""

from __future__ import annotations

import json
import os
import platform
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from medcircuit.bench.plan import plan_command


@click.group(
    short_help="Mesurer ce que coûtent les opérations (JSON).",
    help="Mesurer des coûts, chacun à côté d'un plancher mesuré dans le même passage ; résultat en JSON.",
)
def bench() -> None:
    """Measure what things cost, each beside a floor measured in the same run; prints JSON."""


bench.add_command(plan_command)

engine_option = click.option(
    "--engine",
    type=click.Choice(["sqlite", "postgresql"]),
    default="sqlite",
    show_default=True,
    help="Base de données.",
)


@bench.command("pack", help="Ouvrir par HTTP un tour de 80 résidents, à côté d'une réponse nue.")
@engine_option
def pack_command(engine: str) -> None:
    """Open a round of 80 residents over HTTP, beside a bare answer."""
    from medcircuit.bench.pack import bench_pack

    tell(bench_pack(engine))


@bench.command("codes", help="Lire 2 000 codes de boîtes, à côté de biip qui lit les mêmes.")
def codes_command() -> None:
    """Read 2,000 packs, beside biip reading the same."""
    from medcircuit.bench.codes import bench_codes

    tell(bench_codes())


@bench.command(
    "import",
    short_help="Importer le catalogue, à côté d'insertions nues.",
    help="Importer, deux fois, les fichiers de la base publique, à côté d'une découpe et d'insertions nues.",
)
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
def import_command(folder: Path) -> None:
    """Import the files of the public database, twice, beside a bare split and insert."""
    from medcircuit.bench.importing import bench_import

    tell(bench_import(folder))


@bench.command("search", help="Taper des médicaments lettre à lettre, par HTTP, à côté de LIKE.")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False))
@engine_option
def search_command(folder: Path, engine: str) -> None:
    """Type medicines letter by letter over HTTP, beside LIKE."""
    from medcircuit.bench.search import bench_search

    tell(bench_search(engine, folder))


@bench.command(
    "checks",
    short_help="Contrôler une prescription de 12 lignes avec tout un thésaurus.",
    help="Contrôler par HTTP les 12 lignes de chaque résident avec le thésaurus des FICHIERS, à côté des règles seules.",
)
@click.argument(
    "files", nargs=-1, required=True, type=click.Path(path_type=Path, exists=True), metavar="FICHIER…"
)
@engine_option
def checks_command(files: tuple[Path, ...], engine: str) -> None:
    """Check 12 lines of each resident over HTTP against a whole thesaurus, beside the rules alone."""
    from medcircuit.bench.checking import bench_checks

    tell(bench_checks(engine, files))


@bench.command("scan", help="Agir par HTTP sur un établissement servi, à côté d'une vue nue.")
@engine_option
@click.option("--clients", default="1,8,32", show_default=True, help="Nombres de navigateurs à la fois.")
def scan_command(engine: str, clients: str) -> None:
    """Acts over HTTP against a served house, beside a bare view in the same run."""
    from medcircuit.bench.scan import bench_scan

    tell(bench_scan(engine, [int(count) for count in clients.split(",")]))


@bench.command("screen", help="Scanner un tour dans Chromium, jusqu'au verdict affiché.")
def screen_command() -> None:
    """Scan a round in Chromium: from the last key to the painted verdict, beside a bare request and its frame."""
    from medcircuit.bench.screen import bench_screen

    tell(bench_screen())


@bench.command("queue", help="Ouvrir la file de 200 dossiers d'un médecin.")
@engine_option
def queue_command(engine: str) -> None:
    """Open a physician's queue of 200 cards over HTTP, beside a bare answer."""
    from medcircuit.bench.queue import bench_queue

    tell(bench_queue(engine))


@bench.command("sheet", help="Imprimer la fiche de liaison d'une personne.")
@engine_option
def sheet_command(engine: str) -> None:
    """Print the transfer sheet of a person with 12 lines over HTTP, beside a bare page."""
    from medcircuit.bench.sheet import bench_sheet

    tell(bench_sheet(engine))


@bench.command("editors", help="Modifier à huit les mêmes lignes, sans rien perdre.")
@engine_option
def editors_command(engine: str) -> None:
    """Change the same lines by eight, 1,000 times each: every loser is told, nothing is lost."""
    from medcircuit.bench.editors import bench_editors

    tell(bench_editors(engine))


def tell(figures: Mapping[str, Any]) -> None:
    """Print figures with the machine they were taken on."""
    machine = {
        "cpus": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
    }
    click.echo(json.dumps({**figures, "machine": machine}, indent=1, ensure_ascii=False))
