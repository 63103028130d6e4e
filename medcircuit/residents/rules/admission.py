"""What a person's entry must hold before it is kept: names, birth date, stay, absence, allergy."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime

from medcircuit.kernel.identifiers import written_plain
from medcircuit.kernel.phrases import phrase
from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.medicines.rules.codes import Environment
from medcircuit.residents.rules.identity import AUTHORITIES, IdentityStatus, check_matricule
from medcircuit.residents.rules.people import AbsenceKind, Severity

OLDEST_YEARS = 130
"""Nobody has lived longer; a birth date further back is a slip."""


class FieldUnreadable(Invalid):
    """A text of the entry is empty, too long or holds a sign that has no place there."""

    code = "field_unreadable"
    sentence = "%(field)s : %(reason)s. Rien n'a été enregistré. Corrigez et recommencez."


class BirthDateImpossible(Invalid):
    """The birth date lies ahead, or so far back that nobody lives from then."""

    code = "birth_date_impossible"
    sentence = "La date de naissance est impossible (%(reason)s). Rien n'a été enregistré. Vérifiez le jour, le mois et l'année."


class InsRefused(Invalid):
    """The matricule, its OID and the status do not go together."""

    code = "ins_refused"
    sentence = "L'identité INS est incohérente : %(reason)s. Rien n'a été enregistré. Vérifiez-la sur le document d'identité."


class PossibleDuplicate(Conflict):
    """Someone who may be the same person is already known here; `residents` names who."""

    code = "possible_duplicate"
    sentence = (
        "Une personne née le même jour porte déjà un nom semblable. Rien n'a été enregistré. "
        "Ouvrez sa fiche ; si ce n'est pas elle, confirmez qu'il s'agit d'une autre personne."
    )


class StayImpossible(Conflict):
    """A stay that would begin before the one it follows, or of someone who has none."""

    code = "stay_impossible"
    sentence = (
        "Ce séjour n'est pas possible (%(reason)s). Rien n'a été enregistré. Vérifiez la date et l'heure."
    )


class StayChanged(Conflict):
    """Somebody else changed where the person lives since the page was read."""

    code = "stay_changed"
    sentence = (
        "Un collègue vient de changer la chambre ou le séjour de cette personne. Rien n'a été enregistré. "
        "Rechargez la page : elle dit où la personne vit maintenant."
    )


class AbsenceImpossible(Conflict):
    """An absence that crosses another, or ends before it begins."""

    code = "absence_impossible"
    sentence = "Cette absence n'est pas possible (%(reason)s). Rien n'a été enregistré. Vérifiez les dates et les heures."


@dataclass(frozen=True)
class Identity:
    """The traits of a person, as on the document that proves them (RNIV: traits stricts, then nom utilisé).

    `first_name` is the first of `first_names`; `birthplace_code` is the Insee code of the town, or 99 and the country.
    """

    birth_name: str
    first_name: str
    first_names: str
    birth_date: date
    sex: str
    used_name: str | None = None
    birthplace_code: str | None = None
    ins_status: str = "PROV"
    ins_matricule: str | None = None
    ins_oid: str | None = None


@dataclass(frozen=True)
class Arrival:
    """Where a person comes to live, and from when; `walking_order` is the place in the round's walk."""

    unit_id: str
    room: str
    walking_order: int
    at: datetime


@dataclass(frozen=True)
class Admission:
    """A person who arrives; `distinct_from` names those whom someone compared and found to be other people."""

    identity: Identity
    arrival: Arrival
    texture: str | None = None
    notes: str | None = None
    distinct_from: tuple[str, ...] = ()


@dataclass(frozen=True)
class Leave:
    """An absence to declare; `ends_at` None: the return is not known."""

    kind: AbsenceKind
    starts_at: datetime
    ends_at: datetime | None = None


@dataclass(frozen=True)
class AllergyNote:
    """An allergy or intolerance to note."""

    label: str
    severity: Severity
    kind: str = "allergy"
    substance_code: str | None = None


_TOO_LONG = phrase("le texte dépasse %(most)s caractères")
_TOO_OLD = phrase("elle remonte à plus de %(most)s ans")


def clean_text(text: str, *, field: str, longest: int) -> str:
    """One line of text without doubled spaces, 1 to `longest` characters, no control sign.

    Raises:
        FieldUnreadable: empty, longer, or with a sign that cannot be printed.
    """
    plain = " ".join(unicodedata.normalize("NFC", text).split())
    if not plain:
        raise FieldUnreadable(field=field, reason="le texte est vide")
    if len(plain) > longest:
        raise FieldUnreadable(field=field, reason=_TOO_LONG % {"most": longest})
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co", "Cn"} for sign in plain):
        raise FieldUnreadable(field=field, reason="un caractère ne peut pas être imprimé")
    return plain


def clean_name(text: str, *, field: str) -> str:
    """A name: letters, spaces, hyphens, apostrophes and full stops, beginning with a letter.

    Raises:
        FieldUnreadable: anything else.
    """
    plain = clean_text(text, field=field, longest=100)
    if not plain[0].isalpha() or not all(sign.isalpha() or sign in " -'’." for sign in plain):
        raise FieldUnreadable(
            field=field, reason="un nom ne contient que des lettres, espaces, tirets et apostrophes"
        )
    return plain


def clean_optional(text: str | None, *, field: str, longest: int) -> str | None:
    """A text that may be missing; blank is missing.

    Raises:
        FieldUnreadable: too long, or with a sign that cannot be printed.
    """
    return None if text is None or not text.strip() else clean_text(text, field=field, longest=longest)


def checked_identity(
    identity: Identity, *, today: date, environment: Environment = Environment.PRODUCTION
) -> Identity:
    """The identity with its names cleaned, or the problem that keeps it out.

    Raises:
        FieldUnreadable: a name, sex or birthplace code that is none.
        BirthDateImpossible: a birth date ahead, or more than 130 years back.
        InsRefused: a matricule without its status or OID, of another environment, or with a wrong key.
    """
    check_ins(identity, environment)
    _check_birth(identity, today)
    first_name = clean_name(identity.first_name, field="Le premier prénom")
    return replace(
        identity,
        birth_name=clean_name(identity.birth_name, field="Le nom de naissance"),
        first_name=first_name,
        first_names=_first_names(identity.first_names, first_name),
        used_name=clean_name(identity.used_name, field="Le nom utilisé") if identity.used_name else None,
        birthplace_code=identity.birthplace_code or None,
        ins_matricule=written_plain(identity.ins_matricule) if identity.ins_matricule else None,
        ins_oid=identity.ins_oid or None,
    )


def _check_birth(identity: Identity, today: date) -> None:
    if identity.birth_date > today:
        raise BirthDateImpossible(reason="elle est dans le futur")
    if identity.birth_date.year < today.year - OLDEST_YEARS:
        raise BirthDateImpossible(reason=_TOO_OLD % {"most": OLDEST_YEARS})
    if identity.sex not in {"M", "F"}:
        raise FieldUnreadable(field="Le sexe", reason="choisissez M ou F, comme sur la pièce d'identité")
    if identity.birthplace_code and not re.fullmatch(r"(?:[0-9]{2}|2[AB])[0-9]{3}", identity.birthplace_code):
        raise FieldUnreadable(
            field="Le lieu de naissance", reason="le code INSEE a 5 caractères, par exemple 63220 ou 99131"
        )


_WITH_MATRICULE = frozenset({IdentityStatus.RETRIEVED, IdentityStatus.QUALIFIED})


def check_ins(identity: Identity, environment: Environment) -> None:
    """Raise unless status, matricule and OID go together.

    A matricule comes from INSi, so a retrieved or qualified identity has one with its OID and the others have none. Its
    OID is of the environment; with the OIDs of tests a wrong key is let through, as the published examples have them.

    Raises:
        InsRefused: they do not.
    """
    status = IdentityStatus(identity.ins_status)
    if status not in _WITH_MATRICULE:
        if identity.ins_matricule or identity.ins_oid:
            raise InsRefused(reason="un matricule n'accompagne qu'une identité récupérée ou qualifiée")
        return
    if not identity.ins_matricule or not identity.ins_oid:
        raise InsRefused(reason="une identité récupérée ou qualifiée a un matricule et son OID")
    authority = AUTHORITIES.get(identity.ins_oid)
    if authority is None or authority.env is not environment:
        raise InsRefused(reason="l'OID du matricule n'est pas celui de cet environnement")
    checked = check_matricule(identity.ins_matricule)
    wrong_key_only = "level_test_oid" in checked.facts
    if not checked.valid and not (wrong_key_only and environment is Environment.TEST):
        raise InsRefused(reason="le matricule n'a pas 15 caractères ou sa clé est fausse")


def _first_names(listed: str, first_name: str) -> str:
    plain = clean_name(listed, field="La liste des prénoms")
    if plain.split(" ")[: len(first_name.split(" "))] != first_name.split(" "):
        raise FieldUnreadable(field="La liste des prénoms", reason="elle commence par le premier prénom")
    return plain
