"""The form suits the person: nothing is crushed that may not be."""

from __future__ import annotations

import re
from collections.abc import Iterator

from medcircuit.kernel.findings import Tier
from medcircuit.medicines.rules.forms import Family, Release
from medcircuit.medicines.rules.words import fold
from medcircuit.prescriptions.rules.checks.findings import (
    CRUSH_FATAL,
    CRUSH_FORBIDDEN,
    CRUSH_UNKNOWN,
    tier,
)
from medcircuit.prescriptions.rules.checks.references import legal_of
from medcircuit.prescriptions.rules.checks.values import Alert, Case, CheckedLine

_CRUSHED = re.compile(r"ecras|mixe|broy|moulin|sonde|gastrostomie|lisse")
_SOLID = {Family.TABLET, Family.GRANULES}
_RELEASES = {
    Release.PROLONGED: "libération prolongée",
    Release.MODIFIED: "libération modifiée",
    Release.GASTRO_RESISTANT: "gastro-résistant",
}
_NEVER = {
    Family.SUBLINGUAL: "forme sublinguale",
    Family.BUCCAL: "forme buccale",
    Family.INHALED_CAPSULE: "gélule à inhaler",
}
SOURCE = "Forme galénique de la base de données publique des médicaments"


def crushing(case: Case) -> Iterator[Alert]:
    """A solid form that may not be crushed is not given to someone whose medicines are crushed or go by a tube."""
    texture = case.person.texture
    if not texture or not _CRUSHED.search(fold(texture)):
        return
    for line in case.lines:
        if case.concerns(line) and (alert := _crushed(case, line, texture)):
            yield alert


def _crushed(case: Case, line: CheckedLine, texture: str) -> Alert | None:
    why = _forbidden(line)
    facts = {"line": line.label, "texture": f"« {texture} »"}
    if why is None:
        if line.family not in _SOLID or line.crush == "allowed":
            return None
        return Alert(CRUSH_UNKNOWN(Tier.INFO, **facts), (line.id,), "crush")
    kind = CRUSH_FATAL if _fatal(line, case) else CRUSH_FORBIDDEN
    finding = kind(tier(kind.code, case.reader), why=why, **facts)
    return Alert(finding, (line.id,), why, source=SOURCE, dated=case.catalogue_edition)


def _forbidden(line: CheckedLine) -> str | None:
    """Why it may not be crushed; an oral form that releases otherwise, one that is not swallowed, or as the prescriber wrote."""
    if line.crush == "forbidden":
        return "écrasement interdit par le prescripteur"
    if line.family in _NEVER:
        return _NEVER[line.family]
    if line.legal.atc.startswith("L01") and line.family in _SOLID:
        return "cytotoxique"
    return _RELEASES.get(line.release) if line.family in _SOLID else None


def _fatal(line: CheckedLine, case: Case) -> bool:
    """A prolonged-release opioid or a cytotoxic: crushed, it kills or harms who crushes it."""
    opioid = line.legal.atc.startswith("N02A") or _narcotic(line, case)
    return line.legal.atc.startswith("L01") or (opioid and line.release is Release.PROLONGED)


def _narcotic(line: CheckedLine, case: Case) -> bool:
    limit = legal_of(line.substances, line.route, case.today)
    named = bool({"tramadol", "codeine", "dihydrocodeine"} & set(line.substances))
    return bool(line.legal.narcotic) or named or bool(limit and limit.narcotic)
