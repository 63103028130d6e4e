"""What the measured browsers do: sign in, read a round, scan a box, record the dose."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from time import perf_counter
from typing import Any

from medcircuit.bench.house import DAY, LOGIN, NOW, Product
from medcircuit.bench.load import Client, Task, Timings
from medcircuit.demo.seed import PASSWORD
from medcircuit.kernel.db import new_id

_serials = itertools.count(1)
_begun = perf_counter()


@dataclass(frozen=True)
class Target:
    """One due dose of the round and the box it is given from."""

    unit: str
    dose: dict[str, Any]
    product: Product


def sign_in(host: str, port: int, count: int, *, login: str = LOGIN) -> list[Client]:
    """So many browsers, each on a device of its own, all signed in."""
    clients = []
    for number in range(count):
        client = Client(host, port)
        proof = {"login": login, "password": PASSWORD, "device": f"banc-{number}"}
        answer = client.request("POST", "/api/session", proof)
        assert answer.status == 200, answer.body
        clients.append(client)
    return clients


def read_targets(client: Client) -> list[Target]:
    """Every dose due in the morning round of every unit."""
    targets: list[Target] = []
    for unit in client.request("GET", "/api/me").json()["units"]:
        pack = client.request("GET", f"/api/rounds/{unit['id']}/{DAY}/MORN/pack").json()
        by_class = {
            told["class"]: told["cip13"]
            for told in sorted(pack["products"].values(), key=lambda told: told["cip13"])
        }
        targets.extend(
            Target(unit["id"], dose, Product("", by_class[dose["class"]])) for dose in pack["doses"]
        )
    return targets


@dataclass
class Acts:
    """Tasks over a list of due doses, and how long each of their two requests took."""

    scans: Timings
    events: Timings
    sequence: int = 0

    def tasks(self, targets: Sequence[Target]) -> list[Task]:
        """One task for each dose: scan its box, then record it given."""
        return [self._task(target) for target in targets]

    def _task(self, target: Target) -> Task:
        def act(client: Client) -> float:
            scanned = client.request("POST", "/api/scans", scan_body(target))
            assert scanned.status == 200, scanned.body
            answer = scanned.json()
            assert answer["dose"] == target.dose["key"], scanned.body
            recorded = client.request("POST", "/api/events", {"events": [self._event(target, answer)]})
            assert recorded.status == 200, recorded.body
            assert recorded.json()["receipts"][0]["status"] == "accepted", recorded.body
            self.scans.each.append(scanned.took)
            self.events.each.append(recorded.took)
            return scanned.took + recorded.took

        return act

    def _event(self, target: Target, answer: dict[str, Any]) -> dict[str, Any]:
        self.sequence += 1
        dose, proposal = target.dose, answer["proposal"]
        return {
            "id": new_id(),
            "device": "banc",
            "device_seq": self.sequence,
            "prev_hash": None,
            "kind": "given",
            "dose": dose["key"],
            "line": dose["line"],
            "resident": dose["resident"],
            "version_seen": dose["version"],
            "amount": proposal["amount"],
            "units": proposal["units"],
            "remainder": None,
            "reason": None,
            "note": None,
            "overrides": [],
            "unreadable": None,
            "replaces": None,
            "scans": [answer["id"]],
            "at": now_text(),
            "asserted": False,
        }


def scan_body(target: Target) -> dict[str, Any]:
    """The scan of a box of the dose, for the resident who is open."""
    return {
        "id": new_id(),
        "raw": target.product.code(next(_serials)),
        "mode": "scan",
        "traits": None,
        "resident": target.dose["resident"],
        "round": {"unit": target.unit, "date": DAY.isoformat(), "moment": "MORN"},
        "at": now_text(),
        "device": "banc",
    }


def scan_only(target: Target) -> Task:
    """A task that only scans."""

    def act(client: Client) -> float:
        scanned = client.request("POST", "/api/scans", scan_body(target))
        assert scanned.status == 200, scanned.body
        return scanned.took

    return act


def now_text() -> str:
    """The instant by the measured house's clock, as near as this process knows."""
    at = NOW + timedelta(seconds=perf_counter() - _begun)
    return at.isoformat(timespec="milliseconds")
