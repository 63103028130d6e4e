"""Units added, renamed and closed after a house was made."""

from __future__ import annotations

from datetime import date

from sqlalchemy import func, select, update

from medcircuit.kernel.problems import Conflict, Invalid
from medcircuit.kernel.remembered import forget
from medcircuit.kernel.work import Work
from medcircuit.structure import models
from medcircuit.structure.rules.hours import check_first_day
from medcircuit.structure.service.hours import HouseHours, configure
from medcircuit.structure.service.houses import UnitPlan, create_unit

LONGEST_NAME = 60
_unit, _place = models.unit.c, models.place.c


class UnitNameTaken(Conflict):
    """Another unit or place of the house, closed ones included, has this name."""

    code = "unit_name_taken"
    sentence = "Une unité ou un chariot porte ou a porté ce nom ici. Rien n'a été enregistré. Choisissez un autre nom."


class UnitNameUnreadable(Invalid):
    """A name that is empty or too long."""

    code = "unit_name_unreadable"
    sentence = "Le nom de l'unité manque ou dépasse 60 caractères. Rien n'a été enregistré. Corrigez-le."


class UnitClosed(Conflict):
    """A unit that is closed, or about to: nobody comes to live there."""

    code = "unit_closed"
    sentence = (
        "Cette unité ferme ou est fermée. Rien n'a été enregistré. Choisissez une autre unité, "
        "ou demandez à l'administrateur de la garder ouverte."
    )


class UnitAlreadyClosed(Conflict):
    """A closing that took place is not undone."""

    code = "unit_already_closed"
    sentence = "Cette unité est déjà fermée. Rien n'a été enregistré. Ajoutez une unité."


def add_unit(work: Work, name: str, seen: str) -> str:
    """A new unit with a cart and a cupboard, last in the order of the house; gives its id.

    Raises:
        Forbidden: the actor does not configure the whole house.
        HouseChanged: somebody changed the house since the actor read it.
        UnitNameUnreadable, UnitNameTaken: the name is none, or another's.
    """
    before = configure(work, None, seen)
    plain = _free_name(work, before, name)
    made = create_unit(
        work.connection, work.establishment_id, UnitPlan(plain, _places(plain)), len(before.units)
    )
    forget(work.connection)
    work.did("add_unit", ("unit", made))
    return made


def rename_unit(work: Work, unit_id: str, name: str, seen: str) -> None:
    """Give a unit another name; its cart and cupboard follow where they bear it.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor does not configure it.
        HouseChanged: somebody changed the house since the actor read it.
        UnitNameUnreadable, UnitNameTaken: the name is none, or another's.
    """
    before = configure(work, unit_id, seen)
    plain = _free_name(work, before, name, but=unit_id)
    former = next(one.name for one in before.units if one.id == unit_id)
    work.connection.execute(update(models.unit).where(_unit.id == unit_id).values(name=plain))
    for (_, old), (_, new) in zip(_places(former), _places(plain), strict=True):
        work.connection.execute(
            update(models.place)
            .where(
                _place.establishment_id == work.establishment_id,
                _place.unit_id == unit_id,
                _place.name == old,
            )
            .values(name=new)
        )
    forget(work.connection)
    work.did("rename_unit", ("unit", unit_id))


def _places(name: str) -> tuple[tuple[str, str], ...]:
    return ("cart", f"Chariot {name}"), ("cupboard", f"Armoire {name}")


def _free_name(work: Work, house: HouseHours, name: str, *, but: str | None = None) -> str:
    plain = " ".join(name.split())
    if not plain or len(plain) > LONGEST_NAME or not plain.isprintable():
        raise UnitNameUnreadable
    if any(one.name.casefold() == plain.casefold() for one in house.units if one.id != but):
        raise UnitNameTaken
    taken = select(func.count()).where(
        _place.establishment_id == work.establishment_id,
        _place.name.in_([place for _, place in _places(plain)]),
        _place.unit_id.is_(None) | (_place.unit_id != (but or "")),
    )
    if work.connection.execute(taken).scalar_one():
        raise UnitNameTaken
    return plain


def close_unit(work: Work, unit_id: str, day: date | None, seen: str) -> None:
    """Close a unit from a day on, tomorrow at the earliest; None keeps open one that was to close.

    Whether people live there is not known here: `residents.service` asks first.

    Raises:
        NotFound: this establishment has no such unit.
        Forbidden: the actor does not configure it.
        HouseChanged: somebody changed the house since the actor read it.
        HoursImpossible: the day has begun, or lies too far ahead.
        UnitAlreadyClosed: it is closed since a day that has begun.
    """
    before = configure(work, unit_id, seen)
    if day is not None:
        check_first_day(day, before.today)
    closed = next(one.closed_from for one in before.units if one.id == unit_id)
    if closed is not None and closed <= before.today:
        raise UnitAlreadyClosed
    work.connection.execute(update(models.unit).where(_unit.id == unit_id).values(closed_from=day))
    forget(work.connection)
    work.did("close_unit" if day else "keep_unit_open", ("unit", unit_id))


def require_open(work: Work, unit_id: str) -> None:
    """Hold a unit of this establishment for somebody who comes to live there, to the end of the transaction.

    Raises:
        UnitClosed: it is closed, or about to.
    """
    held = select(_unit.closed_from).where(_unit.id == unit_id).with_for_update()
    if work.connection.execute(held).scalar_one() is not None:
        raise UnitClosed
