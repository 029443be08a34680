"""Timers of one kind whose handling is a step, which finishes or moves its timer in its own transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from functools import partial

import structlog

from chassis.errors import Fenced, Unavailable, VersionConflict
from chassis.retrying import on_conflict
from chassis.timers import DueTimer

log = structlog.get_logger()


class OnStepDue:
    """Hands each timer of one kind to its step."""

    def __init__(self, step: Callable[[DueTimer], Awaitable[None]]) -> None:
        self._step = step

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch, one after the other; what somebody wrote meanwhile is read again."""
        for timer in due:
            try:
                await on_conflict(partial(self._step, timer))
            except Fenced:
                continue  # moved meanwhile: nothing was written, and the row as it is now is next
            except (Unavailable, VersionConflict):
                raise
            except Exception as failure:  # one brand's bug must not hold up the others; the timer comes again
                log.error("timer_step_failed", kind=timer.kind, brand=timer.brand, error=type(failure).__name__)
