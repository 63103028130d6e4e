"""Who is on call: spans of the week and dated exceptions, in local time; who answers the telephone now."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from medcircuit.kernel.problems import Invalid

LONGEST_NAME = 100
LONGEST_NUMBER = 30
WEEK = tuple(range(7))
"""Monday to Sunday, as `date.weekday` counts them."""
_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]\Z")
_NUMBER = re.compile(r"\+?[0-9](?:[ .-]?[0-9]){1,19}\Z")


class OnCallRole(StrEnum):
    """What the person who answers is, in the order in which they are called."""

    NURSE = "nurse"
    COORDINATING_NURSE = "coordinating_nurse"
    PHYSICIAN = "physician"
    MANAGER = "manager"
    OTHER = "other"


class OnCallUnreadable(Invalid):
    """A line of the on-call table lacks something or cannot be."""

    code = "on_call_unreadable"
    sentence = "Cette astreinte ne peut pas être enregistrée : %(reason)s. Rien n'a été enregistré. Corrigez la ligne."


@dataclass(frozen=True)
class Duty:
    """Someone on call: in a unit, or in the whole house (None), from `starts` to `ends`, local times "HH:MM".

    Of the week: on each of its `weekdays`, until the next day where `ends` is not after `starts`. Dated (no weekday):
    from `starts` of `first_day` to `ends` of `last_day`; it stands in for those of the week of its role and place.
    """

    id: str
    unit_id: str | None
    role: OnCallRole
    name: str
    number: str
    starts: str
    ends: str
    weekdays: frozenset[int] = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    @property
    def dated(self) -> bool:
        """Whether it is an exception of some days."""
        return self.first_day is not None


@dataclass(frozen=True)
class Answering:
    """Someone who is on call now, and until when."""

    duty: Duty
    until: datetime


def check_duty(duty: Duty) -> None:
    """Raise unless a line of the table can hold.

    Raises:
        OnCallUnreadable: says what is wrong with it.
    """
    if not duty.name.strip():
        raise OnCallUnreadable(reason="le nom manque")
    if not _NUMBER.match(duty.number):
        raise OnCallUnreadable(reason="le numéro de téléphone ne se lit pas")
    if not (_CLOCK.match(duty.starts) and _CLOCK.match(duty.ends)):
        raise OnCallUnreadable(reason="une heure s'écrit 20:00")
    if duty.first_day is None or duty.last_day is None:
        _check_week(duty)
    elif duty.weekdays:
        raise OnCallUnreadable(reason="choisissez des jours de la semaine ou des dates")
    elif (duty.first_day, duty.starts) >= (duty.last_day, duty.ends):
        raise OnCallUnreadable(reason="la fin est avant le début")


def _check_week(duty: Duty) -> None:
    if duty.first_day is not None or duty.last_day is not None:
        raise OnCallUnreadable(reason="il manque le premier ou le dernier jour")
    if not duty.weekdays or not duty.weekdays <= set(WEEK):
        raise OnCallUnreadable(reason="aucun jour de la semaine n'est choisi")


def on_call_now(
    duties: Iterable[Duty], *, unit_id: str | None, now: datetime, zone: tzinfo
) -> tuple[Answering, ...]:
    """Who answers for a unit now: its own before the whole house's, in the order of roles.

    A time that does not exist on the night of a clock change is the instant it would have been before the change, one
    that happens twice is the first: no span leaves a hole before the one that begins where it ends.
    """
    held = [
        Answering(duty, until)
        for duty in duties
        if duty.unit_id in {None, unit_id} and (until := _until(duty, now, zone)) is not None
    ]
    stood_in = {(one.duty.role, one.duty.unit_id) for one in held if one.duty.dated}
    kept = [one for one in held if one.duty.dated or (one.duty.role, one.duty.unit_id) not in stood_in]
    order = list(OnCallRole)
    kept.sort(key=lambda one: (one.duty.unit_id is None, order.index(one.duty.role), one.duty.name))
    return tuple(kept)


def _until(duty: Duty, now: datetime, zone: tzinfo) -> datetime | None:
    """When the span that holds now ends; None where none does."""
    for starts, ends in _spans(duty, now.astimezone(zone).date(), zone):
        if starts.timestamp() <= now.timestamp() < ends.timestamp():
            return ends
    return None


def _spans(duty: Duty, today: date, zone: tzinfo) -> Iterable[tuple[datetime, datetime]]:
    """The spans that may hold on a day: those that begin on it, and those of the day before that cross midnight."""
    if duty.first_day is not None and duty.last_day is not None:
        yield _at(duty.first_day, duty.starts, zone), _at(duty.last_day, duty.ends, zone)
        return
    overnight = timedelta(days=1 if duty.ends <= duty.starts else 0)
    for day in (today - timedelta(days=1), today):
        if day.weekday() in duty.weekdays:
            yield _at(day, duty.starts, zone), _at(day + overnight, duty.ends, zone)


def _at(day: date, clock: str, zone: tzinfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), zone)
