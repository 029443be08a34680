"""A test without a marker of the real parts opens no socket and starts no process; one that tries fails at once."""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

OPEN = ("integration", "e2e", "faults")
"""Markers of tests on real parts, which `make unit` leaves out."""

NETWORK = (socket.AF_INET, socket.AF_INET6)
"""Families that are refused; an event loop wakes itself by a pair of AF_UNIX."""


class NotInUnitTests(BaseException):
    """A unit test reached for the network or another process. No `except Exception` of the code under test hides it."""


def _refusing(name: str, others: frozenset[int | None]) -> Callable[..., Any]:
    """The call, refused to the test; `others` are threads of before, such as of a client that looks a last time."""
    real: Callable[..., Any] = getattr(socket.socket, name)

    def call(self: socket.socket, address: Any) -> Any:  # noqa: ANN401 - as socket has it
        if self.family in NETWORK and threading.get_ident() not in others:
            raise NotInUnitTests(f"socket.{name}({address!r}) in a unit test: it belongs in tests/integration")
        return real(self, address)

    return call


_SOCKET_CALLS = ("bind", "connect", "connect_ex")


def _start(_self: object, args: object, *_: object, **__: object) -> None:
    raise NotInUnitTests(f"a process was started in a unit test, it belongs in tests/integration: {args!r}")


@pytest.fixture(autouse=True)
def closed(request: pytest.FixtureRequest) -> Iterator[None]:
    """Refuse sockets and processes to whatever has no marker of the tests on real parts."""
    with pytest.MonkeyPatch.context() as guard:  # its own: a test may undo what it patched itself
        if not any(request.node.get_closest_marker(name) for name in OPEN):
            others = frozenset(thread.ident for thread in threading.enumerate()) - {threading.get_ident()}
            for name in _SOCKET_CALLS:
                guard.setattr(socket.socket, name, _refusing(name, others))
            guard.setattr(subprocess.Popen, "__init__", _start)
        yield
