"""The bounds and times of a batch consumer."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ConsumerSettings:
    """Bounds and times of a consumer; the defaults suit a service of many small events.

    `interval_seconds` lie at least between the beginning of a batch that is not full and the next, and after its end as
    long as it took, up to the interval: what comes meanwhile goes with the next. The first record after a calm is
    handled at once. `yield_seconds` is how long a consumer that gives way to others waits with a batch at most: what
    stands behind one that never rests still gets on. `handler_seconds` is far above what any batch takes: a call that
    is under way for so long hangs, and is ended.
    """

    max_records: int = 500
    max_bytes: int = 4_000_000
    max_wait_seconds: float = 0.005
    interval_seconds: float = 0.0
    yield_seconds: float = 1.0
    tries: int = 3
    try_pause_seconds: float = 0.2
    backoff_seconds: float = 0.2
    backoff_limit_seconds: float = 30.0
    max_attempts: int = 5
    handler_seconds: float = 120.0
    dead_limit: int = 50
    dead_window_seconds: float = 60.0
    revoke_wait_seconds: float = 10.0
    stop_wait_seconds: float = 20.0
    stall_seconds: float = 60.0
    slow_seconds: float = 5.0
    session_seconds: float = 6.0
    rebalance_seconds: float = 30.0
    unknown_types: bool = False
