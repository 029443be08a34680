"""What a run says about itself, and where its figures are kept: one JSON line a run, compared with those before it."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.compare import LAST_RUNS, shown, worse
from deploy.stack.jars import KAFKA_VERSION
from deploy.stack.mongo import mongod_path

RESULTS = Path("bench/results.jsonl")
PACKAGES = ("fastapi", "uvicorn", "pydantic", "aiokafka", "motor", "pymongo")
TOLD = frozenset({"at", "benchmark", "argv", "seed", "commit", "versions"})  # of a line, that are no figures

Line = dict[str, Any]  # a run as JSON keeps it


def announce(console: Console, seed: int | None) -> None:
    """Print the command, the seed (None where nothing is left to chance), the machine and the versions."""
    chance = "no chance in it" if seed is None else f"seed {seed}"
    versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
    console.print(
        f"[dim]{' '.join(['python', *sys.orig_argv[1:]])}   {chance}, {os.cpu_count()} cores, code {_commit()}\n"
        f"{versions}[/]"
    )


def keep(seed: int | None, figures: Mapping[str, object]) -> None:
    """Add the figures to the results, and print what got worse since the last runs of the same command."""
    told = {"at": time.time(), "benchmark": _benchmark(), "argv": sys.argv[1:], "seed": seed}
    line: Line = {**told, "commit": _commit(), "versions": _versions(), **figures}
    before = [each for each in kept() if (each["benchmark"], each["argv"]) == (line["benchmark"], line["argv"])]
    with RESULTS.open("a") as results:
        results.write(json.dumps(line) + "\n")
    _show(Console(width=120), before[-LAST_RUNS:], line)


def kept() -> list[Line]:
    """The runs so far, the oldest first."""
    lines = RESULTS.read_text().splitlines() if RESULTS.exists() else []
    return [line for line in map(json.loads, lines) if "benchmark" in line]


def figures_of(line: Line) -> Line:
    """What a run measured, without what it says about itself."""
    return {name: value for name, value in line.items() if name not in TOLD}


def command_of(line: Line) -> str:
    """The command of a run."""
    return " ".join(["python", "-m", line["benchmark"], *line["argv"]])


def _show(console: Console, before: Sequence[Line], now: Line) -> None:
    if not before:
        console.print("no earlier run of this command to compare with")
        return
    found = worse([figures_of(line) for line in before], figures_of(now))
    if not found:
        console.print(f"nothing got worse beyond noise ({len(before)} runs compared)")
        return
    table = Table("figure", "before", "now", title=f"Worse than before ({len(before)} runs compared)")
    for each in found:
        table.add_row(each.path, f"{shown(each.before)} ± {shown(each.spread)}", shown(each.now))
    console.print(table)


def _benchmark() -> str:
    """The module that runs: `bench.routing`, and `bench` for `python -m bench`."""
    spec = sys.modules["__main__"].__spec__
    return spec.name.removesuffix(".__main__") if spec else Path(sys.argv[0]).stem


def _commit() -> str:
    """The commit of the code, with `-dirty` where files differ from it."""
    command = ["git", "describe", "--always", "--dirty", "--abbrev=12", "--exclude=*"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):  # no git here, or no repository
        return "unknown"


def _versions() -> dict[str, str]:
    mongod = subprocess.run([mongod_path(), "--version"], check=True, capture_output=True, text=True).stdout
    parts = {
        "Python": platform.python_version(),
        "mongod": mongod.split()[2].removeprefix("v"),  # `db version v7.0.1`
        "Kafka": KAFKA_VERSION,
    }
    return parts | {name: version(name) for name in PACKAGES}
