"""The command that makes the demonstration and serves it."""

from __future__ import annotations

import gc
import hashlib
import json
import shutil
import socket
from dataclasses import asdict, dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.schema import CreateTable

from medcircuit.demo.people import HOUSES, STAFF
from medcircuit.demo.seed import PASSWORD, PIN, STEPS, seed_houses
from medcircuit.demo.tray import CODES, read_codes, write_codes
from medcircuit.demo.tray_routes import tray_blueprint
from medcircuit.kernel.audit import audit_entry
from medcircuit.kernel.clock import PARIS, ShiftedClock, SystemClock
from medcircuit.kernel.db import Database, metadata, open_database
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import Conflict
from medcircuit.kernel.schema import expected, upgrade
from medcircuit.kernel.seals import open_key
from medcircuit.kernel.site import Site
from medcircuit.kernel.vault import open_vault
from medcircuit.web.app import create_app
from medcircuit.web.commands import run

SEED = "medcircuit"
DATABASE = "medcircuit.sqlite"
KEYS = "keys"
STAMP = "demonstration.json"


class PortTaken(Conflict):
    """Another program listens on the port of the demonstration."""

    code = "port_taken"
    sentence = (
        "Le port %(port)s est déjà utilisé. Fermez l'autre programme, ou choisissez un autre port "
        "(bin/demo --port %(other)s)."
    )


class FolderInUse(Conflict):
    """The folder of the demonstration holds something else."""

    code = "folder_in_use"
    sentence = (
        "Le dossier %(folder)s contient autre chose qu'une démonstration. Rien n'a été changé. "
        "Choisissez-en un autre avec --data."
    )


@dataclass(frozen=True)
class Stamp:
    """What a demonstration was made for; another day, hour, seed or program makes it anew."""

    day: str
    at: str
    seed: str
    program: str


@click.command(
    short_help="Créer une démonstration et la servir.",
    help="Créer une démonstration (un EHPAD et un IME, trois semaines de tours) et la servir. Son horloge part du tour"
    " de ce matin, quelle que soit l'heure ; le même jour et la même graine donnent les mêmes données.",
)
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port à écouter."
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse à écouter.")
@click.option(
    "--at",
    default="08:00",
    show_default=True,
    type=click.DateTime(["%H:%M"]),
    help="Heure à laquelle elle commence.",
)
@click.option(
    "--data",
    "folder",
    default="demo-data",
    show_default=True,
    type=click.Path(path_type=Path, file_okay=False),
    help="Dossier de ses données.",
)
@click.option("--seed", default=SEED, show_default=True, help="Graine : une autre donne d'autres personnes.")
@click.option("--fresh", is_flag=True, help="Refaire les données ; ce qui y a été fait est perdu.")
@click.option("--no-serve", is_flag=True, help="Créer les données sans servir.")
def demo(*, port: int, host: str, at: datetime, folder: Path, seed: str, fresh: bool, no_serve: bool) -> None:
    """Make a demonstration (an EHPAD and an IME, three weeks of rounds) and serve it.

    Its clock starts at this morning's round, whatever the hour, and the same day and seed give the same data.
    """
    console = Console()
    if not no_serve:
        refuse_taken_port(host, port)
    today = SystemClock().now().astimezone(PARIS).date()
    start = datetime.combine(today, at.time(), tzinfo=PARIS)
    database = prepare(folder, start, seed, console, fresh=fresh)
    if no_serve:
        database.close()
        return
    clock = ShiftedClock(max(start, _last_act(database) or start))
    present(console, host, port, clock.now().astimezone(PARIS))
    site = Site.read(f"http://localhost:{port}")
    door = Door(database, clock, SystemClock(), open_vault(folder / KEYS), site)
    run(
        create_app(
            database,
            clock,
            door=door,
            demo=True,
            blueprints=(tray_blueprint(read_codes(folder)),),
            seal_key=partial(open_key, folder / KEYS),
        ),
        host=host,
        port=port,
        threads=8,
    )


def prepare(folder: Path, start: datetime, seed: str, console: Console, *, fresh: bool) -> Database:
    """The demonstration's database: as it was left, or made anew.

    Raises:
        FolderInUse: the folder holds other files.
    """
    stamp = Stamp(start.date().isoformat(), f"{start:%H:%M}", seed, _program())
    kept = folder / DATABASE
    if fresh or not (kept.exists() and (folder / CODES).exists()) or _read_stamp(folder) != asdict(stamp):
        _empty(folder)
        _make(folder, start, seed, console)
        (folder / STAMP).write_text(json.dumps(asdict(stamp), indent=1) + "\n", encoding="utf-8")
    return open_database(f"sqlite:///{kept.absolute()}")


def _program() -> str:
    """What the data would be made by: the tables, their version and the demonstration's own files."""
    seen = hashlib.sha256("".join(str(CreateTable(table)) for table in metadata.sorted_tables).encode())
    seen.update(expected().encode())
    for file in sorted(Path(__file__).parent.rglob("*.[jtp]*")):
        if file.suffix in {".py", ".json", ".txt"}:
            seen.update(file.read_bytes())
    return seen.hexdigest()[:16]


def _read_stamp(folder: Path) -> object:
    try:
        return json.loads((folder / STAMP).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None


def _empty(folder: Path) -> None:
    """Make the folder, or remove the demonstration it holds."""
    ours = (DATABASE, STAMP, CODES, KEYS)
    if folder.exists() and any(not entry.name.startswith(ours) for entry in folder.iterdir()):
        raise FolderInUse(folder=str(folder))
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)


def _make(folder: Path, start: datetime, seed: str, console: Console) -> None:
    """Build beside and rename at the end: an interrupted making leaves no half-made demonstration."""
    building = folder / f"{DATABASE}.building"
    database = open_database(f"sqlite:///{building.absolute()}")
    upgrade(database)
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Préparation de la démonstration", total=STEPS)

        def step(said: str) -> None:
            progress.update(task, advance=1, description=said)
            if not console.is_terminal:
                console.print(said)

        gc.disable()  # everything made is kept to the end: looking for what is not costs a tenth of the time
        houses = seed_houses(database, now=start, seed=seed, step=step)
        gc.enable()
    write_codes(folder, houses)
    database.close()
    building.rename(folder / DATABASE)


def _last_act(database: Database) -> datetime | None:
    """When something was last done in it: a demonstration taken up again goes on from there."""
    with database.read() as connection:
        at: datetime | None = connection.execute(select(func.max(audit_entry.c.at))).scalar_one()
    return at


def refuse_taken_port(host: str, port: int) -> None:
    """Say that the port is taken before anything is made.

    Raises:
        PortTaken: another program listens there.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise PortTaken(port=port, other=port + 1 if port < 65535 else 8000) from error


def present(console: Console, host: str, port: int, now: datetime) -> None:
    """Where it is, who can sign in, and how to begin."""
    shown = "localhost" if host in {"127.0.0.1", "0.0.0.0"} else host  # noqa: S104 - compared, not bound
    people = Table(title="Comptes de la démonstration", title_justify="left", title_style="bold")
    for column in ("Identifiant", "Personne", "Rôle", "Établissement"):
        people.add_column(column)
    names = {house.key: house.kind for house in HOUSES}
    for member in STAFF:
        person = f"{member.given_name} {member.family_name}"
        people.add_row(member.login, person, member.label, " et ".join(names[key] for key in member.houses))
    console.print()
    console.print(
        Panel.fit(
            f"[bold]http://{shown}:{port}[/bold]\n"
            f"Il est {now:%H:%M}, le {now:%d/%m/%Y}, dans la démonstration. Personnes et établissements sont inventés.",
            title="medcircuit",
        )
    )
    console.print(people)
    console.print(
        f"Mot de passe de tous les comptes : [bold]{PASSWORD}[/bold]    Code PIN : [bold]{PIN}[/bold]\n"
        "Ici aucun second facteur n'est exigé ; chacun peut en ajouter un dans « Mon compte »."
    )
    console.print(
        "\nPour commencer :\n"
        "  1. Ouvrez l'adresse ci-dessus et connectez-vous : [bold]spetit[/bold].\n"
        "  2. Choisissez le tour du matin d'une unité.\n"
        "  3. Dans le bac à codes, cliquez la carte d'un résident, puis une boîte, puis « Donné ».\n"
        "  4. Essayez la boîte d'un autre, la boîte périmée, la carte remplacée : chaque verdict s'explique.\n"
        "Arrêter : Ctrl+C. Recommencer à neuf : bin/demo --fresh\n"
    )
