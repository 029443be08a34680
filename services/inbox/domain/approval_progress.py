"""How far the approval of a reply has come, for who is to be told of it: which stage opened when, or how it ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.inbox.domain.reply import Reply
from services.inbox.domain.reply_approval import EXPIRED, approval_of

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
    had = _waiting(before) if before is not None else None
    has = _waiting(after)
    if has is not None:
        return has if has != had else None
    if had is None:
        return None
    decided_by = tuple(each.by for each in approval_of(after).decisions)
    return ApprovalProgress(_end(after), had.stage, had.stages, had.opened_at, decided_by)


def _waiting(reply: Reply) -> ApprovalProgress | None:
    if reply.state != "awaiting_approval":
        return None
    approval = approval_of(reply)
    decided_by = tuple(each.by for each in approval.decisions)
    opened_at = approval.opened_at or reply.created_at
    return ApprovalProgress("waiting", approval.stage, len(approval.stages), opened_at, decided_by)


def _end(reply: Reply) -> ProgressState:
    if reply.state != "rejected":
        return "agreed"
    if reply.error_code is None:
        return "rejected"
    return "expired" if reply.error_code == EXPIRED else "withdrawn"
