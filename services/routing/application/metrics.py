"""Routing's metrics, with bounded labels: outcomes are our own words, a queue is named only when every brand has it.

A brand is never a label: there may be thousands. Per brand and queue the figures are at `/v1/queues/{id}/status`.
"""

from prometheus_client import Counter, Gauge, Histogram

from services.routing.domain import defaults

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
    return queue if queue in defaults.QUEUES else "other"


class GaugeBoard:
    """The last figures of each brand, summed into gauges; a brand with nothing waiting takes no room."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._waiting: dict[str, dict[str, int]] = {}
        self._drain: dict[str, float] = {}

    def show(self, brand: str, waiting: dict[str, int], drain_seconds: float) -> None:
        """Put a brand's figures in place of its older ones."""
        self._waiting.pop(brand, None)
        self._drain.pop(brand, None)
        if any(waiting.values()):
            self._waiting[brand] = waiting
            self._drain[brand] = drain_seconds
        totals = dict.fromkeys([*defaults.QUEUES, "other"], 0)
        for counts in self._waiting.values():
            for queue, count in counts.items():
                totals[queue_label(queue)] += count
        for queue, count in totals.items():
            WAITING.labels(queue).set(count)
        DRAIN.set(max(self._drain.values(), default=0.0))
