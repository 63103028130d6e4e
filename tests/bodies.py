"""What would be accepted of every writing route, naming things that have an id: for tests that try whose they are."""

import json
import uuid

from medcircuit.kernel.access import Role
from tests.conftest import PIN
from tests.things import (
    AT,
    ORDER,
    PROTOCOL_BODIES,
    arrival,
    asked,
    authorising,
    call,
    corrected,
    delivery,
    identity,
    leave,
    moved_to,
)
from tests.ward import FUROSEMIDE, dosage

PULSE = {"kind": "pulse", "value": "62", "at": AT}
TERMS = {"dosage": json.loads(json.dumps(dosage(), default=float)), "regime": "nurse_only"}


def scanned(thing):
    round_ = {"unit": thing["unit"], "date": "2026-11-21", "moment": "MORN"}
    scan = {"id": str(uuid.uuid4()), "raw": thing["box"], "mode": "scan", "resident": thing["resident"]}
    return scan | {"round": round_, "at": AT, "device": "device-1"}


def act(thing, kind, **more):
    made = {"id": str(uuid.uuid4()), "device": "device-1", "device_seq": 1, "kind": kind, "at": AT, **more}
    return made | {"dose": thing["dose"], "line": thing["line_id"], "resident": thing["resident"]}


def given(thing):
    return {"events": [act(thing, "given")]}


def decision(**more):
    return {"id": str(uuid.uuid4()), **more}


def moved(thing):
    return {"id": str(uuid.uuid4()), "account": thing["account"], "units": "1", "at": AT}


def line_asked(_=None):
    return {"id": str(uuid.uuid4()), "cis": FUROSEMIDE, "terms": TERMS}


def reconciled(thing):
    answer = {"answer": "keep", "seen_version": 1, "document": thing["document_id"], "prescriber": "Dr Roux"}
    return answer | {"id": str(uuid.uuid4()), "line": thing["line_id"]}


def saved(browser, resident):
    """A life-saving act, told afterwards; its id."""
    told = {"id": str(uuid.uuid4()), "resident": resident, "at": AT, "device": "d", "product": "Adrénaline"}
    assert browser.post("/api/vital-acts", told).json["receipts"][0]["status"] == "held"
    return told["id"]


DUTY = {"role": "nurse", "name": "Astreinte", "number": "06 39 98 00 01", "starts": "20:00", "ends": "08:00"}


def on_duty(thing):
    return DUTY | {"unit": thing["unit"], "weekdays": [4, 5]}


TOLD = {"prescriber": "Dr Petit", "reason": "Urgence", "until": "2026-11-21T19:00:00Z", "read_back": True}


def consulting(thing):
    """A consultation for a day and a half."""
    made = {
        "id": str(uuid.uuid4()),
        "reader": f"{Role.EDUCATOR.value}-750000018",
        "categories": ["treatment"],
    }
    when = {"starts_at": AT, "ends_at": "2026-11-22T19:00:00Z"}
    return made | when | {"residents": [thing["resident"]], "reason": "no_nurse"}


def broken(thing):
    """A glass broken for somebody."""
    why = {"reason": "emergency", "words": "Malaise, personne ne répond"}
    return {"id": str(uuid.uuid4()), "resident": thing["resident"], **why}


BODIES = {
    "POST /api/consultations": consulting,
    "POST /api/consultations/<consultation_id>/end": lambda _: {},
    "POST /api/consultations/<consultation_id>/reads": lambda thing: {
        "resident": thing["resident"],
        "category": "treatment",
    },
    "POST /api/glasses": broken,
    "POST /api/glasses/<consultation_id>/judgement": lambda _: {"justified": True, "note": "Départ au CHU"},
    "POST /api/authorisations": authorising,
    "POST /api/authorisations/<authorisation_id>/revocation": lambda _: {"why": "Fin de mission"},
    "POST /api/residents/<resident_id>/autonomy": lambda _: {"dependent": True, "assessed_on": "2026-11-20"},
    "POST /api/countersignatures": lambda thing: {
        "id": str(uuid.uuid4()),
        "event": thing["saved"],
        "outcome": "countersigned",
    },
    "POST /api/on-call": on_duty,
    "PUT /api/on-call/<duty_id>": on_duty,
    "POST /api/residents/<resident_id>/orders": lambda thing: (
        ORDER | {"id": str(uuid.uuid4()), "document": thing["document_id"]}
    ),
    "POST /api/orders/<order_id>/comparison": lambda _: {"lines": [], "alone_reason": "Seule"},
    "POST /api/orders/<order_id>/lines": line_asked,
    "POST /api/residents/<resident_id>/oral-orders": lambda _: {"line": line_asked(), "oral": TOLD},
    "POST /api/returns/<stay_id>/lines": reconciled,
    "POST /api/returns/<stay_id>/checks": reconciled,
    "POST /api/habilitations/<habilitation_id>/factor-reset": lambda _: {"reason": "Téléphone perdu"},
    "POST /api/habilitations/<habilitation_id>/code": lambda _: {"reason": "PIN oublié, vue en personne"},
    "POST /api/lines/<line_id>/seen": lambda _: {"version": 1},
    "POST /api/lines/<line_id>/notes": lambda _: {
        "id": str(uuid.uuid4()),
        "kind": "question",
        "text": "Pourquoi ?",
        "seen_version": 1,
    },
    "POST /api/residents/<resident_id>/signatures/challenge": lambda thing: {
        "decisions": [{"line": thing["line_id"], "decision": "stop", "seen_version": 1, "reason": "Doublon"}]
    },
    "POST /api/residents/<resident_id>/signatures/checks": lambda thing: {
        "decisions": [{"line": thing["line_id"], "decision": "validate", "seen_version": 1}]
    },
    "POST /api/residents/<resident_id>/signatures": lambda thing: {
        "nonce": thing["nonce"],
        "pin": PIN,
        "seen_how": "examination",
    },
    "PUT /api/units/<unit_id>/name": lambda _: {"name": "Iris", "seen": "0"},
    "PUT /api/units/<unit_id>/closing": lambda _: {"day": None, "seen": "0"},
    "POST /api/hours": lambda thing: {"unit": thing["unit"], "first_day": "2026-11-22", "seen": "0"},
    "PUT /api/residents/<resident_id>/identity": corrected,
    "PUT /api/residents/<resident_id>/description": lambda _: {"texture": None, "notes": None},
    "POST /api/residents/<resident_id>/stays": moved_to,
    "POST /api/residents/<resident_id>/departure": lambda _: {"at": AT},
    "POST /api/residents/<resident_id>/allergies": lambda _: {"label": "Iode", "severity": "severe"},
    "POST /api/residents/<resident_id>/measures": lambda _: {"id": str(uuid.uuid4()), **PULSE},
    "POST /api/residents/<resident_id>/absences": lambda _: {"kind": "outing", "starts_at": AT},
    "POST /api/absences/<absence_id>/return": lambda _: {"at": AT},
    "POST /api/residents/<resident_id>/tokens": lambda _: {"support": "bracelet"},
    "POST /api/residents/<resident_id>/checks": lambda _: {},
    "POST /api/alerts/<alert_id>/override": lambda _: {"reason": "benefit"},
    "POST /api/residents/<resident_id>/opinions": lambda _: {"id": str(uuid.uuid4()), "kind": "agreed"},
    "POST /api/opinions/<opinion_id>/messages": lambda _: {"id": str(uuid.uuid4()), "text": "Vu."},
    "POST /api/opinions/<opinion_id>/outcome": lambda _: {"outcome": "1"},
    "POST /api/residents/<resident_id>/preview": lambda _: {"cis": FUROSEMIDE, "text": "1 cp le soir"},
    "PUT /api/residents/<resident_id>/draft": lambda _: {"content": {}},
    "POST /api/residents/<resident_id>/draft/signature/challenge": lambda _: {
        "lines": [{"line": line_asked(), "mentions": {"packs": 1}}],
        "seen": [],
    },
    "POST /api/residents/<resident_id>/draft/signature": lambda thing: {
        "nonce": thing["nonce"],
        "pin": PIN,
        "seen_how": "examination",
    },
    "PUT /api/rounds/<unit>/<day>/<moment>/draft": lambda thing: {
        "device": "d",
        "resident": thing["resident"],
    },
    "POST /api/rounds/<unit>/<day>/<moment>/closing": lambda _: {"id": str(uuid.uuid4()), "at": AT},
    "POST /api/residents": lambda thing: identity(thing) | {"arrival": arrival(thing)},
    "POST /api/scans": scanned,
    "POST /api/events": given,
    "POST /api/held/<held>/placing": lambda thing: decision(
        dose=thing["dose"], line=thing["line_id"], resident=thing["resident"]
    ),
    "POST /api/held/<held>/closing": lambda _: decision(reason="entered_twice"),
    "POST /api/events/<told>/prescriber": lambda _: decision(reason="phone", conduct="leave"),
    "POST /api/residents/<resident_id>/self-management": lambda thing: {
        "id": str(uuid.uuid4()),
        "act": "assessed",
        "lines": [thing["line_id"]],
    },
    "POST /api/lines/<line_id>/daily": lambda _: {
        "id": str(uuid.uuid4()),
        "seen": 0,
        "first": "2026-11-21",
        "amounts": ["1"],
        "unit": "comprimé",
        "value": "2.4",
        "value_at": AT,
        "value_on": "2026-11-21",
        "source": "physician",
        "decided_by": "Dr Roux",
        "next_on": "2026-11-24",
    },
    "POST /api/second-looks": lambda thing: {
        "id": str(uuid.uuid4()),
        "dose": thing["dose"],
        "resident": thing["resident"],
        "stated": "1",
        "found": "1",
        "login": f"{Role.PHARMACIST.value}-750000018",
        "pin": PIN,
    },
    "POST /api/events/<alone>/countersigning": lambda _: decision(),
    "POST /api/register-lines/<register_line>/countersigning": lambda _: decision(note="Recompté"),
    "POST /api/doses/decisions": lambda thing: decision(dose=thing["doubted"], keep=thing["kept"]),
    "POST /api/residents/<resident>/declared-doses": lambda thing: {
        "id": str(uuid.uuid4()),
        "line": thing["line_id"],
        "amount": "1",
        "at": AT,
        "said_by": "sa fille",
    },
    "POST /api/prn": asked,
    **PROTOCOL_BODIES,
    "POST /api/remote-requests": leave,
    "POST /api/remote-requests/<request_id>/answer": lambda _: {"granted": True, "pin": PIN},
    "POST /api/help-calls": call,
    "POST /api/help-calls/<call_id>/answer": lambda _: {},
    "POST /api/stock/receptions": lambda thing: delivery(thing["box"], thing["place"]),
    "POST /api/stock/transfers": lambda thing: moved(thing) | {"place": thing["other_place"]},
    "POST /api/stock/counts": lambda thing: moved(thing) | {"seen": "30", "reason": "inventory"},
    "POST /api/stock/returns": lambda thing: moved(thing) | {"reason": "surplus"},
}
"""A body that would be accepted, by method and rule, for what is asked of a thing: a new writing route adds its own."""
NAMING = (
    "POST /api/consultations",
    "POST /api/authorisations",
    "POST /api/protocols",
    "POST /api/countersignatures",
    "POST /api/on-call",
    "POST /api/hours",
    "POST /api/residents",
    "POST /api/residents/<resident_id>/stays",
    "POST /api/residents/<resident_id>/orders",
    "POST /api/returns/<stay_id>/lines",
    "POST /api/returns/<stay_id>/checks",
    "POST /api/scans",
    "POST /api/prn",
    "POST /api/remote-requests",
    "POST /api/help-calls",
    "POST /api/doses/decisions",
    "POST /api/second-looks",
    "POST /api/stock/receptions",
    "POST /api/stock/transfers",
    "POST /api/stock/counts",
    "POST /api/stock/returns",
)
"""Those whose body names things."""
