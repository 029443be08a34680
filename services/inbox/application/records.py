"""Records of the inbox beside its nouns: for redeliveries, for the operator, and as copies of other services."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, Literal, NamedTuple, TypeVar

from chassis.timers import DueTimer, NewTimer
from contracts.channel import MessageDeleted, MessageEdited, ReactionChanged
from contracts.event import Event
from services.inbox.application.engagement_counts import CountedAnswer, RuleCell
from services.inbox.domain.approver_choice import Presence
from services.inbox.domain.arrival import Seen
from services.inbox.domain.brand_post import BrandPost
from services.inbox.domain.certificates import Certificates
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.imported import ImportMark
from services.inbox.domain.imports import Import
from services.inbox.domain.message import Message
from services.inbox.domain.reaction import Reaction
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload

T = TypeVar("T")

Named = tuple[str, str]
"""A brand and an id within it."""
Partition = tuple[str, int]
"""A topic and the number of one of its partitions."""
MessageChange = MessageEdited | MessageDeleted | ReactionChanged
RuleKind = Literal["triage", "sla", "guideline"]
AuditKind = Literal["conflict", "import_begun", "import_finished"]
LedgerColumn = Literal["received", "stored", "duplicate", "conflict", "unreadable"]


@dataclass(frozen=True, slots=True)
class Versioned(Generic[T]):
    """A value as it shall be, and as it was read; `before` is None for a new one."""

    before: T | None
    after: T


class LedgerCell(NamedTuple):
    """One number of the ledger: an hour of a brand, split by partition so that no two consumers write one row.

    `partition` has the topic with it: the lanes of channel events have partitions of the same numbers.
    """

    brand: str
    hour: datetime
    partition: Partition
    column: LedgerColumn


@dataclass(frozen=True, slots=True)
class SeenEvent:
    """An event that had its effect; `key` is its id, or the key of one delivery of it."""

    brand: str
    key: str
    seen: Seen
    at: datetime


@dataclass(frozen=True, slots=True)
class PendingChange:
    """An edit, deletion or reaction that came before its message."""

    message: str
    event: MessageChange
    at: datetime


@dataclass(frozen=True, slots=True)
class SaidReaction:
    """The word of a contact on a message, to be weighed against the one that is stored; `names` are all of theirs."""

    brand: str
    message: str
    reaction: Reaction
    names: frozenset[str]


class Emission(NamedTuple):
    """An event that was published for a cause, stored so that a redelivery of the cause publishes it again."""

    cause: str
    event: Event
    at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Something for the operator: one id with two contents, or an import that a person began or finished.

    Of a conflict `origin` is where in the log the second content stood; the words of conflicts are empty in others.
    `by` is the person and `subject` the import.
    """

    brand: str
    id: str
    kind: AuditKind
    at: datetime
    integration: str
    channel: str
    message: str = ""
    event: str = ""
    kept_hash: str = ""
    other_hash: str = ""
    origin: str = ""
    by: str | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class RuleVersion:
    """One version of a brand's rules of one kind, in force from `effective_at`, else `at`; `body` is plain JSON."""

    brand: str
    kind: RuleKind
    version: int
    body: Mapping[str, Any]
    by: str
    at: datetime
    effective_at: datetime | None = None

    def in_force(self, at: datetime) -> bool:
        """Whether its time has come; the newest of these is the version in force."""
        return self.effective_at is None or self.effective_at <= at


@dataclass(frozen=True, slots=True)
class Assignment:
    """The assignee of a conversation; `employee` is None while it waits. `version` is the task's."""

    brand: str
    conversation: str
    employee: str | None
    epoch: int
    version: int


@dataclass(frozen=True, slots=True)
class EmployeeRecord:
    """The department, the certificates, the abilities and the presence of an employee, as of a version of routing's."""

    brand: str
    employee: str
    certificates: Certificates
    version: int
    department: str | None = None
    abilities: frozenset[str] = frozenset()
    presence: Presence = "offline"


@dataclass(slots=True)
class Changes:
    """The changes of one batch or one command, written all or not at all.

    Replies, posts and contacts are written on condition of the version they were read at, a payload on condition of
    its state, a conversation on condition of both its versions. Reactions are not written with their message but each
    by itself, by the rule of `domain.reaction`, so that those of several people never undo one another. `pending` has
    None for a change that has found its message, `offsets` has (expected, next), and `events` go through the outbox.
    """

    conversations: dict[Named, ConversationRecord] = field(default_factory=dict)
    messages: dict[Named, Versioned[Message]] = field(default_factory=dict)
    reactions: list[SaidReaction] = field(default_factory=list)
    contacts: dict[Named, Contact] = field(default_factory=dict)
    replies: dict[Named, Versioned[Reply]] = field(default_factory=dict)
    posts: dict[Named, Versioned[BrandPost]] = field(default_factory=dict)
    payloads: dict[Named, Versioned[UnreadablePayload]] = field(default_factory=dict)
    pending: dict[Named, PendingChange | None] = field(default_factory=dict)
    seen: list[SeenEvent] = field(default_factory=list)
    emissions: list[Emission] = field(default_factory=list)
    audit: list[AuditEntry] = field(default_factory=list)
    imports: dict[Named, Import] = field(default_factory=dict)
    import_marks: list[ImportMark] = field(default_factory=list)
    ledger: Counter[LedgerCell] = field(default_factory=Counter)
    rule_uses: Counter[RuleCell] = field(default_factory=Counter)
    answers: list[CountedAnswer] = field(default_factory=list)
    offsets: dict[Partition, tuple[int | None, int]] = field(default_factory=dict)
    timers: dict[str, NewTimer] = field(default_factory=dict)
    finished: list[DueTimer] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)

    def schedule(self, timers: Iterable[NewTimer]) -> None:
        """Set timers; of several with one key the last counts."""
        self.timers.update((timer.key, timer) for timer in timers)

    def change(self, before: Reply, after: Reply) -> None:
        """A reply becomes another; of several changes the first one names what was read."""
        name = (before.brand, before.id)
        earlier = self.replies.get(name)
        self.replies[name] = Versioned(earlier.before if earlier is not None else before, after)
