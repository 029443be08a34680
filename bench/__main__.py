"""`python -m bench`: measures a stack on this machine and prints ratios of one run, with the command and the seed."""

from __future__ import annotations

import argparse
import asyncio
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict

from rich.console import Console

from bench import end_to_end, ingest, obvious
from bench.end_to_end import Result
from bench.record import announce, keep
from bench.tables import Run, as_run, show_highest, show_ingest, show_single, show_throughput
from deploy.local.api import Api
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.state import LocalState

BRAND = "aurora-air"
UNDERSTAFFED = "polder-bank"  # its own few employees are soon full: nearly all wait, as in a crisis
EMPLOYEES = 400


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


async def single(state: LocalState, options: argparse.Namespace, run: str) -> list[Run]:
    """Idle, then single posts at each rate."""
    brand = state.brands[BRAND]
    key, reader = brand.integrations["generic"].key, brand.keys["administrator"]
    await end_to_end.settled(state.kafka)
    runs = [{"rate": 0.0, "latency": {}, "cores": await end_to_end.idle(state, options.seconds)}]
    for rate in options.rates:
        measured = await end_to_end.latency(state, key, reader, rate, options.seconds, f"{run}-at-{rate:.0f}")
        runs.append(as_run(rate, measured))
        await end_to_end.settled(state.kafka)
    return runs


async def measure(
    state: LocalState, options: argparse.Namespace, console: Console
) -> tuple[dict[str, object], Result | None, list[Run]]:
    """All measurements of the stack, one after another: figures to keep, the throughput, the runs of single posts."""
    run = f"{time.time():.0f}"
    figures: dict[str, object] = {}
    result = None
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
    return figures | {"single": runs}, result, runs


async def measure_beside(
    options: argparse.Namespace, console: Console, result: Result | None, runs: Sequence[Run]
) -> dict[str, object]:
    """The obvious inbox, once nothing of the stack runs; both in the tables."""
    opened, closed = await obvious.measure(options.rates, options.seconds, options.events, options.seed)
    beside = [as_run(rate, measured) for rate, measured in opened.items()]
    show_single(console, runs, beside)
    show_highest(console, closed, result)
    return {"obvious": {"single": beside, "closed": [asdict(each) for each in closed]}}


def main() -> None:
    """Start a stack of its own, measure it, keep the figures as one JSON line, end it."""
    options, console = arguments(), Console(width=120)
    announce(console, options.seed)
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            staff(state)
            figures, result, runs = asyncio.run(measure(state, options, console))
        finally:
            stop_all()
    figures |= asyncio.run(measure_beside(options, console, result, runs))
    keep(options.seed, figures)


if __name__ == "__main__":
    main()
