"""The protocols of the demonstration's physician: two in the IME, one in the EHPAD, and who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from medcircuit.delegations import service
from medcircuit.delegations.rules.fitting import misfits, outlives
from medcircuit.delegations.rules.protocols import Assessment, Kind, Protocol
from medcircuit.demo.people import EHPAD
from medcircuit.demo.seeding import Seeding, Settled, actor
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.seals import SealKey
from medcircuit.prescriptions.rules.lines import Regime

PHYSICIAN = "drvasseur"
RPPS = "10009900118"
READERS = ("jfabre", "spetit")
"""Who has read; the others have not yet."""

_PAIN = Protocol(
    kind=Kind.AS_NEEDED,
    title="Fièvre ou douleur : paracétamol",
    indication="Front chaud, joues rouges, ou plainte, gémissement, main posée là où cela fait mal",
    assessment=Assessment("temperature", Fraction("38.5")),
    class_id="",
    medicine="",
    unit="comprimé",
    dose=Fraction(1),
    dose_high=None,
    once_max=Fraction(1),
    day_max=Fraction(3),
    interval_min=6 * 60,
    days_max=3,
    contra_signs=(
        "Peau ou yeux jaunes",
        "Boutons ou gonflement après une prise précédente",
        "Très endormi, difficile à réveiller",
    ),
    measures_first=("Découvrir, faire boire de l'eau", "Mettre au calme 15 minutes"),
    regimes=(Regime.ASSISTED,),
    call_name="Infirmière de l'IME",
    call_phone="+33 3 53 01 01 21",
    call_first=False,
    recheck_min=60,
    rpps=RPPS,
    written_on=None,
    ends_on=None,
    trainer="L. Moreau-Lesage",
)
_SEIZURE = replace(
    _PAIN,
    kind=Kind.VITAL,
    title="Crise convulsive de plus de 5 minutes",
    indication="Secousses de tout le corps ou perte de connaissance depuis 5 minutes",
    assessment=None,
    unit="seringue",
    day_max=Fraction(1),
    interval_min=24 * 60,
    days_max=0,
    contra_signs=(),
    measures_first=(
        "Noter l'heure du début",
        "Écarter ce qui blesse, rien dans la bouche",
        "Coucher sur le côté dès que possible",
    ),
    call_name="SAMU",
    call_phone="15",
    recheck_min=10,
)
_NURSES = replace(
    _PAIN,
    title="Douleur : paracétamol, évaluation par l'infirmier",
    indication="Visage crispé, gémissements, protection d'une zone, agitation à la mobilisation",
    assessment=Assessment("algoplus", Fraction(2)),
    measures_first=("Changer de position", "Chercher une cause : pansement, globe, constipation"),
    regimes=(Regime.NURSE_ONLY,),
    call_name="Médecin traitant",
    call_phone="+33 6 39 98 01 10",
    trainer="C. Hamelin-Roy",
)


def write_protocols(seeding: Seeding, house: Settled) -> None:
    """Sign the protocols of a house three days ago; some have read them since."""
    drawn = seeding.random(house.house.key, "protocols").randbytes(32)
    key = SealKey(Ed25519PrivateKey.from_private_bytes(drawn))
    at = seeding.now - timedelta(days=3)
    nurses, helped = ((_NURSES, "paracetamol1g"),), ((_PAIN, "doliprane500"), (_SEIZURE, "buccolam"))
    for words, medicine in nurses if house.house is EHPAD else helped:
        whose = _lines(house, medicine)
        if version := _sign(seeding, house, words, whose, key, at):
            _read(seeding, house, version, at)


def _lines(house: Settled, medicine: str) -> dict[str, str]:
    """The lines of a medicine given as needed, with whose they are."""
    return {
        line_id: resident_id
        for resident_id, told in house.lines.items()
        for order, line_id in told
        if order.as_needed and order.medicine.key == medicine
    }


def _sign(
    seeding: Seeding,
    house: Settled,
    words: Protocol,
    whose: dict[str, str],
    key: SealKey,
    at: datetime,
) -> str | None:
    with seeding.work(actor(house, PHYSICIAN), at) as work:
        found = [
            line
            for unit_id in house.units
            for line in service.choices(work, unit_id).lines
            if line.opened.line_id in whose
        ]
        if not found:
            return None
        said = found[0].needed
        label = said.label
        signed = replace(
            words,
            class_id=said.class_id,
            medicine=", ".join(part for part in (f"{label.substance} {label.strength}", label.form) if part),
            ends_on=at.astimezone(PARIS).date() + timedelta(days=180),
        )
        lines = tuple(
            (one.opened.line_id, one.opened.resident_id)
            for one in found
            if not misfits(signed, one.opened) and not outlives(signed, one.opened)
        )
        asked = service.Asked(new_id(), signed, lines)
        return service.write_protocol(work, asked, key).version.id


def _read(seeding: Seeding, house: Settled, version: str, at: datetime) -> None:
    readers: Sequence[str] = [one for one in READERS if one in house.staff]
    for hours, login in enumerate(readers, 2):
        with seeding.work(actor(house, login), at + timedelta(hours=hours)) as work:
            service.understand(work, version)
