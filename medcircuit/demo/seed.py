"""Puts the demonstration into an empty database: the same rows, identifiers included, for the same day and seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

from argon2 import PasswordHasher
from sqlalchemy import insert, update

from medcircuit.demo.absence import leave_unattended
from medcircuit.demo.authorisations import authorise_helpers
from medcircuit.demo.bedside import Record
from medcircuit.demo.catalogue_files import import_catalogue
from medcircuit.demo.history import WEEKS, make_history
from medcircuit.demo.lines import prescribe_everything
from medcircuit.demo.measuring import weigh
from medcircuit.demo.needs import give_as_needed
from medcircuit.demo.on_call import keep_on_call
from medcircuit.demo.people import EHPAD, HOUSES, INS_TEST_OID, STAFF, House, Member, Resident, residents
from medcircuit.demo.portraits import portrait
from medcircuit.demo.prescriptions import medicines
from medcircuit.demo.protocols import write_protocols
from medcircuit.demo.reviewing import be_away, import_thesaurus, review_a_few
from medcircuit.demo.seeding import Ids, Seeding, Settled, Token, actor
from medcircuit.demo.supplies import Shelves, boxes, places_of
from medcircuit.demo.waiting import leave_waiting
from medcircuit.kernel.access import Actor, Role, system_actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import Database, ids_made_by, new_id
from medcircuit.kernel.work import Work
from medcircuit.medicines.rules.codes import Environment
from medcircuit.medicines.rules.codes.own import RANDOM_DIGITS, OwnKind, make_own_code
from medcircuit.residents import models as residents_tables
from medcircuit.residents import service as residents_service
from medcircuit.residents.rules.admission import Admission, AllergyNote, Arrival, Identity, Leave
from medcircuit.residents.rules.people import AbsenceKind, Severity
from medcircuit.residents.rules.tokens import TAIL_DIGITS, Support, code_hash, resident_code
from medcircuit.staff import models as staff_tables
from medcircuit.staff import service as staff
from medcircuit.staff.rules.badges import badge_code
from medcircuit.structure import models as structure_tables
from medcircuit.structure import service as structure
from medcircuit.structure.rules.hours import HoursChange

PASSWORD = "medcircuit-demo"  # noqa: S105 - printed on the console, for invented people only
PIN = "2580"


STEPS = 9
"""How many steps the seeding tells of."""


def seed_houses(
    database: Database,
    *,
    now: datetime,
    seed: str,
    step: Callable[[str], None],
    weeks: int = WEEKS,
    houses: Sequence[House] = HOUSES,
) -> list[Settled]:
    """Everything: houses, staff and catalogue in one transaction, then residents, lines, stock and rounds in another.

    `now` is the instant at which the demonstration's clock will start, `weeks` how far back the rounds go; `step` is
    told, in French, what begins.
    """
    ids = Ids(Random(f"{seed}/{now.date()}/ids"), now - timedelta(days=121))  # noqa: S311 - not for secrets
    with ids_made_by(ids):
        with database.write() as connection:
            seeding = Seeding(connection, now, seed, ids, step)
            settled = _found(seeding, houses)
        # what is remembered of houses and catalogue serves only transactions that leave these as they are
        with database.write() as connection:
            seeding.connection = connection
            for house in settled:
                _fill(seeding, house, weeks)
            for house in settled:
                keep_on_call(seeding, house)
                authorise_helpers(seeding, house)
                leave_unattended(seeding, house)
            step("Journal des accès")
            seeding.write_trail(settled)
    return settled


def _found(seeding: Seeding, houses: Sequence[House]) -> list[Settled]:
    """The houses with their staff, and the catalogue that serves them all."""
    seeding.step("Établissements et comptes")
    organisation = structure.create_organisation(seeding.connection, "Association Les Deux Rives")
    settled = [_build(seeding, organisation, house) for house in houses]
    _enrol_everybody(seeding, settled)
    _plan_hours(seeding, settled[0])
    seeding.step("Catalogue des médicaments")
    since = seeding.now - timedelta(days=120)
    import_catalogue(seeding.connection, now=since)
    import_thesaurus(seeding.connection, now=since)
    return settled


def _plan_hours(seeding: Seeding, house: Settled) -> None:
    """The evening's last round comes a quarter of an hour earlier, in ten days."""
    with seeding.work(actor(house, "admin"), seeding.now - timedelta(days=1)) as work:
        first = seeding.now.astimezone(PARIS).date() + timedelta(days=10)
        seen = structure.house_hours(work).version
        structure.set_hours(work, HoursChange(first, None, {"HS": "20:45"}, {"HS": ("20:15", "22:15")}, seen))


def _fill(seeding: Seeding, house: Settled, weeks: int) -> None:
    """Residents, lines and rounds of a house."""
    seeding.step(f"Résidents : {house.house.name}")
    _admit_everybody(seeding, house)
    seeding.step(f"Prescriptions : {house.house.name}")
    prescribe_everything(seeding, house)
    write_protocols(seeding, house)
    seeding.step(f"Trois semaines de tours : {house.house.name}")
    known = boxes(seeding.connection, (told.cis for told in medicines().values()))
    shelves = Shelves(house, places_of(house), known, seeding.random(house.house.key, "stock"))
    record = Record(seeding, house, shelves, known, seeding.random(house.house.key, "bedside"))
    make_history(seeding, house, record, weeks)
    if house.house is EHPAD:
        leave_waiting(seeding, house, record)
        review_a_few(seeding, house)
        weigh(seeding, house)
        be_away(seeding, house)
        give_as_needed(seeding, house)


def _build(seeding: Seeding, organisation: str, house: House) -> Settled:
    units = tuple(
        structure.UnitPlan(
            name, (("cart", f"Chariot {_short(name)}"), ("cupboard", f"Armoire {_short(name)}"))
        )
        for name, _ in house.units
    )
    plan = structure.EstablishmentPlan(
        house.name,
        house.finess,
        house.kind,
        units,
        address=house.address,
        phone=house.phone,
        second_person=("A10A",),
    )
    created = structure.create_establishment(seeding.connection, organisation, plan)
    today = seeding.now.astimezone(PARIS).date()
    settled = Settled(house, created, residents(house, today, seeding.random(house.key, "people")))
    settled.units = tuple(unit_id for unit_id, _ in structure.units(seeding.connection, created))
    random = seeding.random(house.key, "places")
    for place in structure.places(seeding.connection, created):
        settled.places[place.name] = place.id
        settled.place_codes[place.id] = code = _code(place.kind, random)
        seeding.connection.execute(
            update(structure_tables.place)
            .where(structure_tables.place.c.id == place.id)
            .values(code_hash=code_hash(code))
        )
    return settled


def _short(name: str) -> str:
    return name.partition(" (")[0]


def _code(place_kind: str, random: Random) -> str:
    """The 33 digits of the label of a cart, or of another place."""
    kind = OwnKind.CART if place_kind == "cart" else OwnKind.PLACE
    return make_own_code(kind, f"{random.randrange(10**RANDOM_DIGITS):0{RANDOM_DIGITS}d}").digits


def _enrol_everybody(seeding: Seeding, houses: list[Settled]) -> None:
    hasher = PasswordHasher()
    salt = seeding.random("salt").randbytes(16)
    secrets = {"password_hash": hasher.hash(PASSWORD, salt=salt), "pin_hash": hasher.hash(PIN, salt=salt)}
    for member in STAFF:
        user_id = seeding.ids()
        row = {
            "id": user_id,
            "login": member.login,
            "family_name": member.family_name,
            "given_name": member.given_name,
            "language": "fr",
            "qualification": member.qualification,
            "phone": member.phone,
            **secrets,
        }
        seeding.connection.execute(insert(staff_tables.user), row)
        for house in houses:
            if house.house.key in member.houses:
                house.staff[member.login] = user_id
                _grant(seeding, house, member, user_id)
                _print_badge(seeding, house, member, user_id)


def _print_badge(seeding: Seeding, house: Settled, member: Member, user_id: str) -> None:
    code = badge_code(seeding.random(house.house.key, "badge", member.login).randrange(10**RANDOM_DIGITS))
    house.badges[staff.short_name(member.given_name, member.family_name)] = code
    row = {
        "id": seeding.ids(),
        "establishment_id": house.id,
        "user_id": user_id,
        "number": 1,
        "code_hash": code_hash(code),
        "issued_at": seeding.now - timedelta(days=30),
        "issued_by": user_id,
    }
    seeding.connection.execute(insert(staff_tables.badge), row)


def _grant(seeding: Seeding, house: Settled, member: Member, user_id: str) -> None:
    since = seeding.now - timedelta(days=400)
    person = staff.Person(
        member.login,
        member.family_name,
        member.given_name,
        Role(member.role),
        valid_from=since.astimezone(PARIS).date(),
    )
    with seeding.work(system_actor(house.id), seeding.now - timedelta(days=121)) as work:
        staff.grant(work, user_id, person)


def _admit_everybody(seeding: Seeding, house: Settled) -> None:
    nurse = actor(house, "chamelin")
    arrived = seeding.now - timedelta(days=120)
    random = seeding.random(house.house.key, "tokens")
    for person in house.people:
        with seeding.work(nurse, arrived) as work:
            resident_id = _admit(work, house, person, seeding)
            house.residents.append(resident_id)
            house.tokens[resident_id] = _tokens(work, resident_id, person, random)
    _absences(seeding, house, nurse)


def _admit(work: Work, house: Settled, person: Resident, seeding: Seeding) -> str:
    told = person.identity
    identity = Identity(
        birth_name=told.birth_name,
        first_name=told.first_names.split(" ")[0],
        first_names=told.first_names,
        birth_date=told.birth_date,
        sex=told.sex,
        used_name=told.used_name,
        birthplace_code=told.birthplace_code,
        ins_status=told.ins_status,
        ins_matricule=told.ins_matricule,
        ins_oid=INS_TEST_OID if told.ins_matricule else None,
    )
    arrival = Arrival(house.units[person.unit], person.room, person.order, work.now - timedelta(hours=1))
    admission = Admission(identity, arrival, person.texture, person.notes)
    resident_id = residents_service.admit(work, admission, environment=Environment.TEST)
    for label, severity in person.allergies:
        residents_service.note_allergy(work, resident_id, AllergyNote(label, Severity(severity)))
    age = (seeding.now.date() - told.birth_date).days // 365
    face = seeding.random(house.house.key, "face", str(person.unit), str(person.order))
    drawn = portrait(origin=person.origin, sex=told.sex, age=age, random=face)
    residents_service.set_portrait(work, resident_id, drawn.encode())
    return resident_id


def _tokens(work: Work, resident_id: str, person: Resident, random: Random) -> list[Token]:
    """A card each; some were printed again (the first is revoked), one in each unit was lost, some have a bracelet."""
    again, lost = person.order % 7 == 2, person.order == 19
    wanted = [(Support.CARD, number) for number in ((1, 2) if again else (1,))]
    if person.order % 5 == 0:
        wanted.append((Support.BRACELET, 1))
    made: list[tuple[str, Token]] = []
    for support, number in wanted:
        revoked = support is Support.CARD and (lost or (again and number == 1))
        token = Token(resident_code(random.randrange(10**30)), number, revoked)
        made.append((_write_token(work, resident_id, support, token), token))
    if again:
        table = residents_tables.token
        work.connection.execute(update(table).where(table.c.id == made[0][0]).values(replaced_by=made[1][0]))
    return [token for _, token in made]


def _write_token(work: Work, resident_id: str, support: Support, token: Token) -> str:
    created = new_id()
    row = {
        "id": created,
        "establishment_id": work.establishment_id,
        "resident_id": resident_id,
        "number": token.number,
        "support": support.value,
        "code_hash": code_hash(token.code),
        "tail": token.code[-TAIL_DIGITS:],
        "printed": residents_service.printed_of(work, resident_id),
        "issued_at": work.now + timedelta(days=60 * (token.number - 1)),
        "issued_by": work.actor.user_id,
    }
    if token.revoked:
        row |= {"revoked_at": work.now + timedelta(days=60), "revoked_by": work.actor.user_id}
    work.connection.execute(insert(residents_tables.token), row)
    work.did("issue_token", ("token", created), ("resident", resident_id))
    return created


def _absences(seeding: Seeding, house: Settled, nurse: Actor) -> None:
    """Who is away: one in hospital, one in family for the week-end, one out this afternoon; and some who came back."""
    midnight = seeding.now.astimezone(PARIS).replace(hour=0, minute=0, second=0, microsecond=0)
    told = (
        (13, AbsenceKind.HOSPITAL, timedelta(days=-3, hours=15), None),
        (17, AbsenceKind.FAMILY, timedelta(days=-1, hours=17), timedelta(days=1, hours=18)),
        (6, AbsenceKind.OUTING, timedelta(hours=10, minutes=30), timedelta(hours=17)),
        (14, AbsenceKind.HOSPITAL, timedelta(days=-16, hours=3), timedelta(days=-11, hours=14)),
        (18, AbsenceKind.FAMILY, timedelta(days=-8, hours=10), timedelta(days=-6, hours=18)),
        (3, AbsenceKind.OUTING, timedelta(days=-5, hours=11), timedelta(days=-5, hours=16)),
    )
    for order, kind, starts, ends in told:
        number = order if house.house.key == "ehpad" else order % 10 + 10
        leave = Leave(kind, midnight + starts, None if ends is None else midnight + ends)
        at = min(seeding.now, midnight + starts)
        with seeding.work(nurse, at) as work:
            residents_service.declare_absence(work, house.residents[number], leave)
