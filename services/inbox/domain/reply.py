"""The life of a reply: intent, approval, claim, sending, receipt; an outcome that cannot be known is shown to a person.

queued -> claimed -> sent -> delivered -> read, with awaiting_approval -> queued | rejected before it, and
claimed -> queued (try again) | failed | unknown; failed and unknown go on only by a person's word. A queued reply is
judged again when it is taken up, and fails or waits for approval where the guideline has changed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from services.inbox.domain.ability import Voice
from services.inbox.domain.approval import ANYBODY, Approval, asked
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_check import asking
from services.inbox.domain.guideline_verdict import Check
from services.inbox.domain.story_origin import StoryOrigin, decided_by_hand

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]
ReceiptStatus = Literal["sent", "delivered", "read", "failed"]

MAX_ATTEMPTS = 12  # with the backoff below 64 minutes: longer than most outages of a platform
FIRST_BACKOFF = timedelta(seconds=2)
LONGEST_BACKOFF = timedelta(minutes=30)
SENDER_INTERRUPTED = "sender_interrupted"
GUIDELINE_REFUSED = "guideline_refused"
_RANK: dict[str, int] = {"sent": 1, "delivered": 2, "read": 3}


class OwnReply(Exception):
    """Authors cannot approve their own reply: four eyes."""


class StaleReply(Exception):
    """The reply was claimed anew since: the result of the older sending is dropped."""


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply to one conversation. `epoch` counts claims and fences the results of older ones."""

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
    return changed(judged, state="claimed", epoch=reply.epoch + 1, attempts=reply.attempts + 1, error_code=None)


def _agreed(reply: Reply, check: Check) -> bool:
    """Whether everybody has agreed whom the guideline in force asks; before there were stages, anybody was asked."""
    if reply.approval is not None:
        return reply.approval.covers(check.stages)
    return reply.decided_by is not None and all(stage == ANYBODY for stage in check.stages)


def orphaned(reply: Reply) -> Reply:
    """The sender died between claim and record: it may be out or not, so a person looks."""
    expect_state(reply, "orphan", "claimed")
    return changed(reply, state="unknown", error_code=SENDER_INTERRUPTED)


def sent(reply: Reply, epoch: int, external_id: str | None, at: datetime) -> Reply:
    """The channel took it. Raises Stale when it was claimed anew since."""
    _fence(reply, epoch)
    return changed(reply, state="sent", external_id=external_id, sent_at=at)


def undecided(reply: Reply, epoch: int, error_code: str) -> Reply:
    """The channel's answer was lost, so it may be out or not. Raises Stale when it was claimed anew since."""
    _fence(reply, epoch)
    return changed(reply, state="unknown", error_code=error_code)


def refused(reply: Reply, epoch: int, error_code: str, *, retryable: bool, at: datetime, wait: float = 0.0) -> Reply:
    """The channel certainly did not take it: retry later, or fail for good. `wait` is the delay the channel asked for.

    Raises:
        Stale: It was claimed anew since.
    """
    _fence(reply, epoch)
    if not retryable or reply.attempts >= MAX_ATTEMPTS:
        return changed(reply, state="failed", error_code=error_code)
    due = at + max(backoff(reply.attempts), timedelta(seconds=wait))
    return changed(reply, state="queued", error_code=error_code, next_try_at=due)


def backoff(attempts: int) -> timedelta:
    """The delay after this many attempts: doubling, bounded."""
    return min(LONGEST_BACKOFF, FIRST_BACKOFF * (1 << min(max(0, attempts - 1), 20)))


def retry(reply: Reply, at: datetime) -> Reply:
    """A person retries a failed or unknown reply.

    Raises:
        NotAllowed: It is neither.
    """
    expect_state(reply, "retry", "failed", "unknown")
    origin = decided_by_hand(reply.story)
    return changed(reply, state="queued", attempts=0, error_code=None, next_try_at=at, story=origin)


def mark_sent(reply: Reply, by: str, at: datetime) -> Reply:
    """A person has seen that an unknown reply is out.

    Raises:
        NotAllowed: Its outcome is known.
    """
    expect_state(reply, "mark-sent", "unknown")
    return changed(reply, state="sent", decided_by=by, decided_at=at, sent_at=at, error_code=None)


def observed(reply: Reply, external_id: str, at: datetime) -> Reply:
    """The channel reports the message: it is out, whatever the state was."""
    if reply.state in ("sent", "delivered", "read"):
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


def expect_state(reply: Reply, command: str, *states: ReplyState) -> None:
    """Refuse a command in any other state; raises StateNotAllowed."""
    if reply.state not in states:
        raise StateNotAllowed(command, reply.state)


def _fence(reply: Reply, epoch: int) -> None:
    """A slow sender whose claim looked abandoned may still record the result of that claim."""
    orphan = reply.state == "unknown" and reply.error_code == SENDER_INTERRUPTED
    if reply.epoch != epoch or not (reply.state == "claimed" or orphan):
        raise StaleReply(reply.id)


def changed(reply: Reply, **changes: object) -> Reply:
    """The reply with these fields, under the next version."""
    return replace(reply, version=reply.version + 1, **changes)  # type: ignore[arg-type]  # the names are the fields' own
