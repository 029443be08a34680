"""`python -m bench.telemetry`: what exporting spans costs, in CPU microseconds an event of each process.

The same events in batches of 100, as in `python -m bench`, to services started without a collector (off), with one
and the ratio of sampled traces that is the default (sampled), and with every trace sampled (all). The collector is a
process of its own that answers 200 (`peers/otlp_sink.py`). The states take turns on one stack, every second time in
the opposite order, so that what grows with the data counts for all of them alike; what two turns of one state differ
by is that growth and noise. Metrics and logs are the same in all states.
"""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from statistics import mean
from typing import Any

import aiohttp
from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.__main__ import UNDERSTAFFED
from bench.end_to_end import Result
from bench.members import SERVICES, Members
from bench.own_stack import own_stack
from bench.peers.served import served
from bench.record import announce, keep
from deploy.local.state import LocalState

PROCESSES = (*SERVICES, "gateway")
WARM_EVENTS = 2_000
STATES: dict[str, dict[str, str]] = {
    "off": {},
    "sampled": {"MUSTER_OTLP_ENDPOINT": "{sink}"},
    "all": {"MUSTER_OTLP_ENDPOINT": "{sink}", "MUSTER_TRACE_RATIO": "1.0"},
}


@dataclass(frozen=True, slots=True)
class Turn:
    """A run in one state: events a second, CPU microseconds an event by process, spans that the collector got."""

    state: str
    rate: float
    cpu_us: dict[str, float]
    spans: int

    @property
    def muster_us(self) -> float:
        """Of the gateway and the four services together."""
        return sum(self.cpu_us[name] for name in PROCESSES)


async def turn(state: LocalState, name: str, sink: str, options: argparse.Namespace) -> Turn:
    """Warm up and measure; the spans of the warm-up count too."""
    spans = await _spans(sink)
    await end_to_end.settled(state.kafka)
    await _work_off(state, WARM_EVENTS, options.seed)
    result = await _work_off(state, options.events, options.seed)
    return Turn(name, result.rate, result.cpu_us, await _spans(sink) - spans)


async def _work_off(state: LocalState, events: int, seed: int) -> Result:
    key = state.brands[UNDERSTAFFED].integrations["generic"].key
    return await end_to_end.throughput(state, key, events, seed, f"{time.time():.3f}")


async def _spans(sink: str) -> int:
    async with aiohttp.ClientSession(raise_for_status=True) as session, session.get(f"{sink}/received") as answer:
        return int((await answer.json())["spans"])


async def measure(state: LocalState, options: argparse.Namespace, console: Console) -> list[Turn]:
    """The states in turns, the services started anew for each."""
    members, turns = Members(state), list[Turn]()
    await _work_off(state, WARM_EVENTS, options.seed)  # Kafka and MongoDB are colder than at any turn
    async with served("otlp_sink") as (sink, _):
        for name in order(options.turns):
            settings = {variable: value.format(sink=sink) for variable, value in STATES[name].items()}
            members.end(PROCESSES)
            members.start(PROCESSES, settings)
            turns.append(await turn(state, name, sink, options))
            done = f"{turns[-1].rate:,.0f} events/s, {turns[-1].muster_us:,.0f} µs an event, {turns[-1].spans:,} spans"
            console.print(f"[dim]turn {len(turns)} of {len(STATES) * options.turns}, {name}: {done}[/]")
    return turns


def order(turns: int) -> list[str]:
    """The states so many times, there and back: off, sampled, all, all, sampled, off."""
    there = list(STATES)
    return [name for number in range(turns) for name in (there if number % 2 == 0 else reversed(there))]


def ratios(turns: Sequence[Turn]) -> dict[str, float]:
    """CPU of the gateway and the services in each state as a share of that without export; means over the turns."""
    spent = {name: mean(each.muster_us for each in turns if each.state == name) for name in STATES}
    return {name: us / spent["off"] for name, us in spent.items()}


def show(console: Console, turns: Sequence[Turn], found: Mapping[str, Any]) -> None:
    """A column for each turn."""
    table = Table("CPU µs an event", *(each.state for each in turns), title="Export of spans")
    for process in sorted(turns[0].cpu_us, key=lambda name: -turns[0].cpu_us[name]):
        table.add_row(process, *(f"{each.cpu_us[process]:,.0f}" for each in turns))
    table.add_row("gateway and services", *(f"{each.muster_us:,.0f}" for each in turns))
    table.add_row("events/s", *(f"{each.rate:,.0f}" for each in turns))
    table.add_row("spans received", *(f"{each.spans:,}" for each in turns))
    console.print(table)
    console.print("of the CPU without export: " + ", ".join(f"{name} {ratio:.3f}" for name, ratio in found.items()))


def main() -> None:
    """Measure on a stack of its own, and keep the figures."""
    parser = argparse.ArgumentParser(prog="python -m bench.telemetry", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="events of each turn")
    parser.add_argument("--turns", type=int, default=2, help="of each state")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with own_stack(console) as state:
        turns = asyncio.run(measure(state, options, console))
    found = ratios(turns)
    show(console, turns, found)
    keep(options.seed, {"telemetry": [asdict(each) for each in turns], "cost_ratios": found})


if __name__ == "__main__":
    main()
