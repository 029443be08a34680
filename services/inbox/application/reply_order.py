"""Which reply goes before which: by precedence when many are due, and one after the other in a conversation."""

from __future__ import annotations

from datetime import timedelta
from typing import Protocol

from chassis.clock import Clock
from chassis.timer_order import Precedence
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.reply_ports import ReplyTimers
from services.inbox.application.timers import reply_timer, reply_timer_key
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.incident import is_of
from services.inbox.domain.reply import Reply

LOOK_AGAIN = timedelta(seconds=1)  # a sending takes about as long; the earlier reply is out, or has a later time


async def precedence_of(unit: UnitOfWork, reply: Reply, state: Conversation) -> Precedence:
    """What a reply goes before: those of an incident before everyday ones, those of a story answer behind both."""
    if reply.is_of_story_answer:
        return "last"
    on = await unit.incidents(reply.brand)
    return "first" if any(is_of(state, each) for each in on) else "ordinary"


class DeliversReplies(Protocol):
    """Takes replies that are due to their platforms."""

    async def deliver(self, leaving: Reply, /) -> bool:
        """Whether its timer is done with; False when it was moved to a later try."""


class InOrder:
    """Lets the replies of a conversation leave in the order they were written in, whatever each goes before."""

    def __init__(self, sender: DeliversReplies, unit: UnitOfWork, timers: ReplyTimers, clock: Clock) -> None:
        self._sender = sender
        self._unit = unit
        self._timers = timers
        self._clock = clock

    async def deliver(self, leaving: Reply, /) -> bool:
        """Send a reply, unless an earlier one is not out yet: it waits for that, which then goes first as it does.

        One of a story answer waits for nothing: where another is under way it is taken back.
        """
        waits = leaving.state == "queued" and not leaving.is_of_story_answer
        earlier = await self._unit.reply_before(leaving) if waits else None
        record = await self._unit.conversation(leaving.brand, leaving.conversation) if earlier is not None else None
        if earlier is None or record is None:
            return await self._sender.deliver(leaving)
        precedence = await precedence_of(self._unit, leaving, record.conversation)
        now = self._clock.now_of(leaving.brand)
        due_at = max(now + LOOK_AGAIN, earlier.next_try_at or now)
        if earlier.state == "queued" and precedence == "first":
            await self._timers.give_precedence([reply_timer_key(earlier)], precedence)
        await self._timers.schedule([reply_timer(leaving, due_at, precedence)])
        return False
