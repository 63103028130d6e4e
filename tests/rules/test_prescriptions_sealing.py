"""Seals and notes at their limits: expiry, single use, one person, every byte of the version."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as some

from medcircuit.kernel.seals import SealKey, holds
from medcircuit.prescriptions.rules import sealing, talking
from medcircuit.prescriptions.rules.sealing import Challenge, Proof, SeenHow
from medcircuit.prescriptions.rules.talking import NoteKind, Said, Wanted

NOW = datetime(2026, 11, 21, 7, 10, tzinfo=UTC)
SHOWN = Challenge("drroux", "martin", NOW, None)
PROOF = Proof("pin", SeenHow.EXAMINATION, None)
CONTENT = {"line_id": "1", "number": 2, "dosage": "[…]", "time_critical": False, "reason": None}


def check(challenge=SHOWN, user="drroux", resident="martin", now=NOW):
    sealing.check_challenge(challenge, user_id=user, resident_id=resident, now=now)


def test_what_was_shown_may_be_signed_until_its_last_instant():
    check()
    with pytest.raises(sealing.ChallengeExpired):
        check(now=NOW + timedelta(microseconds=1))


def test_a_seal_serves_once():
    with pytest.raises(sealing.ChallengeSpent):
        check(replace(SHOWN, used_at=NOW))


def test_a_seal_is_of_one_signer_and_one_person():
    with pytest.raises(sealing.NotTheSigner):
        check(user="drblanc")
    with pytest.raises(sealing.OneResidentOnly):
        check(resident="dubois")
    sealing.check_one_resident(["martin", "martin"], "martin")
    for people in ([], ["martin", "dubois"]):
        with pytest.raises(sealing.OneResidentOnly):
            sealing.check_one_resident(people, "martin")


def test_on_the_record_alone_a_reason_is_written():
    sealing.check_proof(PROOF)
    sealing.check_proof(Proof("pin", SeenHow.RECORD_ONLY, "Stable, vu mardi"))
    for reason in (None, " "):
        with pytest.raises(sealing.ReasonMissing):
            sealing.check_proof(Proof("pin", SeenHow.RECORD_ONLY, reason))


def said(**changes):
    facts = {"nonce": "n", "expires_at": "2026-11-21T07:15:00Z", "at": "2026-11-21T07:10:00Z", "key_id": "k"}
    return sealing.payload(CONTENT, signer={"id": "drroux"}, proof=PROOF, **(facts | changes))


def test_a_seal_agrees_with_the_version_that_it_sealed():
    assert sealing.faults(said(), CONTENT | {"added_later": 1}, key_id="k", nonce="n") == []


@pytest.mark.parametrize("name", sorted(CONTENT))
def test_any_member_of_the_version_that_differs_is_said(name):
    (fault,) = sealing.faults(said(), CONTENT | {name: "autre"}, key_id="k", nonce="n")
    assert name in fault


def test_another_hash_key_nonce_or_a_late_seal_is_said():
    assert sealing.faults(said() | {"hash": "0"}, CONTENT, key_id="k", nonce="n")
    assert sealing.faults(said(), CONTENT, key_id="other", nonce="n")
    assert sealing.faults(said(), CONTENT, key_id="k", nonce="other")
    assert sealing.faults(said(at="2026-11-21T07:15:01Z"), CONTENT, key_id="k", nonce="n")


@given(some.integers(min_value=0), some.integers(min_value=1, max_value=255))
def test_any_changed_byte_breaks_the_seal(place, change):
    key = SealKey.fresh()
    message = sealing.canonical(said())
    signature = key.sign(message)
    assert holds(key.public, message, signature)
    other = bytearray(message)
    other[place % len(other)] ^= change
    assert not holds(key.public, bytes(other), signature)


def test_canonical_json_has_one_way_to_be_written():
    assert sealing.canonical({"b": "é", "a": [1, None, True]}) == '{"a":[1,null,true],"b":"é"}'.encode()


ASKED = Said("1", NoteKind.REQUEST, Wanted.STOP, 2, NOW, None)


def test_a_request_and_nothing_else_says_what_it_asks():
    talking.check_note(NoteKind.REQUEST, Wanted.STOP)
    talking.check_note(NoteKind.QUESTION, None)
    for kind, wants in ((NoteKind.REQUEST, None), (NoteKind.QUESTION, Wanted.STOP)):
        with pytest.raises(talking.WantedMissing):
            talking.check_note(kind, wants)


def test_a_question_is_answered_once():
    question = replace(ASKED, id="q", kind=NoteKind.QUESTION, wants=None)
    answer = replace(question, id="a", kind=NoteKind.ANSWER, replies_to="q")
    talking.check_reply([question], "q")
    for thread, to in (([question, answer], "q"), ([question], "x"), ([question, answer], "a")):
        with pytest.raises(talking.NoSuchQuestion):
            talking.check_reply(thread, to)


def test_a_request_waits_until_it_is_answered_or_the_line_has_moved_on():
    assert talking.open_request([ASKED], latest=2) == ASKED
    assert talking.open_request([ASKED], latest=3) is None
    refused = Said("2", NoteKind.REFUSAL, None, 2, NOW, "1")
    assert talking.open_request([ASKED, refused], latest=2) is None
    assert talking.open_request([refused], latest=2) is None


def test_a_line_that_the_prescriber_lets_end_is_not_asked_about_again():
    refusal = Said("2", NoteKind.REFUSAL, None, 2, NOW, None)
    assert talking.renewal_refused([refusal], latest=2)
    assert not talking.renewal_refused([refusal], latest=3)
    assert not talking.renewal_refused([replace(refusal, replies_to="1"), ASKED], latest=2)
