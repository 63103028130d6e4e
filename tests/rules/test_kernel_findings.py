"""The verdict is that of the highest tier."""

import itertools

import pytest

from medcircuit.kernel.findings import KINDS, Finding, FindingKind, Tier, Verdict, verdict

ORDER = [
    (Tier.INFO, Verdict.OK),
    (Tier.REPEAT, Verdict.REPEAT),
    (Tier.UNKNOWN, Verdict.UNKNOWN),
    (Tier.CONFIRM, Verdict.CONFIRM),
    (Tier.STOP, Verdict.STOP),
]


def test_without_findings_it_is_right():
    assert verdict([]) is Verdict.OK


@pytest.mark.parametrize(("first", "second"), list(itertools.product(ORDER, ORDER)))
def test_the_highest_tier_decides_and_order_does_not(first, second):
    highest = max(first, second, key=lambda pair: pair[0])[1]
    findings = [Finding("a", first[0]), Finding("b", second[0])]
    assert verdict(findings) is verdict(findings[::-1]) is highest


def test_a_code_names_one_finding_only():
    kind = FindingKind("only_in_this_test", "Une phrase.")
    try:
        assert kind(Tier.STOP, who="S. Petit") == Finding("only_in_this_test", Tier.STOP, {"who": "S. Petit"})
        with pytest.raises(AssertionError):
            FindingKind("only_in_this_test", "Une autre phrase.")
    finally:
        KINDS.pop("only_in_this_test")
