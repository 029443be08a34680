"""The canary of messages: one timer for all processes, due each minute, sends the canaries of some brands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from chassis.service import Resources
from chassis.timers import DueTimer, NewTimer, Timers
from gateway.application.canaries import CanaryReturns, CanaryTurns, CanaryWatch
from gateway.persistence.canaries import Canaries

KEY = "message-canary"
CANARY_TIMER = "message_canary"
EVERY = timedelta(minutes=1)


class MessageCanary:
    """Timer handler of the canaries, and the background work that sets it off."""

    def __init__(self, timers: Timers, turns: CanaryTurns) -> None:
        self._timers = timers
        self._turns = turns

    async def start(self) -> None:
        """Set it due now, or take it away where canaries are off; another process' one is moved, not doubled."""
        if self._turns.on:
            await self._timers.schedule([NewTimer(KEY, "", CANARY_TIMER, self._timers.now(), {"after": ""})])
            return
        await self._timers.cancel([KEY])
        await self._turns.forget()

    async def stop(self) -> None:
        """Nothing: another process goes on with it."""

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Send the canaries of this minute and set the next."""
        for timer in due:
            if not self._turns.on:
                await self._timers.done(timer)
                continue
            after = await self._turns.take(timer.payload["after"])
            next_at = self._timers.now() + EVERY
            await self._timers.schedule([NewTimer(timer.key, "", CANARY_TIMER, next_at, {"after": after})])


@dataclass(frozen=True, slots=True)
class MessageCanaries:
    """The beginning and the end of the way of canaries, and who watches."""

    timer: MessageCanary
    returns: CanaryReturns
    watch: CanaryWatch


def message_canaries(resources: Resources, timers: Timers, brands: int) -> MessageCanaries:
    """Join them over a database and a log; `brands` are sent theirs each minute, with 0 none."""
    canaries, clock = Canaries(resources.mongo), resources.clock
    turns = CanaryTurns(canaries, resources.publisher, clock, brands)
    return MessageCanaries(MessageCanary(timers, turns), CanaryReturns(canaries, clock), CanaryWatch(canaries, clock))
