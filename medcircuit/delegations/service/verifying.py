"""Does every seal of a protocol still hold?"""

from __future__ import annotations

import json
from collections.abc import Iterator

from sqlalchemy import Connection, func, select

from medcircuit.delegations.models.protocols import protocol_version
from medcircuit.delegations.service.opening import versions_where
from medcircuit.kernel.seals import holds
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.sealing import digest


def verify_protocols(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, which seals of protocols do not hold: signature, content, or the lines opened."""
    keys = prescriptions.public_keys(connection)
    mine = protocol_version.c.establishment_id == establishment_id
    opened = {one.id: [list(pair) for pair in one.lines] for one in versions_where(connection, mine)}
    for row in connection.execute(select(protocol_version).where(mine).order_by(protocol_version.c.id)):
        told = f"sceau du protocole {row.protocol_id}, version {row.number}"
        public = keys.get(row.key_id)
        signature = bytes.fromhex(row.signature) if _hexadecimal(row.signature) else b""
        if public is None or not holds(public, row.payload.encode(), signature):
            yield f"{told} : la signature ne correspond pas"
            continue
        said = json.loads(row.payload)
        content = json.loads(row.content)
        kept = [row.protocol_id, row.number, content, digest(content), opened[row.id]]
        if [said["protocol"], said["version"], said["content"], said["hash"], said["lines"]] != kept:
            yield f"{told} : la version a changé"


def count_protocol_seals(connection: Connection, establishment_id: str) -> int:
    """How many seals the protocols of an establishment have: one a version."""
    mine = protocol_version.c.establishment_id == establishment_id
    return connection.execute(select(func.count()).select_from(protocol_version).where(mine)).scalar_one()


def _hexadecimal(text: str) -> bool:
    return all(sign in "0123456789abcdef" for sign in text) and len(text) % 2 == 0
