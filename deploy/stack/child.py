"""One process of the stack: start it with its log in a file, wait until it is ready, end it by its id."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from deploy.stack.errors import StackError

TETHER = Path(__file__).with_name("tether.py")
POLL_SECONDS = 0.05  # readiness is asked this often: far below a start (0.5 s and more), far above its own cost

STARTED: list[subprocess.Popen[bytes]] = []  # held: a process may outlive the `Child` that started it


class Process(Protocol):
    """What a child needs of its process; `subprocess.Popen` is one."""

    pid: int

    def poll(self) -> int | None:
        """Return the exit code, None while it runs."""

    def terminate(self) -> None:
        """Send SIGTERM."""

    def kill(self) -> None:
        """Send SIGKILL."""

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises subprocess.TimeoutExpired."""


def tethered_command(command: Sequence[str]) -> list[str]:
    """The command of a process that ends with this one."""
    return [sys.executable, "-I", "-S", str(TETHER), str(os.getpid()), *command]


class Child:
    """A named process that can be started, waited for, killed and started again with the same command.

    Args:
        name: What a person calls it, such as `mongod-1`; also the name of its log file.
        command: Absolute path of the program, then its arguments.
        log: File that takes standard output and standard error; appended to, never cut.
        tethered: True ends the process with the one that started it (tests); False lets it stay (`muster up`).
        environment: Variables on top of the caller's.
    """

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        log: Path,
        *,
        tethered: bool = True,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.name = name
        self.command = list(command)
        self.log = log
        self.tethered = tethered
        self.environment = dict(environment or {})
        self._process: Process | None = None
        self._log_start = 0

    @property
    def pid(self) -> int:
        """Process id.

        Raises:
            StackError: When it was never started.
        """
        if self._process is None:
            raise StackError(f"{self.name} was not started.")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs now."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> None:
        """Start the process in a session of its own, so that Ctrl-C in the terminal reaches only the caller."""
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._log_start = self.log.stat().st_size if self.log.exists() else 0
        self._process = self._spawn()

    def _spawn(self) -> Process:
        with self.log.open("ab") as log:
            started = subprocess.Popen(
                tethered_command(self.command) if self.tethered else self.command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                env={**os.environ, **self.environment},
            )
        STARTED.append(started)
        return started

    def wait_until(self, ready: Callable[[], bool], *, within_seconds: float) -> None:
        """Wait until `ready` says so.

        Raises:
            StackError: When the process ends or the time is over first; with the last lines of its log.
        """
        deadline = time.monotonic() + within_seconds
        while not ready():
            if not self.alive:
                raise StackError(f"{self.name} ended while starting; its log is {self.log}.\n{self.log_tail()}")
            if time.monotonic() > deadline:
                late = f"{self.name} was not ready within {within_seconds:.0f} s"
                raise StackError(f"{late}; its log is {self.log}.\n{self.log_tail()}")
            time.sleep(POLL_SECONDS)

    def ask_to_end(self) -> None:
        """Send SIGTERM and do not wait."""
        if self._process is not None:
            self._process.terminate()

    def stop(self, *, within_seconds: float = 15.0) -> None:
        """Ask the process to end, and kill it when it does not in time; nothing happens when it is gone already."""
        if self._process is None:
            return
        self.ask_to_end()
        try:
            self._process.wait(within_seconds)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End the process at once with SIGKILL and wait until it is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def pause(self) -> None:
        """Freeze the process with SIGSTOP: it keeps its sockets and answers nothing."""
        os.kill(self.pid, signal.SIGSTOP)

    def resume(self) -> None:
        """Let a paused process go on."""
        os.kill(self.pid, signal.SIGCONT)

    def logged(self, words: bytes) -> bool:
        """Whether these words stand in what the process has logged since it was last started."""
        with self.log.open("rb") as log:
            log.seek(self._log_start)
            return words in log.read()

    def log_tail(self, lines: int = 8) -> str:
        """Return the last lines of the log."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
