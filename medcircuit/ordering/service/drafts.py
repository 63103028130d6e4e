"""What a prescriber keeps for themselves: the order begun for a person, and lines to use again."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, insert, select

from medcircuit.kernel.access import Right
from medcircuit.kernel.problems import NotFound
from medcircuit.kernel.work import Work
from medcircuit.ordering.models import order_draft, order_template
from medcircuit.ordering.rules import MOST_TEMPLATES, TemplateNameTaken, TooManyTemplates
from medcircuit.residents import service as residents
from medcircuit.residents.rules.admission import clean_text


@dataclass(frozen=True)
class Draft:
    """An order begun; `content` is the page's own shape."""

    content: Any
    saved_at: datetime


@dataclass(frozen=True)
class Template:
    """A line kept to be used again."""

    id: str
    name: str
    content: Any


def _of(work: Work, resident_id: str) -> tuple[Any, ...]:
    return (
        order_draft.c.author_id == work.actor.user_id,
        order_draft.c.resident_id == resident_id,
        order_draft.c.establishment_id == work.establishment_id,
    )


def draft_of(work: Work, resident_id: str) -> Draft | None:
    """What the actor has begun to write for this person.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    row = work.connection.execute(select(order_draft).where(*_of(work, resident_id))).one_or_none()
    work.saw("resident", [resident_id])
    return Draft(json.loads(row.content), row.saved_at) if row else None


def save_draft(work: Work, resident_id: str, content: Any) -> None:
    """Keep what the actor has begun to write for this person, in place of what was kept.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    drop_draft(work, resident_id)
    work.connection.execute(
        insert(order_draft),
        {
            "author_id": work.actor.user_id,
            "resident_id": resident_id,
            "establishment_id": work.establishment_id,
            "content": json.dumps(content, ensure_ascii=False),
            "saved_at": work.now,
        },
    )
    work.did("save_draft", ("resident", resident_id))


def drop_draft(work: Work, resident_id: str) -> None:
    """Forget what the actor has begun to write for this person.

    Raises:
        NotFound: this establishment has no such resident.
        Forbidden: the actor may not prescribe in their unit.
    """
    work.require(Right.PRESCRIBE, unit_id=residents.unit_of(work, resident_id))
    work.connection.execute(delete(order_draft).where(*_of(work, resident_id)))


def templates(work: Work) -> tuple[Template, ...]:
    """The actor's own templates, by name.

    Raises:
        Forbidden: the actor prescribes nowhere here.
    """
    work.require(Right.PRESCRIBE)
    rows = work.connection.execute(select(order_template).where(*_mine(work)).order_by(order_template.c.name))
    return tuple(Template(row.id, row.name, json.loads(row.content)) for row in rows)


def _mine(work: Work) -> tuple[Any, ...]:
    return (
        order_template.c.author_id == work.actor.user_id,
        order_template.c.establishment_id == work.establishment_id,
    )


def keep_template(work: Work, template: Template) -> Template:
    """Keep a line as a template; the same sent again is kept once.

    Raises:
        Forbidden: the actor prescribes nowhere here.
        TemplateNameTaken: another template has this name.
        TooManyTemplates: enough are kept already.
    """
    work.require(Right.PRESCRIBE)
    name = clean_text(template.name, field="Le nom", longest=80)
    held = {one.id: one.name for one in templates(work)}
    if held.get(template.id) == name:
        return Template(template.id, name, template.content)
    if template.id in held or name in held.values():
        raise TemplateNameTaken
    if len(held) >= MOST_TEMPLATES:
        raise TooManyTemplates
    taken = work.connection.scalar(
        select(func.count()).select_from(order_template).where(order_template.c.id == template.id)
    )
    if taken:
        raise TemplateNameTaken
    work.connection.execute(
        insert(order_template),
        {
            "id": template.id,
            "establishment_id": work.establishment_id,
            "author_id": work.actor.user_id,
            "name": name,
            "content": json.dumps(template.content, ensure_ascii=False),
            "created_at": work.now,
        },
    )
    work.did("keep_template", ("template", template.id))
    return Template(template.id, name, template.content)


def delete_template(work: Work, template_id: str) -> None:
    """Forget a template of the actor's.

    Raises:
        Forbidden: the actor prescribes nowhere here.
        NotFound: the actor has no such template.
    """
    work.require(Right.PRESCRIBE)
    gone = work.connection.execute(
        delete(order_template).where(order_template.c.id == template_id, *_mine(work))
    )
    if gone.rowcount == 0:
        raise NotFound
    work.did("delete_template", ("template", template_id))
