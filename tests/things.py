"""Things that have an id, made for tests that try whose they are."""

import uuid
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, insert, select

from medcircuit.delegations import service as delegations
from medcircuit.delegations.rules.protocols import Kind
from medcircuit.delegations.schemas.remote import HelpCallSchema, RemoteWantedSchema
from medcircuit.delegations.service import calls, remote
from medcircuit.kernel.access import Role
from medcircuit.kernel.seals import SealKey
from medcircuit.ordering.models import order_template
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.prescriptions.rules.review import Opinion, OpinionKind
from medcircuit.prescriptions.rules.sealing import Decided, Decision
from medcircuit.prescriptions.service.review import give_opinion
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Leave
from medcircuit.residents.rules.people import AbsenceKind
from medcircuit.staff import service as staff
from medcircuit.staff.models import habilitation
from tests.conftest import MORNING, PIN
from tests.rules.test_delegations_protocols import PAIN
from tests.ward import DOLIPRANE_500, FUROSEMIDE

AT = "2026-11-21T07:09:00Z"
ORDER = {"kind": "paper", "prescriber": "Dr Petit", "written_on": "2026-11-20"}


def orders_of(ward, nurse, first_name):
    """What a nurse enters for a prescriber, and what a prescriber is about to sign."""
    resident = ward.people[first_name]
    with ward.house.writing() as work:
        stay = Leave(AbsenceKind.HOSPITAL, MORNING - timedelta(days=3), MORNING - timedelta(days=1))
        hospital = residents.declare_absence(work, resident, stay)
        paper = prescriptions.keep_paper(work, resident, b"%PDF-1.7")
        opinion = Opinion(str(uuid.uuid4()), OpinionKind.AGREED)
        give_opinion(work, resident, opinion)
    order = {"id": str(uuid.uuid4()), "document": paper} | ORDER
    assert nurse.post(f"/api/residents/{resident}/orders", order).status_code == 201
    decided = Decided(ward.prescribe(first_name, FUROSEMIDE), Decision.STOP, 1, reason="Doublon")
    with ward.house.writing(Role.PHYSICIAN) as work:
        nonce = prescriptions.to_sign(work, resident, [decided]).nonce
    return {
        "stay_id": hospital.id,
        "document_id": paper,
        "opinion_id": opinion.id,
        "order_id": order["id"],
        "nonce": nonce,
        "stand_in_id": str(uuid.UUID(int=0)),
    }


def asked(thing):
    """A dose as needed that somebody is about to give."""
    made = {"id": str(uuid.uuid4()), "version_seen": 1, "reason": "pain", "scale": "en", "score": "4"}
    named = {"resident": thing["resident"], "line": thing.get("needed") or thing["line"]}
    return made | named | {"amount": "1", "at": AT, "device": "device-1"}


def kept_template(work, author):
    """A template is its author's alone: this one is of nobody who signs in here."""
    held = {"id": str(uuid.uuid4()), "establishment_id": work.establishment_id, "author_id": author}
    kept = {**held, "name": f"Modèle {held['id']}", "content": "{}", "created_at": work.now}
    work.connection.execute(insert(order_template), kept)
    return held["id"]


def granted(ward, unit_id):
    """A habilitation in this unit."""
    with ward.house.writing() as work:
        staff.enrol(work, staff.Person(None, "Renfort", "Ana", Role.EDUCATOR, unit_id))
        last = select(func.max(habilitation.c.id)).where(habilitation.c.unit_id == unit_id)
        return work.connection.execute(last).scalar_one()


def authorised(ward, nurse, first_name, person):
    """An authorisation for a person of a house, and the line it opens."""
    resident = ward.people[first_name]
    line = ward.prescribe(first_name, FUROSEMIDE, regime=Regime.ASSISTED)
    made = authorising({"resident": resident, "helped": line, "person": person})
    assert nurse.post("/api/authorisations", made).status_code == 201
    return {"authorisation_id": made["id"], "helped": line, "person": person}


def authorising(thing):
    """What a nurse opens to an educator for a resident."""
    days = {"first_day": "2026-11-21", "last_day": "2026-12-21", "trained_on": "2026-11-20"}
    told = {"id": str(uuid.uuid4()), "kind": "assisted", "care_protocol": "Protocole de soins du matin"}
    return (
        told | days | {"user": thing["person"], "residents": [thing["resident"]], "lines": [thing["helped"]]}
    )


def delivery(box, place):
    return {"id": str(uuid.uuid4()), "raw": box, "place": place, "units": "30", "at": AT}


def leave(thing):
    """Leave asked from afar for one tablet of a line opened to helpers."""
    told = {"id": str(uuid.uuid4()), "resident": thing["resident"], "line": thing["helped"]}
    return told | {"amount": "1", "unit": "comprimé", "context": "Fièvre", "device": "device-1"}


def call(thing):
    """A call for the nurse."""
    told = {"id": str(uuid.uuid4()), "unit": thing["unit"], "resident": thing["resident"]}
    return told | {"why": "call", "context": "", "device": "device-1"}


def remote_of(ward, known, first_name):
    """A line opened to helpers, leave asked for a dose of it, and a call for the nurse."""
    helped = ward.prescribe_prn(first_name, DOLIPRANE_500, regime=Regime.ASSISTED)
    made = known | {"helped": helped}
    with ward.house.writing(Role.EDUCATOR) as work:
        wanted = RemoteWantedSchema().load(leave(made))
        made["request_id"] = remote.request(work, wanted).id
        made["call_id"] = calls.call(work, HelpCallSchema().load(call(made))).id
    return {name: made[name] for name in ("helped", "request_id", "call_id")}


def identity(_):
    name = {"birth_name": "DURAND", "first_name": "Lise", "first_names": "Lise", "sex": "F"}
    name |= {"birth_date": "1940-01-01", "used_name": None, "birthplace_code": None}
    return {"identity": name, "distinct_from": []}


def corrected(thing):
    return identity(thing) | {"seen": 0}


def arrival(thing):
    return {"unit": thing["unit"], "room": "3", "order": 1, "at": AT}


def moved_to(thing):
    return arrival(thing) | {"seen": "2026-11-01T00:00:00Z"}


def protocol_of(ward, first_name, line_id):
    """An emergency protocol for this person."""
    with ward.house.writing(Role.PHYSICIAN) as work:
        made = delegations.choices(work, residents.unit_of(work, ward.people[first_name]))
        line = next(one for one in made.lines if one.needed.line_id == line_id)
        words = replace(
            PAIN,
            kind=Kind.VITAL,
            class_id=line.needed.class_id,
            assessment=None,
            call_phone="15",
            written_on=None,
        )
        asked = delegations.Asked(str(uuid.uuid4()), words, ((line_id, ward.people[first_name]),))
        made = delegations.write_protocol(work, asked, SealKey.fresh()).version.id
        return {"protocol_id": made, "medicine_class": line.needed.class_id}


def signed_protocol(thing, seen=0):
    """A protocol for a person, as a physician's page sends it."""
    pair = {"line": thing.get("needed") or thing["line"], "resident": thing["resident"]}
    words = {"title": "Crise", "indication": "Secousses", "medicine": "P", "unit": "comprimé", "dose": "1"}
    words |= {"once_max": "1", "day_max": "1", "interval_min": 600, "measures_first": ["Coucher"]}
    words |= {"regimes": ["assisted"], "call_name": "SAMU", "call_phone": "15", "recheck_min": 10}
    words |= {"rpps": "10003456785", "ends_on": "2027-03-01", "trainer": "L. M."}
    words |= {"class_id": thing.get("medicine_class", "")[:32], "kind": "vital"}
    body = {"id": str(uuid.uuid4()), "protocol": words, "lines": [pair]}
    return body | {"seen_version": seen, "pin": PIN}


PROTOCOL_BODIES = {
    "POST /api/protocols": signed_protocol,
    "POST /api/protocols/<protocol_id>/versions": lambda thing: signed_protocol(thing, seen=1),
    "POST /api/protocols/<protocol_id>/understanding": lambda thing: {"version": thing["protocol_id"]},
    "POST /api/protocols/<protocol_id>/walk": lambda _: {"answers": {"sign": "yes"}},
    "POST /api/protocols/<protocol_id>/end": lambda _: {"reason": "Traitement changé"},
}
