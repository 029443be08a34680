"""What a run says about itself, and where its figures are kept: one JSON line a run."""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from rich.console import Console

from deploy.stack.jars import KAFKA_VERSION
from deploy.stack.mongo import mongod_path

RESULTS = Path("bench/results.jsonl")
PACKAGES = ("fastapi", "uvicorn", "pydantic", "aiokafka", "motor", "pymongo")


def announce(console: Console, seed: int) -> None:
    """Print the command, the seed, the machine and the versions."""
    versions = ", ".join(f"{name} {number}" for name, number in _versions().items())
    console.print(
        f"[dim]{' '.join(['python', *sys.orig_argv[1:]])}   seed {seed}, {os.cpu_count()} cores\n{versions}[/]"
    )


def keep(seed: int, figures: Mapping[str, object]) -> None:
    """Add the figures to the results."""
    told = {"at": time.time(), "argv": sys.argv, "seed": seed, "versions": _versions()}
    with RESULTS.open("a") as kept:
        kept.write(json.dumps({**told, **figures}) + "\n")


def _versions() -> dict[str, str]:
    mongod = subprocess.run([mongod_path(), "--version"], check=True, capture_output=True, text=True).stdout
    parts = {
        "Python": platform.python_version(),
        "mongod": mongod.split()[2].removeprefix("v"),  # `db version v7.0.1`
        "Kafka": KAFKA_VERSION,
    }
    return parts | {name: version(name) for name in PACKAGES}
