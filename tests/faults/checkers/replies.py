"""Each reply has at most one effect, and ends sent, failed, rejected, or unknown and shown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.faults.record import Delivered, History, Written

ENDS = {"sent", "failed", "rejected", "unknown"}


def at_most_once_and_never_silent(history: History) -> Iterator[str]:
    """Compare what the platform took with what the replies say."""
    taken = Counter(row.reply for row in history.of(Delivered))
    for reply, times in taken.items():
        if times > 1:
            yield f"the platform has reply {reply} {times} times"
    for reply in taken.keys() - {row.reply for row in history.of(Written)}:
        yield f"the platform has reply {reply}, of which nothing is shown"
    for row in history.of(Written):
        if row.state not in ENDS:
            yield f"reply {row.reply} ends {row.state}"
        if row.state == "sent" and row.reply not in taken:
            yield f"reply {row.reply} says sent and the platform never had it"
        if row.state in ("failed", "rejected") and row.reply in taken:
            yield f"reply {row.reply} says {row.state} and the platform has it"
