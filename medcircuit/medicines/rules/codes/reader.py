"""One reader for everything a scanner sends: heal what is certain, tell what it is, say what is not."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date

from medcircuit.kernel.checksums import is_digits
from medcircuit.medicines.rules.codes.healing import SPACES, clean, halves
from medcircuit.medicines.rules.codes.own import OwnCode, looks_own, own_tail
from medcircuit.medicines.rules.codes.pack import read_gs1, read_hri
from medcircuit.medicines.rules.codes.ppn import is_ppn, read_ppn
from medcircuit.medicines.rules.codes.products import begins_with_own, begins_with_product, read_number
from medcircuit.medicines.rules.codes.reading import (
    BAD_CONTENT,
    CONTROL,
    DAMAGED_IDENTITY,
    GLUED,
    IDENTITY_CONTENT,
    INS_HEADER,
    NO_PRODUCT,
    NOT_A_CODE,
    TRUNCATED,
    TWO_READINGS,
    WRONG_KEY,
    CodeReading,
    Environment,
    Healed,
    IdentityReader,
    Reason,
    Status,
    refused,
)

GS1_SYMBOLS = frozenset({"]d2", "]C1", "]Q3", "]e0", "]J1"})
"""Symbology identifiers that promise GS1 content."""
_INS_LIKE = re.compile(r"IS0[0-9]", re.IGNORECASE)
_NOTHING_KNOWN = (NOT_A_CODE, BAD_CONTENT, TRUNCATED, NO_PRODUCT)
_CONTROLS = re.compile(r"[\x00-\x1c\x1e\x1f\x7f-\x9f]")
_SPACES = re.compile(f"[{SPACES}]+")
_GROUPS = re.compile(r"3400[89][0-9.-]+[0-9]|[2-69][0-9]{2}[.-]?[0-9]{3}[.-][0-9]")
"""A CIP or UCD in the groups that a box prints: 34009-359-558-3-8, 359 558-3."""
_GS1_LIKE = re.compile(r"0[0-2][0-9]{6}|[0-9]{2}(?:[^\x1d]*01[0-9]{13}|[^\x1d]+\x1d)", re.DOTALL)
"""Without a prefix, what is worth being read as GS1: a numeric field first, a GTIN or a separator further on."""


def read_code(
    raw: str,
    read_on: date,
    *,
    env: Environment = Environment.PRODUCTION,
    identity: IdentityReader | None = None,
    typed: bool = False,
) -> CodeReading:
    """Say what this read is: a pack, a product, a code of ours, an identity, or why it is none for certain.

    `raw` is what arrived, whatever it is; `read_on` gives two-digit years their century; `identity` reads the content
    of an INS code for `env` (without it the healed content alone is given); `typed` says that a person wrote it, and
    then eight digits are the end of a label of ours. Any text has an answer, in time proportional to its length.
    """
    if typed and (tail := own_tail(raw.strip())):
        return CodeReading(Status.OWN_TAIL, own=OwnCode(tail, None))
    cleaned = clean(raw)
    if isinstance(cleaned, Reason):
        return refused(cleaned)
    reader = _Reader(read_on, env, identity, cleaned.aim)
    reading = reader.read(cleaned.text)
    if not (cleaned.healed or cleaned.aim):
        return reading
    return CodeReading(
        **{**vars(reading), "aim": cleaned.aim, "healed": (*cleaned.healed, *reading.healed)}
    )  # what `replace` does field by field


@dataclass(frozen=True)
class _Reader:
    """What stays the same from one half of a doubled read to the other."""

    read_on: date
    env: Environment
    identity: IdentityReader | None
    aim: str | None

    def read(self, text: str) -> CodeReading:
        """Read a text that may be one code arrived twice."""
        half = halves(text)
        if half is None:
            return self._once(text)
        once, whole = self._once(half), self._once(text)
        if not whole.accepted:
            doubled = once.accepted or once.status is Status.AMBIGUOUS
            told = once.status is Status.REJECTED and whole.status is Status.NOT_A_CODE
            return replace(once, healed=(Healed.DOUBLED,)) if doubled or told else whole
        if not once.accepted:
            return whole
        return replace(once, healed=(Healed.DOUBLED,)) if once == whole else refused(TWO_READINGS)

    def _once(self, text: str) -> CodeReading:
        if is_ppn(text):
            return read_ppn(text, self.read_on)
        if _CONTROLS.search(text):
            return refused(CONTROL)
        if _INS_LIKE.match(text):
            return self._identity(text)
        return self._spaced(text)

    def _spaced(self, text: str) -> CodeReading:
        """A text whose spaces stand between groups or fields; inside a lot or a serial number they are unlawful."""
        joined = _SPACES.sub("", text)
        if _GROUPS.fullmatch(joined):
            joined = joined.replace(".", "").replace("-", "")
        reading = self._article(joined)
        if joined == text or (_stands(text, "10", reading.lot) and _stands(text, "21", reading.serial)):
            return reading
        return refused(BAD_CONTENT)

    def _article(self, text: str) -> CodeReading:
        """A pack, a product or a code of ours, spaces taken out; a label of ours with a digit misread is said so."""
        promised = self.aim in GS1_SYMBOLS
        reading = self._number_or_pack(text, promised=promised)
        damaged = reading.reason in _NOTHING_KNOWN and not promised and looks_own(text)
        return refused(WRONG_KEY) if damaged else reading

    def _number_or_pack(self, text: str, *, promised: bool) -> CodeReading:
        if not promised and begins_with_own(text):
            return refused(GLUED)
        number = read_number(text) if is_digits(text) and not promised else None
        if number and number.status is not Status.OWN:
            return number
        if text.startswith("("):
            return read_hri(text, self.read_on)
        if not promised and begins_with_product(text):
            return refused(GLUED)
        if not (promised or _GS1_LIKE.match(text)):
            return number or refused(NOT_A_CODE)
        pack = read_gs1(text, self.read_on)
        if number:
            return refused(TWO_READINGS) if pack.accepted else number
        return pack

    def _identity(self, text: str) -> CodeReading:
        if not text.startswith(INS_HEADER):
            return refused(DAMAGED_IDENTITY)
        said = self.identity(text, self.env) if self.identity else None
        if isinstance(said, Reason):
            return refused(said)
        if said and said.naissance > self.read_on:
            return refused(IDENTITY_CONTENT)
        return CodeReading(Status.INS, identity=said, identity_text=text)


def _stands(text: str, ai: str, value: str | None) -> bool:
    """Whether a field's value stands in the text as it was read, behind its identifier."""
    return value is None or re.search(rf"{ai}\)?[{SPACES}]*{re.escape(value)}", text) is not None
