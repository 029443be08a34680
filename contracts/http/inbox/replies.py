"""Replies with their deliveries."""

from __future__ import annotations

from typing import Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.shown import CreatedAt, ShownConversation, ShownVersion

ReplyState = Literal[
    "awaiting_approval", "queued", "claimed", "sent", "delivered", "read", "failed", "unknown", "rejected"
]


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
    """Why it failed, is tried again, or is unknown, such as `guideline_refused`; null where nothing is wrong."""
    decided_by: str | None = None
    """The person who approved or rejected it, or marked it as sent, by id; null where nobody did."""
    decided_at: AwareDatetime | None = None
    """When they did; null where nobody did."""
    version: ShownVersion


class ReplyCreate(WriteModel):
    """A reply to send."""

    text: str = Field(min_length=1, max_length=20_000)
    """The words, sent as they are; the guideline may allow fewer characters, and so may the channel."""
    voice: Literal["brand", "own"] = "brand"
    """Whether it speaks for the brand or in the author's own name; the latter needs the mark of the guideline."""
    copy_to: tuple[str, ...] = Field(default=(), max_length=20)
    """Who gets a copy, of those in `copied_to` of the message answered."""
    epoch: int | None = Field(default=None, ge=0, le=2**53)  # what every JSON reader keeps exactly (RFC 8259)
    """The `epoch` the caller holds the conversation under; an older one is refused with 409, null is not compared."""
