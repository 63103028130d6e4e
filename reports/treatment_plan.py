"""The treatment plan of a person: what they take, how, and the doses of one day by moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import Flowable, Spacer

from reports.letters import BOLD, REGULAR
from reports.paper import (
    COLUMN,
    House,
    Imprint,
    Person,
    framed,
    grid,
    house_line,
    identity_block,
    pages,
    style,
    text,
)

_SIZE = 7.5
_LEAST = 0.32
"""What share of the page the medicines keep."""
_NARROWEST, _PADDING = 11 * mm, 4 * mm


@dataclass(frozen=True)
class PlanLine:
    """One medicine: its name, how it is taken, since when and by whom, and its doses of the day by moment's word."""

    medicine: str
    posology: str
    since: str
    doses: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class TreatmentPlan:
    """What a person takes: each day, if needed, and what is suspended. `moments` are the words of the day's columns."""

    house: House
    person: Person
    day: date
    allergies: tuple[str, ...]
    moments: tuple[str, ...]
    regular: tuple[PlanLine, ...]
    as_needed: tuple[PlanLine, ...]
    suspended: tuple[PlanLine, ...]
    printed: str


def treatment_plan(sheet: TreatmentPlan) -> bytes:
    """The PDF, for the file, for a family, for another service."""
    note = "Ne remplace pas le logiciel : vérifiez qu'il n'a pas changé avant de donner."
    imprint = Imprint("Plan de traitement", "Traitement en cours", sheet.printed, note)
    return pages(imprint, sheet.person, lambda: _story(sheet))


def allergies_block(allergies: tuple[str, ...]) -> Flowable:
    """What the person must not receive, or that nothing is known of it: never a blank."""
    return framed("Allergies : " + (" ; ".join(allergies) if allergies else "aucune connue dans ce dossier"))


def _story(sheet: TreatmentPlan) -> list[Flowable]:
    story = [
        house_line(sheet.house),
        Spacer(0, 2 * mm),
        *identity_block(sheet.person),
        Spacer(0, 3 * mm),
        allergies_block(sheet.allergies),
        *_heading(f"Chaque jour — doses du {sheet.day:%d/%m/%Y}"),
    ]
    if sheet.regular:
        story.append(_by_moment(sheet))
    else:
        story.append(text("Aucun médicament."))
    for title, lines in (("Si besoin", sheet.as_needed), ("Suspendu : ne pas donner", sheet.suspended)):
        if lines:
            story += [*_heading(title), _listed(lines)]
    return story


def _heading(said: str) -> list[Flowable]:
    return [Spacer(0, 5 * mm), text(said, style(11, bold=True, spaceAfter=2 * mm, keepWithNext=1))]


def _by_moment(sheet: TreatmentPlan) -> Flowable:
    columns = _columns(sheet)
    rows: list[list[object]] = [["Médicament et posologie", *sheet.moments]]
    for line in sheet.regular:
        doses = dict(line.doses)
        said = [text(line.medicine, style(8.5, bold=True)), text(line.posology, style(8.5))]
        said.append(text(line.since, style(7.5)))
        rows.append([said, *(doses.get(moment, "") for moment in sheet.moments)])
    return grid(rows, columns, size=_SIZE)


def _columns(sheet: TreatmentPlan) -> list[float]:
    """The widths: a moment's holds its longest word whole, as long as the medicines keep their share."""
    wide = [
        _longest(moment, [dict(one.doses).get(moment, "") for one in sheet.regular])
        for moment in sheet.moments
    ]
    most = COLUMN * (1 - _LEAST)
    if sum(wide) > most:
        wide = [one * most / sum(wide) for one in wide]
    return [COLUMN - sum(wide), *wide]


def _longest(moment: str, said: list[str]) -> float:
    words = [stringWidth(word, REGULAR, _SIZE) for one in said for word in one.split()]
    return max([*words, stringWidth(moment, BOLD, _SIZE), _NARROWEST]) + _PADDING


def _listed(lines: tuple[PlanLine, ...]) -> Flowable:
    rows = [["Médicament", "Posologie", "Prescription"]]
    rows += [[line.medicine, line.posology, line.since] for line in lines]
    return grid(rows, [COLUMN * 0.32, COLUMN * 0.46, COLUMN * 0.22])
