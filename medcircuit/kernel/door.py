"""What a proof of identity stands on, besides the person: the address browsers use, two clocks, and the kept secrets."""

from __future__ import annotations

from dataclasses import dataclass

from medcircuit.kernel.clock import Clock
from medcircuit.kernel.db import Database
from medcircuit.kernel.provider import Provider
from medcircuit.kernel.site import Site
from medcircuit.kernel.vault import Vault


@dataclass(frozen=True)
class Door:
    """Through which people come in: `clock` is the house's time, `wall` the true one, by which codes and tokens count.

    Without a `site` no passkey can be made or used, without a `provider` nobody comes in by Pro Santé Connect.
    """

    database: Database
    clock: Clock
    wall: Clock
    vault: Vault
    site: Site | None = None
    provider: Provider | None = None
