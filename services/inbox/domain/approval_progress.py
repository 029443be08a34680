"""How far the approval of a reply or story answer has come: which stage opened when, or how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.inbox.domain.approval import Approval
from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import EXPIRED, approval_of
from services.inbox.domain.story_answer import StoryAnswer

ProgressState = Literal["waiting", "agreed", "rejected", "withdrawn", "expired"]


@dataclass(frozen=True, slots=True)
class ApprovalProgress:
    """The open stage (from 0) of so many `stages`, or the end and the stage that was open before it."""

    state: ProgressState
    stage: int
    stages: int
    opened_at: datetime
    decided_by: tuple[str, ...]


def progress(before: Reply | None, after: Reply) -> ApprovalProgress | None:
    """What a change of a reply means for its approval; None: nothing that others need to hear.

    A claim, and its end, are no progress: the same people may decide afterwards.
    """
    return _moved(
        _reply_waits(before) if before is not None else None, _reply_waits(after), _end(after), after.approval
    )


def story_answer_progress(before: StoryAnswer, after: StoryAnswer) -> ApprovalProgress | None:
    """What a change of a story answer means for its approval; None: nothing that others need to hear."""
    return _moved(_answer_waits(before), _answer_waits(after), _answer_end(after), after.approval)


def _moved(
    had: ApprovalProgress | None, has: ApprovalProgress | None, end: ProgressState, approval: Approval | None
) -> ApprovalProgress | None:
    if has is not None:
        return has if has != had else None
    if had is None:
        return None
    decisions = approval.decisions if approval is not None else ()
    return ApprovalProgress(end, had.stage, had.stages, had.opened_at, tuple(each.by for each in decisions))


def _reply_waits(reply: Reply) -> ApprovalProgress | None:
    return _waits(approval_of(reply), reply.created_at) if reply.state == "awaiting_approval" else None


def _answer_waits(answer: StoryAnswer) -> ApprovalProgress | None:
    waits = answer.state == "awaiting_approval"
    return _waits(answer.approval or Approval(), answer.created_at) if waits else None


def _waits(approval: Approval, asked_at: datetime) -> ApprovalProgress:
    decided_by = tuple(each.by for each in approval.decisions)
    opened_at = approval.opened_at or asked_at
    return ApprovalProgress("waiting", approval.stage, len(approval.stages), opened_at, decided_by)


def _answer_end(answer: StoryAnswer) -> ProgressState:
    if answer.state == "stopped":
        return "withdrawn"
    return "rejected" if answer.state == "draft" else "agreed"


def _end(reply: Reply) -> ProgressState:
    if reply.state != "rejected":
        return "agreed"
    if reply.error_code is None:
        return "rejected"
    return "expired" if reply.error_code == EXPIRED else "withdrawn"
