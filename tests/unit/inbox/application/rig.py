"""The use cases of the inbox over a store in memory: a clock moved by hand, a channel that can fail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, cast

from channels.sending import OutboundPost, OutboundReply, SendResult, Sent
from channels.withdrawing import SentReply, Withdrawn, WithdrawResult
from chassis.auth import Principal
from chassis.clock import FixedClock
from chassis.messaging.testing import a_delivery
from contracts.channel import ChannelEvent
from contracts.event import Event
from services.inbox.adapters.terms import term_finder
from services.inbox.application.directory import IntegrationCopy
from services.inbox.application.inbox import Inbox, Outside, Store, use_cases
from services.inbox.application.ingest.ingest import Ingested
from services.inbox.application.queries import InboxQueries
from services.inbox.application.records import EmployeeRecord
from services.inbox.application.reply_draft import ReplyDraft
from services.inbox.application.timers import (
    POST_TIMER,
    REPLY_TIMER,
    SLA_TIMER,
    STORY_ANSWER_TIMER,
    UNDO_TIMER,
    WITHDRAWAL_TIMER,
)
from services.inbox.consumers.channel_events import OnChannelEvents
from services.inbox.consumers.crisis_events import OnCrisisEvents
from services.inbox.consumers.routing_events import OnRoutingEvents
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.timers.guideline_due import on_guideline_due
from services.inbox.timers.reply_due import on_post_due, on_reply_due, on_withdrawal_due
from services.inbox.timers.sla_due import OnSlaDue
from services.inbox.timers.steps import OnStepDue
from tests.support.inbox.abilities_in_memory import InMemoryAbilities
from tests.support.inbox.builders import NOON
from tests.support.inbox.campaigns_in_memory import InMemoryCampaigns
from tests.support.inbox.cards_in_memory import InMemoryCards
from tests.support.inbox.engagement_in_memory import InMemoryEngagement
from tests.support.inbox.erasures_in_memory import InMemoryErasures
from tests.support.inbox.events import BRAND, an_assignment, an_integration
from tests.support.inbox.in_memory import InMemoryInbox
from tests.support.inbox.invitations_in_memory import InMemoryInvitations
from tests.support.inbox.story_answers_in_memory import InMemoryStoryAnswers

WORDS = "Sorry! We look into it now."


class DeadLetters:
    """Dead letters as a test wants them."""

    def __init__(self) -> None:
        self.hours: dict[datetime, tuple[int, int]] = {}

    async def by_hour(self, brand: str) -> Mapping[datetime, tuple[int, int]]:
        return self.hours


@dataclass
class FakeChannel:
    """A channel that records what it was given and answers as the test wants."""

    results: list[SendResult] = field(default_factory=list)
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
        return self.results.pop(0) if self.results else Sent(f"ext-{key}")


def english(text: str) -> tuple[str, float]:
    return "en", 0.99


def a_person(name: str = "anna", *scopes: str) -> Principal:
    granted = scopes or ("conversations:read", "conversations:write", "replies:write", "replies:approve")
    return Principal(BRAND, name, "person", frozenset({"employee"}), frozenset(granted))


ANNA, BOB = a_person("anna"), a_person("bob")


class NoQueries:
    """The lists of the API have their tests on the real store; a preview reads the newest replies."""

    def __init__(self, store: InMemoryInbox) -> None:
        self._store = store

    async def awaiting_approval(self, brand: str, limit: int) -> list[Reply]:
        newest = await self.newest_replies(brand, limit)
        return [each for each in reversed(newest) if each.state == "awaiting_approval"]

    async def newest_replies(self, brand: str, limit: int) -> list[Reply]:
        replies = [each for (owner, _), each in self._store.stored_replies.items() if owner == brand]
        return sorted(replies, key=lambda each: each.created_at, reverse=True)[:limit]


@dataclass
class Rig:
    """The inbox as the tests drive it."""

    store: InMemoryInbox = field(default_factory=InMemoryInbox)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOON))
    channel: FakeChannel = field(default_factory=FakeChannel)
    dead: DeadLetters = field(default_factory=DeadLetters)
    offset: int = 0

    def __post_init__(self) -> None:
        self.queries = NoQueries(self.store)
        self.campaigns = InMemoryCampaigns(self.store)
        self.story_answers = InMemoryStoryAnswers(self.store)
        store = Store(
            self.store,
            self.store,
            self.store,
            cast(InboxQueries, self.queries),
            self.store,
            self.campaigns,
            self.store.imports,
            InMemoryCards(self.store),
            InMemoryInvitations(),
            InMemoryAbilities(self.store),
            self.story_answers,
            InMemoryEngagement(self.store),
            InMemoryErasures(self.store),
        )
        self.inbox: Inbox = use_cases(store, Outside(english, term_finder, self.channel, self.dead), self.clock)
        self.routing = OnRoutingEvents(
            self.store, self.inbox.campaign_walk, self.inbox.invitations, self.inbox.abilities
        )
        self.crisis = OnCrisisEvents(self.store, self.story_answers, self.inbox.posts.publishing)

    async def start(self) -> None:
        """Read the directory."""
        await self.inbox.directory.on_events([an_integration(), an_integration("dell")])

    async def ingest(self, *events: ChannelEvent, at: int | None = None, attempt: int = 1) -> Ingested:
        """Hand channel events to the use case, behind each other in the log or at an offset again."""
        first = self.offset if at is None else at
        if at is None:
            self.offset += len(events)
        batch = [a_delivery(each, offset=first + n)._replace(attempt=attempt) for n, each in enumerate(events)]
        result = await OnChannelEvents(self.inbox.ingest)(batch)
        return Ingested(result.events, result.deferred)

    async def take(self, *events: ChannelEvent, at: int | None = None) -> list[Any]:
        """What a batch publishes."""
        return list((await self.ingest(*events, at=at)).events)

    async def reply(self, caller: Principal = ANNA, text: str = WORDS, id_: str = "r1") -> Reply:
        """Reply to the only conversation."""
        reply, _ = await self.inbox.replies.request(caller, self.conversation.id, ReplyDraft(text), None, id_)
        return reply

    async def assign(self, employee: str = "anna", epoch: int = 1) -> None:
        """Let routing report who holds the only conversation."""
        await self.routing([a_delivery(an_assignment(self.conversation.id, employee, epoch))])

    async def depart(self, employee: str, department: str, version: int = 1) -> None:
        """Let routing report in which department somebody works."""
        await self.store.certify([EmployeeRecord(BRAND, employee, Certificates(), version, department)])

    async def rule(self, **changes: Any) -> None:
        """Write the next version of the guideline, as the one in force with these changes."""
        body = await self.inbox.rulebook.current(BRAND, "guideline")
        version = body.pop("version")
        await self.inbox.rulebook.put(BRAND, "guideline", {**body, **changes}, after=version, by="maria")

    async def guidelines_due(self) -> int:
        """Take up the timers of guidelines and campaigns that are due, until none is."""
        taken = 0
        handlers = on_guideline_due(self.inbox.campaign_walk)
        while due := [each for kind in handlers for each in self.store.due(kind, self.clock.now())]:
            for timer in due:
                await handlers[timer.kind]([timer])
            taken += len(due)
        return taken

    async def steps_due(self) -> int:
        """Take up the timers of story answers that are due, until none is."""
        taken = 0
        while due := self.store.due(STORY_ANSWER_TIMER, self.clock.now()):
            await OnStepDue(self.inbox.story_answers.steps.step)(due)
            taken += len(due)
        return taken

    async def send_due(self, limit: int = 10_000) -> int:
        """Take up the replies that are due, so many at most."""
        due = self.store.due(REPLY_TIMER, self.clock.now(), limit)
        await on_reply_due(self.store, self.inbox.sender, self.store, self.inbox.directory, self.clock)(due)
        return len(due)

    async def undo_due(self) -> None:
        """Take up the steps of undos that are due until none is, then the withdrawals that are due."""
        while due := self.store.due(UNDO_TIMER, self.clock.now()):
            await OnStepDue(self.inbox.story_answers.undoing.step)(due)
        await self.withdraw_due()

    async def withdraw_due(self) -> int:
        """Take up the withdrawals that are due."""
        due = self.store.due(WITHDRAWAL_TIMER, self.clock.now())
        take = on_withdrawal_due(self.store, self.inbox.withdrawer, self.store, self.inbox.directory, self.clock)
        await take(due)
        return len(due)

    async def posts_due(self) -> int:
        """Take up the posts that are due."""
        due = self.store.due(POST_TIMER, self.clock.now())
        await on_post_due(self.store, self.inbox.posts.sender, self.store, self.inbox.directory, self.clock)(due)
        return len(due)

    async def breach_due(self) -> int:
        """Take up the clocks that are due."""
        due = self.store.due(SLA_TIMER, self.clock.now())
        await OnSlaDue(self.inbox.breaches)(due)
        return len(due)

    @property
    def conversations(self) -> list[Conversation]:
        states = [record.conversation for record in self.store.stored.values()]
        return sorted((each for each in states if each.brand == BRAND), key=lambda each: each.opened_at)

    @property
    def conversation(self) -> Conversation:
        (only,) = self.conversations
        return only

    @property
    def messages(self) -> list[Message]:
        messages = [each for each in self.store.stored_messages.values() if each.brand == BRAND]
        return sorted(messages, key=lambda each: each.place)

    def emitted(self, kind: type[Event]) -> list[Any]:
        """What waits in the outbox of one kind."""
        return [each for each in self.store.outbox if type(each) is kind]
