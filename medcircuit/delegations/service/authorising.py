"""Authorising named people, taking it back, and assessing who needs help."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date

from sqlalchemy import insert, select

from medcircuit.delegations.models.authorisations import (
    authorisation,
    authorisation_end,
    authorisation_object,
    authorisation_resident,
    autonomy,
)
from medcircuit.delegations.rules.regimes import (
    AuthorisationUnreadable,
    Grant,
    Kind,
    NeverOpen,
    check_grant,
    never_open,
    under_protocol,
)
from medcircuit.delegations.service.asking import AskedLine, asked_lines
from medcircuit.delegations.service.opening import latest_of
from medcircuit.kernel.access import Right
from medcircuit.kernel.clock import PARIS
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import KINDS
from medcircuit.kernel.problems import Conflict, NotFound
from medcircuit.kernel.work import Work
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text
from medcircuit.staff import service as staff


class AuthorisationIdTaken(Conflict):
    """The identifier that the browser chose already names another request."""

    code = "authorisation_id_taken"
    sentence = (
        "Cet identifiant désigne déjà une autre autorisation. Rien n'a été enregistré. "
        "Rechargez la page et recommencez."
    )


@dataclass(frozen=True)
class Authorising:
    """What a nurse opens to a person; `id` is the browser's.

    `trained_by` attests the training (the actor, where nobody is named). `care_protocol` tells doses and moments of the
    lines that are named.
    """

    id: str
    kind: Kind
    user_id: str
    resident_ids: tuple[str, ...]
    first_day: date
    last_day: date
    trained_on: date
    line_ids: tuple[str, ...] = ()
    protocol_ids: tuple[str, ...] = ()
    trained_by: str | None = None
    qualification: str | None = None
    act: str | None = None
    care_protocol: str | None = None
    assessed_on: date | None = None

    @property
    def hash(self) -> str:
        """The SHA-256 of what is asked."""
        return hashlib.sha256(json.dumps(asdict(self), default=str, sort_keys=True).encode()).hexdigest()


def authorise(work: Work, asked: Authorising) -> str:
    """Open lines or protocols of some people to a named person; gives its id. The same request again changes nothing.

    Raises:
        NotFound: the establishment has no such person, resident or line.
        Forbidden: the actor may not authorise in the unit of one of them.
        AuthorisationUnreadable: something is missing, not attested, or cannot be.
        NeverOpen: a line is the nurse's alone whoever is authorised.
        AuthorisationIdTaken: the id names another request.
    """
    for resident_id in asked.resident_ids:
        work.require(Right.AUTHORISE, unit_id=residents.unit_of(work, resident_id))
    known = work.connection.execute(
        select(authorisation.c.request_hash, authorisation.c.establishment_id).where(
            authorisation.c.id == asked.id
        )
    ).one_or_none()
    if known is not None:
        if (known.request_hash, known.establishment_id) != (asked.hash, work.establishment_id):
            raise AuthorisationIdTaken
        return asked.id
    trainer = _check_people(work, asked)
    check_grant(_grant(work, asked), work.now.astimezone(PARIS).date())
    _check_objects(work, asked)
    _store(work, asked, trainer)
    return asked.id


def _grant(work: Work, asked: Authorising) -> Grant:
    return Grant(
        kind=asked.kind,
        first_day=asked.first_day,
        last_day=asked.last_day,
        who=work.actor.name,
        qualification=asked.qualification,
        trained_on=asked.trained_on,
        assessed_on=asked.assessed_on,
        act=asked.act,
    )


def _check_people(work: Work, asked: Authorising) -> tuple[str, str]:
    """Who attests the training, once it is known that the person helps here and that a nurse attests."""
    helpers = {
        one.id for one in staff.colleagues(work.connection, work.establishment_id, Right.HELP, work.now)
    }
    if asked.user_id not in helpers:
        raise NotFound
    if not asked.resident_ids:
        raise AuthorisationUnreadable(reason="aucune personne n'est nommée")
    trainer = asked.trained_by or work.actor.user_id
    nurses = staff.colleagues(work.connection, work.establishment_id, Right.GIVE, work.now)
    named = {one.id: one.name for one in nurses}
    if trainer not in named:
        raise AuthorisationUnreadable(reason="la formation est attestée par un infirmier")
    return trainer, named[trainer]


def _check_objects(work: Work, asked: Authorising) -> None:
    if not asked.line_ids and not asked.protocol_ids:
        raise AuthorisationUnreadable(reason="aucun médicament ni protocole n'est nommé")
    if asked.kind is Kind.ASSISTED and asked.line_ids and not (asked.care_protocol or "").strip():
        raise AuthorisationUnreadable(reason="le protocole de soins n'est pas nommé")
    lines = asked_lines(work, asked.resident_ids, work.now)
    for protocol_id in asked.protocol_ids:
        latest_of(work.connection, work.establishment_id, protocol_id)
    for line_id in asked.line_ids:
        if line_id not in lines:
            raise NotFound
        _check_line(lines[line_id], asked.kind)


def _check_line(one: AskedLine, kind: Kind) -> None:
    asked = one.asked
    if one.as_needed:  # its protocol will say the dose
        asked = under_protocol(asked, read=True)
    closed = never_open(asked)
    if closed:
        raise NeverOpen(why=KINDS[closed[0].code].sentence, line=one.said)
    if one.asked.regime is not Regime(kind.value):
        raise AuthorisationUnreadable(reason="le prescripteur a choisi un autre régime pour une des lignes")


def _store(work: Work, asked: Authorising, trainer: tuple[str, str]) -> None:
    row = {
        "id": asked.id,
        "establishment_id": work.establishment_id,
        "kind": asked.kind.value,
        "user_id": asked.user_id,
        "qualification": asked.qualification,
        "act": asked.act,
        "care_protocol": asked.care_protocol,
        "first_day": asked.first_day,
        "last_day": asked.last_day,
        "trained_on": asked.trained_on,
        "trained_by": trainer[0],
        "trained_by_name": trainer[1],
        "assessed_on": asked.assessed_on,
        "given_by": work.actor.user_id,
        "given_by_name": work.actor.name,
        "given_at": work.now,
        "request_hash": asked.hash,
    }
    work.connection.execute(insert(authorisation), row)
    people = [{"authorisation_id": asked.id, "resident_id": one} for one in dict.fromkeys(asked.resident_ids)]
    work.connection.execute(insert(authorisation_resident), people)
    objects = [*((one, None) for one in asked.line_ids), *((None, one) for one in asked.protocol_ids)]
    work.connection.execute(
        insert(authorisation_object),
        [
            {"authorisation_id": asked.id, "position": place, "line_id": line, "protocol_id": protocol}
            for place, (line, protocol) in enumerate(dict.fromkeys(objects))
        ],
    )
    work.did("authorise", ("authorisation", asked.id), ("user", asked.user_id))
    work.did("authorise", *(("resident", one["resident_id"]) for one in people))


def revoke(work: Work, authorisation_id: str, why: str) -> None:
    """Take an authorisation back, at once; taken back again it changes nothing.

    Raises:
        NotFound: the establishment has no such authorisation.
        Forbidden: the actor may not authorise in the unit of any of its people.
        FieldUnreadable: no reason is said.
    """
    why = clean_text(why, field="Le motif", longest=300)
    people = work.connection.scalars(
        select(authorisation_resident.c.resident_id)
        .join(authorisation, authorisation.c.id == authorisation_resident.c.authorisation_id)
        .where(
            authorisation.c.id == authorisation_id,
            authorisation.c.establishment_id == work.establishment_id,
        )
    ).all()
    if not people:
        raise NotFound
    _require_anywhere(work, people)
    ended = select(authorisation_end.c.at).where(authorisation_end.c.authorisation_id == authorisation_id)
    if work.connection.execute(ended).one_or_none() is None:
        work.connection.execute(
            insert(authorisation_end),
            {
                "authorisation_id": authorisation_id,
                "establishment_id": work.establishment_id,
                "by": work.actor.user_id,
                "by_name": work.actor.name,
                "at": work.now,
                "why": why,
            },
        )
    work.did("revoke_authorisation", ("authorisation", authorisation_id))


def _require_anywhere(work: Work, resident_ids: Collection[str]) -> None:
    """Raise unless the actor may authorise for one of these people: what is dangerous is stopped by who sees it."""
    units = [residents.unit_of(work, one) for one in resident_ids]
    may = [one for one in units if work.actor.may(Right.AUTHORISE, unit_id=one)]
    work.require(Right.AUTHORISE, unit_id=(may or units)[0])


def assess_autonomy(work: Work, resident_id: str, *, dependent: bool, assessed_on: date) -> None:
    """Note whether a person can take their medicines alone; the last assessment holds (CASF L.313-26).

    Raises:
        NotFound: the establishment has no such resident.
        Forbidden: the actor may not authorise in their unit.
        AuthorisationUnreadable: the day is still to come.
    """
    work.require(Right.AUTHORISE, unit_id=residents.unit_of(work, resident_id))
    if assessed_on > work.now.astimezone(PARIS).date():
        raise AuthorisationUnreadable(reason="le jour de l'évaluation est à venir")
    work.connection.execute(
        insert(autonomy),
        {
            "id": new_id(),
            "establishment_id": work.establishment_id,
            "resident_id": resident_id,
            "dependent": dependent,
            "assessed_on": assessed_on,
            "by": work.actor.user_id,
            "by_name": work.actor.name,
            "at": work.now,
        },
    )
    work.did("assess_autonomy", ("resident", resident_id))
