"""What the inbox says of answers to stories."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event


class StoryAnswerApprovalChanged(Event):
    """The approval of a story answer moved on: a stage opened, somebody agreed, or nobody is asked any more.

    It has no word of the answer. The subject is the answer; the event with the highest `version` counts.
    """

    type: ClassVar[str] = "inbox.story_answer_approval_changed.v1"
    topic: ClassVar[str] = "inbox.events"

    answer: str
    """The story answer by its id, for `GET /v1/story-answers/{answer}`."""
    story: str
    """The story it answers, by id."""
    author: str
    """The employee who wrote it, by id; they do not decide on it."""
    state: Literal["waiting", "agreed", "rejected", "withdrawn"]
    """`waiting` in `stage`; or how it ended: `agreed`, `rejected`, which makes it a draft again, `withdrawn` because it
    was stopped."""
    stage: int = Field(ge=0)
    """The stage that is open, from 0; of an end, the one that was open last."""
    stages: int = Field(ge=1)
    """How many stages there are."""
    opened_at: AwareDatetime
    """When that stage opened (UTC); it tells apart two approvals of one answer."""
    approvers: tuple[str, ...] = Field(default=(), max_length=20)
    """People who may decide in the stage, by id, whom it is worth telling, chosen as for a reply; more than these may
    decide. None of an end."""
    decided_by: tuple[str, ...] = ()
    """Who decided since it was submitted last, by id, in order."""
    ends_at: AwareDatetime
    """When the answer ends by itself (UTC): a decision would come too late then."""
