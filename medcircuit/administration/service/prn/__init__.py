"""Doses as needed: what may be given now, the claim on it, its effect, and what counts in its limits."""

from medcircuit.administration.service.prn.asking import PrnAsk, ask_prn, end_ask
from medcircuit.administration.service.prn.counting import Declared, declare, set_counting
from medcircuit.administration.service.prn.effects import Looked, look
from medcircuit.administration.service.prn.following import following
from medcircuit.administration.service.prn.helped import effects_due, prn_json
from medcircuit.administration.service.prn.reading import judged_line

__all__ = [
    "Declared",
    "Looked",
    "PrnAsk",
    "ask_prn",
    "declare",
    "effects_due",
    "end_ask",
    "following",
    "judged_line",
    "look",
    "prn_json",
    "set_counting",
]
