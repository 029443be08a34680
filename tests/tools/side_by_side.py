"""Runs the whole suite as six runs of pytest, three at once: two cores are kept busy until the end.

Usage: python -m tests.tools.side_by_side [options of pytest]. Each run has a MongoDB and a Kafka of its own. The first
prints as it goes, what the others print follows when all are done. With paths or a selection among the options there
is one run, as by pytest.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import IO

STORIES = ("tests/e2e",)  # in two runs, every second file in each
SERVICES = tuple(f"tests/integration/{name}" for name in ("inbox", "routing", "crisis", "analytics"))
OPERATING = ("tests/integration/deploy",)
REAL_PARTS = ("tests/integration",)
AT_ONCE = 3
SELECTIONS = ("-k", "-m", "--lf", "--ff", "--collect-only", "--co")


def runs() -> list[list[str]]:
    """What each run of pytest is told to collect, the longest first; together every test, each once."""
    stories = sorted(str(path) for room in STORIES for path in Path(room).glob("test_*.py"))
    rest = [f"--ignore={path}" for path in (*STORIES, *REAL_PARTS)]
    others = [*REAL_PARTS, *(f"--ignore={path}" for path in (*SERVICES, *OPERATING))]
    return [stories[0::2], [*OPERATING], [*SERVICES], others, stories[1::2], rest]


def is_whole(options: Sequence[str]) -> bool:
    """Whether the options leave the choice of tests to us."""
    return not any(
        option.split("=")[0] in SELECTIONS or "::" in option or (not option.startswith("-") and Path(option).exists())
        for option in options
    )


def main(options: Sequence[str]) -> int:
    """Run what is asked for; gives the worst exit status of all runs."""
    pytest = [sys.executable, "-m", "pytest", *options]
    if not is_whole(options):
        return subprocess.call(pytest)
    with contextlib.ExitStack() as stack:
        pool = stack.enter_context(ThreadPoolExecutor(AT_ONCE))
        printed: list[IO[bytes] | None] = [None]
        printed += [stack.enter_context(tempfile.TemporaryFile()) for _ in runs()[1:]]

        def run(collected: Sequence[str], output: IO[bytes] | None) -> int:
            return subprocess.call([*pytest, *collected], stdout=output, stderr=output and subprocess.STDOUT)

        ended = list(pool.map(run, runs(), printed))
        for collected, output in zip(runs(), printed, strict=True):
            if output is not None:
                print(f"\n===== {' '.join(collected)}", flush=True)  # noqa: T201 - a command
                output.seek(0)
                sys.stdout.buffer.write(output.read())
                sys.stdout.flush()
    return max(ended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
