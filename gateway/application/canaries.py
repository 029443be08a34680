"""Sends canaries the way of messages, takes them when they are back, and knows who has sent none on since when."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial

import structlog
from prometheus_client import Gauge

from chassis.background import BackgroundTask
from chassis.clock import Clock
from chassis.errors import Unavailable
from chassis.messaging import Outgoing, Publisher
from chassis.messaging.canary import Canary, observe
from contracts.registry import CHANNEL_EVENTS
from gateway.persistence.canaries import HOPS, Back, Canaries

log = structlog.get_logger()

SERVICE = "gateway"
LAST_HOP = "routing"  # of the way of a message; crisis and analytics stand beside it
LOOK_SECONDS = 15.0  # between looks at the rows, by each process
MILLISECOND = timedelta(milliseconds=1)

AGE = Gauge(
    "muster_canary_age_seconds",
    "For how long a canary of some brand that this service is to send on has been awaited, or none came at all; "
    "0 where none was ever sent.",
    ("hop",),
)


class CanaryTurns:
    """Sends a canary for each brand of a turn: those behind the last turn's, and from the first again at the end."""

    def __init__(self, canaries: Canaries, publisher: Publisher, clock: Clock, brands: int) -> None:
        """`brands` bounds a turn; with 0 none is sent."""
        self._canaries = canaries
        self._publisher = publisher
        self._clock = clock
        self._brands = brands

    @property
    def on(self) -> bool:
        """Whether canaries are sent."""
        return self._brands > 0

    async def forget(self) -> None:
        """Forget what was sent, so that nothing is awaited."""
        await self._canaries.clear()

    async def take(self, after: str) -> str:
        """Send the canaries of the next turn; returns where the turn after it begins."""
        brands = await self._canaries.brands(after, self._brands)
        if not brands and after:
            await self._canaries.forget_between(after, None, ())
            after, brands = "", await self._canaries.brands("", self._brands)
        full = len(brands) == self._brands
        await self._canaries.forget_between(after, brands[-1] if full else None, brands)
        sent_ms = int(self._clock.now().timestamp() * 1000)
        await self._canaries.sent(brands, _at(sent_ms))
        try:
            await self._publisher.send([Canary(each, sent_ms, SERVICE).record(CHANNEL_EVENTS.name) for each in brands])
        except Unavailable as error:
            log.warning("canaries_cannot_leave", dependency=error.what)
        return brands[-1] if full else ""


class CanaryReturns:
    """The end of the way: the hop of the gateway."""

    def __init__(self, canaries: Canaries, clock: Clock) -> None:
        self._canaries = canaries
        self._clock = clock

    async def __call__(self, canaries: Sequence[Canary], /) -> Sequence[Outgoing]:
        """Note which services sent them on; the last of the way of a message tells how long that takes."""
        observe(SERVICE, [each for each in canaries if each.passed == LAST_HOP])
        seen = [Back(each.brand, each.passed, _at(each.sent_ms)) for each in canaries if each.passed in HOPS]
        await self._canaries.back(seen, self._clock.now())
        return ()


class CanaryWatch:
    """Shows who has sent no canary on since when, in every process; ages grow also where the rows cannot be read."""

    def __init__(self, canaries: Canaries, clock: Clock) -> None:
        self._canaries = canaries
        self._clock = clock
        self._since: Mapping[str, datetime] = {}
        self._task = BackgroundTask(self._run, "canary-watch")

    async def start(self) -> None:
        """Begin to look."""
        for hop in HOPS:
            AGE.labels(hop).set_function(partial(self.age_seconds, hop))
        self._task.start()

    async def stop(self) -> None:
        """End."""
        await self._task.stop()

    def age_seconds(self, hop: str) -> float:
        """The age of a service as of the last look; it grows until the next."""
        since = self._since.get(hop)
        return 0.0 if since is None else max(0.0, (self._clock.now() - since).total_seconds())

    async def look(self) -> None:
        """Read the rows."""
        figures = await self._canaries.figures()
        self._since = {hop: since for hop, each in figures.items() if (since := each.since) is not None}

    async def _run(self) -> None:
        while True:
            try:
                await self.look()
            except Unavailable as error:
                log.warning("canary_watch_waits", dependency=error.what)
            await asyncio.sleep(LOOK_SECONDS)


def _at(sent_ms: int) -> datetime:
    return datetime.fromtimestamp(0, UTC) + sent_ms * MILLISECOND
