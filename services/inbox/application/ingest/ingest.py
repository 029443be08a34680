"""Takes in a batch of channel events: one read, decisions in memory, one transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from prometheus_client import Counter, Histogram

from chassis import crash_points
from chassis.clock import Clock
from chassis.messaging import Deferred, Delivery
from chassis.retrying import on_conflict
from contracts.channel import (
    ChannelEvent,
    ContactMoved,
    EchoObserved,
    MessageDeleted,
    MessageEdited,
    MessageReceived,
    PayloadUnreadable,
    ReactionChanged,
    ReceiptReceived,
    ThreadControlChanged,
)
from contracts.event import Event
from services.inbox.application.directory import Directory
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.ingest.arrivals import decide_repeated
from services.inbox.application.ingest.batch import IngestBatch
from services.inbox.application.ingest.changes import decide_change, decide_early_change, in_order_of_the_source
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.ingest.load import Received, load
from services.inbox.application.ingest.messages import decide_message
from services.inbox.application.ingest.own_messages import decide_echo, decide_receipt
from services.inbox.application.ingest.payloads import decide_payload
from services.inbox.application.ingest.people import decide_move
from services.inbox.application.ingest.thread_control import decide_control
from services.inbox.application.ports import Batches
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.language import Detect

EVENTS = Counter("muster_inbox_events", "Channel events by what became of them.", ["column"])
RULES_SECONDS = Histogram("muster_inbox_batch_rules_seconds", "Time the rules took for one batch.")

DECISIONS: dict[type[ChannelEvent], Callable[[IngestBatch, Delivery, Any], IngestDecision]] = {
    MessageReceived: decide_message,
    MessageEdited: decide_change,
    MessageDeleted: decide_change,
    ReactionChanged: decide_change,
    EchoObserved: decide_echo,
    ReceiptReceived: decide_receipt,
    ContactMoved: decide_move,
    ThreadControlChanged: decide_control,
    PayloadUnreadable: decide_payload,
}
"""How a first delivery of each kind of event is decided."""


@dataclass(frozen=True, slots=True)
class Ingested:
    """The result of a batch: events to publish in this order, and deliveries to retry later."""

    events: Sequence[Event]
    deferred: Sequence[Deferred]


class Ingest:
    """One read, the rules in memory, one commit."""

    def __init__(
        self,
        store: Batches,
        rulebook: Rulebook,
        directory: Directory,
        detect: Detect,
        counting: EngagementCounting,
        clock: Clock,
    ) -> None:
        """`detect` names the language of a text; `counting` counts the replies that turn out to be sent."""
        self._store = store
        self._rulebook = rulebook
        self._directory = directory
        self._detect = detect
        self._counting = counting
        self._clock = clock

    async def __call__(self, received: Received) -> Ingested:
        """Take in a batch of events whose types are in DECISIONS.

        Raises:
            VersionConflict: People keep writing the same conversations.
        """
        batch = await on_conflict(lambda: self._once(received))
        crash_points.reach("inbox.written_not_committed")
        for cell, number in batch.changes.ledger.items():
            EVENTS.labels(cell.column).inc(number)
        return Ingested(batch.events, batch.deferred)

    async def _once(self, received: Received) -> IngestBatch:
        rules = await self._rulebook.for_brands({event.brand for _, event in received})
        batch = IngestBatch(self._clock.now(), rules, self._directory, self._detect)
        await load(self._store, batch, received)
        with RULES_SECONDS.time():
            for delivery, event in received:
                take(batch, delivery, event)
            changes = batch.finish()
        self._counting.replies(changes)
        await self._store.commit(changes)
        return batch


def decide(batch: IngestBatch, delivery: Delivery, event: ChannelEvent) -> IngestDecision:
    """Decide on an event: by its kind at its first delivery, the same for every kind at a later one."""
    return decide_repeated(batch, delivery, event) or DECISIONS[type(event)](batch, delivery, event)


def take(batch: IngestBatch, delivery: Delivery, event: ChannelEvent) -> None:
    """Decide on one event and record it, with the changes that waited for the message it brings."""
    batch.receive(delivery, event)
    decision = decide(batch, delivery, event)
    batch.record(delivery, event, decision)
    if isinstance(event, MessageReceived) and decision.message is not None:
        waiting = batch.pending.pop((event.brand, decision.message.id), [])
        for change in in_order_of_the_source(waiting):
            batch.record(delivery, event, decide_early_change(batch, change, event.id))
