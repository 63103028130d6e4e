"""`medcircuit administration window`: was a dose given on time, and which due dose was it? `medcircuit verify`."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from typing import Any

import click
from sqlalchemy import Connection, inspect

from medcircuit.administration.rules.windows import Occurrence, attach
from medcircuit.administration.service import Verified, verified
from medcircuit.kernel.db import Database
from medcircuit.kernel.jsonl import Case, CaseUnreadable, answer_cases, field_instant, field_text
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.settings import Settings
from medcircuit.structure import service as structure

_MOST_MINUTES = 100_000
_DIFFERS = "%d différence(s). Ne corrigez rien dans la base : gardez-en une copie et prévenez l'éditeur."
_DERIVED = "Ce qui se calcule depuis les faits peut être refait : « medcircuit rebuild »."


class NothingToVerify(Invalid):
    """There is no database here."""

    code = "nothing_to_verify"
    sentence = "Aucune base de données ici, rien n'a été vérifié. Indiquez son dossier par MEDCIRCUIT_DATA."


@click.command(
    short_help="Refaire et contrôler chaque état depuis les faits.",
    help="Refaire chaque état depuis les faits, et contrôler reçus, empreintes, stock, sceaux et journal d'audit.",
)
@click.option("--json", "as_json", is_flag=True, help="Écrire le résultat en JSON.")
def verify(*, as_json: bool) -> None:
    """Fold every fact again and compare: states, receipts, hashes, stock, seals and audit trail."""
    with snapshot() as connection:
        found = [verified(connection, house) for house, _ in structure.establishments(connection)]
        names = dict(structure.establishments(connection))
    wrong = sum(len(one.differences) for one in found)
    if as_json:
        click.echo(
            json.dumps(
                {"establishments": [asdict(one) for one in found], "ok": not wrong}, ensure_ascii=False
            )
        )
    else:
        for one in found:
            _say(names[one.establishment_id], one)
        click.echo(_DIFFERS % wrong if wrong else "Tout concorde.")
        if any(one.derived for one in found):
            click.echo(_DERIVED)
    if wrong:
        sys.exit(1)


def _counted(number: int, one: str, several: str | None = None) -> str:
    return f"{number} {one if number <= 1 else several or one + 's'}"


def _say(name: str, one: Verified) -> None:
    click.echo(
        f"{name} : {_counted(one.events, 'fait')}, {_counted(one.doses, 'prise')}, {_counted(one.scans, 'lecture')},"
        f" {_counted(one.audit_entries, 'entrée')} d'audit, {_counted(one.seals, 'sceau', 'sceaux')}"
        f" {'vérifié' if one.seals <= 1 else 'vérifiés'}"
    )
    for difference in one.differences:
        click.echo(f"  {difference}", err=True)
    for notice in one.notices:
        click.echo(f"  À regarder : {notice}")


@contextmanager
def opened() -> Iterator[Database]:
    """The database of the settings, where there is one.

    Raises:
        NothingToVerify: there is none.
    """
    settings = Settings.read()
    if settings.nothing_here:
        raise NothingToVerify
    database = open_current(settings.database_url)
    try:
        if not inspect(database.engine).has_table("dose_state"):
            raise NothingToVerify
        yield database
    finally:
        database.close()


@contextmanager
def snapshot() -> Iterator[Connection]:
    """One state of the whole database of the settings.

    Raises:
        NothingToVerify: there is none.
    """
    with opened() as database, consistent(database) as connection:
        yield connection


@contextmanager
def consistent(database: Database) -> Iterator[Connection]:
    """One state of the whole database, whatever is being written meanwhile."""
    with database.read() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@click.group(help="Administrer les doses : rattacher les gestes aux prises.")
def administration() -> None:
    """The giving of doses."""


@administration.command(
    "window",
    short_help="Rattacher des gestes à leurs prises.",
    help="Dire à quelle prise prévue un geste se rattache, et s'il était à l'heure.",
)
@click.option("--jsonl", is_flag=True, required=True, help="Un cas JSON par ligne, une réponse par ligne.")
def window(*, jsonl: bool) -> None:
    """Say to which planned dose a gesture belongs, and whether it was on time."""
    assert jsonl
    answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_window)


def answer_window(case: Case) -> dict[str, Any]:
    """One case {occurrences, window_min, given_at}; what belongs to no due dose has a null `attached_due`.

    Raises:
        CaseUnreadable: a field is missing or is not of its kind.
    """
    found = attach(_occurrences(case), field_instant(case, "given_at"), _allowed(case))
    if found is None:
        return {"attached_due": None, "timing": None, "delta_s": None}
    answer = {
        "attached_due": found.occurrence.due.isoformat(),
        "timing": found.timing,
        "delta_s": _seconds(found.delta),
        "needs_reason": found.needs_reason,
    }
    return answer | ({"supersedes": found.supersedes} if found.supersedes else {})


def _occurrences(case: Case) -> list[Occurrence]:
    listed = case.get("occurrences")
    if not isinstance(listed, list) or not all(isinstance(each, dict) for each in listed):
        raise CaseUnreadable(why="le champ « occurrences » doit être une liste d'objets")
    return [
        Occurrence(
            field_instant(each, "due"), field_text(each, "state", default="due"), each.get("stat") is True
        )
        for each in listed
    ]


def _allowed(case: Case) -> timedelta:
    minutes = case.get("window_min")
    if (
        isinstance(minutes, bool)
        or not isinstance(minutes, int | Decimal)
        or not 0 <= minutes <= _MOST_MINUTES
    ):
        raise CaseUnreadable(why="le champ « window_min » doit être un nombre de minutes")
    return timedelta(microseconds=int(minutes * 60_000_000))


def _seconds(delta: timedelta) -> int | Decimal:
    whole = delta.days * 86_400 + delta.seconds
    return whole + Decimal(delta.microseconds) / 1_000_000 if delta.microseconds else whole
