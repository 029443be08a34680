"""More or fewer replicas of a service of the local stack; the gateway follows the addresses that the state gives.

Each step is written down before the next one, so that the state is right wherever a command is interrupted: a replica
that is starting or ending is on record as that, and the next command finishes what it finds.
"""

from __future__ import annotations

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from deploy.local import processes
from deploy.local.launch import READY_SECONDS
from deploy.local.preloaded import PreloadedChild, Preloader
from deploy.local.services import MODULES, PROBE_SECONDS, is_ready, replica_environment
from deploy.local.state import LocalState, Running, changing, home, need_state, write_state
from deploy.stack.errors import StackError
from deploy.stack.ports import free_ports, is_free

Report = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Scaled:
    """The names of replicas that were started, that ended, and of the latter those that had to be killed."""

    started: tuple[str, ...] = ()
    ended: tuple[str, ...] = ()
    killed: tuple[str, ...] = ()


def scale(service: str, count: int, report: Report, *, tethered: bool = False) -> Scaled:
    """Bring a service to so many replicas; those with the highest numbers end first.

    Raises:
        StackError: Nothing is up, there is no such service, or one does not start.
    """
    with changing():
        state = need_state()
        _check(service)
        _settle(state, service, report)
        there = state.replicas(service)
        if len(there) < count:
            return _start(state, service, count - len(there), report, tethered=tethered)
        return _end(state, sorted(there, key=_number)[count:], report)


def drain(service: str, replica: str, report: Report) -> Scaled:
    """Have one replica, or with an empty name all of a service, take nothing more, finish, leave its groups and end.

    Raises:
        StackError: Nothing is up, or there is no such service or replica.
    """
    with changing():
        state = need_state()
        _check(service)
        there = state.replicas(service)
        wanted = [each for each in there if replica in {"", each.name, str(_number(each))}]
        if not wanted:
            raise StackError(f"{service} has no replica {replica}; `muster status` shows those that run.")
        return _end(state, wanted, report)


def _check(service: str) -> None:
    if service not in MODULES:
        raise StackError(f"There is no service {service}; there are {', '.join(MODULES)}.")


def _number(running: Running) -> int:
    return int(running.name.partition("-")[2] or 1)


def _settle(state: LocalState, service: str, report: Report) -> None:
    """Finish what an interrupted command left, and forget what is gone."""
    _end(state, [each for each in state.replicas(service) if each.phase == "ending"], report)
    for each in state.replicas(service):
        if processes.find(each) is None:
            _forget(state, [each])
        elif each.phase == "starting":
            _end(state, [each], report)


def _start(state: LocalState, service: str, more: int, report: Report, *, tethered: bool) -> Scaled:
    taken = {_number(each) for each in state.replicas(service)}
    numbers = [number for number in range(1, more + len(taken) + 1) if number not in taken][:more]
    names = [service if number == 1 else f"{service}-{number}" for number in numbers]
    with contextlib.closing(Preloader(tethered=tethered)) as preloader:
        started: list[tuple[PreloadedChild, Running]] = []
        try:
            for name, port in zip(names, _ports(state, service, more), strict=True):
                with _uninterrupted():
                    started.append(_start_one(state, service, name, port, preloader))
            for child, running in started:
                report(f"waiting for {running.name}")
                child.wait_until(lambda url=running.url: is_ready(str(url)), within_seconds=READY_SECONDS)  # type: ignore[misc]
                running.phase = "up"
                _point(state, service)
        except BaseException:  # also Ctrl-C: what is not ready is in nobody's way
            _end(state, [running for _, running in started if running.phase == "starting"], report)
            raise
    return Scaled(started=tuple(names))


@contextlib.contextmanager
def _uninterrupted() -> Iterator[None]:
    """Let Ctrl-C and SIGTERM wait until a process that was started is on record."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT, signal.SIGTERM})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_one(
    state: LocalState, service: str, name: str, port: int, preloader: Preloader
) -> tuple[PreloadedChild, Running]:
    variables = replica_environment(state) | {f"MUSTER_{service.upper()}_PORT": str(port)}
    log = home() / "logs" / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    child = PreloadedChild(name, MODULES[service], log, preloader, variables)
    child.start()
    running = Running(
        name=name,
        pid=child.pid,
        started_at=processes.started_at(child.pid),
        url=f"http://127.0.0.1:{port}",
        log=str(log),
        phase="starting",
    )
    state.processes.append(running)
    write_state(state)
    return child, running


def _ports(state: LocalState, service: str, count: int) -> list[int]:
    """Distinct ports: the service's known one where nobody has it, so that it is found again where it was, then others.

    A replica that is starting has its port too, though nothing listens there yet.
    """
    known = urlsplit(state.services.get(service, "")).port
    taken = {urlsplit(str(each.url)).port for each in state.replicas(service)}
    again = [known] if known is not None and known not in taken and is_free(known) else []
    others = [port for port in free_ports(count + len(taken) + len(again)) if port not in {*taken, *again}]
    return [*again, *others][:count]


def _end(state: LocalState, replicas: Sequence[Running], report: Report) -> Scaled:
    """Take replicas off the gateway's list, ask them to end, and forget them once they have."""
    if not replicas:
        return Scaled()
    names = tuple(each.name for each in replicas)
    for each in replicas:
        each.phase = "ending"
    write_state(state)
    report(f"waiting for {', '.join(names)} to finish")
    stubborn = processes.ask_to_end(replicas)
    processes.end(stubborn, PROBE_SECONDS)
    _forget(state, replicas)
    return Scaled(ended=names, killed=tuple(each.name for each in stubborn))


def _forget(state: LocalState, replicas: Sequence[Running]) -> None:
    state.processes = [each for each in state.processes if each not in replicas]
    for service in {each.service for each in replicas}:
        _point(state, service)


def _point(state: LocalState, service: str) -> None:
    """Keep the one address that scripts know at a replica that lives, as long as there is one; write the state."""
    urls = [str(each.url) for each in state.replicas(service) if each.phase == "up"]
    if urls and state.services.get(service) not in urls:
        state.services[service] = urls[0]
    state.gateway = state.services["gateway"]
    write_state(state)
