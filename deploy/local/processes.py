"""Processes of an earlier command: known by id and start time, ended by id, never by name."""

import contextlib
from collections.abc import Callable, Sequence

import psutil

from deploy.local.state import Running

SAME_START_SECONDS = 0.05  # the kernel counts starts in hundredths of a second
STOP_SECONDS = 20.0  # a service has 10 s to finish what it holds


def started_at(pid: int) -> float:
    """When a process was started, in seconds since the epoch."""
    return psutil.Process(pid).create_time()


def find(running: Running) -> psutil.Process | None:
    """Find a process again, or None when it is gone or its id belongs to another one now."""
    try:
        process = psutil.Process(running.pid)
        same = abs(process.create_time() - running.started_at) < SAME_START_SECONDS
        return process if same and process.status() != psutil.STATUS_ZOMBIE else None
    except psutil.NoSuchProcess:
        return None


def ask_to_end(running: Sequence[Running], within_seconds: float = STOP_SECONDS) -> list[Running]:
    """Ask these processes to end and wait; return those that are there after that time all the same."""
    asked = {process: each for each in running if (process := find(each)) is not None}
    for process in asked:
        _signal_if_alive(process.terminate)
    _, stubborn = psutil.wait_procs(list(asked), timeout=within_seconds)
    return [asked[process] for process in stubborn]


def end(running: Sequence[Running], within_seconds: float = STOP_SECONDS) -> int:
    """Ask these processes to end, kill those that do not in time, and return how many were there."""
    alive = [each for each in running if find(each) is not None]
    killed = [process for each in ask_to_end(alive, within_seconds) if (process := find(each)) is not None]
    for process in killed:
        _signal_if_alive(process.kill)
    psutil.wait_procs(killed, timeout=within_seconds)
    return len(alive)


def _signal_if_alive(send: Callable[[], None]) -> None:
    with contextlib.suppress(psutil.NoSuchProcess):
        send()
