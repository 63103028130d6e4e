"""Local time, as cases write it."""

from datetime import datetime

from medcircuit.kernel.clock import PARIS


def at(text):
    """The instant of a time on the walls of Paris: "2026-11-21T08:00"."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)
