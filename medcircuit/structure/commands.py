"""`medcircuit upgrade` and `medcircuit backup`: for who keeps the server."""

from __future__ import annotations

from pathlib import Path

import click
from sqlalchemy.engine import make_url

from medcircuit.kernel import audit
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import PARIS, SystemClock
from medcircuit.kernel.copies import copy_database
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.schema import NoDatabase, expected, refuse_in_use, upgrading, version_of
from medcircuit.kernel.settings import Settings
from medcircuit.kernel.work import Work
from medcircuit.structure import service


class SaveFirst(Conflict):
    """A PostgreSQL database is about to be changed, and nobody said that it was saved."""

    code = "save_first"
    sentence = (
        "La base doit passer de la version %(found)s à la version %(expected)s. Rien n'a été changé. Sauvegardez-la "
        "d'abord (pg_dump --format=custom --file=avant.dump %(name)s), puis relancez avec --saved."
    )


class SavedByItsServer(Invalid):
    """`backup` copies the embedded database only."""

    code = "saved_by_its_server"
    sentence = (
        "Cette base est sur un serveur PostgreSQL : sauvegardez-la avec ses outils (pg_dump, pg_basebackup). "
        "Rien n'a été copié."
    )


@click.command(
    short_help="Amener la base à la version du programme.",
    help="Amener la base à la version du programme, service arrêté : tout ou rien. Une base embarquée est d'abord copiée à"
    " côté d'elle ; pour PostgreSQL, faites un pg_dump et dites-le par --saved.",
)
@click.option("--saved", is_flag=True, help="La base PostgreSQL a été sauvegardée (pg_dump).")
def upgrade(*, saved: bool) -> None:
    """Bring the database to the schema of the program, after a copy."""
    settings = Settings.read()
    if settings.nothing_here:
        raise NoDatabase
    file = _file(settings)
    if file is not None:
        refuse_in_use(file)
    database = open_database(settings.database_url)
    try:
        found = version_of(database)
        if found is None:
            raise NoDatabase
        if found == expected():
            click.echo(f"La base est déjà à la version {found} : rien n'a été changé.")
            return
        if file is not None:
            click.echo(f"Copie de la base, à garder : {_copied(file, found)}")
        elif not saved:
            name = make_url(settings.database_url).database or ""
            raise SaveFirst(found=found, expected=expected(), name=name)
        _upgrade(database, found)
    finally:
        database.close()
    click.echo(f"La base est passée de la version {found} à la version {expected()}.")
    click.echo("Lancez « medcircuit verify », puis démarrez le service.")


def _file(settings: Settings) -> Path | None:
    """The file of the embedded database; None where a server holds it."""
    url = make_url(settings.database_url)
    return Path(url.database or "") if url.get_backend_name() == "sqlite" else None


def _stamp() -> str:
    return SystemClock().now().astimezone(PARIS).strftime("%Y%m%d-%H%M%S")


def _copied(file: Path, found: str) -> Path:
    target = file.with_name(f"{file.stem}-version-{found}-{_stamp()}.sqlite")
    copy_database(file, target)
    return target


def _upgrade(database: Database, found: str) -> None:
    """Change the schema and say so in the trail of every establishment, or change nothing."""
    with upgrading(database) as connection:
        for house, _ in service.establishments(connection):
            work = Work(connection, system_actor(house), SystemClock().now())
            work.did("upgrade_schema", ("version", found), ("version", expected()))
            audit.append(connection, work.entry("done"))


@click.command(
    short_help="Copier la base embarquée, service en marche ou non.",
    help="Copier la base embarquée (SQLite) telle qu'elle est à un instant, le service en marche ou non. CIBLE est un"
    " fichier à créer, ou un dossier où la copie est nommée par la date. Les clés (dossier keys) se gardent à part.",
)
@click.argument("target", metavar="CIBLE", type=click.Path(path_type=Path))
def backup(target: Path) -> None:
    """Copy the embedded database as it is at one instant."""
    settings = Settings.read()
    if settings.nothing_here:
        raise NoDatabase
    file = _file(settings)
    if file is None:
        raise SavedByItsServer
    wanted = target / f"{file.stem}-{_stamp()}.sqlite" if target.is_dir() else target
    copy_database(file, wanted)
    click.echo(f"Copie faite : {wanted} ({wanted.stat().st_size // 1_000_000} Mo)")
