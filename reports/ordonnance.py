"""The ordonnance: what article R.5132-3 of the Code de la santé publique asks a prescription to say, on paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, PageBreak, Spacer

from reports.paper import (
    House,
    Imprint,
    Person,
    framed,
    house_block,
    identity_block,
    pages,
    side_by_side,
    style,
    text,
)

ON_ORDINARY_PAPER = "À recopier ou imprimer sur support sécurisé, sans valeur seul."
"""What an order that the law wants on secured paper says when it is printed on ordinary paper (R.5132-5)."""
WITH_ALD = (
    "Prescriptions relatives au traitement de l'affection de longue durée reconnue (affection exonérante)"
)
WITHOUT_ALD = "Prescriptions sans rapport avec l'affection de longue durée (maladies intercurrentes)"
"""The two zones of an order for a person with a long-term condition (CSS L.161-38-1 and D.161-19, ordonnance bizone)."""
TO_COMPLETE = "à compléter : ………………………………"


@dataclass(frozen=True)
class Prescriber:
    """Who prescribes; what is not known is left to be written by hand."""

    name: str
    qualification: str | None = None
    rpps: str | None = None
    phone: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class OrderLine:
    """One medicine: its name (DCI, strength, form; brand), how it is taken, and what else was written for it.

    `in_words` is the same in full letters, where the law wants it (R.5132-29); None elsewhere. `ald`: for a long-term
    condition.
    """

    medicine: str
    posology: str
    marks: tuple[str, ...] = ()
    in_words: str | None = None
    ald: bool = False


@dataclass(frozen=True)
class Order:
    """The lines that one prescriber signed; `written_on` is the day of the last signature, `seal` says how it was made."""

    prescriber: Prescriber
    written_on: date
    lines: tuple[OrderLine, ...]
    seal: str


@dataclass(frozen=True)
class Ordonnance:
    """A person's prescriptions: one order after the other, each on its own page."""

    house: House
    person: Person
    orders: tuple[Order, ...]
    printed: str


def ordonnance(sheet: Ordonnance) -> bytes:
    """The PDF. Lines that the law wants on secured paper stand apart, last, and in words; a long-term condition has its zone."""
    imprint = Imprint("Ordonnance", "Ordonnance médicale", sheet.printed)
    return pages(imprint, sheet.person, lambda: _story(sheet))


def _story(sheet: Ordonnance) -> list[Flowable]:
    if not sheet.orders:
        return [*_heading(sheet, None), text("Aucune ligne en cours.")]
    story: list[Flowable] = []
    for order in sheet.orders:
        if story:
            story.append(PageBreak())
        story += _order(sheet, order)
    return story


def _heading(sheet: Ordonnance, order: Order | None) -> list[Flowable]:
    left = _prescriber(order.prescriber) if order else []
    right = house_block(sheet.house)
    if order:
        right.append(text(f"Le {order.written_on:%d/%m/%Y}", style(10, bold=True)))
    return [side_by_side(left, right), Spacer(0, 5 * mm), *identity_block(sheet.person), Spacer(0, 5 * mm)]


def _prescriber(who: Prescriber) -> list[Flowable]:
    said: list[Flowable] = [
        text(who.name, style(11, bold=True)),
        text(who.qualification or f"Qualité, {TO_COMPLETE}", style(8.5)),
        text(f"RPPS {who.rpps}" if who.rpps else f"RPPS, {TO_COMPLETE}", style(8.5)),
        text(f"Tél. {who.phone}" if who.phone else f"Tél., {TO_COMPLETE}", style(8.5)),
    ]
    return [*said, text(who.email, style(8.5))] if who.email else said


def _order(sheet: Ordonnance, order: Order) -> list[Flowable]:
    story = [*_heading(sheet, order)]
    for_ald = [line for line in order.lines if line.ald]
    if for_ald:
        others = [line for line in order.lines if not line.ald]
        story += [*_zone(WITH_ALD), *_lines(for_ald, 1), Spacer(0, 3 * mm), *_zone(WITHOUT_ALD)]
        story += _lines(others, len(for_ald) + 1) or [text("Néant.", style(9.5, leftIndent=6 * mm))]
    else:
        story += _lines(order.lines, 1)
    count = len(order.lines)
    lines = f"Cette ordonnance comporte {count} ligne{'s' if count > 1 else ''}."
    story += [Spacer(0, 5 * mm), text(lines, style(9, bold=True)), text(order.seal, style(8))]
    return [*story, Spacer(0, 3 * mm), text("Signature :", style(9)), Spacer(0, 14 * mm)]


def _zone(title: str) -> list[Flowable]:
    return [framed(title), Spacer(0, 2.5 * mm)]


def _lines(lines: Sequence[OrderLine], first: int) -> list[Flowable]:
    """Lines numbered from `first`: ordinary ones, then those of secured paper under its mention."""
    plain = [line for line in lines if line.in_words is None]
    secured = [line for line in lines if line.in_words is not None]
    said: list[Flowable] = [_line(number, line) for number, line in enumerate(plain, first)]
    if secured:
        said += [Spacer(0, 4 * mm), framed(ON_ORDINARY_PAPER), Spacer(0, 2 * mm)]
        said += [_line(number, line) for number, line in enumerate(secured, first + len(plain))]
    return said


def _line(number: int, line: OrderLine) -> KeepTogether:
    """A line is never cut between two pages."""
    under = style(9.5, leftIndent=6 * mm)
    said: list[Flowable] = [
        text(f"{number}. {line.medicine}", style(10.5, bold=True)),
        text(line.posology, under),
    ]
    if line.in_words:
        said.append(text(f"En toutes lettres : {line.in_words}", style(9.5, bold=True, leftIndent=6 * mm)))
    said += [text(mark, style(9, leftIndent=6 * mm)) for mark in line.marks]
    return KeepTogether([*said, Spacer(0, 2.5 * mm)])
