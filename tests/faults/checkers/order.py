"""Per conversation the stored order, and the order of telling, is the order of the source."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from tests.faults.checkers.once import MESSAGE_STORED
from tests.faults.record import History, Sent, Stored


def in_the_order_of_the_source(history: History) -> Iterator[str]:
    """Compare neighbours in every conversation with their places in the source."""
    place = {row.message: number for number, row in enumerate(history.of(Sent))}
    speaker = {row.message: row.contact for row in history.of(Sent)}
    kept: defaultdict[str, list[str]] = defaultdict(list)
    for row in history.of(Stored):
        kept[row.conversation].append(row.message)
        if row.contact != speaker.get(row.message, row.contact):
            yield f"{row.message} of {speaker[row.message]} is in a conversation of {row.contact}"
    told: defaultdict[str, list[str]] = defaultdict(list)
    for event in history.told(MESSAGE_STORED):
        told[event.subject].append(event.data["message"])
    for how, lists in (("keeps", kept), ("is told of", told)):
        for conversation, messages in lists.items():
            for first, second in pairwise(messages):
                if place.get(first, -1) > place.get(second, -1):
                    yield f"{conversation} {how} {first} before {second}"
