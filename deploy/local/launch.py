"""Start everything on this machine, and end it: the order of things behind `muster up` and `muster down`."""

import asyncio
import base64
import contextlib
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from chassis.clock import SystemClock
from deploy.keeping.installation import Installation
from deploy.keeping.migrating import migrate
from deploy.local import processes
from deploy.local.preloaded import Preloader
from deploy.local.seed import DEMO_BRANDS, seed_brand
from deploy.local.services import (
    MODULES,
    Address,
    addresses_variable,
    choose_addresses,
    environment,
    forked_child,
    is_ready,
    new_key,
)
from deploy.local.state import LocalState, Running, changing, home, lock_path, read_state, write_state
from deploy.local.topics import make_topics
from deploy.stack.child import Child
from deploy.stack.errors import StackError
from deploy.stack.stack import Stack

READY_SECONDS = 60.0  # a service is ready in two or three; six starting at once on two cores take longer


@dataclass(frozen=True, slots=True)
class LaunchOptions:
    """What to start. `tethered` ends all of it with this process, which alone calls it: its gateway takes any port.

    `variables` are settings on top of the usual.
    """

    mongo_members: int = 1
    kafka_nodes: int = 1
    tethered: bool = False
    seed: bool = True
    variables: Mapping[str, str] = field(default_factory=dict)


def launch(options: LaunchOptions, report: Callable[[str], None]) -> LocalState:
    """Start the real parts, the topics, the services and the demo brands; return where they are.

    What was started is ended again when any of it fails.

    Raises:
        StackError: When something is up already, is missing or does not start.
    """
    with changing():
        return _launch(options, report)


def _launch(options: LaunchOptions, report: Callable[[str], None]) -> LocalState:
    state = read_state() or LocalState()
    if any(processes.find(running) for running in state.processes):
        raise StackError(f"Muster is up already at {state.gateway}; `muster down` ends it.")
    state.internal_key = state.internal_key or new_key()
    state.seal_key = state.seal_key or new_key()
    state.bootstrap_key = state.bootstrap_key or secrets.token_urlsafe(32)
    preloading = Preloader(tethered=options.tethered, modules=MODULES.values())
    with _undone_on_failure(state), contextlib.closing(preloading) as preloader:
        _start_parts(state, options, report)
        report("taking the migrations that are missing")
        asyncio.run(migrate(_installation(state), SystemClock(), lambda _service, _step: None, wait=True))
        _start_services(state, options, preloader, report)
        if options.seed:
            for brand in DEMO_BRANDS:
                report(f"making the demo brand {brand.name}")
                access = state.brands.get(brand.id)
                state.brands[brand.id] = seed_brand(state.gateway, state.bootstrap_key, brand, access)
    write_state(state)
    return state


def stop_all(*, erase: bool = False) -> int:
    """End what is up, services first; with `erase` the data and the keys to it go too.

    Returns:
        How many processes were there to end.
    """
    with changing():
        state = read_state()
        ended = _end(state) if state else 0
        if erase:
            _erase()
    return ended


def _erase() -> None:
    for each in home().iterdir():
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each, ignore_errors=True)
        elif each != lock_path():
            each.unlink(missing_ok=True)


@contextlib.contextmanager
def _undone_on_failure(state: LocalState) -> Iterator[None]:
    try:
        yield
    except BaseException:
        _end(state)
        raise


def _end(state: LocalState) -> int:
    parts = [running for running in state.processes if running.url is None]
    services = [running for running in state.processes if running.url is not None]
    ended = processes.end(services[::-1]) + processes.end(parts)
    state.processes, state.services, state.gateway = [], {}, ""
    write_state(state)
    return ended


def _start_parts(state: LocalState, options: LaunchOptions, report: Callable[[str], None]) -> None:
    directory = home() / "data" / f"{options.mongo_members}-mongod-{options.kafka_nodes}-kafka"
    stack = Stack(
        directory,
        mongo_members=options.mongo_members,
        kafka_nodes=options.kafka_nodes,
        tethered=options.tethered,
        report=report,
    ).start()
    state.mongo, state.kafka = stack.mongo_url, stack.kafka_bootstrap
    state.processes = [_running(child, None) for child in stack.children]
    write_state(state)
    report("making the topics")
    asyncio.run(make_topics(state.kafka, ""))


def _installation(state: LocalState) -> Installation:
    return Installation(state.mongo, state.kafka, "", base64.b64decode(state.seal_key))


def _start_services(
    state: LocalState, options: LaunchOptions, preloader: Preloader, report: Callable[[str], None]
) -> None:
    addresses = choose_addresses(well_known=not options.tethered)
    variables = environment(state, addresses) | addresses_variable() | dict(options.variables)
    state.variables = dict(options.variables)
    started: list[tuple[Address, Child]] = []
    for address in addresses:
        child = forked_child(address.service, variables, home() / "logs", preloader)
        child.start()
        started.append((address, child))
        state.processes.append(_running(child, address.url))
        write_state(state)
    for done, (address, child) in enumerate(started):
        report(f"waiting for {address.service} ({done} of {len(started)} ready)")
        child.wait_until(lambda url=address.url: is_ready(url), within_seconds=READY_SECONDS)  # type: ignore[misc]
    state.services = {address.service: address.url for address in addresses}
    state.gateway = state.services["gateway"]
    report("the gateway and the four services are ready")


def _running(child: Child, url: str | None) -> Running:
    return Running(
        name=child.name, pid=child.pid, started_at=processes.started_at(child.pid), url=url, log=str(child.log)
    )
