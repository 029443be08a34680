"""Looks at conversations of a story for an answer: who gets it, in which words, and who does not and why."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from channels.registry import UnknownChannel, channel
from services.inbox.application.directory import Directory
from services.inbox.application.guidelines import Guidelines, Wording
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.domain.conversation import Conversation
from services.inbox.domain.conversation_record import ConversationRecord
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.story_answer import AnswerVariant, StoryAnswer
from services.inbox.domain.story_answer_recipient import LeftOut, left_out
from services.inbox.domain.story_answer_text import rendered


class Told(NamedTuple):
    """A conversation, and when its contact told the story."""

    conversation: str
    since: datetime


@dataclass(frozen=True, slots=True)
class Found:
    """A conversation as it is now, with the text for it or why it gets none; `record` is None where it is gone."""

    record: ConversationRecord | None
    text: str | None = None
    left_out: LeftOut | None = None


class StoryAnswerSelection:
    """One rule for preview, ledger and sending."""

    def __init__(self, store: StoryAnswerStore, unit: UnitOfWork, guidelines: Guidelines, directory: Directory) -> None:
        self._store = store
        self._unit = unit
        self._guidelines = guidelines
        self._directory = directory

    async def look(self, answer: StoryAnswer, told: Sequence[Told]) -> list[Found]:
        """The conversations in their order, in two reads."""
        records = await self._unit.conversations([(answer.brand, each.conversation) for each in told])
        pending = await self._store.being_answered(answer.brand, [each.conversation for each in told])
        return [self._found(answer, each, records.get((answer.brand, each.conversation)), pending) for each in told]

    async def judge(self, answer: StoryAnswer, found: Found) -> Check:
        """Judge the text for a conversation that gets one by the guideline in force."""
        if found.record is None or found.text is None:
            raise ValueError("there is no text to judge")
        return await self._guidelines.judge(found.record.conversation, answer.author, Wording(found.text))

    def _found(
        self, answer: StoryAnswer, told: Told, record: ConversationRecord | None, pending: Collection[str]
    ) -> Found:
        if record is None:
            return Found(None, left_out="gone")
        state = record.conversation
        variant = answer.variant(state.language, state.channel)
        reason = left_out(state, told.since) or self._reason(state, variant, pending)
        if reason is not None or variant is None:
            return Found(record, left_out=reason)
        return Found(record, rendered(variant.text, record.summary.contact_name, record.summary.contact_handle))

    def _reason(self, state: Conversation, variant: AnswerVariant | None, pending: Collection[str]) -> LeftOut | None:
        if state.id in pending:
            return "being_answered"
        if not self._can_be_answered(state):
            return "cannot_be_answered"
        if variant is None:
            return "no_variant" if state.language is not None else "language_unknown"
        return None

    def _can_be_answered(self, state: Conversation) -> bool:
        """Whether the channel takes replies where the conversation stands; when it still does, it alone knows."""
        integration = self._directory.integration(state.brand, state.integration)
        if integration is None or not integration.enabled:
            return False
        try:
            return state.visibility in channel(integration.channel).abilities.replies
        except UnknownChannel:
            return False


def refusal(check: Check) -> LeftOut:
    """Why the guideline keeps a conversation from an answer that it refuses."""
    codes = {each.code for each in check.violations}
    return "not_to_be_answered" if "not_to_be_answered" in codes else "guideline"
