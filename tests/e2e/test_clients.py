"""The clients speak to a running system: lists, commands, refusals, repeats, the stream and webhooks."""

from __future__ import annotations

import json
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.inbox import MessageStored
from deploy.checks.api import node, steps
from muster_client import Muster, MusterError, StreamEvent, StreamReady, WebhookError, verify_webhook
from tests.e2e.in_between import InBetween, in_between
from tests.e2e.receiver import Received, receiver
from tests.e2e.rig import Brand, eventually, words

STREAMED = 30
QUIET_SECONDS, STREAM_SECONDS = (
    10.0,
    40.0,
)  # after the first the client opens the stream anew, after the second it fails
CUTS = [4, 9]  # events that each stream tells before it is cut


@pytest.fixture
def between(brand: Brand) -> Iterator[InBetween]:
    """Give what lies before the gateway of a brand."""
    with in_between(brand.state.gateway) as made:
        yield made


@pytest.fixture
def webhook(brand: Brand) -> Iterator[tuple[str, Received]]:
    """Give a webhook as it was posted, with the secret of its endpoint."""
    with receiver() as taken:
        body = {"name": "CRM", "url": taken.url, "types": [MessageStored.type]}
        secret = brand.admin.post("/v1/webhook-endpoints", body)["secret"]
        brand.post(words(5000))
        yield secret, eventually(lambda: next(iter(taken.received), None), "the webhook")


@pytest.fixture(scope="session")
def built_typescript() -> str:
    """Build the client for TypeScript; gives the path of Node."""
    npm = node.npm_command()
    node.install(steps.CLIENT, npm)
    with tempfile.TemporaryDirectory() as room:
        assert steps.build(steps.Tools(npm[0], steps.CLIENT / "node_modules", Path(room))) == []
    return npm[0]


def _asked_of(between: InBetween, brand: Brand, webhook: tuple[str, Received]) -> dict[str, Any]:
    secret, received = webhook
    return {
        "url": between.url,
        "admin": brand.admin.key,
        "events": brand.generic.key,
        "webhook": {"secret": secret, "headers": received.headers, "body": received.body.decode()},
    }


def _was_repeated_once(between: InBetween) -> None:
    """The refused command came again under its key; events, which need none, came without."""
    first, second, *_ = between.of("POST", "/v1/people")
    assert (first.status, second.status) == (503, 201)
    assert first.headers["idempotency-key"] == second.headers["idempotency-key"]
    assert [each.status for each in between.of("POST", "/v1/events")][:2] == [503, 202]
    assert all("idempotency-key" not in each.headers for each in between.of("POST", "/v1/events"))


def _was_resumed(between: InBetween) -> None:
    streams = [each for each in between.of("GET", "/v1/stream") if "ticket" not in each.path]
    first, *others = [each.headers.get("last-event-id") for each in streams]
    assert first is None
    assert len(others) >= len(CUTS)
    assert None not in others


def test_the_client_for_typescript(
    brand: Brand, between: InBetween, webhook: tuple[str, Received], built_typescript: str
) -> None:
    between.refused += ["POST /v1/people", "POST /v1/events"]
    between.cuts += CUTS
    asked = {"MUSTER_CLIENT_TEST": json.dumps(_asked_of(between, brand, webhook))}
    ended: subprocess.CompletedProcess[str] = steps.run_tests(built_typescript, "stack.test.js", asked)
    assert ended.returncode == 0, ended.stdout
    _was_repeated_once(between)
    _was_resumed(between)


@pytest.fixture
def muster(brand: Brand, between: InBetween) -> Iterator[Muster]:
    """Give the client for Python of the brand's administrator."""
    with Muster(between.url, credential=lambda: brand.admin.key) as client:
        yield client


@pytest.fixture
def events(brand: Brand, between: InBetween) -> Iterator[Muster]:
    """Give the client for Python of the brand's integration."""
    with Muster(between.url, key=brand.generic.key) as client:
        yield client


def test_python_repeats_what_is_refused_for_now_and_reads_page_by_page(
    between: InBetween, muster: Muster, events: Muster
) -> None:
    between.refused += ["POST /v1/people", "POST /v1/events"]
    names = {"grace", "edsger", "barbara"}
    for name in sorted(names):
        assert muster.post("/v1/people", body={"id": name, "name": name, "roles": []}).status == 201
    pages = list(muster.pages("/v1/people", query={"limit": 2}))
    assert max(len(page["items"]) for page in pages) == 2
    found = [each["id"] for page in pages for each in page["items"]]
    assert len(found) == len(set(found))
    assert names < set(found)
    first, second = (events.post("/v1/events", body=words(1)).data["results"][0] for _ in range(2))
    assert first == second, "the same event has the same id"
    _was_repeated_once(between)


def test_python_is_told_what_is_wrong(muster: Muster) -> None:
    with pytest.raises(MusterError) as invalid:
        muster.post("/v1/people", body={})
    assert (invalid.value.status, invalid.value.code) == (422, "invalid")
    assert ("/name", "missing") in [(each["pointer"], each["code"]) for each in invalid.value.errors]

    where = {"person_id": "ida"}
    muster.post("/v1/people", body={"id": "ida", "name": "Ida", "roles": []})
    read = muster.get("/v1/people/{person_id}", params=where)
    assert read.etag is not None
    changed = muster.patch("/v1/people/{person_id}", params=where, body={"name": "Ida R."}, if_match=read.etag)
    assert changed.etag != read.etag
    with pytest.raises(MusterError) as late:
        muster.patch("/v1/people/{person_id}", params=where, body={"name": "I."}, if_match=read.etag)
    assert (late.value.status, late.value.code) == (412, "precondition_failed")


def test_a_stream_to_python_that_is_cut_loses_and_repeats_nothing(
    brand: Brand, between: InBetween, events: Muster
) -> None:
    deadline = time.monotonic() + STREAM_SECONDS

    def bounded(seconds: float) -> None:
        assert time.monotonic() < deadline, f"{len(heard)} of {STREAMED} events came"
        time.sleep(seconds)

    between.cuts += CUTS
    heard: list[dict[str, Any]] = []
    with Muster(between.url, key=brand.admin.key, sleep=bounded) as muster:
        for told in muster.stream([MessageStored.type], silence_seconds=QUIET_SECONDS):
            if isinstance(told, StreamReady) and not heard:
                for at in range(0, STREAMED, 5):
                    events.post("/v1/events", body=[words(at + more) for more in range(5)])
            elif isinstance(told, StreamEvent):
                heard.append(told.data)
            if len(heard) == STREAMED:
                break
    assert len({each["id"] for each in heard}) == STREAMED
    assert {each["text"] for each in heard} == {words(number)["text"] for number in range(STREAMED)}
    _was_resumed(between)


def test_python_takes_a_webhook_that_came_and_no_forged_one(webhook: tuple[str, Received]) -> None:
    secret, received = webhook
    found = verify_webhook(secret, received.headers, received.body)
    assert found.payload["type"] == MessageStored.type
    with pytest.raises(WebhookError):
        verify_webhook(secret, received.headers, received.body + b" ")
