"""`python -m bench.webhooks`: how soon events are at a brand's webhook endpoint while another endpoint hangs.

Messages are posted in batches at a rate; each makes two to three events, of which both endpoints take all. One answers
at once, the other never does. A delay counts from the post to the event at the endpoint that answers, so that it holds
the way through the inbox too. Then one gateway of two is killed in the middle of the same load: what is lost, and what
came twice under one id.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import multiprocessing
import os
import tempfile
import time
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import end_to_end
from bench.cpu import cores, usage
from bench.gets import percentile
from bench.load import items, open_loop
from bench.record import announce, keep
from bench.webhook_receiver import HANGS, WELL, receive
from contracts.inbox import MessageStored
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.services import is_ready, replica_environment, service_child
from deploy.local.state import LocalState

BRAND = "aurora-air"
POSTS_A_SECOND = 10.0
SETTLED_SECONDS = 60.0  # for what is on its way when the last batch is posted, and what a dead gateway held
READY_SECONDS = 60.0

Run = dict[str, Any]  # as JSON keeps it


def bodies(rate: float, seconds: float, begin: float, name: str) -> list[bytes]:
    """Batches whose messages carry the moment at which they will be posted."""
    each = max(1, round(rate / POSTS_A_SECOND))
    made = list(items(each * round(POSTS_A_SECOND * seconds), 7, name))
    batches = [made[start : start + each] for start in range(0, len(made), each)]
    for number, batch in enumerate(batches):
        at = datetime.fromtimestamp(begin + number / POSTS_A_SECOND, UTC).isoformat()
        for item in batch:
            item["at"] = at
    return [json.dumps(batch).encode() for batch in batches]


def told(api: Api, after: str) -> set[str]:
    """The ids of all events behind a position, from the feed."""
    ids: set[str] = set()
    while True:
        page = api.get(f"/v1/events?after={after}&limit=1000")
        ids |= {each["data"]["id"] for each in page["items"]}
        after = page["next"]
        if not page["more"]:
            return ids


def asked(orders: Connection, order: str) -> Any:  # noqa: ANN401 - a count or what was heard
    """Ask the process that receives."""
    orders.send(order)
    return orders.recv()


def run(state: LocalState, orders: Connection, options: argparse.Namespace, *, kill: bool) -> Run:
    """Post for some seconds, wait until the good endpoint has all, and compare with the feed."""
    api = Api(state.gateway, state.brands[BRAND].keys["administrator"])
    asked(orders, "begin")
    after = api.get("/v1/events")["next"]
    second = _second_gateway(state) if kill else None
    processes = end_to_end.processes(state)
    begin = time.time() + 0.5
    given = bodies(options.rate, options.seconds, begin, f"{begin:.0f}-webhooks")
    before, began = usage(processes), time.perf_counter()
    key = state.brands[BRAND].integrations["generic"].key
    outcome = asyncio.run(_load(f"{state.gateway}/v1/events", key, given, begin, second, options.seconds / 2))
    used = cores(before, usage(processes), time.perf_counter() - began)
    assert not outcome.refused, outcome.refused
    wanted, give_up = told(api, after), time.monotonic() + SETTLED_SECONDS
    while wanted - asked(orders, "ids") and time.monotonic() < give_up:
        time.sleep(0.5)
        wanted = told(api, after)
    heard = asked(orders, "tell")
    seconds = [at - sent for at, sent, type_ in heard["arrivals"] if type_ == MessageStored.type]
    return {
        "events": len(wanted),
        "events_per_s": len(wanted) / options.seconds,
        "lost": len(wanted - heard["ids"]),
        "again": heard["again"],
        "changed": heard["changed"],
        "hanging": heard["hanging"],
        "p50_ms": percentile(seconds, 0.5) * 1000,
        "p99_ms": percentile(seconds, 0.99) * 1000,
        "max_ms": max(seconds) * 1000,
        "cores": used,
    }


async def _load(url: str, key: str, given: list[bytes], begin: float, second: Any, kill_after: float) -> Any:  # noqa: ANN401
    loop = asyncio.get_running_loop()
    if second is not None:
        loop.call_later(begin - time.time() + kill_after, second.kill)
    return await open_loop(url, key, given, POSTS_A_SECOND, begin)


def _second_gateway(state: LocalState) -> Any:  # noqa: ANN401 - a child process
    variables = replica_environment(state)
    child = service_child("gateway", variables, Path(os.environ["MUSTER_HOME"]), tethered=True)
    child.start()
    give_up = time.monotonic() + READY_SECONDS
    while not is_ready(f"http://127.0.0.1:{variables['MUSTER_GATEWAY_PORT']}"):
        assert time.monotonic() < give_up, "the second gateway is not ready"
        time.sleep(0.2)
    return child


def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, Any]:
    """Make both endpoints, and run with one gateway, then with one of two killed."""
    context = multiprocessing.get_context("spawn")
    orders, theirs = context.Pipe()
    receiver = context.Process(target=receive, args=(theirs,), daemon=True)
    receiver.start()
    base = orders.recv()
    api = Api(state.gateway, state.brands[BRAND].keys["administrator"])
    for path in (WELL, HANGS):
        api.post("/v1/webhook-endpoints", {"name": path, "url": base + path})
    runs = {}
    for name, kill in (("one endpoint hangs", False), ("and a gateway of two is killed", True)):
        console.print(f"[dim]{name}: {options.rate:g} messages a second for {options.seconds:g} s[/]")
        runs[name] = run(state, orders, options, kill=kill)
    orders.send("end")
    receiver.join(5)
    return {"rate": options.rate, "runs": runs}


def show(console: Console, found: dict[str, Any]) -> None:
    """A row a run."""
    heads = (
        "run",
        "events",
        "events/s",
        "lost",
        "came again",
        "other body",
        "tries of the hanging",
        "p50 ms",
        "p99 ms",
        "max ms",
    )
    table = Table(*heads, "cores", title=f"Webhooks at {found['rate']:g} messages a second")
    for name, each in found["runs"].items():
        numbers = [f"{each['events']:,}", f"{each['events_per_s']:.0f}"]
        counts = [str(each[field]) for field in ("lost", "again", "changed", "hanging")]
        times = [f"{each[field]:,.0f}" for field in ("p50_ms", "p99_ms", "max_ms")]
        table.add_row(name, *numbers, *counts, *times, f"{sum(each['cores'].values()):.2f}")
    console.print(table)


def main() -> None:
    """Start a stack of its own, measure, keep the figures, end it."""
    parser = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__)
    parser.add_argument("--rate", type=float, default=200.0, help="messages a second")
    parser.add_argument("--seconds", type=float, default=30.0, help="length of each run")
    parser.add_argument("--seed", type=int, default=7)
    options, console = parser.parse_args(), Console(width=140)
    announce(console, options.seed)
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
