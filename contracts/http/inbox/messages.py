"""Messages of a conversation, and the contact who wrote them."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import AwareDatetime, Field

from contracts.http.models import ReadModel
from contracts.inbox import Enrichment, TriageDecision


class Message(ReadModel):
    """A message of a conversation."""

    id: str
    conversation: str
    direction: Literal["inbound", "outbound"]
    state: Literal["kept", "deleted"]
    text: str
    external_id: str | None = None
    author: str | None = None
    reply: str | None = None
    sent_at: AwareDatetime
    received_at: AwareDatetime
    edited_at: AwareDatetime | None = None
    reply_to: str | None = None
    subject_line: str | None = None
    automated: bool = False
    truncated: bool = False
    quoted: str = Field(default="", description="What came along below the words: history, signature, disclaimer.")
    copied_to: tuple[str, ...] = Field(default=(), description="The others it went to, by the platform's ids.")
    garbled: bool = Field(default=False, description="Characters could not be read and stand as U+FFFD.")
    attachments: tuple[dict[str, Any], ...] = ()
    reactions: tuple[str, ...] = ()
    enrichment: Enrichment | None = None
    triage: TriageDecision | None = None


class Contact(ReadModel):
    """The person outside, as one integration knows them; `also_known_as` are other ids of the platform for them."""

    id: str
    integration: str
    channel: str
    external_id: str
    also_known_as: tuple[str, ...] = ()
    name: str | None = None
    handle: str | None = None
    reach: int | None = None
    language: str | None = None
    first_seen_at: AwareDatetime
    conversations: tuple[str, ...] = ()
