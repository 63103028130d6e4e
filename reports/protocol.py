"""A protocol for doses as needed, on paper: what the physician wrote, its questions, for whom, and who has read it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, KeepTogether, Spacer

from reports.paper import (
    COLUMN,
    House,
    Imprint,
    framed,
    grid,
    house_line,
    pages,
    style,
    text,
)


@dataclass(frozen=True)
class Reader:
    """Someone who may follow the protocol, and when they read it, in words (empty: not yet)."""

    name: str
    read: str


@dataclass(frozen=True)
class ProtocolSheet:
    """What is printed. `rows` are terms with what is said of each, `questions` the tree in words.

    `warning` stands in a frame above all (an emergency, a protocol that no longer holds); `closed` are people for whom
    it does not hold now.
    """

    house: House
    kind: str
    title: str
    warning: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    questions: tuple[str, ...]
    people: tuple[str, ...]
    closed: tuple[str, ...]
    readers: tuple[Reader, ...]
    signed: str
    printed: str


NOTE = "Seule la version affichée dans le logiciel fait foi."


def protocol_sheet(sheet: ProtocolSheet) -> bytes:
    """The PDF."""
    imprint = Imprint(sheet.title, sheet.kind, sheet.printed, NOTE)
    return pages(imprint, None, lambda: _story(sheet))


def _story(sheet: ProtocolSheet) -> list[Flowable]:
    story: list[Flowable] = [
        house_line(sheet.house),
        Spacer(0, 3 * mm),
        text(sheet.kind, style(10, bold=True)),
        text(sheet.title, style(15, bold=True)),
        text(sheet.signed, style(8.5)),
        Spacer(0, 3 * mm),
    ]
    if sheet.warning:
        story += [framed(sheet.warning, size=11), Spacer(0, 3 * mm)]
    rows = [("Point", "Ce que le médecin demande"), *((term, _several(said)) for term, said in sheet.rows)]
    story += [grid(rows, (48 * mm, COLUMN - 48 * mm), size=9.5), Spacer(0, 5 * mm)]
    if sheet.questions:
        asked = [text(f"{number}. {one}", style(9.5)) for number, one in enumerate(sheet.questions, 1)]
        story += [KeepTogether([_heading("Avant de donner, dans cet ordre"), *asked]), Spacer(0, 5 * mm)]
    story += _people(sheet)
    return [*story, *_readers(sheet.readers)]


def _heading(said: str) -> Flowable:
    return text(said, style(11, bold=True, spaceAfter=3, keepWithNext=1))


def _several(said: Sequence[str]) -> list[Flowable]:
    mark = "– " if len(said) > 1 else ""
    return [text(f"{mark}{one}", style(9.5)) for one in said]


def _people(sheet: ProtocolSheet) -> list[Flowable]:
    if not sheet.people and not sheet.closed:
        return []
    story: list[Flowable] = [
        _heading("Pour qui"),
        text(" — ".join(sheet.people) or "Personne pour l'instant."),
    ]
    story += [text(one, style(9.5, bold=True)) for one in sheet.closed]
    return [*story, Spacer(0, 5 * mm)]


def _readers(readers: Sequence[Reader]) -> list[Flowable]:
    if not readers:
        return []
    rows = [("Personne", "Lu et compris"), *((one.name, one.read or "Pas encore lu") for one in readers)]
    return [_heading("Lectures"), grid(rows, (COLUMN / 2, COLUMN / 2), size=9)]
