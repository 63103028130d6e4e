"""Pro Santé Connect identifies, the house authorises: what of its answer counts, and why it is refused; pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from medcircuit.kernel.problems import Conflict, Forbidden, NotSignedIn, Unavailable
from medcircuit.staff.rules.identifiers import check_ps_idnat

LEVEL = "eidas1"
"""The level of authentication that Pro Santé Connect is asked for, and must say it reached."""
ALGORITHMS = ("RS256", "PS256", "ES256")
"""By what an identity token may be signed: never by the client's secret, never by nothing."""
LEEWAY_S = 30
"""How far the provider's clock may be from ours."""


class NationalOff(Conflict):
    """The house did not switch Pro Santé Connect on."""

    code = "psc_off"
    sentence = "Pro Santé Connect n'est pas activé ici. Connectez-vous par mot de passe."


class NationalSilent(Unavailable):
    """Pro Santé Connect does not answer, or not as it should."""

    code = "psc_silent"
    sentence = "Pro Santé Connect ne répond pas. Rien n'a été enregistré. Connectez-vous par mot de passe, ou recommencez plus tard."


class NationalRefused(NotSignedIn):
    """What came back from Pro Santé Connect is not the answer to what was asked, or is no proof."""

    code = "psc_refused"
    sentence = "La réponse de Pro Santé Connect n'est pas valable. Personne n'a été connecté. Recommencez depuis cette page."


class NationalGivenUp(NotSignedIn):
    """The person, or Pro Santé Connect, ended it before its end."""

    code = "psc_given_up"
    sentence = "La connexion par Pro Santé Connect a été abandonnée. Personne n'a été connecté. Recommencez, ou utilisez votre mot de passe."


class NotAProfessional(Forbidden):
    """Pro Santé Connect knows the person, but as no professional of health (no SubjectRefPro)."""

    code = "psc_not_a_professional"
    sentence = "Pro Santé Connect ne vous connaît pas comme professionnel de santé. Personne n'a été connecté. Utilisez votre mot de passe."


class UnknownHere(Forbidden):
    """No account of this service, or more than one, has this RPPS number."""

    code = "psc_unknown_here"
    sentence = (
        "Aucun compte d'ici ne porte votre numéro RPPS. Personne n'a été connecté. "
        "Demandez à l'administrateur un compte qui le porte."
    )


def rpps_of(told: Mapping[str, Any], subject: str) -> str:
    """The RPPS number of the professional whom the provider describes (claims of its userinfo).

    Raises:
        NationalRefused: it describes another person than the identity token.
        NotAProfessional: it describes nobody who practises.
        UnknownHere: their national number holds no RPPS.
    """
    if not subject or told.get("sub") != subject:
        raise NationalRefused
    practice = told.get("SubjectRefPro")
    if not isinstance(practice, Mapping) or not practice.get("exercices"):
        raise NotAProfessional
    number = check_ps_idnat(str(told.get("SubjectNameID", "")))
    rpps = number.facts.get("rpps") if number.normalised is not None else None
    if rpps is None:
        raise UnknownHere
    return str(rpps)
