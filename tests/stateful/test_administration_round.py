"""Random rounds: scans, givings, refusals, replays, two carers, corrections, against a small model."""

import itertools
import random
import shutil
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule
from sqlalchemy import func, select

from medcircuit.administration.models import dose_state, event, incident
from medcircuit.administration.rules.entry import NotYourEntry
from medcircuit.administration.rules.fold import state as folded
from medcircuit.administration.rules.vocabulary import TAKEN
from medcircuit.administration.service.states import every_dose
from medcircuit.kernel.clock import ManualClock
from medcircuit.kernel.db import open_database
from medcircuit.stock.models import account, level, stock_move
from tests.conftest import MORNING, make_house
from tests.ward import DOLIPRANE_1G, DOLIPRANE_500, FUROSEMIDE, Ward, minutes

CARERS = ("petit", "roux")
REASONS = {
    "refused": "taste",
    "withheld": "asleep",
    "absent": "family",
    "partial": "taste",
    "spat_out": "vomited",
}
NUMBERS = itertools.count()
ROOM = {}


@pytest.fixture(scope="module", autouse=True)
def _prepared(sqlite_template, tmp_path_factory):
    """A house with two residents and three lines, made once; each history begins with a copy of it."""
    folder = tmp_path_factory.mktemp("rounds")
    path = folder / "prepared.sqlite"
    shutil.copy(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    ward = Ward(make_house(database, ManualClock(MORNING)))
    ward.admit("Jeanne")
    ward.admit("Paul", birth_name="PETIT", room="3", born=date(1940, 1, 1))
    ward.doses = [
        (ward.prescribe("Jeanne", DOLIPRANE_1G), "Jeanne", DOLIPRANE_1G),
        (ward.prescribe("Jeanne", FUROSEMIDE, amount="0.5"), "Jeanne", FUROSEMIDE),
        (ward.prescribe("Paul", DOLIPRANE_500, amount="2"), "Paul", DOLIPRANE_500),
    ]
    ward.codes = {cis: ward.box(cis) for _, _, cis in ward.doses}
    database.close()
    ROOM.update(folder=folder, path=path, ward=ward)
    yield
    ROOM.clear()


class Rounds(RuleBasedStateMachine):
    """A morning round by two carers, whose devices send again what they sent, in whatever order.

    Each history has a database of its own, which teardown removes.
    """

    sent = Bundle("sent")

    @initialize()
    def begin(self):
        path = ROOM["folder"] / f"{next(NUMBERS)}.sqlite"
        shutil.copy(ROOM["path"], path)
        self.path = path
        self.database = open_database(f"sqlite:///{path}")
        self.clock = ManualClock(MORNING)
        self.ward = Ward.__new__(Ward)
        self.ward.__dict__ = {**ROOM["ward"].__dict__}
        self.ward.house = replace(ROOM["ward"].house, database=self.database, clock=self.clock)
        self.kept = {}
        self.receipts = {}

    def teardown(self):
        if hasattr(self, "database"):
            self.database.close()
            self.path.unlink()

    def post(self, gesture, carer):
        """Send an act; keep what was kept of it."""
        receipt = self.ward.record(gesture, name=carer)[0]
        if receipt["status"] != "question":
            self.kept[gesture.id] = (gesture, carer)
            self.receipts[gesture.id] = receipt
        return receipt

    @rule(seconds=st.integers(0, 240))
    def time_passes(self, seconds):
        self.clock.advance(minutes(seconds / 60))

    @rule(
        target=sent,
        dose=st.integers(0, 2),
        carer=st.sampled_from(CARERS),
        kind=st.sampled_from(
            ["given", "given", "handed", "partial", "refused", "withheld", "absent", "spat_out"]
        ),
        scanned=st.booleans(),
        asserted=st.booleans(),
        late=st.integers(0, 3),
    )
    def act(self, dose, carer, kind, scanned, asserted, late):
        line, who, cis = self.ward.doses[dose]
        scans = (self.ward.read(self.ward.codes[cis], who=who, name=carer)["id"],) if scanned else ()
        gesture = self.ward.gesture(
            kind,
            line,
            who,
            scans=scans,
            asserted=asserted,
            reason=REASONS.get(kind),
            amount="0.5" if kind == "partial" else None,
            at=self.clock.now() - minutes(late),
        )
        before = self.taken(line)
        receipt = self.post(gesture, carer)
        if receipt["status"] == "question":
            assert before
            assert not asserted
            return multiple()
        return gesture, carer

    @rule(which=sent, kind=st.sampled_from(["void", "given", "refused"]), carer=st.sampled_from(CARERS))
    def correct(self, which, kind, carer):
        gesture, author = which
        line, who = gesture.line, next(name for one, name, _ in self.ward.doses if one == gesture.line)
        correction = self.ward.gesture(
            kind, line, who, replaces=gesture.id, reason="taste" if kind == "refused" else "mistake"
        )
        if carer == author:
            assert self.post(correction, carer)["status"] != "question"
        else:
            with pytest.raises(NotYourEntry):
                self.post(correction, carer)

    @rule(target=sent, which=sent, carer=st.sampled_from(CARERS))
    def give_again_knowingly(self, which, carer):
        line = which[0].line
        who = next(name for one, name, _ in self.ward.doses if one == line)
        gesture = self.ward.gesture("given", line, who, asserted=True)
        assert self.post(gesture, carer)["status"] != "question"
        return gesture, carer

    @rule(which=sent)
    def send_again(self, which):
        gesture, carer = which
        assert self.ward.record(gesture, name=carer)[0] == self.receipts[gesture.id]

    @rule(seed=st.integers(0, 10**6))
    def the_queue_is_sent_again_in_another_order(self, seed):
        everything = list(self.kept.values())
        random.Random(seed).shuffle(everything)
        for gesture, carer in everything:
            assert self.ward.record(gesture, name=carer)[0] == self.receipts[gesture.id]

    @rule(dose=st.integers(0, 2), wrong=st.integers(0, 2))
    def scan_any_box_for_anyone(self, dose, wrong):
        _, who, _ = self.ward.doses[dose]
        _, _, cis = self.ward.doses[wrong]
        answer = self.ward.read(self.ward.codes[cis], who=who)
        if answer["verdict"] == "ok":
            assert answer["line"] in {one for one, name, _ in self.ward.doses if name == who}
            assert not self.taken(answer["line"])

    def taken(self, line):
        row = self.ward.state(line)
        return row is not None and row.state in TAKEN

    @invariant()
    def every_kept_act_is_stored_once_with_its_receipt(self):
        if not hasattr(self, "kept"):
            return
        with self.database.read() as connection:
            ids = set(connection.execute(select(event.c.id)).scalars())
        assert ids == set(self.kept)

    @invariant()
    def each_due_dose_has_exactly_one_state(self):
        if not hasattr(self, "kept"):
            return
        keys = [dose["key"] for dose in self.ward.pack()["doses"]]
        assert sorted(keys) == sorted(self.ward.key(line) for line, _, _ in self.ward.doses)

    @invariant()
    def no_dose_is_silently_given_twice(self):
        if not hasattr(self, "kept"):
            return
        with self.database.read() as connection:
            for dose in every_dose(connection, self.ward.house.establishment_id):
                found = folded(dose.facts)
                handed_back = any(one.fact.kind == "refused" for one in dose.stored)
                if len(found.takes) > 1 and not handed_back:
                    said = select(func.count()).where(
                        incident.c.event_id.in_([one.fact.id for one in dose.stored]),
                        incident.c.code.in_(["double", "again_after_spat_out", "contested"]),
                    )
                    assert connection.execute(said).scalar_one() > 0

    @invariant()
    def what_left_the_stock_is_what_the_facts_say(self):
        if not hasattr(self, "kept"):
            return
        with self.database.read() as connection:
            told = {}
            for dose in every_dose(connection, self.ward.house.establishment_id):
                for fact_id, parts in dose.moved(dose.folded).items():
                    told[fact_id] = sum(parts)
            outside = account.alias()
            rows = connection.execute(
                select(
                    stock_move.c.cause_id,
                    stock_move.c.amount,
                    outside.c.kind,
                    stock_move.c.target == outside.c.id,
                )
                .join(outside, outside.c.id.in_([stock_move.c.source, stock_move.c.target]))
                .where(outside.c.kind.in_(["administered", "destroyed"]))
            )
            left = {}
            for cause, amount, _, incoming in rows:
                left[cause] = left.get(cause, 0) + (amount if incoming else -amount)
            assert {cause: amount for cause, amount in left.items() if amount} == told
            assert connection.execute(select(func.count()).where(level.c.amount < 0)).scalar_one() == 0

    @invariant()
    def what_is_kept_is_the_fold_of_the_facts(self):
        if not hasattr(self, "kept"):
            return
        assert self.ward.differences() == []
        with self.database.read() as connection:
            assert connection.execute(select(func.count()).select_from(dose_state)).scalar_one() <= 3


TestRounds = Rounds.TestCase
TestRounds.settings = settings(
    max_examples=20,
    stateful_step_count=16,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
