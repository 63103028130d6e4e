"""`verify`: every row with its hash, every state folded again from its facts, every fact with its receipt."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, func, select

from medcircuit.administration.models import dose_state, event, incident, receipt, scan
from medcircuit.administration.rules.chains import Chain
from medcircuit.administration.rules.entry import content_hash
from medcircuit.administration.service.chains import chains
from medcircuit.administration.service.states import Named, every_dose, projection
from medcircuit.delegations import service as delegations
from medcircuit.kernel import audit
from medcircuit.kernel.altered import altered_rows
from medcircuit.kernel.problems import Problem
from medcircuit.kernel.written import unaccounted_rows
from medcircuit.prescriptions import service as prescriptions
from medcircuit.stock import service as stock

_FACTS = (
    select(
        event.c.id,
        event.c.kind,
        event.c.dose_key,
        event.c.line_id,
        event.c.resident_id,
        event.c.amount,
        event.c.replaces,
        event.c.held,
        event.c.content,
        event.c.hash,
        receipt.c.status,
        receipt.c.answer,
    )
    .outerjoin(receipt, receipt.c.event_id == event.c.id)
    .where(event.c.establishment_id == bindparam("establishment"))
    .order_by(event.c.id)
)
_INCIDENTS = select(incident.c.event_id, incident.c.code, incident.c.tier).where(
    incident.c.establishment_id == bindparam("establishment")
)
_COMPARED = [column for column in dose_state.c if column.name not in {"establishment_id", "changed_at"}]
_STATES = select(*_COMPARED).where(dose_state.c.establishment_id == bindparam("establishment"))


@dataclass
class Verified:
    """What was checked, in figures (`seals`: of lines and of protocols), and every difference in a sentence.

    `notices` are what a person looks at though the record holds: acts that a device made and that never arrived.
    """

    establishment_id: str
    events: int = 0
    doses: int = 0
    scans: int = 0
    audit_entries: int = 0
    seals: int = 0
    differences: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    derived: bool = False
    """Whether some of the differences are in what `rebuild` folds from the facts again."""


def verify(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Say, one sentence each, where the record of an establishment does not hold; nothing where it does."""
    yield from verified(connection, establishment_id).differences


def verified(connection: Connection, establishment_id: str) -> Verified:
    """Check the record of an establishment from end to end."""
    found = Verified(establishment_id)
    parts: dict[str, Iterable[str]] = {
        "lignes": altered_rows(connection, establishment_id),
        "lignes écrites": unaccounted_rows(connection, establishment_id),
        "faits": _facts(connection, found),
        "états": _states(connection, found),
        "sceaux": prescriptions.verify_seals(connection, establishment_id),
        "protocoles": delegations.verify_protocols(connection, establishment_id),
        "stock": stock.verify(connection, establishment_id),
        "audit": audit.verify_chain(connection, establishment_id),
    }
    for name, differences in parts.items():
        found.differences += to_its_end(name, differences)
    found.derived = found.derived or bool(stock.wrong_levels(connection, establishment_id))
    found.notices += to_its_end("appareils", _unarrived(connection, establishment_id))
    found.seals = prescriptions.count_seals(connection, establishment_id)
    found.seals += delegations.count_protocol_seals(connection, establishment_id)
    mine = scan.c.establishment_id == establishment_id
    found.scans = connection.execute(select(func.count()).select_from(scan).where(mine)).scalar_one()
    chain = audit.audit_entry.c.establishment_id == establishment_id
    found.audit_entries = connection.execute(
        select(func.count()).select_from(audit.audit_entry).where(chain)
    ).scalar_one()
    return found


def to_its_end(name: str, differences: Iterable[str]) -> Iterator[str]:
    """The differences of one part; a value that was altered so far that it cannot be read ends it, in a sentence."""
    try:
        yield from differences
    except (ValueError, TypeError, LookupError, AssertionError, Problem) as error:
        yield f"contrôle « {name} » arrêté : une valeur enregistrée ne peut plus être lue ({type(error).__name__})"


def _unarrived(connection: Connection, establishment_id: str) -> Iterator[str]:
    """Which chains of devices do not hold, a sentence each."""
    for one in chains(connection, establishment_id):
        yield _told(one)


def _told(one: Chain) -> str:
    """What is wrong with the chain of a device, in a sentence."""
    said = {"jamais reçues": one.missing, "en double": one.forks, "hors de leur suite": one.broken}
    parts = [f"{', '.join(str(seq) for seq in found)} {what}" for what, found in said.items() if found]
    return f"appareil {one.device} : saisies n° {' ; '.join(parts)}"


def _facts(connection: Connection, found: Verified) -> Iterator[str]:
    """Facts whose content was changed, or that have no receipt, or another one than theirs."""
    asked = {"establishment": found.establishment_id}
    incidents: defaultdict[str, set[tuple[str, str]]] = defaultdict(set)
    for one in connection.execute(_INCIDENTS, asked):
        incidents[one.event_id].add((one.code, one.tier))
    for row in connection.execute(_FACTS, asked):
        found.events += 1
        said = json.loads(row.content)
        if content_hash(row.content) != row.hash:
            yield f"fait {row.id} : le contenu ne correspond pas à son empreinte"
        stored = (row.kind, row.dose_key, row.line_id, row.resident_id, row.amount, row.replaces)
        told = tuple(said[name] for name in ("kind", "dose", "line", "resident", "amount", "replaces"))
        if stored != told or said["id"] != row.id:
            yield f"fait {row.id} : les colonnes ne disent pas ce que dit le contenu"
        if row.status is None:
            yield f"fait {row.id} : reçu absent"
            continue
        answer = json.loads(row.answer)
        if (row.status == "held") != row.held or answer["id"] != row.id:
            yield f"fait {row.id} : le reçu ne dit pas ce que dit le fait"
        if {(one["code"], one["tier"]) for one in answer["incidents"]} != incidents[row.id]:
            yield f"fait {row.id} : ses incidents ne sont pas ceux de son reçu"


def _states(connection: Connection, found: Verified) -> Iterator[str]:
    """Doses whose stored state is not the fold of their facts."""
    for one in compared(connection, found.establishment_id):
        found.doses += one.has_facts
        if one.sentence:
            found.derived = True
            yield one.sentence


@dataclass(frozen=True)
class Compared:
    """A dose whose stored state was compared with its facts; `sentence` says where they differ, and is empty where not."""

    dose: Named
    has_facts: bool
    sentence: str = ""


def compared(connection: Connection, establishment_id: str) -> Iterator[Compared]:
    """Every dose that has facts or a row."""
    stored = {
        row.dose_key: row._asdict()
        for row in connection.execute(_STATES, {"establishment": establishment_id})
    }
    for dose in every_dose(connection, establishment_id):
        named = Named(dose.key, dose.resident_id, dose.line_id, dose.day)
        row = stored.pop(dose.key, None)
        told = projection(dose)
        if row is None:
            yield Compared(named, True, f"prise {dose.key} : état absent")
            continue
        differing = ", ".join(sorted(name for name in told if told[name] != row[name]))
        said = f"prise {dose.key} : l'état enregistré diffère des faits ({differing})"
        yield Compared(named, True, said if differing else "")
    for key, row in stored.items():
        said = f"prise {key} : un état sans aucun fait" if row["event_id"] is not None else ""
        yield Compared(Named(key, row["resident_id"], row["line_id"], row["local_date"]), False, said)
