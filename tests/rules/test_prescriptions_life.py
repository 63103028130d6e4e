"""The life of a line at its limits: oral orders, comparison, ends and notices, renewal, hospital returns, stand-ins."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from medcircuit.posology.rules import read_dosages, understand, write_dosage
from medcircuit.prescriptions.rules import life
from medcircuit.prescriptions.rules.life import Oral, Passed
from medcircuit.prescriptions.rules.papers import (
    MOST_BYTES,
    PaperTooLarge,
    PaperUnreadable,
    media_type_of,
)

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
DAY = timedelta(days=1)
SECOND = timedelta(seconds=1)
TOLD = Oral("Dr Roux", "Convulsions", NOW + DAY, read_back=True)


def dosage(**repeat):
    plain = {"frequency": 1, "period": 1, "periodUnit": "d", "when": ["MORN"], **repeat}
    return {"timing": {"repeat": plain}, "doseAndRate": [{"doseQuantity": {"value": 1, "unit": "comprimé"}}]}


def ends(*said):
    return life.end_of_line(understand(read_dosages(list(said)), line="1", start=NOW))


def oral(told=TOLD, substances="DIAZÉPAM", narcotic=None):
    life.check_oral(told, begins=NOW, narcotic=narcotic, substances=substances)


def test_a_paper_order_was_written_today_or_before():
    for day in (NOW.date(), date(2000, 1, 1)):
        life.check_written_on(day, now=NOW)
    for day in (NOW.date() + DAY, date(1999, 12, 31), date.max):
        with pytest.raises(life.OrderDateImpossible):
            life.check_written_on(day, now=NOW)


def test_an_oral_order_holds_a_day_at_most():
    oral()
    with pytest.raises(life.OralTooLong):
        oral(replace(TOLD, until=NOW + DAY + SECOND))
    with pytest.raises(life.OralTooLong):
        oral(replace(TOLD, until=NOW))


def test_an_oral_order_says_why_and_is_read_back():
    with pytest.raises(life.OralReasonMissing):
        oral(replace(TOLD, reason="  "))
    with pytest.raises(life.OralNotReadBack):
        oral(replace(TOLD, read_back=False))


@pytest.mark.parametrize("said", ["MORPHINE", "Fentanyl", "MÉTHYLPHÉNIDATE", "OXYCODONE + NALOXONE"])
def test_a_narcotic_is_never_ordered_by_voice(said):
    with pytest.raises(life.OralNarcotic):
        oral(substances=said)


def test_the_catalogue_says_what_is_a_narcotic_whatever_its_name():
    with pytest.raises(life.OralNarcotic):
        oral(narcotic=True)
    oral(substances="NALTREXONE, MORPHINE-3", narcotic=False)


def test_a_second_person_compares():
    common = {"compared_before": False, "alone_reason": None}
    assert not life.check_comparison(entered_by="a", compared_by="b", **common)
    with pytest.raises(life.SecondPersonNeeded):
        life.check_comparison(entered_by="a", compared_by="a", **common)


def test_a_nurse_alone_says_why_and_it_is_read_again():
    alone = {"entered_by": "a", "compared_by": "a", "compared_before": False}
    assert life.check_comparison(**alone, alone_reason="Seule de nuit")
    with pytest.raises(life.SecondPersonNeeded):
        life.check_comparison(**alone, alone_reason=" ")


def test_an_order_is_compared_once():
    with pytest.raises(life.ComparedAlready):
        life.check_comparison(entered_by="a", compared_by="b", compared_before=True, alone_reason=None)


def test_each_line_of_an_order_has_its_own_answer():
    life.check_answers(["1", "2"], ["2", "1"])
    for answers in (["1"], ["1", "2", "3"]):
        with pytest.raises(life.ComparisonIncomplete):
            life.check_answers(["1", "2"], answers)


def test_the_end_of_a_line_is_the_last_of_its_instructions():
    ten = {"boundsDuration": {"value": 10, "unit": "j", "code": "d", "system": "http://unitsofmeasure.org"}}
    period = {"boundsPeriod": {"start": "2026-11-21", "end": "2026-11-30"}}
    assert ends(dosage()) is None
    assert ends(dosage(**period)) == datetime(2026, 11, 30, 23, 0, tzinfo=UTC)
    assert ends(dosage(**ten), dosage(**period)) == max(ends(dosage(**ten)), ends(dosage(**period)))
    assert ends(dosage(**period), dosage()) is None
    assert ends(dosage(count=3)) == datetime(2026, 11, 24, 23, 0, tzinfo=UTC)


def test_the_end_of_what_is_given_as_needed_is_its_own():
    needed = {**dosage(), "asNeededBoolean": True}
    period = {"boundsPeriod": {"start": "2026-11-21", "end": "2026-11-30"}}
    assert ends(needed) is None
    assert ends({**dosage(**period), "asNeededBoolean": True}) is not None


def test_what_is_not_clear_has_no_end():
    assert ends({"text": "selon avis"}) is None


def test_notices_come_seven_and_three_days_before_the_last_day():
    def notice(days, whole=30):
        end = datetime(2026, 11, 21, 23, 0, tzinfo=UTC) + days * DAY
        return life.notice_of(end, begun=end - whole * DAY, now=NOW)

    assert [notice(days) for days in (8, 7, 4, 3, 0, -2)] == [None, 7, 7, 3, 3, 3]
    assert life.notice_of(None, begun=NOW, now=NOW) is None


def test_a_short_course_is_not_announced_from_its_beginning():
    def notice(days, whole):
        end = datetime(2026, 11, 21, 23, 0, tzinfo=UTC) + days * DAY
        return life.notice_of(end, begun=end - whole * DAY, now=NOW)

    assert (notice(6, 7), notice(3, 7), notice(6, 14), notice(3, 5), notice(3, 6)) == (None, 3, 7, None, 3)


def renew(*said):
    return [write_dosage(one) for one in life.renewed(read_dosages(list(said)), begins=NOW + 9 * DAY)]


def test_a_renewal_lasts_as_long_again():
    (moved,) = renew(dosage(boundsPeriod={"start": "2026-11-01", "end": "2026-11-30"}))
    assert moved["timing"]["repeat"]["boundsPeriod"] == {"start": "2026-11-30", "end": "2026-12-29"}


def test_a_renewal_changes_nothing_where_no_date_is_written():
    lasting = {
        "boundsDuration": {"value": 10, "unit": "j", "code": "d", "system": "http://unitsofmeasure.org"}
    }
    for said in (dosage(), dosage(**lasting), dosage(boundsPeriod={"start": "2026-11-01"})):
        assert renew(said) == [write_dosage(one) for one in read_dosages([said])]
    assert renew({"text": "selon avis"}) == [{"text": "selon avis"}]


def test_steps_and_partial_dates_do_not_simply_begin_again():
    steps = [{**dosage(), "sequence": 1}, {**dosage(), "sequence": 2}]
    for said in (
        steps,
        [dosage(boundsPeriod={"end": "2026-11-30"})],
        [dosage(boundsPeriod={"start": "2026-11", "end": "2026-11-30"})],
        [dosage(boundsPeriod={"start": "2026-11-01", "end": "2026-12"})],
        [{"timing": {"event": ["2026-11-21T08:00:00+01:00"]}}],
    ):
        with pytest.raises(life.RenewalImpossible):
            renew(*said)


LINE = Passed(created_at=NOW - DAY, last_signed_at=NOW - DAY, answered=False, stopped=False)


def test_after_a_hospital_stay_every_line_that_was_there_waits():
    assert life.waits_for_return(LINE, back_at=NOW)
    assert not life.waits_for_return(replace(LINE, created_at=NOW), back_at=NOW)
    assert not life.waits_for_return(replace(LINE, last_signed_at=NOW), back_at=NOW)
    assert not life.waits_for_return(replace(LINE, answered=True), back_at=NOW)
    assert not life.waits_for_return(replace(LINE, stopped=True), back_at=NOW)


def test_a_paper_is_a_photo_or_a_pdf_of_a_page():
    assert media_type_of(b"\xff\xd8\xff\xe0") == "image/jpeg"
    assert media_type_of(b"\x89PNG\r\n\x1a\n...") == "image/png"
    assert media_type_of(b"%PDF-1.7".ljust(MOST_BYTES)) == "application/pdf"
    with pytest.raises(PaperTooLarge):
        media_type_of(b"%PDF-1.7".ljust(MOST_BYTES + 1))
    with pytest.raises(PaperUnreadable):
        media_type_of(b"<svg>")


def test_an_oral_order_is_signed_within_a_day_and_a_copied_one_within_three():
    assert life.countersigned_before("oral", NOW) == NOW + timedelta(hours=24)
    assert life.countersigned_before("transcribed", NOW) == NOW + timedelta(hours=72)


def test_the_last_instant_of_a_deadline_is_on_time():
    assert not life.is_overdue(NOW, NOW)
    assert life.is_overdue(NOW, NOW + timedelta(microseconds=1))
    assert not life.is_overdue(None, NOW)
