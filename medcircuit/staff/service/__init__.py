"""Verbs of the people who act: enrol, sign in, lock, unlock, switch, sign out."""

from medcircuit.staff.service.colleagues import Colleague, colleagues
from medcircuit.staff.service.oversight import habilitations, trail
from medcircuit.staff.service.people import (
    LoginTaken,
    Person,
    Signatory,
    enrol,
    grant,
    names,
    set_secrets,
    short_name,
    signatories,
)
from medcircuit.staff.service.sessions import (
    Session,
    SignIn,
    begin,
    choose_language,
    end,
    lock,
    mark_seen,
    people_of_device,
    session_of,
    sign_in,
    switch,
    unlock,
)

__all__ = [
    "Colleague",
    "LoginTaken",
    "Person",
    "Session",
    "SignIn",
    "Signatory",
    "begin",
    "choose_language",
    "colleagues",
    "end",
    "enrol",
    "grant",
    "habilitations",
    "lock",
    "mark_seen",
    "names",
    "people_of_device",
    "session_of",
    "set_secrets",
    "short_name",
    "sign_in",
    "signatories",
    "switch",
    "trail",
    "unlock",
]
