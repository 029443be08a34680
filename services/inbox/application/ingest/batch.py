"""A batch under way: what was read, as the decisions change it, and everything there is to write and publish."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from chassis.messaging import Deferred, Delivery
from contracts.channel import ChannelEvent
from contracts.event import Event
from services.inbox.application.directory import Directory
from services.inbox.application.ingest.decision import IngestDecision
from services.inbox.application.records import (
    Changes,
    Emission,
    LedgerCell,
    LedgerColumn,
    Named,
    Partition,
    PendingChange,
    SeenEvent,
    Versioned,
)
from services.inbox.application.rulebook import BrandRules
from services.inbox.domain.arrival import Seen
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.language import Detect
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply, text_mark


def origin_of(delivery: Delivery) -> str:
    """The position where a record first stood in the log, as it is stored beside its effect."""
    return "/".join(map(str, delivery.origin))


def account_key(event: str, delivery: Delivery) -> str:
    """The key of one delivery of an event that has no effect of its own."""
    return f"{event}@{origin_of(delivery)}"


@dataclass(slots=True)
class IngestBatch:
    """State of one batch. Decisions read it; only `record` and `receive` change it after it was loaded.

    `newest` has the id of the newest conversation of each thread, `marks` those of the texts of `replies`.
    `counts` is the ledger by brand, day, hour in UTC, topic, partition and column: numbers hash faster than datetimes.
    """

    now: datetime
    rules: Mapping[str, BrandRules]
    directory: Directory
    detect: Detect
    messages: dict[Named, Message] = field(default_factory=dict)
    contacts: dict[str, dict[str, Contact]] = field(default_factory=dict)
    seen: dict[Named, Seen] = field(default_factory=dict)
    conversations: dict[Named, ConversationRecord] = field(default_factory=dict)
    newest: dict[Named, str] = field(default_factory=dict)
    pending: dict[Named, list[PendingChange]] = field(default_factory=dict)
    replies: dict[Named, Reply] = field(default_factory=dict)
    marks: dict[Named, str] = field(default_factory=dict)
    offsets: dict[Partition, int] = field(default_factory=dict)
    emissions: dict[Named, Sequence[Event]] = field(default_factory=dict)
    counts: Counter[tuple[str, int, int, str, int, LedgerColumn]] = field(default_factory=Counter)
    changes: Changes = field(default_factory=Changes)
    events: list[Event] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)

    def receive(self, delivery: Delivery, event: ChannelEvent) -> None:
        """Count a record as received when its partition is passed for the first time here.

        This side of the ledger knows offsets only and the other side outcomes only, so that one finds out the other.
        What comes back was counted before: when it was deferred here, or else as a dead letter.
        """
        origin = delivery.origin
        if delivery.position != origin:
            return
        partition = (origin.topic, origin.partition)
        stored = self.offsets.get(partition)
        expected, next_ = self.changes.offsets.get(partition, (stored, stored or 0))
        if origin.offset >= next_:
            self._count(delivery, event, "received")
            self.changes.offsets[partition] = (expected, origin.offset + 1)

    def record(self, delivery: Delivery, event: ChannelEvent, decision: IngestDecision) -> None:
        """Take over what was decided of an event: the state of what follows, what is written, what is published."""
        brand, changes = event.brand, self.changes
        if decision.outcome is not None:
            self._count(delivery, event, decision.outcome)
        if decision.seen:
            seen = Seen(event.body_hash, origin_of(delivery))
            for key in decision.seen:
                self.seen[brand, key] = seen
                changes.seen.append(SeenEvent(brand, key, seen, self.now))
        for conversation in decision.conversations:
            self.take_conversation(conversation)
            changes.conversations[conversation.name] = conversation
        for contact in decision.contacts:
            self.people(brand)[contact.id] = changes.contacts[brand, contact.id] = contact
        if decision.message is not None:
            self._record_message(decision.message)
        if decision.reaction is not None:
            changes.reactions.append(decision.reaction)
        for reply in decision.replies:
            name = (reply.brand, reply.id)
            changes.change(self.replies[name], reply)
            self.replies[name] = reply
        if decision.payload is not None:
            changes.payloads[brand, decision.payload.id] = Versioned(None, decision.payload)
        self._record_pending(brand, decision)
        changes.audit += decision.audit
        changes.schedule(decision.timers)
        self._publish(brand, decision)

    def _record_message(self, message: Message) -> None:
        name = (message.brand, message.id)
        earlier = self.changes.messages.get(name)
        before = earlier.before if earlier is not None else self.messages.get(name)
        self.changes.messages[name] = Versioned(before, message)
        self.messages[name] = message

    def _record_pending(self, brand: str, decision: IngestDecision) -> None:
        if decision.pending is not None:
            self.changes.pending[brand, decision.pending.event.id] = decision.pending
            self.pending.setdefault((brand, decision.pending.message), []).append(decision.pending)
        if decision.settled is not None:
            name = (brand, decision.settled)
            if self.changes.pending.pop(name, None) is None:  # it was stored by an earlier batch
                self.changes.pending[name] = None

    def _publish(self, brand: str, decision: IngestDecision) -> None:
        for key in decision.repeated:
            self.events += self.emissions.get((brand, key), ())
        for published in decision.events:
            self.events.append(published)
            self.changes.emissions.append(Emission(decision.cause, published, self.now))
        if decision.deferred is not None:
            self.deferred.append(decision.deferred)

    def _count(self, delivery: Delivery, event: ChannelEvent, column: LedgerColumn) -> None:
        at = event.received_at
        origin = delivery.origin
        self.counts[event.brand, at.toordinal(), at.hour, origin.topic, origin.partition, column] += 1

    def finish(self) -> Changes:
        """The changes of the whole batch."""
        for (brand, day, hour, topic, number, column), count in self.counts.items():
            at = datetime.fromordinal(day).replace(hour=hour, tzinfo=UTC)
            self.changes.ledger[LedgerCell(brand, at, (topic, number), column)] = count
        return self.changes

    def people(self, brand: str) -> dict[str, Contact]:
        """The records of contacts of a brand, by their ids."""
        return self.contacts.setdefault(brand, {})

    def take_contacts(self, records: Mapping[Named, Contact]) -> None:
        """Put records of contacts that were read into the state."""
        for (brand, id_), record in records.items():
            self.people(brand)[id_] = record

    def take_conversation(self, record: ConversationRecord) -> None:
        """Put a conversation into the state."""
        conversation = record.conversation
        self.conversations[conversation.brand, conversation.id] = record
        if not conversation.superseded:
            self.newest[conversation.brand, conversation.thread] = conversation.id

    def take_replies(self, replies: Iterable[Reply]) -> None:
        """Put replies that were read into the state."""
        for reply in replies:
            name = (reply.brand, reply.id)
            self.replies[name] = reply
            self.marks[name] = text_mark(reply.text)

    def newest_of(self, brand: str, thread: str) -> ConversationRecord | None:
        """The newest conversation of a thread, or None."""
        id_ = self.newest.get((brand, thread))
        return self.conversations[brand, id_] if id_ is not None else None
