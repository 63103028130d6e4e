"""JSON shapes of the prescriptions: lines, what is entered for a prescriber, signatures."""

from medcircuit.prescriptions.schemas.lines import (
    DosagesField,
    HistorySchema,
    PrescriptionSchema,
    TermsSchema,
    shown,
    version_sentence,
)

__all__ = [
    "DosagesField",
    "HistorySchema",
    "PrescriptionSchema",
    "TermsSchema",
    "shown",
    "version_sentence",
]
