"""Replies with their deliveries."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import CreatedAt, ShownConversation, ShownVersion

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]


class ReplyApprovalStage(ReadModel):
    """A stage of an approval."""

    departments: tuple[str, ...]
    """Of which departments the approvers are; empty: any."""
    roles: tuple[str, ...]
    """Of which roles they have one; empty: any."""
    certificate: str | None = None
    """The certificate they hold; null: none is asked."""
    count: int
    """How many have to agree."""
    agreed: int
    """How many did."""


class ReplyApprovalDecision(ReadModel):
    """The word of one approver."""

    by: str
    """Who said so, by id."""
    at: AwareDatetime
    """When they did (UTC)."""
    stage: int
    """Which of the stages was open then, counted from 0."""
    agreed: bool
    """Whether they agreed; false: the reply is not sent."""
    note: str | None = None
    """What they wrote to the author; null: nothing."""


class ReplyApproval(ReadModel):
    """How far the approval of a reply is."""

    stages: tuple[ReplyApprovalStage, ...]
    """Who has to agree, one stage after the other."""
    stage: int
    """The open stage, from 0; the number of stages when everybody agreed."""
    decisions: tuple[ReplyApprovalDecision, ...]
    """What was said so far, the oldest first."""
    claimed_by: str | None = None
    """Who is deciding and keeps others from it until `claimed_until`, by id; null: nobody."""
    claimed_until: AwareDatetime | None = None
    """When that ends by itself; null: nobody is deciding."""
    expires_at: AwareDatetime | None = None
    """When the reply is given up if nobody has decided; null: it waits."""


class ReplyWithdrawal(ReadModel):
    """The withdrawal of a reply that was out."""

    state: Literal["queued", "claimed", "withdrawn", "cannot_be_withdrawn", "failed", "unknown"]
    """`claimed` while its platform is being asked; `withdrawn`: it is deleted there; `cannot_be_withdrawn`: it stays;
    `failed`: it was not deleted; `unknown`: it may be deleted or not, and a person has to look."""
    by: str
    """Who wants it, by id."""
    asked_at: AwareDatetime
    """When they asked for it (UTC)."""
    next_try_at: AwareDatetime | None = None
    """When its platform is asked next; null once it has ended."""
    ended_at: AwareDatetime | None = None
    """When it ended (UTC); null before that."""
    code: str | None = None
    """Why it stays, failed or is tried again, such as `channel_cannot` or `http_403`; null where nothing is wrong."""


class Reply(ReadModel):
    """A reply with its delivery."""

    id: str
    """32 hexadecimal digits; also the key its channel gets, so that one that is sent twice can be recognised."""
    conversation: ShownConversation
    author: str
    """The person who wrote it, by id."""
    text: str
    """The words that are sent, unchanged."""
    voice: Literal["brand", "own"] = "brand"
    """Whether it speaks for the brand or in the author's own name."""
    copy_to: tuple[str, ...] = ()
    """The others who get a copy, by the platform's ids."""
    state: ReplyState
    """Where it stands: `awaiting_approval` of a second person, `queued`, `claimed` (being sent), `sent`,
    `delivered`, `read`, `failed`, `rejected` by the second person, or `unknown`: it may be out or not, and a person
    decides."""
    created_at: CreatedAt
    guideline_version: int
    """The version of the guideline that judged it last."""
    attempts: int
    """How often sending it was begun since it was asked for, or last retried by a person; 8 at most."""
    next_try_at: AwareDatetime | None = None
    """When it is, or was, to be sent next; null while it waits for approval."""
    sent_at: AwareDatetime | None = None
    """When it was first known to be out (UTC); null before that."""
    external_id: str | None = None
    """The platform's id of the message it became; null where it gave none, or before that."""
    error_code: str | None = None
    """Why it failed, is tried again, or is unknown, such as `guideline_refused`; of a rejected one `withdrawn`,
    `superseded` or `approval_expired`; null where nothing is wrong, or an approver said no."""
    decided_by: str | None = None
    """The person who approved or rejected it, or marked it as sent, by id; null where nobody did."""
    decided_at: AwareDatetime | None = None
    """When they did; null where nobody did."""
    approval: ReplyApproval | None = None
    """Whom it waits for, or waited for; null where nobody had to agree."""
    supersedes: str | None = None
    """The reply in whose place it was written, by id; null: none."""
    card: str | None = None
    """The best-practice card it was written with, by id; null: none."""
    story_answer: str | None = None
    """The story answer it is a part of, by id; null: somebody wrote it for this conversation."""
    withdrawal: ReplyWithdrawal | None = None
    """How far it is with having it deleted; null: nobody wants that."""
    version: ShownVersion


class ReplyCreate(WriteModel):
    """A reply to send."""

    text: str = Field(min_length=1, max_length=20_000)
    """The words, sent as they are; the guideline may allow fewer characters, and so may the channel."""
    voice: Literal["brand", "own"] = "brand"
    """Whether it speaks for the brand or in the author's own name; the latter needs the mark of the guideline."""
    copy_to: tuple[str, ...] = Field(default=(), max_length=20)
    """Who gets a copy, of those in `copied_to` of the message answered."""
    supersedes: str | None = Field(default=None, max_length=64)
    """A reply of the caller in the same conversation that waits for approval, or was rejected: this one takes its
    place, and approvers see what changed."""
    card: str | None = Field(default=None, max_length=64)
    """The best-practice card it is written with, whose figures it counts in; null: none."""
    epoch: int | None = Field(default=None, ge=0, le=2**53)  # what every JSON reader keeps exactly (RFC 8259)
    """The `epoch` the caller holds the conversation under; an older one is refused with 409, null is not compared."""
