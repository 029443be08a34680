"""What an operator sees of the stack at one moment: consumer groups, replicas and their partitions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

CLEAR_RECORDS = 100  # routing tells of its staffing and canaries pass all the time: the log is never read to its end
CLEAR_SECONDS = 10.0  # on a quiet stack a record that a group skips is counted as unread for some seconds


@dataclass(frozen=True, slots=True)
class GroupSight:
    """A consumer group: records to read, since how many seconds the oldest waits, and partitions with a reader.

    `drain_seconds` is what the alert is about: how long it takes at the recent rate, as the service itself says.
    """

    service: str
    lag: int
    oldest_seconds: float
    drain_seconds: float
    partitions: int
    partitions_read: int

    @property
    def clear(self) -> bool:
        """Whether nothing waits but what came a moment ago."""
        return self.lag <= CLEAR_RECORDS and self.oldest_seconds < CLEAR_SECONDS


@dataclass(frozen=True, slots=True)
class StackSight:
    """The stack `seconds` after the drill began.

    Attributes:
        seconds: Since the drill began.
        groups: By name.
        replicas: The partitions that each replica of each service holds, by service and name.
        rates: Records that each service handles a second.
        arriving: Whether the drill's messages still come; it stands for an incident that is open.
    """

    seconds: float
    groups: Mapping[str, GroupSight]
    replicas: Mapping[str, Mapping[str, int]]
    rates: Mapping[str, float]
    arriving: bool

    @property
    def clear(self) -> bool:
        """Whether no group is behind."""
        return all(each.clear for each in self.groups.values())

    @property
    def oldest_seconds(self) -> float:
        """How long the oldest unread record of all groups waits."""
        return max((each.oldest_seconds for each in self.groups.values()), default=0.0)

    @property
    def lag(self) -> int:
        """Records to read, of all groups together."""
        return sum(each.lag for each in self.groups.values())

    def of(self, service: str) -> list[GroupSight]:
        """The groups of a service."""
        return [each for each in self.groups.values() if each.service == service]

    def as_json(self) -> dict[str, Any]:
        """The same for a program."""
        groups = {
            name: {
                "lag": each.lag,
                "oldest_unread_seconds": each.oldest_seconds,
                "time_to_drain_seconds": round(each.drain_seconds, 1),
            }
            for name, each in self.groups.items()
        }
        return {
            "seconds": round(self.seconds, 1),
            "arriving": self.arriving,
            "groups": groups,
            "replicas": {service: len(names) for service, names in self.replicas.items()},
            "records_per_second": {service: round(rate, 1) for service, rate in self.rates.items()},
        }
