"""Offers: a task reserved for an employee."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel
from contracts.http.routing.handovers import Handover
from contracts.http.shown import ShownChannel, ShownConversation, ShownEmployee, ShownQueue


class Offer(ReadModel):
    """A task reserved for an employee, who is asked until `expires_at`."""

    id: str
    """The conversation's id, `.`, and a number."""
    conversation: ShownConversation
    employee: ShownEmployee
    queue: ShownQueue
    priority: int
    """How urgent the task is, 0 to 100; 100 is most urgent."""
    made_at: AwareDatetime
    """When they were asked (UTC)."""
    expires_at: AwareDatetime
    """Until when they can answer; then it goes to somebody else."""
    epoch: int
    """Grows with every change of the assignee; accepting gives the one that commands need."""
    channel: ShownChannel
    language: str | None
    """The contact's language (ISO 639-1, such as `nl`); null where it is not known."""
    reason: str
    """Why they were asked, in words."""
    handover: Handover | None
    """The last handover of the task, with its note for who gets it; null: it was never handed over."""
