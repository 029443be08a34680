"""A process that reads the modules all services share, and forks a service for each line it gets on its input.

A line is a `Request` as JSON; the answer is the new process's id on a line. Reading modules is most of a service's
start, so five services started this way cost little more than one. It ends when its input does; with `--tethered` the
services end with it.
"""

from __future__ import annotations

import ctypes
import gc
import importlib
import os
import signal
import sys

from pydantic import BaseModel

from deploy.stack.tether import PR_SET_PDEATHSIG

PR_SET_NAME = 15  # linux/prctl.h
TETHERED = "--tethered"
SHARED = (
    *("aiohttp", "aiokafka", "fastapi", "motor.motor_asyncio", "prometheus_client", "uvicorn"),
    *("channels.registry", "chassis.http.app", "chassis.messaging", "chassis.messaging.kafka"),
    *("chassis.mongo", "chassis.outbox", "chassis.process", "chassis.seal", "chassis.telemetry", "chassis.timers"),
    "contracts.registry",
)
"""What is read once. No application is among them: each registers metrics and routes of its own."""


class Request(BaseModel):
    """A service to start: the module whose `main` is called, variables on top of this process's own, its log file."""

    name: str
    module: str
    environment: dict[str, str]
    log: str


def _requests(tethered: bool) -> Request | None:
    """Fork for every request; returns the request in the forked process, None in this one at the end of the input."""
    parent = os.getpid()
    for line in sys.stdin.buffer:
        request = Request.model_validate_json(line)
        pid = os.fork()
        if pid == 0:
            _leave(request, parent if tethered else None)
            return request
        sys.stdout.write(f"{pid}\n")
        sys.stdout.flush()
    return None


def _leave(request: Request, parent: int | None) -> None:
    """Become a process of its own: session, name, log, and, with a parent, an end together with it."""
    os.setsid()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NAME, f"muster-{request.name}".encode())
    if parent is not None:
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:  # it died before the kernel was asked
            os._exit(1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    log = os.open(request.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for taken, number in ((nowhere, 0), (log, 1), (log, 2)):
        os.dup2(taken, number)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a file now, which is written to in blocks
    os.environ.update(request.environment)
    gc.enable()


def main() -> None:
    """Read the modules, serve requests, and in a forked process be the service."""
    gc.disable()  # nothing read here is ever freed, and what is never collected stays shared between the processes
    for module in SHARED:
        importlib.import_module(module)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears away services that ended
    request = _requests(TETHERED in sys.argv)
    if request is not None:
        importlib.import_module(request.module).main()


if __name__ == "__main__":
    main()
