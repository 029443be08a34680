"""Story answers without a database: the twin of MongoStoryAnswers, over the store in memory."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from chassis.errors import VersionConflict
from services.inbox.application.records import Named
from services.inbox.application.story_answer_store import LedgerCounts, StoryAnswerChanges
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.domain.story_answer_recipient import BEGUN, WAITING, StoryRecipient, StoryTeller
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryStoryAnswers:
    """See StoryAnswerStore."""

    def __init__(self, store: InMemoryInbox) -> None:
        """`store` has the replies, the outbox and the timers."""
        self._store = store
        self._members: dict[tuple[str, str], list[StoryTeller]] = {}
        self._answers: dict[tuple[str, str], StoryAnswer] = {}
        self._rows: dict[tuple[str, str, str], StoryRecipient] = {}

    async def join(self, stories: Mapping[Named, Sequence[StoryTeller]]) -> None:
        for name, tellers in stories.items():
            kept = self._members.setdefault(name, [])
            for each in tellers:
                if all(other.conversation != each.conversation for other in kept):
                    kept.append(replace(each, number=len(kept) + 1))

    async def members(self, brand: str, story: str, after: int, limit: int) -> Sequence[StoryTeller]:
        return self._members.get((brand, story), [])[after : after + limit]

    async def size(self, brand: str, story: str) -> int:
        return len(self._members.get((brand, story), []))

    async def answer(self, brand: str, id_: str) -> StoryAnswer | None:
        return self._answers.get((brand, id_))

    async def newest(
        self, brand: str, story: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[StoryAnswer]:
        kept = [each for each in self._answers.values() if each.brand == brand and story in (None, each.story)]
        ordered = sorted(kept, key=lambda each: (-each.created_at.timestamp(), each.id))
        if after is not None:
            place = (-after[0].timestamp(), after[1])
            ordered = [each for each in ordered if (-each.created_at.timestamp(), each.id) > place]
        return ordered[:limit]

    async def recipients(self, brand: str, answer: str, after: int, limit: int) -> Sequence[StoryRecipient]:
        return [each for each in self._of(brand, answer) if each.number > after][:limit]

    async def planned(self, brand: str, answer: str, channel: str, limit: int) -> Sequence[StoryRecipient]:
        rows = [each for each in self._of(brand, answer) if (each.channel, each.state) == (channel, "planned")]
        return rows[:limit]

    async def counts(self, brand: str, answer: str) -> LedgerCounts:
        rows: Counter[tuple[str, str | None]] = Counter((each.state, each.reason) for each in self._of(brand, answer))
        replies = self._replies(brand, answer)
        begun = [each.withdrawal for each in replies if each.withdrawal is not None]
        return LedgerCounts(
            rows,
            Counter((each.state, each.error_code) for each in replies if each.withdrawal is None),
            Counter((each.state, each.code) for each in begun),
        )

    async def being_answered(self, brand: str, conversations: Collection[str]) -> Collection[str]:
        replies = [each for (owner, _), each in self._store.stored_replies.items() if owner == brand]
        return {
            each.conversation
            for each in replies
            if each.state in (*WAITING, *BEGUN) and each.conversation in conversations
        }

    async def another_goes_first(self, reply: Reply) -> bool:
        others = [
            each
            for (owner, id_), each in self._store.stored_replies.items()
            if owner == reply.brand and id_ != reply.id and each.conversation == reply.conversation
        ]
        under_way = any(each.state in BEGUN for each in others)
        waiting = [each for each in others if each.state in WAITING]
        return under_way or any(each.story is None or each.id < reply.id for each in waiting)

    async def not_claimed(self, brand: str, answer: str, limit: int) -> Sequence[Reply]:
        kept = [each for each in self._replies(brand, answer) if each.state in WAITING]
        return kept[:limit]

    async def said_after(self, message: Message) -> bool:
        return any(
            each.conversation == message.conversation and each.place > message.place and each.state == "kept"
            for (owner, _), each in self._store.stored_messages.items()
            if owner == message.brand
        )

    async def commit(self, changes: StoryAnswerChanges) -> None:
        self._check(changes)
        self._store.move_timers(changes.timers, changes.finished)
        if changes.answer is not None:
            self._answers[changes.brand, changes.answer.after.id] = changes.answer.after
        for row in changes.recipients:
            self._rows[changes.brand, row.after.answer, row.after.conversation] = row.after
        for reply in changes.replies:
            self._store.stored_replies[changes.brand, reply.after.id] = reply.after
        self._store.outbox += changes.events

    def _check(self, changes: StoryAnswerChanges) -> None:
        stale = []
        if changes.answer is not None:
            stored = self._answers.get((changes.brand, changes.answer.after.id))
            stale.append(_version(stored) != _version(changes.answer.before))
        for row in changes.recipients:
            kept = self._rows.get((changes.brand, row.after.answer, row.after.conversation))
            stale.append((kept and kept.state) != (row.before and row.before.state))
        for reply in changes.replies:
            found = self._store.stored_replies.get((changes.brand, reply.after.id))
            stale.append(_version(found) != _version(reply.before))
        if any(stale):
            raise VersionConflict

    def _of(self, brand: str, answer: str) -> list[StoryRecipient]:
        rows = [each for each in self._rows.values() if (each.brand, each.answer) == (brand, answer)]
        return sorted(rows, key=lambda each: each.number)

    def _replies(self, brand: str, answer: str) -> list[Reply]:
        replies = [each for (owner, _), each in self._store.stored_replies.items() if owner == brand]
        return [each for each in replies if each.story is not None and each.story.answer == answer]


def _version(stored: StoryAnswer | Reply | None) -> int | None:
    return stored.version if stored is not None else None
