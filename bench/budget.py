"""`python -m bench.budget`: each command that MongoDB gets for one event, for 500 in one batch, and while idle.

Commands by database, collection and kind from the server's own profiler, their number, documents written and
milliseconds; CPU milliseconds of each process beside them. What idling costs is taken off the two runs.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from motor.motor_asyncio import AsyncIOMotorClient
from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.__main__ import BRAND, staff
from bench.cpu import usage
from bench.load import bodies, closed_loop
from bench.record import announce, keep
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState

PROFILE_BYTES = 256 * 1024 * 1024
SERVICES = ("inbox", "routing", "crisis", "analytics", "gateway")
WRITTEN = ("ninserted", "nModified", "ndeleted", "nUpserted")


@dataclass(slots=True)
class Spent:
    """What a run took: seconds, commands, documents written and milliseconds by place, CPU milliseconds by process."""

    seconds: float
    commands: Counter[str] = field(default_factory=Counter)
    written: Counter[str] = field(default_factory=Counter)
    milliseconds: Counter[str] = field(default_factory=Counter)
    cpu: dict[str, float] = field(default_factory=dict)


def _place(entry: Mapping[str, Any]) -> str:
    """Database, collection and kind of a command."""
    command = entry.get("command", {})
    kind = entry["op"] if entry["op"] != "command" else next(iter(command), "command")
    return f"{entry['ns'].replace('.$cmd', '')} {kind}"


async def spent(state: LocalState, client: AsyncIOMotorClient[dict[str, Any]], posts: list[bytes], key: str) -> Spent:
    """Profile what some posts lead to, or five seconds without any."""
    databases = [name for name in await client.list_database_names() if name.endswith(SERVICES)]
    for name in databases:
        await client[name].command("profile", 0)
        await client[name].drop_collection("system.profile")
        await client[name].create_collection("system.profile", capped=True, size=PROFILE_BYTES)
        await client[name].command("profile", 2)
    before, began = usage(end_to_end.processes(state)), time.perf_counter()
    if posts:
        outcome = await closed_loop(f"{state.gateway}/v1/events", key, posts, 1)
        if outcome.refused:
            raise SystemExit(f"the load was refused: {outcome.refused}")
        await end_to_end.settled(state.kafka)
        await asyncio.sleep(2.0)  # what follows without an event of its own, such as an offer's seat
    else:
        await asyncio.sleep(5.0)
    found = Spent(time.perf_counter() - began)
    after = usage(end_to_end.processes(state))
    found.cpu = {name: (after[name].cpu_seconds - before[name].cpu_seconds) * 1000 for name in after}
    for name in databases:
        await client[name].command("profile", 0)
        async for entry in client[name]["system.profile"].find():
            if entry["ns"].endswith("system.profile") or "profile" in entry.get("command", {}):
                continue
            place = _place(entry)
            found.commands[place] += 1
            found.written[place] += sum(entry.get(each, 0) for each in WRITTEN)
            found.milliseconds[place] += entry.get("cpuNanos", 0) / 1e6 or entry.get("millis", 0)
    return found


def beyond_idling(idle: Spent, run: Spent) -> Counter[str]:
    """The commands of a run by place, what idling takes meanwhile taken off."""
    expected = {place: idle.commands[place] / idle.seconds * run.seconds for place in run.commands}
    return Counter({place: max(0, round(number - expected[place])) for place, number in run.commands.items()})


def figures_of(idle: Spent, runs: Mapping[str, Spent]) -> dict[str, object]:
    """Commands and CPU milliseconds of each run beyond idling, and commands a second while idle."""
    found: dict[str, object] = {"idle": {"commands_a_second": idle.commands.total() / idle.seconds}}
    for name, run in runs.items():
        cpu = {each: spent - idle.cpu[each] / idle.seconds * run.seconds for each, spent in run.cpu.items()}
        found[name] = {"commands": beyond_idling(idle, run).total(), "cpu_ms": cpu}
    return found


def show(console: Console, idle: Spent, runs: Mapping[str, Spent]) -> None:
    """The commands and the CPU, what idling takes meanwhile taken off."""
    table = Table("command", "idle a second", *(f"{name}: n / written / ms" for name in runs), title="MongoDB")
    places = sorted(set(idle.commands).union(*(run.commands for run in runs.values())))
    beyond = {name: beyond_idling(idle, run) for name, run in runs.items()}
    for place in places:
        rate, cells = idle.commands[place] / idle.seconds, []
        for name, run in runs.items():
            number = beyond[name][place]
            cells.append(f"{number} / {run.written[place]} / {run.milliseconds[place]:.1f}" if number else "")
        if any(cells) or rate:
            table.add_row(place, f"{rate:.1f}", *cells)
    table.add_row(
        "all", f"{idle.commands.total() / idle.seconds:.1f}", *(str(each.total()) for each in beyond.values())
    )
    console.print(table)
    cpu = Table("process", "idle, ms a second", *(f"{name}: ms" for name in runs), title="CPU")
    for name in idle.cpu:
        rate = idle.cpu[name] / idle.seconds
        cpu.add_row(name, f"{rate:.1f}", *(f"{run.cpu[name] - rate * run.seconds:.0f}" for run in runs.values()))
    console.print(cpu)


async def measure(state: LocalState, console: Console, seed: int) -> dict[str, object]:
    """Warm up, then idle, one event, 500 events."""
    key = state.brands[BRAND].integrations["generic"].key
    run = f"{time.time():.0f}"
    client: AsyncIOMotorClient[dict[str, Any]] = AsyncIOMotorClient(state.mongo)
    await spent(state, client, bodies(1000, 100, seed, f"{run}-warm"), key)
    idle = await spent(state, client, [], key)
    runs = {
        "one event": await spent(state, client, bodies(1, 1, seed, f"{run}-one"), key),
        "500 events": await spent(state, client, bodies(500, 500, seed, f"{run}-many"), key),
    }
    show(console, idle, runs)
    client.close()
    return figures_of(idle, runs)


def main() -> None:
    """Start a stack of its own, profile it, end it."""
    parser = argparse.ArgumentParser(prog="python -m bench.budget", description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=160)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            staff(state)
            found = asyncio.run(measure(state, console, options.seed))
        finally:
            stop_all()
    keep(options.seed, {"budget": found})


if __name__ == "__main__":
    main()
