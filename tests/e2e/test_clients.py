"""The clients speak to a running system: lists, commands, refusals, repeats, the stream and webhooks."""

from __future__ import annotations

import json
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.inbox import MessageStored
from deploy.checks.api import node, steps
from tests.e2e.in_between import InBetween, in_between
from tests.e2e.receiver import Received, receiver
from tests.e2e.rig import Brand, eventually, words

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
    assert len(streams) == 1 + len(CUTS)
    places = [each.headers.get("last-event-id") for each in streams]
    assert places[0] is None
    assert len(set(places)) == len(places)


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
