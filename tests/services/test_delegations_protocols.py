"""A physician's protocols on a real database: signed, read, opening lines, and no longer."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, text, update

from medcircuit.administration.service.check import verify
from medcircuit.delegations import service
from medcircuit.delegations.models.protocols import protocol_version
from medcircuit.delegations.rules.fitting import ProtocolDoesNotFit
from medcircuit.delegations.rules.protocols import (
    ProtocolEnded,
    ProtocolIdTaken,
    ProtocolIncomplete,
    StaleProtocol,
)
from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.kernel.seals import SealKey
from medcircuit.prescriptions.rules.lines import Act, Regime
from medcircuit.staff.models import habilitation
from tests.rules.test_delegations_protocols import PAIN, SEIZURE
from tests.ward import DOLIPRANE_500

KEY = SealKey.fresh()


@pytest.fixture
def desk(sqlite_lilas):
    """Jeanne in Lilas and Rose in Roses, each with paracetamol as needed; the physician's words for it."""
    return Desk(sqlite_lilas)


@pytest.fixture
def both(lilas):
    """The same, on each database."""
    return Desk(lilas)


class Desk:
    def __init__(self, ward):
        self.ward = ward
        ward.admit("Jeanne")
        ward.admit("Rose", unit="Roses", birth_name="ROSE")
        self.lines = {
            name: ward.prescribe_prn(name, DOLIPRANE_500, regime=Regime.ASSISTED, most=3)
            for name in ("Jeanne", "Rose")
        }
        with ward.reading(Role.PHYSICIAN) as work:
            class_id = service.choices(work, ward.unit).lines[0].needed.class_id
        self.words = replace(PAIN, class_id=class_id, written_on=None)

    def asked(self, words=None, names=("Jeanne",), seen=0, **more):
        lines = tuple((self.lines[name], self.ward.people[name]) for name in names)
        return service.Asked(more.get("id", new_id()), words or self.words, lines, seen)

    def sign(self, asked=None, protocol_id=None):
        with self.ward.working(Role.PHYSICIAN) as work:
            return service.write_protocol(work, asked or self.asked(), KEY, protocol_id=protocol_id).version

    def in_force(self, name="Jeanne"):
        with self.ward.reading() as work:
            return service.protocol_of_line(work, self.lines[name])


def test_a_signed_protocol_opens_its_line_and_no_other(desk):
    version = desk.sign()
    held = desk.in_force()
    assert (held.version_id, held.number, held.protocol.dose) == (version.id, 1, 1)
    assert held.protocol.written_on == desk.ward.now.date()
    assert desk.in_force("Rose") is None
    with desk.ward.reading() as work:
        assert list(verify(work.connection, work.establishment_id)) == []


def test_a_line_changed_since_is_not_opened_by_an_older_dose(desk):
    desk.sign()
    desk.ward.stop_line(desk.lines["Jeanne"], desk.ward.now, act=Act.SUSPEND)
    assert desk.in_force() is None
    with desk.ward.reading() as work:
        shown = service.protocols(work)[0]
    assert "pas en cours" in shown.lines[0].misfits[0]


def test_a_protocol_opens_nothing_after_its_last_day(desk):
    desk.sign(desk.asked(replace(desk.words, ends_on=desk.ward.now.date())))
    assert desk.in_force() is not None
    desk.ward.house.clock.advance(timedelta(days=1))
    assert desk.in_force() is None


def test_what_the_line_does_not_allow_is_not_signed(desk):
    wider = desk.asked(replace(desk.words, day_max=Fraction(4)))
    with pytest.raises(ProtocolDoesNotFit) as refused:
        desk.sign(wider)
    assert refused.value.facts["lines"] == {
        desk.lines["Jeanne"]: ["Le protocole permet plus sur 24 heures que la ligne."]
    }
    with pytest.raises(ProtocolIncomplete):
        desk.sign(desk.asked(replace(desk.words, trainer="")))
    with pytest.raises(NotFound):
        desk.sign(replace(desk.asked(), lines=((desk.lines["Jeanne"], desk.ward.people["Rose"]),)))
    with desk.ward.reading() as work:
        assert service.protocols(work) == ()


def test_the_same_request_counts_once_and_another_under_its_id_is_refused(desk):
    asked = desk.asked()
    assert desk.sign(asked) == desk.sign(asked)
    with pytest.raises(ProtocolIdTaken):
        desk.sign(desk.asked(replace(desk.words, title="Autre"), id=asked.id))


def test_a_version_seen_too_early_is_refused_with_both_numbers(desk):
    first = desk.sign()
    desk.sign(desk.asked(replace(desk.words, title="Fièvre"), seen=1), first.protocol_id)
    with pytest.raises(StaleProtocol) as refused:
        desk.sign(desk.asked(replace(desk.words, title="Douleur"), seen=1), first.protocol_id)
    assert refused.value.facts == {"seen": 1, "current": 2}
    with pytest.raises(ProtocolIncomplete):
        desk.sign(desk.asked(replace(SEIZURE, class_id=desk.words.class_id), seen=2), first.protocol_id)


def test_a_new_version_is_read_again_and_one_more_person_is_not(both):
    first = both.sign()
    with both.ward.working(Role.EDUCATOR) as work:
        service.understand(work, first.id)
        service.understand(work, first.id)
        assert service.read_by(work, work.actor.user_id, first.id)
    joined = both.sign(both.asked(names=("Jeanne", "Rose"), seen=1), first.protocol_id)
    changed = both.sign(both.asked(replace(both.words, recheck_min=45), seen=2), first.protocol_id)
    with both.ward.working(Role.EDUCATOR) as work:
        me = work.actor.user_id
        assert service.read_by(work, me, joined.id)
        assert not service.read_by(work, me, changed.id)
        assert not service.read_by(work, me, new_id())
        with pytest.raises(StaleProtocol):
            service.understand(work, first.id)
        with pytest.raises(NotFound):
            service.understand(work, new_id())
    with both.ward.reading() as work:
        shown = service.protocols(work)[0]
        assert [one.version.number for one in service.protocol_versions(work, first.protocol_id)] == [1, 2, 3]
    assert {one.name: one.at for one in shown.readers}["P. Educator"] is None


def test_an_educator_reads_the_protocols_of_their_unit_only(desk):
    mine = desk.sign()
    others = desk.sign(desk.asked(names=("Rose",)))
    with desk.ward.working(Role.EDUCATOR, within="Lilas") as work:
        shown = service.protocols(work)
        assert [one.version.id for one in shown] == [mine.id]
        assert shown[0].readers == ()
        assert service.walk_protocol(work, mine.protocol_id, {}).question
        with pytest.raises(Forbidden):
            service.understand(work, others.id)
    with desk.ward.working(Role.EDUCATOR) as work, pytest.raises(Forbidden):
        service.write_protocol(work, desk.asked(), KEY)


def test_an_ended_protocol_opens_nothing_and_is_not_written_again(desk):
    version = desk.sign()
    with desk.ward.working(Role.PHYSICIAN) as work:
        service.end_protocol(work, version.protocol_id, "Traitement changé")
        ended = service.end_protocol(work, version.protocol_id, "Encore")
    assert ended.version.ended.reason == "Traitement changé"
    assert desk.in_force() is None
    with pytest.raises(ProtocolEnded):
        desk.sign(desk.asked(seen=1), version.protocol_id)
    with desk.ward.working(Role.EDUCATOR) as work, pytest.raises(ProtocolEnded):
        service.understand(work, version.id)


def test_an_emergency_protocol_stays_in_sight_with_what_is_wrong_beside_it(desk):
    vital = replace(SEIZURE, class_id=desk.words.class_id, unit="comprimé", written_on=None)
    desk.sign(desk.asked(replace(vital, ends_on=desk.ward.now.date())))
    desk.ward.house.clock.advance(timedelta(days=1))
    with desk.ward.reading(Role.EDUCATOR) as work:
        found = service.vital_protocols(work, desk.ward.people["Jeanne"])
        assert ["a expiré" in one.warnings[0] for one in found] == [True]
        assert service.vital_protocols(work, desk.ward.people["Rose"]) == ()
    desk.ward.stop_line(desk.lines["Jeanne"], desk.ward.now)
    with desk.ward.reading(Role.EDUCATOR) as work:
        assert service.vital_protocols(work, desk.ward.people["Jeanne"]) == ()


def test_a_protocol_changed_behind_its_seal_is_found(both):
    both.sign()
    with both.ward.house.database.write() as connection:
        on = {"postgresql": "append_only ON protocol_version", "sqlite": "no_update"}
        connection.execute(text(f"DROP TRIGGER protocol_version_{on[connection.dialect.name]}"))
        longer = func.replace(protocol_version.c.content, '"days_max":3', '"days_max":9')
        connection.execute(update(protocol_version).values(content=longer))
        said = list(verify(connection, both.ward.house.establishment_id))
    assert len(said) == 2
    assert said[0].startswith("table protocol_version, ligne ")
    assert said[1].endswith("la version a changé")


def test_somebody_who_left_is_no_longer_among_the_readers(desk):
    desk.sign()
    with desk.ward.house.writing() as work:
        gone = habilitation.c.user_id == desk.ward.house.people[Role.EDUCATOR]
        work.connection.execute(update(habilitation).where(gone).values(ended_at=work.now))
    with desk.ward.reading() as work:
        assert "P. Educator" not in {one.name for one in service.protocols(work)[0].readers}
