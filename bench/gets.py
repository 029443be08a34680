"""GET requests through the gateway by one client, one after another, and how long each took."""

from __future__ import annotations

import math
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus

import aiohttp

TIMEOUT = aiohttp.ClientTimeout(total=30)  # longer than the gateway itself waits for a service


@dataclass(slots=True)
class Gets:
    """Seconds of each request, requests by status other than 200, and bytes of the largest answer."""

    seconds: list[float] = field(default_factory=list)
    refused: Counter[int] = field(default_factory=Counter)
    largest: int = 0

    def add(self, other: Gets) -> None:
        """Take in what another round measured."""
        self.seconds += other.seconds
        self.refused += other.refused
        self.largest = max(self.largest, other.largest)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that at least `share` of all values do not exceed."""
    return sorted(values)[max(0, math.ceil(share * len(values)) - 1)]


def client(base: str, key: str) -> aiohttp.ClientSession:
    """A client with one connection, kept open."""
    connector = aiohttp.TCPConnector(limit=1)
    headers = {"Authorization": f"Bearer {key}"}
    return aiohttp.ClientSession(base, headers=headers, connector=connector, timeout=TIMEOUT)


async def get_each(session: aiohttp.ClientSession, paths: Iterable[str], most_seconds: float = math.inf) -> Gets:
    """Get each path once; no further one begins after `most_seconds`."""
    done, began = Gets(), time.perf_counter()
    for path in paths:
        asked = time.perf_counter()
        if asked - began > most_seconds:
            break
        async with session.get(path) as answer:
            content = await answer.read()
        done.seconds.append(time.perf_counter() - asked)
        done.largest = max(done.largest, len(content))
        if answer.status != HTTPStatus.OK:
            done.refused[answer.status] += 1
    return done
