"""Verbs and readings of the prescriptions."""

from medcircuit.prescriptions.rules.doses import AsNeeded, LineQuestion, Plan, PlannedDose
from medcircuit.prescriptions.rules.lines import LineLabel
from medcircuit.prescriptions.service.needed import HeldBy, NeededLine, Needs, needs
from medcircuit.prescriptions.service.papers import Paper, keep_paper, paper
from medcircuit.prescriptions.service.planning import planned
from medcircuit.prescriptions.service.reading import (
    Line,
    LineVersionRead,
    line_history,
    lines_of,
    lines_of_class_elsewhere,
    resident_lines,
)
from medcircuit.prescriptions.service.returning import Answered as ReturnAnswered
from medcircuit.prescriptions.service.returning import Return, answer_return, returns, returns_of
from medcircuit.prescriptions.service.sealed import Sealed, count_seals, sealed_versions, verify_seals
from medcircuit.prescriptions.service.sealing import Shown, ToSign, sign, to_sign
from medcircuit.prescriptions.service.signing import prescribe, revise
from medcircuit.prescriptions.service.talking import (
    NewNote,
    NoteRead,
    StandIn,
    Stopped,
    acknowledge,
    answers_for,
    declare_stand_in,
    just_stopped,
    note,
    stand_ins,
    stops_signed_by,
    thread,
    threads,
    waits,
    withdraw_stand_in,
)
from medcircuit.prescriptions.service.transcribing import (
    Order,
    OrderRead,
    begin_order,
    compare,
    copy_line,
    countersign,
    order,
    orders_waiting,
    take_oral,
)

__all__ = [
    "AsNeeded",
    "HeldBy",
    "Line",
    "LineLabel",
    "LineQuestion",
    "LineVersionRead",
    "NeededLine",
    "Needs",
    "NewNote",
    "NoteRead",
    "Order",
    "OrderRead",
    "Paper",
    "Plan",
    "PlannedDose",
    "Return",
    "ReturnAnswered",
    "Sealed",
    "Shown",
    "StandIn",
    "Stopped",
    "ToSign",
    "acknowledge",
    "answer_return",
    "answers_for",
    "begin_order",
    "compare",
    "copy_line",
    "count_seals",
    "countersign",
    "declare_stand_in",
    "just_stopped",
    "keep_paper",
    "line_history",
    "lines_of",
    "lines_of_class_elsewhere",
    "needs",
    "note",
    "order",
    "orders_waiting",
    "paper",
    "planned",
    "prescribe",
    "resident_lines",
    "returns",
    "returns_of",
    "revise",
    "sealed_versions",
    "sign",
    "stand_ins",
    "stops_signed_by",
    "take_oral",
    "thread",
    "threads",
    "to_sign",
    "verify_seals",
    "waits",
    "withdraw_stand_in",
]
