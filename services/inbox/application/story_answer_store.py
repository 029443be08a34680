"""The store of stories' conversations, of the answers to stories, and of their ledgers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from services.inbox.application.records import Named, Versioned
from services.inbox.domain.message import Message
from services.inbox.domain.reply import Reply
from services.inbox.domain.story_answer import StoryAnswer
from services.inbox.domain.story_answer_recipient import StoryRecipient, StoryTeller
from services.inbox.domain.withdrawal import WithdrawalState


@dataclass(slots=True)
class StoryAnswerChanges:
    """What is written at once: answer and replies each on condition of the version it was read at."""

    brand: str
    answer: Versioned[StoryAnswer] | None = None
    recipients: list[Versioned[StoryRecipient]] = field(default_factory=list)
    replies: list[Versioned[Reply]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    timers: list[NewTimer] = field(default_factory=list)
    finished: list[DueTimer] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LedgerCounts:
    """A ledger's rows by (state, reason), and in place of its queued ones their replies by (state, error code).

    Of replies that are to be withdrawn the withdrawals are counted in their place, by (state, code).
    """

    rows: Mapping[tuple[str, str | None], int] = field(default_factory=Counter)
    replies: Mapping[tuple[str, str | None], int] = field(default_factory=Counter)
    withdrawals: Mapping[tuple[WithdrawalState, str | None], int] = field(default_factory=Counter)


class StoryAnswerStore(Protocol):
    """The story answers of all brands."""

    async def join(self, stories: Mapping[Named, Sequence[StoryTeller]]) -> None:
        """Number the conversations that are new to each of these stories; the others stay as they are.

        Raises:
            VersionConflict: Another process numbered some at the same time; nothing is changed.
        """

    async def members(self, brand: str, story: str, after: int, limit: int) -> Sequence[StoryTeller]:
        """Conversations of a story by their number, behind one of them, without a gap."""

    async def size(self, brand: str, story: str) -> int:
        """How many conversations tell a story, which is the number of the last."""

    async def answer(self, brand: str, id_: str) -> StoryAnswer | None:
        """One answer, or None."""

    async def newest(
        self, brand: str, story: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[StoryAnswer]:
        """Answers, the newest first, of one story or all, behind one of them."""

    async def recipients(self, brand: str, answer: str, after: int, limit: int) -> Sequence[StoryRecipient]:
        """The ledger by number, behind one of them."""

    async def planned(self, brand: str, answer: str, channel: str, limit: int) -> Sequence[StoryRecipient]:
        """Planned recipients of a channel by number."""

    async def counts(self, brand: str, answer: str) -> LedgerCounts:
        """How many recipients are in which state."""

    async def being_answered(self, brand: str, conversations: Collection[str]) -> Collection[str]:
        """Those of these conversations that have a reply which is not out yet, or may be."""

    async def another_goes_first(self, reply: Reply) -> bool:
        """Whether a reply of a story has to leave its conversation to another that is under way.

        That is one that is on its way out or may be, one that a person wrote, or one of a story with a lower id, so
        that of two at once exactly one goes out.
        """

    async def not_claimed(self, brand: str, answer: str, limit: int) -> Sequence[Reply]:
        """Replies of an answer that nobody has begun to send."""

    async def said_after(self, message: Message) -> bool:
        """Whether anything that is not deleted was said in the conversation behind a message."""

    async def commit(self, changes: StoryAnswerChanges) -> None:
        """Write all of it or nothing.

        Raises:
            VersionConflict: Something is not as it was read.
            Fenced: A timer to be finished was moved meanwhile.
        """
