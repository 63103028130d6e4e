"""What the prescriber of the demonstration was told: withheld and refused doses, and what came of each."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from medcircuit.administration.rules.entry import Gesture
from medcircuit.administration.rules.findings import INFORM_PRESCRIBER
from medcircuit.administration.rules.informing import REFUSED_WITHIN, WHY, why_inform
from medcircuit.administration.rules.vocabulary import POSITIVE, EventKind
from medcircuit.administration.service.plan import Due
from medcircuit.demo.seeding import Seeding
from medcircuit.kernel.access import Actor
from medcircuit.kernel.db import new_id
from medcircuit.kernel.findings import Finding, Tier

_CONDUCTS = ("offer_again", "leave", "waiting")


@dataclass
class Telling:
    """The refusals of each line so far, by which the third is known."""

    refused: defaultdict[str, list[datetime]] = field(default_factory=lambda: defaultdict(list))

    def of(
        self, seeding: Seeding, nurse: Actor, due: Due, gesture: Gesture, rows: list[dict[str, Any]]
    ) -> list[Finding]:
        """That the prescriber is to be told; of what is older than last evening, `rows` say that the nurse did."""
        if gesture.kind in POSITIVE:
            return []
        refused = self.refused[due.planned.line_id]
        if gesture.kind is EventKind.REFUSED:
            refused.append(gesture.at)
        often = sum(gesture.at - at <= REFUSED_WITHIN for at in refused)
        why = why_inform(gesture.kind, substance=due.planned.label.substance, refusals=often)
        if why is None:
            return []
        told_at = gesture.at + timedelta(hours=2)
        if seeding.now - told_at > timedelta(hours=14):
            rows.append(
                {
                    "id": new_id(),
                    "establishment_id": nurse.establishment_id,
                    "matter": "inform",
                    "subject": gesture.id,
                    "outcome": _CONDUCTS[len(rows) % len(_CONDUCTS)],
                    "reason": "phone",
                    "at": told_at,
                    "by": nurse.user_id,
                    "by_name": nurse.name,
                }
            )
        return [INFORM_PRESCRIBER(Tier.INFO, why=WHY[why])]
