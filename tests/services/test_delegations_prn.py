"""A dose as needed by someone who only helps: under the physician's protocol, and never past a limit."""

import shutil
import uuid
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from medcircuit.administration.service import prn
from medcircuit.administration.service.answering import answered_for, limits_for
from medcircuit.delegations import service
from medcircuit.delegations.service import remote
from medcircuit.kernel.access import Role
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import open_database
from medcircuit.kernel.problems import NotFound
from medcircuit.prescriptions.rules.lines import Regime
from tests.conftest import make_house
from tests.helping import assessed, authorised
from tests.rules.test_delegations_protocols import PAIN, SEIZURE
from tests.services.test_delegations_protocols import Desk
from tests.ward import DOLIPRANE_500, Ward, codes

MEASURE = {"scale": "temperature", "score": Fraction("38.6")}


class Evening(Desk):
    """Jeanne's paracetamol on a protocol, and an educator who may follow it."""

    def __init__(self, ward, *, ends_on=PAIN.ends_on):
        super().__init__(ward)
        self.words = replace(self.words, ends_on=ends_on)
        self.version = self.sign()
        self.line = self.lines["Jeanne"]

    def open(self, **changes):
        protocol = {"line_ids": (), "protocol_ids": (self.version.protocol_id,), "care_protocol": None}
        made = authorised(self.ward, "Jeanne", **{**protocol, **changes})
        with self.ward.working(Role.EDUCATOR) as work:
            service.understand(work, self.version.id)
        return made

    def ask(self, role=Role.EDUCATOR, **changes):
        made = prn.PrnAsk(
            id=str(uuid.uuid4()),
            resident=self.ward.people["Jeanne"],
            line=self.line,
            version_seen=1,
            reason="fever",
            amount=Fraction(1),
            at=self.ward.now,
            device="device-1",
            **MEASURE,
        )
        with self.ward.working(role) as work:
            return prn.ask_prn(work, replace(made, **changes))

    def give(self, answer, role=Role.EDUCATOR):
        return self.ward.act(
            "given", self.line, "Jeanne", dose=answer["dose"], amount="1", units="1", role=role
        )

    def seen(self):
        with self.ward.reading(Role.EDUCATOR) as work:
            return prn.prn_json(work, self.ward.people["Jeanne"])

    def later(self, **lapse):
        self.ward.house.clock.advance(timedelta(**lapse))


@pytest.fixture
def evening(sqlite_lilas):
    return Evening(sqlite_lilas)


def test_a_helper_gives_what_a_protocol_and_an_authorisation_open(evening):
    assert evening.seen()["lines"] == []
    closed = evening.ask()
    assert (closed["verdict"], closed["claimed"], closed["helper"]) == ("stop", False, True)
    assert {"autonomy_unknown", "protocol_unread", "not_authorised"} <= set(codes(closed))
    made = evening.open()
    (line,) = evening.seen()["lines"]
    assert (line["line"], line["doses"], line["light"]) == (evening.line, ["1"], "possible")
    assert (line["authorisation"], line["protocol"]) == (made, evening.version.protocol_id)
    answer = evening.ask()
    assert (answer["verdict"], answer["claimed"]) == ("ok", True)
    given = evening.give(answer)
    assert "not_delegated" not in codes(given)
    evening.later(hours=5)
    early = evening.ask()
    assert (early["verdict"], set(codes(early)) >= {"prn_too_soon"}) == ("stop", True)
    lifted = evening.ask(decided_by="Dr Petit")
    assert (lifted["verdict"], lifted["claimed"]) == ("stop", False), "no override for a helper"
    with evening.ward.reading(Role.EDUCATOR) as work:
        (effect,) = prn.effects_due(work)["effects"]
    assert effect["dose"] == answer["dose"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Fraction(2)}, "other_dose_than_protocol"),
        ({"score": Fraction("38.4")}, "protocol_below_threshold"),
        ({"reason": "pain", "scale": "en", "score": Fraction(7)}, "protocol_not_measured"),
    ],
)
def test_a_helper_follows_the_protocol_to_the_letter(evening, changes, code):
    evening.open()
    answer = evening.ask(**changes)
    assert (answer["verdict"], code in codes(answer)) == ("stop", True)
    assert code not in codes(evening.ask(Role.NURSE, **changes))


def test_a_protocol_may_ask_for_a_call_first(evening):
    evening.version = evening.sign(
        evening.asked(replace(evening.words, call_first=True), seen=1), evening.version.protocol_id
    )
    evening.open()
    assert codes(evening.ask()) == ["protocol_call_first"]
    assert evening.ask(decided_by="Lucie Moreau")["claimed"]


def test_an_emergency_protocol_asks_no_authorisation(evening):
    line = evening.ward.prescribe_prn("Jeanne", DOLIPRANE_500, regime=Regime.NURSE_ONLY, most=3, gap=6)
    words = replace(SEIZURE, class_id=evening.words.class_id, unit="comprimé", written_on=None)
    asked = replace(evening.asked(words), lines=((line, evening.ward.people["Jeanne"]),))
    evening.sign(asked)
    assert evening.ask(line=line)["verdict"] == "ok"


def test_the_limits_of_the_protocol_hold_where_they_are_tighter(evening):
    tighter = replace(evening.words, day_max=Fraction(1), interval_min=480)
    evening.version = evening.sign(evening.asked(tighter, seen=1), evening.version.protocol_id)
    evening.open()
    evening.give(evening.ask())
    evening.later(hours=7)
    assert evening.ask(Role.NURSE)["verdict"] == "ok"
    answer = evening.ask()
    assert (answer["verdict"], answer["claimed"]) == ("stop", False)


NIGHTS = (datetime(2027, 3, 27, 14, tzinfo=UTC), datetime(2027, 10, 30, 14, tzinfo=UTC))
STEPS = st.lists(
    st.tuples(st.integers(20, 240), st.sampled_from(["helper", "nurse", "helper again"])), max_size=9
)


@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(night=st.sampled_from(NIGHTS), steps=STEPS)
def test_no_history_passes_a_limit_by_a_helpers_hand(sqlite_template, tmp_path_factory, night, steps):
    """Over a night the clock changes no claim of a helper is nearer than six hours to another dose, nor the fourth of a day."""
    path = tmp_path_factory.mktemp("prn") / "n.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    try:
        evening = _at(database, night)
        taken = []
        for minutes, who in steps:
            evening.later(minutes=minutes)
            role = Role.NURSE if who == "nurse" else Role.EDUCATOR
            answer = evening.ask(role, decided_by="Dr Petit" if role is Role.NURSE else None)
            if not answer["claimed"]:
                continue
            if role is Role.EDUCATOR:
                lately = [at for at in taken if evening.ward.now - at < timedelta(hours=24)]
                assert all(evening.ward.now - at >= timedelta(hours=6) for at in lately), taken
                assert len(lately) < 3, taken
            evening.give(answer, role)
            taken.append(evening.ward.now)
    finally:
        database.close()


def _at(database, night):
    """The evening, its protocol signed and its authorisation given, before a night the clock changes."""
    evening = Evening(
        Ward(make_house(database, ManualClock(night))), ends_on=night.date() + timedelta(days=9)
    )
    day = night.date()
    evening.open(first_day=day, last_day=day + timedelta(days=2), trained_on=day)
    return evening


def test_the_commands_answer_as_the_doors_do(evening):
    def said(person="educator-750000018", at=None):
        with evening.ward.house.database.read() as connection:
            whom = (connection, person, evening.ward.people["Jeanne"], evening.line)
            return answered_for(*whom, at or evening.ward.now), limits_for(*whom, evening.ward.now)

    (stands, dose), nurse = said(), said("nurse-750000018")
    assert (stands["open"], dose["allowed"], nurse[0]["open"], nurse[1]["allowed"]) == (
        False,
        False,
        True,
        True,
    )
    assert "Vous n'avez pas d'autorisation pour cette personne et ce médicament." in dose["sentences"]
    assert "outside_habilitation" in said("pharmacist-750000018")[0]["findings"]
    made = evening.open()
    stands, dose = said()
    assert (stands["open"], stands["authorisation"], stands["findings"]) == (True, made, [])
    assert dose["allowed"]
    evening.give(evening.ask())
    assert not said()[1]["allowed"]
    after = datetime(2026, 12, 1, tzinfo=UTC)
    assert said(at=after)[0]["findings"] == ["authorisation_expired"]
    with pytest.raises(NotFound):
        said("nobody")


def test_leave_from_afar_opens_one_dose_once(evening):
    assessed(evening.ward, "Jeanne")
    with evening.ward.working(Role.EDUCATOR) as work:
        service.understand(work, evening.version.id)
        asked = remote.Wanted(
            str(uuid.uuid4()),
            evening.ward.people["Jeanne"],
            evening.line,
            Fraction(1),
            "comprimé",
            "Fièvre",
            "device-1",
        )
        remote.request(work, asked)
    assert "not_authorised" in codes(evening.ask())
    with evening.ward.working() as work:
        remote.answer(work, asked.id, granted=True, why=None)
    answer = evening.ask()
    assert (answer["verdict"], answer["claimed"]) == ("ok", True)
    given = evening.give(answer)
    assert "not_delegated" not in codes(given)
    evening.later(hours=6)
    assert "not_authorised" in codes(evening.ask())
