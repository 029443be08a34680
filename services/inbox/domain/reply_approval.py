"""What people do with a reply that waits for approval."""

from __future__ import annotations

from datetime import datetime

from services.inbox.domain.approval import Approval
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_scope import Author
from services.inbox.domain.leaving import changed, expect_state
from services.inbox.domain.reply import OwnReply, Reply

WITHDRAWN, SUPERSEDED, EXPIRED = "withdrawn", "superseded", "approval_expired"


def approval_of(reply: Reply) -> Approval:
    """The approval a reply waits for; one that waited before there were stages asks anybody."""
    return reply.approval or Approval()


def claim_approval(reply: Reply, person: Author, at: datetime) -> Reply:
    """Keep others from deciding for some minutes. Raises as `approve` does."""
    return changed(reply, approval=_open(reply, "claim", person, at).claim(person, at))


def release_approval(reply: Reply, person: Author, at: datetime) -> Reply:
    """Let others decide again; who does not hold it changes nothing.

    Raises:
        StateNotAllowed: It does not wait for approval.
    """
    expect_state(reply, "release", "awaiting_approval")
    approval = approval_of(reply)
    return changed(reply, approval=approval.released()) if approval.claimed(at) == person.person else reply


def approve(reply: Reply, person: Author, note: str | None, at: datetime) -> Reply:
    """One more person agrees; when everybody has who was asked, the reply is queued.

    Raises:
        StateNotAllowed: It does not wait for approval.
        OwnReply: They wrote it.
        ClaimedByOther, DecidedAlready, NotApprover: They may not decide now.
    """
    approval = _open(reply, "approve", person, at).decided(person, at, agreed=True, note=note)
    goes = {"state": "queued", "next_try_at": at} if approval.agreed else {}
    return changed(reply, approval=approval, decided_by=person.person, decided_at=at, **goes)


def reject(reply: Reply, person: Author, note: str | None, at: datetime) -> Reply:
    """A person disagrees; the reply is not sent. Raises as `approve` does."""
    approval = _open(reply, "reject", person, at).decided(person, at, agreed=False, note=note)
    return changed(reply, approval=approval, state="rejected", decided_by=person.person, decided_at=at)


def withdraw(reply: Reply, by: str, at: datetime, reason: str = WITHDRAWN) -> Reply:
    """The author takes it back, or writes another in its place (`reason` says which).

    Raises:
        StateNotAllowed: It does not wait for approval, or somebody else wrote it.
    """
    expect_state(reply, "withdraw", "awaiting_approval")
    if by != reply.author:
        raise StateNotAllowed("withdraw", "of_other")
    return changed(reply, state="rejected", error_code=reason, decided_by=by, decided_at=at)


def take_back(reply: Reply, reason: str) -> Reply:
    """What nobody has begun to send is not sent: its story answer was stopped, or its conversation needs it no more.

    Raises:
        StateNotAllowed: It is being sent, or its end is known.
    """
    expect_state(reply, "withdraw", "awaiting_approval", "queued")
    return changed(reply, state="rejected", error_code=reason)


def expire(reply: Reply, at: datetime) -> Reply:
    """Nobody decided in time: it is not sent. One that was decided, or has time left, stays as it is."""
    if reply.state != "awaiting_approval" or not approval_of(reply).over(at):
        return reply
    return changed(reply, state="rejected", error_code=EXPIRED)


def _open(reply: Reply, command: str, person: Author, at: datetime) -> Approval:
    expect_state(reply, command, "awaiting_approval")
    if person.person == reply.author:
        raise OwnReply(reply.id)
    approval = approval_of(reply)
    if approval.over(at):  # its timer is late
        raise StateNotAllowed(command, EXPIRED)
    return approval
