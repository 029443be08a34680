"""Which seats are taken when all is worked, and for whose tasks, read from the store of routing itself."""

from __future__ import annotations

import time
from typing import Any

from pymongo import MongoClient

from tests.faults.house import direct
from tests.faults.record import Taken

DATABASE = "muster_routing"
POLL_SECONDS = 0.5


def settled(address: str, brand: str, within_seconds: float) -> list[Taken]:
    """The taken seats of a brand, as soon as each is taken for a task of its employee, or after the time.

    A claim that led to no task is given up after a while, and an offer times out between the two reads.
    """
    deadline = time.monotonic() + within_seconds
    with direct(address) as client:
        while True:
            found = _taken(client, brand)
            if all(row.holder == row.employee for row in found) or time.monotonic() > deadline:
                return found
            time.sleep(POLL_SECONDS)


def _taken(client: MongoClient[dict[str, Any]], brand: str) -> list[Taken]:
    seats = list(client[DATABASE]["seats"].find({"brand": brand, "state": "held"}))
    names = [seat["holds"] for seat in seats]
    tasks = client[DATABASE]["tasks"].find(
        {"brand": brand, "conversation": {"$in": names}, "state": {"$in": ["offered", "assigned"]}}
    )
    holders = {(task["conversation"], task["seat"]): task["employee"] for task in tasks}
    return [Taken(seat["employee"], seat["holds"], holders.get((seat["holds"], seat["seat"]))) for seat in seats]
