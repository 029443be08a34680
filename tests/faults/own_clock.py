"""A clock that a running process can be given, and that is stepped while it runs."""

from __future__ import annotations

import time
from importlib.metadata import distribution
from pathlib import Path

LIBRARY = "libfaketime/vendor/libfaketime/src/libfaketime.so.1"  # in the wheel `libfaketime`
NOTICED_SECONDS = 1.0  # how often the process looks


class OwnClock:
    """Processes that are started with `variables` have this clock: right at first, and then as it is stepped.

    Only the time of day is moved: waits and timeouts count by a clock that nobody can step.
    """

    def __init__(self, file: Path) -> None:
        """`file` says how far it is off; every process looks into it."""
        self._file = file
        file.parent.mkdir(parents=True, exist_ok=True)
        self.step(0)

    @property
    def variables(self) -> dict[str, str]:
        """The environment of a process that is to have it."""
        return {
            "LD_PRELOAD": str(distribution("libfaketime").locate_file(LIBRARY)),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_CACHE_DURATION": str(int(NOTICED_SECONDS)),
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def step(self, seconds: float) -> None:
        """Be this far off, negative for behind, and wait until every process knows."""
        new = self._file.with_suffix(".new")
        new.write_text(f"{seconds:+.0f}\n")
        new.replace(self._file)
        time.sleep(3 * NOTICED_SECONDS)  # the library counts whole seconds
