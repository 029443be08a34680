"""One loop that runs beside everything else, from its start until it is stopped."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Coroutine, Mapping
from functools import partial
from typing import Any
from weakref import WeakSet

import structlog
from prometheus_client import Counter, Gauge

from chassis.backoff import Backoff
from chassis.cancelled import asked_to_end
from chassis.log_lines import places

log = structlog.get_logger(__name__)

PAUSE_SECONDS, PAUSE_LIMIT_SECONDS = 0.5, 30.0  # before one that ended is begun again: at once, then seldom enough
STEADY_SECONDS = 60.0  # one that has run so long since it last ended is well again
RETURNED = "returned"

ENDS = Counter(
    "muster_background_ends", "Ends of background tasks that nobody asked for; each is begun again.", ("task",)
)
FAILING = Gauge(
    "muster_background_failing",
    "1 from such an end until the task has run for a minute, 0 otherwise.",
    ("task",),
)


class BackgroundTask:
    """Runs a coroutine as a task of its own; it may be started again once it was stopped.

    One that ends before it was asked to, by an error or by returning, is logged, counted and begun again after a pause
    that grows. It is begun again here and not by ending the process: what it met is often a row that every process
    meets, and then all would end at the same time and take along what still works, the taking in of messages first.
    Until it has run for a minute again, `failing` names it, and `/health/ready` with it.
    """

    def __init__(
        self,
        run: Callable[[], Coroutine[Any, Any, None]],
        name: str,
        *,
        has_an_end: bool = False,
        pause_seconds: float = PAUSE_SECONDS,
    ) -> None:
        """Nothing runs yet.

        Args:
            run: What to do; called anew each time it is begun, with whatever the last time left behind.
            name: The task's, for a person who looks at what a process does, and a label of metrics: one of few.
            has_an_end: It is done when it returns; by default its return is as bad as an error.
            pause_seconds: Before it is begun again, doubled for each end in a row.
        """
        self._run = run
        self._name = name
        self._has_an_end = has_an_end
        self._pause_seconds = pause_seconds
        self._task: asyncio.Task[None] | None = None
        self._began_at: float | None = None
        self._failed_with: str | None = None
        self._stopping = False

    @property
    def runs(self) -> bool:
        """Whether it was started and is at work: it has not ended, and does not wait to be begun again."""
        return self._task is not None and not self._task.done() and self._began_at is not None

    @property
    def name(self) -> str:
        """What it is called."""
        return self._name

    @property
    def failing(self) -> str | None:
        """The type of the error it last ended with; None once it has run for a minute since, or was stopped."""
        steady = self._began_at is not None and time.monotonic() - self._began_at >= STEADY_SECONDS
        return None if steady or self._stopping else self._failed_with

    def start(self) -> None:
        """Begin."""
        self._stopping, self._failed_with = False, None
        self._began_at = time.monotonic()
        self._task = asyncio.create_task(self._go_on(), name=self._name)
        _started.add(self)
        FAILING.labels(self._name).set_function(partial(_is_failing, self._name))

    async def stop(self) -> bool:
        """Cancel it and wait for its end; False where it was never started."""
        if self._task is None:
            return False
        self._stopping = True
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task
        return True

    async def _go_on(self) -> None:
        """Run it again and again until it is stopped, or done."""
        backoff = Backoff(self._pause_seconds, PAUSE_LIMIT_SECONDS)
        while not self._stopping:
            self._began_at = time.monotonic()
            ended = await self._run_once()
            if ended is None or self._stopping:
                return
            if time.monotonic() - self._began_at >= STEADY_SECONDS:
                backoff.reset()
            self._failed_with, self._began_at = ended, None
            ENDS.labels(self._name).inc()
            await asyncio.sleep(backoff.next())

    async def _run_once(self) -> str | None:
        """Run it to its end; returns how it ended, None where that is its regular end."""
        failure: BaseException | None = None
        try:
            await self._run()
        except asyncio.CancelledError as cancelled:  # it may have awaited what another cancelled
            if self._stopping or asked_to_end():
                raise
            failure = cancelled
        except Exception as error:  # noqa: BLE001 - whatever it ended with, it is begun again; the line says where
            failure = error
        if failure is None and self._has_an_end:
            return None
        ended = RETURNED if failure is None else type(failure).__name__
        log.error("background_ended", task=self._name, error=ended, at=[] if failure is None else places(failure))
        return ended


_started: WeakSet[BackgroundTask] = WeakSet()


def failing() -> Mapping[str, str]:
    """The background tasks of this process that do not run as they should, each with the type of its last error."""
    return {task.name: error for task in list(_started) if (error := task.failing) is not None}


def _is_failing(name: str) -> bool:
    return name in failing()
