"""What a scanner sent: one pure reader for every code, `read_code`, and the values it answers with."""

from medcircuit.medicines.rules.codes.gs1 import prepare_codes
from medcircuit.medicines.rules.codes.own import OwnKind, make_own_code
from medcircuit.medicines.rules.codes.reader import read_code
from medcircuit.medicines.rules.codes.reading import (
    REASONS,
    CodeReading,
    Environment,
    InsContent,
    Product,
    Reason,
    Status,
)

__all__ = [
    "REASONS",
    "CodeReading",
    "Environment",
    "InsContent",
    "OwnKind",
    "Product",
    "Reason",
    "Status",
    "make_own_code",
    "prepare_codes",
    "read_code",
]
