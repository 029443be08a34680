"""The undo of a story answer: who would lose it and who would not, and the steps that have it withdrawn."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chassis.clock import Clock
from chassis.timers import DueTimer
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Versioned
from services.inbox.application.story_answer_store import StoryAnswerChanges, StoryAnswerStore
from services.inbox.application.timers import undo_timer, withdrawal_timer
from services.inbox.application.withdrawal_rule import WithdrawalRule
from services.inbox.domain import withdrawal
from services.inbox.domain.leaving import changed
from services.inbox.domain.reply import OUT, Reply
from services.inbox.domain.story_answer import StoryAnswer, undo_stepped
from services.inbox.domain.story_answer_recipient import WAITING, StoryRecipient
from services.inbox.domain.story_answer_undo import StoryAnswerUndo

PAGE = 200  # recipients in one transaction
LOOKED_AT = 10_000  # recipients of an answer that a preview goes through
STEP = timedelta(seconds=5)  # between looks whether what was being sent is out


@dataclass(slots=True)
class UndoPreview:
    """How many of the first 10,000 recipients (`counted`) would lose the answer, and of how many it stays, by why."""

    counted: int = 0
    withdrawable: int = 0
    not_withdrawable: Counter[str] = field(default_factory=Counter)


class StoryAnswerUndoing:
    """What is done about the replies of an answer that are out; a step again has no further effect."""

    def __init__(self, store: StoryAnswerStore, unit: UnitOfWork, rule: WithdrawalRule, clock: Clock) -> None:
        """`unit` has the replies."""
        self._store = store
        self._unit = unit
        self._rule = rule
        self._clock = clock

    async def preview(self, answer: StoryAnswer) -> UndoPreview:
        """Count who would lose it if it were undone now; what has been withdrawn already is left out."""
        shown, after = UndoPreview(), 0
        while shown.counted < LOOKED_AT and (rows := await self._rows(answer, after)):
            after = rows[-1].number
            shown.counted += len(rows)
            replies = list((await self._replies(rows)).values())
            gone = [each for each in replies if each.withdrawal is None or each.withdrawal.state != "withdrawn"]
            shown.not_withdrawable["outcome_unknown"] += sum(each.state == "unknown" for each in gone)
            for hindrance in (await self._rule.hindrances([each for each in gone if each.state in OUT])).values():
                if hindrance is None:
                    shown.withdrawable += 1
                else:
                    shown.not_withdrawable[hindrance] += 1
        return shown

    async def step(self, timer: DueTimer) -> None:
        """Begin the withdrawals of a page of recipients, spaced by the pace of the answer.

        Raises:
            VersionConflict: The answer or a reply was changed meanwhile; the step is taken again.
            Fenced: The timer was moved meanwhile; its row as it is now has the step.
        """
        answer = await self._store.answer(timer.brand, timer.payload["answer"])
        changes, now = StoryAnswerChanges(timer.brand, finished=[timer]), self._clock.now_of(timer.brand)
        if answer is not None and answer.undo is not None and not answer.undo.done:
            undone = await self._advance(answer, answer.undo, changes, now)
            changes.answer = Versioned(answer, undo_stepped(answer, undone))
        await self._store.commit(changes)

    async def _advance(
        self, answer: StoryAnswer, undo: StoryAnswerUndo, changes: StoryAnswerChanges, now: datetime
    ) -> StoryAnswerUndo:
        rows = await self._rows(answer, undo.taken)
        if rows:
            changes.timers.append(undo_timer(answer, now))
            return await self._take(answer, undo, rows, changes, now)
        counts = await self._store.counts(answer.brand, answer.id)
        if any(number and state in (*WAITING, "claimed") for (state, _), number in counts.replies.items()):
            changes.timers.append(undo_timer(answer, now + STEP))  # what is being sent now may be out by then
            return replace(undo, taken=0)
        return replace(undo, done=True)

    async def _take(
        self,
        answer: StoryAnswer,
        undo: StoryAnswerUndo,
        rows: Sequence[StoryRecipient],
        changes: StoryAnswerChanges,
        now: datetime,
    ) -> StoryAnswerUndo:
        replies, next_at = await self._replies(rows), dict(undo.next_at)
        wanted = [(row.channel, replies[row.reply]) for row in rows if row.reply in replies]
        wanted = [(channel, reply) for channel, reply in wanted if undo.wants(reply)]
        hindrances = await self._rule.hindrances([reply for _, reply in wanted])
        for channel, reply in wanted:
            hindrance = hindrances[reply.id]
            if hindrance is not None:
                begun = withdrawal.hindered(undo.by, undo.round, hindrance, now)
            else:
                due = max(now, next_at.get(channel, now))
                next_at[channel] = due + answer.spacing
                begun = withdrawal.begun(reply.withdrawal, undo.by, undo.round, now, due)
                changes.timers.append(withdrawal_timer(reply, due))
            changes.replies.append(Versioned(reply, changed(reply, withdrawal=begun)))
        return replace(undo, taken=rows[-1].number, next_at=next_at)

    async def _rows(self, answer: StoryAnswer, after: int) -> Sequence[StoryRecipient]:
        return await self._store.recipients(answer.brand, answer.id, after, PAGE)

    async def _replies(self, rows: Sequence[StoryRecipient]) -> dict[str, Reply]:
        found = await self._unit.replies({(each.brand, each.reply) for each in rows if each.reply is not None})
        return {name: reply for (_, name), reply in found.items()}
