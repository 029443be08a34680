"""What an installation takes, from what is asked of it and what was measured (`deploy/size/costs.py`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from contracts.registry import PARTITIONS
from deploy.size import costs

LEAST_REPLICAS = 2  # of each application: one may go
GIB = 1024.0**3
DAY = 86_400.0
LOG_DAYS = 14.0  # how long the topics that carry messages keep them (contracts/registry.py)
COPIES = 3  # of every record and document, on brokers and members
BROKER_MIB_A_SECOND = 50.0  # of writes, copies included, that one broker is planned for: a third of a common disk's
MEMBER_CORES = 16.0  # of MongoDB beyond which a larger machine is rare and shards are planned
HOT_DAYS, HOT_SHARE = 30.0, 0.15  # of the newest days this share should be in memory: indexes and what is open


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked: events a second on an ordinary day and in the worst crisis, people, and days that data stays."""

    events: float
    peak: float
    brands: int
    employees: int
    days: float


@dataclass(frozen=True, slots=True)
class Size:
    """What it takes: `replicas` of an ordinary day and of the worst crisis, `cores` and `memory_gib` of all of these.

    Disks and `mongo_memory_gib` are of one broker and one member; `mongo_cores` of all primaries at the peak. `limits`
    says what no longer fits one of a kind.
    """

    replicas: Mapping[str, tuple[int, int]]
    cores: float
    memory_gib: float
    partitions: int
    brokers: int
    broker_disk_gib: float
    mongo_cores: float
    shards: int
    mongo_memory_gib: float
    mongo_disk_gib: float
    network_mib: float
    limits: tuple[str, ...]


def size(demand: Demand) -> Size:
    """Work out the size."""
    peak = max(demand.peak, demand.events)
    replicas = {each: (_replicas(each, demand.events), _replicas(each, peak)) for each in costs.CPU_MS}
    most = {name: at_peak for name, (_, at_peak) in replicas.items()}
    partitions = max(PARTITIONS, *(_rounded(most[each]) for each in most if each != "gateway"))
    written = peak * costs.EVENT_BYTES.value * costs.LOG_COPIES.value / 1024.0**2
    brokers = max(COPIES, math.ceil(written * COPIES / BROKER_MIB_A_SECOND))
    log_bytes = demand.events * costs.EVENT_BYTES.value * costs.LOG_COPIES.value * LOG_DAYS * DAY * COPIES
    mongo_cores = peak * costs.MONGO_CPU_MS.value / 1000.0 / costs.UTILISATION.value
    shards = max(1, math.ceil(mongo_cores / MEMBER_CORES))
    stored = demand.events * demand.days * DAY * costs.STORED_BYTES.value
    hot = demand.events * min(demand.days, HOT_DAYS) * DAY * costs.STORED_BYTES.value
    stored += demand.employees * costs.EMPLOYEE_BYTES.value
    return Size(
        replicas=replicas,
        cores=sum(most[each] * costs.CPU_REQUESTS[each] for each in most),
        memory_gib=sum(most.values()) * costs.RESIDENT_MIB.value * 1.5 / 1024.0,
        partitions=partitions,
        brokers=brokers,
        broker_disk_gib=log_bytes / brokers / costs.UTILISATION.value / GIB,
        mongo_cores=mongo_cores,
        shards=shards,
        mongo_memory_gib=max(2.0, hot * HOT_SHARE / shards / GIB),
        mongo_disk_gib=stored / shards / costs.UTILISATION.value / GIB,
        network_mib=written * COPIES,
        limits=_limits(partitions, shards, demand.brands),
    )


def _replicas(service: str, events: float) -> int:
    return max(LEAST_REPLICAS, math.ceil(events / costs.rate_threshold(service)))


def _rounded(replicas: int) -> int:
    """Partitions for so many members: a multiple of what there is, so that each has its share."""
    return PARTITIONS * math.ceil(replicas / PARTITIONS)


def _limits(partitions: int, shards: int, brands: int) -> tuple[str, ...]:
    found = []
    if partitions > PARTITIONS:
        found.append(
            f"More members than the {PARTITIONS} partitions of a topic: make the topics with {partitions} before the "
            "first event, for keys move when partitions are added."
        )
    if shards > 1:
        found.append(
            f"More than one primary works off: shard MongoDB by brand over {shards}; every business index begins so."
        )
        if brands < shards:
            found.append(
                "Fewer brands than shards: a brand lives on one, so the largest has to fit there, or gets an "
                "installation of its own."
            )
    return tuple(found)
