"""The stream of the mock server: an example of every kind of event, one after the other, for ever."""

from __future__ import annotations

import asyncio
import itertools
import json
from collections.abc import AsyncIterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from gateway.application.subscription import StreamFrame
from gateway.domain.streams import SCOPE_OF_KIND, may_see
from gateway.http.feed_query import filter_of
from gateway.http.stream import PARAMETERS

EXAMPLES = Path(__file__).parents[2] / "contracts/examples"
SIGHT = frozenset(SCOPE_OF_KIND.values())
PREFIX = "mock-"  # a position counts the frames before it


def example_events() -> list[tuple[str, dict[str, object]]]:
    """The type and an example of every event that a stream tells of."""
    found = [(path.stem, json.loads(path.read_text())) for path in sorted(EXAMPLES.glob("*.json"))]
    return [each for each in found if may_see(each[0], SIGHT)]


async def frames(request: Request, every_seconds: float) -> AsyncIterator[bytes]:
    """The stream's bytes; one that resumes begins behind its position."""
    asked = filter_of(request, PARAMETERS)
    events = [each for each in example_events() if asked.takes(each[0], str(each[1]["subject"]))]
    last = request.headers.get("last-event-id") or request.query_params.get("last_event_id") or ""
    number = last.removeprefix(PREFIX)
    begin = int(number) if number.isascii() and number.isdigit() else 0
    if not last:
        yield b"id: %b0\nevent: ready\ndata: {}\n\n" % PREFIX.encode()
    for count in itertools.count(begin):
        await asyncio.sleep(every_seconds)
        if events:
            kind, event = events[count % len(events)]
            yield StreamFrame(kind, f"{PREFIX}{count + 1}", json.dumps(event).encode()).wire()
        else:
            yield b": heartbeat\nid: %b%d\n\n" % (PREFIX.encode(), count + 1)


def stream(request: Request, every_seconds: float) -> Response:
    """The answer."""
    content = frames(request, every_seconds)
    return StreamingResponse(content, media_type="text/event-stream", headers={"Cache-Control": "no-store"})
