"""`medcircuit seal rotate`: replace the key that seals signatures."""

from __future__ import annotations

import click
from sqlalchemy import inspect

from medcircuit.kernel import audit
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.db import Database
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.seals import SealKey, open_key, rotate
from medcircuit.kernel.settings import Settings
from medcircuit.kernel.work import Work
from medcircuit.structure import service as structure


class NothingToSeal(Invalid):
    """There is no database here, so no key either."""

    code = "nothing_to_seal"
    sentence = (
        "Aucune base de données ici, aucune clé n'a été changée. Indiquez son dossier par MEDCIRCUIT_DATA."
    )


@click.group(help="Clé de scellement des signatures.")
def seal() -> None:
    """The key that seals signatures."""


@seal.command(
    "rotate",
    short_help="Remplacer la clé de scellement.",
    help="Remplacer la clé qui scelle les signatures : la nouvelle sert aussitôt, sans redémarrer, et l'ancienne est"
    " détruite. Les clés publiques restent : tous les sceaux déjà posés se vérifient comme avant (medcircuit verify).",
)
def rotate_key() -> None:
    """Make a new key; the old private one is destroyed, every public one stays with the seals it made."""
    settings = Settings.read()
    if settings.nothing_here:
        raise NothingToSeal
    database = open_current(settings.database_url)
    try:
        if not inspect(database.engine).has_table("seal_key"):
            raise NothingToSeal
        old, new = _rotated(database, settings)
    finally:
        database.close()
    click.echo(f"Clé de scellement remplacée : {old.id} → {new.id}.")
    click.echo("La nouvelle sert dès la prochaine signature. Les sceaux déjà posés restent vérifiables.")


def _rotated(database: Database, settings: Settings) -> tuple[SealKey, SealKey]:
    """Replace the key and say so in the trail of every establishment, or change nothing."""
    old = open_key(settings.keys)
    with database.write() as connection:
        works = [
            Work(connection, system_actor(house), SystemClock().now())
            for house, _ in structure.establishments(connection)
        ]
        new = rotate(settings.keys)
        for work in works:
            work.did("rotate_seal_key", ("seal_key", old.id), ("seal_key", new.id))
            audit.append(connection, work.entry("done"))
    return old, new
