"""`medcircuit rebuild`: what `verify` finds wrong beside the facts is folded from them again."""

from __future__ import annotations

import sys

import click

from medcircuit.administration import service
from medcircuit.administration.commands import consistent, opened
from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.db import Database
from medcircuit.kernel.work import writing
from medcircuit.structure import service as structure

_UNSOUND = (
    "{name} : rien n'a été refait, car les faits eux-mêmes ne concordent pas ({count}, voir « medcircuit verify »)."
    " Gardez une copie de la base et prévenez l'éditeur."
)


@click.command(
    short_help="Refaire depuis les faits les états et niveaux qui en diffèrent.",
    help="Refaire depuis les faits ce qui en diffère : l'état de chaque prise, le niveau de chaque compte de stock. Aucun fait"
    " n'est touché, le service peut tourner. Rien n'est refait là où les faits eux-mêmes ne concordent pas.",
)
def rebuild() -> None:
    """Fold what differs from its facts again, house by house, each in one transaction."""
    with opened() as database:
        with consistent(database) as connection:
            houses = structure.establishments(connection)
        done = [_rebuilt(database, house, name) for house, name in houses]
    if not all(done):
        sys.exit(1)


def _rebuilt(database: Database, house: str, name: str) -> bool:
    """Fold one house again; whether it could be."""
    with consistent(database) as connection:
        unsound = list(service.unsound(connection, house))
        found = service.Wrong() if unsound else service.wrong(connection, house)
    if unsound:
        count = f"{len(unsound)} différence{'s' if len(unsound) > 1 else ''}"
        click.echo(_UNSOUND.format(name=name, count=count), err=True)
        return False
    if not found:
        click.echo(f"{name} : rien à refaire, tout est ce que disent les faits.")
        return True
    with writing(database, system_actor(house), SystemClock()) as work:
        rebuilt = service.rebuild(work, found)
    states = _counted(rebuilt.states, "état de prise refait", "états de prise refaits")
    levels = _counted(rebuilt.levels, "niveau de stock refait", "niveaux de stock refaits")
    click.echo(f"{name} : {states}, {levels}. Lancez « medcircuit verify ».")
    return True


def _counted(number: int, one: str, several: str) -> str:
    return f"{number} {one if number <= 1 else several}"
