"""The desk of one batch: what was read, as the rules change it, with the changes and events that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from chassis.messaging import Deferred, Delivery
from chassis.timers import NewTimer
from contracts.channel import ChannelEvent
from contracts.event import Event, event_class
from contracts.ids import derived_id
from contracts.inbox import EventAccounted
from services.inbox.application.directory import Directory
from services.inbox.application.rulebook import BrandRules
from services.inbox.domain.arrival import Outcome, Seen
from services.inbox.domain.conversation import Step
from services.inbox.domain.language import Detect
from services.inbox.domain.reply import Reply
from services.inbox.persistence.documents import Document, Line, id_of, line_of, reply_of
from services.inbox.persistence.unit_of_work import Changes, Count, Named

SLA_TIMER = "sla_due"
CHUNK_BYTES = 1_000_000  # of one emissions document; MongoDB takes 16 MB


def origin_of(delivery: Delivery) -> str:
    """Where a record first stood in the log, as it is kept beside what it caused."""
    return "/".join(map(str, delivery.origin))


@dataclass(slots=True)
class Workspace:
    """State of one batch. Lookups are filled by the reader (intake.load), changed by the takers."""

    now: datetime
    rules: Mapping[str, BrandRules]
    directory: Directory
    detect: Detect
    messages: dict[Named, Document] = field(default_factory=dict)
    contacts: dict[Named, Document] = field(default_factory=dict)
    seen: dict[Named, Seen] = field(default_factory=dict)
    threads: dict[Named, Line] = field(default_factory=dict)
    lines: dict[Named, Line] = field(default_factory=dict)
    pending: dict[Named, list[Document]] = field(default_factory=dict)
    replies: dict[Named, Reply] = field(default_factory=dict)
    words_of: dict[Named, str] = field(default_factory=dict)
    marks: dict[tuple[str, int], int] = field(default_factory=dict)
    kept_emissions: dict[Named, list[Event]] = field(default_factory=dict)
    changes: Changes = field(default_factory=Changes)
    events: list[Event] = field(default_factory=list)
    deferred: list[Deferred] = field(default_factory=list)
    emitted: dict[str, list[tuple[str, Event]]] = field(default_factory=dict)

    def emit(self, cause_key: str, events: Iterable[Event]) -> None:
        """Publish events; `cause_key` is what they are found by when the same delivery comes again."""
        for event in events:
            self.events.append(event)
            self.emitted.setdefault(event.brand, []).append((cause_key, event))

    def emit_again(self, brand: str, cause_key: str) -> None:
        """Publish what was published for this cause before, the same events with the same ids."""
        self.events.extend(self.kept_emissions.get((brand, cause_key), ()))

    def keep_line(self, line: Line) -> None:
        """A conversation is new or changed and is to be written."""
        conversation = line.conversation
        name = (conversation.brand, conversation.id)
        self.changes.lines[name] = line
        self.lines[name] = line

    def set_clock_timer(self, step: Step) -> None:
        """One timer row per conversation, at the first due time of its clocks; only a started clock moves it."""
        conversation = step.conversation
        if step.started and conversation.due_at is not None:
            timer = sla_timer(conversation.brand, conversation.id, conversation.due_at)
            self.changes.timers[timer.key] = timer

    def receive(self, delivery: Delivery, event: ChannelEvent) -> None:
        """Count a record as received when its partition is passed for the first time here.

        This side of the ledger knows offsets only and the other side outcomes only, so that one finds out the other.
        What comes back was counted before: when it was deferred here, or else as a dead letter.
        """
        origin = delivery.origin
        if delivery.position != origin:
            return
        place = (origin.topic, origin.partition)
        known = self.marks.get(place)
        expected, next_ = self.changes.marks.get(place, (known, known or 0))
        if origin.offset >= next_:
            self._enter(delivery, event, "received")
            self.changes.marks[place] = (expected, origin.offset + 1)

    def count(self, delivery: Delivery, event: ChannelEvent, outcome: Outcome) -> None:
        """Enter what became of a delivery into the ledger."""
        self._enter(delivery, event, outcome)

    def _enter(self, delivery: Delivery, event: ChannelEvent, column: str) -> None:
        hour = event.received_at.replace(minute=0, second=0, microsecond=0)
        self.changes.counts[Count(event.brand, hour, delivery.origin.partition, column)] += 1

    def remember(self, delivery: Delivery, event: ChannelEvent, key: str) -> None:
        """Keep that this event had its effect, so that it has it once."""
        origin = origin_of(delivery)
        self.seen[(event.brand, key)] = Seen(event.body_hash, origin)
        row = {"body_hash": event.body_hash, "origin": origin, "at": self.now}
        self.changes.seen.append((event.brand, key, row))

    def account(self, delivery: Delivery, event: ChannelEvent, outcome: Outcome, reason: str = "") -> None:
        """Say of a delivery without new effect what became of it; a redelivery of it says the same again."""
        key = account_key(event.id, delivery)
        if (event.brand, key) in self.seen:
            self.emit_again(event.brand, key)
            return
        self.remember(delivery, event, key)
        self.count(delivery, event, outcome)
        said = EventAccounted(
            id=derived_id(event.id, EventAccounted.type, outcome, origin_of(delivery)),
            caused_by=event.id,
            brand=event.brand,
            subject=event.id,
            at=event.received_at,
            outcome="unreadable" if outcome == "unreadable" else "conflict" if outcome == "conflict" else "duplicate",
            integration=event.integration,
            channel=event.channel,
            reason=reason,
        )
        self.emit(key, [said])

    def audit_conflict(self, delivery: Delivery, event: ChannelEvent, message: str, kept: Seen) -> None:
        """Put one id with two contents before the operator."""
        key = account_key(event.id, delivery)
        if (event.brand, key) in self.seen:
            return
        row = {
            "kind": "conflict",
            "at": self.now,
            "integration": event.integration,
            "channel": event.channel,
            "message": message,
            "event": event.id,
            "kept_hash": kept.body_hash,
            "other_hash": event.body_hash,
            "origin": origin_of(delivery),
        }
        self.changes.audit.append((event.brand, derived_id(key), row))

    def finish(self) -> Changes:
        """The changes of the batch, with what it publishes packed for a redelivery."""
        for brand, emitted in self.emitted.items():
            for chunk in _chunks(emitted):
                causes = list(dict.fromkeys(cause for cause, _, _ in chunk))
                row = {
                    "causes": causes,
                    "events": [{"cause": cause, "type": type_, "body": body} for cause, type_, body in chunk],
                    "at": self.now,
                }
                self.changes.emissions.append((brand, derived_id(*causes), row))
        return self.changes

    def take_lines(self, documents: Iterable[Document]) -> None:
        """Put read conversations on the desk, once each."""
        for document in documents:
            name = (document["brand"], id_of(document))
            if name not in self.lines:
                line = line_of(document)
                self.lines[name] = line
                if document["latest"]:
                    self.threads[(document["brand"], document["thread"])] = line

    def take_replies(self, documents: Iterable[Document]) -> None:
        """Put read replies on the desk."""
        for document in documents:
            reply = reply_of(document)
            self.replies[(reply.brand, reply.id)] = reply
            self.words_of[(reply.brand, reply.id)] = document["mark"]

    def take_emissions(self, documents: Iterable[Document]) -> None:
        """Put what was published before on the desk."""
        for document in documents:
            for kept in document["events"]:
                class_ = event_class(kept["type"])
                if class_ is not None:
                    event = class_.model_validate_json(kept["body"])
                    self.kept_emissions.setdefault((document["brand"], kept["cause"]), []).append(event)

    def change_reply(self, before: Reply, after: Reply) -> None:
        """A reply is to be written, on condition of the version that was read."""
        name = (before.brand, before.id)
        read = self.changes.replies[name][0] if name in self.changes.replies else before.version
        self.replies[name] = after
        self.changes.replies[name] = (read, after)


def account_key(event: str, delivery: Delivery) -> str:
    """The key of one delivery of an event that has no effect of its own."""
    return f"{event}@{origin_of(delivery)}"


def sla_timer(brand: str, conversation: str, due_at: datetime) -> NewTimer:
    """The one timer of a conversation's clocks."""
    return NewTimer(f"sla/{brand}/{conversation}", brand, SLA_TIMER, due_at, {"conversation": conversation})


def _chunks(emitted: list[tuple[str, Event]]) -> Iterable[list[tuple[str, str, bytes]]]:
    chunk: list[tuple[str, str, bytes]] = []
    size = 0
    for cause, event in emitted:
        body = event.to_bytes()
        if chunk and size + len(body) > CHUNK_BYTES and chunk[-1][0] != cause:
            yield chunk
            chunk, size = [], 0
        chunk.append((cause, event.type, body))
        size += len(body)
    if chunk:
        yield chunk
