"""The approval inbox: replies that wait for somebody to agree."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.inbox.fields import Why
from contracts.http.inbox.replies import Reply
from contracts.http.models import ReadModel, WriteModel


class TextSpan(ReadModel):
    """Words that two texts share, or that one of them alone has."""

    kind: Literal["same", "removed", "added"]
    """`same` is in both, `removed` in the earlier alone, `added` in the later alone."""
    text: str
    """The words, with the spaces around them."""


class AskedBefore(ReadModel):
    """What was asked earlier, in whose place the reply stands."""

    reply: Reply
    """The earlier one, with what approvers said to it."""
    changes: tuple[TextSpan, ...]
    """From its text to the one that waits now."""


class WaitingApproval(ReadModel):
    """A reply that waits."""

    reply: Reply
    """The reply with its approval."""
    may_decide: bool
    """Whether the caller could decide now: not their own, of the open stage, not claimed by somebody else."""
    asked_before: AskedBefore | None = None
    """What was asked before it; null: nothing."""


class ApprovalCount(ReadModel):
    """How many replies wait."""

    waiting: int
    """All of them, up to 1,000."""
    mine: int
    """Those that the caller could decide now."""


class ApprovalNoteCreate(WriteModel):
    """What an approver writes to the author."""

    note: Why | None = None
    """The words; null: none."""


class ApprovalDecisionItem(WriteModel):
    """One decision of several."""

    reply: str = Field(min_length=1, max_length=64)
    """Which one: its `id`, as the list of what waits shows it."""
    decision: Literal["approve", "reject"]
    """`approve` agrees, `reject` has the reply not sent."""
    note: Why | None = None
    """What is written to the author; null: nothing."""
    version: int | None = Field(default=None, ge=1, le=2**53)
    """The version that was read; another one is refused with 412, null is not compared."""


class ApprovalDecisionsCreate(WriteModel):
    """Several decisions, each by itself."""

    items: tuple[ApprovalDecisionItem, ...] = Field(min_length=1, max_length=100)
    """In the order they are taken."""


class ApprovalDecisionResult(ReadModel):
    """What became of one decision."""

    reply: str
    """The reply it was about, by id."""
    status: int
    """200 where it counts, else as its own request would have been refused: 403, 404, 409, 412 or 422."""
    code: str | None = None
    """The code of that problem; null where it counts."""
    detail: str | None = None
    """What is wrong, in words; null where it counts."""
    result: Reply | None = None
    """The reply as it is now; null where the decision was refused."""


class ApprovalDecisionResults(ReadModel):
    """What became of each decision."""

    items: tuple[ApprovalDecisionResult, ...]
    """In the order they were given."""
