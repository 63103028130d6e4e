"""`medcircuit prescription check`: the checks of a prescription over cases, through the very rules of the product.

The shape of a case and of its answer is in docs/checks.md.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Connection

from medcircuit.kernel.clock import PARIS, SystemClock
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.jsonl import Case as Given
from medcircuit.kernel.jsonl import CaseUnreadable, answer_cases, field_date, field_text
from medcircuit.kernel.schema import open_current
from medcircuit.kernel.settings import Settings
from medcircuit.kernel.words import exact_amount
from medcircuit.medicines.rules.classes import Strength
from medcircuit.medicines.rules.doses import Counting, StockUnit
from medcircuit.medicines.rules.forms import read_form
from medcircuit.medicines.rules.strength import Unit
from medcircuit.medicines.rules.substances import base_name
from medcircuit.medicines.rules.thesaurus import Edition, Pair, Protagonists, Thesaurus, build, key_of_name
from medcircuit.medicines.rules.thesaurus_files import Kind, edition_in, levels_of, read_file, resolve
from medcircuit.medicines.service.interactions import read_files, thesaurus
from medcircuit.posology.rules import CONVENTIONS, json_text, read_dosages, write_dosage
from medcircuit.prescriptions.rules.checks import (
    Alert,
    Case,
    CheckedLine,
    Legal,
    Noted,
    Person,
    Reader,
    check,
    outcome,
)
from medcircuit.prescriptions.service.dosed import dosed
from medcircuit.prescriptions.service.stored import counting_text
from medcircuit.residents.rules.people import age_on

EMPTY = build([], [], [])


@click.group(help="Vérifier des prescriptions.")
def prescription() -> None:
    """Prescriptions, over cases."""


@prescription.command(
    "check",
    short_help="Contrôler des prescriptions : allergies, doublons, interactions, doses, formes, règles.",
    help="Contrôler des prescriptions : un cas JSON par ligne sur l'entrée, une réponse par ligne (docs/checks.md). Les "
    "interactions viennent des fichiers donnés, sinon de la base de données si elle existe.",
)
@click.option("--jsonl", is_flag=True, help="Un cas JSON par ligne sur l'entrée, une réponse par ligne.")
@click.option(
    "--interactions",
    "files",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FICHIER",
    help="Thésaurus d'interactions (CSV) ; à répéter pour plusieurs fichiers.",
)
def check_command(files: Sequence[Path], *, jsonl: bool) -> None:
    """Check prescriptions given as cases."""
    if not jsonl:
        raise click.UsageError("Ajoutez --jsonl : les cas se lisent sur l'entrée, un par ligne.")
    known = _from_files(files) if files else _from_database()
    today = SystemClock().now().astimezone(PARIS).date()
    answer_cases(sys.stdin.buffer, sys.stdout.buffer, lambda given: answer_check(given, known, today))


def _from_files(paths: Sequence[Path]) -> Thesaurus:
    contents = [(given.name, read_file(given.name, given.raw)) for given in read_files(paths)]
    members = [one for _, content in contents for one in content.members]
    index = Protagonists(
        frozenset(key_of_name(one.class_name) for one in members if one.class_name),
        frozenset(key_of_name(one.substance) for one in members),
    )
    pairs = [one for _, content in contents if content.kind is Kind.PAIRS for one in content.pairs]
    edition = next(filter(None, (edition_in(name) for name, _ in contents)), date.min)
    source = ", ".join(name for name, _ in contents)
    resolved, _ = resolve(pairs, index, source)
    return build([Edition(source, edition)], [(one.substance, one.class_name) for one in members], resolved)


def _from_database() -> Thesaurus:
    """The thesaurus of the database at hand; an empty one where there is none."""
    settings = Settings.read()
    if settings.nothing_here:
        return EMPTY
    with ExitStack() as stack:
        database = open_current(settings.database_url)
        stack.callback(database.close)
        connection: Connection = stack.enter_context(database.read())
        if not connection.dialect.has_table(connection, "interaction_pair"):
            return EMPTY
        return thesaurus(connection)


def answer_check(given: Given, known: Thesaurus, today: date) -> dict[str, Any]:
    """One case: {person, lines, reader, today, interactions, classes}; every finding, the gravest first.

    Raises:
        CaseUnreadable: a field is not what docs/checks.md says.
    """
    alerts = check(read_case(given, known, today))
    return {"verdict": outcome(alerts).value, "findings": [_finding(one) for one in alerts]}


def _finding(alert: Alert) -> dict[str, Any]:
    kind = KINDS[alert.finding.code]
    return {
        "code": kind.code,
        "tier": alert.finding.tier.name.lower(),
        "sentence": kind.sentence % alert.finding.facts,
        "advice": kind.advice % alert.finding.facts,
        "facts": dict(alert.finding.facts),
        "lines": list(alert.lines),
        "key": alert.key,
        "source": alert.source,
        "dated": alert.dated,
        "statements": [
            {
                "a": one.a,
                "b": one.b,
                "levels": [level.value for level in one.levels],
                "mechanism": one.mechanism,
                "conduct": one.conduct,
            }
            for one in alert.details
        ],
    }


def read_case(given: Given, known: Thesaurus, today: date) -> Case:
    """The frozen value that a case states.

    Raises:
        CaseUnreadable: a field is not what docs/checks.md says.
    """
    on = field_date(given, "today", default=today)
    reader = field_text(given, "reader", default=Reader.PHYSICIAN.value)
    if reader not in set(Reader):
        raise CaseUnreadable(why=f"« reader » est un de : {', '.join(Reader)}")
    return Case(
        person=_person(_object(given, "person"), on),
        lines=tuple(_line(one, on) for one in _objects(given, "lines")),
        thesaurus=_thesaurus(given, known),
        reader=Reader(reader),
        today=on,
        catalogue_edition=None,
    )


def _thesaurus(given: Given, known: Thesaurus) -> Thesaurus:
    """The interactions that the case itself states, else those at hand."""
    if "interactions" not in given:
        return known
    members = [
        (field_text(one, "substance"), field_text(one, "class", default=""))
        for one in _objects(given, "classes")
    ]
    index = Protagonists(
        frozenset(key_of_name(class_name) for _, class_name in members if class_name),
        frozenset(key_of_name(substance) for substance, _ in members),
    )
    pairs, _ = resolve([_pair(one) for one in _objects(given, "interactions")], index, "cas")
    return build([Edition("cas", field_date(given, "edition", default=date.min))], members, pairs)


def _pair(one: Given) -> Pair:
    levels = levels_of(field_text(one, "level"))
    if not levels:
        raise CaseUnreadable(why="« level » est CI, AD, PE ou APEC, plusieurs séparés par |")
    texts = (field_text(one, "mechanism", default=""), field_text(one, "conduct", default=""))
    return Pair("", "", field_text(one, "a"), field_text(one, "b"), levels, *texts, "")


def _person(given: Given, on: date) -> Person:
    age = given.get("age")
    if age is None and given.get("birth_date") is not None:
        age = age_on(field_date(given, "birth_date"), on)
    if age is not None and (not isinstance(age, int) or not 0 <= age < 150):
        raise CaseUnreadable(why="« age » est un nombre d'années")
    return Person(
        age=age,
        weight_kg=_amount(given, "weight_kg"),
        clearance=_amount(given, "clearance"),
        measured_on=field_date(given, "measured_on") if given.get("measured_on") else None,
        texture=field_text(given, "texture", default="") or None,
        allergies=tuple(
            Noted(
                field_text(one, "label"),
                field_text(one, "severity", default="other") == "severe",
                field_text(one, "kind", default="allergy"),
            )
            for one in _objects(given, "allergies")
        ),
    )


def _line(given: Given, on: date) -> CheckedLine:
    label = field_text(given, "label", default=field_text(given, "id"))
    route = field_text(given, "route", default="orale")
    form = read_form(field_text(given, "form", default="comprimé"), route, label)
    substances = _objects(given, "substances")
    strengths = tuple(_strength(one) for one in substances)
    line = CheckedLine(
        id=field_text(given, "id"),
        label=label,
        substances=tuple(dict.fromkeys(one.base for one in strengths)),
        proposed=given.get("proposed") is True,
        route=route,
        family=form.family,
        release=form.release,
        begins=field_date(given, "begins", default=on),
        ends=field_date(given, "ends") if given.get("ends") else None,
        regime=field_text(given, "regime", default="") or None,
        crush=field_text(given, "crush", default="") or None,
        instructions=tuple(str(one) for one in _list(given, "instructions")),
        retired=given.get("retired") is True,
        supply=field_text(given, "supply", default=""),
        legal=_legal(given),
    )
    counting = Counting(StockUnit.UNIT, field_text(given, "unit", default="comprimé"), form.family, strengths)
    return _dosed(line, given, counting)


def _strength(given: Given) -> Strength:
    """A substance with what one unit holds, in milligrams, where it is stated."""
    value = _amount(given, "mg")
    return Strength(base_name(field_text(given, "name")), value, Unit.MG if value is not None else None, "1")


def _dosed(line: CheckedLine, given: Given, counting: Counting) -> CheckedLine:
    """The line with what its dosage comes to, or with the milligrams that the case states."""
    if given.get("dosage") is None:
        stated = {one["name"]: one for one in _objects(given, "substances") if "daily_mg" in one}
        if not stated:
            return line
        daily = {base_name(name): _amount(one, "daily_mg") or Fraction(0) for name, one in stated.items()}
        once = {base_name(name): _amount(one, "once_mg") or Fraction(0) for name, one in stated.items()}
        return replace(line, once=once, daily=daily)
    dosages = read_dosages(_list(given, "dosage"))
    assert line.begins is not None
    start = datetime.combine(line.begins, time.min, PARIS)
    text = json_text([write_dosage(one) for one in dosages])
    how = dosed(text, counting_text(counting), start, CONVENTIONS)
    return replace(
        line,
        once=how.once,
        daily=how.daily,
        days_a_week=how.days_a_week,
        ends=line.ends or how.ends,
        lasts=None if line.ends else how.lasts,
        as_needed=how.as_needed,
    )


def _legal(given: Given) -> Legal:
    limit = given.get("limit_days")
    if limit is not None and not isinstance(limit, int):
        raise CaseUnreadable(why="« limit_days » est un nombre de jours")
    narcotic, secure = given.get("narcotic"), given.get("secure")
    return Legal(
        narcotic=narcotic if isinstance(narcotic, bool) else None,
        secure=secure if isinstance(secure, bool) else None,
        limit_days=limit,
        atc=field_text(given, "atc", default=""),
    )


def _amount(given: Given, name: str) -> Fraction | None:
    value = given.get(name)
    if value is None:
        return None
    if isinstance(value, (int, Decimal)) and not isinstance(value, bool):
        value = format(Decimal(value), "f")
    if not isinstance(value, str):
        raise CaseUnreadable(why=f"le champ « {name} » doit être une quantité")
    return exact_amount(value.replace(",", "."))


def _object(given: Given, name: str) -> Given:
    value = given.get(name)
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise CaseUnreadable(why=f"le champ « {name} » doit être un objet")
    return value


def _list(given: Given, name: str) -> list[Any]:
    value = given.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise CaseUnreadable(why=f"le champ « {name} » doit être une liste")
    return value


def _objects(given: Given, name: str) -> list[Given]:
    found = _list(given, name)
    if not all(isinstance(one, dict) for one in found):
        raise CaseUnreadable(why=f"le champ « {name} » doit être une liste d'objets")
    return found
