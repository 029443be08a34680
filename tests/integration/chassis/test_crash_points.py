"""A crash point kills at the time it was armed for, and a wrong name is refused."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from chassis.crash_points import VARIABLE

ROOT = Path(__file__).resolve().parents[3]


def _run(armed: str, code: str) -> subprocess.CompletedProcess[str]:
    environment = {VARIABLE: armed, "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-c", f"from chassis import crash_points\ncrash_points.arm()\n{code}"]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False, timeout=30)


@pytest.mark.parametrize(("armed", "passed"), [("timers.due_not_handled", 1), ("timers.due_not_handled:3", 3)])
def test_the_process_dies_on_the_pass_it_was_told(armed: str, passed: int) -> None:
    code = "for turn in range(1, 9):\n print(turn, flush=True)\n crash_points.reach('timers.due_not_handled')"

    done = _run(armed, code)

    assert done.returncode == -signal.SIGKILL
    assert [line for line in done.stdout.splitlines() if line.isdigit()][-1] == str(passed)


@pytest.mark.parametrize("armed", ["nowhere", "timers.due_not_handled:0", "timers.due_not_handled:x"])
def test_a_point_that_does_not_exist_is_refused(armed: str) -> None:
    done = _run(armed, "")

    assert done.returncode == 2
    assert VARIABLE in done.stderr


def test_without_the_switch_nothing_happens() -> None:
    assert _run("", "crash_points.reach('timers.due_not_handled')").returncode == 0
