"""The four files that make the catalogue: medicines, their boxes, their compositions, the generic groups."""

from __future__ import annotations

from typing import Any

from medcircuit.kernel.checksums import has_ean_key
from medcircuit.medicines.rules.bdpm.reading import (
    Fields,
    Layout,
    RowRejected,
    is_cip13,
    is_cis,
    is_number,
    read_cents,
    read_date,
    read_rate,
)

_NATURES = {"SA", "FT", "ST"}
_KINDS = {"0", "1", "2", "3", "4"}


def _yes_no(text: str) -> bool | None:
    return {"oui": True, "non": False}.get(text.lower())


def _marketed(text: str) -> bool | None:
    return {"commercialisée": True, "non commercialisée": False}.get(text.lower())


def _medicine(row: Fields) -> tuple[str, dict[str, Any]]:
    cis = row.needed(0, is_cis, "code CIS")
    return cis, {
        "cis": cis,
        "denomination": row.needed(1, bool, "dénomination"),
        "form": row.text(2),
        "routes": ";".join(part.strip() for part in row.text(3).split(";") if part.strip()),
        "authorisation": row.text(4),
        "procedure": row.text(5),
        "marketed": row.read(6, _marketed, "état de commercialisation"),
        "authorised_on": row.read(7, read_date, "date d'autorisation"),
        "alert": row.text(8),
        "eu_number": row.text(9),
        "holder": "; ".join(part.strip() for part in row.text(10).split(";") if part.strip()),
        "watched": row.read(11, _yes_no, "surveillance renforcée"),
    }


def _presentation(row: Fields) -> tuple[str, dict[str, Any]]:
    cip13 = row.needed(6, is_cip13, "code CIP13")
    if not has_ean_key(cip13):
        raise RowRejected(f"code CIP13 « {cip13} » : clé de contrôle fausse")
    cip7 = row.text(1)
    if cip7 != cip13[5:12]:
        row.warnings.append(f"code CIP7 « {cip7[:20]} » contraire au CIP13 : pris dans le CIP13")
    return cip13, {
        "cip13": cip13,
        "cip7": cip13[5:12],
        "cis": row.needed(0, is_cis, "code CIS"),
        "label": row.text(2),
        "status": row.text(3),
        "marketing": row.text(4),
        "declared_on": row.read(5, read_date, "date de déclaration"),
        "collectivities": row.read(7, _yes_no, "agrément aux collectivités"),
        "rates": row.read(8, read_rate, "taux de remboursement"),
        "price_cents": row.read(9, read_cents, "prix"),
        "public_price_cents": row.read(10, read_cents, "prix avec honoraire"),
        "fee_cents": row.read(11, read_cents, "honoraire"),
        "indications": row.text(12),
    }


def _component(row: Fields) -> tuple[tuple[str, ...], dict[str, Any]]:
    columns = {
        "cis": row.needed(0, is_cis, "code CIS"),
        "element": row.text(1),
        "code": row.needed(2, is_number, "code de substance"),
        "nature": row.needed(6, _NATURES.__contains__, "nature du composant"),
        "link": row.text(7),
        "name": row.needed(3, bool, "nom de substance"),
        "dosage": row.text(4),
        "reference": row.text(5),
    }
    return (columns["cis"], columns["element"], columns["code"], columns["nature"], columns["link"]), columns


def _member(row: Fields) -> tuple[tuple[str, str], dict[str, Any]]:
    group, cis = row.needed(0, is_number, "groupe générique"), row.needed(2, is_cis, "code CIS")
    return (group, cis), {
        "group_id": group,
        "cis": cis,
        "label": row.text(1),
        "kind": int(row.needed(3, _KINDS.__contains__, "type de générique")),
        "rank": row.read(4, lambda text: int(text) if is_number(text) else None, "numéro de tri"),
    }


MEDICINES = Layout("CIS_bdpm.txt", 12, _medicine)
PRESENTATIONS = Layout("CIS_CIP_bdpm.txt", 13, _presentation)
COMPOSITIONS = Layout("CIS_COMPO_bdpm.txt", 8, _component)
GENERICS = Layout("CIS_GENER_bdpm.txt", 5, _member)
