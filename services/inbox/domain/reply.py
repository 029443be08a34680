"""The life of a reply: intent, approval, claim, sending, receipt; an outcome that cannot be known is shown to a person.

queued -> claimed -> sent -> delivered -> read, with awaiting_approval -> queued | rejected before it, and
claimed -> queued (try again) | failed | unknown; failed and unknown go on only by a person's word. A queued reply is
judged again when it is taken up, and fails or waits for approval where the guideline has changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from services.inbox.domain.ability import Voice
from services.inbox.domain.approval import ANYBODY, Approval, asked
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_check import asking
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.leaving import changed, expect_state, taken_up
from services.inbox.domain.story_origin import StoryOrigin, decided_by_hand
from services.inbox.domain.withdrawal import Withdrawal

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]
OUT: tuple[ReplyState, ...] = ("sent", "delivered", "read")
"""States of a reply that its contact can see."""
ReceiptStatus = Literal["sent", "delivered", "read", "failed"]

GUIDELINE_REFUSED = "guideline_refused"
_RANK: dict[str, int] = {"sent": 1, "delivered": 2, "read": 3}


class OwnReply(Exception):
    """Authors cannot approve their own reply: four eyes."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to one conversation. `epoch` counts claims and fences the results of older ones.

    From `erased_at` on its words are gone, and nothing is made of it any more.
    """

    brand: str
    id: str
    conversation: str
    contact: str
    integration: str
    author: str
    text: str
    state: ReplyState
    created_at: datetime
    guideline_version: int
    version: int = 1
    attempts: int = 0
    epoch: int = 0
    in_reply_to: str | None = None
    copy_to: tuple[str, ...] = ()
    voice: Voice = "brand"
    next_try_at: datetime | None = None
    external_id: str | None = None
    error_code: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None
    sent_at: datetime | None = None
    approval: Approval | None = None
    supersedes: str | None = None
    card: str | None = None
    story: StoryOrigin | None = None
    withdrawal: Withdrawal | None = None
    erased_at: datetime | None = None

    @property
    def is_of_story_answer(self) -> bool:
        """Whether a story answer sends it, and no person has said that this one goes."""
        return self.story is not None and not self.story.by_hand


def claim(reply: Reply, check: Check, at: datetime) -> Reply:
    """Claim a queued reply for sending, before anything leaves, as the guideline in force says.

    What it refuses fails, and what has become a matter of two people waits for the second one, who may have agreed.

    Raises:
        NotAllowed: It is not queued.
    """
    expect_state(reply, "send", "queued")
    judged = replace(reply, guideline_version=check.guideline_version)
    if check.verdict == "refused":
        return changed(judged, state="failed", error_code=GUIDELINE_REFUSED)
    if check.verdict == "needs_approval" and not _agreed(reply, check):
        waits = asked(check.stages, check.expires_minutes, at, asking(check))
        return changed(judged, state="awaiting_approval", approval=waits, next_try_at=None, error_code=None)
    return taken_up(judged)


def _agreed(reply: Reply, check: Check) -> bool:
    """Whether everybody has agreed whom the guideline in force asks; before there were stages, anybody was asked."""
    if reply.approval is not None:
        return reply.approval.covers(check.stages)
    return reply.decided_by is not None and all(stage == ANYBODY for stage in check.stages)


def retry(reply: Reply, at: datetime) -> Reply:
    """A person retries a failed or unknown reply.

    Raises:
        NotAllowed: It is neither, or was erased.
    """
    _expect_words(reply, "retry")
    expect_state(reply, "retry", "failed", "unknown")
    origin = decided_by_hand(reply.story)
    return changed(reply, state="queued", attempts=0, error_code=None, next_try_at=at, story=origin, withdrawal=None)


def mark_sent(reply: Reply, by: str, at: datetime) -> Reply:
    """A person has seen that an unknown reply is out.

    Raises:
        NotAllowed: Its outcome is known, or it was erased.
    """
    _expect_words(reply, "mark-sent")
    expect_state(reply, "mark-sent", "unknown")
    return changed(reply, state="sent", decided_by=by, decided_at=at, sent_at=at, error_code=None)


def _expect_words(reply: Reply, command: str) -> None:
    if reply.erased_at is not None:
        raise StateNotAllowed(command, "erased")


def observed(reply: Reply, external_id: str, at: datetime) -> Reply:
    """The channel reports the message: it is out, whatever the state was."""
    if reply.state in OUT:
        return reply if reply.external_id else changed(reply, external_id=external_id)
    return changed(reply, state="sent", external_id=external_id, sent_at=reply.sent_at or at, error_code=None)


def receipt(reply: Reply, status: ReceiptStatus, error_code: str | None, at: datetime) -> Reply:
    """Apply a channel's receipt; receipts come late and out of order, so the state only moves forward."""
    if status == "failed":
        late = reply.state in ("delivered", "read", "failed")
        return reply if late else changed(reply, state="failed", error_code=error_code or "channel_failed")
    if _RANK.get(reply.state, 0) >= _RANK[status]:
        return reply
    return changed(reply, state=status, sent_at=reply.sent_at or at, error_code=None)


def text_mark(text: str) -> str:
    """A hash of a text as people see it, to recognise the brand's own message when a channel echoes it."""
    return hashlib.sha256(" ".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:16]
