"""Reading without a habilitation: for a time, what was opened, each reading told; never a right to write."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest

from medcircuit.consultations import service
from medcircuit.consultations.rules import (
    Category,
    Consultation,
    Kind,
    ManagerMayNot,
    NotOpen,
    OwnGlass,
)
from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden, NotFound
from tests.ward import DOLIPRANE_500, FUROSEMIDE

WORDS = "Départ à l'hôpital avec le SAMU"


@pytest.fixture
def lucas(lilas):
    lilas.admit("Lucas")
    lilas.admit("Zoé", unit="Roses")
    lilas.prescribe("Lucas", FUROSEMIDE)
    lilas.prescribe_prn("Lucas", DOLIPRANE_500)
    return lilas


def asked(ward, *who, **changes):
    made = Consultation(
        str(uuid.uuid4()),
        Kind.GRANTED,
        ward.house.people[Role.EDUCATOR],
        frozenset(ward.people[one] for one in who or ("Lucas",)),
        frozenset({Category.TREATMENT}),
        "no_nurse",
        None,
        ward.now,
        ward.now + timedelta(hours=72),
    )
    return replace(made, **changes)


def give(ward, said, role=Role.NURSE, within=None):
    with ward.working(role, within=within) as work:
        return service.grant(work, said)


def read(ward, held, category=Category.TREATMENT, role=Role.EDUCATOR, who="Lucas"):
    with ward.working(role) as work:
        return service.read(work, held.said.id, ward.people[who], category)


def broken(ward, role=Role.EDUCATOR, who="Lucas", **changes):
    made = service.Glass(str(uuid.uuid4()), ward.people[who], "hospital", WORDS)
    with ward.working(role) as work:
        return service.break_glass(work, replace(made, **changes))


def log(ward, who="Lucas", role=Role.COORDINATING_NURSE):
    with ward.reading(role) as work:
        return [(row.category, row.kind, row.reader_name) for row in service.who_read(work, ward.people[who])]


def test_an_educator_reads_what_was_opened_until_it_ends_and_each_reading_is_told(lucas):
    said = asked(lucas)
    held = give(lucas, said)
    assert give(lucas, said) == held
    titles = [one.title for one in read(lucas, held)]
    assert [title.split()[0].lower() for title in titles] == ["furosémide", "paracétamol"]
    for refused in ({"category": Category.DOSES}, {"who": "Zoé"}, {"role": Role.CARE_ASSISTANT}):
        with pytest.raises(NotOpen):
            read(lucas, held, **refused)
    assert log(lucas) == [("treatment", "granted", "P. educator")]
    assert log(lucas, "Zoé") == []
    lucas.house.clock.advance(timedelta(hours=72))
    with pytest.raises(NotOpen):
        read(lucas, held)
    with lucas.reading(Role.EDUCATOR) as work:
        assert service.mine(work) == ()


def test_one_that_is_taken_back_is_closed_at_once(lucas):
    held = give(lucas, asked(lucas))
    with pytest.raises(Forbidden), lucas.working(Role.CARE_ASSISTANT) as work:
        service.end_consultation(work, held.said.id)
    for _ in range(2):
        with lucas.working(Role.PHYSICIAN) as work:
            service.end_consultation(work, held.said.id)
    with pytest.raises(NotOpen):
        read(lucas, held)


def test_who_may_give_is_a_matrix_and_the_management_only_where_it_was_chosen(sqlite_lilas):
    ward = sqlite_lilas
    ward.admit("Lucas")
    ward.admit("Zoé", unit="Roses")
    may = {Role.NURSE, Role.COORDINATING_NURSE, Role.PHYSICIAN}
    for role in Role:
        if role in may:
            give(ward, asked(ward), role)
        else:
            with pytest.raises(Forbidden):
                give(ward, asked(ward), role)
    with pytest.raises(Forbidden):
        give(ward, asked(ward, "Lucas", "Zoé"), within="Lilas")
    with pytest.raises(ManagerMayNot):
        give(ward, asked(ward), Role.MANAGER)
    with ward.working(Role.ADMINISTRATOR) as work:
        service.choose_setting(work, service.Setting(24, manager_grants=True))
    give(ward, asked(ward, ends_at=ward.now + timedelta(hours=24)), Role.MANAGER)


def test_a_broken_glass_opens_everything_for_an_hour_and_is_judged_by_another(lucas):
    held = broken(lucas, who="Zoé", role=Role.COORDINATING_NURSE)
    with lucas.working(Role.COORDINATING_NURSE) as work, pytest.raises(OwnGlass):
        service.judge(work, held.said.id, justified=True, note="Moi-même")
    lucas.house.clock.advance(timedelta(minutes=1))
    held = broken(lucas)
    for category in Category:
        read(lucas, held, category)
    assert len(log(lucas)) == len(Category)
    with lucas.reading(Role.MANAGER) as work:
        assert [(one.judged_at, one.reads) for one in service.glasses(work)] == [(None, 6), (None, 0)]
    with lucas.working(Role.MANAGER) as work:
        service.judge(work, held.said.id, justified=False, note="Le médecin était joignable.")
    with lucas.reading(Role.MANAGER) as work:
        assert [one.justified for one in service.glasses(work)] == [None, False]
    lucas.house.clock.advance(timedelta(minutes=60))
    with pytest.raises(NotOpen):
        read(lucas, held)
    granted = give(lucas, asked(lucas, starts_at=lucas.now, ends_at=lucas.now + timedelta(hours=1)))
    with pytest.raises(NotFound), lucas.working(Role.MANAGER) as work:
        service.judge(work, granted.said.id, justified=True, note="Ce n'en est pas un.")
