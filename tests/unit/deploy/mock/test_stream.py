"""The stream of the mock server tells of every kind of event, and goes on behind a position."""

from __future__ import annotations

from itertools import pairwise

import pytest
from starlette.requests import Request

from chassis.http.problem import Invalid
from deploy.mock.stream import example_events, frames


def _asked(query: str = "", last: str | None = None) -> Request:
    headers = [(b"last-event-id", last.encode())] if last else []
    return Request({"type": "http", "method": "GET", "headers": headers, "query_string": query.encode()})


async def _told(request: Request, count: int) -> list[dict[str, str]]:
    told: list[dict[str, str]] = []
    async for frame in frames(request, 0):
        told.append(dict(line.split(": ", 1) for line in frame.decode().strip().splitlines()))
        if len(told) == count:
            break
    return told


async def test_a_stream_begins_with_ready_and_tells_each_kind_of_event_once() -> None:
    kinds = [kind for kind, _ in example_events()]
    first, *rest = await _told(_asked(), 1 + len(kinds))
    assert first["event"] == "ready"
    assert [each["event"] for each in rest] == kinds
    assert {kind.partition(".")[0] for kind in kinds} == {"crisis", "inbox", "routing"}
    ids = [each["id"] for each in (first, *rest)]
    assert all(one != other for one, other in pairwise(ids))


async def test_a_stream_goes_on_behind_the_position_it_is_given() -> None:
    told = await _told(_asked(), 6)
    assert await _told(_asked(last=told[2]["id"]), 3) == told[3:]
    assert await _told(_asked(f"last_event_id={told[2]['id']}"), 3) == told[3:]


async def test_a_stream_tells_what_is_asked_for() -> None:
    told = await _told(_asked("types=inbox.message_stored.v1"), 3)
    assert [each["event"] for each in told[1:]] == ["inbox.message_stored.v1"] * 2
    assert all("event" not in each for each in (await _told(_asked("conversation=nobody"), 3))[1:])
    with pytest.raises(Invalid):
        await _told(_asked("types=everything"), 1)
