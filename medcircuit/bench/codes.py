"""What reading a code costs, beside biip reading the same well-formed inputs in the same run."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterable
from datetime import date
from statistics import median
from time import perf_counter
from typing import Any

from biip import ParseConfig, parse
from biip.gs1_messages import GS1Message

from medcircuit.kernel.checksums import mod97_key
from medcircuit.medicines.rules.codes.products import cip13_of
from medcircuit.residents.rules.identity import read_scan

READ_ON = date(2026, 11, 21)
GS = "\x1d"


def bench_codes(packs: int = 2000, rounds: int = 7) -> dict[str, Any]:
    """Codes read a second, ours and biip's, over the same packs, round after round in turn; medians, and their ratio.

    `ratio` is ours over biip's GS1 parser, which our reader also runs; `ratio_parse` is ours over biip's front door,
    which tries every symbology as ours does. `damaged` are reads of ours alone: biip reads none of them.
    """
    texts = well_formed(packs)
    config = ParseConfig(gs1_element_strings_verify_date=False)
    subjects: dict[str, tuple[Callable[[str], object], list[str]]] = {
        "ours": (_ours, texts),
        "biip": (lambda text: GS1Message.parse(text, config=config), texts),
        "biip_parse": (lambda text: parse(text, config=config), texts),
        "damaged": (_ours, [change(text) for text in texts for change in DAMAGES][:packs]),
        "own_codes": (_ours, own_codes(packs)),
    }
    assert all(read_scan(text, READ_ON).accepted for text in texts), "the inputs are well formed"
    seconds: dict[str, list[float]] = {name: [] for name in subjects}
    for _ in range(rounds):
        for name, (read, inputs) in subjects.items():
            seconds[name].append(_timed(read, inputs))
    rate = {name: packs / median(times) for name, times in seconds.items()}
    return {
        "measure": "codes",
        "packs": packs,
        "rounds": rounds,
        "reads_per_second": {name: round(each) for name, each in rate.items()},
        "ratio": _ratio(seconds["biip"], seconds["ours"]),
        "ratio_parse": _ratio(seconds["biip_parse"], seconds["ours"]),
        "goal": 0.5,
    }


def well_formed(count: int) -> list[str]:
    """Packs as scanners send them: product, expiry, lot, serial, one separator; every number its own."""
    return [
        f"010{cip13_of(f'3{n % 1_000_000:06d}')}17{27 + n % 3}{1 + n % 12:02d}0010K{n % 97:02d}X{GS}21P{n:07d}W"
        for n in range(count)
    ]


def own_codes(count: int) -> list[str]:
    """Codes of ours, as the round meets them most."""
    bodies = (f"2{n:030d}" for n in range(count))
    return [body + mod97_key(body) for body in bodies]


_US = "1234567890]dKPXW"
_FRENCH = "&é\"'(-è_çà$dKPXZ"
_LAYOUT = str.maketrans(_US, _FRENCH)
DAMAGES: tuple[Callable[[str], str], ...] = (
    lambda text: ("]d2" + text).translate(_LAYOUT),
    lambda text: text + text,
    lambda text: text.replace(GS, "<GS>"),
    lambda text: text.replace(GS, ""),
)
"""A US layout on a French host, a read sent twice, a separator written out, a separator lost."""


def _ratio(theirs: list[float], ours: list[float]) -> float:
    """The median of the rounds' ratios: what disturbs the machine disturbs both readers of a round."""
    return round(median(their / our for their, our in zip(theirs, ours, strict=True)), 2)


def _ours(text: str) -> object:
    return read_scan(text, READ_ON)


def _timed(read: Callable[[str], object], inputs: Iterable[str]) -> float:
    gc.collect()
    start = perf_counter()
    for text in inputs:
        read(text)
    return perf_counter() - start
