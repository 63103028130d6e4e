"""The documents that leave: a dossier turned into the plain values that are printed."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from itertools import pairwise

from medcircuit.administration.rules.vocabulary import STATES, TAKEN, DoseState
from medcircuit.administration.service import Lately
from medcircuit.medicines.rules.codes import Environment, InsContent
from medcircuit.overview.rules import in_full_letters
from medcircuit.overview.service import LOOKED_BACK, Dossier
from medcircuit.prescriptions.rules.mentions import Mentions
from medcircuit.prescriptions.schemas import version_sentence
from medcircuit.prescriptions.service import Line, LineLabel, LineVersionRead, PlannedDose
from medcircuit.residents.rules.identity import AUTHORITIES, IdentityStatus, may_carry_matricule, write_ins
from medcircuit.residents.rules.people import Severity
from reports.ordonnance import Order, OrderLine, Ordonnance, Prescriber
from reports.paper import House, Person
from reports.transfer_sheet import TransferLine, TransferSheet
from reports.treatment_plan import PlanLine, TreatmentPlan

WORDS = {one.state: one.word for one in STATES}
SUSPENDED = "suspended"
NOT_TAKEN = frozenset(
    {
        DoseState.PARTIAL,
        DoseState.REFUSED,
        DoseState.SPAT_OUT,
        DoseState.UNAVAILABLE,
        DoseState.WITHHELD,
        DoseState.OMITTED,
        DoseState.UNTRACED,
    }
)
"""What the receiving team must know: a dose that did not, or not wholly, reach the person."""
NOT_TAKEN_SINCE = timedelta(days=3)
"""How far back a transfer sheet tells it."""
REGIMES = {
    "assisted": "Aide à la prise.",
    "entrusted": "Acte confié.",
    "nurse_only": "À donner par l'infirmier.",
}
"""Who may give, as an order says it."""


CRUSHING = {"allowed": "Peut être écrasé ou ouvert.", "forbidden": "Ne pas écraser ni ouvrir."}
"""What was said of crushing, as an order says it."""


def house_of(held: Dossier) -> House:
    """The establishment, as a document's heading says it."""
    row = held.house
    return House(row.name, row.finess, row.address, row.phone, row.email)


def person_of(held: Dossier, environment: Environment) -> Person:
    """The person; their national identity only where it is qualified, and its OID one of this environment."""
    entry = held.entry
    authority = AUTHORITIES.get(entry.ins_oid or "")
    status = IdentityStatus(entry.ins_status)
    qualified = may_carry_matricule(status) and authority is not None and authority.env is environment
    content = None
    if qualified and authority is not None and entry.ins_matricule:
        content = InsContent(
            matricule=entry.ins_matricule,
            oid=authority.oid,
            nature=authority.nature,
            prenoms=tuple(entry.first_names.split()),
            nom_naissance=entry.birth_name,
            sexe=entry.sex,
            naissance=entry.birth_date,
            lieu_cog=entry.birthplace_code,
            key_valid=True,
        )
    return Person(
        birth_name=entry.birth_name,
        used_name=entry.used_name,
        first_name=entry.first_name,
        first_names=entry.first_names,
        birth_date=entry.birth_date,
        sex=entry.sex,
        birthplace_code=entry.birthplace_code,
        ins=_spaced(content.matricule) if content else None,
        ins_nature=content.nature if content else None,
        ins_code=write_ins(content, status) if content else None,
        room=entry.card.room if entry.card else None,
    )


def _spaced(matricule: str) -> str:
    """« 2 77 01 01 154 003 29 », as it is read aloud."""
    cuts = (0, 1, 3, 5, 7, 10, 13, 15)
    return " ".join(matricule[begin:end] for begin, end in pairwise(cuts))


def ordonnance_of(held: Dossier, environment: Environment) -> Ordonnance:
    """The active lines, by the prescriber who signed them; the order bears the day of the last signature."""
    orders: dict[str, list[tuple[Line, LineVersionRead]]] = defaultdict(list)
    for line in held.running(status="active"):
        if version := line.at(held.now):
            orders[version.signed_by].append((line, version))
    return Ordonnance(
        house_of(held),
        person_of(held, environment),
        tuple(_order(held, who, lines) for who, lines in sorted(orders.items())),
        _printed(held),
    )


def _order(held: Dossier, who: str, lines: list[tuple[Line, LineVersionRead]]) -> Order:
    known = held.signatories.get(who)
    name = known.name if known else "—"
    last = max(version.signed_at for _, version in lines).astimezone(held.zone)
    return Order(
        Prescriber(**vars(known)) if known else Prescriber(name),
        last.date(),
        tuple(_order_line(held, line, version, last.date()) for line, version in lines),
        f"Signé dans le logiciel par {name} le {last:%d/%m/%Y} à {last:%H:%M}.",
    )


def _order_line(held: Dossier, line: Line, version: LineVersionRead, day: date) -> OrderLine:
    medicine, posology = medicine_name(line.label), version_sentence(version)
    signed = version.signed_at.astimezone(held.zone).date()
    marks = [f"Prescrit le {signed:%d/%m/%Y}."] if signed != day else []
    marks += _ends(held, line, posology)
    marks += mentions_said(line.mentions)
    marks += [REGIMES[version.regime]] if version.regime else []
    marks += [CRUSHING[version.crush]] if version.crush else []
    rules = held.rules.get(line.class_id)
    secured = rules is not None and rules.secure_prescription
    said = f"{line.label.substance} {in_full_letters(line.label.strength)}, {in_full_letters(posology)}"
    return OrderLine(
        medicine,
        posology,
        (*marks, *version.instructions),
        said if secured else None,
        ald=line.mentions.ald,
    )


def _ends(held: Dossier, line: Line, posology: str) -> list[str]:
    """The last day of a line, where its posology does not name it."""
    if line.ends_at is None:
        return []
    last = f"{(line.ends_at - timedelta(microseconds=1)).astimezone(held.zone):%d/%m/%Y}"
    return [] if last in posology else [f"Jusqu'au {last} inclus."]


def mentions_said(said: Mentions) -> list[str]:
    """What a line says for the pharmacy, in the words of the law; a long-term condition has its own zone."""
    words = [f"Non substituable ({said.substitution.value})."] if said.substitution else []
    boxes = f"{said.packs} boîte{'s' if said.packs > 1 else ''}" if said.packs else ""
    again = f"à renouveler {said.renewals} fois" if said.renewals else ""
    supplied = ", ".join(part for part in (boxes, again) if part)
    words += [f"{supplied[0].upper()}{supplied[1:]}."] if supplied else []
    return words + ([f"Prescription hors AMM : {said.off_label}."] if said.off_label else [])


def medicine_name(label: LineLabel) -> str:
    """« PARACÉTAMOL 1 g, comprimé (Doliprane) »: what the law wants first, the brand after."""
    brand = f" ({label.brand})" if label.brand else ""
    return f"{label.substance} {label.strength}, {label.form}{brand}"


def treatment_plan_of(held: Dossier, environment: Environment) -> TreatmentPlan:
    """What is taken, with the doses of this day by moment; if needed and suspended lines apart."""
    today = held.now.astimezone(held.zone).date()
    doses = [dose for dose in held.plan.doses if _local_day(held, dose.due) == today]
    moments = list(dict.fromkeys(dose.when for dose in doses))
    active = held.running(status="active")
    needed = {one.line_id for one in held.plan.as_needed}
    by_line: dict[str, dict[str, str]] = defaultdict(dict)
    for dose in doses:
        kept = by_line[dose.line_id].get(dose.when)
        by_line[dose.line_id][dose.when] = f"{kept} + {dose.said}" if kept else dose.said
    return TreatmentPlan(
        house_of(held),
        person_of(held, environment),
        today,
        allergies_of(held),
        tuple(moments),
        tuple(_plan_line(held, line, by_line[line.id]) for line in active if line.id not in needed),
        tuple(_plan_line(held, line, {}) for line in active if line.id in needed),
        tuple(_plan_line(held, line, {}) for line in held.running(status=SUSPENDED)),
        _printed(held),
    )


def _plan_line(held: Dossier, line: Line, doses: dict[str, str]) -> PlanLine:
    version, since = line.at(held.now), line.since(held.now)
    known = held.signatories.get(version.signed_by) if version else None
    begun = f"Depuis le {since.astimezone(held.zone):%d/%m/%Y}" if since else ""
    return PlanLine(
        medicine_name(line.label),
        version_sentence(version) if version else "",
        f"{begun}, {known.name}" if known else begun,
        tuple(doses.items()),
    )


def allergies_of(held: Dossier) -> tuple[str, ...]:
    """Each allergy with how grave it is."""
    grave = {Severity.SEVERE: " (sévère)"}
    return tuple(one.label + grave.get(one.severity, "") for one in held.entry.allergies)


def transfer_sheet_of(held: Dossier, environment: Environment) -> TransferSheet:
    """The treatment with the last and next dose of each line, and what was not taken in the last three days."""
    closed = {one.dose_key for one in held.lately}
    coming = [
        dose
        for dose in held.plan.doses
        if dose.key not in closed
        and dose.due >= held.now - timedelta(hours=12)
        and dose.line_status == "active"
    ]
    following = {dose.line_id: dose for dose in sorted(coming, key=lambda dose: dose.due, reverse=True)}
    said = {dose.key: dose.said for dose in held.plan.doses}
    taken = {one.line_id: one for one in held.lately if one.state in TAKEN}
    return TransferSheet(
        house=house_of(held),
        person=person_of(held, environment),
        allergies=allergies_of(held),
        texture=held.entry.texture,
        notes=held.entry.notes,
        lines=tuple(
            TransferLine(
                medicine_name(line.label),
                version_sentence(version) if (version := line.at(held.now)) else "",
                _last(held, taken.get(line.id), said),
                _next(held, following.get(line.id)),
            )
            for line in held.running(status="active")
        ),
        suspended=tuple(medicine_name(line.label) for line in held.running(status=SUSPENDED)),
        not_taken=_not_taken(held),
        printed=_printed(held),
    )


def _last(held: Dossier, one: Lately | None, said: dict[str, str]) -> str:
    if one is None or one.at is None:
        return f"Aucune depuis {LOOKED_BACK.days} jours"
    return f"{_at(held, one.at)} — {WORDS[one.state].lower()}" + (
        f", {said[one.dose_key]}" if one.dose_key in said else ""
    )


def _next(held: Dossier, dose: PlannedDose | None) -> str:
    if dose is None:
        return "—"
    late = " (pas encore donnée)" if dose.due < held.now else ""
    return f"{_at(held, dose.due)}{late} — {dose.said}"


def _not_taken(held: Dossier) -> tuple[str, ...]:
    """What did not reach the person, by line and state: « FUROSÉMIDE 40 mg : refusé le 20/11 08:05, 21/11 08:10 »."""
    names = {line.id: f"{line.label.substance} {line.label.strength}" for line in held.lines}
    when: dict[tuple[str, str], list[str]] = defaultdict(list)
    for one in held.lately:
        if one.state in NOT_TAKEN and one.at is not None and one.at >= held.now - NOT_TAKEN_SINCE:
            when[names.get(one.line_id, "—"), WORDS[one.state].lower()].append(_at(held, one.at))
    return tuple(f"{name} : {word}, {', '.join(times)}" for (name, word), times in sorted(when.items()))


def _at(held: Dossier, instant: datetime) -> str:
    return f"{instant.astimezone(held.zone):%d/%m %H:%M}"


def _local_day(held: Dossier, instant: datetime) -> date:
    return instant.astimezone(held.zone).date()


def _printed(held: Dossier) -> str:
    return f"Imprimé le {held.now.astimezone(held.zone):%d/%m/%Y à %H:%M} par {held.printed_by}"
