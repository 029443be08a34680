"""An incident as far as answering needs it: what it is, how severe, and the statements approved for use."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.inbox.domain.conversation import Conversation

ENDED = ("stood_down", "reviewed")


@dataclass(frozen=True, slots=True)
class StatementCopy:
    """A holding statement approved for use."""

    id: str
    language: str
    text: str
    approved_by: str


@dataclass(frozen=True, slots=True)
class IncidentCopy:
    """A copy of the incident of crisis. `began_at` is its first sign, None in copies that older builds made."""

    id: str
    title: str
    severity: int
    state: str
    playbook: str | None = None
    statements: tuple[StatementCopy, ...] = ()
    began_at: datetime | None = None


def is_of(conversation: Conversation, incident: IncidentCopy) -> bool:
    """Whether a conversation is one of an incident: its contact wrote since the first sign, as the figures count."""
    began_at, wrote_at = incident.began_at, conversation.last_inbound_at
    return began_at is not None and wrote_at is not None and wrote_at >= began_at
