"""Load over loopback, bounded in count: batches at full speed (closed loop), or single posts at a rate (open loop)."""

from __future__ import annotations

import asyncio
import json
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus

import aiohttp

SENTENCES = (
    (
        "My flight to Oslo is cancelled and nobody answers the phone, what can I do now?",
        "The crew on MU{n} was wonderful today, thank you so much!",
        "Is there still a seat by the window on flight MU{n} tomorrow?",
    ),
    ("Mijn koffer is niet aangekomen, wie kan mij helpen met vlucht MU{n}?",),
    ("Wo bekomme ich mein Geld zurück für die Buchung MU{n}? Ich warte seit Stunden.",),
)  # by language: a person keeps to one
CONTACTS_PER_MESSAGE = 0.4  # most people write more than once


def items(count: int, seed: int, run: str) -> Iterator[dict[str, object]]:
    """`count` messages as `POST /v1/events` takes them; `run` makes their ids new."""
    chance = random.Random(seed)  # noqa: S311 - a load must repeat, it guards nothing
    people = max(1, round(count * CONTACTS_PER_MESSAGE))
    for number in range(count):
        person = chance.randrange(people)
        yield {
            "kind": "message",
            "external_id": f"{run}-{number}",
            "contact": {"external_id": f"{run}-p{person}", "name": "A Person", "reach": 120},
            "text": chance.choice(SENTENCES[person % len(SENTENCES)]).replace("{n}", str(chance.randrange(100, 999))),
            "at": datetime.now(UTC).isoformat(),
        }


def bodies(count: int, batch: int, seed: int, run: str) -> list[bytes]:
    """The messages as JSON arrays of `batch` items, made before the clock runs."""
    made = list(items(count, seed, run))
    return [json.dumps(made[start : start + batch]).encode() for start in range(0, count, batch)]


@dataclass(slots=True)
class Outcome:
    """What a load saw: seconds in all, and of each request; refused requests by status."""

    seconds: float = 0.0
    each: list[float] = field(default_factory=list)
    refused: dict[int, int] = field(default_factory=dict)

    def percentile(self, share: float) -> float:
        """Seconds within which that share of the requests was answered."""
        return sorted(self.each)[min(len(self.each) - 1, int(share * len(self.each)))]


async def closed_loop(url: str, key: str, given: list[bytes], clients: int) -> Outcome:
    """Post each body once, `clients` at a time, as fast as they are answered."""
    outcome, waiting = Outcome(), iter(given)
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}

    async def one(session: aiohttp.ClientSession) -> None:
        for body in waiting:
            await _post(session, url, body, outcome)

    async with aiohttp.ClientSession(headers=headers) as session:
        began = time.perf_counter()
        await asyncio.gather(*(one(session) for _ in range(clients)))
        outcome.seconds = time.perf_counter() - began
    return outcome


async def open_loop(url: str, key: str, given: list[bytes], rate: float, begin: float) -> Outcome:
    """Post each body at its time, `rate` a second from the epoch second `begin` on, answered or not the ones before."""
    outcome = Outcome()
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    async with aiohttp.ClientSession(headers=headers, connector=aiohttp.TCPConnector(limit=0)) as session:
        await asyncio.sleep(begin - time.time())
        began = time.perf_counter()
        posts = []
        for number, body in enumerate(given):
            await asyncio.sleep(max(0.0, began + number / rate - time.perf_counter()))
            posts.append(asyncio.create_task(_post(session, url, body, outcome)))
        await asyncio.gather(*posts)
        outcome.seconds = time.perf_counter() - began
    return outcome


async def _post(session: aiohttp.ClientSession, url: str, body: bytes, outcome: Outcome) -> None:
    began = time.perf_counter()
    async with session.post(url, data=body) as answer:
        await answer.read()
    outcome.each.append(time.perf_counter() - began)
    if answer.status != HTTPStatus.ACCEPTED:
        outcome.refused[answer.status] = outcome.refused.get(answer.status, 0) + 1
