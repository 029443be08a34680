"""A conversation as of one version, and the result of one change of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.inbox.domain.imported_from import ImportedFrom
from services.inbox.domain.sla import SlaClock
from services.inbox.domain.takeover import Takeover
from services.inbox.domain.triage import Triage, needs_response

Status = Literal["open", "waiting", "resolved"]
Visibility = Literal["public", "private"]


class StateNotAllowed(Exception):
    """The conversation's state does not allow the command; `state` is what it is now."""

    def __init__(self, command: str, state: str) -> None:
        super().__init__(f"{command} is not allowed when {state}")
        self.command = command
        self.state = state


@dataclass(frozen=True, slots=True)
class Conversation:
    """The messages of one thread with one contact, as of `version`. Times are aware and in UTC.

    `holder` and `epoch` are a copy of what routing decided; `superseded` says that a newer conversation of the same
    thread exists, so this one is never opened again. `unanswered_since` is the oldest inbound without an answer,
    `open_topics` what such messages are about. `last_author` wrote the newest answer, None when another tool sent it.
    `standby`: another app holds the thread, as far as is known of `control_at`, a time of the platform.
    `imported_from` is there for what came from another tool. `reach` is what the contact was last known to have.
    `triaged_rule` is the triage rule whose decision stands, None where a person's does.
    `taken_over_by` says which department has it, by a silence of the guideline. `all_public`: everything said in it so
    far is public; where a contact has one conversation, a direct message may join what began in public.
    From `erased_at` on nothing personal is left of it, and it is never opened again.
    """

    brand: str
    id: str
    thread: str
    contact: str
    integration: str
    channel: str
    opened_by: str
    opened_at: datetime
    visibility: Visibility
    version: int = 0
    status: Status = "open"
    triage: Triage = "ignore"
    priority: int = 0
    triaged_by: str | None = None
    triaged_rule: str | None = None
    language: str | None = None
    topics: tuple[str, ...] = ()
    open_topics: tuple[str, ...] = ()
    last_inbound_at: datetime | None = None
    last_inbound: str | None = None
    unanswered_since: datetime | None = None
    first_reply_at: datetime | None = None
    resolved_at: datetime | None = None
    resolved_by: str | None = None
    clocks: tuple[SlaClock, ...] = ()
    inbound: int = 0
    outbound: int = 0
    reopened: int = 0
    holder: str | None = None
    epoch: int = 0
    task_version: int = 0
    superseded: bool = False
    last_author: str | None = None
    standby: bool = False
    control_at: datetime | None = None
    imported_from: ImportedFrom | None = None
    reach: int | None = None
    taken_over_by: Takeover | None = None
    all_public: bool = False
    erased_at: datetime | None = None

    @property
    def ended(self) -> bool:
        """Whether it is never opened again."""
        return self.superseded or self.erased_at is not None

    @property
    def imported(self) -> bool:
        """Whether it is history of another tool."""
        return self.imported_from is not None

    @property
    def needs_reply(self) -> bool:
        """Whether the contact waits for an answer of ours."""
        waits = self.status == "open" and self.unanswered_since is not None and needs_response(self.triage)
        return waits and not self.standby

    @property
    def running(self) -> tuple[SlaClock, ...]:
        """The clocks that count now."""
        return tuple(clock for clock in self.clocks if clock.state == "running")

    @property
    def due_at(self) -> datetime | None:
        """When the first running clock breaches."""
        return min((clock.due_at for clock in self.clocks if clock.state == "running"), default=None)


@dataclass(frozen=True, slots=True)
class ConversationStep:
    """A change of a conversation with the clocks it started (or resumed) and stopped."""

    conversation: Conversation
    started: tuple[SlaClock, ...] = ()
    stopped: tuple[SlaClock, ...] = ()
    reopened: bool = False


@dataclass(frozen=True, slots=True)
class Inbound:
    """An inbound message as far as a conversation needs it."""

    message: str
    at: datetime
    language: str | None
    topics: tuple[str, ...]
    automated: bool
    reach: int | None = None
