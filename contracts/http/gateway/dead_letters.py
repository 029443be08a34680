"""Dead letters: records a consumer could not use."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime

from contracts.http.models import ReadModel


class DeadLetter(ReadModel):
    """A record a consumer could not use: where it lies, where it came from, and why."""

    id: str
    group: str
    origin_topic: str
    origin_partition: int
    origin_offset: int
    reason: str
    attempts: int
    first_failed_at: AwareDatetime | None
    event_id: str | None
    event_type: str | None
    replayed_at: AwareDatetime | None


class DeadLetterDetail(DeadLetter):
    """A dead letter with its record; `value` is the JSON where it is JSON, `value_base64` the bytes where not."""

    value: Any = None
    value_base64: str | None = None


class Replay(ReadModel):
    """Whether the record was sent back; false when that happened before."""

    replayed: bool
