"""What is queued and comes due is sent, several side by side."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Generic, Protocol, TypeVar

from chassis.clock import Clock
from chassis.errors import Fenced
from chassis.timers import DueTimer, NewTimer
from services.inbox.application.directory import Directory
from services.inbox.application.records import Named
from services.inbox.application.reply_ports import ReplyTimers
from services.inbox.domain.leaving import Sendable

AT_ONCE = 16  # sendings side by side; each waits for a platform for up to 20 s and costs one connection
HELD_SECONDS = 20.0  # between looks whether what a brand says may leave again

L = TypeVar("L", bound=Sendable)
Taken = TypeVar("Taken", contravariant=True)


class Delivers(Protocol[Taken]):
    """Takes one that is due to its platform."""

    async def deliver(self, leaving: Taken, /) -> bool:
        """Whether its timer is done with; False when it was moved to a later try."""


class OnSendingDue(Generic[L]):
    """Hands what is due to its sender, and finishes the timers of those that are done with."""

    def __init__(
        self,
        name: str,
        read: Callable[[Collection[Named]], Awaitable[Mapping[Named, L]]],
        sender: Delivers[L],
        timer_of: Callable[[L, datetime], NewTimer],
        timers: ReplyTimers,
        directory: Directory,
        clock: Clock,
    ) -> None:
        """`name` is the field of a timer that has the id; `timers` holds the rows that `timer_of` makes."""
        self._name = name
        self._read = read
        self._sender = sender
        self._timer_of = timer_of
        self._timers = timers
        self._directory = directory
        self._clock = clock

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Take up a batch; the first failure of one is raised after the others have ended."""
        found = await self._read([self._named(timer) for timer in due])
        held = {name: each for name, each in found.items() if self._is_held(each)}
        if held:
            await self._timers.schedule([self._later(each) for each in held.values()])
            due = [timer for timer in due if self._named(timer) not in held]
        gate = asyncio.Semaphore(AT_ONCE)

        async def deliver(timer: DueTimer) -> None:
            leaving = found.get(self._named(timer))
            async with gate:
                if leaving is None or await self._sender.deliver(leaving):
                    await self._finish(timer)

        outcomes = await asyncio.gather(*[deliver(timer) for timer in due], return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    def _named(self, timer: DueTimer) -> Named:
        return timer.brand, timer.payload[self._name]

    def _is_held(self, leaving: L) -> bool:
        """Whether it waits because the operator has turned off that what its brand says leaves."""
        return leaving.state == "queued" and self._directory.holds_replies(leaving.brand)

    def _later(self, leaving: L) -> NewTimer:
        return self._timer_of(leaving, self._clock.now_of(leaving.brand) + timedelta(seconds=HELD_SECONDS))

    async def _finish(self, timer: DueTimer) -> None:
        try:
            await self._timers.done(timer)
        except Fenced:  # set again meanwhile, for a later try: that row stays
            return
