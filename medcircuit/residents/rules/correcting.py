"""Correcting who a person is: what a change of traits makes of the status of the identity, and what changed.

Sources: RNIV (ANS), two axes, the INS retrieved from INSi and the traits checked on a document; référentiel INS: an INS
is of the traits that INSi gave with it, and is asked anew when one of them changes.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime
from enum import StrEnum

from medcircuit.kernel.identifiers import written_plain
from medcircuit.kernel.problems import Conflict
from medcircuit.residents.rules.admission import Identity
from medcircuit.residents.rules.identity import IdentityStatus, strict_trait


class Proof(StrEnum):
    """The document of high trust on which the traits were checked (RNIV)."""

    IDENTITY_CARD = "CN"
    PASSPORT = "PA"
    RESIDENCE_PERMIT = "CS"
    BIRTH_RECORD = "AN"
    FAMILY_BOOK = "LE"


class IdentityChanged(Conflict):
    """Somebody else corrected the identity since the page was read."""

    code = "identity_changed"
    sentence = (
        "Un collègue vient de changer cette identité. Rien n'a été enregistré. "
        "Rechargez la page, relisez ce qu'elle dit maintenant, puis corrigez."
    )


@dataclass(frozen=True)
class Correction:
    """An identity as it should read.

    Its status is never stated, it follows; its matricule is None where nobody read another. `proof`: on which document
    every trait was checked just now; `seen`: how many corrections the person who corrects knew of; `distinct_from` as
    for an admission.
    """

    identity: Identity
    seen: int
    proof: Proof | None = None
    distinct_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Change:
    """One trait before and after, as text; None where there was, or is, none."""

    field: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Changed:
    """A correction that was made: what changed, on which document it was checked, when and by whom."""

    number: int
    changes: tuple[Change, ...]
    proof: Proof | None
    at: datetime
    by_name: str


STRICT = ("birth_name", "first_name", "first_names", "birth_date", "sex", "birthplace_code")
"""The strict traits that INSi gives with a matricule (référentiel INS)."""
_STATUS = {
    (False, False): IdentityStatus.PROVISIONAL,
    (False, True): IdentityStatus.VALIDATED,
    (True, False): IdentityStatus.RETRIEVED,
    (True, True): IdentityStatus.QUALIFIED,
}
"""By whether the INS was retrieved for these traits, and whether they were checked on a document."""
_CHECKED = {IdentityStatus.VALIDATED, IdentityStatus.QUALIFIED}


def settled(before: Identity, asked: Identity, proof: Proof | None) -> Identity:
    """The identity that a correction leaves: its status and matricule follow from what changed.

    A strict trait that changes takes the matricule of the former traits away, unless another was read with it; and what
    was checked on a document was the former ones. A name written otherwise (accents, capitals) is the same trait.
    """
    traits_changed = any(_strict(getattr(before, name)) != _strict(getattr(asked, name)) for name in STRICT)
    read = written_plain(asked.ins_matricule) if asked.ins_matricule else None
    another = read is not None and read != before.ins_matricule
    if another:
        matricule, oid = read, asked.ins_oid or before.ins_oid
    elif traits_changed:
        matricule, oid = None, None
    else:
        matricule, oid = before.ins_matricule, before.ins_oid
    kept = not traits_changed and not another and IdentityStatus(before.ins_status) in _CHECKED
    status = _STATUS[matricule is not None, proof is not None or kept]
    return replace(asked, ins_matricule=matricule, ins_oid=oid, ins_status=status.value)


def _strict(trait: str | date | None) -> str | date | None:
    return strict_trait(trait) if isinstance(trait, str) else trait


def changes_of(before: Identity, after: Identity) -> tuple[Change, ...]:
    """What differs between two states of an identity, in the order of its traits."""
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Identity))
    return tuple(Change(name, _text(old), _text(new)) for name, old, new in pairs if old != new)


def _text(trait: str | date | None) -> str | None:
    return None if trait is None else str(trait)
