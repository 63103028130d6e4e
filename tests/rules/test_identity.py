"""The national health identity: its statuses, its DataMatrix read and written."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from medcircuit.kernel.checksums import nir_key
from medcircuit.medicines.rules.codes import Environment, InsContent, Reason, Status, read_code
from medcircuit.residents.rules.identity import (
    AUTHORITIES,
    IdentityStatus,
    read_ins,
    read_scan,
    write_ins,
)

ON = date(2026, 11, 21)
WHO = InsContent(
    matricule="277010115400329",
    oid="1.2.250.1.213.1.4.8",
    nature="NIR",
    prenoms=("LOUISE", "MARIE-ANGE"),
    nom_naissance="D'ARTAGNAN",
    sexe="F",
    naissance=date(1977, 1, 21),
    lieu_cog="63220",
    key_valid=True,
)


@pytest.mark.parametrize("status", [status for status in IdentityStatus if status != "QUAL"])
def test_the_datamatrix_is_written_for_a_qualified_identity_only(status):
    with pytest.raises(ValueError, match="qualified"):
        write_ins(WHO, status)


def test_the_datamatrix_is_written_as_published():
    text = write_ins(replace(WHO, prenoms=("SARAH-LOU", "ANNA"), lieu_cog=None), IdentityStatus.QUALIFIED)
    assert text == (
        "IS010000000000000000000000S1277010115400329S21.2.250.1.213.1.4.8\x1d"
        "S3SARAH-LOU ANNA\x1dS4D'ARTAGNAN\x1dS5FS621-01-1977"
    )


names = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ-'", min_size=1, max_size=40).map(lambda text: f"A{text}Z")


@given(
    st.lists(names, min_size=1, max_size=2),
    names | names.map(lambda name: (name * 60)[:99] + "Z"),
    st.dates(date(1900, 1, 1), date(2026, 1, 1)),
    st.sampled_from(sorted(AUTHORITIES)),
    st.sampled_from([None, "2A004", "99131"]),
)
def test_what_is_written_is_read_back(prenoms, nom, born, oid, cog):
    authority = AUTHORITIES[oid]
    who = replace(
        WHO,
        prenoms=tuple(prenoms),
        nom_naissance=nom,
        naissance=born,
        oid=oid,
        nature=authority.nature,
        lieu_cog=cog,
    )
    text = write_ins(who, IdentityStatus.QUALIFIED)
    assert read_scan(text, ON, env=authority.env).identity == who
    assert read_scan(text + text, ON, env=authority.env).identity == who
    other = next(env for env in Environment if env is not authority.env)
    assert not read_scan(text, ON, env=other).accepted


@given(st.data())
def test_a_damaged_identity_is_never_another_person(data):
    text = write_ins(WHO, IdentityStatus.QUALIFIED)
    cut = data.draw(st.integers(0, len(text)))
    to = data.draw(st.integers(cut, len(text)))
    reading = read_scan(text[:cut] + text[to:], ON)
    if reading.identity:
        said = reading.identity
        assert (said.matricule, said.sexe, said.oid) == (WHO.matricule, WHO.sexe, WHO.oid)
        assert said.naissance == WHO.naissance


@pytest.mark.parametrize("block", ["S1", "S2", "S3", "S4", "S5", "S6"])
def test_an_empty_block_is_scanned_again(block):
    text = write_ins(WHO, IdentityStatus.QUALIFIED)
    assert isinstance(read_ins(text[:26] + block + "\x1d" + text[26:], Environment.PRODUCTION), Reason)


@pytest.mark.parametrize("born", ["1977-01-21", "21-01-77aa", "00-01-1977", "21-13-1977"])
def test_a_birth_date_that_does_not_exist_is_refused(born):
    text = write_ins(WHO, IdentityStatus.QUALIFIED).replace("21-01-1977", born)
    assert read_scan(text, ON).reason.code == "identity_content"


def test_a_wrong_form_is_refused_even_in_tests():
    body = "0790351215189"
    text = write_ins(
        replace(WHO, matricule=body + nir_key(body), oid="1.2.250.1.213.1.4.10"), IdentityStatus.QUALIFIED
    )
    assert read_scan(text, ON, env=Environment.TEST).reason.code == "identity_content"


def test_without_a_reader_of_identities_the_content_is_only_carried():
    text = write_ins(WHO, IdentityStatus.QUALIFIED)
    reading = read_code(text, ON)
    assert (reading.status, reading.identity, reading.identity_text) == (Status.INS, None, text)


def test_names_are_written_in_the_code_as_the_strict_traits_have_them():
    who = replace(WHO, prenoms=("Zoé", "Marie-Thérèse"), nom_naissance="d’Œuvray-L'Écluse")
    text = write_ins(who, IdentityStatus.QUALIFIED)
    read = read_ins(text, Environment.PRODUCTION)
    assert (read.prenoms, read.nom_naissance) == (("ZOE", "MARIE-THERESE"), "D'OEUVRAY-L'ECLUSE")
