"""What a scanner sent: one pure reader for every code, `read_code`, and the values it answers with."""

from medcircuit.medicines.rules.codes.gs1 import prepare_codes
from medcircuit.medicines.rules.codes.own import OwnCode, OwnKind, make_own_code, own_tail
from medcircuit.medicines.rules.codes.reader import read_code
from medcircuit.medicines.rules.codes.reading import (
    REASONS,
    Candidate,
    CodeReading,
    Environment,
    Healed,
    InsContent,
    Product,
    Reason,
    Status,
)

__all__ = [
    "REASONS",
    "Candidate",
    "CodeReading",
    "Environment",
    "Healed",
    "InsContent",
    "OwnCode",
    "OwnKind",
    "Product",
    "Reason",
    "Status",
    "make_own_code",
    "own_tail",
    "prepare_codes",
    "read_code",
]
