"""Replies with their deliveries."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]


class Reply(ReadModel):
    """A reply with its delivery."""

    id: str
    conversation: str
    author: str
    text: str
    copy_to: tuple[str, ...] = ()
    state: ReplyState
    created_at: AwareDatetime
    guideline_version: int
    attempts: int
    next_try_at: AwareDatetime | None = None
    sent_at: AwareDatetime | None = None
    external_id: str | None = None
    error_code: str | None = None
    decided_by: str | None = None
    decided_at: AwareDatetime | None = None
    version: int


class ReplyCreate(WriteModel):
    """A reply to send. `epoch` is the one the caller holds the conversation under; an older one gets 409."""

    text: str = Field(min_length=1, max_length=20_000)
    copy_to: tuple[str, ...] = Field(
        default=(), max_length=20, description="Who gets a copy, of those in `copied_to` of the message answered."
    )
    epoch: int | None = Field(default=None, ge=0, le=2**53)  # what every JSON reader keeps exactly (RFC 8259)
