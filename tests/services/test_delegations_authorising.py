"""Authorising a named person, taking it back, and where they then stand before a line."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import update

from medcircuit.delegations.rules.regimes import AuthorisationUnreadable, Kind, NeverOpen
from medcircuit.delegations.service.authorisations import authorisations_of, every_authorisation, matrix
from medcircuit.delegations.service.authorising import AuthorisationIdTaken, authorise, revoke
from medcircuit.delegations.service.standing import standing
from medcircuit.kernel.access import Role
from medcircuit.kernel.problems import Forbidden, NotFound
from medcircuit.prescriptions.rules.lines import Regime
from medcircuit.residents.rules.admission import FieldUnreadable
from medcircuit.structure.models import establishment
from tests.helping import asking, assessed, authorised
from tests.ward import DOLIPRANE_1G, FUROSEMIDE

CONCERTA = "60756917"
MORPHINE = "64288864"


@pytest.fixture
def ward(sqlite_lilas):
    sqlite_lilas.admit("Jeanne")
    return sqlite_lilas


@pytest.fixture
def line(ward):
    return ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ASSISTED)


def stands(ward, line, *, role=Role.EDUCATOR, at=None):
    with ward.reading() as work:
        return standing(work, ward.house.people[role], ward.people["Jeanne"], line, at=at)


def codes(found):
    return [one.code for one in found.findings]


def test_an_authorisation_opens_a_line_to_its_person_and_to_nobody_else(lilas):
    """On both databases."""
    lilas.admit("Jeanne")
    line = lilas.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ASSISTED)
    assert codes(stands(lilas, line)) == ["autonomy_unknown", "not_authorised"]
    made = authorised(lilas, "Jeanne", line)
    found = stands(lilas, line)
    assert (found.is_open, found.authorisation_id) == (True, made)
    assert codes(stands(lilas, line, role=Role.CARE_ASSISTANT)) == ["not_authorised"]
    lilas.house.clock.advance(timedelta(minutes=1))
    with pytest.raises(FieldUnreadable), lilas.working() as work:
        revoke(work, made, " ")
    with lilas.working() as work:
        revoke(work, made, "Fin de mission")
        revoke(work, made, "Encore")
    assert codes(stands(lilas, line)) == ["authorisation_revoked"]
    before = lilas.now - timedelta(microseconds=1)
    assert stands(lilas, line, at=before).is_open, "what was done before it was taken back was allowed"


def test_another_line_of_the_person_stays_closed(ward, line):
    other = ward.prescribe("Jeanne", FUROSEMIDE, regime=Regime.ASSISTED)
    authorised(ward, "Jeanne", line)
    assert codes(stands(ward, other)) == ["not_authorised"]


def test_a_line_that_the_prescriber_keeps_for_the_nurse_is_on_no_authorisation(ward):
    unsaid = ward.prescribe("Jeanne", DOLIPRANE_1G)
    kept = ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.NURSE_ONLY)
    for line, why in ((unsaid, "regime_unsaid"), (kept, "nurse_only")):
        with pytest.raises(NeverOpen), ward.working() as work:
            authorise(work, asking(ward, "Jeanne", line))
        assert why in codes(stands(ward, line))


def test_an_entrusted_act_goes_to_a_care_assistant_with_its_qualification(ward):
    line = ward.prescribe("Jeanne", DOLIPRANE_1G, regime=Regime.ENTRUSTED)
    told = {
        "kind": Kind.ENTRUSTED,
        "role": Role.CARE_ASSISTANT,
        "act": "Aide à la prise orale",
        "assessed_on": date(2026, 11, 1),
    }
    with pytest.raises(AuthorisationUnreadable), ward.working() as work:
        authorise(work, asking(ward, "Jeanne", line, **told))
    authorised(ward, "Jeanne", line, qualification="AS", **told)
    assert stands(ward, line, role=Role.CARE_ASSISTANT).is_open
    with pytest.raises(AuthorisationUnreadable), ward.working() as work:
        authorise(work, asking(ward, "Jeanne", line))


def test_a_transcribed_line_waits_for_a_physician_before_anyone_helps(ward, line):
    with ward.house.database.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER line_version_no_update")
        connection.exec_driver_sql("UPDATE line_version SET origin = 'transcribed', ordered_by = 'Dr Petit'")
    with pytest.raises(NeverOpen), ward.working() as work:
        authorise(work, asking(ward, "Jeanne", line))
    assert "not_by_physician" in codes(stands(ward, line))


@pytest.mark.parametrize(
    ("wrong", "problem"),
    [
        ({"user_id": "nobody-at-all"}, NotFound),
        ({"user_id": "manager-750000018"}, NotFound),
        ({"resident_ids": ()}, AuthorisationUnreadable),
        ({"resident_ids": ("nobody-at-all",)}, NotFound),
        ({"line_ids": ()}, AuthorisationUnreadable),
        ({"line_ids": ("nothing-at-all",)}, NotFound),
        ({"care_protocol": None}, AuthorisationUnreadable),
        ({"care_protocol": " "}, AuthorisationUnreadable),
        ({"trained_by": "educator-750000018"}, AuthorisationUnreadable),
    ],
)
def test_an_authorisation_that_names_what_is_not_there_is_not_given(ward, line, wrong, problem):
    with pytest.raises(problem), ward.working() as work:
        authorise(work, asking(ward, "Jeanne", line, **wrong))
    with ward.reading() as work:
        assert every_authorisation(work) == {"authorisations": []}


def test_the_same_request_twice_is_one_authorisation_and_another_under_its_id_is_refused(ward, line):
    assessed(ward, "Jeanne")
    asked = asking(ward, "Jeanne", line)
    for _ in range(2):
        with ward.working() as work:
            assert authorise(work, asked) == asked.id
    with pytest.raises(AuthorisationIdTaken), ward.working() as work:
        authorise(work, replace(asked, last_day=date(2026, 12, 1)))
    with ward.reading() as work:
        assert len(every_authorisation(work)["authorisations"]) == 1


def test_only_a_nurse_authorises(ward, line):
    for role in (Role.EDUCATOR, Role.MANAGER, Role.PHYSICIAN):
        with pytest.raises(Forbidden), ward.working(role) as work:
            authorise(work, asking(ward, "Jeanne", line))


def test_a_person_reads_what_they_may_do_and_what_is_missing(ward, line):
    made = authorised(ward, "Jeanne", line, last_day=date(2026, 11, 27))
    with ward.reading(Role.EDUCATOR) as work:
        mine = authorisations_of(work, ward.house.people[Role.EDUCATOR])
    told = mine["authorisations"][0]
    assert (told["id"], told["state"], told["ends_soon"]) == (made, "open", True)
    assert [(one["line"], one["open"], one["findings"]) for one in mine["lines"]] == [(line, True, [])]
    with ward.reading(Role.EDUCATOR) as work, pytest.raises(Forbidden):
        authorisations_of(work, ward.house.people[Role.CARE_ASSISTANT])


def test_the_matrix_shows_people_residents_and_lines_and_to_a_manager_no_treatment(ward, line):
    authorised(ward, "Jeanne", line)
    ward.prescribe("Jeanne", FUROSEMIDE)
    ward.admit("Rose", unit="Roses")
    with ward.reading() as work:
        seen = matrix(work, ward.unit)
    assert [one["name"] for one in seen["people"]] == ["P. Care_Assistant", "P. Educator"]
    assert [(one["id"], one["dependent"]) for one in seen["residents"]] == [(ward.people["Jeanne"], True)]
    assert {one["regime"]: [why["code"] for why in one["closed"]] for one in seen["lines"]} == {
        "assisted": [],
        None: ["regime_unsaid"],
    }
    assert seen["authorisations"][0]["state"] == "open"
    with ward.reading(Role.MANAGER) as work:
        seen = matrix(work, ward.unit)
    assert (seen["lines"], seen["authorisations"][0]["lines"], seen["may_authorise"]) == ([], [], False)


def test_methylphenidate_is_opened_in_an_ime_as_the_physician_marked_it_and_counted(ward):
    line = ward.prescribe("Jeanne", CONCERTA, regime=Regime.ASSISTED)
    with pytest.raises(NeverOpen) as refused, ward.working() as work:
        authorise(work, asking(ward, "Jeanne", line))
    assert refused.value.facts["why"] == "Un stupéfiant est réservé à l'infirmier."
    with ward.house.database.write() as connection:
        connection.execute(update(establishment).values(kind="IME"))
    authorised(ward, "Jeanne", line)
    found = stands(ward, line)
    assert (found.is_open, [one.code for one in found.said]) == (True, ["count_asked"])
    given = ward.give(line, "Jeanne", amount="1", role=Role.EDUCATOR)
    assert "count_asked" in [one["code"] for one in given["incidents"]]
    morphine = ward.prescribe("Jeanne", MORPHINE, regime=Regime.ASSISTED, unit="gélule")
    assert "narcotic_closed" in codes(stands(ward, morphine))
