"""`.muster/stack.json`: all that a script needs to use what `muster up` started. Readable by its owner only.

Beside it `addresses.json` tells the gateway where the replicas of each service are; it follows from the state.
"""

import contextlib
import fcntl
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, Field

from deploy.stack.errors import StackError


class Running(BaseModel):
    """A process: `started_at` (seconds since the epoch, from the kernel) tells it from a later one of the same id.

    A replica takes requests while its `phase` is `up`.
    """

    name: str
    pid: int
    started_at: float
    url: str | None = None
    log: str = ""
    phase: Literal["starting", "up", "ending"] = "up"

    @property
    def service(self) -> str:
        """What it is a process of: `inbox-2` is a replica of inbox."""
        return self.name.partition("-")[0]


class IntegrationAccess(BaseModel):
    """An integration with what is needed to speak through it. `webhook` is the path its platform posts to."""

    id: str
    channel: str
    webhook: str
    secrets: dict[str, str] = Field(default_factory=dict)
    key: str = ""


class BrandAccess(BaseModel):
    """A demo brand: a key for each role, and each integration by its slug."""

    name: str
    keys: dict[str, str] = Field(default_factory=dict)
    integrations: dict[str, IntegrationAccess] = Field(default_factory=dict)


class LocalState(BaseModel):
    """What runs, where it is, and the keys to it. The secrets outlive `muster down`, because the data does."""

    gateway: str = ""
    services: dict[str, str] = Field(default_factory=dict)
    mongo: str = ""
    kafka: str = ""
    internal_key: str = ""
    seal_key: str = ""
    bootstrap_key: str = ""
    variables: dict[str, str] = Field(default_factory=dict)
    brands: dict[str, BrandAccess] = Field(default_factory=dict)
    processes: list[Running] = Field(default_factory=list)

    def replicas(self, service: str) -> list[Running]:
        """The processes of a service, as far as is known."""
        return [each for each in self.processes if each.url is not None and each.service == service]

    def addresses(self) -> dict[str, list[str]]:
        """Where the gateway finds the replicas of each other service."""
        services = {each.service for each in self.processes if each.url is not None} | set(self.services)
        return {
            service: [str(each.url) for each in self.replicas(service) if each.phase == "up"]
            for service in sorted(services - {"gateway"})
        }


def home() -> Path:
    """The folder of the local stack: `$MUSTER_HOME`, else `.muster` below the current folder."""
    return Path(os.environ.get("MUSTER_HOME") or ".muster").absolute()


def state_path() -> Path:
    """Where the state is."""
    return home() / "stack.json"


def read_state() -> LocalState | None:
    """Read the state, or None when nothing was ever started here."""
    path = state_path()
    return LocalState.model_validate_json(path.read_bytes()) if path.exists() else None


def need_state() -> LocalState:
    """Read the state of a stack that is up.

    Raises:
        StackError: When nothing is up.
    """
    state = read_state()
    if state is None or not state.gateway:
        raise StackError(f"Nothing is up here ({state_path()} names no gateway). Start it with `muster up`.")
    return state


def addresses_path() -> Path:
    """Where the gateway reads the addresses of replicas."""
    return home() / "addresses.json"


def write_state(state: LocalState) -> None:
    """Replace the state at once, and then the addresses that follow from it."""
    _replace(state_path(), state.model_dump_json(indent=2))
    _replace(addresses_path(), json.dumps(state.addresses()))


def lock_path() -> Path:
    """What a command that changes the stack holds locked. It stays: one that is removed locks nobody out."""
    return home() / "lock"


@contextlib.contextmanager
def changing() -> Iterator[None]:
    """Keep other commands from changing the stack meanwhile; a command that dies holds nothing up.

    Raises:
        StackError: Another command is changing it.
    """
    home().mkdir(mode=0o700, parents=True, exist_ok=True)
    with lock_path().open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StackError("Another `muster` command is changing the stack; wait for its end.") from None
        yield


def _replace(path: Path, text: str) -> None:
    """Write a file in one step; mode 0600 from the first byte on, because the state holds keys."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}")
    with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(text + "\n")
    partial.replace(path)
