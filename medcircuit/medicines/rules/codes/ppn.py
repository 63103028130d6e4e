"""Pharmacy Product Numbers, as German and Austrian packs carry them: classified, never taken for a French pack.

ISO/IEC 15434 envelope of format 06 with ANSI MH10.8.2 identifiers (IFA, Coding Rules Medicines): 9N the number, 1T the
lot, D the expiry YYMMDD, S the serial.
"""

from __future__ import annotations

import re
from datetime import date

from medcircuit.kernel.checksums import has_ppn_key
from medcircuit.medicines.rules.codes.gs1 import gs1_day
from medcircuit.medicines.rules.codes.healing import GS
from medcircuit.medicines.rules.codes.reading import (
    BAD_CONTENT,
    CONTROL,
    IMPOSSIBLE_DATE,
    WRONG_KEY,
    CodeReading,
    Product,
    Status,
    refused,
)

_ENVELOPE = re.compile(r"\[\)>\x1e06\x1d([^\x00-\x1c\x1e\x1f]*)\x1e\x04?")
_BARE = re.compile(r"9N[0-9A-Z]{5,22}\x1d[^\x00-\x1c\x1e\x1f]*")
"""The same fields from a reader that keeps the envelope to itself."""
_FIELD = re.compile(r"(9N|1T|D|S)(.+)", re.DOTALL)


def is_ppn(text: str) -> bool:
    """Whether the text is to be read as a PPN: its envelope begins it, or its fields do."""
    return text.startswith("[)>") or _BARE.fullmatch(text) is not None


def read_ppn(text: str, read_on: date) -> CodeReading:
    """Read an envelope, or what it holds."""
    envelope = _ENVELOPE.fullmatch(text)
    if not envelope and text.startswith("["):
        return refused(CONTROL)
    fields = {
        found[1]: found[2]
        for part in (envelope[1] if envelope else text).split(GS)
        if (found := _FIELD.fullmatch(part))
    }
    if "9N" not in fields:
        return refused(BAD_CONTENT)
    if not has_ppn_key(fields["9N"]):
        return refused(WRONG_KEY)
    expiry = None
    if (day := fields.get("D")) is not None:
        expiry = gs1_day(day, read_on) if re.fullmatch(r"[0-9]{6}", day) else None
        if expiry is None:
            return refused(IMPOSSIBLE_DATE)
    product = Product(ppn=fields["9N"])
    return CodeReading(
        Status.FOREIGN, product=product, expiry=expiry, lot=fields.get("1T"), serial=fields.get("S")
    )
