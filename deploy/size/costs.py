"""What was measured, and what is assumed where nothing was: every figure that sizing and autoscaling follow from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """A figure with its unit and where it comes from: a command, or `assumed` with the reason."""

    value: float
    unit: str
    source: str


_BATCHES = "python -m bench --events 20000"  # figures in bench/BUDGET.md, two cores

CPU_MS: Mapping[str, Cost] = {
    "gateway": Cost(0.06, "ms of CPU an event", _BATCHES),
    "inbox": Cost(0.49, "ms of CPU an event", _BATCHES),
    "routing": Cost(0.22, "ms of CPU an event", _BATCHES),
    "crisis": Cost(0.15, "ms of CPU an event", _BATCHES),
    "analytics": Cost(0.16, "ms of CPU an event", _BATCHES),
}
"""Of each service, for an event that comes in a batch."""

MONGO_CPU_MS = Cost(1.0, "ms of CPU an event", "python -m bench.replicas")
KAFKA_CPU_MS = Cost(0.11, "ms of CPU an event", _BATCHES)
EVENT_BYTES = Cost(1_200, "bytes of an event in the log", "python -m bench.budget")
DOCUMENTS = Cost(10, "documents written an event, of which a third go by themselves", "python -m bench.budget")
RESIDENT_MIB = Cost(120, "MiB resident of a service, in the mean", "python -m bench.replicas")
START_SECONDS = Cost(7, "seconds until five services are ready", "python -m deploy.cli up")

LOG_COPIES = Cost(3, "records in the log for an event, in all topics", "assumed: events read 2.5 times by analytics")
STORED_BYTES = Cost(6_000, "bytes an event stays with in MongoDB", "assumed: six documents of 1 kB, indexes included")
EMPLOYEE_BYTES = Cost(8_000, "bytes an employee takes in MongoDB", "assumed: record, seats, certificates, enrolments")
SCHEDULING_SECONDS = Cost(20, "seconds until a pod runs", "assumed: its image is on the node")
REBALANCE_SECONDS = Cost(3, "seconds in which a group that changes takes nothing", "assumed: one round of joining")
UTILISATION = Cost(0.6, "share of a core that is planned for", "assumed: room for a replica that goes")

CPU_REQUESTS: Mapping[str, float] = {"gateway": 0.25, "inbox": 0.5, "routing": 0.25, "crisis": 0.25, "analytics": 0.25}
"""Cores that a pod of deploy/kubernetes asks for."""

LAG_SECONDS = 10.0  # how old a record may get before a replica more is asked for


def capacity(service: str) -> float:
    """Events a second that a replica works off with the CPU it asks for."""
    return CPU_REQUESTS[service] * 1000 / CPU_MS[service].value


def lag_threshold(service: str) -> int:
    """Records of lag a replica, beyond which there shall be another; rounded down to a hundred."""
    return int(capacity(service) * LAG_SECONDS) // 100 * 100


def rate_threshold(service: str) -> int:
    """Records a second and replica that are planned for; beyond it there shall be another, lag or no lag."""
    return int(capacity(service) * UTILISATION.value)
