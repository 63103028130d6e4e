"""biip is asked field by field, and remembered: it must say what it would say of the whole string."""

from __future__ import annotations

import sys
from datetime import date

import pytest
from biip import ParseConfig, ParseError
from biip.gs1_messages import GS1Message
from hypothesis import given, settings
from hypothesis import strategies as st

from medcircuit.medicines.rules.codes import gs1
from medcircuit.medicines.rules.codes.gs1 import first_fault, is_variable, prepare_codes
from medcircuit.medicines.rules.codes.healing import GS

_LAWFUL = st.text("!\"%&'()*+,-./0123456789:;<=>?ABCXYZ_abcxyz", min_size=1, max_size=24)
_ODD = st.text('AB9 é#\x1d"', min_size=1, max_size=8)
_FIELD = st.one_of(
    st.tuples(st.sampled_from(("01", "02")), st.from_regex("0340093[0-9]{7}", fullmatch=True)),
    st.tuples(
        st.sampled_from(("17", "11", "15")), st.sampled_from(("281130", "280200", "281199", "2811301"))
    ),
    st.tuples(
        st.sampled_from(("10", "21", "240", "711", "37", "3922", "8005", "91", "7003")), _LAWFUL | _ODD
    ),
    st.tuples(
        st.sampled_from(("20", "3103", "410", "05", "29")), st.from_regex("[0-9]{2,13}", fullmatch=True)
    ),
)


@settings(max_examples=300)
@given(st.lists(_FIELD, min_size=1, max_size=5))
def test_fields_read_one_by_one_are_what_biip_reads_in_the_whole_string(
    fields: list[tuple[str, str]],
) -> None:
    text = "".join(f"{ai}{value}{GS if is_variable(ai) else ''}" for ai, value in fields)
    try:
        message = GS1Message.parse(text, config=ParseConfig(gs1_element_strings_verify_date=False))
        whole = [(one.ai.ai, one.value) for one in message.element_strings]
    except (ParseError, ValueError, ArithmeticError, LookupError):
        whole = []
    dates_stand = all(value in {"281130", "280200"} for ai, value in fields if ai in {"17", "11", "15"})
    assert (first_fault(fields, date(2026, 11, 22)) is None) == (dates_stand and whole == fields)


def test_the_tables_of_gs1_can_be_loaded_before_the_first_box_is_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in [name for name in sys.modules if name.split(".")[0] == "biip"]:
        monkeypatch.delitem(sys.modules, name)
    gs1._biip.cache_clear()
    prepare_codes()
    assert "biip.gs1_messages" in sys.modules
