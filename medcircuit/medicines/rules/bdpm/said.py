"""The files that say more of a medicine: how it is prescribed, its ATC code, shortages, and what the HAS thinks of it.

Layout: « Structure technique des fichiers BDPM », and the files of the editions of 2025 and 2026 themselves.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from medcircuit.kernel.checksums import has_ean_key
from medcircuit.medicines.rules.bdpm.reading import Fields, Layout, is_cip13, is_cis, read_date
from medcircuit.medicines.rules.conditions import Kind, read_condition
from medcircuit.medicines.rules.supply import STATUSES

LONGEST_KEY = 1000
"""How long a text that tells rows apart may be; none of the public files comes near it."""
_ATC = re.compile(r"[A-Z](?:[0-9]{2}(?:[A-Z](?:[A-Z](?:[0-9]{2})?)?)?)?")


def _is_short(text: str) -> bool:
    return len(text) <= LONGEST_KEY


@lru_cache(maxsize=8192)
def read_atc(text: str) -> str | None:
    """An ATC code of any of its five levels, or None."""
    return text if _ATC.fullmatch(text) else None


@lru_cache(maxsize=8192)
def read_compact_date(text: str) -> date | None:
    """A date written AAAAMMJJ, or None where there is none such."""
    return read_date(f"{text[6:]}/{text[4:6]}/{text[:4]}") if len(text) == 8 else None


def _condition(row: Fields) -> tuple[tuple[str, str], dict[str, Any]]:
    cis = row.needed(0, is_cis, "code CIS")
    text = row.needed(1, _is_short, "condition de prescription")
    if read_condition(text).kind is Kind.UNKNOWN:
        row.warnings.append(
            f"condition « {text[:80]} » inconnue : gardée telle quelle, à lire par une personne"
        )
    return (cis, text), {"cis": cis, "condition": text}


def _interest(row: Fields) -> tuple[str, dict[str, Any]]:
    cis = row.needed(0, is_cis, "code CIS")
    return cis, {
        "cis": cis,
        "atc": row.read(1, read_atc, "code ATC") or "",
        "denomination": row.text(2),
        "link": row.text(3),
    }


def _box(text: str) -> str | None:
    return text if is_cip13(text) and has_ean_key(text) else None


def _availability(row: Fields) -> tuple[tuple[str, ...], dict[str, Any]]:
    cis = row.needed(0, is_cis, "code CIS")
    status = row.needed(2, _is_short, "code de disponibilité")
    if status not in STATUSES:
        row.warnings.append(f"code de disponibilité « {status[:20]} » inconnu : gardé tel quel")
    started = row.read(4, read_date, "date de début")
    columns = {
        "cis": cis,
        "cip13": row.read(1, _box, "code CIP13") or "",
        "status": status,
        "started": started.isoformat() if started else "",
        "link": row.needed(7, _is_short, "lien") if row.text(7) else "",
        "label": row.text(3),
        "updated_on": row.read(5, read_date, "date de mise à jour"),
        "back_on": row.read(6, read_date, "date de remise à disposition"),
    }
    return tuple(str(columns[name]) for name in ("cis", "cip13", "status", "started", "link")), columns


def _page(row: Fields) -> tuple[tuple[str, str], dict[str, Any]]:
    dossier = row.needed(0, _is_short, "dossier de la HAS")
    link = row.needed(1, _is_short, "lien")
    return (dossier, link), {"dossier": dossier, "link": link}


def _opinion(row: Fields) -> tuple[tuple[str, ...], dict[str, Any]]:
    cis, dossier = row.needed(0, is_cis, "code CIS"), row.needed(1, _is_short, "dossier de la HAS")
    value, text = row.text(4), row.text(5)
    digest = blake2b(f"{row.text(3)}\t{value}\t{text}".encode(), digest_size=8).hexdigest()
    return (cis, dossier, digest), {
        "cis": cis,
        "dossier": dossier,
        "digest": digest,
        "motive": row.text(2),
        "given_on": row.read(3, read_compact_date, "date de l'avis"),
        "value": value,
        "text": text,
    }


def _more(file: str, width: int, read: Callable[[Fields], tuple[Any, dict[str, Any]]]) -> Layout:
    return Layout(file, width, read, needed=False)


CONDITIONS = _more("CIS_CPD_bdpm.txt", 2, _condition)
INTERESTS = _more("CIS_MITM.txt", 4, _interest)
AVAILABILITIES = Layout("CIS_CIP_Dispo_Spec.txt", 8, _availability, needed=False, passing=True)
PAGES = _more("HAS_LiensPageCT_bdpm.txt", 2, _page)
BENEFITS = _more("CIS_HAS_SMR_bdpm.txt", 6, _opinion)
IMPROVEMENTS = _more("CIS_HAS_ASMR_bdpm.txt", 6, _opinion)
