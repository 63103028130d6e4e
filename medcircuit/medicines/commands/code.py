"""`medcircuit code`: say what a scanner sent."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import click

from medcircuit.kernel.clock import PARIS, SystemClock
from medcircuit.kernel.jsonl import Case, CaseUnreadable, answer_cases, field_date, field_text
from medcircuit.medicines.rules.codes import CodeReading, Environment, Product, Status

Reader = Callable[..., CodeReading]

_SAID = {
    Status.OK: "Boîte de médicament français.",
    Status.PRODUCT_ONLY: "Médicament français ; le code ne porte ni lot ni péremption.",
    Status.FOREIGN: "Numéro correct, mais ce n'est pas un médicament français.",
    Status.OUTER_CASE: "Carton de plusieurs boîtes : scannez une boîte pour la donner.",
    Status.OWN: "Étiquette imprimée ici.",
    Status.OWN_TAIL: "Fin d'un numéro d'étiquette imprimée ici.",
    Status.INS: "Identité nationale de santé (INS).",
}
_NAMES = {
    "cip13": "CIP13",
    "cip7": "CIP7",
    "ucd13": "UCD13",
    "ucd7": "UCD7",
    "acl13": "ACL13",
    "contained_cip13": "CIP13 contenu",
    "ppn": "PPN",
    "gtin": "GTIN",
}
_ENVIRONMENTS = {env.value: env for env in Environment} | {
    "prod": Environment.PRODUCTION,
    "demo": Environment.TEST,
}
"""How cases name the environments."""
_OWN = {
    "RESIDENT": "résident",
    "CELL": "sachet ou alvéole",
    "PILLBOX": "pilulier",
    "UNIT_DOSE": "dose unitaire",
    "PLACE": "lieu",
    "CART": "chariot",
    "USER": "utilisateur",
    "DOCUMENT": "document",
    "COMMAND": "commande",
}


def code_group(reader: Reader) -> click.Group:
    """The group of commands around the whole reader, which the composition root gives."""

    @click.group(
        "code",
        short_help="Lire les codes des boîtes et des étiquettes.",
        help="Lire les codes des boîtes, des étiquettes et des identités.",
    )
    def code() -> None:
        """Codes of boxes, labels and identities."""

    @code.command(
        "read",
        short_help="Dire ce qu'est un code lu.",
        help=r"Dire ce qu'est RAW, tel que le lecteur l'a envoyé (\x1d pour le séparateur).",
    )
    @click.argument("raw", required=False)
    @click.option(
        "--env",
        type=click.Choice([env.value for env in Environment]),
        default="production",
        help="Identités réelles ou de test.",
    )
    @click.option("--on", "read_on", type=click.DateTime(["%Y-%m-%d"]), help="Jour de la lecture.")
    @click.option("--json", "as_json", is_flag=True, help="Répondre en JSON.")
    @click.option("--jsonl", is_flag=True, help="Un cas JSON par ligne sur l'entrée, une réponse par ligne.")
    def read(raw: str | None, env: str, read_on: datetime | None, *, as_json: bool, jsonl: bool) -> None:
        """Say what a code is, as the scanner sent it."""
        day = read_on.date() if read_on else SystemClock().now().astimezone(PARIS).date()
        if jsonl:
            answer_cases(
                sys.stdin.buffer,
                sys.stdout.buffer,
                lambda case: _answer_case(reader, case, day),
            )
            return
        if raw is None:
            raise click.UsageError("Donnez le code à lire, ou --jsonl pour lire des cas.")
        reading = reader(raw, day, env=Environment(env))
        if as_json:
            click.echo(json.dumps(as_answer(reading), ensure_ascii=False))
        else:
            click.echo("\n".join(in_words(reading)))

    return code


def _answer_case(reader: Reader, case: Case, today: date) -> dict[str, Any]:
    """One case {raw, read_on, env}: the day of reading is today and the environment production by default."""
    env = _ENVIRONMENTS.get(field_text(case, "env", default="production").lower())
    if env is None:
        raise CaseUnreadable(why="le champ « env » est « production » ou « test »")
    read_on = field_date(case, "read_on", default=today)
    return as_answer(reader(field_text(case, "raw"), read_on, env=env))


def as_answer(reading: CodeReading) -> dict[str, Any]:
    """The reading as a flat JSON object: texts or null, `other_ai` an object, `candidates` a list."""
    answer: dict[str, Any] = {"status": reading.status.value}
    answer |= asdict(reading.product or Product())
    answer |= {
        "expiry": reading.expiry.isoformat() if reading.expiry else None,
        "lot": reading.lot,
        "serial": reading.serial,
        "other_ai": dict(reading.others),
        "healed": "+".join(reading.healed) or None,
        "aim": reading.aim,
    }
    if reading.reason:
        answer |= {"reason": reading.reason.code, "sentence": reading.reason.sentence}
    if reading.candidates:
        answer["candidates"] = [
            {**asdict(candidate), "expiry": candidate.expiry.isoformat() if candidate.expiry else None}
            for candidate in reading.candidates
        ]
    if reading.own:
        kind = reading.own.kind
        answer["own"] = {"type": kind.name.lower() if kind else None, "digits": reading.own.digits}
    if said := reading.identity:
        answer |= asdict(said) | {
            "prenoms": list(said.prenoms),
            "premier_prenom": said.premier_prenom,
            "naissance": said.naissance.isoformat(),
        }
    return answer


def in_words(reading: CodeReading) -> list[str]:
    """The reading in French, a line a fact."""
    lines = [reading.reason.sentence if reading.reason else _SAID[reading.status]]
    if reading.product:
        numbers = asdict(reading.product)
        lines += [f"{name} : {numbers[key]}" for key, name in _NAMES.items() if numbers[key]]
    if reading.own:
        kind = f" ({_OWN[reading.own.kind.name]})" if reading.own.kind else ""
        lines.append(f"Numéro{kind} : {reading.own.digits}")
    if said := reading.identity:
        lines.append(f"{said.nom_naissance} {' '.join(said.prenoms)}, {said.sexe}, {said.naissance:%d/%m/%Y}")
        lines.append(f"Matricule INS : {said.matricule} ({said.nature})")
    facts = {
        "Péremption": f"{reading.expiry:%d/%m/%Y}" if reading.expiry else None,
        "Lot": reading.lot,
        "Numéro de série": reading.serial,
    }
    lines += [f"{name} : {value}" for name, value in facts.items() if value]
    lines += [f"Identifiant GS1 {ai} : {value}" for ai, value in reading.others.items()]
    for candidate in reading.candidates:
        day = f"{candidate.expiry:%d/%m/%Y}" if candidate.expiry else "inconnue"
        lines.append(
            f"Lecture possible : lot {candidate.lot}, péremption {day}, série {candidate.serial or '—'}"
        )
    if reading.healed:
        lines.append(f"Lecture réparée : {', '.join(reading.healed)}")
    return lines
