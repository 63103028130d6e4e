"""A small ward to give rounds in: people with cards, lines and boxes, and what their carers do.

The verbs of the ward, for tests everywhere: admit, prescribe, prescribe_prn, box, read, gesture, record, act, give, pack, news, close,
state, stop_line, incidents, moved, differences; `codes` and `minutes` beside.
"""

import uuid
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select, update

import medcircuit
from medcircuit.administration import service
from medcircuit.administration.models import dose_state, incident
from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.reading import RoundName, Scan
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import new_id
from medcircuit.kernel.quantities import read_amount
from medcircuit.kernel.remembered import forget
from medcircuit.kernel.work import reading, writing
from medcircuit.medicines import service as medicines
from medcircuit.posology.rules import read_dosages
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.care import NO_CARE
from medcircuit.prescriptions.rules.lines import Act, Prescription, Revision, Terms
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import Admission, Arrival, Identity
from medcircuit.residents.rules.tokens import Support
from medcircuit.stock.models import account, stock_move
from medcircuit.structure.models import establishment

CATALOGUE = Path(medcircuit.__file__).parent / "demo" / "catalogue"
DOLIPRANE_1G, DOLIPRANE_500, DOLIPRANE_EFFERVESCENT = "60234100", "63368332", "66567738"
PARACETAMOL_1G, PARACETAMOL_CAPSULE = "68787715", "67119691"
FUROSEMIDE = "60192594"

TODAY = date(2026, 11, 21)
BEGUN = datetime(2026, 11, 1, tzinfo=UTC)


def dosage(moment="MORN", amount="1", unit="comprimé", days=(), moments=()):
    """A FHIR dosage: so much at a moment (or several) of every day or some weekdays, or at a clock time "HH:MM"."""
    when = {"timeOfDay": [f"{moment}:00"]} if ":" in moment else {"when": list(moments) or [moment]}
    if days:
        when["dayOfWeek"] = list(days)
    value = Decimal(amount)
    return [
        {
            "timing": {"repeat": {"frequency": 1, "period": 1, "periodUnit": "d", **when}},
            "route": {"text": "orale"},
            "doseAndRate": [{"doseQuantity": {"value": value, "unit": unit}}],
        }
    ]


def as_needed(amount=1, most=4, gap=6, high=None, unit="comprimé", reason="douleur ou fièvre", period=24):
    """So much as needed, every so many hours at the most, so many in 24 hours (or another period of hours)."""
    hours = {"unit": "heure", "system": "http://unitsofmeasure.org", "code": "h"}
    dose = {"value": amount, "unit": unit}
    ranged = {"doseRange": {"low": dose, "high": dose | {"value": high}}} if high else {"doseQuantity": dose}
    return [
        {
            "asNeededCodeableConcept": {"text": reason},
            "timing": {"repeat": {"frequency": 1, "period": gap, "periodUnit": "h"}},
            "route": {"text": "orale"},
            "doseAndRate": [ranged],
            "maxDosePerPeriod": {
                "numerator": {"value": most, "unit": unit},
                "denominator": {"value": period, **hours},
            },
        }
    ]


def bring_catalogue(house):
    """Import the demonstration's catalogue, unless the house began with it."""
    if not house.catalogued:
        with house.database.write() as connection:
            found = medicines.read_folder(CATALOGUE, edition=date(2026, 5, 26), today=TODAY)
            medicines.import_folder(connection, found, now=BEGUN)
        house.catalogued = True


class Ward:
    """A unit of the small house with its people; `people` and `cards` by first name."""

    def __init__(self, house):
        self.house = house
        self.unit = house.units["Lilas"]
        self.round = RoundName(self.unit, TODAY, "MORN")
        self.people, self.cards, self.seq = {}, {}, 0
        bring_catalogue(house)

    def product(self, cis):
        """The first box of a medicine."""
        with self.house.database.read() as connection:
            return medicines.sheet(connection, cis, on=self.house.clock.now().date()).presentations[0]

    def box(self, cis, *, expiry="270930", lot="A1", serial=None):
        """What the code of a box of this medicine says, as a scanner sends it."""
        tail = f"10{lot}" + (f"\x1d21{serial}" if serial else "")
        return f"]d201{self.product(cis).gtin}17{expiry}{tail}"

    @property
    def now(self):
        return self.house.clock.now()

    def working(self, role=Role.NURSE, *, name=None, within=None):
        actor = self.house.actor(role, within)
        return writing(
            self.house.database,
            replace(actor, user_id=name, name=name) if name else actor,
            self.house.clock,
        )

    def reading(self, role=Role.NURSE):
        return reading(self.house.database, self.house.actor(role), self.house.clock)

    def check_twice(self, *codes):
        """From now on the house has the doses of these ATC codes found anew by a second person."""
        with self.house.database.write() as connection:
            connection.execute(update(establishment).values(second_person=" ".join(codes)))
            forget(connection)

    def admit(self, first_name, *, birth_name="MARTIN", unit="Lilas", room="12", born=date(1938, 3, 12)):
        identity = Identity(birth_name, first_name, first_name, born, "F")
        arrival = Arrival(self.house.units[unit], room, len(self.people) + 1, BEGUN)
        with self.house.writing() as work:
            self.people[first_name] = residents.admit(work, Admission(identity, arrival))
            issued = residents.issue_token(work, self.people[first_name], Support.CARD)
            self.cards[first_name] = issued.code
        return self.people[first_name]

    def prescribe(self, first_name, cis, *, regime=None, critical=False, care=NO_CARE, **dose):
        """A line that holds since the beginning of the month; gives its id."""
        terms = Terms(read_dosages(dosage(**dose)), regime, time_critical=critical, care=care)
        with self.past(BEGUN) as work:
            asked = Prescription(new_id(), self.people[first_name], terms, cis=cis)
            return prescriptions.prescribe(work, asked).id

    def prescribe_prn(self, first_name, cis, *, regime=None, care=NO_CARE, **dose):
        """A line given as needed since the beginning of the month; gives its id."""
        with self.past(BEGUN) as work:
            terms = Terms(read_dosages(as_needed(**dose)), regime, care=care)
            return prescriptions.prescribe(
                work, Prescription(new_id(), self.people[first_name], terms, cis=cis)
            ).id

    def stop_line(self, line_id, at, *, act=Act.STOP):
        """A second version that stops (or suspends) the line."""
        with self.past(at) as work:
            prescriptions.revise(work, line_id, Revision(new_id(), act, 1))

    @contextmanager
    def past(self, at):
        """A physician's work at an earlier instant."""
        with writing(self.house.database, self.house.actor(Role.PHYSICIAN), ManualClock(at)) as work:
            yield work

    def key(self, line_id, slot="MORN", day=TODAY):
        return f"{line_id}/{day.isoformat()}/{slot}"

    def read(self, raw, *, who=None, name=None, at=None, role=Role.NURSE, within=None, **changes):
        """The scan of a code and its answer; `who` is the first name of the person open on the screen."""
        scan = Scan(
            id=changes.pop("id", str(uuid.uuid4())),
            raw=raw,
            mode=changes.pop("mode", "scan"),
            round=changes.pop("round", self.round),
            at=at or self.now,
            device=changes.pop("device", "device-1"),
            resident=self.people[who] if who else None,
            **changes,
        )
        with self.working(role, name=name, within=within) as work:
            return service.ask(work, scan).body

    def gesture(self, kind, line_id, who, *, slot="MORN", **changes):
        """One act, as the browser makes it."""
        self.seq += 1
        for name in ("amount", "units"):
            if isinstance(changes.get(name), str):
                changes[name] = read_amount(changes[name])
        made = {
            "id": new_id(),
            "device": "device-1",
            "device_seq": self.seq,
            "kind": EventKind(kind),
            "dose": self.key(line_id, slot),
            "line": line_id,
            "resident": self.people.get(who, who),
            "at": self.now,
            "version_seen": 1,
        }
        return Gesture(**{**made, **changes})

    def record(self, *gestures, name=None, role=Role.NURSE, sent_at=None):
        with self.working(role, name=name) as work:
            receipts = service.record_all(work, gestures, sent_at=sent_at)
        if len(receipts) == 1 and receipts[0].problem:
            raise receipts[0].problem
        return [
            {**one.body, "problem": one.problem.code} if one.problem else dict(one.body) for one in receipts
        ]

    def act(self, kind, line_id, who, *, name=None, role=Role.NURSE, **changes):
        """One act recorded; gives its receipt."""
        return self.record(self.gesture(kind, line_id, who, **changes), name=name, role=role)[0]

    def give(self, line_id, who, **changes):
        return self.act("given", line_id, who, **changes)

    def pack(self, name=None):
        with self.reading() as work:
            told = service.pack(work, name or self.round)
        return {**told, "doses": [lasting | now.json() for lasting, now in told["doses"]]}

    def news(self, cursor=0):
        with self.reading() as work:
            return service.events_after(work, self.round, cursor)

    def close(self, **changes):
        closing = service.Closing(**{"id": new_id(), "at": self.now, **changes})
        with self.working() as work:
            return service.close_round(work, self.round, closing)["closed"]

    def state(self, line_id, slot="MORN"):
        """The stored row of a dose."""
        with self.house.database.read() as connection:
            return connection.execute(
                select(dose_state).where(dose_state.c.dose_key == self.key(line_id, slot))
            ).one_or_none()

    def incidents(self, event_id):
        with self.house.database.read() as connection:
            rows = connection.execute(select(incident.c.code).where(incident.c.event_id == event_id))
            return sorted(row.code for row in rows)

    def moved(self, event_id):
        """What an act moved: (kind of the source, kind of the target, parts), reversals included."""
        source, target = account.alias("source"), account.alias("target")
        with self.house.database.read() as connection:
            rows = connection.execute(
                select(source.c.kind.label("source"), target.c.kind.label("target"), stock_move.c.amount)
                .join(source, source.c.id == stock_move.c.source)
                .join(target, target.c.id == stock_move.c.target)
                .where(stock_move.c.cause_id == event_id)
                .order_by(stock_move.c.id)
            )
            return [tuple(row) for row in rows]

    def differences(self):
        """What `medcircuit verify` would say."""
        with self.house.database.read() as connection:
            return list(service.verify(connection, self.house.establishment_id))


def codes(body):
    """The codes of what was found."""
    return [found["code"] for found in body.get("findings", body.get("incidents"))]


def minutes(count):
    """A lapse of so many minutes."""
    return timedelta(minutes=count)
