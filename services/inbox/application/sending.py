"""Sends what leaves for a platform: claimed before it goes, sent with its id as key, recorded after; never guessed."""

from __future__ import annotations

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable
from datetime import datetime
from typing import Generic, TypeVar

import structlog
from prometheus_client import Counter

from channels.sending import OutcomeUnknown, RetryLater, SendFailed, SendResult, Sent
from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.retrying import on_conflict
from services.inbox.domain import leaving as states
from services.inbox.domain.leaving import Sendable, StaleSending

log = structlog.get_logger()

TRIES = 40  # against the consumer and people who write the same conversation; the outcome must not get lost
CONFLICT_SECONDS = 0.05  # between tries: two seconds in all, longer than a row of batches on one conversation
OUTCOMES: dict[type[SendResult], str] = {
    Sent: "sent",
    SendFailed: "failed",
    RetryLater: "retry_later",
    OutcomeUnknown: "unknown",
}
"""What a channel said, as the label `outcome`; `guideline_refused` beside them is what never reached its channel."""

SENDINGS = Counter("muster_inbox_sendings", "Replies and posts by what their channel said.", ["channel", "outcome"])

L = TypeVar("L", bound=Sendable)


class Sender(ABC, Generic[L]):
    """Takes what is queued to what its channel makes of it."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def deliver(self, leaving: L) -> bool:
        """Send what is queued, and show what a dead sender left to a person.

        Returns:
            Whether its timer is done with; False when it was moved to a later try.
        """
        if leaving.state == "claimed":
            orphan = states.orphaned(leaving)
            return await self._record(
                leaving, lambda current: orphan if current.version == leaving.version else current
            )
        if leaving.state != "queued":
            return True
        claimed = await self._claim(leaving)
        if claimed is None or claimed.state != "claimed":
            return True
        result = await self._send(claimed)
        crash_points.reach("inbox.sent_not_recorded")
        self._count(claimed, OUTCOMES[type(result)])
        now = self._clock.now_of(claimed.brand)
        return await self._record(claimed, lambda current: outcome_of(current, claimed.epoch, result, now))

    @abstractmethod
    async def _claim(self, leaving: L) -> L | None:
        """Write what it becomes when it is taken up; None when another process was first: its timer is its own."""

    @abstractmethod
    async def _send(self, claimed: L) -> SendResult:
        """Send it, once."""

    @abstractmethod
    def _count(self, claimed: L, outcome: str) -> None:
        """Count what came of it."""

    @abstractmethod
    async def _stored(self, leaving: L) -> L | None:
        """It as it is stored now."""

    @abstractmethod
    async def _write(self, before: L, after: L) -> None:
        """Write what became of it, with what follows. Raises VersionConflict."""

    async def _record(self, leaving: L, outcome: Callable[[L], L]) -> bool:
        """Write the result of a sending; whatever else is written meanwhile, this is not lost."""

        async def once() -> bool:
            before = await self._stored(leaving)
            if before is None:
                return True
            try:
                after = outcome(before)
            except StaleSending:
                log.warning("sending_outcome_stale", id=leaving.id, state=before.state)
                return True
            if after is before:
                return True
            try:
                await self._write(before, after)
            except VersionConflict:
                await asyncio.sleep(CONFLICT_SECONDS)
                raise
            return after.state != "queued"

        return await on_conflict(once, tries=TRIES)


def outcome_of(current: L, epoch: int, result: SendResult, now: datetime) -> L:
    """What a claimed one becomes by what its channel said; raises StaleSending where another claim followed."""
    if isinstance(result, Sent):
        return states.sent(current, epoch, result.external_id, now)
    if isinstance(result, OutcomeUnknown):
        return states.undecided(current, epoch, result.code)
    if isinstance(result, RetryLater):
        return states.refused(current, epoch, result.code, retryable=True, at=now, wait=result.seconds)
    return states.refused(current, epoch, result.code, retryable=False, at=now)
