"""The short way through a schema reads what the long way reads, and leaves it everything that is not plainly right."""

import json

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from marshmallow import Schema, ValidationError

from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.reading import Scan
from medcircuit.administration.rules.vocabulary import EventKind
from medcircuit.administration.schemas import GesturesSchema, ScanSchema
from medcircuit.administration.schemas.incoming import GestureSchema, Hot
from medcircuit.kernel.plainly import NotPlain
from medcircuit.kernel.problems import Problem

ID = "01a2f3b4-5c6d-7e8f-9a0b-1c2d3e4f5a6b"
GESTURE = {
    "id": ID,
    "device": "tablette 2",
    "device_seq": 12,
    "prev_hash": None,
    "kind": "given",
    "dose": "a/2026-11-21/MORN",
    "line": "a",
    "resident": "b",
    "version_seen": 1,
    "amount": "0.5",
    "units": "1",
    "remainder": None,
    "reason": None,
    "note": "pris avec une compote",
    "overrides": [{"finding": "late", "reason": "asleep"}],
    "unreadable": {"reason": "torn", "typed": None},
    "replaces": None,
    "scans": [ID],
    "at": "2026-11-21T08:05:00.250+01:00",
    "asserted": False,
    "offer_again": True,
}
SCAN = {
    "id": ID,
    "raw": "]d201034009300000001728113010LOT\x1d21ABC",
    "mode": "scan",
    "traits": ["nom", "voix"],
    "resident": "b",
    "round": {"unit": "u", "date": "2026-11-21", "moment": "MORN"},
    "at": "2026-11-21T07:05:00.000Z",
    "device": "tablette 2",
}
BATCH = {"events": [GESTURE, GESTURE | {"amount": "deux"}], "sent_at": "2026-11-21T08:05:01+01:00"}
SHAPES = {"scan": (ScanSchema, SCAN), "gesture": (GestureSchema, GESTURE), "batch": (GesturesSchema, BATCH)}

ODD = st.sampled_from(
    [
        *(
            None,
            True,
            0,
            -1,
            3,
            2**31,
            2**53 + 1,
            1.0,
            [],
            {},
            [None],
            [1],
            "",
            " ",
            "x",
            "x" * 501,
            "x" * 2001,
        ),
        *("\x00", "\ud800", "1", "1.500", "1,5", ",5", "½", "007", "12345678", "-1", "on", "true", "photo"),
        *(ID.upper(), ID.replace("-", ""), "{" + ID + "}", [ID, ID.upper()], [ID] * 51, ["x"] * 7, ["nom"]),
        *("2026-11-21", "2026-11-21T08:05:00", "2026-11-21T08:05:00Z", "2026-11-21T08:05:00.1234567Z"),
        *("2026-11-21 08:05:00Z", "2026-11-21T24:00:00Z", "2026-02-30T08:05:00Z", "1999-12-31T23:59:59Z"),
        *("2026-11-21T08:05:00+0100", "2026-11-21T08:05:00+25:00", "2026-W47-6", "20261121", "٢٠٢٦-11-21"),
        *({"unit": "u", "date": "2026-02-30", "moment": "M"}, {"unit": "u", "date": "2026-11-21"}),
        *({"reason": "torn"}, {"reason": "torn", "typed": "é"}, [{"finding": "late"}], [{}] * 21),
    ]
)


def way(load, document):
    """What a way reads, or the words in which it refuses."""
    try:
        return load(json.loads(json.dumps(document)))
    except ValidationError as error:
        return error.messages
    except Problem as problem:
        return problem.code, problem.facts


def compared(read):
    """What two readings are compared by: problems are equal by what they say."""
    if isinstance(read, dict) and "events" in read and isinstance(read["events"], list):
        return read | {"events": [_unread(one) for one in read["events"]]}
    return read


def _unread(one):
    return one if isinstance(one, Gesture | str) else (one.id, one.problem.code, one.problem.facts)


def both(shape, document):
    schema = SHAPES[shape][0]()
    return (
        compared(way(schema.load, document)),
        compared(way(lambda told: Schema.load(schema, told), document)),
    )


@pytest.mark.parametrize("shape", SHAPES)
@given(data=st.data())
@settings(max_examples=150, deadline=None)
def test_both_ways_read_or_refuse_alike(shape, data):
    document = dict(SHAPES[shape][1])
    for name in data.draw(st.sets(st.sampled_from([*document, "sent_at", "no_such_field"]), max_size=3)):
        document[name] = data.draw(ODD)
    for name in data.draw(st.sets(st.sampled_from([*document]), max_size=2)):
        document.pop(name)
    short, long = both(shape, document)
    assert short == long


@given(odd=ODD, name=st.sampled_from([*GESTURE]))
@settings(max_examples=150, deadline=None)
@example(odd="1.500", name="amount")
@example(odd=True, name="device_seq")
def test_one_odd_value_in_a_batch_is_read_or_refused_alike(odd, name):
    short, long = both("batch", {"events": [GESTURE, GESTURE | {name: odd}]})
    assert short == long


def test_what_a_tablet_sends_goes_the_short_way():
    assert isinstance(ScanSchema().plainly(SCAN), Scan)
    assert GestureSchema().plainly(GESTURE).kind is EventKind.GIVEN
    assert len(GesturesSchema().plainly({"events": [GESTURE] * 3})["events"]) == 3


@pytest.mark.parametrize(
    "odd", [{"at": "bientôt"}, {"device_seq": "12"}, {"amount": "1,5"}, {"id": ID.upper()}]
)
def test_anything_else_goes_the_long_way(odd):
    with pytest.raises(NotPlain):
        GestureSchema().plainly(GESTURE | odd)


@pytest.mark.parametrize("schema", Hot.__subclasses__())
def test_no_hook_but_the_last_is_passed_over(schema):
    hooks = {name for found in schema()._hooks.values() for name, *_ in found}
    assert hooks <= {"made"}


@pytest.mark.parametrize("flag", [0, 1, "0", "1", "true", "yes", "on", 1.0])
def test_only_true_and_false_are_a_flag(flag):
    with pytest.raises(ValidationError) as refused:
        GestureSchema().load(GESTURE | {"asserted": flag})
    assert list(refused.value.messages) == ["asserted"]
