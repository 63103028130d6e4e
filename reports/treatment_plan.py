"""The treatment plan of a person: what they take, how, and the doses of one day by moment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Spacer

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
    return [Spacer(0, 5 * mm), text(said, style(11, bold=True)), Spacer(0, 2 * mm)]


def _by_moment(sheet: TreatmentPlan) -> Flowable:
    narrow = 19 * mm if len(sheet.moments) <= 4 else 15 * mm
    left = COLUMN - narrow * len(sheet.moments)
    rows: list[list[object]] = [["Médicament et posologie", *sheet.moments]]
    for line in sheet.regular:
        doses = dict(line.doses)
        said = [text(line.medicine, style(8.5, bold=True)), text(line.posology, style(8.5))]
        said.append(text(line.since, style(7.5)))
        rows.append([said, *(doses.get(moment, "") for moment in sheet.moments)])
    return grid(rows, [left, *[narrow] * len(sheet.moments)], size=7.5)


def _listed(lines: tuple[PlanLine, ...]) -> Flowable:
    rows = [["Médicament", "Posologie", "Prescription"]]
    rows += [[line.medicine, line.posology, line.since] for line in lines]
    return grid(rows, [COLUMN * 0.32, COLUMN * 0.46, COLUMN * 0.22])
