"""`python -m bench.backlog`: how long a backlog of one brand takes to drain, and what other brands feel of it.

The four services are ended, all events of one brand with few employees are posted in batches of 100, and the services
are started again. From that moment on two brands post a live message a second each: one on an ordinary day, one in an
incident. The backlog is drained when no consumer group has more than a second's worth of records to read. The backlog
comes by an integration in the bulk lane; with `--lane live` by the topic and the partitions of the live messages, which
then wait behind it. The seconds of these are from the post to the event on the brand's stream. The gateway's quotas are
lifted, as events come faster than any brand may send them for long.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.__main__ import UNDERSTAFFED
from bench.cpu import Usage, per_event, usage
from bench.live import Heard, Live, hire
from bench.load import bodies, closed_loop
from bench.members import SERVICES, Members
from bench.own_stack import own_stack
from bench.record import announce, keep
from deploy.local.api import Api
from deploy.local.lag import group_lags
from deploy.local.seed import DemoBrand, seed_brand
from deploy.local.state import LocalState

QUOTAS = {"MUSTER_GATEWAY_BRAND_BURST_EVENTS": "10000000", "MUSTER_GATEWAY_INTEGRATION_BURST_EVENTS": "10000000"}
CALM_BRAND = "aurora-air"
CRISIS_BRAND = DemoBrand("tulip-rail", "Tulip Rail", "Europe/Amsterdam", ("en", "nl"))
EMPLOYEES = 50
CLIENTS = 8
PARTS = 10  # of the posting, a line of progress each
LOOK_SECONDS = 1.0
SECOND_OF_LIVE = 30  # records: two messages become some ten events, which several groups read
MOST_SECONDS = 400.0
TELL_SECONDS = 10.0


@dataclass(slots=True)
class Drain:
    """Seconds from the start of the services: until all were ready, until each group was calm for good; lag by time."""

    ready: float = 0.0
    calm: dict[str, float] = field(default_factory=dict)
    lag: list[tuple[float, dict[str, int]]] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Until nobody lagged."""
        return max(self.calm.values())

    def look(self, at: float, behind: Mapping[str, int]) -> bool:
        """Take in what each group lags at a moment; True when nobody did, now and at the look before."""
        self.lag.append((at, dict(behind)))
        for group, records in behind.items():
            if records > SECOND_OF_LIVE:
                self.calm.pop(group, None)
            else:
                self.calm.setdefault(group, at)
        return len(self.calm) == len(behind) and max(self.calm.values()) < at


def firehose(state: LocalState, lane: str) -> str:
    """Connect an integration of the brand with few employees in a lane; gives its key."""
    api = Api(state.gateway, state.brands[UNDERSTAFFED].keys["administrator"])
    made = api.post("/v1/integrations", {"channel": "generic", "name": "Firehose", "lane": lane})
    return str(api.post("/v1/keys", {"name": "Firehose", "integration": made["id"]})["key"])


async def fill(state: LocalState, options: argparse.Namespace, console: Console) -> float:
    """Post the backlog while nobody reads it; gives events a second."""
    key, run = firehose(state, options.lane), f"{time.time():.0f}"
    given = bodies(options.events, 100, options.seed, run)
    part, seconds = max(1, len(given) // PARTS), 0.0
    for start in range(0, len(given), part):
        outcome = await closed_loop(f"{state.gateway}/v1/events", key, given[start : start + part], CLIENTS)
        if outcome.refused:
            raise SystemExit(f"the load was refused: {outcome.refused}")
        seconds += outcome.seconds
        console.print(f"[dim]posted {min(len(given), start + part) * 100:,} of {options.events:,}[/]")
    return float(options.events / seconds)


async def drain(state: LocalState, members: Members, over: asyncio.Event, console: Console) -> Drain:
    """Start the services and look every second until nobody lags; then the live messages may end."""
    found, began, told = Drain(), time.perf_counter(), 0.0

    async def start() -> None:
        await asyncio.to_thread(members.start, SERVICES)
        found.ready = time.perf_counter() - began

    starting = asyncio.create_task(start())
    try:
        while True:
            behind = await group_lags(state.kafka, "")
            now = time.perf_counter() - began
            if starting.done():
                starting.result()  # what went wrong there ends this too
            if found.look(now, behind) and starting.done():
                break
            if now > MOST_SECONDS:
                raise SystemExit(f"still lagging after {MOST_SECONDS:.0f} s: {behind}")
            if now - told > TELL_SECONDS:
                told = now
                console.print(f"[dim]{now:.0f} s: to read {', '.join(f'{n} {lag:,}' for n, lag in behind.items())}[/]")
            await asyncio.sleep(LOOK_SECONDS)
    finally:
        over.set()
        await starting
    return found


def prepare(state: LocalState) -> None:
    """Employees for the two live brands, and an incident in one of them."""
    access = seed_brand(state.gateway, state.bootstrap_key, CRISIS_BRAND, None)
    state.brands[CRISIS_BRAND.id] = access
    for each in (state.brands[CALM_BRAND], access):
        hire(state.gateway, each, EMPLOYEES)
    Api(state.gateway, access.keys["administrator"]).post("/v1/incidents", {"title": "Ash", "severity": 1})


async def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, object]:
    """Fill with the services ended, let go, and listen to the live brands meanwhile."""
    members = Members(state)
    await end_to_end.settled(state.kafka)
    members.end(SERVICES)
    rate = await fill(state, options, console)
    over, run = asyncio.Event(), f"{time.time():.0f}"
    async with (
        Live(state.gateway, state.brands[CALM_BRAND], run) as calm,
        Live(state.gateway, state.brands[CRISIS_BRAND.id], run) as incident,
    ):
        before = dict.fromkeys(SERVICES, Usage(0.0, 0.0)) | usage(end_to_end.processes(state))
        live = asyncio.gather(calm.post_until(over), incident.post_until(over))
        drained = await drain(state, members, over, console)
        spent = per_event(before, usage(end_to_end.processes(state)), options.events)
        await live
    return {
        "events": options.events,
        "lane": options.lane,
        "posted_rate": rate,
        "ready_seconds": drained.ready,
        "drained_seconds": drained.seconds,
        "rate": options.events / drained.seconds,
        "cpu_us": spent,
        "calm_seconds": drained.calm,
        "lag": drained.lag,
        "live": {"ordinary day": in_figures(calm.heard), "incident": in_figures(incident.heard)},
    }


def in_figures(heard: Heard) -> dict[str, float]:
    """How many were posted and heard of, and the p50 and p99 of each step in seconds."""
    figures: dict[str, float] = {"posted": heard.posted}
    for name, values in (("readable", sorted(heard.readable.values())), ("offered", sorted(heard.offered.values()))):
        figures[name] = len(values)
        if values:
            figures[f"{name}_p50_seconds"] = values[len(values) // 2]
            figures[f"{name}_p99_seconds"] = values[min(len(values) - 1, int(len(values) * 0.99))]
    return figures


def show(console: Console, figures: Mapping[str, Any]) -> None:
    """The drain, and beside it what the live brands felt."""
    table = Table("", title=f"{figures['events']:,} events of one brand, {figures['lane']} lane", show_header=False)
    table.add_row("posted", f"{figures['posted_rate']:,.0f} events/s, the services ended")
    table.add_row("services ready", f"{figures['ready_seconds']:.1f} s after their start")
    table.add_row("nobody lags", f"{figures['drained_seconds']:.1f} s after it: {figures['rate']:,.0f} events/s")
    calm = sorted(figures["calm_seconds"].items(), key=lambda pair: pair[1])
    table.add_row("calm for good", ", ".join(f"{name} {seconds:.0f} s" for name, seconds in calm))
    table.add_row("CPU µs an event", ", ".join(f"{name} {us:,.0f}" for name, us in figures["cpu_us"].items()))
    console.print(table)
    live = Table("one message a second", "posted", "readable", "p50/p99 s", "offered", "p50/p99 s", title="Meanwhile")
    for name, heard in figures["live"].items():
        cells = [str(heard["posted"])]
        for step in ("readable", "offered"):
            p50, p99 = (heard.get(f"{step}_{share}_seconds") for share in ("p50", "p99"))
            cells += [str(heard[step]), "" if p50 is None or p99 is None else f"{p50:.1f}/{p99:.1f}"]
        live.add_row(name, *cells)
    console.print(live)


def main() -> None:
    """Measure on a stack of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.backlog", description=__doc__)
    parser.add_argument("--events", type=int, default=100_000, help="of the backlog")
    parser.add_argument("--lane", choices=("bulk", "live"), default="bulk", help="of the backlog")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with own_stack(console, QUOTAS) as state:
        prepare(state)
        figures = asyncio.run(measure(state, options, console))
    show(console, figures)
    keep(options.seed, {"backlog": figures})


if __name__ == "__main__":
    main()
