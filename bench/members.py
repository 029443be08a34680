"""The services of a running stack as processes: ended, started again with other settings, and more replicas of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from urllib.parse import urlsplit

from deploy.local import processes
from deploy.local.launch import READY_SECONDS
from deploy.local.preloaded import Preloader
from deploy.local.services import Address, environment, forked_child, is_ready, replica_environment
from deploy.local.state import LocalState, Running, home, write_state
from deploy.stack.child import Child

SERVICES = ("inbox", "routing", "crisis", "analytics")


class Members:
    """Adds to and takes from the processes of a state, and writes it, so that what ends the stack ends these too."""

    def __init__(self, state: LocalState) -> None:
        self._state = state
        self._preloader = Preloader(tethered=True)

    def add(self, services: Iterable[str], number: int) -> None:
        """One more replica of each service, ready; the second of the inbox is named `inbox-2`."""
        started = []
        for service in services:
            variables = replica_environment(self._state)
            address = Address(service, int(variables[f"MUSTER_{service.upper()}_PORT"]))
            started.append((address, self._start(service, variables, number)))
        self._await(started, f"-{number}")

    def end(self, names: Iterable[str]) -> None:
        """End the processes of these names and wait until they are gone."""
        wanted = set(names)
        processes.end([each for each in self._state.processes if each.name in wanted])
        self._state.processes = [each for each in self._state.processes if each.name not in wanted]
        write_state(self._state)

    def start(self, services: Iterable[str], settings: Mapping[str, str] | None = None) -> None:
        """Start services that were ended, each at its own address, with settings on top; ready when it returns."""
        addresses = [Address(name, urlsplit(url).port or 0) for name, url in self._state.services.items()]
        variables = environment(self._state, addresses) | self._state.variables | dict(settings or {})
        wanted = set(services)
        self._await([(each, self._start(each.service, variables, 1)) for each in addresses if each.service in wanted])

    def _start(self, service: str, variables: dict[str, str], number: int) -> Child:
        child = forked_child(service, variables, home() / "logs" / str(number), self._preloader)
        child.start()
        return child

    def _await(self, started: Sequence[tuple[Address, Child]], suffix: str = "") -> None:
        self._state.processes += [
            Running(
                name=f"{address.service}{suffix}",
                pid=child.pid,
                started_at=processes.started_at(child.pid),
                url=address.url,
                log=str(child.log),
            )
            for address, child in started
        ]
        write_state(self._state)
        for address, child in started:
            child.wait_until(lambda url=address.url: is_ready(url), within_seconds=READY_SECONDS)  # type: ignore[misc]
