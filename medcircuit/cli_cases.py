"""Commands put together from several slices: `identifier check`, over every number the house knows, and `words`."""

from __future__ import annotations

import sys
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import click

from medcircuit.kernel.identifiers import Checked
from medcircuit.kernel.jsonl import Case, CaseUnreadable, answer_cases, field_text
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.words import exact_amount, quantity_in_words
from medcircuit.medicines.rules.codes import identifiers as medicines
from medcircuit.residents.rules.identity import check_matricule
from medcircuit.staff.rules import identifiers as staff
from medcircuit.structure.rules import identifiers as structure

KINDS: dict[str, Callable[[str], Checked]] = {
    "nir": check_matricule,
    "nia": check_matricule,
    "finess": structure.check_finess,
    "siren": structure.check_siren,
    "siret": structure.check_siret,
    "struct_idnat": structure.check_struct_idnat,
    "rpps": staff.check_rpps,
    "adeli": staff.check_adeli,
    "ps_idnat": staff.check_ps_idnat,
    "cip13": medicines.check_cip13,
    "cip7": medicines.check_cip7,
    "ucd13": medicines.check_ucd13,
    "ucd7": medicines.check_ucd7,
    "acl13": medicines.check_acl13,
    "gtin14": medicines.check_gtin14,
}


@click.group("identifier", help="Vérifier les numéros : INS, FINESS, RPPS, SIRET, CIP, UCD.")
def identifier() -> None:
    """Check numbers of people, places and products."""


@identifier.command(
    "check",
    short_help="Dire si un numéro est correct.",
    help="Dire si VALUE est un numéro correct du genre KIND, et sous quelle forme l'enregistrer.",
)
@click.argument("kind", type=click.Choice(sorted(KINDS)), required=False)
@click.argument("value", required=False)
@click.option("--jsonl", is_flag=True, help="Un cas JSON par ligne sur l'entrée, une réponse par ligne.")
def check(kind: str | None, value: str | None, *, jsonl: bool) -> None:
    """Say whether a number is right, and how it is stored."""
    if jsonl:
        answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_identifier)
        return
    if kind is None or value is None:
        raise click.UsageError("Donnez le genre et le numéro, ou --jsonl pour lire des cas.")
    checked = KINDS[kind](value)
    click.echo(checked.sentence)
    if checked.normalised:
        click.echo(f"À enregistrer : {checked.normalised}")


def answer_identifier(case: Case) -> dict[str, Any]:
    """One case {kind, value}.

    Raises:
        CaseUnreadable: no such kind, or the value is not text.
    """
    kind = field_text(case, "kind")
    if kind not in KINDS:
        raise CaseUnreadable(why=f"genre de numéro inconnu ; ceux-ci le sont : {', '.join(KINDS)}")
    checked = KINDS[kind](field_text(case, "value", default=""))
    return {
        "valid": checked.valid,
        "level": checked.level,
        "normalised": checked.normalised,
        "sentence": checked.sentence,
        **checked.facts,
    }


@click.command(
    "words",
    short_help="Écrire une quantité en toutes lettres.",
    help="Écrire une quantité en toutes lettres : words 12,5 --unit milligramme.",
)
@click.argument("value", required=False, metavar="[QUANTITÉ]")
@click.option("--unit", default="", metavar="UNITÉ", help="L'unité : milligramme, mg, comprimé, UI, mg/24 h…")
@click.option("--jsonl", is_flag=True, help="Un cas JSON par ligne sur l'entrée, une réponse par ligne.")
def words(value: str | None, unit: str, *, jsonl: bool) -> None:
    """Say a quantity in French words."""
    if jsonl:
        answer_cases(sys.stdin.buffer, sys.stdout.buffer, answer_words)
        return
    if value is None:
        raise click.UsageError("Donnez une quantité, ou --jsonl pour lire des cas.")
    click.echo(quantity_in_words(read_amount(value), unit))


def answer_words(case: Case) -> str:
    """One case {value, unit}: the value is a decimal or a fraction, as text or as a number.

    Raises:
        CaseUnreadable: the value is none of these.
    """
    return quantity_in_words(_amount(case.get("value")), field_text(case, "unit", default=""))


def _amount(value: object) -> Fraction:
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = format(Decimal(value), "f")
    if not isinstance(value, str):
        raise CaseUnreadable(why="le champ « value » doit être une quantité")
    return read_amount(value) if "," in value or " " in value else exact_amount(value)
