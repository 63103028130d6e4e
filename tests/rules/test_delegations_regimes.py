"""Who may help with what: the three regimes, the five conditions of L.313-26, the days of an authorisation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.delegations.rules.regimes import (
    Asked,
    AuthorisationUnreadable,
    Grant,
    Kind,
    Reading,
    best,
    check_grant,
    never_open,
    not_open,
    under_protocol,
)
from medcircuit.kernel.findings import Tier
from medcircuit.prescriptions.rules.lines import Regime

PARIS = ZoneInfo("Europe/Paris")
TODAY = date(2026, 11, 21)
NOW = datetime(2026, 11, 21, 18, 0, tzinfo=UTC)
HELP = Asked(Regime.ASSISTED)
ENTRUSTED = Asked(Regime.ENTRUSTED, kind="EHPAD")
GRANT = Grant(Kind.ASSISTED, date(2026, 11, 1), TODAY, "C. Hamelin", trained_on=date(2026, 10, 30))
ACT = replace(GRANT, kind=Kind.ENTRUSTED, qualification="AS", assessed_on=date(2026, 11, 1), act="aide_oral")


def codes(asked, grant=GRANT, now=NOW):
    found = not_open(asked, grant, now)
    assert all(one.tier is Tier.STOP for one in found)
    return [one.code for one in found]


def test_help_is_open_when_every_condition_is_met():
    assert codes(HELP) == []
    assert codes(ENTRUSTED, ACT) == []


@pytest.mark.parametrize(
    ("unmet", "code"),
    [
        ({"regime": None}, "regime_unsaid"),
        ({"regime": Regime.NURSE_ONLY}, "nurse_only"),
        ({"injected": True}, "injection_closed"),
        ({"fixed": False}, "dose_not_fixed"),
        ({"narcotic": True}, "narcotic_closed"),
        ({"physician": False}, "not_by_physician"),
        ({"kind": "CLINIQUE"}, "not_esms"),
        ({"dependent": None}, "autonomy_unknown"),
        ({"dependent": False}, "autonomy_enough"),
        ({"protocol": Reading.MISSING}, "protocol_missing"),
        ({"protocol": Reading.UNREAD}, "protocol_unread"),
        ({"first": True}, "first_dose"),
    ],
)
def test_each_condition_that_is_not_met_is_said(unmet, code):
    assert codes(replace(HELP, **unmet)) == [code]


@pytest.mark.parametrize(
    ("changes", "open_"),
    [
        ({}, True),
        ({"kind": "DITEP"}, True),
        ({"kind": "EHPAD"}, False),
        ({"oral": False}, False),
        ({"fixed": False}, False),
        ({"helped_narcotic": False}, False),
        ({"regime": Regime.ENTRUSTED}, False),
        ({"regime": None}, False),
    ],
)
def test_methylphenidate_is_helped_with_only_as_the_physician_marked_it(changes, open_):
    asked = replace(HELP, narcotic=True, **{"helped_narcotic": True, **changes})
    assert asked.counted
    assert ("narcotic_closed" in codes(asked)) is not open_
    assert (never_open(asked) == ()) is open_


@pytest.mark.parametrize("qualification", ["AS", "AP", "AES", "ME", None])
def test_an_act_is_entrusted_to_an_as_an_ap_or_an_aes_only(qualification):
    told = codes(ENTRUSTED, replace(ACT, qualification=qualification))
    assert told == ([] if qualification in {"AS", "AP", "AES"} else ["qualification_missing"])


@pytest.mark.parametrize("unmet", [{"assessed_on": None}, {"act": None}, {"assessed_on": date(2026, 11, 22)}])
def test_an_act_is_entrusted_after_the_person_was_assessed(unmet):
    assert codes(ENTRUSTED, replace(ACT, **unmet)) == ["assessment_missing"]


def test_an_entrusted_act_asks_no_physician_nor_an_assessment_of_autonomy():
    assert codes(replace(ENTRUSTED, physician=False, dependent=None), ACT) == []


def test_an_authorisation_opens_only_what_the_prescriber_chose():
    assert codes(ENTRUSTED, GRANT) == ["authorisation_of_other_kind"]
    assert codes(HELP, ACT) == ["authorisation_of_other_kind"]


def test_nobody_helps_without_an_authorisation():
    assert codes(HELP, None) == ["not_authorised"]


@pytest.mark.parametrize("trained", [None, date(2026, 11, 22)])
def test_nobody_helps_without_attested_training(trained):
    assert codes(HELP, replace(GRANT, trained_on=trained)) == ["training_missing"]


@pytest.mark.parametrize(
    ("at", "code"),
    [
        ("2026-10-31T23:59:59", "authorisation_ahead"),
        ("2026-11-01T00:00:00", None),
        ("2026-11-21T23:59:59.999999", None),
        ("2026-11-22T00:00:00", "authorisation_expired"),
    ],
)
def test_the_first_and_last_day_are_whole_days_of_paris(at, code):
    now = datetime.fromisoformat(at).replace(tzinfo=PARIS).astimezone(UTC)
    assert codes(HELP, GRANT, now) == ([code] if code else [])


@pytest.mark.parametrize(("night", "hours"), [(date(2026, 10, 25), 25), (date(2027, 3, 28), 23)])
def test_the_last_day_ends_at_midnight_when_the_clock_changes(night, hours):
    grant = replace(GRANT, first_day=night, last_day=night, trained_on=night)
    begins = datetime(night.year, night.month, night.day, tzinfo=PARIS).astimezone(UTC)
    ends = grant.ends_at().astimezone(UTC)
    assert ends - begins == timedelta(hours=hours)
    assert codes(HELP, grant, begins) == []
    assert codes(HELP, grant, ends - timedelta(microseconds=1)) == []
    assert codes(HELP, grant, ends) == ["authorisation_expired"]


def test_what_is_taken_back_ends_at_once():
    grant = replace(GRANT, revoked_at=NOW)
    assert codes(HELP, grant, NOW - timedelta(microseconds=1)) == []
    assert codes(HELP, grant) == ["authorisation_revoked"]
    assert grant.ends_at() == NOW


def test_an_authorisation_from_afar_lasts_as_long_as_it_says_and_asks_no_training():
    until = NOW + timedelta(minutes=15)
    remote = Grant(Kind.REMOTE, TODAY, TODAY, "C. Hamelin", until=until)
    assert codes(HELP, remote, until - timedelta(microseconds=1)) == []
    assert codes(HELP, remote, until) == ["authorisation_expired"]
    assert codes(replace(HELP, injected=True), remote) == ["injection_closed"]


def test_leave_from_afar_stands_for_an_authorisation_and_for_nothing_else():
    remote = Grant(Kind.REMOTE, TODAY, TODAY, "C. Hamelin", until=NOW + timedelta(minutes=1))
    assert codes(HELP, remote) == codes(ENTRUSTED, remote) == []
    assert codes(replace(HELP, physician=False), remote) == ["not_by_physician"]
    assert codes(replace(HELP, protocol=Reading.MISSING), remote) == ["protocol_missing"]


@pytest.mark.parametrize("read", [True, False])
def test_a_written_protocol_says_the_dose_of_a_line(read):
    asked = under_protocol(replace(HELP, fixed=False, protocol=Reading.MISSING), read=read)
    assert codes(asked) == ([] if read else ["protocol_unread"])


def test_of_several_authorisations_the_one_that_opens_and_lasts_longest_holds():
    over = replace(GRANT, id="over", last_day=date(2026, 11, 20))
    longer = replace(GRANT, id="longer", last_day=date(2026, 12, 20))
    grant, found = best(HELP, [over, replace(GRANT, id="today"), longer], NOW)
    assert (grant, found) == (longer, ())
    grant, found = best(HELP, [over], NOW)
    assert (grant, [one.code for one in found]) == (over, ["authorisation_expired"])
    assert best(HELP, [], NOW)[0] is None


@pytest.mark.parametrize(
    "wrong",
    [
        {"last_day": date(2026, 10, 31)},
        {"first_day": date(2026, 11, 1), "last_day": date(2026, 11, 20)},
        {"last_day": date(2027, 11, 3)},
        {"trained_on": None},
        {"trained_on": date(2026, 11, 22)},
        {"kind": Kind.ENTRUSTED, "qualification": "ME"},
        {"kind": Kind.ENTRUSTED, "qualification": "AS"},
        {"kind": Kind.ENTRUSTED, "qualification": "AS", "act": "x"},
        {"kind": Kind.ENTRUSTED, "qualification": "AS", "act": "x", "assessed_on": date(2026, 11, 22)},
    ],
)
def test_an_authorisation_that_says_too_little_is_not_given(wrong):
    with pytest.raises(AuthorisationUnreadable):
        check_grant(replace(GRANT, **wrong), TODAY)


@pytest.mark.parametrize("right", [GRANT, ACT, replace(GRANT, last_day=date(2027, 11, 2))])
def test_an_authorisation_that_says_enough_is_given(right):
    check_grant(right, TODAY)


ASKED = st.builds(
    Asked,
    st.sampled_from([None, *Regime]),
    *[st.booleans()] * 6,
    st.sampled_from(["IME", "EHPAD", "DITEP", "CLINIQUE"]),
    st.sampled_from([None, True, False]),
    st.sampled_from(Reading),
    st.booleans(),
)
DAYS = st.dates(date(2026, 10, 1), date(2027, 4, 1))
GRANTS = st.builds(
    Grant,
    st.sampled_from(Kind),
    DAYS,
    DAYS,
    st.just("C. Hamelin"),
    qualification=st.sampled_from([None, "AS", "ME"]),
    trained_on=st.none() | DAYS,
    assessed_on=st.none() | DAYS,
    act=st.sampled_from([None, "aide_oral"]),
    revoked_at=st.none() | st.datetimes(timezones=st.just(UTC)),
)
INSTANTS = st.datetimes(datetime(2026, 10, 1), datetime(2027, 4, 1), timezones=st.just(UTC))


@given(ASKED, st.none() | GRANTS, INSTANTS)
def test_an_emergency_is_never_stopped(asked, grant, now):
    """No regime, narcotic, date, missing training or withdrawn authorisation closes an *urgence vitale* protocol."""
    assert not_open(replace(asked, vital=True), grant, now) == ()


@given(ASKED, st.none() | GRANTS, INSTANTS)
def test_what_is_the_nurses_alone_is_opened_by_no_authorisation(asked, grant, now):
    told = not_open(asked, grant, now)
    closed = asked.regime in {None, Regime.NURSE_ONLY} or asked.injected or not asked.fixed
    assert told or not closed
    assert all(one in told for one in never_open(asked))


@given(ASKED, GRANTS, INSTANTS)
def test_what_is_open_is_open_from_its_first_day_until_it_ends(asked, grant, now):
    if not_open(asked, grant, now) == ():
        assert now < grant.ends_at()
        assert now.astimezone(PARIS).date() >= grant.first_day
