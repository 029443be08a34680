"""The tables of `python -m bench`, and the form in which a run of single posts is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.end_to_end import Latency, Result
from bench.histogram import histogram
from bench.obvious import CLIENTS, ClosedRun

STEPS = ("post", "readable", "queued", "offered")

Run = dict[str, Any]  # rate, latency by step, cores by process: as JSON keeps it


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


def percentiles(measured: Latency) -> dict[str, dict[str, Any]]:
    """How many, p50 and p99 in milliseconds, and a histogram, of each step that was heard of."""
    found: dict[str, dict[str, Any]] = {}
    for name in STEPS:
        values = sorted(getattr(measured, name))
        if values:
            p50, p99 = values[len(values) // 2], values[min(len(values) - 1, int(len(values) * 0.99))]
            whole = histogram([value * 1000 for value in values])
            found[name] = {"n": len(values), "p50_ms": p50 * 1000, "p99_ms": p99 * 1000, "histogram": whole}
    return found


def as_run(rate: float, measured: Latency) -> Run:
    """A run as it is shown and kept."""
    return {"rate": rate, "latency": percentiles(measured), "cores": measured.cores}


def show_single(console: Console, runs: Sequence[Run], beside: Sequence[Run]) -> None:
    """What single posts cost and how soon a front end hears of them, one row a rate, Muster's before the peer's."""
    table = Table(
        "",
        "posts/s",
        *(f"{step} p50/p99 ms" for step in STEPS),
        "cores",
        "CPU ms an event",
        title="Single posts",
    )
    named = [("Muster", run) for run in runs] + [("obvious inbox", run) for run in beside]
    for name, run in sorted(named, key=lambda each: each[1]["rate"]):
        steps = [run["latency"].get(step) for step in STEPS]
        used = sum(run["cores"].values())
        table.add_row(
            name,
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


def show_highest(console: Console, closed: Sequence[ClosedRun], result: Result | None) -> None:
    """The highest rate of the obvious inbox, and Muster's in batches where it was measured."""
    table = Table("", "events/s", "CPU µs an event", "post p50/p99 ms", title="Highest rate")
    for run in closed:
        name = f"obvious inbox, single posts, {CLIENTS} clients, {'unique ids' if run.unique else 'no unique ids'}"
        table.add_row(
            name, f"{run.rate:,.0f}", f"{sum(run.cpu_us.values()):,.0f}", f"{run.p50_ms:.0f}/{run.p99_ms:.0f}"
        )
    if result is not None:
        spent = sum(result.cpu_us.values())
        table.add_row("Muster, end to end, batches of 100", f"{result.rate:,.0f}", f"{spent:,.0f}", "")
    console.print(table)
