"""Runs the whole suite as three runs of pytest side by side: stories and services, which mostly wait, and all else.

Usage: python -m tests.tools.side_by_side [options of pytest]. Each run has a MongoDB and a Kafka of its own. What the
first two print follows when all are done. With paths or a selection among the options there is one run, as by pytest.
"""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

STORIES = ("tests/e2e",)
SERVICES = tuple(f"tests/integration/{name}" for name in ("inbox", "routing", "crisis", "analytics"))
ASIDE = (STORIES, SERVICES)
SELECTIONS = ("-k", "-m", "--lf", "--ff", "--collect-only", "--co")


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
        printed = [stack.enter_context(tempfile.TemporaryFile()) for _ in ASIDE]
        aside = [
            subprocess.Popen([*pytest, *paths], stdout=file, stderr=subprocess.STDOUT)
            for paths, file in zip(ASIDE, printed, strict=True)
        ]
        try:
            ended = [subprocess.call([*pytest, *(f"--ignore={path}" for paths in ASIDE for path in paths)])]
            ended += [each.wait() for each in aside]
        finally:
            for each in aside:
                each.terminate()
                each.wait()
        for paths, file in zip(ASIDE, printed, strict=True):
            print(f"\n===== {' '.join(paths)}, side by side with the above", flush=True)  # noqa: T201 - a command
            file.seek(0)
            sys.stdout.buffer.write(file.read())
            sys.stdout.flush()
    return max(ended)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
