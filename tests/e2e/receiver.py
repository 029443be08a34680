"""An endpoint of webhooks that takes whatever comes and keeps it as it came."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from http import HTTPStatus

from tests.support.listener import QuietHandler, listening


@dataclass(frozen=True, slots=True)
class Received:
    """One request; header names are lower case."""

    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What came to an address so far."""

    url: str = ""
    received: list[Received] = field(default_factory=list)


@contextlib.contextmanager
def receiver() -> Iterator[Receiver]:
    """Listen at an address of this machine."""
    state = Receiver()

    class Handler(QuietHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:  # noqa: N802 - the name http.server calls
            body = self.rfile.read(int(self.headers["content-length"]))
            state.received.append(Received({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(HTTPStatus.NO_CONTENT)
            self.end_headers()

    with listening(Handler, "receiver") as url:
        state.url = f"{url}/hook"
        yield state
