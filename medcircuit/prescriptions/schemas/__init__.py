"""JSON shapes of the prescriptions: lines, what is entered for a prescriber, signatures."""

from medcircuit.prescriptions.schemas.lines import (
    DosagesField,
    HistorySchema,
    MentionsSchema,
    PrescriptionSchema,
    TermsSchema,
    shown,
    version_sentence,
)

__all__ = [
    "DosagesField",
    "HistorySchema",
    "MentionsSchema",
    "PrescriptionSchema",
    "TermsSchema",
    "shown",
    "version_sentence",
]
