"""The decision on one channel event, made from the state of its batch."""

from __future__ import annotations

from typing import NamedTuple

from chassis.messaging import Deferred
from chassis.timers import NewTimer
from contracts.event import Event
from services.inbox.application.records import AuditEntry, PendingChange, SaidReaction
from services.inbox.domain.arrival import Outcome
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.unreadable import UnreadablePayload


class IngestDecision(NamedTuple):
    """The consequences of one event, in the brand of that event.

    `outcome` is its column in the ledger, None where it was counted before or is counted later. `seen` are the keys it
    is recognised by when it comes again. `events` are published under `cause`, the key a redelivery finds them by, and
    `repeated` are keys whose events are published once more. `settled` is the id of an earlier change that has found
    its message. It is a tuple, because one is made per event and costs a third of a frozen dataclass.
    """

    outcome: Outcome | None = None
    seen: tuple[str, ...] = ()
    conversations: tuple[ConversationRecord, ...] = ()
    message: Message | None = None
    reaction: SaidReaction | None = None
    contacts: tuple[Contact, ...] = ()
    replies: tuple[Reply, ...] = ()
    payload: UnreadablePayload | None = None
    pending: PendingChange | None = None
    settled: str | None = None
    audit: tuple[AuditEntry, ...] = ()
    timers: tuple[NewTimer, ...] = ()
    cause: str = ""
    events: tuple[Event, ...] = ()
    repeated: tuple[str, ...] = ()
    deferred: Deferred | None = None


NOTHING = IngestDecision()
