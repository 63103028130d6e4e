"""Errors a caller may meet: five families, each an HTTP status, each code a sentence in French.

A problem says that a request makes no sense or is not allowed, and nothing was recorded. What is wrong with an act
that does make sense is a finding (medcircuit.kernel.findings).
"""

from __future__ import annotations

from http import HTTPStatus
from typing import ClassVar


class Problem(Exception):
    """A refusal with a stable code; `facts` fill the sentence and are members of the answer on the wire.

    Facts never hold an identity or health data: they reach logs. A subclass states `code` (snake_case, unique,
    part of the API for good) and `sentence` (French message id with %(name)s places: what happened, whether the
    entry is safe, what to do next).
    """

    status: ClassVar[HTTPStatus] = HTTPStatus.INTERNAL_SERVER_ERROR
    title: ClassVar[str] = ""
    code: ClassVar[str] = ""
    sentence: ClassVar[str] = ""

    def __init__(self, **facts: str | int | list[str] | dict[str, list[str]]) -> None:
        super().__init__(self.code)
        self.facts = facts

    def __str__(self) -> str:
        """The sentence in French, for logs, commands and tests."""
        return self.sentence % self.facts if self.facts else self.sentence


class NotFound(Problem):
    """What was asked for does not exist here, or belongs to another establishment: the two look the same."""

    status = HTTPStatus.NOT_FOUND
    title = "Introuvable"
    code = "not_found"
    sentence = "Cet élément n'existe pas ici. Revenez à la liste et choisissez-le de nouveau."


class Forbidden(Problem):
    """The actor is known and may not do this."""

    status = HTTPStatus.FORBIDDEN
    title = "Non autorisé"
    code = "forbidden"
    sentence = (
        "Votre habilitation ne permet pas cet acte. Rien n'a été enregistré. Adressez-vous à l'infirmier."
    )


class Conflict(Problem):
    """The request contradicts what is already recorded."""

    status = HTTPStatus.CONFLICT
    title = "Conflit"
    code = "conflict"
    sentence = "Cet élément a changé entre-temps. Rien n'a été enregistré. Rechargez la page."


class Invalid(Problem):
    """The request cannot be read, or makes no sense."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    title = "Saisie incorrecte"
    code = "invalid"
    sentence = "Cette saisie ne peut pas être lue. Rien n'a été enregistré. Corrigez-la et recommencez."


class Unavailable(Problem):
    """The service, its database or a device cannot answer now; trying again may work."""

    status = HTTPStatus.SERVICE_UNAVAILABLE
    title = "Indisponible"
    code = "unavailable"
    sentence = (
        "Le serveur ne peut pas enregistrer pour l'instant. Votre saisie est conservée sur cet appareil."
    )


class NotSignedIn(Problem):
    """No session, or one that ended."""

    status = HTTPStatus.UNAUTHORIZED
    title = "Non connecté"
    code = "not_signed_in"
    sentence = "Vous n'êtes pas connecté. Identifiez-vous."


def every_problem() -> list[type[Problem]]:
    """All problem classes that are loaded, families included, each once."""
    found: list[type[Problem]] = []
    waiting = [Problem]
    while waiting:
        for kind in waiting.pop().__subclasses__():
            if kind not in found:
                found.append(kind)
                waiting.append(kind)
    return found
