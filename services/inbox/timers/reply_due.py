"""Sends replies: claimed before anything leaves, sent with the reply's id as key, recorded after; never guessed."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog
from prometheus_client import Counter

from channels.ports import Failed, OutboundReply, OutcomeUnknown, RetryLater, SendResult, Sent
from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer, NewTimer, Timers
from contracts.ids import derived_id
from contracts.inbox import ReplyDelivered
from services.inbox import events as facts
from services.inbox.adapters.channel_sending import Sending
from services.inbox.application.directory import Directory
from services.inbox.application.guidelines import Guidelines
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.sent_messages import reply_message, sent_message_id
from services.inbox.domain import conversation as life
from services.inbox.domain import reply as reply_life
from services.inbox.domain.reply import Reply, Stale
from services.inbox.persistence.documents import Line, line_of, reply_of
from services.inbox.persistence.unit_of_work import Changes, Store

log = structlog.get_logger()

REPLY_TIMER = "reply_send"
AT_ONCE = 16  # sendings side by side; each waits for a platform for up to 20 s and costs one connection
TRIES = 20  # against the consumer and people who write the same conversation; the outcome must not get lost

Outcome = Callable[[Reply], Reply]
"""Turns a reply as it is kept into what it becomes; raises Stale when it was claimed anew since."""

SENDINGS = Counter("muster_inbox_sendings", "Replies by what their channel said.", ["channel", "outcome"])


def reply_timer(reply: Reply, due_at: datetime) -> NewTimer:
    """The row that has a reply sent."""
    return NewTimer(f"reply/{reply.brand}/{reply.id}", reply.brand, REPLY_TIMER, due_at, {"reply": reply.id})


class OnReplyDue:
    """Takes up queued replies."""

    def __init__(
        self,
        store: Store,
        rulebook: Rulebook,
        guidelines: Guidelines,
        directory: Directory,
        sending: Sending,
        timers: Timers,
        clock: Clock,
    ) -> None:
        """`sending` is the way out; `timers` holds the rows of the replies."""
        self._store = store
        self._rulebook = rulebook
        self._guidelines = guidelines
        self._directory = directory
        self._sending = sending
        self._timers = timers
        self._clock = clock

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Send what is queued, and show what a dead sender left to a person."""
        found = await self._store.replies.get_many((timer.brand, timer.payload["reply"]) for timer in due)
        gate = asyncio.Semaphore(AT_ONCE)

        async def one(timer: DueTimer) -> None:
            document = found.get((timer.brand, timer.payload["reply"]))
            async with gate:
                if document is None or await self._deliver(reply_of(document)):
                    await self._done(timer)

        outcomes = await asyncio.gather(*[one(timer) for timer in due], return_exceptions=True)
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome

    async def _done(self, timer: DueTimer) -> None:
        try:
            await self._timers.done(timer)
        except Fenced:  # set again meanwhile, for a later try: that row stays
            return

    async def _deliver(self, reply: Reply) -> bool:
        """Whether the timer is done with; False when it was moved to a later try."""
        if reply.state == "claimed":
            orphan = reply_life.orphaned(reply)
            return await self._record(reply, lambda current: orphan if current.version == reply.version else current)
        if reply.state != "queued":
            return True
        claimed = await self._claim(reply)
        if claimed is None or claimed.state != "claimed":
            return True
        result = await self._send(claimed)
        crash_points.reach("inbox.sent_not_recorded")
        SENDINGS.labels(self._channel_of(claimed), type(result).__name__).inc()
        now = self._clock.now()
        return await self._record(claimed, lambda current: _outcome(current, claimed.epoch, result, now))

    async def _claim(self, reply: Reply) -> Reply | None:
        """Judge a reply once more and write what follows; None when another process was first: its timer is its own."""
        document = await self._store.conversations.get(reply.brand, reply.conversation)
        if document is None:
            raise VersionConflict
        state, now = line_of(document).conversation, self._clock.now()
        claimed = reply_life.claim(reply, await self._guidelines.judge(state, reply.author, reply.text))
        changes = Changes(replies={(reply.brand, reply.id): (reply.version, claimed)})
        if claimed.state == "awaiting_approval":
            changes.outbox.append(facts.reply_requested(claimed, state, now))
        elif claimed.state == "failed":
            SENDINGS.labels(self._channel_of(claimed), "GuidelineRefused").inc()
            await answer_with(self._store, self._rulebook, changes, claimed, now)
        try:
            await self._store.apply(changes)
        except VersionConflict:
            return None
        return claimed

    def _channel_of(self, reply: Reply) -> str:
        known = self._directory.integration(reply.brand, reply.integration)
        return known.channel if known is not None else "gone"

    async def _send(self, reply: Reply) -> SendResult:
        integration = self._directory.integration(reply.brand, reply.integration)
        contact = await self._store.contacts.get(reply.brand, reply.contact)
        if integration is None or contact is None:
            return Failed("integration_gone" if integration is None else "contact_gone")
        asked = await self._store.messages.get(reply.brand, reply.in_reply_to) if reply.in_reply_to else None
        outbound = OutboundReply(
            key=reply.id,
            contact=contact["external_id"],
            text=reply.text,
            visibility=asked["visibility"] if asked else "private",
            thread=asked["thread_of"] if asked else None,
            reply_to=asked["external_id"] if asked else None,
            subject_line=asked["subject_line"] if asked else None,
        )
        return await self._sending.send(integration, outbound)

    async def _record(self, reply: Reply, outcome: Outcome) -> bool:
        """Write what became of a sending; whatever else happens to the conversation, this is not lost."""
        for attempt in range(TRIES):
            document = await self._store.replies.get(reply.brand, reply.id)
            if document is None:
                return True
            current = reply_of(document)
            try:
                after = outcome(current)
            except Stale:
                log.warning("reply_outcome_stale", reply=reply.id, state=current.state)
                return True
            if after is current:
                return True
            try:
                await self._store.apply(await self._changes(current, after))
            except VersionConflict:
                await asyncio.sleep(0.01 * attempt)
                continue
            return after.state != "queued"
        raise VersionConflict

    async def _changes(self, before: Reply, after: Reply) -> Changes:
        changes = Changes(replies={(before.brand, before.id): (before.version, after)})
        if after.state == "queued":
            timer = reply_timer(after, after.next_try_at or self._clock.now())
            changes.timers[timer.key] = timer
            return changes
        await answer_with(self._store, self._rulebook, changes, after, self._clock.now())
        return changes


def _outcome(current: Reply, epoch: int, result: SendResult, now: datetime) -> Reply:
    if isinstance(result, Sent):
        return reply_life.sent(current, epoch, result.external_id, now)
    if isinstance(result, OutcomeUnknown):
        return reply_life.undecided(current, epoch, result.code)
    if isinstance(result, RetryLater):
        return reply_life.refused(current, epoch, result.code, retryable=True, at=now, wait=result.seconds)
    return reply_life.refused(current, epoch, result.code, retryable=False, at=now)


async def answer_with(store: Store, rulebook: Rulebook, changes: Changes, reply: Reply, now: datetime) -> None:
    """Add to the changes what a reply's new state means for its conversation, and the events that say so."""
    document = await store.conversations.get(reply.brand, reply.conversation)
    if document is None:
        raise VersionConflict
    line = line_of(document)
    cause = derived_id(reply.brand, reply.id, str(reply.epoch), reply.state)
    if reply.state != "sent":
        changes.outbox.append(_delivered(cause, line, reply, now))
        return
    first = line.conversation.first_reply_at is None
    waited = line.conversation.unanswered_since
    at = reply.sent_at or now
    step = life.answer(line.conversation, at, (await rulebook.of(reply.brand)).policies)
    line.conversation = step.conversation
    changes.lines[(reply.brand, line.conversation.id)] = line
    id_ = sent_message_id(reply)
    message = reply_message(reply, id_, line.conversation, at)
    seconds = max(0.0, (at - waited).total_seconds()) if waited is not None else None
    if await store.messages.get(reply.brand, id_, projection={"_id": 1}) is None:
        changes.new_messages[(reply.brand, id_)] = message
        changes.outbox.append(
            facts.message_stored(
                cause, line.conversation, message, at=at, read=facts.no_reading(), made=facts.our_own()
            )
        )
    changes.outbox.append(_delivered(cause, line, reply, now, first=first, response_seconds=seconds))
    changes.outbox += facts.clock_events(cause, step, at)


def _delivered(
    cause: str, line: Line, reply: Reply, at: datetime, *, first: bool = False, response_seconds: float | None = None
) -> ReplyDelivered:
    if reply.state not in ("sent", "failed", "unknown", "rejected"):
        raise ValueError(f"{reply.state} is not an outcome")
    return ReplyDelivered.after(
        cause,
        reply.id,
        brand=reply.brand,
        subject=reply.conversation,
        version=line.conversation.version,
        at=at,
        conversation=facts.snapshot(line.conversation),
        reply=reply.id,
        author=reply.author,
        state=reply.state,
        error_code=reply.error_code,
        first=first,
        response_seconds=response_seconds,
    )
