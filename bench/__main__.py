"""`python -m bench`: measures a stack on this machine and prints ratios of one run, with the command and the seed."""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from pathlib import Path

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


def arguments() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--events", type=int, default=20_000, help="events of the throughput run")
    parser.add_argument("--rate", type=float, default=200.0, help="events a second of the latency run")
    parser.add_argument("--seconds", type=float, default=10.0, help="length of the latency run")
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
    for name in ("post", "readable", "queued", "offered"):
        values = sorted(getattr(measured, name))
        if values:
            p50, p99 = values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.99))]
            found[name] = {"n": len(values), "p50_ms": p50 * 1000, "p99_ms": p99 * 1000}
    return found


def show_latency(console: Console, steps: dict[str, dict[str, float]], rate: float) -> None:
    """From the post to what a front end hears."""
    table = Table("from a post to", "n", "p50 ms", "p99 ms", title=f"Latency at {rate:.0f} events/s")
    for name, step in steps.items():
        table.add_row(name, *(f"{step[figure]:.0f}" for figure in ("n", "p50_ms", "p99_ms")))
    console.print(table)


async def measure(state: LocalState, options: argparse.Namespace, console: Console) -> dict[str, object]:
    """All measurements, one after another."""
    brand = state.brands[BRAND]
    key, run = brand.integrations["generic"].key, f"{time.time():.0f}"
    reader = brand.keys["administrator"]
    crowded = state.brands[UNDERSTAFFED].integrations["generic"].key
    figures = await ingest.run(state, crowded, options.events, options.seed, f"{run}-ingest")
    show_ingest(console, figures)
    await end_to_end.settled(state.kafka)
    result = await end_to_end.throughput(state, crowded, options.events, options.seed, f"{run}-through")
    show_throughput(console, result)
    steps = percentiles(await end_to_end.latency(state, key, reader, options.rate, options.seconds, f"{run}-latency"))
    show_latency(console, steps, options.rate)
    return {
        "ingest": figures,
        "rate": result.rate,
        "cpu_us": result.cpu_us,
        "resident_mib": result.resident_mib,
        "latency": steps,
    }


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
