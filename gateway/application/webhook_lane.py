"""Works on the lane of one endpoint: looks what is due, keeps requests under way, stores what came of them."""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from chassis import crash_points
from chassis.lanes import Lane
from gateway.application.webhook_parts import Tried, WebhookParts
from gateway.application.webhook_recording import record
from gateway.domain.webhook_delivery import WebhookDelivery
from gateway.domain.webhook_endpoint import DisabledReason, WebhookEndpoint, WebhookHealth

LEASE_SECONDS = 10.0  # renewed at each third of it: so long a dead process's deliveries wait
LOOK_SECONDS = 1.0  # between looks while requests are under way, for what another process stored
SOON_SECONDS = 0.02  # between looks for what this process stored: what comes meanwhile is read in one go
TURNED_OFF_SECONDS = 20.0  # between looks whether a brand's webhooks are on again
PAGE = 250  # deliveries read at once
REMOVED_AT_ONCE = 1_000


class WebhookLane:
    """One endpoint, for as long as it has work and this process has its lane."""

    def __init__(self, parts: WebhookParts, lane: Lane) -> None:
        self.lane = lane
        self._parts = parts
        self._waiting: deque[WebhookDelivery] = deque()
        self._under_way: dict[asyncio.Task[Tried], WebhookDelivery] = {}
        self._tried: list[Tried] = []
        self._recording: list[Tried] = []
        self._recorder: asyncio.Task[DisabledReason | None] | None = None
        self._endpoint: WebhookEndpoint | None = None
        self._health = WebhookHealth()
        self._turned_off = False
        self._all_read = False  # the last look read everything that was due
        self._looked_at = self._renewed_at = 0.0
        self._woken = asyncio.Event()
        self._stopping = False

    def wake(self) -> None:
        """Look soon: something was stored for this endpoint."""
        self._woken.set()

    def stop(self) -> None:
        """Begin nothing more; `run` ends once what is under way has ended."""
        self._stopping = True
        self._woken.set()

    async def run(self) -> None:
        """Work until nothing is due.

        Raises:
            Fenced: Another process has the lane.
            Unavailable: MongoDB is; the lane is taken up again after its lease.
        """
        self._health = await self._parts.endpoints.health(self.lane.brand, self.lane.name)
        try:
            while self._busy or not self._stopping:
                if self._looks_now():
                    await self._look()
                self._begin()
                if self._busy:
                    await self._collect()
                elif await self._rest():
                    return
            await self._parts.lanes.leave(self.lane)
        finally:
            for task in (*self._under_way, *([self._recorder] if self._recorder else [])):
                task.cancel()

    @property
    def _busy(self) -> bool:
        return bool(self._under_way) or self._recorder is not None

    def _looks_now(self) -> bool:
        now = time.monotonic()
        if now - self._renewed_at > LEASE_SECONDS / 3:
            return True
        if self._waiting or self._stopping:
            return False
        if not self._busy:
            return not self._all_read
        return now - self._looked_at >= (SOON_SECONDS if self._woken.is_set() else LOOK_SECONDS)

    async def _look(self) -> None:
        """Renew the lease and, when nothing waits here, read what is due."""
        parts, brand, name = self._parts, self.lane.brand, self.lane.name
        self._woken.clear()
        self.lane = await parts.lanes.renew(self.lane, LEASE_SECONDS)
        self._looked_at = self._renewed_at = time.monotonic()
        self._endpoint = endpoint = await parts.endpoints.get(brand, name)
        self._turned_off = not await parts.features.is_on(brand, "webhooks")
        if self._waiting:
            return
        self._all_read = True
        if endpoint is None or not self._may_send():
            return
        unrecorded = (delivery for delivery, _, _ in (*self._tried, *self._recording))
        in_hand = [*self._under_way.values(), *unrecorded]
        due = await parts.deliveries.due(brand, name, limit=PAGE, in_hand=in_hand, ordered=endpoint.ordered)
        self._all_read = len(due) < PAGE and not (due and endpoint.ordered)
        self._waiting.extend(due)

    def _may_send(self) -> bool:
        """Whether the endpoint is there, enabled, not left alone because it fails, and the brand's webhooks are on."""
        until = self._health.paused_until()
        paused = until is not None and self._parts.clock.now() < until
        return self._endpoint is not None and self._endpoint.disabled is None and not paused and not self._turned_off

    def _begin(self) -> None:
        """Start as many requests as may be under way."""
        endpoint = self._endpoint
        if endpoint is None or self._stopping or not self._may_send():
            self._waiting.clear()
            return
        while self._waiting and len(self._under_way) < self._health.in_flight:
            delivery = self._waiting.popleft()
            self._under_way[asyncio.create_task(self._try(endpoint, delivery))] = delivery

    async def _try(self, endpoint: WebhookEndpoint, delivery: WebhookDelivery) -> Tried:
        attempt, asked = await self._parts.posting.try_once(endpoint, delivery)
        return delivery, attempt, asked

    async def _collect(self) -> None:
        """Wait for answers, or until there is something to look at; what came of tries is stored beside the next."""
        woken = asyncio.create_task(self._woken.wait())
        waited: set[asyncio.Task[Any]] = {*self._under_way, *([self._recorder] if self._recorder else [])}
        pause = LOOK_SECONDS
        if not self._waiting and self._woken.is_set():
            pause = SOON_SECONDS
        elif not self._waiting:
            waited.add(woken)
        done, _ = await asyncio.wait(waited, timeout=pause, return_when=asyncio.FIRST_COMPLETED)
        woken.cancel()
        for task in [each for each in self._under_way if each in done]:
            self._tried.append(task.result())
            del self._under_way[task]
        if self._recorder is not None and self._recorder.done():
            self._recorded(self._recorder.result())
        if self._tried and self._recorder is None and self._endpoint is not None:
            self._recording, self._tried = self._tried, []
            crash_points.reach("gateway.webhook_sent_not_recorded")
            before, self._health = self._health, _judged(self._health, self._recording, self._parts.clock.now())
            work = record(self._parts, self._endpoint, self._recording, before, self._health)
            self._recorder = asyncio.create_task(work)

    def _recorded(self, disabled: DisabledReason | None) -> None:
        self._recorder, self._recording = None, []
        if disabled is not None and self._endpoint is not None:
            self._endpoint = replace(self._endpoint, disabled=disabled)

    async def _rest(self) -> bool:
        """Let the lane go until its next delivery is due; False when there is more to do now."""
        parts, endpoint = self._parts, self._endpoint
        self._all_read = False
        if endpoint is None:
            return await self._clear()
        if endpoint.disabled is not None:
            return await parts.lanes.rest(self.lane, None)
        if self._turned_off:
            return await parts.lanes.rest(self.lane, parts.clock.now() + timedelta(seconds=TURNED_OFF_SECONDS))
        due = await parts.deliveries.next_due(endpoint.brand, endpoint.id, ordered=endpoint.ordered)
        paused = self._health.paused_until()
        wake_at = due if due is None or paused is None else max(due, paused)
        return await parts.lanes.rest(self.lane, wake_at)

    async def _clear(self) -> bool:
        """Delete what is left of an endpoint that was removed."""
        brand, name = self.lane.brand, self.lane.name
        if await self._parts.deliveries.remove_some(brand, name, REMOVED_AT_ONCE):
            return False
        await self._parts.endpoints.remove(brand, name)
        return await self._parts.lanes.end(self.lane)


def _judged(health: WebhookHealth, tried: Sequence[Tried], now: datetime) -> WebhookHealth:
    for _, attempt, _ in sorted(tried, key=lambda each: each[1].at):
        health = health.succeeded(now) if attempt.taken else health.failed(now, attempt.code)
    return health
