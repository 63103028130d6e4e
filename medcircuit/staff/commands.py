"""`medcircuit staff`: for who keeps the server, where no administrator can come in any more."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import click
from sqlalchemy import inspect

from medcircuit.kernel.access import system_actor
from medcircuit.kernel.clock import SystemClock
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.settings import Settings
from medcircuit.kernel.work import Work, writing
from medcircuit.staff import service


class NobodyToReset(Invalid):
    """There is no database here, or nobody signs in under this login."""

    code = "nobody_to_reset"
    sentence = (
        "Aucun compte de cet identifiant ici. Rien n'a été changé. Vérifiez l'identifiant et MEDCIRCUIT_DATA."
    )


@click.group(help="Comptes du personnel.")
def staff() -> None:
    """The accounts of the staff."""


@staff.command(
    "reset-factor",
    short_help="Retirer le second facteur d'un compte.",
    help="Retirer le second facteur d'un compte, quand plus aucun administrateur ne peut se connecter. Le motif est"
    " conservé, et les sessions de la personne sont fermées.",
)
@click.argument("login")
@click.option("--reason", required=True, help="Pourquoi, et comment la personne a été reconnue.")
def reset_factor(login: str, reason: str) -> None:
    """Take away the second factors of an account, with a reason."""
    with _account(login) as (work, habilitation_id):
        service.reset(work, habilitation_id, reason)
    click.echo(f"Second facteur de {login} retiré. La personne en ajoutera un à sa prochaine connexion.")


@staff.command(
    "new-code",
    short_help="Donner un code à qui a oublié son mot de passe ou son PIN.",
    help="Donner un code à usage unique à qui a oublié son mot de passe ou son PIN, quand plus aucun responsable ne peut"
    " se connecter. L'ancien mot de passe et l'ancien PIN ne valent plus rien, et les sessions de la personne sont fermées."
    " Le motif est conservé.",
)
@click.argument("login")
@click.option("--reason", required=True, help="Pourquoi, et comment la personne a été reconnue.")
def new_code(login: str, reason: str) -> None:
    """Give an account a one-time code with which its secrets are chosen anew."""
    with _account(login) as (work, habilitation_id):
        renewed = service.renew_code(work, habilitation_id, reason)
    click.echo(f"Code à usage unique de {login} : {renewed.code}")
    click.echo("À la connexion : « Première connexion ? J'ai un code ».")


@contextmanager
def _account(login: str) -> Iterator[tuple[Work, str]]:
    """The account of this login, by a habilitation, and the work in which it is changed.

    Raises:
        NobodyToReset: there is no database here, or nobody signs in under this login.
    """
    settings = Settings.read()
    if settings.nothing_here:
        raise NobodyToReset
    database = open_current(settings.database_url)
    try:
        if not inspect(database.engine).has_table("staff_user"):
            raise NobodyToReset
        with database.read() as connection:
            found = service.habilitation_of(connection, login)
        if found is None:
            raise NobodyToReset
        house, habilitation_id = found
        with writing(database, system_actor(house), SystemClock()) as work:
            yield work, habilitation_id
    finally:
        database.close()
