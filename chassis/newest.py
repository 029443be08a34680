"""State by version: of several events about one subject, the one with the highest version counts."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from typing import TypeVar

from contracts.event import Event

E = TypeVar("E", bound=Event)
K = TypeVar("K", bound=Hashable)


def newest(events: Iterable[E], key: Callable[[E], K]) -> dict[K, E]:
    """The event with the highest version per key, keys in the order they first came; of equals the later one."""
    latest: dict[K, E] = {}
    for event in events:
        name = key(event)
        current = latest.get(name)
        if current is None or event.version >= current.version:
            latest[name] = event
    return latest
