"""What the fields of a GS1 code say of a pack: its product, expiry, lot and serial, or why none is accepted."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from medcircuit.kernel.checksums import has_ean_key, is_digits
from medcircuit.medicines.rules.codes.gs1 import (
    Element,
    elements_of,
    first_fault,
    gs1_day,
    hri_elements,
    is_overlong,
    is_variable,
)
from medcircuit.medicines.rules.codes.healing import GS
from medcircuit.medicines.rules.codes.own import LENGTH as OWN_LENGTH
from medcircuit.medicines.rules.codes.own import find_own
from medcircuit.medicines.rules.codes.products import CIP, ends_with_product, product_of
from medcircuit.medicines.rules.codes.reading import (
    BAD_CONTENT,
    CONTRADICTORY,
    GLUED,
    INS_HEADER,
    LOGISTIC_UNIT,
    NO_PRODUCT,
    TWO_READINGS,
    Candidate,
    CodeReading,
    Product,
    Reason,
    Status,
    refused,
)
from medcircuit.medicines.rules.codes.splits import other_readings

_GTIN_INSIDE = re.compile(r"(?=01([0-9]{14}))")
_FRENCH_GTIN_INSIDE = re.compile(r"(?=01(034[0-9]{11}))")
_NUMBERS_AGAIN = re.compile(r"24[01]|71[0-6]")
_EVERY_FIELD = frozenset({"01", "17", "10", "21"})


def read_gs1(text: str, read_on: date) -> CodeReading:
    """Read GS1 element strings as a scanner transmits them, GS between fields."""
    if INS_HEADER in text:
        return refused(GLUED)
    elements = elements_of(text) if text.isascii() else BAD_CONTENT
    if isinstance(elements, Reason):
        return refused(elements)
    if _glued_behind(elements, text):
        return refused(GLUED)
    if fault := _clash(elements):
        return refused(fault)
    if others := _others(elements, read_on):
        return _ambiguous(elements, others, read_on)
    return _judge(elements, read_on)


def read_hri(text: str, read_on: date) -> CodeReading:
    """Read the bracketed human readable form, which shows where each field ends."""
    elements = hri_elements(text.replace(GS, "")) if text.isascii() else BAD_CONTENT
    if isinstance(elements, Reason):
        return refused(elements)
    fault = _clash(elements)
    return refused(fault) if fault else _judge(elements, read_on)


def _others(elements: list[Element], read_on: date) -> list[list[Element]]:
    """The faultless readings that differ from the letter in the product, the expiry or the lot."""
    return [
        other
        for other in other_readings(elements, read_on)
        if _essential(other) != _essential(elements) and not first_fault(other, read_on)
    ]


def _essential(elements: list[Element]) -> set[Element]:
    return {element for element in elements if element[0] in {"01", "17", "10"}}


def _clash(elements: list[Element]) -> Reason | None:
    """Two codes read as one, or one field said twice differently: a fault of the read, or of the label."""
    values: dict[str, str] = {}
    twice = {ai for ai, value in elements if values.setdefault(ai, value) != value}
    if (
        "01" in twice
        or any(find_own(value[-OWN_LENGTH:]) for _, value in elements if len(value) >= OWN_LENGTH)
        or ("01" in values and _swallowed_product(elements))
    ):
        return GLUED
    return CONTRADICTORY if twice else None


def _judge(elements: list[Element], read_on: date) -> CodeReading:
    if fault := first_fault(elements, read_on):
        return refused(fault)
    fields = dict(elements)
    if "01" not in fields:
        return refused(LOGISTIC_UNIT if fields.keys() & {"00", "02"} else NO_PRODUCT)
    named = product_of(fields["01"])
    if isinstance(named, Reason):
        return refused(named)
    return _pack(*named, fields, read_on)


def _pack(status: Status, product: Product, fields: dict[str, str], read_on: date) -> CodeReading:
    cip = fields.get("711", "")
    if product.cip13 and is_digits(cip) and len(cip) == 13 and cip != product.cip13:
        return refused(CONTRADICTORY)
    if status is Status.FOREIGN and cip.startswith(CIP) and len(cip) == 13 and has_ean_key(cip):
        # a pack for several countries: 711 is the number it has in France
        status, product = Status.PRODUCT_ONLY, replace(product, cip13=cip, cip7=cip[5:12])
    expiry = gs1_day(fields["17"], read_on) if "17" in fields else None
    lot, serial = fields.get("10"), fields.get("21")
    if status is Status.PRODUCT_ONLY and (expiry or lot):
        status = Status.OK
    return CodeReading(
        status,
        product=product,
        expiry=expiry,
        lot=lot,
        serial=serial,
        others={ai: value for ai, value in fields.items() if ai not in _EVERY_FIELD},
    )


def _glued_behind(elements: list[Element], text: str) -> bool:
    """Whether a product's number stands last without being what the last field is there to say."""
    ai, value = elements[-1]
    said = ai in {"01", "02", "711"} or _names_again(ai, value, dict(elements).get("01"))
    return not said and ends_with_product(text)


def _swallowed_product(elements: list[Element]) -> bool:
    """Whether a field holds another product's number: any in a lot, a French one elsewhere.

    Long serial numbers of digits hold the likes of a foreign number by chance, one in a hundred.
    """
    gtin = dict(elements)["01"]
    return any(
        ends_with_product(value) or any(map(has_ean_key, _gtin_inside(ai).findall(value)))
        for ai, value in elements
        if len(value) >= 13 and is_variable(ai) and ai != "711" and not _names_again(ai, value, gtin)
    )


def _names_again(ai: str, value: str, gtin: str | None) -> bool:
    """Whether a field of numbers says the pack's own number: the maker's 240 or 241, a country's 710 to 716."""
    return _NUMBERS_AGAIN.fullmatch(ai) is not None and gtin == "0" + value


def _gtin_inside(ai: str) -> re.Pattern[str]:
    return _GTIN_INSIDE if ai == "10" else _FRENCH_GTIN_INSIDE


def _ambiguous(elements: list[Element], others: list[list[Element]], read_on: date) -> CodeReading:
    """A separator was lost: the product where every reading agrees on it, and what a person may choose from."""
    letter = [] if any(is_overlong(*element) for element in elements) else [elements]
    readings = [dict(reading) for reading in letter + others]
    gtins = {reading.get("01") for reading in readings or [dict(elements)]}
    gtin = gtins.pop()
    named = product_of(gtin) if gtin and not gtins else None
    fault = (
        named
        if isinstance(named, Reason)
        else first_fault([e for e in elements if not is_variable(e[0])], read_on)
    )
    if fault:
        return refused(fault)
    return CodeReading(
        Status.AMBIGUOUS,
        reason=TWO_READINGS,
        product=named[1] if isinstance(named, tuple) else None,
        candidates=tuple(
            Candidate(
                gs1_day(reading["17"], read_on) if "17" in reading else None,
                reading.get("10"),
                reading.get("21"),
            )
            for reading in readings
        ),
    )
