"""Handovers: what is kept of a transfer."""

from __future__ import annotations

from pydantic import AwareDatetime

from contracts.http.models import ReadModel
from contracts.http.shown import ShownQueue


class Handover(ReadModel):
    """A person gave the task to a colleague or to another queue; its SLA clock ran on."""

    at: AwareDatetime
    """When it was handed over (UTC)."""
    by: str
    """Who handed it over, by id."""
    from_employee: str | None
    """Who held it, by id."""
    from_queue: ShownQueue
    to_employee: str | None
    """Who got it, by id; null: it waited in `to_queue` for whoever is asked next."""
    to_queue: ShownQueue
    reason: str
    """Why, in a word or a code of the brand's own; empty where nothing was said, and once the contact was erased."""
    note: str
    """What who gets it should know; empty where nothing was said, and once the contact was erased."""
