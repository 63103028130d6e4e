"""The on-call table: kept by who manages, read by everyone of the house."""

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.structure import service as structure
from medcircuit.structure.rules.on_call import WEEK, Duty, OnCallRole

ALWAYS = Duty("", None, OnCallRole.NURSE, "A. Nuit", "06 39 98 00 01", "00:00", "00:00", frozenset(WEEK))


def test_a_line_is_added_changed_and_taken_off_and_who_answers_follows(house):
    with house.writing(Role.MANAGER) as work:
        made = structure.set_on_call(work, ALWAYS)
    with house.writing(Role.MANAGER) as work:
        changed = structure.set_on_call(
            work, Duty(**{**vars(ALWAYS), "number": "07 39 98 00 02"}), instead_of=made.id
        )
    with house.writing(Role.EDUCATOR) as work:
        found = structure.on_call_table(work, house.units["Lilas"])
    assert [one.duty.number for one in found.now] == ["07 39 98 00 02"]
    assert found.duties == (changed,)
    with house.writing(Role.COORDINATING_NURSE) as work:
        structure.end_on_call(work, changed.id)
        structure.end_on_call(work, changed.id)
        assert structure.on_call(work, None) == ()


def test_who_keeps_one_unit_neither_keeps_another_nor_the_whole_house(sqlite_house):
    house = sqlite_house
    with house.writing(Role.MANAGER) as work:
        whole = structure.set_on_call(work, ALWAYS)
    work.actor = house.actor(Role.COORDINATING_NURSE, "Lilas")
    with house.database.write() as connection:
        work.connection = connection
        structure.set_on_call(work, Duty(**{**vars(ALWAYS), "unit_id": house.units["Lilas"]}))
        for unit in (None, house.units["Roses"]):
            with pytest.raises(Forbidden):
                structure.set_on_call(work, Duty(**{**vars(ALWAYS), "unit_id": unit}))
        with pytest.raises(Forbidden):
            structure.end_on_call(work, whole.id)
        with pytest.raises(NotFound):
            structure.end_on_call(work, "nothing")
        with pytest.raises(NotFound):
            structure.on_call(work, "nowhere")
