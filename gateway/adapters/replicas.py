"""The processes of one service: which of them a request goes to, and how long one that failed is left alone."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import structlog
from prometheus_client import Gauge

from chassis.backoff import Backoff
from gateway.adapters.addresses import ServiceAddress

log = structlog.get_logger(__name__)

FIRST_SECONDS = 0.5  # a process that restarts is back in two or three seconds
LIMIT_SECONDS = 30.0  # what hangs costs one request in this time

KNOWN = Gauge("muster_gateway_replicas", "Addresses of a service that the gateway knows.", ("service",))
FAILING = Gauge("muster_gateway_replicas_failing", "Those whose last request failed.", ("service",))


@dataclass(slots=True, eq=False)
class Replica:
    """One process. `under_way` counts its open requests; it is left alone until `down_until` after a failure."""

    address: ServiceAddress
    under_way: int = 0
    last_chosen: int = 0
    failing: bool = False
    down_until: float = 0.0
    backoff: Backoff = field(default_factory=lambda: Backoff(FIRST_SECONDS, LIMIT_SECONDS))

    def takes(self, now: float) -> bool:
        """Whether it should be asked: it is up, or was left alone long enough and is asked by nobody else just now."""
        return not self.failing or (self.down_until <= now and self.under_way == 0)


class Replicas:
    """The known processes of a service. Times are seconds of one steady clock."""

    def __init__(self, service: str) -> None:
        self._service = service
        self._addresses: Sequence[ServiceAddress] = ()
        self._replicas: dict[ServiceAddress, Replica] = {}
        self._chosen = 0

    def know(self, addresses: Sequence[ServiceAddress]) -> None:
        """Take the addresses as they are now; what is known of those that stay is kept."""
        if addresses != self._addresses:
            self._addresses = addresses
            self._replicas = {each: self._replicas.get(each) or Replica(each) for each in addresses}
            self._show()

    def choose(self, now: float, tried: Collection[Replica]) -> Replica | None:
        """The one with the fewest requests under way that was not tried yet; None when all were.

        Where all are down, the one that was to be asked again first: a service is not given up on as long as it has
        addresses.
        """
        left = [each for each in self._replicas.values() if each not in tried]
        if not left:
            return None
        up = [each for each in left if each.takes(now)]
        chosen = (
            min(up, key=lambda each: (each.under_way, each.last_chosen))
            if up
            else min(left, key=lambda each: each.down_until)
        )
        self._chosen += 1
        chosen.last_chosen = self._chosen
        return chosen

    def has_others(self, now: float, tried: Collection[Replica]) -> bool:
        """Whether one is left to try that is not known to be down."""
        return any(each not in tried and each.takes(now) for each in self._replicas.values())

    def answered(self, replica: Replica) -> None:
        """Note that it answered, whatever it said."""
        if replica.failing:
            replica.failing = False
            replica.backoff.reset()
            log.info("replica_up", to=self._service, address=replica.address.base)
            self._show()

    def failed(self, replica: Replica, now: float, error: BaseException) -> None:
        """Leave it alone for a while, longer after each failure in a row; failures while it is down are one."""
        if replica.failing and now < replica.down_until:
            return
        seconds = replica.backoff.next()
        replica.failing, replica.down_until = True, now + seconds
        failure = type(error).__name__
        log.warning(
            "replica_down", to=self._service, address=replica.address.base, error=failure, seconds=round(seconds, 3)
        )
        self._show()

    def _show(self) -> None:
        KNOWN.labels(self._service).set(len(self._replicas))
        FAILING.labels(self._service).set(sum(each.failing for each in self._replicas.values()))
