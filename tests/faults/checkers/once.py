"""One effect per event id: one row, one telling, one in every total."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from tests.faults.record import Counted, History, Stored

MESSAGE_STORED = "inbox.message_stored.v1"


def one_effect(history: History) -> Iterator[str]:
    """A message is in one place once, told under one event id, and counted once."""
    stored = Counter(row.message for row in history.of(Stored))
    for message, times in stored.items():
        if times > 1:
            yield f"{message} is stored {times} times"
    told: defaultdict[str, set[str]] = defaultdict(set)
    for row in history.told(MESSAGE_STORED):
        told[row.data["message"]].add(row.id)
    for message, ids in told.items():
        if len(ids) > 1:
            yield f"{message} is told as {len(ids)} events"
    if len(told) != len(stored):
        yield f"{len(told)} messages are told and {len(stored)} stored"
    for total in history.of(Counted):
        if total.value != len(stored):
            yield f"{total.name} is {total.value}, {len(stored)} are stored"
