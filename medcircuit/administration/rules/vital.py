"""A life-saving act (*urgence vitale*), told after it was done: never refused but where it cannot be read.

Neither window, delegation, first dose nor network stops it; it is recorded afterwards as a fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from fractions import Fraction

from medcircuit.administration.rules import findings as found
from medcircuit.administration.rules.as_needed import prn_key
from medcircuit.administration.rules.informing import WHY, Why
from medcircuit.delegations.rules.findings import JUDGED_HERE
from medcircuit.kernel.findings import Finding, Tier
from medcircuit.kernel.problems import Invalid
from medcircuit.kernel.quantities import amount_text

NO_LINE = "vital"
"""What stands for the line of an act that no prescription of the person is known for."""
_NEVER_AGAINST = frozenset(
    kind.code
    for kind in (
        found.OUTSIDE_HABILITATION,
        found.NOT_DELEGATED,
        found.PRN_NOT_ASKED,
        found.PRN_STOPPED,
        found.NOT_SCANNED,
    )
).union(JUDGED_HERE)
"""What is not said of a life-saving act: nobody asks, scans or looks for a habilitation first."""
_MOST = 9999


class VitalUnreadable(Invalid):
    """A life-saving act does not say what was given."""

    code = "vital_unreadable"
    sentence = (
        "Il manque ce qui a été donné (%(reason)s). Rien n'a été enregistré. Complétez, puis recommencez."
    )


@dataclass(frozen=True)
class VitalAct:
    """What somebody did to save a life. `product` says it in words where no line or protocol is named.

    `amount` counts in the unit of the line; `called`: the 15 was called.
    """

    id: str
    resident: str
    at: datetime
    device: str
    line: str | None = None
    protocol: str | None = None
    product: str | None = None
    amount: Fraction | None = None
    called: bool = False
    note: str | None = None

    @property
    def key(self) -> str:
        """The key of the dose it is: one as needed, of its own."""
        return prn_key(self.line or NO_LINE, self.at, self.id)

    @property
    def content(self) -> str:
        """All of it as one text, to know it again."""
        said = {name: value for name, value in vars(self).items() if value is not None}
        said["at"] = self.at.astimezone(UTC).isoformat(timespec="microseconds")
        if self.amount is not None:
            said["amount"] = amount_text(self.amount)
        return json.dumps(said, ensure_ascii=False, sort_keys=True)


def check_vital(act: VitalAct) -> None:
    """Raise only where nobody could tell what was given.

    Raises:
        VitalUnreadable: neither line, protocol nor product is named, or the amount is none.
    """
    if not (act.line or act.protocol or (act.product or "").strip()):
        raise VitalUnreadable(reason="le médicament manque")
    if act.amount is not None and not 0 < act.amount <= _MOST:
        raise VitalUnreadable(reason="la quantité est impossible")


def said_of_vital() -> tuple[Finding, ...]:
    """What every life-saving act is noted with: what it was, and that the prescriber is to know."""
    return (
        found.VITAL_ACT(Tier.INFO),
        found.INFORM_PRESCRIBER(Tier.INFO, why=WHY[Why.VITAL_ACT]),
    )


def kept_of_vital(findings: Iterable[Finding]) -> list[Finding]:
    """The incidents of a life-saving act: what was found, but never that nobody was entitled to save a life."""
    return [one for one in findings if one.code not in _NEVER_AGAINST]
