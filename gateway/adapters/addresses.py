"""Where the processes of each service are: as configured, as a file says now, each name as it resolves now."""

from __future__ import annotations

import asyncio
import contextlib
import socket
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import structlog
from pydantic import StringConstraints, TypeAdapter
from yarl import URL

from chassis.background import BackgroundTask
from chassis.sparing_log import SparingLog

log = structlog.get_logger(__name__)

RESOLVE_SECONDS = (
    3.0  # a replica that was added is used this soon; Docker's and Kubernetes' DNS are asked on this machine
)
FIRST_LOOK_SECONDS = 2.0  # a start waits so long for names; what does not resolve yet is asked for again

_FORM = TypeAdapter(dict[str, tuple[Annotated[str, StringConstraints(pattern=r"^https?://[^,\s]+$")], ...]])

Resolve = Callable[[str], Awaitable[Sequence[str]]]
"""The IP addresses of a name; raises OSError where it has none."""


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """One process: base URL with an IP address, and the name it was reached by (`name:port`), for `Host` and TLS."""

    base: str
    authority: str
    name: str


async def resolve(name: str) -> Sequence[str]:
    """Ask the system's resolver."""
    found = await asyncio.get_running_loop().getaddrinfo(name, None, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


class Addresses:
    """The addresses of each service; start and stop what resolves names anew every few seconds.

    Args:
        configured: Base URLs of each service; a name stands for all addresses it resolves to.
        file: JSON of base URLs by service, `{"inbox": ["http://127.0.0.1:4001"]}`, which goes before what is
            configured; it is read again whenever it changes.
        resolver: How names are resolved.

    Raises:
        ValueError: One that is configured is no base URL.
    """

    def __init__(
        self, configured: Mapping[str, Sequence[str]], file: Path | None = None, resolver: Resolve = resolve
    ) -> None:
        self._configured = {service: _urls(bases) for service, bases in configured.items()}
        self._bases = dict(self._configured)
        self._file = file
        self._file_version: tuple[int, int, int] | None = None
        self._unreadable = SparingLog("addresses_unreadable")
        self._resolver = resolver
        self._resolved: dict[str, tuple[str, ...]] = {}
        self._known: dict[str, tuple[ServiceAddress, ...]] = {}
        self._wanted = asyncio.Event()
        self._looking = BackgroundTask(self._keep_looking, "addresses")

    async def start(self) -> None:
        """Look once, and go on looking."""
        self._read_file()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(FIRST_LOOK_SECONDS):
                await self.look()
        self._looking.start()

    async def stop(self) -> None:
        """Look no more."""
        await self._looking.stop()

    def of(self, service: str) -> Sequence[ServiceAddress]:
        """The addresses of a service as far as they are known now."""
        self._read_file()
        if service not in self._known:
            self._known[service] = tuple(
                dict.fromkeys(each for base in self._bases[service] for each in self._at(base))
            )
        return self._known[service]

    async def look(self) -> None:
        """Resolve every name anew; one that does not resolve now keeps what it had."""
        names = {name for bases in self._bases.values() for base in bases if (name := _name(base)) is not None}
        await asyncio.gather(*(self._look_up(name) for name in names))

    async def _keep_looking(self) -> None:
        while True:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(RESOLVE_SECONDS):
                    await self._wanted.wait()
            self._wanted.clear()
            try:
                await self.look()
            except Exception as failure:  # a bug met by one look must not end those to come
                log.error("addresses_look_failed", error=type(failure).__name__)

    async def _look_up(self, name: str) -> None:
        try:
            found = tuple(sorted(await self._resolver(name)))
        except (OSError, ValueError):  # ValueError: what no name may be, such as `inbox..svc` (UnicodeError)
            return
        if found != self._resolved.get(name):
            self._resolved[name] = found
            self._known.clear()

    def _at(self, base: URL) -> list[ServiceAddress]:
        name = _name(base)
        if name is None:
            return [_address(base, base)]
        return [_address(base.with_host(each), base) for each in self._resolved.get(name, ())]

    def _read_file(self) -> None:
        """Take what the file says, if it changed; what cannot be read changes nothing."""
        if self._file is None:
            return
        try:
            there = self._file.stat()
            version = (there.st_ino, there.st_mtime_ns, there.st_size)
            if version == self._file_version:
                return
            told = self._file.read_bytes()
            self._file_version = version  # not before it was read: what could not be is tried again
            self._bases = self._configured | _told(told, set(self._configured))
        except (OSError, ValueError) as failure:
            if not isinstance(failure, FileNotFoundError):
                self._unreadable.warning(error=type(failure).__name__)
            return
        self._known.clear()
        self._wanted.set()


def _told(text: bytes, services: set[str]) -> dict[str, tuple[URL, ...]]:
    """The base URLs of known services; raises ValueError for any other form."""
    bases = _FORM.validate_json(text)
    return {service: _urls(bases[service]) for service in services & set(bases)}


def _urls(bases: Sequence[str]) -> tuple[URL, ...]:
    """Read base URLs; raises ValueError for one without a host, or with a port that is none."""
    urls = tuple(URL(base) for base in bases)
    if any(not url.host for url in urls):
        raise ValueError("a base URL names a host")
    return urls


def _name(base: URL) -> str | None:
    """The name in a base URL; None where it has an IP address."""
    host = base.host or ""
    try:
        ip_address(host)
    except ValueError:
        return host
    return None


def _address(base: URL, configured: URL) -> ServiceAddress:
    return ServiceAddress(str(base).rstrip("/"), configured.authority, configured.host or "")
