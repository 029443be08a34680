"""The consequences of a reply's end for its conversation, whether a sender or a person reports it."""

from __future__ import annotations

from datetime import datetime

from chassis.errors import VersionConflict
from contracts.ids import derived_id
from services.inbox import events
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.sent_replies import reply_sent
from services.inbox.domain.message import sent_message_id
from services.inbox.domain.reply import Reply


class ReplyOutcomes:
    """Adds the consequences of a reply's end to the changes that write it."""

    def __init__(self, unit: UnitOfWork, rulebook: Rulebook) -> None:
        """`rulebook` has the SLA policies."""
        self._unit = unit
        self._rulebook = rulebook

    async def add(self, changes: Changes, reply: Reply, now: datetime) -> None:
        """Add what a reply's new state means for its conversation, and the events that report it.

        Raises:
            VersionConflict: The conversation is not there.
        """
        record = await self._unit.conversation(reply.brand, reply.conversation)
        if record is None:
            raise VersionConflict
        cause = derived_id(reply.brand, reply.id, str(reply.epoch), reply.state)
        if reply.state not in ("sent", "failed", "unknown", "rejected"):
            raise ValueError(f"{reply.state} is not an outcome")
        if reply.state != "sent":
            changes.events.append(events.reply_delivered(cause, reply, record.conversation, now, reply.state))
            return
        at = reply.sent_at or now
        policies = (await self._rulebook.of(reply.brand)).policies
        id_ = sent_message_id(reply)
        sent = reply_sent(record, reply, id_, policies, cause=cause, sent_at=at, reported_at=now)
        changes.conversations[sent.record.name] = sent.record
        if await self._unit.message(reply.brand, id_) is None:
            changes.messages[reply.brand, id_] = Versioned(None, sent.message)
            changes.events.append(events.message_stored(cause, sent.record.conversation, sent.message, at))
        changes.events += [sent.delivered, *sent.clock_events(cause, at)]
