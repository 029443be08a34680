"""The steps of a running story answer: each is one transaction that goes on from where the last one ended."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from math import ceil
from typing import NamedTuple

from chassis.clock import Clock
from chassis.timers import DueTimer
from services.inbox.application.approval_telling import ApprovalTelling
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_outcomes import ReplyOutcomes
from services.inbox.application.story_answer_replies import add_reply, reply_to
from services.inbox.application.story_answer_selection import Found, StoryAnswerSelection, Told, refusal
from services.inbox.application.story_answer_store import StoryAnswerChanges, StoryAnswerStore
from services.inbox.application.timers import story_answer_timer
from services.inbox.domain import reply_approval
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer, is_over, stepped
from services.inbox.domain.story_answer_recipient import WITHDRAWN, StoryRecipient, StoryTeller

PAGE = 200  # conversations, or withdrawn replies, in one transaction
STEP = timedelta(seconds=5)  # a step makes the replies that leave until the next one


class StoryAnswerSteps:
    """What the timer of a story answer does; a step again has no further effect."""

    def __init__(
        self,
        store: StoryAnswerStore,
        selection: StoryAnswerSelection,
        outcomes: ReplyOutcomes,
        telling: ApprovalTelling,
        clock: Clock,
    ) -> None:
        self._store = store
        self._selection = selection
        self._outcomes = outcomes
        self._telling = telling
        self._clock = clock

    async def step(self, timer: DueTimer) -> None:
        """Take one step.

        Raises:
            VersionConflict: The answer or a reply was changed meanwhile; the step is taken again.
            Fenced: The timer was moved meanwhile; its row as it is now has the step.
        """
        answer = await self._store.answer(timer.brand, timer.payload["answer"])
        changes, now = StoryAnswerChanges(timer.brand, finished=[timer]), self._clock.now_of(timer.brand)
        if answer is not None and answer.state == "running":
            await self._advance(answer, changes, now)
        elif answer is not None and is_over(answer, now):
            await self._withdraw(answer, changes, now)
        await self._store.commit(changes)

    async def _advance(self, answer: StoryAnswer, changes: StoryAnswerChanges, now: datetime) -> None:
        ended = now >= answer.ends_at
        page = [] if ended else await self._newcomers(answer)
        rows = await self._rows(answer, page)
        changes.recipients = [Versioned(None, each) for each in rows]
        next_at = dict(answer.next_at)
        left, again = any(each.state == "planned" for each in rows), bool(page)
        for channel in sorted(next_at) if not ended else ():
            made = await self._queue(answer, changes, channel, next_at, now)
            left, again = left or made.left, again or made.again
        for each in rows:
            if each.state == "planned":
                next_at.setdefault(each.channel, now)
        planned = page[-1].number if page else answer.planned
        done = ended or (answer.until is not None and planned >= answer.until and not left)
        after = stepped(answer, planned, next_at, done=done)
        if replace(after, version=answer.version) != answer:
            changes.answer = Versioned(answer, after)
        if done:  # what is made already has until its end to leave
            changes.timers.append(story_answer_timer(answer, max(now, answer.ends_at)))
        else:
            changes.timers.append(story_answer_timer(answer, now if again else now + STEP))

    async def _newcomers(self, answer: StoryAnswer) -> Sequence[StoryTeller]:
        members = await self._store.members(answer.brand, answer.story, answer.planned, PAGE)
        return [each for each in members if answer.until is None or each.number <= answer.until]

    async def _rows(self, answer: StoryAnswer, members: Sequence[StoryTeller]) -> list[StoryRecipient]:
        if not members:
            return []
        found = await self._selection.look(answer, [Told(each.conversation, each.at) for each in members])
        return [_row(answer, member, each) for member, each in zip(members, found, strict=True)]

    async def _queue(
        self,
        answer: StoryAnswer,
        changes: StoryAnswerChanges,
        channel: str,
        next_at: dict[str, datetime],
        now: datetime,
    ) -> _Made:
        """Make the replies of a channel that leave until the next step; moves its `next_at` behind them."""
        free, until = answer.free_at(channel, now), now + STEP
        if free >= until:
            return _Made(left=True, again=False)
        slots, skipped = ceil((until - free) / answer.spacing), False
        rows = await self._store.planned(answer.brand, answer.id, channel, slots)
        found = await self._selection.look(answer, [Told(each.conversation, each.since) for each in rows])
        for row, each in zip(rows, found, strict=True):
            after, made = await self._turn(answer, row, each, now, free)
            changes.recipients.append(Versioned(row, after))
            if made is not None:
                add_reply(changes, *made, now)
                changes.events += await self._telling.events(None, *made)
                free += answer.spacing
            skipped = skipped or made is None
        if rows:
            next_at[channel] = free
        return _Made(left=bool(rows), again=skipped and len(rows) == slots)

    async def _turn(
        self, answer: StoryAnswer, row: StoryRecipient, found: Found, now: datetime, leaves_at: datetime
    ) -> tuple[StoryRecipient, tuple[Reply, Conversation] | None]:
        """A planned recipient whose turn has come, with their reply and its conversation unless they are skipped."""
        if found.left_out is not None or found.record is None or found.text is None:
            return replace(row, state="skipped", reason=found.left_out), None
        check = await self._selection.judge(answer, found)
        if check.verdict == "refused":
            return replace(row, state="skipped", reason=refusal(check)), None
        state = found.record.conversation
        reply = reply_to(answer, row, state, found.text, check, now, leaves_at)
        return replace(row, state="queued", reply=reply.id), (reply, state)

    async def _withdraw(self, answer: StoryAnswer, changes: StoryAnswerChanges, now: datetime) -> None:
        """Take back a page of what nobody has begun to send."""
        consequences = Changes()
        replies = await self._store.not_claimed(answer.brand, answer.id, PAGE)
        for reply in replies:
            after = reply_approval.take_back(reply, WITHDRAWN)
            changes.replies.append(Versioned(reply, after))
            await self._outcomes.add(consequences, after, now)
            consequences.events += await self._telling.events(reply, after)
        changes.events += consequences.events
        if len(replies) == PAGE:
            changes.timers.append(story_answer_timer(answer, now))


class _Made(NamedTuple):
    """Whether recipients of a channel may be left, and whether the next step need not wait."""

    left: bool
    again: bool


def _row(answer: StoryAnswer, member: StoryTeller, found: Found) -> StoryRecipient:
    return StoryRecipient(
        brand=answer.brand,
        answer=answer.id,
        number=member.number,
        conversation=member.conversation,
        channel=found.record.conversation.channel if found.record is not None else "",
        since=member.at,
        state="planned" if found.left_out is None else "excluded",
        reason=found.left_out,
    )
