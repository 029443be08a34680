"""Ports of the use cases to the store and the outside, without a database, a log or a platform."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chassis.timers import NewTimer
from contracts.event import Event
from services.inbox.application.approver_copies import ApproverCopies
from services.inbox.application.incidents import IncidentUpdate
from services.inbox.application.records import (
    Assignment,
    Changes,
    EmployeeRecord,
    Named,
    Partition,
    PendingChange,
    RuleKind,
    RuleVersion,
)
from services.inbox.domain.arrival import Seen
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.incident import IncidentCopy
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload

MOST_INCIDENTS = 10  # of a brand that are read at once
ByBrand = Mapping[str, Collection[str]]
"""Brands to ids or keys of each."""


@dataclass(frozen=True, slots=True)
class ReplyWithId:
    """The reply with this id of the platform."""

    brand: str
    external_id: str


@dataclass(frozen=True, slots=True)
class OpenReplyWithMark:
    """Replies with these words (`domain.reply.text_mark`) that may be out and have no receipt of the platform."""

    brand: str
    mark: str


@dataclass(frozen=True, slots=True)
class RepliesSentUntil:
    """Replies to a contact that left until a moment and are not read yet."""

    brand: str
    contact: str
    until: datetime


ReplyQuery = ReplyWithId | OpenReplyWithMark | RepliesSentUntil


@dataclass(slots=True)
class BatchRequest:
    """The reads of a batch in its one round. `threads` asks for the newest conversation of each."""

    messages: set[Named] = field(default_factory=set)
    contacts: set[Named] = field(default_factory=set)
    seen: set[Named] = field(default_factory=set)
    threads: dict[str, set[str]] = field(default_factory=dict)
    pending: dict[str, set[str]] = field(default_factory=dict)
    replies: list[ReplyQuery] = field(default_factory=list)
    partitions: set[Partition] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class BatchRecords:
    """The state a batch read; records that are not stored are left out."""

    messages: Mapping[Named, Message]
    contacts: Mapping[Named, Contact]
    seen: Mapping[Named, Seen]
    conversations: Sequence[ConversationRecord]
    pending: Sequence[PendingChange]
    replies: Sequence[Reply]
    offsets: Mapping[Partition, int]


class UnitOfWork(Protocol):
    """Typed reads, and one commit of everything a use case changes. Nothing is read or written without its brand."""

    async def conversation(self, brand: str, id_: str) -> ConversationRecord | None:
        """A conversation, or None."""

    async def conversations(self, names: Collection[Named]) -> Mapping[Named, ConversationRecord]:
        """Conversations in one read; missing ones are left out."""

    async def message(self, brand: str, id_: str) -> Message | None:
        """A message, or None."""

    async def messages(self, names: Collection[Named]) -> Mapping[Named, Message]:
        """Messages in one read; missing ones are left out."""

    async def contact(self, brand: str, id_: str) -> Contact | None:
        """The contact that the record of this id leads to, or None."""

    async def reply(self, brand: str, id_: str) -> Reply | None:
        """A reply, or None."""

    async def replies(self, names: Collection[Named]) -> Mapping[Named, Reply]:
        """Replies in one read; missing ones are left out."""

    async def reply_before(self, reply: Reply) -> Reply | None:
        """The first of the replies of its conversation that were written before it and have to leave before it.

        Those are on their way out, or queued; one of a story answer that is queued gives way and is not waited for.
        """

    async def posts(self, names: Collection[Named]) -> Mapping[Named, BrandPost]:
        """Posts of brands in one read; missing ones are left out."""

    async def payload(self, brand: str, id_: str) -> UnreadablePayload | None:
        """An unreadable payload with its bytes, or None."""

    async def employee(self, brand: str, employee: str) -> EmployeeRecord:
        """An employee as routing last reported them; one who was not reported yet has no department or certificate."""

    async def incidents(self, brand: str) -> Sequence[IncidentCopy]:
        """The incidents that are on, the gravest first, at most 10."""

    async def commit(self, changes: Changes) -> None:
        """Write a change in one transaction.

        Raises:
            VersionConflict: Somebody else wrote one of the values first; nothing was written.
        """


class Batches(UnitOfWork, Protocol):
    """The unit of work of a batch: one round of reads side by side, and a second one for the rare cases."""

    async def read(self, request: BatchRequest) -> BatchRecords:
        """Read what a batch needs in one round."""

    async def seen(self, names: Collection[Named]) -> Mapping[Named, Seen]:
        """The ones of these keys that were seen before, with their records."""

    async def emissions(self, causes: ByBrand) -> Mapping[Named, Sequence[Event]]:
        """The events published for these causes, in order."""


class Copies(ApproverCopies, Protocol):
    """Copies of other services' decisions, as far as answering needs them; an older one never replaces a newer."""

    async def assign(self, assignments: Sequence[Assignment]) -> None:
        """Copy the assignees of conversations; one of a conversation that is not stored is dropped."""

    async def certify(self, employees: Sequence[EmployeeRecord]) -> None:
        """Copy the certificates of employees."""

    async def update_incidents(self, updates: Sequence[IncidentUpdate]) -> None:
        """Apply updates in order; each can be applied twice."""


class RuleSetVersions(Protocol):
    """Every version of the brands' rules."""

    async def of_brands(self, brands: Collection[str]) -> Mapping[str, Sequence[RuleVersion]]:
        """The newest versions of every kind, the newest first, in one read; a brand without any is left out."""

    async def newest(self, brand: str, kind: RuleKind, at: datetime | None = None) -> RuleVersion | None:
        """The newest version, or the one in force at a time, or None."""

    async def version(self, brand: str, kind: RuleKind, version: int) -> RuleVersion | None:
        """A version by its number, or None."""

    async def before(self, brand: str, kind: RuleKind, version: int | None, limit: int) -> Sequence[RuleVersion]:
        """Versions from the newest on, or from the one before a number."""

    async def add(self, version: RuleVersion, events: Sequence[Event] = (), timers: Sequence[NewTimer] = ()) -> None:
        """Store a version with the events that announce it, or the timer of the time it is in force from, at once.

        Raises:
            VersionConflict: There is one of this number.
        """

    async def announce(self, brand: str, kind: RuleKind, version: int, event: Event) -> None:
        """Emit what announces a version, unless it was announced: by `add`, or by any process before."""


class DeadLetterCounts(Protocol):
    """The number of dead-lettered records of a brand, by hour."""

    async def by_hour(self, brand: str) -> Mapping[datetime, tuple[int, int]]:
        """All of them by the hour they first failed in, and how many of these were not replayed."""
