"""What the brand does on a platform beside replying: it publishes a statement as a post of its own."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from services.inbox.domain.leaving import changed, expect_state

PostState = Literal["queued", "claimed", "sent", "failed", "unknown", "withheld"]
INCIDENT_OVER = "incident_over"


@dataclass(frozen=True, slots=True)
class BrandPost:
    """A statement of an incident as a post on one account. `round` counts how often people asked for it.

    There is one for each statement and account, so that whatever is tried again goes out once.
    """

    brand: str
    id: str
    integration: str
    incident: str
    statement: str
    language: str
    text: str
    by: str
    requested_at: datetime
    round: int = 1
    state: PostState = "queued"
    version: int = 1
    attempts: int = 0
    epoch: int = 0
    next_try_at: datetime | None = None
    external_id: str | None = None
    error_code: str | None = None
    sent_at: datetime | None = None


def asked_again(stored: BrandPost, asked: BrandPost) -> BrandPost | None:
    """What a stored publication becomes when a person asks once more; None: nothing, it is under way or out."""
    if stored.state != "failed" or asked.round <= stored.round:
        return None
    return changed(stored, state="queued", round=asked.round, by=asked.by, attempts=0, error_code=None)


def withheld(publication: BrandPost) -> BrandPost:
    """Nothing leaves from a drill. Raises StateNotAllowed."""
    expect_state(publication, "withhold", "queued")
    return changed(publication, state="withheld")


def overtaken(publication: BrandPost) -> BrandPost:
    """Its incident is over before it left. Raises StateNotAllowed."""
    expect_state(publication, "send", "queued")
    return changed(publication, state="failed", error_code=INCIDENT_OVER)
