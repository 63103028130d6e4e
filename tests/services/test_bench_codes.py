"""The reader is measured beside biip on the same packs."""

from __future__ import annotations

from datetime import date

from medcircuit.bench.codes import DAMAGES, bench_codes, own_codes, well_formed
from medcircuit.medicines.rules.codes import Status
from medcircuit.residents.rules.identity import read_scan

READ_ON = date(2026, 11, 21)


def test_the_measure_compares_both_readers_in_one_run():
    figures = bench_codes(packs=40, rounds=2)
    assert figures["packs"] == 40
    assert set(figures["reads_per_second"]) == {"ours", "biip", "biip_parse", "damaged", "own_codes"}
    assert all(rate > 0 for rate in figures["reads_per_second"].values())
    # generous: the goal is 0.5, and a loaded machine distorts forty reads
    assert figures["ratio"] > 0.1


def test_what_is_measured_is_what_a_round_meets():
    (pack,) = well_formed(1)
    assert [read_scan(change(pack), READ_ON).status for change in DAMAGES] == [
        Status.OK,
        Status.OK,
        Status.OK,
        Status.AMBIGUOUS,
    ]
    assert read_scan(own_codes(1)[0], READ_ON).status is Status.OWN
