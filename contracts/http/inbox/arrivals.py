"""What the gateway asks of the inbox for integrators who want to know: which of these events are there already."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel


class Arrival(WriteModel):
    """An event about to be posted."""

    id: str = Field(max_length=64)
    """The event's derived id."""
    body_hash: str = Field(max_length=64)
    """The hash of its content."""
    integration: str = Field(max_length=128)
    """The integration it is posted by."""
    external_id: str | None = Field(default=None, max_length=512)
    """Of a message that comes in, the platform's own id; null for every other kind."""
    words: bool = False
    """Whether another content under its id is a conflict, and not the same said again."""


class ArrivalsCheckCreate(WriteModel):
    """The events of one request."""

    arrivals: list[Arrival] = Field(max_length=1_000)
    """In the order of the request."""


class ArrivalsCheck(ReadModel):
    """What each of them would be."""

    outcomes: list[Literal["new", "duplicate", "conflict"]]
    """In the same order, as far as the inbox has taken in what was posted before."""
