"""Verbs and readings of the prescriptions."""

from medcircuit.prescriptions.rules.doses import AsNeeded, LineQuestion, Plan, PlannedDose
from medcircuit.prescriptions.rules.lines import LineLabel
from medcircuit.prescriptions.service.needed import HeldBy, NeededLine, Needs, needs
from medcircuit.prescriptions.service.planning import planned
from medcircuit.prescriptions.service.reading import (
    Line,
    LineVersionRead,
    line_history,
    lines_of,
    lines_of_class_elsewhere,
    resident_lines,
)
from medcircuit.prescriptions.service.signing import prescribe, revise

__all__ = [
    "AsNeeded",
    "HeldBy",
    "Line",
    "LineLabel",
    "LineQuestion",
    "LineVersionRead",
    "NeededLine",
    "Needs",
    "Plan",
    "PlannedDose",
    "line_history",
    "lines_of",
    "lines_of_class_elsewhere",
    "needs",
    "planned",
    "prescribe",
    "resident_lines",
    "revise",
]
