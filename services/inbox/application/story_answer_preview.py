"""Who would get a story answer now, in how many of which languages, and who would not and why."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import islice

from services.inbox.application.story_answer_selection import Found, StoryAnswerSelection, Told, refusal
from services.inbox.application.story_answer_store import StoryAnswerStore
from services.inbox.domain.approval import ApprovalStage, merged
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.story_answer import StoryAnswer

PAGE = 500
LOOKED_AT = 10_000  # conversations of a story; of more the first
JUDGED = 500  # of those by the guideline, each with some reads of its own
AT_ONCE = 25
EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class AnswerExample:
    """A conversation that would get the answer, with the words it would get and what the guideline says to them."""

    conversation: str
    language: str | None
    channel: str
    text: str
    verdict: str


@dataclass(slots=True)
class AnswerPreview:
    """The figures: `members` tell the story, `counted` of them were looked at, `judged` of the recipients judged.

    `missing` are languages without a text; `refused` is the first check that found the text itself wrong.
    """

    members: int = 0
    counted: int = 0
    recipients: int = 0
    judged: int = 0
    excluded: Counter[str] = field(default_factory=Counter)
    languages: Counter[str] = field(default_factory=Counter)
    channels: Counter[str] = field(default_factory=Counter)
    missing: Counter[str] = field(default_factory=Counter)
    examples: list[AnswerExample] = field(default_factory=list)
    stages: tuple[ApprovalStage, ...] = ()
    refused: Check | None = None


class StoryAnswerPreviews:
    """Goes through a story's conversations without writing anything."""

    def __init__(self, store: StoryAnswerStore, selection: StoryAnswerSelection) -> None:
        self._store = store
        self._selection = selection

    async def of(self, answer: StoryAnswer) -> AnswerPreview:
        """Count the first 10,000 conversations of the story, and judge the first 500 that would get it."""
        shown = AnswerPreview(members=await self._store.size(answer.brand, answer.story))
        after = 0
        while shown.counted < min(shown.members, LOOKED_AT):
            members = await self._store.members(answer.brand, answer.story, after, PAGE)
            if not members:
                break
            after = members[-1].number
            shown.counted += len(members)
            found = await self._selection.look(answer, [Told(each.conversation, each.at) for each in members])
            await self._judge(answer, shown, [each for each in found if _counts(shown, each)])
        return shown

    async def _judge(self, answer: StoryAnswer, shown: AnswerPreview, found: Sequence[Found]) -> None:
        wanted = iter(list(islice(found, max(0, JUDGED - shown.judged))))
        while group := list(islice(wanted, AT_ONCE)):
            checks = await asyncio.gather(*(self._selection.judge(answer, each) for each in group))
            for each, check in zip(group, checks, strict=True):
                _take(shown, each, check)


def _counts(shown: AnswerPreview, found: Found) -> bool:
    """Count a conversation; gives whether it gets the answer."""
    if found.left_out is None and found.record is not None:
        shown.recipients += 1
        shown.languages[found.record.conversation.language or ""] += 1
        shown.channels[found.record.conversation.channel] += 1
        return True
    shown.excluded[str(found.left_out)] += 1
    if found.left_out == "no_variant" and found.record is not None:
        shown.missing[found.record.conversation.language or ""] += 1
    return False


def _take(shown: AnswerPreview, found: Found, check: Check) -> None:
    if found.record is None or found.text is None:
        return
    state = found.record.conversation
    shown.judged += 1
    shown.stages = merged((*shown.stages, *check.stages))
    if check.verdict == "refused":
        reason = refusal(check)
        shown.recipients -= 1
        shown.languages[state.language or ""] -= 1
        shown.channels[state.channel] -= 1
        shown.excluded[reason] += 1
        if reason == "guideline" and shown.refused is None:
            shown.refused = check
    elif len(shown.examples) < EXAMPLES:
        shown.examples.append(AnswerExample(state.id, state.language, state.channel, found.text, check.verdict))
