"""People needed for a stream of work: Erlang C with a term for the backlog that must drain."""

from __future__ import annotations

import math
from dataclasses import dataclass

MOST_SERVERS = 100_000  # a company's size; beyond it the answer is no longer a callout


@dataclass(frozen=True, slots=True)
class Workload:
    """The work to do: arrivals per hour, seconds of handling, backlog and the time to drain it in."""

    arrivals_per_hour: float
    handle_seconds: float
    backlog: int = 0
    drain_seconds: float = 3600.0

    @property
    def load(self) -> float:
        """Offered load in erlangs, the backlog spread over the time it may take."""
        drained_per_hour = self.backlog * 3600.0 / self.drain_seconds
        return (self.arrivals_per_hour + drained_per_hour) * self.handle_seconds / 3600.0


@dataclass(frozen=True, slots=True)
class Target:
    """The promise: this share of the work is begun within so many seconds."""

    share: float = 0.8
    within_seconds: float = 60.0


def erlang_b(servers: int, load: float) -> float:
    """Chance that all servers are busy in a system without a queue; a recurrence, stable for any size (Jagerman)."""
    blocked = 1.0
    for number in range(1, servers + 1):
        blocked = load * blocked / (number + load * blocked)
    return blocked


def _waits(servers: int, load: float, blocked: float) -> float:
    """Erlang C from Erlang B: the chance to wait at all; 1 when the load does not fit."""
    return 1.0 if servers <= load else servers * blocked / (servers - load * (1.0 - blocked))


def erlang_c(servers: int, load: float) -> float:
    """Chance that a piece of work waits, given servers and offered load in erlangs (Erlang 1917)."""
    return _waits(servers, load, erlang_b(servers, load))


def service_level(servers: int, load: float, handle_seconds: float, within_seconds: float) -> float:
    """Share of the work begun within so many seconds."""
    return _level(servers, load, erlang_c(servers, load), handle_seconds, within_seconds)


def _level(servers: int, load: float, waits: float, handle_seconds: float, within_seconds: float) -> float:
    if servers <= load:
        return 0.0
    return 1.0 - waits * math.exp(-(servers - load) * within_seconds / handle_seconds)


def servers_needed(demand: Workload, target: Target) -> int:
    """The fewest servers (seats at work) that keep the target; one pass of the recurrence, linear in the answer.

    Raises:
        ValueError: Handling or drain time is not positive, or the share is not between 0 and 1.
    """
    if demand.handle_seconds <= 0 or demand.drain_seconds <= 0 or not 0 < target.share < 1:
        raise ValueError("handling and drain time must be positive, the share between 0 and 1")
    load = demand.load
    if load <= 0:
        return 0
    blocked = 1.0
    for servers in range(1, MOST_SERVERS + 1):
        blocked = load * blocked / (servers + load * blocked)
        if servers > load:
            waits = _waits(servers, load, blocked)
            if _level(servers, load, waits, demand.handle_seconds, target.within_seconds) >= target.share:
                return servers
    return MOST_SERVERS


def people_missing(needed_seats: int, staffed_seats: int, seats_per_person: int) -> int:
    """How many more people, each with so many seats, close the gap; never below 0."""
    return max(0, math.ceil((needed_seats - staffed_seats) / seats_per_person))
