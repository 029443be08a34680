"""Erases a contact: the person at once, and what was said with them by steps of a timer, each one transaction.

From the moment it is asked for, whoever writes under the same id is another contact, and what still comes in of before
is taken down without its words (`ingest/people.py`). A last look is taken once no transaction can be open any more that
had read the contact before that moment.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.retrying import on_conflict
from chassis.timers import DueTimer
from services.inbox import events
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.erasure_store import ErasureStore
from services.inbox.application.errors import Unknown
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_changes import ReplyChanges
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.timers import erasure_timer
from services.inbox.domain import lifecycle
from services.inbox.domain.contact import Contact
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.conversation_record import ConversationRecord, Summary
from services.inbox.domain.erasure import Erasure, erased_conversation, erased_message, erased_reply
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import take_back
from services.inbox.domain.withdrawal import UNDER_WAY

CONTACT_ERASED = "contact_erased"
PAGE = 200  # messages in one transaction
LOOKED_AT = 20  # conversations of which the first is taken that has nothing on its way
ON_ITS_WAY = timedelta(seconds=5)  # until what is being sent, or withdrawn, is looked at again
LAST_LOOK = timedelta(seconds=90)  # MongoDB ends a transaction after 60 s, however it is set up


class Erasures:
    """Begins erasures, and takes their steps; each step again has no further effect."""

    def __init__(
        self,
        unit: UnitOfWork,
        store: ErasureStore,
        replies: ReplyChanges,
        counting: EngagementCounting,
        rulebook: Rulebook,
        clock: Clock,
    ) -> None:
        """`replies` writes that a reply is not sent any more; `rulebook` has the SLA policies."""
        self._unit = unit
        self._store = store
        self._replies = replies
        self._counting = counting
        self._rulebook = rulebook
        self._clock = clock

    async def begin(self, caller: Principal, contact: str) -> Contact:
        """Forget who a contact is, and have everything erased that was said with them.

        Raises:
            Unknown: There is no such contact.
            StateNotAllowed: They were erased before.
        """

        async def once() -> Contact:
            stored = await self._unit.contact(caller.brand, contact)
            if stored is None:
                raise Unknown(contact)
            if stored.erasure is not None:
                raise StateNotAllowed("erase", "erased")
            now, changes = self._clock.now_of(caller.brand), Changes()
            for record in await self._store.records(stored):
                changes.contacts[record.brand, record.id] = record.erased(caller.subject, now)
            changes.schedule([erasure_timer(stored, now)])
            await self._unit.commit(changes)
            return changes.contacts[stored.brand, stored.id]

        return await on_conflict(once)

    async def step(self, timer: DueTimer) -> None:
        """Erase one page of one conversation; with the last one the contact is forgotten.

        Raises:
            VersionConflict: Something was written meanwhile; the step is taken again.
            Fenced: The timer was moved meanwhile; its row as it is now has the step.
        """
        contact = await self._unit.contact(timer.brand, timer.payload["contact"])
        changes = Changes(finished=[timer])
        if contact is None or contact.erasure is None:
            return await self._unit.commit(changes)
        now = self._clock.now_of(timer.brand)
        ids = [each.id for each in await self._store.records(contact)]
        left = await self._store.conversations(timer.brand, ids, LOOKED_AT)
        last_look = contact.erasure.asked_at + LAST_LOOK
        if not left and now >= last_look:
            changes.contacts[contact.brand, contact.id] = contact.forgotten(now)
        elif not left:
            changes.schedule([erasure_timer(contact, last_look)])
        else:
            erased = await self._erase_first(changes, contact.erasure, timer.brand, left, now)
            changes.schedule([erasure_timer(contact, now if erased else now + ON_ITS_WAY)])
        return await self._unit.commit(changes)

    async def _erase_first(
        self, changes: Changes, erasure: Erasure, brand: str, left: Sequence[str], now: datetime
    ) -> bool:
        """Add the erasure of the first conversation from which nothing is on its way; whether there is one."""
        for conversation in left:
            messages, replies = await self._store.remains(brand, conversation, PAGE)
            record = await self._unit.conversation(brand, conversation)
            if record is None or any(_on_its_way(reply) for reply in replies):
                continue
            await self._take_back(changes, replies, now)
            for message in messages:
                changes.messages[brand, message.id] = Versioned(message, erased_message(message))
            is_last = max(len(messages), len(replies)) < PAGE
            await self._erase(changes, record, erasure, now, is_last=is_last)
            self._counting.replies(changes)
            return True
        return False

    async def _take_back(self, changes: Changes, replies: Sequence[Reply], now: datetime) -> None:
        """Replies lose their words; those that have not left are not sent."""
        for reply in replies:
            after = reply
            if reply.state in ("awaiting_approval", "queued"):
                after = take_back(reply, CONTACT_ERASED)
                await self._replies.add(changes, reply, after, now)
            changes.change(reply, erased_reply(after, now))

    async def _erase(
        self, changes: Changes, record: ConversationRecord, erasure: Erasure, now: datetime, *, is_last: bool
    ) -> None:
        """Resolve the conversation if it is not, and say that it is erased once nothing is left of it."""
        state = record.conversation
        if state.status != "resolved":
            step = lifecycle.resolve(state, now, erasure.by, (await self._rulebook.of(state.brand)).policies)
            state = step.conversation
            changes.events.append(events.conversation_resolved(state, erasure.by, now))
            changes.events += events.clock_events(events.command_cause(state), step, now)
        if is_last and state.erased_at is None:
            state = erased_conversation(state, now)
            changes.events.append(events.conversation_erased(state, erasure, now))
        else:
            state = lifecycle.touch(state).conversation  # who read it before has to read it anew
        changes.conversations[record.name] = ConversationRecord(state, Summary(), record.read)


def _on_its_way(reply: Reply) -> bool:
    return reply.state == "claimed" or (reply.withdrawal is not None and reply.withdrawal.state in UNDER_WAY)
