"""Routing's metrics, with bounded labels: outcomes are our own words, a queue is named only when every brand has it.

A brand is never a label: there may be thousands. Per brand and queue the figures are at `/v1/queues/{id}/status`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from prometheus_client import Counter, Gauge, Histogram

from chassis.clock import Clock
from services.routing.domain import defaults

OTHER = "other"  # the label of queues that brands made up

OFFERS = Counter("muster_routing_offers", "Offers by what became of them.", ["outcome"])
MADE = OFFERS.labels("made")
ACCEPTED = OFFERS.labels("accepted")
DECLINED = OFFERS.labels("declined")
TIMED_OUT = OFFERS.labels("timed_out")
WITHDRAWN = OFFERS.labels("withdrawn")

QUEUED = Counter("muster_routing_tasks_queued", "Tasks put into a queue.", ["queue"])
ENDED = Counter("muster_routing_tasks_ended", "Tasks that ended, by how.", ["outcome"])
WAITED = Histogram(
    "muster_routing_wait_seconds",
    "From queued to offered.",
    ["queue"],
    buckets=(0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 900, 3600, 14400),
)
ROUND = Histogram("muster_routing_match_seconds", "One round of the matcher, from the first read to the commit.")
LOST = Counter("muster_routing_claims_lost", "Claims that another matcher won, or whose task had changed.")
RECONCILED = Counter("muster_routing_claims_reconciled", "Claims left behind by a crash and given back.")
WAITING = Gauge("muster_routing_waiting", "Tasks that wait, summed over the brands seen last, by queue.", ["queue"])
DRAIN = Gauge(
    "muster_routing_time_to_drain_seconds",
    "The longest time to drain of the brands seen last; 604800 where nobody works.",
)


def queue_label(queue: str) -> str:
    """The queue's name where it is one every brand has, else `other`: brands make up names without bound."""
    return queue if queue in defaults.QUEUES else OTHER


@dataclass(frozen=True, slots=True)
class BrandGauges:
    """The figures of a brand that has tasks waiting, as of `at`."""

    at: datetime
    waiting: dict[str, int]
    drain_seconds: float


class GaugeBoard:
    """The last figures of each brand, summed when they are scraped; a brand with nothing waiting takes no room.

    Figures that this process has not renewed for `fresh_for` count no more: another process has the turn by now.
    """

    def __init__(self, clock: Clock, fresh_for: timedelta) -> None:
        """Begin with nothing and stand behind the gauges of this process."""
        self._clock = clock
        self._fresh_for = fresh_for
        self._brands: dict[str, BrandGauges] = {}
        for queue in (*defaults.QUEUES, OTHER):
            WAITING.labels(queue).set_function(partial(self._waiting, queue))
        DRAIN.set_function(self._longest_drain)

    def show(self, brand: str, waiting: dict[str, int], drain_seconds: float) -> None:
        """Put a brand's figures in place of its older ones."""
        self._brands.pop(brand, None)
        if any(waiting.values()):
            self._brands[brand] = BrandGauges(self._clock.now(), waiting, drain_seconds)

    def superseded(self, brand: str, before: datetime) -> None:
        """Take away a brand's figures, if they are of `before` or older: another process has shown newer ones."""
        figures = self._brands.get(brand)
        if figures is not None and figures.at <= before:
            del self._brands[brand]

    def _fresh(self) -> list[BrandGauges]:
        oldest = self._clock.now() - self._fresh_for
        self._brands = {brand: figures for brand, figures in self._brands.items() if figures.at > oldest}
        return list(self._brands.values())

    def _waiting(self, label: str) -> float:
        counted = (each.waiting.items() for each in self._fresh())
        return sum(count for counts in counted for queue, count in counts if queue_label(queue) == label)

    def _longest_drain(self) -> float:
        return max((each.drain_seconds for each in self._fresh()), default=0.0)
