"""What the inbox says of statements that are published."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import AwareDatetime, Field

from contracts.event import Event


class PublicationChanged(Event):
    """What became of a statement that a person has published on one account. The subject is the publication."""

    type: ClassVar[str] = "inbox.publication_changed.v1"
    topic: ClassVar[str] = "inbox.events"

    publication: str
    """The publication by its id, one for each statement and account."""
    incident: str
    """The incident by its id, for `GET /v1/incidents/{incident}`."""
    statement: str
    """The holding statement by its id."""
    integration: str
    """The account it goes out by, as an integration's id."""
    round: int = Field(default=1, ge=1)
    """How often people had asked for it."""
    state: Literal["sent", "failed", "unknown", "withheld"]
    """`sent`; `failed` for good; `unknown`, whether it is out has to be looked at; `withheld` because of a drill."""
    external_id: str | None = None
    """The platform's id of the post once it is sent."""
    sent_at: AwareDatetime | None = None
    """When the platform took it."""
    error_code: str | None = Field(default=None, max_length=64)
    """Why it failed, or why nobody knows."""
