"""What a topic of the log is: who writes and reads it, how long it is kept, and which events stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from types import ModuleType

from contracts.event import Event


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic. `retention` None means compacted: the newest record of a key is kept for ever.

    `read_by` are the consumer groups that take its records in batches, named as their services, and `webhooks`, of
    which the gateway is a member: each has a retry and a dead-letter topic beside it. `copied_by` are the services that
    read all of it without a group. `family` is the module of its events; None for topics of others' records, or of
    canaries alone. `events_as` is the topic whose events stand in it; empty: events that name it as their own.
    """

    name: str
    keyed_by: str
    partitions: int
    retention: timedelta | None
    written_by: str = ""
    read_by: tuple[str, ...] = ()
    copied_by: tuple[str, ...] = ()
    family: ModuleType | None = None
    events_as: str = ""

    @property
    def events(self) -> tuple[type[Event], ...]:
        """The classes of the events that stand in it, in the order of their module."""
        own = self.events_as or self.name
        return tuple(each for each in events_of(self.family) if each.topic == own) if self.family else ()


def events_of(family: ModuleType) -> list[type[Event]]:
    """The events a module defines; bases, which have no type, are left out."""
    return [each for each in vars(family).values() if isinstance(each, type) and issubclass(each, Event) and each.type]
