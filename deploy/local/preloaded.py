"""Services started from one process that has read their shared modules (`preload.py`), each a process of its own."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Callable, Collection
from pathlib import Path
from typing import IO

import psutil

from deploy.local.preload import TETHERED, Request
from deploy.stack.child import STARTED, Child, Process, tethered_command
from deploy.stack.errors import StackError

PROJECT = Path(__file__).resolve().parents[2]
UNKNOWN = -1  # the exit code of a process that is somebody else's child


class Preloader:
    """The process that services are forked from. Start it early: it reads modules while other things start."""

    def __init__(self, *, tethered: bool, modules: Collection[str] = ()) -> None:
        """Start it; those of `modules`, which services are started by, are read before the first one is asked for."""
        self._tethered = tethered
        command = [sys.executable, "-m", "deploy.local.preload", *([TETHERED] if tethered else []), *modules]
        path = os.pathsep.join(filter(None, [str(PROJECT), os.environ.get("PYTHONPATH", "")]))
        self._popen = subprocess.Popen(
            tethered_command(command) if tethered else command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            start_new_session=True,
            env={**os.environ, "PYTHONPATH": path},
        )
        STARTED.append(self._popen)  # held with its pipes: it ends when its input is closed

    def fork(self, request: Request) -> int:
        """Start a service and return its process id; waits until the modules are read.

        Raises:
            StackError: The process has ended.
        """
        with contextlib.suppress(BrokenPipeError):
            _pipe(self._popen.stdin).write(request.model_dump_json().encode() + b"\n")
            _pipe(self._popen.stdin).flush()
        answer = _pipe(self._popen.stdout).readline()
        if not answer:
            raise StackError(f"{request.name} did not start: the process that reads its modules has ended.")
        return int(answer)

    def close(self) -> None:
        """Ask for no more services; the process ends, unless services are tethered to it: they need their parent."""
        if self._tethered:
            return
        _pipe(self._popen.stdin).close()
        self._popen.wait()
        _pipe(self._popen.stdout).close()
        STARTED.remove(self._popen)


class PreloadedChild(Child):
    """A service whose process is forked from a preloader instead of started anew."""

    def __init__(self, name: str, module: str, log: Path, preloader: Preloader, environment: dict[str, str]) -> None:
        super().__init__(name, [], log, environment=environment)
        self._module = module
        self._preloader = preloader

    def _spawn(self) -> Process:
        self.log.touch()
        request = Request(name=self.name, module=self._module, environment=self.environment, log=str(self.log))
        return _Forked(self._preloader.fork(request))


class _Forked:
    """A process that is not our child: known by id and start time."""

    def __init__(self, pid: int) -> None:
        self.pid = pid
        self._process: psutil.Process | None = None
        with contextlib.suppress(psutil.NoSuchProcess):
            self._process = psutil.Process(pid)

    def poll(self) -> int | None:
        if self._process is None or not self._process.is_running():
            return UNKNOWN
        try:
            return UNKNOWN if self._process.status() == psutil.STATUS_ZOMBIE else None
        except psutil.NoSuchProcess:  # it ended between the two looks
            return UNKNOWN

    def terminate(self) -> None:
        self._ask(psutil.Process.terminate)

    def kill(self) -> None:
        self._ask(psutil.Process.kill)

    def wait(self, timeout: float | None = None) -> int:
        if self._process is not None:
            try:
                self._process.wait(timeout)
            except psutil.TimeoutExpired as late:
                raise subprocess.TimeoutExpired([], timeout or 0.0) from late
        return UNKNOWN

    def _ask(self, send: Callable[[psutil.Process], None]) -> None:
        if self._process is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                send(self._process)


def _pipe(pipe: IO[bytes] | None) -> IO[bytes]:
    assert pipe is not None, "the preloader is started with pipes"  # noqa: S101 - for the type checker
    return pipe
