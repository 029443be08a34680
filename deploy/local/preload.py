"""A process that reads the modules all services share, and has a service forked for each line it gets on its input.

A line is a `Request` as JSON; the answer is the new process's id on a line. Reading modules is most of a service's
start: what all share is read once, and what an application has beside that once for all its processes, in a process of
its own (`_Template`), for each registers metrics and routes. It ends when its input does; with `--tethered` the
services end with it. Modules that are named on the command line are read at once, beside each other.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import os
import signal
import sys
from collections.abc import Iterable
from typing import IO, NamedTuple

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
PID_BYTES = 8


class Request(BaseModel):
    """A service to start: the module whose `main` is called, variables on top of this process's own, its log file."""

    name: str
    module: str
    environment: dict[str, str]
    log: str


class _Template(NamedTuple):
    """A process that has read one application's modules, by the ends of its pipes that are ours."""

    requests: int
    answers: int

    def fork(self, line: bytes) -> int:
        """Have a service forked by the line that asks for it, and return its process id; 0 where the template ended."""
        os.write(self.requests, line)
        return int.from_bytes(os.read(self.answers, PID_BYTES))

    def close(self) -> None:
        """Let go of both pipes."""
        os.close(self.requests)
        os.close(self.answers)


def _start_template(module: str, others: Iterable[_Template], *, tethered: bool) -> _Template:
    """Fork a template; it closes the pipes of the others, each of which ends when its own are closed."""
    requests, ours = os.pipe()
    our_answers, answers = os.pipe()
    template, parent = _Template(ours, our_answers), os.getpid()
    if os.fork() == 0:
        for each in (template, *others):
            each.close()
        _let_go(parent if tethered else None)
        _serve(module, os.fdopen(requests, "rb"), answers, tethered=tethered)
        sys.exit()
    os.close(requests)
    os.close(answers)
    return template


def _let_go(parent: int | None) -> None:
    """Let go of what belongs to who started the first process: nobody shall wait for a pipe that is held here."""
    if parent is not None:
        _end_with(parent)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)


def _serve(module: str, requests: IO[bytes], answers: int, *, tethered: bool) -> None:
    """Read the modules, then fork a service for every request; returns at the end of the input, or of a service."""
    with contextlib.suppress(Exception):  # each service finds the same fault, and says it in its own log
        importlib.import_module(module)
    gc.freeze()
    parent = os.getpid()
    for line in requests:
        pid = os.fork()
        if pid == 0:
            requests.close()
            os.close(answers)
            _leave(Request.model_validate_json(line), parent if tethered else None)
            importlib.import_module(module).main()
            return
        os.write(answers, pid.to_bytes(PID_BYTES))


def _end_with(parent: int) -> None:
    """Let the kernel end this process together with its parent."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it died before the kernel was asked
        os._exit(1)


def _leave(request: Request, parent: int | None) -> None:
    """Become a process of its own: session, name, log, and, with a parent, an end together with it."""
    os.setsid()
    libc = ctypes.CDLL(None)
    libc.prctl(PR_SET_NAME, f"muster-{request.name}".encode())
    if parent is not None:
        _end_with(parent)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDONLY)
    log = os.open(request.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    for taken, number in ((nowhere, 0), (log, 1), (log, 2)):
        os.dup2(taken, number)
    sys.stdout.reconfigure(line_buffering=True)  # type: ignore[union-attr] # a file now, which is written to in blocks
    os.environ.update(request.environment)
    gc.enable()


def main() -> None:
    """Read the modules that all share, and hand every request to the template of its module."""
    gc.disable()  # nothing read here is ever freed, and what is never collected stays shared between the processes
    for module in SHARED:
        importlib.import_module(module)
    gc.freeze()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel clears away services that ended
    tethered, templates = TETHERED in sys.argv, dict[str, _Template]()

    def template_of(module: str) -> _Template:
        if module not in templates:
            templates[module] = _start_template(module, templates.values(), tethered=tethered)
        return templates[module]

    for module in sys.argv[1:]:
        if module != TETHERED:
            template_of(module)
    for line in sys.stdin.buffer:
        template = template_of(Request.model_validate_json(line).module)
        sys.stdout.write(f"{template.fork(line)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
