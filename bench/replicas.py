"""`python -m bench.replicas`: what 1, 2 and 4 replicas of each service keep up, and what each event costs them.

Events are posted in batches of 100 in a closed loop for a brand with few employees, as in `python -m bench`, until
nobody lags. All replicas, the gateway, MongoDB, Kafka and the load share this machine's cores: where those are busy
with one replica already, the rate says little, and CPU an event shows what a replica more costs. The last row has one
replica again: what it differs by from the first is the machine's noise and the growth of the data.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.__main__ import UNDERSTAFFED
from bench.end_to_end import Result
from bench.members import SERVICES, Members
from bench.own_stack import own_stack
from bench.record import announce, keep
from deploy.local.state import LocalState

COUNTS = (1, 2, 4)
WARM_EVENTS = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """A run: events a second until nobody lags, the seconds of it, and those until the last event was posted.

    By process, replicas together, CPU microseconds an event and resident MiB. `most` is the share that the busiest
    replica of a service has in the service's CPU.
    """

    replicas: int
    rate: float
    seconds: float
    posted_seconds: float
    cpu_us: dict[str, float]
    resident_mib: dict[str, float]
    most: dict[str, float]


def row_of(replicas: int, result: Result) -> Row:
    """The figures of a run with the replicas of each service together."""
    cpu, most = together(result.cpu_us), dict[str, float]()
    for service in SERVICES:
        most[service] = max(us for name, us in result.cpu_us.items() if _service(name) == service) / cpu[service]
    posted = result.drained["posted"]
    return Row(replicas, result.rate, result.seconds, posted, cpu, together(result.resident_mib), most)


def together(figures: Mapping[str, float]) -> dict[str, float]:
    """Sums over the replicas of a service: `inbox` and `inbox-2` are one."""
    sums: dict[str, float] = defaultdict(float)
    for name, figure in figures.items():
        sums[_service(name)] += figure
    return dict(sums)


def _service(name: str) -> str:
    return name.partition("-")[0]


async def run(state: LocalState, replicas: int, options: argparse.Namespace, console: Console) -> Row:
    """Warm up, then measure one run."""
    key, name = state.brands[UNDERSTAFFED].integrations["generic"].key, f"{time.time():.0f}"
    await end_to_end.settled(state.kafka)
    await end_to_end.throughput(state, key, WARM_EVENTS, options.seed, f"{name}-warm")
    console.print(f"[dim]{replicas} of each service: {options.events:,} events[/]")
    row = row_of(replicas, await end_to_end.throughput(state, key, options.events, options.seed, f"{name}-run"))
    console.print(f"[dim]{replicas} of each service: {row.rate:,.0f} events/s[/]")
    return row


def measure(state: LocalState, options: argparse.Namespace, console: Console) -> tuple[list[Row], Row]:
    """Each number of replicas, growing; then one again."""
    members, rows, there = Members(state), list[Row](), 1
    for replicas in options.replicas:
        while there < replicas:
            there += 1
            console.print(f"[dim]starting replica {there} of each service[/]")
            members.add(SERVICES, there)
        rows.append(asyncio.run(run(state, replicas, options, console)))
    members.end(f"{service}-{number}" for service in SERVICES for number in range(2, there + 1))
    return rows, asyncio.run(run(state, 1, options, console))


def show(console: Console, rows: Sequence[Row], again: Row) -> None:
    """A column for each run."""
    columns = {f"{row.replicas}": row for row in rows} | {"1 again": again}
    runs = list(columns.values())
    table = Table("replicas of each service", *columns, title="Replicas on the same cores")
    table.add_row("events/s until nobody lags", *(f"{row.rate:,.0f}" for row in runs))
    table.add_row("seconds, of which posting", *(f"{row.seconds:.1f}, {row.posted_seconds:.1f}" for row in runs))
    for process in sorted(again.cpu_us, key=lambda name: -again.cpu_us[name]):
        table.add_row(f"{process}: CPU µs an event", *(f"{row.cpu_us[process]:,.0f}" for row in runs))
    table.add_row("all: CPU µs an event", *(f"{sum(row.cpu_us.values()):,.0f}" for row in runs))
    table.add_row("services: resident MiB", *(f"{_of_services(row.resident_mib):,.0f}" for row in runs))
    for service in SERVICES:
        table.add_row(f"{service}: share of the busiest", *(f"{row.most[service]:.0%}" for row in runs))
    console.print(table)


def _of_services(figures: Mapping[str, float]) -> float:
    return sum(figures[service] for service in SERVICES)


def main() -> None:
    """Measure on a stack of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.replicas", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="events of each run")
    parser.add_argument("--replicas", type=int, nargs="+", default=list(COUNTS), help="of each service, a run each")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    options.replicas = sorted({1, *options.replicas})
    announce(console, options.seed)
    with own_stack(console) as state:
        rows, again = measure(state, options, console)
    show(console, rows, again)
    keep(options.seed, {"replicas": [asdict(row) for row in rows], "again": asdict(again)})


if __name__ == "__main__":
    main()
