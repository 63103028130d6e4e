"""The checks of a prescription: pure rules over one frozen value, the same for the server, a command and a test.

Each finding says where it comes from and of when that is. What could not be checked is a finding too: silence means that
a check was made and found nothing.
"""

from __future__ import annotations

from medcircuit.kernel.findings import Verdict, verdict
from medcircuit.prescriptions.rules.checks.allergies import allergies
from medcircuit.prescriptions.rules.checks.doses import doses, weekly
from medcircuit.prescriptions.rules.checks.findings import REASONS
from medcircuit.prescriptions.rules.checks.forms import crushing
from medcircuit.prescriptions.rules.checks.regulation import durations, narcotics, overlaps, supply
from medcircuit.prescriptions.rules.checks.together import duplicates, interactions
from medcircuit.prescriptions.rules.checks.values import (
    Alert,
    Case,
    CheckedLine,
    Legal,
    Noted,
    Person,
    Reader,
)

CHECKS = (
    allergies,
    duplicates,
    interactions,
    doses,
    weekly,
    crushing,
    durations,
    narcotics,
    overlaps,
    supply,
)


def check(case: Case) -> tuple[Alert, ...]:
    """Everything that is found, the gravest first, then in the order of CHECKS; none hides another."""
    found = [alert for rule in CHECKS for alert in rule(case)]
    return tuple(sorted(found, key=lambda alert: -alert.finding.tier))


def outcome(alerts: tuple[Alert, ...]) -> Verdict:
    """What all findings come to."""
    return verdict(alert.finding for alert in alerts)


__all__ = [
    "CHECKS",
    "REASONS",
    "Alert",
    "Case",
    "CheckedLine",
    "Legal",
    "Noted",
    "Person",
    "Reader",
    "check",
    "outcome",
]
