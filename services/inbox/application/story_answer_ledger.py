"""The ledger of a story answer as people see it: what became of each recipient, and how many there are of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from services.inbox.application.ports import UnitOfWork
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.domain.story_answer import OVER, StoryAnswer
from services.inbox.domain.story_answer_recipient import (
    RecipientState,
    StoryRecipient,
    outcome,
    reply_outcome,
    withdrawal_outcome,
)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """A recipient with what became of them, and why where they got nothing."""

    row: StoryRecipient
    state: RecipientState
    reason: str | None


@dataclass(slots=True)
class LedgerFigures:
    """How many recipients are in which state, and of who got nothing, or cannot lose it, how many for which reason."""

    states: Counter[RecipientState] = field(default_factory=Counter)
    reasons: Counter[str] = field(default_factory=Counter)

    def take(self, state: RecipientState, reason: str | None, number: int) -> None:
        """Add recipients."""
        self.states[state] += number
        if state in ("excluded", "skipped", "not_withdrawable"):
            self.reasons[str(reason)] += number


class StoryAnswerLedger:
    """Reads answers with their recipients."""

    def __init__(self, store: StoryAnswerStore, unit: UnitOfWork) -> None:
        """`unit` has the replies."""
        self._store = store
        self._unit = unit

    async def newest(
        self, brand: str, story: str | None, after: tuple[datetime, str] | None, limit: int
    ) -> Sequence[StoryAnswer]:
        """Answers, the newest first."""
        return await self._store.newest(brand, story, after, limit)

    async def figures(self, answer: StoryAnswer) -> LedgerFigures:
        """Count the recipients of an answer."""
        counts, figures = await self._store.counts(answer.brand, answer.id), LedgerFigures()
        for (state, reason), number in counts.rows.items():
            if state == "planned" and answer.state in OVER:
                figures.take("skipped", answer.state, number)
            elif state == "planned":
                figures.take("planned", None, number)
            elif state in ("excluded", "skipped"):
                figures.take("excluded" if state == "excluded" else "skipped", reason, number)
        for (state, error_code), number in counts.replies.items():
            figures.take(*reply_outcome(state, error_code), number)
        for (withdrawal, code), number in counts.withdrawals.items():
            figures.take(*withdrawal_outcome(withdrawal, code), number)
        return figures

    async def page(self, answer: StoryAnswer, after: int, limit: int) -> list[LedgerLine]:
        """Recipients by number, behind one of them."""
        rows = await self._store.recipients(answer.brand, answer.id, after, limit)
        replies = await self._unit.replies({(each.brand, each.reply) for each in rows if each.reply is not None})
        return [LedgerLine(each, *outcome(each, replies.get((each.brand, each.reply or "")), answer)) for each in rows]
