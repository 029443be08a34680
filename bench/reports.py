"""`python -m bench.reports`: what a report costs over HTTP when few events were counted, and when very many were.

Two brands of one stack have 30 days of events each, written as analytics counts them (`bench/counted.py`), so the
windows are those that as many events leave behind, without the events. The report's own totals must be the numbers that
were meant. Then one client gets each report of both brands in turn, through the gateway.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import tempfile
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import aiohttp
from rich.console import Console
from rich.table import Table

from bench import counted, end_to_end
from bench.cpu import usage
from bench.gets import Gets, client, get_each, percentile
from bench.record import announce, keep
from chassis.mongo import Mongo
from deploy.local.launch import LaunchOptions, launch, stop_all
from deploy.local.seed import DEMO_BRANDS
from deploy.local.state import LocalState
from services.analytics.domain.windows import TimeSpan, WindowCalendar

BRANDS = tuple(brand.id for brand in DEMO_BRANDS[:2])
EVENTS = (100_000, 10_000_000)
DAYS = 30
WARM = 10
ROUNDS = 3  # of each report and brand, in turn, so that what else the machine does meets both
ROUND_SECONDS = 15.0  # of a report and brand at most: a slow one is got less often
READERS = ("gateway", "analytics", "mongod")

Figures = dict[str, Any]  # of one report at one size, as JSON keeps it


def span_of(zone: ZoneInfo, now: datetime) -> TimeSpan:
    """The 30 whole days before today, in a zone."""
    today = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return TimeSpan((today - timedelta(days=DAYS)).astimezone(UTC), today.astimezone(UTC))


def paths_of(span: TimeSpan) -> dict[str, str]:
    """The reports over a span, by what they are called in the table."""
    between = f"from={span.start:%Y-%m-%dT%H:%M:%SZ}&to={span.end:%Y-%m-%dT%H:%M:%SZ}&window=day"
    return {
        "overview": f"/v1/reports/overview?{between}",
        "messages by channel": f"/v1/measures/volume_in?{between}&by=channel",
    }


async def fill(state: LocalState, events: Mapping[str, int], span: TimeSpan, seed: int, console: Console) -> None:
    """Write the month of each brand."""
    mongo = await Mongo.connect(state.mongo, "muster_analytics")
    for brand in DEMO_BRANDS[:2]:

        def told(done: int, of: int, name: str = brand.id) -> None:
            if done % 10 == 0:
                console.print(f"[dim]{name}: day {done} of {of} counted, {events[name]:,} events in all[/]")

        local, chance = WindowCalendar(zone=ZoneInfo(brand.timezone)), random.Random(seed)  # noqa: S311 - repeats
        await counted.write(mongo, local, brand.id, span, events[brand.id], chance, told)
    await mongo.close()


async def check(session: aiohttp.ClientSession, path: str, events: int) -> None:
    """See that the report's totals are the numbers that were written.

    Raises:
        SystemExit: One is another number.
    """
    async with session.get(path) as answer:
        answer.raise_for_status()
        totals = (await answer.json())["totals"]
    for kind, count in counted.numbers(events).items():
        for measure in counted.TOTALS[kind]:
            if totals[measure]["count"] != count:
                raise SystemExit(f"{measure} is {totals[measure]['count']}, not {count}")


async def measure(state: LocalState, events: Mapping[str, int], span: TimeSpan, gets: int) -> dict[str, list[Figures]]:
    """Every report of both brands, in turn: by report, the small brand first."""
    processes = {name: pid for name, pid in end_to_end.processes(state).items() if name.startswith(READERS)}
    sessions = {brand: client(state.gateway, state.brands[brand].keys["administrator"]) for brand in events}
    found: dict[str, list[Figures]] = {}
    for report, path in paths_of(span).items():
        done, spent = {brand: Gets() for brand in events}, {brand: dict.fromkeys(processes, 0.0) for brand in events}
        for brand, session in sessions.items():
            if report == "overview":
                await check(session, path, events[brand])
            await get_each(session, [path] * WARM)
        for _ in range(ROUNDS):
            for brand, session in sessions.items():
                before = usage(processes)
                done[brand].add(await get_each(session, [path] * (gets // ROUNDS), ROUND_SECONDS))
                for name, after in usage(processes).items():
                    spent[brand][name] += after.cpu_seconds - before[name].cpu_seconds
        found[report] = [_figures(events[brand], done[brand], spent[brand]) for brand in events]
    for session in sessions.values():
        await session.close()
    return found


def _figures(events: int, done: Gets, spent: Mapping[str, float]) -> Figures:
    return {
        "events": events,
        "gets": len(done.seconds),
        "refused": done.refused.total(),
        "p50_ms": percentile(done.seconds, 0.5) * 1000,
        "p99_ms": percentile(done.seconds, 0.99) * 1000,
        "kib": done.largest / 1024,
        "cpu_ms": {name: seconds / len(done.seconds) * 1000 for name, seconds in spent.items()},
    }


def show(console: Console, found: Mapping[str, list[Figures]]) -> dict[str, float]:
    """The figures, and for each report the p50 of the many events as a multiple of that of the few."""
    names = list(next(iter(found.values()))[0]["cpu_ms"])
    table = Table("report", "events", "GETs", "p50 ms", "p99 ms", "KiB", *(f"{name} CPU ms" for name in names))
    for report, rows in found.items():
        for row in rows:
            cells = (f"{row['p50_ms']:.1f}", f"{row['p99_ms']:.1f}", f"{row['kib']:.0f}")
            cpu = (f"{row['cpu_ms'][name]:.1f}" for name in names)
            done = f"{row['gets']}" + (f", {row['refused']} refused" if row["refused"] else "")
            table.add_row(report, f"{row['events']:,}", done, *cells, *cpu)
    table.title = f"Reports over {DAYS} days"
    console.print(table)
    ratios = {report: large["p50_ms"] / small["p50_ms"] for report, (small, large) in found.items()}
    for report, ratio in ratios.items():
        few, many = (row["events"] for row in found[report])
        console.print(f"{report}: {ratio:.2f} times the p50 with {many / few:,.0f} times the events")
    return ratios


def main() -> None:
    """Start a stack of its own, write two months of events, get their reports, keep the figures, end the stack."""
    parser = argparse.ArgumentParser(prog="python -m bench.reports", description=__doc__)
    parser.add_argument("--events", type=int, nargs=2, default=EVENTS, help="events of the small and the large brand")
    parser.add_argument("--gets", type=int, default=300, help="of each report and brand")
    parser.add_argument("--seed", type=int, default=1)
    options, console = parser.parse_args(), Console(width=140)
    announce(console, options.seed)
    events = dict(zip(BRANDS, options.events, strict=True))
    span = span_of(ZoneInfo(DEMO_BRANDS[0].timezone), datetime.now(UTC))
    with tempfile.TemporaryDirectory() as home:
        os.environ["MUSTER_HOME"] = home
        state = launch(LaunchOptions(tethered=True), lambda words: console.print(f"[dim]{words}[/]"))
        try:
            asyncio.run(fill(state, events, span, options.seed, console))
            found = asyncio.run(measure(state, events, span, options.gets))
        finally:
            stop_all()
    ratios = show(console, found)
    keep(options.seed, {"reports": found, "cost_ratios": ratios})


if __name__ == "__main__":
    main()
