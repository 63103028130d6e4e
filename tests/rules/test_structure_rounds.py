"""Which round gives a dose."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from medcircuit.structure.rules.rounds import DEFAULT_ROUNDS, RoundDefinition, at_local, round_of, spans

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 11, 21)
ROUNDS = (*spans(DEFAULT_ROUNDS, DAY - timedelta(days=1), PARIS), *spans(DEFAULT_ROUNDS, DAY, PARIS))


def at(text, day=DAY):
    return at_local(day, text, PARIS)


def chosen(due, moment=None):
    found = round_of(due, moment, ROUNDS)
    return found.day, found.moment_code


def test_the_rounds_of_a_day_come_in_order_with_their_local_spans():
    today = spans(DEFAULT_ROUNDS[::-1], DAY, PARIS)
    assert [span.moment_code for span in today] == ["MORN", "NOON", "AFT", "EVE", "HS", "NIGHT"]
    assert today[0].starts_at == datetime(2026, 11, 21, 6, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("due", "moment", "belongs"),
    [
        (at("08:00"), "MORN", (DAY, "MORN")),
        (at("18:30"), "EVE", (DAY, "EVE")),
        (at("09:00"), None, (DAY, "MORN")),
        (at("10:30"), None, (DAY, "MORN")),
        (at("11:29"), None, (DAY, "MORN")),
        (at("11:30"), None, (DAY, "NOON")),
        (at("02:00"), None, (DAY - timedelta(days=1), "NIGHT")),
        (at("23:59"), None, (DAY, "NIGHT")),
        (at("07:00"), "WAKE", (DAY, "MORN")),
        (at("21:00", DAY - timedelta(days=1)), "HS", (DAY - timedelta(days=1), "HS")),
    ],
)
def test_a_dose_belongs_to_its_moment_else_to_the_last_round_begun(due, moment, belongs):
    assert chosen(due, moment) == belongs


def test_a_dose_before_every_round_belongs_to_the_first():
    assert round_of(at("02:00"), None, spans(DEFAULT_ROUNDS, DAY, PARIS)).moment_code == "MORN"


def test_without_rounds_a_dose_belongs_to_none():
    assert round_of(at("08:00"), "MORN", ()) is None


def test_on_the_night_clocks_go_forward_a_time_that_does_not_exist_is_an_hour_later():
    assert at("02:30", date(2027, 3, 28)).astimezone(UTC) == datetime(2027, 3, 28, 1, 30, tzinfo=UTC)
    night = RoundDefinition("NIGHT", "Nuit", "02:30", "04:00")
    assert spans([night], date(2027, 3, 28), PARIS)[0].starts_at.astimezone(UTC).hour == 1


def test_on_the_night_clocks_go_back_a_time_that_happens_twice_is_the_first():
    assert at("02:30", date(2026, 10, 25)).astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
