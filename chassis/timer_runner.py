"""Takes due timers up: claims a batch, passes it to the handlers by kind, and sleeps until the next one is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from datetime import timedelta

import structlog
from opentelemetry import trace

from chassis import crash_points
from chassis.background import BackgroundTask
from chassis.errors import Fenced, Unavailable
from chassis.timers import DueTimer, NewTimer, Timers
from chassis.trace_context import current_span

log = structlog.get_logger()
tracer = trace.get_tracer("muster.timers")

LEASE_SECONDS = 10.0  # a dead process's timers are another's after so long
RENEWALS = 3  # in each lease, while a handler is at work
HANDLER_SECONDS = 120.0  # far above what any batch takes: one that takes longer hangs, and its timers are another's

TimerHandler = Callable[[Sequence[DueTimer]], Awaitable[None]]


class TimerRunner:
    """Claims due timers and passes them to the handler of their kind, a batch at a time.

    A handler finishes each timer, by `Timers.done` in the transaction of its effect or by setting the same key again.
    While it is at work, what it was given stays leased, for two minutes at most. When it raises, the batch is due again
    after the lease.
    """

    def __init__(
        self,
        timers: Timers,
        handlers: Mapping[str, TimerHandler],
        *,
        batch: int = 200,
        lease_seconds: float = LEASE_SECONDS,
        poll_seconds: float = 0.2,
        by_precedence: bool = False,
    ) -> None:
        """`poll_seconds` bounds how late a timer is taken up that another process set, or a brand's moved clock.

        `by_precedence` takes up those due in that order, in place of the most overdue first.
        """
        self._timers = timers
        self._handlers = handlers
        self._batch = batch
        self._lease_seconds = lease_seconds
        self._poll_seconds = poll_seconds
        self._by_precedence = by_precedence
        self._task = BackgroundTask(self._run, "timers")
        self._looks_at = timers.now()
        self._sooner = asyncio.Event()

    async def start(self) -> None:
        """Begin in the background."""
        self._timers.on_set(self._set)
        self._task.start()

    async def stop(self) -> None:
        """Stop; a timer in hand is due again after its lease."""
        await self._task.stop()

    async def _run(self) -> None:
        while True:
            self._looks_at = self._timers.now() + timedelta(seconds=self._poll_seconds)
            self._sooner.clear()
            try:
                if await self.turn() < self._batch:
                    await self._wait()
            except Unavailable as error:
                log.warning("timers_wait", dependency=error.what)
                await asyncio.sleep(error.retry_after)

    def _set(self, timers: Sequence[NewTimer]) -> None:
        """Look at once when a timer was set that is due before the next look."""
        if any(self._timers.machine_due(timer) < self._looks_at for timer in timers if timer.kind in self._handlers):
            self._sooner.set()

    async def _wait(self) -> None:
        """Wait until the next timer is due."""
        due = await self._timers.next_due(list(self._handlers), self._poll_seconds)
        if due is not None:
            self._looks_at = min(due, self._looks_at)
        left = (self._looks_at - self._timers.now()).total_seconds()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(max(0.0, left)):  # `wait_for` may lose a cancellation in Python 3.11
                await self._sooner.wait()

    async def turn(self) -> int:
        """Claim one batch and handle it; returns how many were due."""
        due = await self._timers.claim(
            list(self._handlers), self._batch, self._lease_seconds, by_precedence=self._by_precedence
        )
        if due:
            crash_points.reach("timers.due_not_handled")
        by_kind: dict[str, list[DueTimer]] = defaultdict(list)
        for timer in due:
            by_kind[timer.kind].append(timer)
        async with self._held(due):
            await self._handle(by_kind)
        return len(due)

    async def _handle(self, by_kind: Mapping[str, Sequence[DueTimer]]) -> None:
        for kind, timers in by_kind.items():
            try:
                with current_span(tracer, f"timers {kind}"):
                    await self._handlers[kind](timers)
            except Fenced:
                log.info("timer_fenced", kind=kind)
            except Unavailable:
                raise
            except Exception as failure:  # a bug in one kind must not hold up the others; the rows come again
                log.error("timer_failed", kind=kind, error=type(failure).__name__, count=len(timers))

    @contextlib.asynccontextmanager
    async def _held(self, due: Sequence[DueTimer]) -> AsyncIterator[None]:
        """Keep the claimed timers leased."""
        if not due:
            yield
            return
        renewing = asyncio.create_task(self._renew(due))
        try:
            yield
        finally:
            renewing.cancel()

    async def _renew(self, due: Sequence[DueTimer]) -> None:
        each = self._lease_seconds / RENEWALS
        for _ in range(int(HANDLER_SECONDS / each)):
            await asyncio.sleep(each)
            with contextlib.suppress(Unavailable):
                await self._timers.renew(due, self._lease_seconds)
