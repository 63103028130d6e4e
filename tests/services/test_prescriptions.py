"""Lines on a real database: signed versions, one lock, and the plan that they make."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from medcircuit.kernel.access import Role
from medcircuit.kernel.db import new_id
from medcircuit.kernel.problems import Forbidden
from medcircuit.medicines import service as medicines
from medcircuit.prescriptions import service as prescriptions
from medcircuit.prescriptions.rules.lines import (
    Act,
    ActImpossible,
    EffectOutOfReach,
    LaterVersionPending,
    LineIdTaken,
    LineStopped,
    MedicineMissing,
    Prescription,
    Regime,
    RegimeNotOpen,
    Revision,
    RouteMissing,
    StaleVersion,
)
from tests.conftest import MORNING
from tests.services.conftest import (
    DAY,
    DOLIPRANE_1G,
    TODAY,
    dosage,
    planned,
    prescribed,
    revised,
    slots,
    terms,
)

DOLIPRANE_500, PARACETAMOL_1G = "63368332", "69767594"
LOVENOX, COUMADINE = "60782303", "64631925"
HOUR = timedelta(hours=1)


def test_a_line_is_prescribed_by_a_product_and_planned_at_its_moments(ward):
    line = prescribed(ward, effective_from=MORNING - 10 * HOUR)
    first, second = planned(ward).doses
    assert first.key == f"{line.id}/2026-11-21/MORN"
    assert (first.due, second.due) == (TODAY + 8 * HOUR, TODAY + 18.5 * HOUR)
    assert (first.timing, first.moment_code, first.interval_h) == ("moment", "MORN", None)
    assert (first.amount, first.unit, first.units) == (1, "comprimé", 1)
    assert first.sentence == "1 comprimé — orale — Matin"
    assert (first.label.substance, first.label.strength) == ("PARACÉTAMOL", "1 g")
    assert first.badges == ("assisted", "new")
    assert (first.line_status, first.version, first.regime) == ("active", 1, "assisted")


def test_a_line_prescribed_at_eight_ten_begins_with_the_next_dose(ward):
    prescribed(ward)
    assert slots(planned(ward)) == ["2026-11-21/EVE"]


def test_a_dose_in_milligrams_is_counted_in_units_of_the_product(ward):
    prescribed(ward, DOLIPRANE_500, terms(dosage("1", "g", ("EVE",))))
    [dose] = planned(ward).doses
    assert (dose.amount, dose.unit, dose.units, dose.said) == (1, "g", 2, "1\N{NO-BREAK SPACE}g")


def test_a_half_is_said_in_words_and_what_does_not_convert_asks_a_person(ward):
    prescribed(ward, said=terms(dosage("0.5", when=("EVE",))))
    prescribed(ward, said=terms(dosage("2", "cuillère magique", ("EVE",))))
    half, odd = sorted(planned(ward).doses, key=lambda dose: dose.amount)
    assert (half.units, half.said) == (Fraction(1, 2), "½ (un demi) comprimé")
    assert odd.units is None


def test_a_medicine_prescribed_by_its_class_names_no_brand(ward):
    with ward.database.read() as connection:
        class_id = medicines.medicine_of(connection, DOLIPRANE_1G).class_id
    line = prescribed(ward, cis=None, class_id=class_id)
    assert (line.class_id, line.cis, line.label.brand) == (class_id, None, None)
    assert planned(ward).doses[0].units == 1


def test_a_medicine_outside_the_catalogue_or_two_that_differ_are_refused(sqlite_ward):
    with sqlite_ward.database.read() as connection:
        other = medicines.medicine_of(connection, COUMADINE).class_id
    for choice in (
        {"cis": "99999999"},
        {"cis": None},
        {"cis": None, "class_id": "none"},
        {"class_id": other},
    ):
        with pytest.raises(MedicineMissing):
            prescribed(sqlite_ward, **choice)
    assert planned(sqlite_ward).doses == ()


def test_the_route_of_a_medicine_that_has_several_must_be_written(sqlite_ward):
    syringe = dosage("1", "seringue", ("EVE",))
    with pytest.raises(RouteMissing):
        prescribed(sqlite_ward, LOVENOX, terms(syringe, regime=Regime.NURSE_ONLY))
    routed = {**syringe, "route": {"text": "Voie sous-cutanée"}}
    with pytest.raises(RegimeNotOpen):
        prescribed(sqlite_ward, LOVENOX, terms(routed))
    prescribed(sqlite_ward, LOVENOX, terms(routed, regime=Regime.NURSE_ONLY, time_critical=True))
    [dose] = planned(sqlite_ward).doses
    assert (dose.route_label, dose.time_critical) == ("sous-cutanée", True)
    assert dose.badges == ("time_critical", "nurse_act", "new")


def test_only_a_prescriber_prescribes(ward):
    asked = Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)
    with pytest.raises(Forbidden), ward.writing(Role.NURSE) as work:
        prescriptions.prescribe(work, asked)
    line = prescribed(ward)
    with pytest.raises(Forbidden), ward.writing(Role.NURSE) as work:
        prescriptions.revise(work, line.id, Revision(new_id(), Act.STOP, 1))


def test_the_same_request_sent_twice_is_one_line_and_another_under_its_id_a_conflict(ward):
    asked = Prescription(new_id(), ward.resident, terms(), cis=DOLIPRANE_1G)
    with ward.writing(Role.PHYSICIAN) as work:
        line = prescriptions.prescribe(work, asked)
    ward.clock.advance(40 * HOUR)
    with ward.writing(Role.PHYSICIAN) as work:
        assert prescriptions.prescribe(work, asked) == line
    with pytest.raises(LineIdTaken), ward.writing(Role.PHYSICIAN) as work:
        prescriptions.prescribe(work, replace(asked, cis=DOLIPRANE_500))
    stop = new_id()
    stopped = revised(ward, line, Act.STOP, id_=stop)
    assert revised(ward, line, Act.STOP, id_=stop) == stopped
    with pytest.raises(LineIdTaken):
        revised(ward, stopped, Act.SUSPEND, id_=stop)


def test_a_change_signed_on_a_stale_version_is_a_conflict_that_names_both(ward):
    line = prescribed(ward)
    revised(ward, line, Act.CHANGE, terms(dosage("2")))
    with pytest.raises(StaleVersion) as refused:
        revised(ward, line, Act.CHANGE, terms(dosage("3")))
    assert refused.value.facts == {"seen": 1, "current": 2}
    with ward.writing(Role.PHYSICIAN) as work:
        assert [one.number for one in prescriptions.line_history(work, line.id).versions] == [1, 2]


def test_a_change_takes_effect_from_the_next_dose_and_keeps_the_keys(ward):
    line = prescribed(ward, effective_from=TODAY)
    revised(ward, line, Act.CHANGE, terms(dosage("2")))
    before, after = planned(ward).doses
    assert [(dose.version, dose.amount) for dose in (before, after)] == [(1, 1), (2, 2)]
    assert slots(planned(ward)) == ["2026-11-21/MORN", "2026-11-21/EVE"]
    assert after.badges == ("assisted", "changed")
    [fresh, later] = planned(ward, TODAY + DAY, TODAY + 2 * DAY).doses
    assert (fresh.badges, later.badges) == (("assisted", "changed"), ("assisted",))


def test_a_suspended_line_keeps_its_doses_as_suspended_and_a_resumed_one_goes_on(ward):
    line = prescribed(ward, effective_from=TODAY)
    line = revised(ward, line, Act.SUSPEND, effective_from=TODAY + 18.5 * HOUR, reason="Jeûne pour examen")
    statuses = [dose.line_status for dose in planned(ward).doses]
    assert statuses == ["active", "suspended"]
    with pytest.raises(ActImpossible):
        revised(ward, line, Act.SUSPEND, effective_from=TODAY + 19 * HOUR)
    line = revised(ward, line, Act.RESUME, effective_from=TODAY + DAY)
    both = planned(ward, TODAY, TODAY + 2 * DAY).doses
    assert [dose.line_status for dose in both] == ["active", "suspended", "active", "active"]
    assert line.versions[1].reason == "Jeûne pour examen"
    with pytest.raises(ActImpossible):
        revised(ward, line, Act.RESUME, effective_from=TODAY + 2 * DAY)


def test_a_stopped_line_plans_nothing_from_its_instant_on_and_is_still_found(ward):
    line = prescribed(ward, effective_from=TODAY)
    evening = TODAY + 18.5 * HOUR
    line = revised(ward, line, Act.STOP, effective_from=evening)
    assert slots(planned(ward)) == ["2026-11-21/MORN"]
    assert planned(ward, evening, evening + 3 * DAY).doses == ()
    assert (line.status_at(evening - HOUR), line.status_at(evening)) == ("active", "stopped")
    assert line.since(evening + DAY) == evening
    with ward.database.read() as connection:
        [found] = prescriptions.lines_of(connection, ward.establishment_id, [ward.resident])
        assert found == line
        assert (
            prescriptions.lines_of(connection, ward.establishment_id, [ward.resident], stopped_after=evening)
            == ()
        )
    with pytest.raises(LineStopped):
        revised(ward, line, Act.CHANGE, terms(), effective_from=evening)


def test_a_stop_signed_now_outlives_what_was_to_take_effect_later(ward):
    line = prescribed(ward, effective_from=TODAY)
    line = revised(ward, line, Act.CHANGE, terms(dosage("2")), effective_from=TODAY + 2 * DAY)
    with pytest.raises(LaterVersionPending):
        revised(ward, line, Act.SUSPEND)
    assert [one.number for one in line.coming(MORNING)] == [2]
    line = revised(ward, line, Act.STOP)
    assert slots(planned(ward, TODAY, TODAY + 5 * DAY)) == ["2026-11-21/MORN"]
    line = revised(ward, line, Act.STOP, effective_from=MORNING - HOUR)
    assert slots(planned(ward, TODAY, TODAY + 5 * DAY)) == []


def test_a_version_takes_effect_from_a_day_back_to_a_year_ahead(sqlite_ward):
    prescribed(sqlite_ward, effective_from=MORNING - DAY)
    prescribed(sqlite_ward, effective_from=MORNING + 366 * DAY)
    for wrong in (MORNING - DAY - timedelta(seconds=1), MORNING + 366 * DAY + timedelta(seconds=1)):
        with pytest.raises(EffectOutOfReach):
            prescribed(sqlite_ward, effective_from=wrong)
