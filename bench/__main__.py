"""`python -m bench`: measures a stack on this machine and prints ratios of one run, with the command and the seed."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench import end_to_end, ingest
from bench.end_to_end import Latency, Result
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState

BRAND = "aurora-air"
UNDERSTAFFED = "polder-bank"  # its own few employees are soon full: nearly all wait, as in a crisis
EMPLOYEES = 400
RESULTS = Path("bench/results.jsonl")
STEPS = ("post", "readable", "queued", "offered")


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="events of the throughput run")
    parser.add_argument(
        "--rates", type=float, nargs="+", default=[20.0, 100.0], help="single posts a second, a run each"
    )
    parser.add_argument("--seconds", type=float, default=15.0, help="length of the idle run and of each rate")
    parser.add_argument("--single-only", action="store_true", help="only idle and single posts")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def staff(state: LocalState) -> None:
    """Put employees on shift for every language of the load, so that offers can be made."""
    administrator = Api(state.gateway, state.brands[BRAND].keys["administrator"])
    languages = (["en", "nl"], ["en", "de"], ["en"], ["nl", "de", "en"])
    people = [
        {
            "id": f"bench-{number}",
            "name": f"Bench {number}",
            "languages": languages[number % len(languages)],
            "seats": 10,
            "presence": "online",
        }
        for number in range(EMPLOYEES)
    ]
    administrator.post("/v1/employees/import", {"items": people})


def show_ingest(console: Console, figures: dict[str, float]) -> None:
    """Batch ingest beside the bare one."""
    table = Table("batches of 100", "events/s", "CPU µs an event", "batch p99 ms", title="Ingest")
    table.add_row(
        "bare FastAPI + aiokafka",
        *(f"{figures[f'bare_{n}']:,.0f}" for n in ("events_per_second", "cpu_us", "batch_p99_ms")),
    )
    table.add_row("Muster", *(f"{figures[n]:,.0f}" for n in ("events_per_second", "cpu_us", "batch_p99_ms")))
    console.print(table)
    console.print(f"ratio {figures['ratio']:.2f}\n")


def show_throughput(console: Console, result: Result) -> None:
    """The rate of the whole, and where the CPU goes."""
    table = Table("process", "CPU µs an event", "resident MiB", title=f"End to end: {result.rate:,.0f} events/s")
    for name, spent in sorted(result.cpu_us.items(), key=lambda pair: -pair[1]):
        table.add_row(name, f"{spent:,.0f}", f"{result.resident_mib[name]:,.0f}")
    table.add_row("all", f"{sum(result.cpu_us.values()):,.0f}", "")
    console.print(table)
    console.print("read everything after: " + ", ".join(f"{n} {s:.1f} s" for n, s in result.drained.items()) + "\n")


def percentiles(measured: Latency) -> dict[str, dict[str, float]]:
    """How many, and p50 and p99 in milliseconds, of each step that was heard of."""
    found = {}
    for name in STEPS:
        values = sorted(getattr(measured, name))
        if values:
            p50, p99 = values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.99))]
            found[name] = {"n": len(values), "p50_ms": p50 * 1000, "p99_ms": p99 * 1000}
    return found


def show_single(console: Console, runs: Sequence[dict[str, Any]]) -> None:
    """What single posts cost and how soon a front end hears of them, one row a rate."""
    table = Table(
        "posts/s", *(f"{step} p50/p99 ms" for step in STEPS), "cores", "CPU ms an event", title="Single posts"
    )
    for run in runs:
        steps = [run["latency"].get(step) for step in STEPS]
        used = sum(run["cores"].values())
        table.add_row(
            f"{run['rate']:.0f}",
            *("" if step is None else f"{step['p50_ms']:.0f}/{step['p99_ms']:.0f}" for step in steps),
            f"{used:.2f}",
            f"{used / run['rate'] * 1000:.1f}" if run["rate"] else "",
        )
    console.print(table)
    shares = Table("process", *(f"{run['rate']:.0f}/s" for run in runs), title="Percent of a core")
    for name in runs[0]["cores"]:
        shares.add_row(name, *(f"{run['cores'].get(name, 0.0) * 100:.1f}" for run in runs))
    console.print(shares)


async def single(state: LocalState, options: argparse.Namespace, run: str) -> list[dict[str, Any]]:
    """Idle, then single posts at each rate."""
    brand = state.brands[BRAND]
    key, reader = brand.integrations["generic"].key, brand.keys["administrator"]
    await end_to_end.settled(state.kafka)
    runs = [{"rate": 0.0, "latency": {}, "cores": await end_to_end.idle(state, options.seconds)}]
    for rate in options.rates:
        measured = await end_to_end.latency(state, key, reader, rate, options.seconds, f"{run}-at-{rate:.0f}")
        runs.append({"rate": rate, "latency": percentiles(measured), "cores": measured.cores})
        await end_to_end.settled(state.kafka)
    return runs


async def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, object]:
    """All measurements, one after another."""
    run = f"{time.time():.0f}"
    figures: dict[str, object] = {}
    if not options.single_only:
        crowded = state.brands[UNDERSTAFFED].integrations["generic"].key
        ingested = await ingest.run(state, crowded, options.events, options.seed, f"{run}-ingest")
        show_ingest(console, ingested)
        await end_to_end.settled(state.kafka)
        result = await end_to_end.throughput(state, crowded, options.events, options.seed, f"{run}-through")
        show_throughput(console, result)
        figures = {
            "ingest": ingested,
            "rate": result.rate,
            "cpu_us": result.cpu_us,
            "resident_mib": result.resident_mib,
        }
    runs = await single(state, options, run)
    show_single(console, runs)
    return figures | {"single": runs}


def main() -> None:
    """Start a stack of its own, measure it, keep the figures as one JSON line, end it."""
    options, console = arguments(), Console()
    console.print(f"[dim]python {' '.join(sys.argv)}   seed {options.seed}, {os.cpu_count()} cores[/]")
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            staff(state)
            figures = asyncio.run(measure(state, options, console))
        finally:
            stop_all()
    with RESULTS.open("a") as kept:
        kept.write(json.dumps({"at": time.time(), "argv": sys.argv, "seed": options.seed} | figures) + "\n")


if __name__ == "__main__":
    main()
