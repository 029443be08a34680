"""The ways in which messaging fails: to be retried, never valid, too large, or not there at all."""

from __future__ import annotations

from collections.abc import Sequence

from chassis.errors import Unavailable
from chassis.messaging.ports import Position


class Retry(Exception):
    """Not now: back off, rewind to what was last committed, and deliver the same records again.

    Args:
        reason: A code such as `busy_tasks`; it becomes a metric label, so never text of a customer or an exception.
        after_seconds: How long to wait; None leaves it to the consumer's growing backoff.
    """

    def __init__(self, reason: str, after_seconds: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after_seconds = after_seconds

    @classmethod
    def of(cls, unavailable: Unavailable) -> Retry:
        """Return the retry for an unavailable dependency, such as `mongodb_unavailable`, after the time it names."""
        return cls(f"{unavailable.what}_unavailable", unavailable.retry_after)


class Reject(Exception):
    """A delivery is never valid: dead letter.

    Args:
        reason: A code such as `unknown_integration`; it becomes a header and a metric label.
        position: Which delivery of the batch. The others come again without it. None makes the consumer find it by
            running halves of the batch.
    """

    def __init__(self, reason: str, position: Position | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class TooLarge(Exception):
    """A record is larger than the log takes; nothing of the list was sent. `index` is its place in the list."""

    def __init__(self, index: int, size_bytes: int) -> None:
        super().__init__(f"record {index} has {size_bytes} bytes")
        self.index = index
        self.size_bytes = size_bytes


class MissingTopics(Exception):
    """Topics do not exist or have too few partitions: the process refuses to start and names them."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"missing topics: {', '.join(sorted(names))}")
        self.names = tuple(sorted(names))
