"""Offers: a task reserved for an employee."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class Offer(ReadModel):
    """A task reserved for an employee, who is asked until `expires_at`; `epoch` is what later commands need."""

    id: str
    conversation: str
    employee: str
    queue: str
    priority: int
    made_at: AwareDatetime
    expires_at: AwareDatetime
    epoch: int
    channel: str
    language: str | None
    reason: str
