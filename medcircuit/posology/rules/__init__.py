"""Posology: a dosage as FHIR R4 has it, its plan of doses, its French sentence. Pure: no clock, no session.

    dosages = read_dosages(json)                         # DosageUnreadable (422) where it is malformed
    plan(dosages, line="12", start=..., window=(a, b))   # doses under stable keys, as-needed entries, questions
    merge_versions(versions, line="12", window=(a, b))   # the same through the versions of a line
    sentences(dosages)                                   # said in French as a nurse would
    plan_lines(lines, window=(a, b), relations=[...])    # several lines and what ties them
    understand(...) once, then spread(understood, window) where many windows are asked for

Amounts are Fraction; instants are aware, UTC; a window is half-open. What cannot be planned surely is a Question whose
`sentence` says « à décider : … » in French, never a guessed dose.
"""

from medcircuit.posology.rules.calendar import DateUnreadable, read_span_edge
from medcircuit.posology.rules.cycle import cycle_extension
from medcircuit.posology.rules.dose import Dose
from medcircuit.posology.rules.fhir import (
    DosageUnreadable,
    json_text,
    parse_json,
    read_dosage,
    read_dosages,
    write_dosage,
)
from medcircuit.posology.rules.moments import CONVENTIONS, FRENCH, HOUSE, Moments
from medcircuit.posology.rules.plan import Understood, plan, spread, understand
from medcircuit.posology.rules.planned import Decisions, Plan, PlannedDose, PrnEntry
from medcircuit.posology.rules.questions import Question
from medcircuit.posology.rules.relations import After, Alternative, Line, Together, plan_lines
from medcircuit.posology.rules.sentence import prn_sentence, sentence, sentences
from medcircuit.posology.rules.values import Dosage
from medcircuit.posology.rules.versions import LineVersion, merge_versions

__all__ = [
    "CONVENTIONS",
    "FRENCH",
    "HOUSE",
    "After",
    "Alternative",
    "DateUnreadable",
    "Decisions",
    "Dosage",
    "DosageUnreadable",
    "Dose",
    "Line",
    "LineVersion",
    "Moments",
    "Plan",
    "PlannedDose",
    "PrnEntry",
    "Question",
    "Together",
    "Understood",
    "cycle_extension",
    "json_text",
    "merge_versions",
    "parse_json",
    "plan",
    "plan_lines",
    "prn_sentence",
    "read_dosage",
    "read_dosages",
    "read_span_edge",
    "sentence",
    "sentences",
    "spread",
    "understand",
    "write_dosage",
]
