"""Closed-loop load: workers in each lane, each of which sends its next request once the last one was answered."""

from __future__ import annotations

import asyncio
import random
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import aiohttp

from deploy.drill.figures import LaneFigures
from gateway.domain.places import PARTS
from gateway.domain.request_lanes import RequestLane

ASKED: Final[Mapping[RequestLane, str]] = {
    RequestLane.BULK: "/v1/people",
    RequestLane.LIVE: "/v1/conversations",
    RequestLane.CRISIS: "/v1/incidents",
}
"""What is asked for: reads alone, so that nothing comes of it."""
MOST_WORKERS: Final[Mapping[RequestLane, int]] = {
    RequestLane.BULK: 400,
    RequestLane.LIVE: 200,
    RequestLane.CRISIS: 4,
}
CALM_SECONDS = 2.0  # one worker a lane: the gateway learns how soon it answers when nothing is in the way
MOST_REQUESTS = 100_000  # in all
AFTER_SHED_SECONDS = (0.2, 0.6)  # sooner than Retry-After says, or nobody would come back within a drill
REQUEST_SECONDS = 15.0


@dataclass(slots=True)
class _Run:
    """One load under way; it ends at `until`, in seconds of the monotonic clock, or when `left` is used up."""

    session: aiohttp.ClientSession
    base: str
    until: float
    figures: Mapping[RequestLane, LaneFigures]
    left: int = MOST_REQUESTS

    async def work(self, lane: RequestLane) -> None:
        """Send one request after the other."""
        while time.monotonic() < self.until and self.left:
            self.left -= 1
            if await self._ask(lane):
                await asyncio.sleep(random.uniform(*AFTER_SHED_SECONDS))  # noqa: S311 - spreads load, keeps no secret

    async def _ask(self, lane: RequestLane) -> bool:
        """Send one request; True when it was shed."""
        figures = self.figures[lane]
        figures.sent += 1
        began = time.monotonic()
        try:
            async with self.session.get(self.base + ASKED[lane]) as answer:
                await answer.read()
        except (aiohttp.ClientError, TimeoutError):
            figures.failed += 1
            return False
        if answer.status == 503 and "Muster-Shed" in answer.headers:
            figures.shed += 1
            return True
        if answer.status == 200:
            figures.seconds.append(time.monotonic() - began)
        else:
            figures.failed += 1
        return False


def workers(limit: int) -> dict[RequestLane, int]:
    """How many workers fill a house of so many places: more of bulk and live than their parts hold, few of crisis."""
    wanted = {lane: int(1.2 * limit * part) + 10 for lane, part in PARTS.items()}
    return {lane: min(most, wanted[lane]) for lane, most in MOST_WORKERS.items()}


async def load(base: str, key: str, limit: int, seconds: float) -> dict[RequestLane, LaneFigures]:
    """Load the gateway at `base` with reads by `key`, first in calm, then with all workers for so many seconds."""
    timeout = aiohttp.ClientTimeout(total=REQUEST_SECONDS)
    headers = {"Authorization": f"Bearer {key}"}
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=timeout, headers=headers
    ) as session:
        await _all_of(session, base, dict.fromkeys(RequestLane, 1), CALM_SECONDS)
        return await _all_of(session, base, workers(limit), seconds)


async def _all_of(
    session: aiohttp.ClientSession, base: str, crew: Mapping[RequestLane, int], seconds: float
) -> dict[RequestLane, LaneFigures]:
    figures = {lane: LaneFigures() for lane in RequestLane}
    run = _Run(session, base, time.monotonic() + seconds, figures)
    await asyncio.gather(*(run.work(lane) for lane, count in crew.items() for _ in range(count)))
    return figures
