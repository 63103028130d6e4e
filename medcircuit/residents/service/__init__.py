"""Verbs and readings of the residents."""

from medcircuit.residents.service.arrivals import admit, leave, move
from medcircuit.residents.service.away import (
    absences,
    declare_absence,
    end_absence,
    withdraw_absence,
)
from medcircuit.residents.service.cards import card_facts, cards, resident, residents_of_unit, unit_cards
from medcircuit.residents.service.closing import close_unit
from medcircuit.residents.service.correcting import correct_identity, identity_changes
from medcircuit.residents.service.dossiers import (
    allergies,
    describe,
    note_allergy,
    portrait,
    set_portrait,
    withdraw_allergy,
)
from medcircuit.residents.service.known import Known, known_of
from medcircuit.residents.service.measures import (
    MeasureRead,
    keep_measures,
    last_measures,
    measures,
    measures_of,
    note_measure,
)
from medcircuit.residents.service.presence import (
    born_on,
    house_of,
    lock,
    name_of,
    stays,
    stays_of_everyone,
    unit_of,
)
from medcircuit.residents.service.tokens import (
    issue_token,
    printed_of,
    resident_tokens,
    revoke_token,
    token_by_hash,
    tokens_by_tail,
    tokens_of,
)
from medcircuit.residents.service.whereabouts import Whereabouts, whereabouts

__all__ = [
    "Known",
    "MeasureRead",
    "Whereabouts",
    "absences",
    "admit",
    "allergies",
    "born_on",
    "card_facts",
    "cards",
    "close_unit",
    "correct_identity",
    "declare_absence",
    "describe",
    "end_absence",
    "house_of",
    "identity_changes",
    "issue_token",
    "keep_measures",
    "known_of",
    "last_measures",
    "leave",
    "lock",
    "measures",
    "measures_of",
    "move",
    "name_of",
    "note_allergy",
    "note_measure",
    "portrait",
    "printed_of",
    "resident",
    "resident_tokens",
    "residents_of_unit",
    "revoke_token",
    "set_portrait",
    "stays",
    "stays_of_everyone",
    "token_by_hash",
    "tokens_by_tail",
    "tokens_of",
    "unit_cards",
    "unit_of",
    "whereabouts",
    "withdraw_absence",
    "withdraw_allergy",
]
