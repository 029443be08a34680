"""Bounds and times of a publisher."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PublisherSettings:
    """Bounds and times of a publisher.

    `ack_seconds` is the budget of one `publish`. `wedge_seconds` without any acknowledgement make the producer be
    replaced: until then it goes on by itself, which keeps the order even of what was given up.
    """

    ack_seconds: float = 2.0
    wedge_seconds: float = 2.0
    connect_seconds: float = 5.0
    retry_seconds: float = 0.5
    linger_ms: int = 2
    batch_bytes: int = 128 * 1024
    event_bytes: int = 5_000_000  # below the topics' limit by what retry and dead-letter headers need
