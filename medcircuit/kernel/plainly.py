"""A short way through a schema for what is plainly right; the long way for everything else.

A field at a time, marshmallow costs an act more than its whole plan. A document whose every value is of the plainest
form (no conversion, no doubt) is read here by what the schema's own fields say; at the first value that is not, all of
it is left to marshmallow, which accepts it or says what is wrong. Both ways give the same values.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields, missing, validate

from medcircuit.kernel.problems import Problem
from medcircuit.kernel.shapes import FlagField

Reader = Callable[[Any], Any]

_INSTANT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|[+-]\d\d:\d\d)", re.ASCII)
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)


class NotPlain(Exception):
    """A value is not of the plainest form."""


class PlainSchema(Schema):
    """A schema with the short way: it refuses unknown fields, and `made` is the only hook it has.

    Its own kinds of fields say in `plainly(value)` what is plain of them.
    """

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._readers = {name: _reader(field) or _refuse for name, field in self.load_fields.items()}
        self._nullable = {name for name, field in self.load_fields.items() if field.allow_none}
        defaults = {
            name: field.load_default
            for name, field in self.load_fields.items()
            if field.load_default is not missing
        }
        self._made = {name: default for name, default in defaults.items() if callable(default)}
        self._constant = {name: default for name, default in defaults.items() if name not in self._made}
        self._required = self._readers.keys() - defaults.keys()

    def load(self, data: Any, *, many: bool | None = None, **options: Any) -> Any:
        """What the document says; by the short way where that is certain.

        Raises:
            ValidationError: it does not fit the schema.
        """
        usual = not (many or self.many or options.get("partial")) and options.get("unknown") in {None, RAISE}
        if usual:
            try:
                return self.plainly(data)
            except (NotPlain, ValidationError, Problem):
                pass  # the long way says it, with all else that is wrong
        return super().load(data, many=many, **options)

    def plainly(self, data: Any) -> Any:
        """What a plain document says.

        Raises:
            NotPlain, ValidationError: it is not plain, or not right.
        """
        if type(data) is not dict or not self._required <= data.keys() <= self._readers.keys():
            raise NotPlain
        read = self._constant | {name: default() for name, default in self._made.items()}
        readers = self._readers
        for name, value in data.items():
            if value is not None:
                read[name] = readers[name](value)
            elif name in self._nullable:
                read[name] = None
            else:
                raise NotPlain
        return self.made(read)

    def made(self, data: dict[str, Any], **_: Any) -> Any:
        """The value that the fields make up."""
        return data


def _refuse(_: Any) -> Any:
    """Only the field itself knows what to make of a value."""
    raise NotPlain


def _reader(field: fields.Field[Any]) -> Reader | None:
    """What reads a plain value of this field as the field itself would; None where only the field knows."""
    plain = _plain_of(field)
    if plain is None or field.data_key not in {None, field.name} or field.attribute is not None:
        return None
    for check in field.validators:
        if type(check) is validate.Length and check.equal is None:
            plain = _bounded(plain, check)
        else:
            plain = _checked(plain, check)
    return plain


def _checked(plain: Reader, check: Callable[[Any], Any]) -> Reader:
    def read(value: Any) -> Any:
        found = plain(value)
        check(found)
        return found

    return read


def _bounded(plain: Reader, check: validate.Length) -> Reader:
    """What reads nothing that is too short or too long: most fields of an act are so."""
    least, most = check.min or 0, sys.maxsize if check.max is None else check.max

    def read(value: Any) -> Any:
        found = plain(value)
        if not least <= len(found) <= most:
            raise NotPlain
        return found

    return read


def _plain_of(field: fields.Field[Any]) -> Reader | None:
    own: Reader | None = getattr(field, "plainly", None)
    if own is not None:
        return own
    if isinstance(field, fields.List):
        return _list(field)
    if isinstance(field, fields.Nested):
        schema = field.schema
        return schema.plainly if isinstance(schema, PlainSchema) and type(field) is fields.Nested else None
    if isinstance(field, fields.Enum):
        members = {member.value: member for member in field.enum} if field.by_value else {}
        return lambda value: _known(members, value)
    return _BY_KIND.get(type(field)) if getattr(field, "format", None) in {None, "iso"} else None


def _list(field: fields.List[Any]) -> Reader | None:
    inner = _reader(field.inner)
    if inner is None or type(field) is not fields.List:
        return None

    def read(value: Any) -> list[Any]:
        if type(value) is not list:
            raise NotPlain
        return [inner(one) for one in value]

    return read


def _known(members: Mapping[Any, Any], value: Any) -> Any:
    if type(value) is not str or value not in members:
        raise NotPlain
    return members[value]


def _of(kind: type) -> Reader:
    def read(value: Any) -> Any:
        if type(value) is not kind:
            raise NotPlain
        return value

    return read


def instant(value: Any) -> datetime:
    """An instant with its offset, in the form that our pages send."""
    if type(value) is not str or not _INSTANT.fullmatch(value):
        raise NotPlain
    try:
        return datetime.fromisoformat(value)
    except ValueError:
        raise NotPlain from None


def day(value: Any) -> date:
    """A day as "2026-11-21"."""
    if type(value) is not str or not _DAY.fullmatch(value):
        raise NotPlain
    try:
        return date.fromisoformat(value)
    except ValueError:
        raise NotPlain from None


_BY_KIND: Mapping[type, Reader] = {
    fields.String: _of(str),
    fields.Integer: _of(int),
    FlagField: _of(bool),
    fields.AwareDateTime: instant,
    fields.Date: day,
}
