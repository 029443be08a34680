"""Dead letters: records a consumer could not use."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class DeadLetter(ReadModel):
    """A record a consumer could not use: where it lies, where it came from, and why."""

    id: str
    """Where it lies: consumer group, topic, partition and offset, joined by `~`."""
    group: str
    """The service that could not use it."""
    origin_topic: str
    """The topic it first stood in."""
    origin_partition: int
    """The partition of `origin_topic` it stood in."""
    origin_offset: int
    """Its place in that partition."""
    reason: str
    """Why, as a code; never text of a customer."""
    attempts: int
    """How often it was tried."""
    first_failed_at: AwareDatetime | None
    """When it failed first (UTC)."""
    event_id: str | None
    """The id of the event; null where it could not be read."""
    event_type: str | None
    """The type of the event; null where it could not be read."""
    replayed_at: AwareDatetime | None
    """When it was sent back last; null where it never was."""


class DeadLetterDetail(DeadLetter):
    """A dead letter with its record."""

    value: Any = None
    """The record, where it is JSON and the caller may read conversations; null otherwise."""
    value_base64: str | None = None
    """Its bytes, where it is not JSON and the caller may read conversations; null otherwise."""


class Replay(ReadModel):
    """What became of a replay."""

    replayed: bool
    """Whether it was sent back now; false when it had been before, and `again` was not asked for."""
