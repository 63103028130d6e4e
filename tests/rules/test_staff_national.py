"""What Pro Santé Connect tells of a person, and who of them comes in."""

import pytest

from medcircuit.staff.rules import national

TOLD = {
    "sub": "f:a:1",
    "SubjectNameID": "810001234560",
    "SubjectRefPro": {"exercices": [{"codeProfession": "10"}]},
}


def test_a_professional_is_known_by_the_rpps_of_their_national_number():
    assert national.rpps_of(TOLD, "f:a:1") == "10001234560"


def test_a_number_whose_key_is_doubtful_is_kept_as_told():
    assert national.rpps_of(TOLD | {"SubjectNameID": "899999999999"}, "f:a:1") == "99999999999"


@pytest.mark.parametrize(
    ("told", "subject", "refusal"),
    [
        (TOLD, "f:a:2", national.NationalRefused),
        (TOLD | {"sub": ""}, "", national.NationalRefused),
        (TOLD | {"SubjectRefPro": None}, "f:a:1", national.NotAProfessional),
        (TOLD | {"SubjectRefPro": {"exercices": []}}, "f:a:1", national.NotAProfessional),
        (TOLD | {"SubjectNameID": "0123456789"}, "f:a:1", national.UnknownHere),
        (TOLD | {"SubjectNameID": "81"}, "f:a:1", national.UnknownHere),
        ({**TOLD, "SubjectNameID": None}, "f:a:1", national.UnknownHere),
    ],
)
def test_anybody_else_is_refused(told, subject, refusal):
    with pytest.raises(refusal):
        national.rpps_of(told, subject)
