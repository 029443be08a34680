"""Runs the whole suite as two runs of pytest side by side: the stories, which mostly wait, and all else, which works.

Usage: python -m tests.tools.side_by_side [options of pytest]. Each run has a MongoDB and a Kafka of its own. What the
stories print follows when both are done. With paths or a selection among the options there is one run, as by pytest.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

STORIES = "tests/e2e"
SELECTIONS = ("-k", "-m", "--lf", "--ff", "--collect-only", "--co")


def is_whole(options: Sequence[str]) -> bool:
    """Whether the options leave the choice of tests to us."""
    return not any(
        option.split("=")[0] in SELECTIONS or "::" in option or (not option.startswith("-") and Path(option).exists())
        for option in options
    )


def main(options: Sequence[str]) -> int:
    """Run what is asked for; gives the worse exit status of both runs."""
    pytest = [sys.executable, "-m", "pytest", *options]
    if not is_whole(options):
        return subprocess.call(pytest)
    with tempfile.TemporaryFile() as printed:
        stories = subprocess.Popen([*pytest, STORIES], stdout=printed, stderr=subprocess.STDOUT)
        try:
            rest = subprocess.call([*pytest, f"--ignore={STORIES}"])
            told = stories.wait()
        finally:
            stories.terminate()
            stories.wait()
        print(f"\n===== {STORIES}, side by side with the above", flush=True)  # noqa: T201 - this is a command
        printed.seek(0)
        sys.stdout.buffer.write(printed.read())
        sys.stdout.flush()
    return max(rest, told)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
