"""The messages of the surge drill: a calm, and then a hundred times as many; posted when they are due (open loop)."""

from __future__ import annotations

import asyncio
import json
import random
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any, Final

import aiohttp

from deploy.drill.figures import quantile
from deploy.local.webhook import message_item

FACTOR = 100  # how many times more messages the surge has than the calm, in a second
BATCH_SECONDS = 0.1  # of the surge go into one request
MESSAGES_PER_PERSON = 25
CONNECTIONS = 64
REQUEST_SECONDS = 15.0
GIVE_UP_SECONDS = 60.0  # after so long a batch that is refused again and again has failed
AGAIN_SECONDS = 1.0  # after a refusal: what Retry-After asks for at first
TAKE_LATER: Final = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
TEXTS: Final = (
    "My flight to Oslo is cancelled and nobody answers the phone, what can I do now?",
    "We have been standing at the gate for five hours. Where is somebody who knows anything?",
    "Mijn vlucht is geannuleerd en ik kan niemand bereiken, wie helpt mij?",
    "Wie komme ich heute noch nach Hause? Ihr Schalter ist geschlossen.",
)


@dataclass(frozen=True, slots=True)
class SurgeBatch:
    """The messages of one request, as `POST /v1/events` takes them, due so many seconds after the traffic began."""

    due: float
    part: str
    items: tuple[Mapping[str, Any], ...]


@dataclass(slots=True)
class PostedFigures:
    """The messages of one part, calm or surge; `seconds` from when each batch was due to its acknowledgement.

    A batch that is refused for the moment counts in `refused` and is sent again; in `failed` are messages that were
    never acknowledged.
    """

    sent: int = 0
    acknowledged: int = 0
    refused: int = 0
    failed: int = 0
    seconds: list[float] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        p50, p99 = (quantile(self.seconds, part) for part in (0.5, 0.99))
        counts = {"sent": self.sent, "acknowledged": self.acknowledged, "failed": self.failed}
        return {**counts, "batches_refused": self.refused, "ack_p50_seconds": p50, "ack_p99_seconds": p99}


def plan(calm_rate: float, calm_seconds: float, messages: int, seconds: float, seed: int) -> list[SurgeBatch]:
    """Lay out the traffic: the calm in single messages, then `messages` of the surge, fewer where `seconds` end it.

    Args:
        calm_rate: Messages a second; the surge has a hundred times as many.
        calm_seconds: How long the calm lasts.
        messages: Of the surge, at most.
        seconds: How long the surge lasts, at most.
        seed: Of who writes what.
    """
    chance = random.Random(seed)  # noqa: S311 - a drill must repeat, it guards nothing
    calm, surge_rate = round(calm_rate * calm_seconds), calm_rate * FACTOR
    surge = min(messages, round(surge_rate * seconds))
    people = max(1, (calm + surge) // MESSAGES_PER_PERSON)
    made: Iterator[Mapping[str, Any]] = (
        {"number": number, "person": chance.randrange(people), "text": chance.choice(TEXTS)}
        for number in range(calm + surge)
    )
    single = [SurgeBatch(number / calm_rate, "calm", (next(made),)) for number in range(calm)]
    size = max(1, round(surge_rate * BATCH_SECONDS))
    sizes = [min(size, surge - start) for start in range(0, surge, size)]
    together = [
        SurgeBatch(calm_seconds + number * size / surge_rate, "surge", tuple(next(made) for _ in range(count)))
        for number, count in enumerate(sizes)
    ]
    return [*single, *together]


class Traffic(threading.Thread):
    """Posts a plan from a thread of its own, so that nothing the operator does holds it up.

    Args:
        gateway: Its base URL.
        key: Of the integration.
        batches: What to post.
        run: Makes the ids of this drill its own.
    """

    def __init__(self, gateway: str, key: str, batches: Sequence[SurgeBatch], run: str) -> None:
        super().__init__(name="surge-traffic")
        self.figures = {"calm": PostedFigures(), "surge": PostedFigures()}
        self._url, self._key, self._batches, self._run_name = f"{gateway}/v1/events", key, batches, run
        self._ended = threading.Event()
        self.over_at: float | None = None
        """When everything was acknowledged or had failed, in seconds of the monotonic clock; None before."""

    def end(self) -> None:
        """Post nothing more that is not under way, and wait for what is."""
        self._ended.set()
        if self.ident is not None:
            self.join()

    def run(self) -> None:
        """Post everything when it is due; returns when all of it was acknowledged or has failed."""
        try:
            asyncio.run(self._post_all())
        finally:
            self.over_at = time.monotonic()

    async def _post_all(self) -> None:
        began = time.monotonic()
        headers = {"Authorization": f"Bearer {self._key}", "Content-Type": "application/json"}
        timeout, connector = aiohttp.ClientTimeout(total=REQUEST_SECONDS), aiohttp.TCPConnector(limit=CONNECTIONS)
        async with (
            aiohttp.ClientSession(headers=headers, timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as posts,
        ):
            for batch in self._batches:
                await asyncio.sleep(max(0.0, began + batch.due - time.monotonic()))
                if self._ended.is_set():
                    return
                posts.create_task(self._post(session, batch, began + batch.due))

    async def _post(self, session: aiohttp.ClientSession, batch: SurgeBatch, due: float) -> None:
        figures, count = self.figures[batch.part], len(batch.items)
        figures.sent += count
        body = json.dumps([self._item(each) for each in batch.items])
        while time.monotonic() < due + GIVE_UP_SECONDS and not self._ended.is_set():
            status = await _posted(session, self._url, body)
            if status == HTTPStatus.ACCEPTED:
                figures.acknowledged += count
                figures.seconds.append(time.monotonic() - due)
                return
            if status not in TAKE_LATER:
                break
            figures.refused += 1
            await asyncio.sleep(AGAIN_SECONDS)
        figures.failed += count

    def _item(self, made: Mapping[str, Any]) -> dict[str, Any]:
        person = f"{self._run_name}-p{made['person']}"
        return message_item(f"{self._run_name}-{made['number']}", person, person, made["text"], datetime.now(UTC))


async def _posted(session: aiohttp.ClientSession, url: str, body: str) -> int:
    """The status of the answer; 503 where there was none, since the same may be sent again."""
    try:
        async with session.post(url, data=body) as answer:
            await answer.read()
            return answer.status
    except (aiohttp.ClientError, TimeoutError):
        return HTTPStatus.SERVICE_UNAVAILABLE
