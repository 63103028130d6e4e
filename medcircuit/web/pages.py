"""The pages' shells: no data of anyone; the app in the browser asks the API for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, render_template, request
from sqlalchemy.exc import SQLAlchemyError

from medcircuit.kernel.http import current, note_fault, public, said
from medcircuit.staff.rules import national
from medcircuit.staff.rules.habilitations import NoHabilitation

bp = Blueprint("pages", __name__)

REFUSALS = {
    problem.code: problem.sentence
    for problem in (
        national.NationalOff,
        national.NationalSilent,
        national.NationalRefused,
        national.NationalGivenUp,
        national.NotAProfessional,
        national.UnknownHere,
        NoHabilitation,
    )
}
"""Why a sign-in by Pro Santé Connect opened nothing: by code, for the sign-in page to say."""


@bp.get("/")
@public
def home() -> str:
    """Today's rounds."""
    return render_template("home.html")


def problem(said: Mapping[str, Any]) -> str:
    """What a person reads where an address leads nowhere, or to what is not theirs: what happened, and where to go."""
    return render_template("problem.html", problem=said, back=request.full_path.rstrip("?"))


@bp.get("/connexion")
@public
def sign_in() -> str:
    """Sign in, or choose a password the first time; `refus`: why Pro Santé Connect opened nothing."""
    refused = REFUSALS.get(request.args.get("refus", ""))
    return render_template("sign_in.html", refused=said(refused) if refused else None)


@bp.get("/mon-compte")
@public
def account() -> str:
    """One's own second factors."""
    return render_template("account.html")


@bp.get("/tour/<unit>/<day>/<moment>")
@public
def distribution_round(unit: str, day: str, moment: str) -> str:
    """A distribution round: the board and the resident in one page."""
    return render_template("round.html", unit=unit, day=day, moment=moment)


@bp.get("/residents/<resident>")
@public
def resident(resident: str) -> str:
    """A resident's page."""
    return render_template("resident.html", resident=resident)


@bp.get("/mon-groupe")
@public
def group() -> str:
    """The people somebody helps, and helping one of them."""
    return render_template("group.html")


@bp.get("/mes-autorisations")
@public
def my_grants() -> str:
    """What somebody who is no nurse may do, and until when."""
    return render_template("my_grants.html")


@bp.get("/suivi")
@public
def follow() -> str:
    """What waits for a person to decide."""
    return render_template("follow.html")


@bp.get("/analyse")
@public
def review() -> str:
    """The pharmacist's review: the queue, or one resident."""
    return render_template("review.html")


@bp.get("/alertes")
@public
def alerts() -> str:
    """How often each rule of alert fired and was overridden."""
    return render_template("alerts.html")


@bp.get("/medicaments")
@public
def medicines() -> str:
    """A search over the whole catalogue."""
    return render_template("medicines.html")


@bp.get("/medicaments/<medicine>")
@public
def medicine(medicine: str) -> str:
    """What the public database says of a medicine, or of all those that are the same."""
    return render_template("medicine.html", medicine=medicine)


@bp.get("/equipe")
@public
def team() -> str:
    """Who has access, and a newcomer's account."""
    return render_template("team.html")


@bp.get("/unites")
@public
def units() -> str:
    """The units of the house, and the hours of its moments and rounds."""
    return render_template("units.html")


@bp.get("/astreinte")
@public
def on_call() -> str:
    """Who is on call now, and the table of the week."""
    return render_template("on_call.html")


@bp.get("/a-contresigner")
@public
def to_countersign() -> str:
    """What a nurse reads again and countersigns."""
    return render_template("countersign.html")


@bp.get("/residents/<resident>/dose-du-jour/<line>")
@public
def daily(resident: str, line: str) -> str:
    """The doses of the next days of a line, decided after an INR."""
    return render_template("daily.html", resident=resident, line=line)


@bp.get("/consulter")
@public
def consult() -> str:
    """Reading a person's data under a consultation, or breaking the glass."""
    return render_template("consult.html")


@bp.get("/acces")
@public
def accesses() -> str:
    """Consultations that were given, broken glasses to judge, who read what."""
    return render_template("accesses.html")


@bp.get("/residents/<resident>/autonomie")
@public
def autonomy(resident: str) -> str:
    """What a resident takes by themselves."""
    return render_template("autonomy.html", resident=resident)


@bp.get("/residents/<resident>/si-besoin")
@public
def as_needed(resident: str) -> str:
    """What may be given as needed to a resident."""
    return render_template("prn.html", resident=resident)


@bp.get("/si-besoin")
@public
def effects() -> str:
    """The doses as needed whose effect is to be looked at."""
    return render_template("effects.html")


@bp.get("/prescrire")
@public
def prescribe() -> str:
    """For whom to prescribe."""
    return render_template("prescribe.html")


@bp.get("/residents/<resident>/prescrire")
@public
def order(resident: str) -> str:
    """An order being written."""
    return render_template("order.html", resident=resident)


@bp.get("/a-signer")
@public
def to_sign() -> str:
    """What waits for a prescriber's signature."""
    return render_template("sign.html")


@bp.get("/residents/<resident>/recopier")
@public
def copy_order(resident: str) -> str:
    """A paper order copied for a person, and its comparison."""
    return render_template("copy.html", resident=resident)


@bp.get("/residents/<resident>/ordre-oral")
@public
def oral_order(resident: str) -> str:
    """What a physician orders by voice in an emergency, entered by the nurse who hears it."""
    return render_template("oral.html", resident=resident)


@bp.get("/a-signer/<resident>")
@public
def lines_to_sign(resident: str) -> str:
    """A person's lines, for their prescriber."""
    return render_template("sign_lines.html", resident=resident)


@bp.get("/remplacements")
@public
def stand_ins() -> str:
    """Who stands in for which prescriber, and when."""
    return render_template("stand_ins.html")


@bp.get("/admission")
@public
def admission() -> str:
    """A person who comes to live here."""
    return render_template("admission.html")


@bp.get("/autorisations")
@public
def authorisations() -> str:
    """Who may help whom with what."""
    return render_template("matrix.html")


@bp.get("/protocoles")
@public
def protocols() -> str:
    """The physician's protocols for doses as needed and emergencies."""
    return render_template("protocols.html")


@bp.get("/protocoles/<protocol>")
@public
def protocol(protocol: str) -> str:
    """One protocol."""
    return render_template("protocols.html", protocol=protocol)


@bp.get("/stock")
@public
def stock() -> str:
    """The ledger of the stock."""
    return render_template("stock.html")


@bp.get("/registre")
@public
def register() -> str:
    """The register of narcotics."""
    return render_template("register.html")


@bp.get("/stock/reception")
@public
def reception() -> str:
    """Reception of boxes by scan."""
    return render_template("stock_reception.html")


@bp.get("/health")
@public
def health() -> Response:
    """Whether the service answers and reaches its database: for a supervisor, and nothing of anyone."""
    try:
        current.database.reach()
    except SQLAlchemyError as fault:
        note_fault(fault)
        return Response("base injoignable", status=503, content_type="text/plain")
    return Response("ok", content_type="text/plain")
