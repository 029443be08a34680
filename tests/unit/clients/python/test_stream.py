"""The client for Python follows the stream over cuts, and reads frames in any pieces."""

from __future__ import annotations

import httpx
import pytest

from muster_client import MusterError, StreamEnd, StreamEvent, StreamReady, StreamReset
from tests.support.answered import Answered, problem, said, streamed

READY = "id: p1\r\nevent: ready\r\ndata: {}\r\n\r\n"
OVER = 'event: end\ndata: {"reason": "scope_ended"}\n\n'


def test_a_stream_that_breaks_goes_on_behind_the_last_position() -> None:
    first = READY + 'id: p2\nevent: a.b.v1\ndata: {"id": "é1"}\n\n: heartbeat\nid: p3\n\nid: p4\nevent'
    second = 'id: p9\nevent: reset\ndata: {"reason": "too_far_behind"}\n\n' + OVER
    away = problem(503, "unavailable")
    rig = Answered([streamed(first, breaks=True), away, httpx.ConnectError("away"), streamed(second)])
    assert list(rig.client().stream(["a.*", "b.*"])) == [
        StreamReady("p1"),
        StreamEvent("a.b.v1", "p2", {"id": "é1"}),
        StreamReset("p9", "too_far_behind"),
        StreamEnd("scope_ended"),
    ]
    assert rig.fields("last-event-id") == [None, "p3", "p3", "p3"]
    assert str(rig.asked[0].url) == "http://muster/v1/stream?types=a.%2A%2Cb.%2A"
    assert len(rig.slept) == 3


def test_a_stream_that_the_api_ends_for_a_while_goes_on() -> None:
    ends = ["too_slow", "log_away", "shutting_down"]
    rig = Answered([streamed(f'event: end\ndata: {{"reason": "{each}"}}\n\n') for each in ends] + [streamed(OVER)])
    told = list(rig.client().stream(last_event_id="p0"))
    assert [each.reason for each in told if isinstance(each, StreamEnd)] == [*ends, "scope_ended"]
    assert rig.fields("last-event-id") == ["p0"] * 4


def test_a_stream_waits_as_long_as_it_is_asked_to() -> None:
    rig = Answered([said({}, 429, retry_after="3600"), streamed(OVER)])
    assert list(rig.client().stream()) == [StreamEnd("scope_ended")]
    assert rig.slept == [3600]


def test_a_key_that_ended_ends_a_stream_and_a_function_is_asked_for_another() -> None:
    ended = 'event: end\ndata: {"reason": "credential_ended"}\n\n'
    assert list(Answered([streamed(ended)]).client().stream()) == [StreamEnd("credential_ended")]
    rig = Answered([streamed(ended), problem(401, "unauthenticated")])
    with pytest.raises(MusterError, match="401"):
        list(rig.client(credential=lambda: "t").stream())
    assert len(rig.asked) == 2


def test_a_ticket_comes_with_the_address_to_open() -> None:
    rig = Answered([said({"ticket": "klm.1.s", "expires_at": "2026-03-14T10:26:00Z"}, 201)])
    assert rig.client().ticket(["inbox.*"]).url == "http://muster/v1/stream?ticket=klm.1.s&types=inbox.%2A"
