"""A rig of the inbox on a real MongoDB: the core without a log, a clock moved by hand, a channel that can fail."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from channels.sending import OutboundPost, OutboundReply, SendResult, Sent
from channels.withdrawing import SentReply, Withdrawn, WithdrawResult
from chassis.auth import Principal
from chassis.clock import FixedClock
from chassis.messaging import HandlerResult
from chassis.messaging.testing import a_delivery
from chassis.mongo import Mongo
from chassis.timers import Timers
from contracts.channel import ChannelEvent
from contracts.event import Event
from services.inbox.application.directory import IntegrationCopy
from services.inbox.persistence.ids import Document, id_of
from services.inbox.wiring import Core, core
from tests.support.inbox.events import BRAND, a_requeueing, an_assignment, an_employee, an_integration
from tests.support.outbox import waiting_events


class NoDeadLetters:
    """A log without dead letters."""

    async def by_hour(self, brand: str) -> dict[datetime, tuple[int, int]]:
        return {}


@dataclass
class RecordingChannel:
    """A channel that remembers what it was given and answers as the test wants."""

    results: list[SendResult | BaseException] = field(default_factory=list)
    sent: list[OutboundReply] = field(default_factory=list)
    published: list[OutboundPost] = field(default_factory=list)
    withdrawals: list[WithdrawResult | BaseException] = field(default_factory=list)
    withdrawn: list[SentReply] = field(default_factory=list)

    async def send(self, integration: IntegrationCopy, reply: OutboundReply) -> SendResult:
        self.sent.append(reply)
        return self._result(reply.key)

    async def publish(self, integration: IntegrationCopy, post: OutboundPost) -> SendResult:
        self.published.append(post)
        return self._result(post.key)

    async def withdraw(self, integration: IntegrationCopy, sent: SentReply) -> WithdrawResult:
        self.withdrawn.append(sent)
        result = self.withdrawals.pop(0) if self.withdrawals else Withdrawn()
        if isinstance(result, BaseException):
            raise result
        return result

    def _result(self, key: str) -> SendResult:
        result = self.results.pop(0) if self.results else Sent(f"ext-{key}")
        if isinstance(result, BaseException):
            raise result
        return result


def english(text: str) -> tuple[str, float]:
    return "en", 0.99


async def a_core(mongo: Mongo, clock: FixedClock, channel: RecordingChannel) -> Core:
    made = core(mongo, clock, english, channel, NoDeadLetters())
    await made.directory.on_events([an_integration(), an_integration("dell")])
    return made


def a_person(name: str = "anna", brand: str = BRAND, *scopes: str) -> Principal:
    granted = scopes or ("conversations:read", "conversations:write", "replies:write", "replies:approve")
    return Principal(brand, name, "person", frozenset({"employee"}), frozenset(granted))


@dataclass
class Rig:
    """The inbox as the tests drive it."""

    mongo: Mongo
    clock: FixedClock
    channel: RecordingChannel
    core: Core
    offset: int = 0

    async def another(self) -> Core:
        """Give a second process over the same database."""
        return await a_core(self.mongo, self.clock, self.channel)

    async def take(self, *events: ChannelEvent, at: int | None = None, by: Core | None = None) -> list[Any]:
        """Hand channel events to the handler as one batch, behind each other in the log or at an offset again."""
        first = self.offset if at is None else at
        if at is None:
            self.offset += len(events)
        batch = [a_delivery(event, offset=first + n) for n, event in enumerate(events)]
        result = await (by or self.core).handlers["channel.events"](batch)
        return list(result.events if isinstance(result, HandlerResult) else result)

    async def assign(self, conversation: str, employee: str = "anna", epoch: int = 1, brand: str = BRAND) -> None:
        """Let routing report who holds a conversation."""
        await self.core.handlers["routing.events"]([a_delivery(an_assignment(conversation, employee, epoch, brand))])

    async def queue_again(self, conversation: str, epoch: int) -> None:
        """Let routing report that the conversation waits again."""
        await self.core.handlers["routing.events"]([a_delivery(a_requeueing(conversation, epoch))])

    async def certify(self, employee: str, version: int, **until: datetime | None) -> None:
        """Let routing report which certificates an employee holds, and when those end that do."""
        await self.core.handlers["routing.events"]([a_delivery(an_employee(employee, version, **until))])

    async def rule(self, **changes: Any) -> None:
        """Write the next version of the guideline, as the one in force with these changes."""
        rulebook = self.core.application.rulebook
        body = await rulebook.current(BRAND, "guideline")
        version = body.pop("version")
        await rulebook.put(BRAND, "guideline", {**body, **changes}, after=version, by="maria")

    async def conversations(self, brand: str = BRAND) -> list[Document]:
        return await self.mongo.brand_collection("conversations").find(brand, {}, sort=[("opened_at", 1)])

    async def messages(self, brand: str = BRAND) -> list[Document]:
        return await self.mongo.brand_collection("messages").find(brand, {}, sort=[("place", 1)], limit=1000)

    async def only_conversation(self, brand: str = BRAND) -> str:
        (found,) = await self.conversations(brand)
        return id_of(found)

    async def told(self) -> list[Event]:
        """What waits in the outbox, in order."""
        return await waiting_events(self.core.outbox)

    async def due(self, kind: str, core: Core | None = None, limit: int = 100) -> int:
        """Take up the timers of a kind that are due, by precedence and so many at most."""
        running = core or self.core
        timers = Timers(self.mongo, self.clock)
        taken = await timers.claim([kind], limit, 30, by_precedence=True)
        if taken:
            await running.on_due[kind](taken)
        return len(taken)
