"""The places that requests hold while they are under way, shared by the lanes so that the most urgent is shed last."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from gateway.domain.adaptive_limit import AdaptiveLimit
from gateway.domain.request_lanes import RequestLane

PARTS: Final[Mapping[RequestLane, float]] = {
    RequestLane.BULK: 0.5,
    RequestLane.LIVE: 0.8,
    RequestLane.CRISIS: 1.0,
}
"""How full the house may be, as a part of the limit, for a request of this lane still to be taken."""
RETRY_SECONDS: Final[Mapping[RequestLane, tuple[int, int]]] = {
    RequestLane.BULK: (5, 20),
    RequestLane.LIVE: (1, 5),
    RequestLane.CRISIS: (1, 2),
}
"""The shortest and the longest `Retry-After`: those who were refused together do not come back together."""


def retry_after(lane: RequestLane, drawn: float) -> int:
    """After how many whole seconds to try again; `drawn` is a random number from 0 to below 1."""
    shortest, longest = RETRY_SECONDS[lane]
    return shortest + int(drawn * (longest - shortest + 1))


class RequestPlaces:
    """Who is under way. Whenever a lane is refused, every less urgent one is refused too."""

    def __init__(self, limit: AdaptiveLimit) -> None:
        self.limit = limit
        self._under_way = dict.fromkeys(RequestLane, 0)

    def under_way(self, lane: RequestLane) -> int:
        """How many requests of a lane hold a place."""
        return self._under_way[lane]

    def total(self) -> int:
        """How many requests hold a place."""
        return sum(self._under_way.values())

    def part(self, lane: RequestLane) -> int:
        """How many may be under way, of all lanes, with the last one of this lane: at least one."""
        return max(1, int(self.limit.places * PARTS[lane]))

    def take(self, lane: RequestLane) -> bool:
        """Take a place; False when the lane's part is full, and nothing is taken."""
        under_way = self.total() + 1
        self.limit.busy(under_way)
        if under_way > self.part(lane) and not self._is_reserved(lane):
            return False
        self._under_way[lane] += 1
        return True

    def _is_reserved(self, lane: RequestLane) -> bool:
        """Whether a crisis has places left of its own, though the limit fell below what was taken before."""
        reserved = self.limit.places - self.part(RequestLane.LIVE)
        return lane is RequestLane.CRISIS and self._under_way[lane] < reserved

    def take_again(self, lane: RequestLane) -> None:
        """Take back the place of a request that was taken already: it is never refused half way."""
        self._under_way[lane] += 1
        self.limit.busy(self.total())

    def give_back(self, lane: RequestLane) -> None:
        """Give a place back."""
        self._under_way[lane] -= 1
