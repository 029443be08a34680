"""An answer to a story: drafted, approved by others, sent to who told it; paused, stopped, or at its end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from services.inbox.domain.approval import Approval, ApprovalStage, asked
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import Author
from services.inbox.domain.reply import OwnReply
from services.inbox.domain.story_answer_undo import StoryAnswerUndo

StoryAnswerState = Literal["draft", "awaiting_approval", "approved", "running", "paused", "stopped", "finished"]
OVER: tuple[StoryAnswerState, ...] = ("stopped", "finished")


@dataclass(frozen=True, slots=True)
class AnswerVariant:
    """The text for a language, and where it names one for that channel alone."""

    language: str
    text: str
    channel: str | None = None


@dataclass(frozen=True, slots=True)
class StoryAnswer:
    """An answer. `planned` is the number of the last of the story's conversations that the ledger has.

    `until` is the last number it is for, None where it is for later ones too; `next_at` has when the next reply may
    leave, by channel; `note` is what the last approver said.
    """

    brand: str
    id: str
    story: str
    author: str
    variants: tuple[AnswerVariant, ...]
    pace_per_minute: int
    later_joiners: bool
    ends_at: datetime
    created_at: datetime
    state: StoryAnswerState = "draft"
    version: int = 1
    approval: Approval | None = None
    planned: int = 0
    until: int | None = None
    next_at: Mapping[str, datetime] = field(default_factory=dict)
    undo: StoryAnswerUndo | None = None

    def variant(self, language: str | None, channel: str) -> AnswerVariant | None:
        """The text for a conversation: that of its channel first, then of its language in any country; or None."""
        fitting = [
            each for each in self.variants if _speaks(each.language, language) and each.channel in (None, channel)
        ]
        return min(fitting, key=lambda each: (each.channel is None, each.language != language), default=None)

    def free_at(self, channel: str, now: datetime) -> datetime:
        """When the next reply of a channel may leave."""
        return max(now, self.next_at.get(channel, now))

    @property
    def spacing(self) -> timedelta:
        """The time between two replies of one channel."""
        return timedelta(minutes=1) / self.pace_per_minute


def _speaks(offered: str, asked_for: str | None) -> bool:
    if asked_for is None:
        return False
    return offered.lower() == asked_for.lower() or offered.lower() == asked_for.lower().partition("-")[0]


def rewrite(answer: StoryAnswer, by: str, **fields: object) -> StoryAnswer:
    """The author writes a draft anew; what was said to the old words is kept. Raises StateNotAllowed."""
    _expect(answer, "change", "draft")
    if by != answer.author:
        raise StateNotAllowed("change", "of_other")
    return _changed(answer, **fields)


def submit(answer: StoryAnswer, by: str, stages: Iterable[ApprovalStage], at: datetime) -> StoryAnswer:
    """Ask these stages to agree; without any, anybody but the author.

    Raises:
        StateNotAllowed: It is no draft, or of somebody else.
    """
    _expect(answer, "submit", "draft")
    if by != answer.author:
        raise StateNotAllowed("submit", "of_other")
    return _changed(answer, state="awaiting_approval", approval=asked(tuple(stages), None, at))


def decide(answer: StoryAnswer, person: Author, *, agreed: bool, note: str | None, at: datetime) -> StoryAnswer:
    """One more person says yes or no; a no makes it a draft again.

    Raises:
        StateNotAllowed: It does not wait for approval.
        OwnReply: They wrote it.
        DecidedAlready, NotApprover: They may not decide now.
    """
    _expect(answer, "approve" if agreed else "reject", "awaiting_approval")
    if person.person == answer.author:
        raise OwnReply(answer.id)
    approval = (answer.approval or Approval()).decided(person, at, agreed=agreed, note=note)
    state: StoryAnswerState = "draft" if not agreed else "approved" if approval.agreed else "awaiting_approval"
    return _changed(answer, state=state, approval=approval)


def start(answer: StoryAnswer, members: int, at: datetime) -> StoryAnswer:
    """Begin to send to the story's conversations, of which there are so many now.

    Raises:
        StateNotAllowed: It is not approved, or its time is over.
    """
    _expect(answer, "start", "approved")
    _expect_time(answer, "start", at)
    return _changed(answer, state="running", until=None if answer.later_joiners else members)


def pause(answer: StoryAnswer) -> StoryAnswer:
    """Make no more replies for now. Raises StateNotAllowed."""
    _expect(answer, "pause", "running")
    return _changed(answer, state="paused")


def resume(answer: StoryAnswer, at: datetime) -> StoryAnswer:
    """Go on where it was paused. Raises StateNotAllowed, also when its time is over."""
    _expect(answer, "resume", "paused")
    _expect_time(answer, "resume", at)
    return _changed(answer, state="running")


def stop(answer: StoryAnswer) -> StoryAnswer:
    """End it for good: also one that has finished, some of whose replies may wait. Raises StateNotAllowed."""
    if answer.state == "stopped":
        raise StateNotAllowed("stop", answer.state)
    return _changed(answer, state="stopped")


def undo(answer: StoryAnswer, by: str, reason: str, at: datetime) -> StoryAnswer:
    """Withdraw what is out of it; one that has finished is stopped, and again tries anew what is not withdrawn.

    Raises:
        StateNotAllowed: It is not over: it has to be stopped first.
    """
    if answer.state not in OVER:
        raise StateNotAllowed("undo", answer.state)
    rounds = answer.undo.round if answer.undo is not None else 0
    return _changed(answer, state="stopped", undo=StoryAnswerUndo(reason, by, at, rounds + 1))


def undo_stepped(answer: StoryAnswer, undone: StoryAnswerUndo) -> StoryAnswer:
    """The answer after a step of its undo."""
    return _changed(answer, undo=undone)


def is_over(answer: StoryAnswer, now: datetime) -> bool:
    """Whether what is not out yet is to be withdrawn: it was stopped, or its time is over."""
    return answer.state == "stopped" or (answer.state == "finished" and answer.ends_at <= now)


def stepped(answer: StoryAnswer, planned: int, next_at: Mapping[str, datetime], *, done: bool) -> StoryAnswer:
    """The answer after a step of its timer; `done` when nothing is left to do."""
    return _changed(answer, planned=planned, next_at=dict(next_at), state="finished" if done else answer.state)


def _expect(answer: StoryAnswer, command: str, state: StoryAnswerState) -> None:
    if answer.state != state:
        raise StateNotAllowed(command, answer.state)


def _expect_time(answer: StoryAnswer, command: str, at: datetime) -> None:
    if at >= answer.ends_at:
        raise StateNotAllowed(command, "over")


def _changed(answer: StoryAnswer, **changes: object) -> StoryAnswer:
    return replace(answer, version=answer.version + 1, **changes)  # type: ignore[arg-type]  # the names are the fields' own
