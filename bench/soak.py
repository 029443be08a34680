"""`python -m bench.soak`: whether memory stays flat under an ordinary load, for `--minutes`.

Single posts at a fixed rate in an open loop for a brand with employees, and a few reads a second through the gateway;
every 15 seconds the resident memory of each process. A process is judged by the mean of its last quarter against that
of its first, and by the slope of its samples after the first two minutes, in which pools and caches fill. MongoDB's
cache and Kafka's mapped files grow with the data, up to their bounds.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from statistics import linear_regression, mean
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.__main__ import BRAND, staff
from bench.cpu import cores, usage
from bench.load import Outcome, items, open_loop
from bench.own_stack import own_stack
from bench.record import announce, keep
from deploy.local.state import LocalState

SAMPLE_SECONDS = 15.0
FILL_SECONDS = 120.0  # pools and caches fill: left out of the slope
READS_A_SECOND = 2.0
READS = ("/v1/conversations", "/v1/tasks", "/v1/queues/general/status", "/v1/stories", "/v1/reports/overview", "/v1/me")
TELL_SAMPLES = 4


@dataclass(frozen=True, slots=True)
class Sample:
    """Resident MiB of each process so many seconds after the load began."""

    at: float
    resident_mib: dict[str, float]


@dataclass(frozen=True, slots=True)
class Memory:
    """One process: mean MiB of the first and the last quarter, KiB an hour after the first minutes, largest MiB."""

    first: float
    last: float
    kib_an_hour: float | None
    largest: float


def memory_of(process: str, samples: Sequence[Sample]) -> Memory:
    """Judge one process; the slope is by least squares, None where there are too few samples for one."""
    values = [each.resident_mib[process] for each in samples]
    quarter = max(1, len(values) // 4)
    settled = [(each.at, each.resident_mib[process]) for each in samples if each.at >= FILL_SECONDS]
    slope = None
    if len(settled) > 1:
        slope = linear_regression(*zip(*settled, strict=True)).slope * 1024 * 3600
    return Memory(mean(values[:quarter]), mean(values[-quarter:]), slope, max(values))


async def read(state: LocalState, key: str, statuses: Counter[str]) -> None:
    """Read in turn, for ever; counts the answers by path and status."""
    async with aiohttp.ClientSession(state.gateway, headers={"Authorization": f"Bearer {key}"}) as session:
        while True:
            for path in READS:
                async with session.get(path) as answer:
                    await answer.read()
                statuses[f"{path} {answer.status}"] += 1
                await asyncio.sleep(1 / READS_A_SECOND)


async def post(state: LocalState, key: str, rate: float, seconds: float, name: str, seed: int) -> Outcome:
    """Single posts at the rate for some seconds, each said to be of the moment it is posted."""
    begin, given = time.time() + 0.1, list[bytes]()
    for number, item in enumerate(items(round(rate * seconds), seed, name)):
        item["at"] = datetime.fromtimestamp(begin + number / rate, UTC).isoformat()
        given.append(json.dumps(item).encode())
    return await open_loop(f"{state.gateway}/v1/events", key, given, rate, begin)


async def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Load and samples in turn until the time is over; then whether everything was read."""
    access, run = state.brands[BRAND], f"{time.time():.0f}"
    await end_to_end.settled(state.kafka)
    statuses, refused, posts = Counter[str](), Counter[int](), list[float]()
    reading = asyncio.create_task(read(state, access.keys["administrator"], statuses))
    before, began, samples = usage(end_to_end.processes(state)), time.perf_counter(), list[Sample]()
    while time.perf_counter() - began < options.minutes * 60:
        part = f"{run}-{len(samples)}"
        outcome = await post(
            state, access.integrations["generic"].key, options.rate, SAMPLE_SECONDS, part, options.seed
        )
        refused.update(outcome.refused)
        posts += outcome.each
        at = time.perf_counter() - began
        now = usage(end_to_end.processes(state))
        samples.append(Sample(at, {name: each.resident_mib for name, each in now.items()}))
        if len(samples) % TELL_SAMPLES == 0:
            console.print(f"[dim]{at / 60:.1f} of {options.minutes:g} minutes: {_told(samples[-1])}[/]")
    used = cores(before, usage(end_to_end.processes(state)), time.perf_counter() - began)
    reading.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await reading
    behind = await end_to_end.lag(state.kafka)
    await end_to_end.settled(state.kafka)
    posts.sort()
    return {
        "samples": [asdict(each) for each in samples],
        "memory": {name: asdict(memory_of(name, samples)) for name in samples[0].resident_mib},
        "cores": used,
        "posts": len(posts),
        "post_p99_ms": posts[int(len(posts) * 0.99)] * 1000,
        "refused": dict(refused),
        "reads": dict(statuses),
        "lag_at_the_end": behind,
    }


def _told(sample: Sample) -> str:
    return ", ".join(f"{name} {mib:.0f}" for name, mib in sample.resident_mib.items()) + " MiB"


def show(console: Console, figures: Mapping[str, Any]) -> None:
    """A row for each process."""
    table = Table("resident MiB", "first quarter", "last quarter", "ratio", "KiB an hour", "largest", "cores")
    table.title = f"{figures['posts']:,} single posts, {sum(figures['reads'].values()):,} reads"
    for name, each in figures["memory"].items():
        slope = "" if each["kib_an_hour"] is None else f"{each['kib_an_hour']:,.0f}"
        quarters = (f"{each['first']:.1f}", f"{each['last']:.1f}", f"{each['last'] / each['first']:.3f}")
        table.add_row(name, *quarters, slope, f"{each['largest']:.1f}", f"{figures['cores'][name]:.2f}")
    console.print(table)
    wrong = {name: count for name, count in figures["reads"].items() if not name.endswith(" 200")}
    console.print(f"post p99 {figures['post_p99_ms']:.0f} ms; refused posts {figures['refused']}, reads {wrong}")
    console.print(f"to read at the end of the load: {figures['lag_at_the_end']}")


def main() -> None:
    """Measure on a stack of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0)
    parser.add_argument("--rate", type=float, default=50.0, help="single posts a second")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=140)
    announce(console, options.seed)
    with own_stack(console) as state:
        staff(state)
        figures = asyncio.run(measure(state, options, console))
    show(console, figures)
    keep(options.seed, {"soak": figures})


if __name__ == "__main__":
    main()
