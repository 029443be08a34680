"""`python -m bench.all [NAME …]`: every benchmark in turn, or the named ones; each bounded, one that fails stops none.

At the end the page is written, where what draws it is installed. `--list` says what there is.
"""

from __future__ import annotations

import argparse
import importlib.util
import signal
import subprocess
import sys
import time
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

END_SECONDS = 40.0  # for a benchmark whose time is over to end what it started


@dataclass(frozen=True, slots=True)
class Benchmark:
    """A module, what it measures, and the minutes after which it is ended."""

    module: str
    what: str
    minutes: float

    @property
    def name(self) -> str:
        """What it is called by: the module without the package's name, where it has more."""
        return self.module.removeprefix("bench.")


BENCHMARKS = (
    Benchmark("bench", "the whole stack beside a bare ingest and the obvious inbox", 6),
    Benchmark("bench.consumers", "each consumer by itself, FastStream beside the inbox", 6),
    Benchmark("bench.consumer_overhead", "the batch consumer beside bare getmany", 2),
    Benchmark("bench.front", "limits on connections beside uvicorn's own protocol", 2),
    Benchmark("bench.routing", "offers for 1,000 employees and for 103,000", 6),
    Benchmark("bench.guideline", "reach of a new version, import of 103,000 employees", 4),
    Benchmark("bench.learning", "directory, coverage, records and attempts in a company of 103,000", 6),
    Benchmark("bench.detecting", "counting and detection, a message and a brand", 6),
    Benchmark("bench.budget", "each command to MongoDB for one event and for 500", 3),
    Benchmark("bench.audit_trail", "an act in the audit trail: stored, chained and verified", 2),
    Benchmark("bench.reports", "reports over 100,000 and 10,000,000 events", 8),
    Benchmark("bench.lists", "lists and searches over few and many conversations", 8),
    Benchmark("bench.streams", "2,000 open event streams", 6),
    Benchmark("bench.webhooks", "webhooks out while an endpoint hangs and a gateway is killed", 5),
    Benchmark("bench.replicas", "1, 2 and 4 replicas of each service", 8),
    Benchmark("bench.backlog", "100,000 events that waited, and live ones meanwhile", 8),
    Benchmark("bench.telemetry", "export of traces off and on", 8),
    Benchmark("bench.soak", "memory over minutes of steady load", 15),
)


def run(benchmark: Benchmark) -> str:
    """Run one to its end or to the end of its time; gives how it ended."""
    process = subprocess.Popen([sys.executable, "-m", benchmark.module])
    try:
        code = process.wait(benchmark.minutes * 60)
    except subprocess.TimeoutExpired:
        _end(process)
        return f"ended after {benchmark.minutes:g} minutes"
    except KeyboardInterrupt:
        _end(process)
        raise
    return "done" if code == 0 else f"failed ({code})"


def _end(process: subprocess.Popen[bytes]) -> None:
    """Ask as Ctrl-C does, so that it ends what it started; then make it."""
    process.send_signal(signal.SIGINT)
    try:
        process.wait(END_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def show(console: Console, title: str, rows: list[tuple[Benchmark, str]], last: str) -> None:
    """One row a benchmark."""
    table = Table("name", "measures", last, title=title)
    for benchmark, told in rows:
        table.add_row(benchmark.name, benchmark.what, told)
    console.print(table)


def main() -> None:
    """Run what was asked for, then write the page; exit 1 when any failed."""
    parser = argparse.ArgumentParser(prog="python -m bench.all", description=__doc__)
    names = [each.name for each in BENCHMARKS]
    parser.add_argument("names", nargs="*", metavar="NAME", help="; ".join(names))
    parser.add_argument("--list", action="store_true", help="only say what there is")
    options, console = parser.parse_args(), Console(width=120)
    if unknown := set(options.names) - set(names):
        parser.error(f"no benchmark is called {', '.join(sorted(unknown))}; there are {', '.join(names)}")
    chosen = [each for each in BENCHMARKS if not options.names or each.name in options.names]
    if options.list:
        show(console, "Benchmarks", [(each, f"{each.minutes:g}") for each in chosen], "minutes at most")
        return
    told: list[tuple[Benchmark, str]] = []
    for number, benchmark in enumerate(chosen, start=1):
        console.rule(f"{number} of {len(chosen)}: {benchmark.name}, {benchmark.minutes:g} minutes at most")
        began = time.monotonic()
        told.append((benchmark, f"{run(benchmark)}, {time.monotonic() - began:.0f} s"))
    show(console, "All", told, "outcome")
    if importlib.util.find_spec("matplotlib"):
        subprocess.run([sys.executable, "-m", "bench.page"], check=False)
    if any(not outcome.startswith("done") for _, outcome in told):
        raise SystemExit(1)


if __name__ == "__main__":
    main()
