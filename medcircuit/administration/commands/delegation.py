"""`medcircuit delegation check`: may this person help this resident with this line?"""

from __future__ import annotations

import json
from datetime import datetime

import click

from medcircuit.administration.commands import snapshot
from medcircuit.administration.service.answering import answered_for
from medcircuit.kernel.clock import PARIS, SystemClock


@click.group(help="Aide à la prise et actes confiés : qui peut aider, avec quoi.")
def delegation() -> None:
    """Who may help whom."""


@delegation.command(
    "check",
    short_help="Dire si une personne peut aider un résident.",
    help="Dire si une personne (identifiant de connexion) peut aider un résident avec une ligne, et sinon pourquoi.",
)
@click.argument("person")
@click.argument("resident")
@click.argument("line")
@click.option(
    "--at", "at", help="À quel instant (ISO 8601, heure de Paris sans décalage). Par défaut : maintenant."
)
def check(person: str, resident: str, line: str, at: str | None) -> None:
    """Say in JSON whether a person may help a resident with a line, and every condition that is not met."""
    with snapshot() as connection:
        found = answered_for(connection, person, resident, line, _instant(at))
    click.echo(json.dumps(found, ensure_ascii=False))


def _instant(text: str | None) -> datetime:
    if text is None:
        return SystemClock().now()
    try:
        said = datetime.fromisoformat(text)
    except ValueError as error:
        raise click.UsageError("--at attend une date et une heure, comme 2026-11-21T19:00.") from error
    return said if said.tzinfo is not None else said.replace(tzinfo=PARIS)
