"""The files of the Base de données publique des médicaments: read strictly, every row kept, warned of or rejected."""

from medcircuit.medicines.rules.bdpm.core import COMPOSITIONS, GENERICS, MEDICINES, PRESENTATIONS
from medcircuit.medicines.rules.bdpm.reading import (
    FileRefused,
    Notice,
    Parsed,
    decode,
    parse,
    read_cents,
    read_date,
    read_rate,
    records,
    repair,
)
from medcircuit.medicines.rules.bdpm.said import (
    AVAILABILITIES,
    BENEFITS,
    CONDITIONS,
    IMPROVEMENTS,
    INTERESTS,
    PAGES,
)

LAYOUTS = (
    *(MEDICINES, PRESENTATIONS, COMPOSITIONS, GENERICS),
    *(CONDITIONS, INTERESTS, AVAILABILITIES, PAGES, BENEFITS, IMPROVEMENTS),
)
"""Every file that is imported, in the order in which they are read and written."""

__all__ = [
    "AVAILABILITIES",
    "BENEFITS",
    "COMPOSITIONS",
    "CONDITIONS",
    "GENERICS",
    "IMPROVEMENTS",
    "INTERESTS",
    "LAYOUTS",
    "MEDICINES",
    "PAGES",
    "PRESENTATIONS",
    "FileRefused",
    "Notice",
    "Parsed",
    "decode",
    "parse",
    "read_cents",
    "read_date",
    "read_rate",
    "records",
    "repair",
]
