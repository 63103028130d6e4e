"""Commands that make and serve a house: init, serve."""

from __future__ import annotations

import gc
import logging
import signal
import socket
from functools import partial
from pathlib import Path

import click
import waitress

from medcircuit.kernel.access import Role, system_actor
from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.db import Database, open_database
from medcircuit.kernel.door import Door
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.schema import NoDatabase, open_current, upgrade
from medcircuit.kernel.seals import open_key
from medcircuit.kernel.settings import Settings
from medcircuit.kernel.vault import open_vault
from medcircuit.kernel.work import writing
from medcircuit.medicines import service as medicines
from medcircuit.medicines.rules.codes import prepare_codes
from medcircuit.staff import service as staff
from medcircuit.structure import service as structure
from medcircuit.structure.schemas import Description, read_description
from medcircuit.web.app import LARGEST_REQUEST, Application, create_app

ADMINISTRATOR = staff.Person("admin", "Administrateur", "Compte", Role.ADMINISTRATOR)
LARGEST_BODY = 4 * LARGEST_REQUEST
"""Below that the application says that a request is too large; from there on the server itself takes none of it."""
MORE_THAN_A_HEAD = 700
"""How many bytes of an answer are gathered before they are sent: its head (540) waits for its body, and one send does."""

DEFAULT = """
organisation = "Mon organisme"
name = "Mon établissement"
finess = "990000002"
kind = "EHPAD"
units = ["Unité 1"]
"""


class AlreadyThere(Conflict):
    """`init` found a database that is in use."""

    code = "database_already_there"
    sentence = "Une base de données existe déjà ici. Rien n'a été changé. Choisissez un autre dossier."


class FolderUnusable(Invalid):
    """`init` cannot make the folder of the data."""

    code = "data_folder_unusable"
    sentence = (
        "Le dossier %(folder)s ne peut pas être créé : un fichier porte ce nom, ou ses droits d'accès ne le permettent "
        "pas. Rien n'a été créé. Choisissez-en un autre par MEDCIRCUIT_DATA."
    )


class AddressTaken(Conflict):
    """The service cannot listen at the address it was given."""

    code = "address_taken"
    sentence = (
        "L'adresse %(address)s ne peut pas être écoutée : un autre programme l'occupe, ou elle n'est pas de cette "
        "machine. Choisissez-en une autre par --port ou --host."
    )


@click.command(
    short_help="Créer la base d'un établissement.",
    help="Créer une base vide pour un établissement et afficher le code à usage unique de l'administrateur.",
)
@click.option(
    "--establishment",
    "file",
    type=click.Path(path_type=Path),
    help="Description de l'établissement, en TOML (voir README).",
)
def init(file: Path | None) -> None:
    """Make an empty database for one establishment and print the administrator's one-time code."""
    described = read_description(_stated(file) if file else DEFAULT)
    settings = Settings.read()
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FolderUnusable(folder=str(settings.data)) from error
    database = open_database(settings.database_url)
    try:
        if is_made(database):
            raise AlreadyThere
        upgrade(database)
        code = create_house(database, described)
    finally:
        database.close()
    click.echo(f"Base créée : {described.plan.name} ({settings.data})")
    click.echo(f"Identifiant : {ADMINISTRATOR.login}")
    click.echo(f"Code à usage unique : {code}")
    click.echo("Démarrez avec « medcircuit serve », puis choisissez « Première connexion ».")


def _stated(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except OSError as error:
        raise structure.EstablishmentUnreadable(
            reason=f"{file.name} n'existe pas ou ne peut pas être lu"
        ) from error
    except UnicodeDecodeError as error:
        raise structure.EstablishmentUnreadable(reason=f"{file.name} n'est pas un texte UTF-8") from error


def create_house(database: Database, described: Description) -> str:
    """One organisation, its establishment and its administrator, who will enrol the others; their one-time code."""
    with database.write() as connection:
        organisation = structure.create_organisation(connection, described.organisation)
        house = structure.create_establishment(connection, organisation, described.plan)
    with writing(database, system_actor(house), SystemClock()) as work:
        return staff.enrol(work, ADMINISTRATOR).code


def is_made(database: Database) -> bool:
    """Whether a house is there; a schema without one is what an `init` left that was cut short."""
    with database.read() as connection:
        has_schema = connection.dialect.has_table(connection, "establishment")
        return has_schema and bool(structure.establishments(connection))


@click.command(
    short_help="Servir l'établissement.",
    help="Servir la base de MEDCIRCUIT_DATA (ou de MEDCIRCUIT_DATABASE_URL).",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Adresse à écouter.")
@click.option(
    "--port", default=8000, show_default=True, type=click.IntRange(1, 65535), help="Port à écouter."
)
@click.option(
    "--threads", default=8, show_default=True, type=click.IntRange(1, 64), help="Demandes traitées à la fois."
)
def serve(host: str, port: int, threads: int) -> None:
    """Serve the database of MEDCIRCUIT_DATA (or MEDCIRCUIT_DATABASE_URL)."""
    settings = Settings.read()
    if settings.nothing_here:
        raise NoDatabase
    database = open_current(settings.database_url)
    if not is_made(database):
        raise NoDatabase
    click.echo(f"medcircuit : http://{host}:{port}")
    open_key(settings.keys)  # a key that cannot serve is said now, not at the first signature
    key = partial(open_key, settings.keys)
    clock = SystemClock()
    door = Door(database, clock, clock, open_vault(settings.keys), settings.site, settings.provider)
    run(create_app(database, clock, seal_key=key, door=door), host=host, port=port, threads=threads)


def run(app: Application, *, host: str, port: int, threads: int) -> None:
    """Serve until interrupted, or told to end as a supervisor tells it (SIGTERM); requests under way are answered first.

    Raises:
        AddressTaken: the address cannot be listened at.
    """
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    logging.getLogger("waitress.queue").setLevel(
        logging.ERROR
    )  # a line for each request that waits helps nobody
    with app.database.read() as connection:
        medicines.prepare_search(connection)
    prepare_codes()
    gc.freeze()  # what is loaded by now lasts as long as the server: no collection looks at it again
    signal.signal(signal.SIGTERM, _end)
    try:
        _refuse_taken(host, port)
        waitress.serve(
            app,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            channel_timeout=30,
            send_bytes=MORE_THAN_A_HEAD,
            max_request_body_size=LARGEST_BODY,
            url_scheme=app.door.site.scheme if app.door.site else "http",
            trusted_proxy="127.0.0.1",  # only a proxy on this machine is believed about whom it speaks for
            trusted_proxy_headers={"x-forwarded-for"},
            clear_untrusted_proxy_headers=True,
        )
    finally:
        app.database.close()


def _end(*_: object) -> None:
    """End as at a keyboard's interruption: the server lets go in order, and the database is one file again."""
    raise SystemExit(0)


def _refuse_taken(host: str, port: int) -> None:
    try:
        family, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        socket.create_server(address, family=family).close()
    except (OSError, UnicodeError) as error:
        raise AddressTaken(address=f"{host}:{port}") from error
