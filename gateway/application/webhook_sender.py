"""Sends webhooks in the background: takes up the lanes that have work, each in a task of its own."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Collection

import structlog

from chassis.background import BackgroundTask
from chassis.backoff import Backoff
from chassis.errors import Fenced, Unavailable
from chassis.lanes import Lane
from gateway.application.webhook_lane import LEASE_SECONDS, WebhookLane
from gateway.application.webhook_parts import WebhookParts

log = structlog.get_logger()

MOST_LANES = 200  # endpoints at once in one process; a slow one holds its own lane and no other's
POLL_SECONDS = 1.0  # between looks for lanes that another process woke, or whose time has come
STOP_SECONDS = 5.0  # for requests under way; what takes longer is sent again by another process


class WebhookSender:
    """Claims lanes and works on them."""

    def __init__(self, parts: WebhookParts) -> None:
        self._parts = parts
        self._woken = asyncio.Event()
        self._task = BackgroundTask(self._run, "webhooks")
        self._lanes: dict[asyncio.Task[None], WebhookLane] = {}

    def wake(self, lanes: Collection[tuple[str, str]]) -> None:
        """Look at these lanes, by brand and endpoint, at once."""
        self._woken.set()
        for worker in self._lanes.values():
            if (worker.lane.brand, worker.lane.name) in lanes:
                worker.wake()

    async def start(self) -> None:
        """Begin in the background."""
        self._task.start()

    async def stop(self) -> None:
        """Begin nothing more, and wait for what is under way for a while."""
        await self._task.stop()
        for worker in self._lanes.values():
            worker.stop()
        if self._lanes:
            _, late = await asyncio.wait(list(self._lanes), timeout=STOP_SECONDS)
            given_up = [self._lanes[task].lane for task in late]
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
            with contextlib.suppress(Unavailable):
                for lane in given_up:
                    await self._parts.lanes.leave(lane)

    async def _run(self) -> None:
        backoff = Backoff(POLL_SECONDS, 10 * POLL_SECONDS)
        while True:
            self._woken.clear()
            free = MOST_LANES - len(self._lanes)
            try:
                claimed = await self._parts.lanes.claim(free, LEASE_SECONDS) if free else []
            except Unavailable:
                await asyncio.sleep(backoff.next())
                continue
            backoff.reset()
            for lane in claimed:
                worker = WebhookLane(self._parts, lane)
                task = asyncio.create_task(self._work(worker, lane), name=f"webhooks {lane.brand}")
                self._lanes[task] = worker
                task.add_done_callback(self._ended)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._woken.wait()

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._lanes.pop(task, None)

    async def _work(self, worker: WebhookLane, lane: Lane) -> None:
        try:
            await worker.run()
        except Fenced:
            log.info("webhook_lane_fenced", brand=lane.brand, endpoint=lane.name)
        except Unavailable as error:
            log.warning("webhook_lane_waits", brand=lane.brand, endpoint=lane.name, dependency=error.what)
        except Exception as failure:  # a bug in one lane must not hold up the others; it is taken up after its lease
            log.error("webhook_lane_failed", brand=lane.brand, endpoint=lane.name, error=type(failure).__name__)
