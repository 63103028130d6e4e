"""A dose as needed by someone who only helps: under the physician's protocol, and never past a limit."""

import shutil
import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from medcircuit.administration.rules.reading import RoundName
from medcircuit.administration.service import helping, prn
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
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, Ward, codes

MEASURE = {"scale": "temperature", "score": Fraction("38.6")}
ANSWERS = (("contra", "no"), ("measure", "38.6"), ("sign", "yes"), ("tried", "yes"))


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
            answers=ANSWERS,
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
        ({"answers": ()}, "protocol_not_walked"),
        ({"answers": (("contra", "yes"), *ANSWERS[1:])}, "protocol_says_no"),
    ],
)
def test_a_helper_follows_the_protocol_to_the_letter(evening, changes, code):
    evening.open()
    answer = evening.ask(**changes)
    assert (answer["verdict"], code in codes(answer)) == ("stop", True)
    assert "prn_stopped" in codes(evening.give(answer)), "given all the same, it is told"
    evening.later(hours=8)
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


NIGHTS = (datetime(2027, 3, 27, 10, tzinfo=UTC), datetime(2027, 10, 30, 10, tzinfo=UTC))
WAYS = ("needed", "planned", "planned", "combined", "nurse", "family")
STEPS = st.lists(st.tuples(st.integers(20, 300), st.sampled_from(WAYS)), max_size=10)
LAMALINE = "62689634"


@settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))
@given(night=st.sampled_from(NIGHTS), steps=STEPS)
@example(night=NIGHTS[0], steps=[(20, "family"), (20, "planned"), (250, "planned"), (20, "needed")])
@example(night=NIGHTS[1], steps=[(60, "nurse"), (60, "nurse"), (30, "planned"), (400, "planned")])
def test_no_history_passes_a_limit_by_a_helpers_hand(sqlite_template, tmp_path_factory, night, steps):
    """Whatever was given before, of whichever line, over a night the clock changes: no helper's dose passes a limit."""
    path = tmp_path_factory.mktemp("prn") / "n.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    try:
        weekend = Weekend(database, night)
        for minutes, way in steps:
            weekend.evening.later(minutes=minutes)
            getattr(weekend, way)()
    finally:
        database.close()


class Weekend:
    """Paracetamol on three lines and from the family: as needed on a protocol, planned four times a day, and in a combination."""

    def __init__(self, database, night):
        self.evening = Evening(
            Ward(make_house(database, ManualClock(night))), ends_on=night.date() + timedelta(days=9)
        )
        self.ward = self.evening.ward
        day = night.date()
        moments = ("MORN", "NOON", "EVE", "NIGHT")
        self.line = self.ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ASSISTED, moments=moments)
        self.combination = self.ward.prescribe_prn("Jeanne", LAMALINE, unit="gélule", gap=4, most=10)
        self.evening.open(
            first_day=day,
            last_day=day + timedelta(days=3),
            trained_on=day,
            line_ids=(self.line,),
            care_protocol="Protocole",
        )
        self.taken = []

    def keep(self, milligrams, *, at=None, due=None, own=False):
        self.taken.append((at or self.ward.now, milligrams, due, own))

    def hold(self, milligrams, *, due=None, own=False):
        """What the physician and the summary of the product allow, counted apart from the rules."""
        now = self.ward.now
        day = [one for one in self.taken if now - one[0] < timedelta(hours=24)]
        assert sum(one[1] for one in day) + milligrams <= 4000, day
        planned_so = [one for one in day if due and one[2] and abs(due - one[2]) < timedelta(hours=4)]
        assert all(now - one[0] >= timedelta(hours=4) for one in day if one not in planned_so), day
        if own:
            mine = [one for one in day if one[3]]
            assert len(mine) < 3, mine
            assert all(now - one[0] >= timedelta(hours=6) for one in mine), mine

    def needed(self):
        answer = self.evening.ask()
        if answer["claimed"]:
            self.hold(500, own=True)
            self.evening.give(answer)
            self.keep(500, own=True)

    def nurse(self):
        answer = self.evening.ask(Role.NURSE, decided_by="Dr Petit")
        if answer["claimed"]:
            self.evening.give(answer, Role.NURSE)
            self.keep(500, own=True)

    def combined(self):
        answer = self.evening.ask(Role.NURSE, line=self.combination, reason="nausea", scale=None, score=None)
        if answer["claimed"]:
            self.ward.act("given", self.combination, "Jeanne", dose=answer["dose"], amount="1")
            self.keep(300)

    def family(self):
        at = self.ward.now - timedelta(minutes=10)
        told = prn.Declared(
            str(uuid.uuid4()), self.ward.people["Jeanne"], self.evening.line, Fraction(2), at, "Sa mère"
        )
        with self.ward.working() as work:
            prn.declare(work, told)
        self.keep(1000, at=at, own=True)

    def planned(self):
        with self.ward.reading(Role.EDUCATOR) as work:
            people = helping.group(work)["people"]
        doses = [one for who in people for one in who["doses"] if one["when"] == "now"]
        for dose in doses[:1]:
            round_ = RoundName(self.ward.unit, date.fromisoformat(dose["date"]), dose["moment"]["code"])
            box = self.ward.box(DOLIPRANE_1G)
            answer = self.ward.read(box, who="Jeanne", role=Role.EDUCATOR, round=round_)
            if answer["verdict"] != "ok":
                continue
            due = datetime.fromisoformat(dose["due"])
            self.hold(1000, due=due)
            self.ward.act(
                "given", self.line, "Jeanne", dose=dose["key"], amount="1", units="1", role=Role.EDUCATOR
            )
            self.keep(1000, due=due)


def test_a_planned_dose_is_judged_with_what_was_given_beside_it(evening):
    line = evening.ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ASSISTED, moments=("MORN", "NOON"))
    evening.open(line_ids=(line,), care_protocol="Protocole")
    told = prn.Declared(
        str(uuid.uuid4()),
        evening.ward.people["Jeanne"],
        evening.line,
        Fraction(2),
        evening.ward.now - timedelta(hours=1),
        "Sa mère",
    )
    with evening.ward.working() as work:
        prn.declare(work, told)
    box = evening.ward.box(DOLIPRANE_1G)
    stopped = evening.ward.read(box, who="Jeanne", role=Role.EDUCATOR)
    assert (stopped["verdict"], codes(stopped)) == ("stop", ["prn_too_soon"])
    nurse = evening.ward.read(box, who="Jeanne", device="device-2")
    assert (nurse["verdict"], codes(nurse)) == ("confirm", ["substance_soon"])
    kept = evening.ward.give(line, "Jeanne", amount="1", units="1", role=Role.EDUCATOR)
    assert "prn_too_soon" in codes(kept), "done all the same, it is told to the nurse"


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
