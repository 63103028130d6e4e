"""Verbs and readings of the prescriptions."""

from medcircuit.prescriptions.rules.doses import LineQuestion, Plan, PlannedDose
from medcircuit.prescriptions.rules.lines import LineLabel
from medcircuit.prescriptions.rules.standing_in import StandIn
from medcircuit.prescriptions.service.hours import change_hours
from medcircuit.prescriptions.service.needed import HeldBy, NeededLine, Needs, needs
from medcircuit.prescriptions.service.opinions import OpinionTold, opinions_told
from medcircuit.prescriptions.service.ordered import order_to_sign
from medcircuit.prescriptions.service.papers import keep_paper, paper
from medcircuit.prescriptions.service.planning import planned
from medcircuit.prescriptions.service.reading import (
    Line,
    LineVersionRead,
    line_history,
    line_read,
    lines_of,
    lines_of_class_elsewhere,
    lines_waiting,
    papers_of,
    resident_lines,
)
from medcircuit.prescriptions.service.returning import (
    LOOKED_BACK,
    Return,
    answer_return,
    check_return,
    returns,
    returns_after,
    returns_of,
)
from medcircuit.prescriptions.service.returning import Answered as ReturnAnswered
from medcircuit.prescriptions.service.sealed import (
    Sealed,
    count_seals,
    public_keys,
    sealed_versions,
    verify_seals,
)
from medcircuit.prescriptions.service.sealing import (
    ToSign,
    check_to_sign,
    keep_public,
    sign,
    to_sign,
)
from medcircuit.prescriptions.service.signing import prescribe, revise
from medcircuit.prescriptions.service.standing_in import (
    answers_for,
    declare_stand_in,
    every_stand_in,
    stand_ins,
    withdraw_stand_in,
)
from medcircuit.prescriptions.service.talking import (
    NewNote,
    NoteRead,
    Stopped,
    acknowledge,
    news_of,
    note,
    stops_signed_by,
    thread,
    threads,
)
from medcircuit.prescriptions.service.transcribing import (
    Order,
    OrderRead,
    begin_order,
    check_copied,
    compare,
    copy_line,
    countersign,
    order,
    orders_waiting,
    take_oral,
)

__all__ = [
    "LOOKED_BACK",
    "HeldBy",
    "Line",
    "LineLabel",
    "LineQuestion",
    "LineVersionRead",
    "NeededLine",
    "Needs",
    "NewNote",
    "NoteRead",
    "OpinionTold",
    "Order",
    "OrderRead",
    "Plan",
    "PlannedDose",
    "Return",
    "ReturnAnswered",
    "Sealed",
    "StandIn",
    "Stopped",
    "ToSign",
    "acknowledge",
    "answer_return",
    "answers_for",
    "begin_order",
    "change_hours",
    "check_copied",
    "check_return",
    "check_to_sign",
    "compare",
    "copy_line",
    "count_seals",
    "countersign",
    "declare_stand_in",
    "every_stand_in",
    "keep_paper",
    "keep_public",
    "line_history",
    "line_read",
    "lines_of",
    "lines_of_class_elsewhere",
    "lines_waiting",
    "needs",
    "news_of",
    "note",
    "opinions_told",
    "order",
    "order_to_sign",
    "orders_waiting",
    "paper",
    "papers_of",
    "planned",
    "prescribe",
    "public_keys",
    "resident_lines",
    "returns",
    "returns_after",
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
    "withdraw_stand_in",
]
