"""JSON shapes of the round: what comes in becomes the values of the rules, what goes out is said in the reader's words."""

from medcircuit.administration.schemas.incoming import (
    ClosingSchema,
    CursorQuery,
    DayQuery,
    GesturesSchema,
    ScanSchema,
    round_name,
)
from medcircuit.administration.schemas.outgoing import (
    AnswerSchema,
    ClosedSchema,
    DaySchema,
    HeldSchema,
    NewsSchema,
    PackSchema,
    ReceiptsSchema,
    answered,
    packed,
    received,
    rounds_listed,
    sent,
)

__all__ = [
    "AnswerSchema",
    "ClosedSchema",
    "ClosingSchema",
    "CursorQuery",
    "DayQuery",
    "DaySchema",
    "GesturesSchema",
    "HeldSchema",
    "NewsSchema",
    "PackSchema",
    "ReceiptsSchema",
    "ScanSchema",
    "answered",
    "packed",
    "received",
    "round_name",
    "rounds_listed",
    "sent",
]
