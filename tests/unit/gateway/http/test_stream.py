"""A stream ends with the credential it was opened with, also while nothing happens and no heartbeat is due."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from chassis.auth import Principal
from chassis.clock import FixedClock
from chassis.errors import Unauthenticated
from gateway.application.access import VerifiedCaller
from gateway.application.subscription import Subscription
from gateway.http import stream
from gateway.http.stream import Stream


class QuietFeed:
    """A feed in which nothing happens."""

    @contextlib.asynccontextmanager
    async def joined(self) -> AsyncIterator[int]:
        yield 1

    def subscribe(self, _: Subscription) -> list[int]:
        return [0]

    def unsubscribe(self, _: Subscription) -> None: ...

    def position_of(self, _: Subscription) -> list[int]:
        return [0]


class Credential:
    """Says who is calling until it is ended."""

    ended = False

    async def caller(self, _: str | None) -> VerifiedCaller:
        if self.ended:
            raise Unauthenticated("the credential is not valid")
        return VerifiedCaller(Principal("klm", "ada", "person", scopes=frozenset({"stream:read"})), "person", "Ada")


def test_a_quiet_stream_asks_often_enough_to_end_within_five_seconds() -> None:
    remembered_seconds = 1.0
    assert stream.QUIET_SECONDS + remembered_seconds < 5.0


async def test_a_quiet_stream_ends_with_its_credential_before_the_next_heartbeat(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(stream, "QUIET_SECONDS", 0.01)
    monkeypatch.setattr(stream, "CHECK_SECONDS", 0.0)
    credential = Credential()
    parts = SimpleNamespace(
        access=credential,
        feed=QuietFeed(),
        publisher=SimpleNamespace(ready=True),
        clock=FixedClock(datetime(2026, 1, 1, tzinfo=UTC)),
        settings=SimpleNamespace(streams_per_person=1, stream_queue_events=10, stream_heartbeat_seconds=600.0),
    )
    scope: dict[str, Any] = {
        "type": "http",
        "headers": [(b"authorization", b"Bearer t")],
        "query_string": b"",
        "app": SimpleNamespace(state=SimpleNamespace(application=parts)),
    }
    said: list[bytes] = []

    async def send(message: Any) -> None:
        said.append(message.get("body", b""))
        credential.ended = credential.ended or b"event: ready" in said[-1]

    async def receive() -> Any:
        return await asyncio.Event().wait()

    async with asyncio.timeout(10):
        await Stream()(scope, receive, send)

    assert said[-2] == b'event: end\ndata: {"reason": "credential_ended"}\n\n'
    assert not any(b"heartbeat" in each for each in said)
