"""`python -m bench.streams`: what open event streams of one brand cost the gateway, and how soon an event is in all.

So many `GET /v1/stream?types=inbox.message_stored.v1` stay open, read by one process with plain sockets
(`bench/stream_reader.py`); one caller may have ten, so as many people as that takes have a key each. First nothing
happens; then single messages are posted at a rate. An arrival counts from the post to the event in a stream.
"""

from __future__ import annotations

import argparse
import asyncio
import math
import multiprocessing
import os
import resource
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from multiprocessing.connection import Connection
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.cpu import cores, usage
from bench.load import open_loop
from bench.record import announce, keep
from bench.stream_reader import Heard, Streams, read
from contracts.inbox import MessageStored
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState
from gateway.settings import GatewaySettings

BRAND = "aurora-air"
PER_PERSON: int = GatewaySettings.model_fields["streams_per_person"].default
SETTLE_SECONDS = 3.0
DRAIN_SECONDS = 30.0  # for what has not arrived when the last message is posted

Run = dict[str, Any]  # as JSON keeps it


def make_keys(state: LocalState, people: int, console: Console) -> list[str]:
    """A key of each of so many new people of the brand."""
    administrator = Api(state.gateway, state.brands[BRAND].keys["administrator"])
    keys = []
    for number in range(people):
        person = f"bench-{number}"
        administrator.post("/v1/people", {"id": person, "name": f"Bench {number}", "roles": ["employee"]})
        keys.append(str(administrator.post("/v1/keys", {"name": person, "person": person})["key"]))
        if (number + 1) % 50 == 0:
            console.print(f"[dim]{number + 1} of {people} people have a key[/]")
    return keys


def wait_open(orders: Connection, streams: int, console: Console) -> None:
    """Wait until all streams are open; raises EOFError when the reader gave up."""
    while (opened := orders.recv()) is not None:
        if opened % 500 == 0:
            console.print(f"[dim]{opened} of {streams} streams open[/]")


def idle(state: LocalState, seconds: float) -> dict[str, float]:
    """Cores of each process while nothing is posted."""
    return asyncio.run(end_to_end.idle(state, seconds))


def run_at(state: LocalState, reader: int, orders: Connection, rate: float, options: argparse.Namespace) -> Run:
    """Post at a rate, and wait until every stream had every event or time is up."""
    key = state.brands[BRAND].integrations["generic"].key
    processes = end_to_end.processes(state) | {"reader": reader}
    count = int(rate * options.seconds)
    begin = time.time() + 0.5  # the bodies are made by then
    given = end_to_end.stamped(count, rate, begin, f"{begin:.0f}-streams")
    before, began = usage(processes), time.perf_counter()
    outcome = asyncio.run(open_loop(f"{state.gateway}/v1/events", key, given, rate, begin))
    used = cores(before, usage(processes), time.perf_counter() - began)
    wanted, give_up = count * options.streams, time.monotonic() + DRAIN_SECONDS
    while _asked(orders, "count") < wanted and time.monotonic() < give_up:
        time.sleep(0.25)
    heard: Heard = _asked(orders, "tell")
    return {"rate": rate, "posted": count - sum(outcome.refused.values()), "cores": used, **asdict(heard)}


def _asked(orders: Connection, order: str) -> Any:  # noqa: ANN401 - a count or what was heard
    orders.send(order)
    return orders.recv()


def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Open the streams, let them be, post at each rate: figures to keep."""
    keys = make_keys(state, math.ceil(options.streams / PER_PERSON), console)
    address = urlsplit(state.gateway)
    given = Streams(address.hostname or "", address.port or 0, keys, PER_PERSON, MessageStored.type)
    streams = len(keys) * PER_PERSON
    options.streams = streams
    before, alone = usage(end_to_end.processes(state))["gateway"], idle(state, options.seconds)
    context = multiprocessing.get_context("spawn")
    orders, theirs = context.Pipe()
    reader = context.Process(target=read, args=(given, theirs), daemon=True)
    reader.start()
    theirs.close()  # so that its end is heard here
    wait_open(orders, streams, console)
    time.sleep(SETTLE_SECONDS)
    after, opened = usage(end_to_end.processes(state))["gateway"], idle(state, options.seconds)
    found: dict[str, Any] = {
        "streams": streams,
        "people": len(keys),
        "kib_a_stream": (after.resident_mib - before.resident_mib) * 1024 / streams,
        "idle_cores": {"without": alone["gateway"], "with": opened["gateway"]},
    }
    found["runs"] = [run_at(state, reader.pid or 0, orders, rate, options) for rate in options.rates]
    with suppress(OSError):
        orders.send("end")
    reader.join(5)
    return found


def show(console: Console, found: dict[str, Any]) -> None:
    """What an open stream costs, and the arrivals at each rate."""
    streams, quiet = found["streams"], found["idle_cores"]
    console.print(
        f"{streams:,} streams of {found['people']} people ({PER_PERSON} each at most). Gateway a stream: "
        f"{found['kib_a_stream']:.0f} KiB resident, {(quiet['with'] - quiet['without']) / streams * 1e6:.0f} µs of CPU "
        f"a second while nothing happens ({quiet['without']:.2f} cores without streams, {quiet['with']:.2f} with)."
    )
    table = Table(
        *(
            "posts/s",
            "arrivals",
            "missing",
            "cut",
            "p50 ms",
            "p99 ms",
            "max ms",
            "gateway cores",
            "reader cores",
            "all",
        ),
        title=f"Arrival in {streams:,} streams",
    )
    runs: Sequence[Run] = found["runs"]
    for run in runs:
        missing = run["posted"] * streams - run["arrivals"]
        times = (f"{run[name]:,.0f}" for name in ("p50_ms", "p99_ms", "max_ms"))
        used = (run["cores"]["gateway"], run["cores"]["reader"], sum(run["cores"].values()))
        numbers = (f"{run['arrivals']:,}", f"{missing:,}", str(run["cut"]))
        table.add_row(f"{run['rate']:g}", *numbers, *times, *(f"{each:.2f}" for each in used))
    console.print(table)


def main() -> None:
    """Start a stack of its own, open the streams, measure, keep the figures, end it."""
    parser = argparse.ArgumentParser(prog="python -m bench.streams", description=__doc__)
    parser.add_argument("--streams", type=int, default=2_000, help="rounded up to whole people")
    parser.add_argument("--rates", type=float, nargs="+", default=[20.0], help="single posts a second, a run each")
    parser.add_argument("--seconds", type=float, default=15.0, help="length of the idle runs and of each rate")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=140)
    announce(console, options.seed)
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))  # the gateway inherits it
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            found = measure(state, options, console)
        finally:
            stop_all()
    show(console, found)
    keep(options.seed, found)


if __name__ == "__main__":
    main()
