"""`python -m bench.consumers`: the rate of each of the four consumers by itself, and FastStream's beside the inbox's.

The services are ended, events are posted to the gateway in batches of 100, and then one service at a time is started
and reads what stands in the log: the inbox `channel.events`, the three others what the inbox made of it. The clock
runs from the first offset it commits until it has read everything and its outbox is empty; start and join of the group
are not in it. MongoDB, Kafka and this program run on the same cores. FastStream's consumers only store each message
once: they read nothing into a text, thread nothing and emit nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib.util
import json
import os
import sys
import tempfile
import time
from dataclasses import asdict, dataclass

from motor.motor_asyncio import AsyncIOMotorClient
from rich.console import Console
from rich.table import Table

from bench.__main__ import UNDERSTAFFED
from bench.cpu import Usage, per_event, usage
from bench.end_to_end import GROUPS
from bench.lag import Lag
from bench.load import bodies, closed_loop
from bench.record import announce, keep
from deploy.local import processes
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.services import replica_environment, service_child
from deploy.local.state import LocalState, home

PEERS = {"FastStream, one by one": (), "FastStream, in batches": ("--batch",)}
START_SECONDS = 60.0  # until a service commits its first batch
MOST_SECONDS = 240.0  # of one service
PEER_SECONDS = 120.0  # of one of FastStream's
POLL_SECONDS = 0.25
TELL_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Row:
    """One consumer: records within the clock, its seconds, records a second, CPU microseconds a record by process."""

    name: str
    records: int
    seconds: float
    rate: float
    cpu_us: dict[str, float]


def parts(state: LocalState) -> dict[str, int]:
    """The processes of MongoDB and Kafka, by name."""
    return {each.name: each.pid for each in state.processes if each.url is None}


async def post(state: LocalState, events: int, seed: int) -> None:
    """End the services, then post so many events."""
    processes.end([each for each in state.processes if each.name in GROUPS])
    key = state.brands[UNDERSTAFFED].integrations["generic"].key
    outcome = await closed_loop(f"{state.gateway}/v1/events", key, bodies(events, 100, seed, "consumers"), 4)
    if outcome.refused:
        raise SystemExit(f"the load was refused: {outcome.refused}")


async def alone(state: LocalState, log: Lag, service: str, console: Console) -> Row:
    """Start one service, let it read everything, end it."""
    topic = GROUPS[service]
    mongo: AsyncIOMotorClient[dict[str, object]] = AsyncIOMotorClient(state.mongo)
    outbox = mongo[f"muster_{service}"]["outbox"]
    whole = await log.left(service, topic)
    child = service_child(service, replica_environment(state), home() / "logs", tethered=True)
    child.start()
    pids, started, told = {service: child.pid, **parts(state)}, time.perf_counter(), 0.0
    first: tuple[float, int, dict[str, Usage]] | None = None
    try:
        while True:
            await asyncio.sleep(POLL_SECONDS)
            left, now = await log.left(service, topic), time.perf_counter()
            if now - told > TELL_SECONDS:
                console.print(f"[dim]{service}: {left:,} of {whole:,} left[/]")
                told = now
            if first is None and left < whole:
                first = now, left, usage(pids)
            if first is not None and left == 0 and await outbox.find_one() is None:
                break
            if now - started > (MOST_SECONDS if first else START_SECONDS):
                raise SystemExit(f"{service} has still {left:,} to read after {now - started:.0f} s")
        began, records, before = first
        if not records:
            raise SystemExit(f"{service} read all in its first batches: take more --events")
        seconds = time.perf_counter() - began
        return Row(service, records, seconds, records / seconds, per_event(before, usage(pids), records))
    finally:
        child.stop()
        mongo.close()


async def beside(state: LocalState, name: str, flags: tuple[str, ...], records: int) -> Row:
    """One of FastStream's consumers over the same topic as the inbox, as a process that measures itself."""
    given = [state.kafka, state.mongo, GROUPS["inbox"], str(records), *flags]
    before = usage(parts(state))
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.peers.faststream_consumer", *given), stdout=asyncio.subprocess.PIPE
    )
    try:
        async with asyncio.timeout(PEER_SECONDS):
            told, _ = await process.communicate()
    except TimeoutError:
        raise SystemExit(f"{name} has not read {records:,} records in {PEER_SECONDS:.0f} s") from None
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode:
        raise SystemExit(f"{name} ended with {process.returncode}")
    found = json.loads(told)
    read = int(found["records"])
    cpu = {"consumer": found["cpu_seconds"] / read * 1e6, **per_event(before, usage(parts(state)), read)}
    return Row(name, read, found["seconds"], read / found["seconds"], cpu)


async def measure(state: LocalState, events: int, seed: int, console: Console) -> list[Row]:
    """The four services, then FastStream's consumers where it is installed."""
    console.print(f"[dim]posting {events:,} events while no service runs[/]")
    await post(state, events, seed)
    async with Lag(state.kafka) as log:
        rows = [await alone(state, log, service, console) for service in GROUPS]
        if importlib.util.find_spec("faststream") is None:
            console.print("FastStream is not installed here; `make bench` installs it")
            return rows
        for name, flags in PEERS.items():
            console.print(f"[dim]{name}[/]")
            rows.append(await beside(state, name, flags, await log.length(GROUPS["inbox"])))
    return rows


def show(console: Console, rows: list[Row]) -> None:
    """One row a consumer."""
    table = Table("", "records", "seconds", "records/s", "CPU µs a record", "and of MongoDB, Kafka", title="Consumers")
    for row in rows:
        own, *others = row.cpu_us.values()
        shares = ", ".join(f"{each:,.0f}" for each in others)
        table.add_row(row.name, f"{row.records:,}", f"{row.seconds:.1f}", f"{row.rate:,.0f}", f"{own:,.0f}", shares)
    console.print(table)


def main() -> None:
    """Start a stack of its own, measure each consumer in it, keep the figures, end it."""
    parser = argparse.ArgumentParser(prog="python -m bench.consumers", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=120)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as directory:
        os.environ["MUSTER_HOME"] = directory
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            rows = asyncio.run(measure(state, options.events, options.seed, console))
        finally:
            stop_all()
    show(console, rows)
    keep(options.seed, {"consumers": {row.name: asdict(row) for row in rows}})


if __name__ == "__main__":
    main()
