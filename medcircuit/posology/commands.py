"""`medcircuit posology plan`: the plan of a dosage between two dates, for a person or for a program."""

from __future__ import annotations

import json
import sys
from datetime import date, datetime
from typing import TextIO

import click
from rich.console import Console
from rich.table import Table

from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.jsonl import answer_cases
from medcircuit.posology.rules import DateUnreadable, Plan, parse_json, plan, read_dosages, read_span_edge
from medcircuit.posology.rules.calendar import instant
from medcircuit.posology.rules.sentence import prn_sentence, sentences
from medcircuit.posology.schemas import answer_case, plan_entries

_DAYS = ("lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim.")
_MOST_DAYS = 1100


@click.group(help="Lire les posologies : plan des prises, phrase en français.")
def posology() -> None:
    """Dosages: their plan and their French sentence."""


@posology.command(
    "plan",
    short_help="Montrer le plan d'une posologie FHIR.",
    help="Montrer le plan d'une posologie FHIR (FICHIER, ou - pour l'entrée standard) entre deux jours.",
)
@click.argument("source", type=click.File(encoding="utf-8"), required=False, metavar="[FICHIER|-]")
@click.option(
    "--from", "first", metavar="AAAA-MM-JJ", help="Premier jour du plan ; aussi le début du traitement."
)
@click.option("--to", "last", metavar="AAAA-MM-JJ", help="Dernier jour du plan, compris.")
@click.option("--start", metavar="DATE", help="Début du traitement (date, ou instant avec son décalage).")
@click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")
@click.option("--jsonl", is_flag=True, help="Répondre à des cas : un JSON par ligne sur l'entrée standard.")
def plan_command(
    source: TextIO | None,
    first: str | None,
    last: str | None,
    start: str | None,
    *,
    as_json: bool,
    jsonl: bool,
) -> None:
    """Show the plan of a FHIR dosage between two days."""
    if jsonl:
        answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_case)
        return
    if source is None or first is None or last is None:
        raise click.UsageError("Donnez un fichier FHIR (ou -), --from et --to ; ou --jsonl.")
    try:
        text = source.read()
    except UnicodeDecodeError:
        raise click.ClickException("Le fichier n'est pas du texte UTF-8.") from None
    _show(text, _day(first), _day(last), start, as_json=as_json)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DateUnreadable(text=text[:35]) from None


def _show(source: str, first: date, last: date, start: str | None, *, as_json: bool) -> None:
    if not 0 <= (last - first).days <= _MOST_DAYS or not 1900 < first.year < 2200:
        raise click.UsageError("--to doit suivre --from, de trois ans au plus.")
    dosages = read_dosages(parse_json(source))
    window = (instant(first.toordinal(), 0), instant(last.toordinal() + 1, 0))
    begin = read_span_edge(start).first if start else window[0]
    found = plan(dosages, line="1", start=begin, window=window)
    if as_json:
        told = {"sentence": sentences(dosages), "entries": plan_entries(found)}
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    _print(found, sentences(dosages))


def _print(found: Plan, said: str) -> None:
    console = Console()
    console.print(said, style="bold", markup=False, highlight=False)
    if found.doses:
        table = Table("Jour", "Heure", "Dose", "Jusqu'à", "Clé")
        for dose in found.doses:
            local = dose.due.astimezone(PARIS)
            ends = dose.ends.astimezone(PARIS) if dose.ends else None
            table.add_row(
                f"{_DAYS[local.weekday()]} {local:%d/%m/%Y}",
                f"{local:%H:%M}",
                dose.dose.french,
                _hour(ends, local),
                dose.key.partition("/")[2],
            )
        console.print(table)
    for entry in found.prn:
        console.print(prn_sentence(entry), markup=False, highlight=False)
    for question in found.questions:
        console.print(
            f"Instruction {question.instruction + 1}, {question.sentence}", style="bold yellow", markup=False
        )
    if not found.doses and not found.prn and not found.questions:
        console.print("Aucune prise entre ces deux jours.")


def _hour(at: datetime | None, beside: datetime) -> str:
    if at is None:
        return ""
    return f"{at:%H:%M}" if at.date() == beside.date() else f"{at:%d/%m/%Y %H:%M}"
