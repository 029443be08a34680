"""MongoDB or Kafka stops answering: callers are told at once, what was accepted is kept, and all recovers by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http import HTTPStatus

import psutil
import pytest

from deploy.local import processes
from deploy.local.state import LocalState
from tests.e2e.rig import Answer, Brand, ask, eventually, words
from tests.support.promptness import AT_ONCE_SECONDS

NOTICED_SECONDS = AT_ONCE_SECONDS + 2.5  # a server that hangs is known by a heartbeat that fails
RECOVERED_SECONDS = 60.0


@contextmanager
def stopped(system: LocalState, name: str) -> Iterator[None]:
    """Keep every process of this kind from running meanwhile: its connections stay open and nothing answers."""
    found = [processes.find(each) for each in system.processes if each.name.startswith(name)]
    stopped: list[psutil.Process] = [each for each in found if each is not None]
    assert stopped, f"no {name} runs here"
    try:
        for process in stopped:
            process.suspend()
        yield
    finally:
        for process in stopped:
            process.resume()


def _timed(call: Callable[[], Answer]) -> tuple[Answer, float]:
    began = time.monotonic()
    answer = call()
    return answer, time.monotonic() - began


def _says_try_again(answer: Answer) -> None:
    assert answer.status == HTTPStatus.SERVICE_UNAVAILABLE, answer.body
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.json()["status"] == HTTPStatus.SERVICE_UNAVAILABLE


def _ready(url: str) -> bool:
    return ask(url, "GET", "/health/ready").status == HTTPStatus.OK


def _all_well(system: LocalState) -> None:
    eventually(lambda: all(map(_ready, system.services.values())), "all processes ready", RECOVERED_SECONDS)


def _balanced(brand: Brand, stored: int) -> None:
    """All of it is in conversations, and the ledger knows what became of everything."""
    eventually(lambda: brand.inbound() == stored, "what was accepted", RECOVERED_SECONDS)
    eventually(lambda: brand.ledger()["stored"] == stored, "the same in the ledger")
    assert brand.ledger()["difference"] == 0


def test_while_mongodb_hangs_callers_are_told_and_what_was_accepted_is_stored_afterwards(
    system: LocalState, brand: Brand
) -> None:
    assert brand.post([words(number) for number in range(20)]).status == HTTPStatus.ACCEPTED
    accepted = 20

    with stopped(system, "mongod"):
        known = brand.post_once(words(20))  # the key was seen within the last second, and the log is there
        assert known.status in {HTTPStatus.ACCEPTED, HTTPStatus.SERVICE_UNAVAILABLE}
        accepted += known.status == HTTPStatus.ACCEPTED
        first, took = _timed(lambda: brand.ask("GET", "/v1/conversations"))
        _says_try_again(first)
        assert took < NOTICED_SECONDS
        for method, path, body in (
            ("GET", "/v1/conversations", None),
            ("GET", "/v1/tasks", None),
            ("POST", "/v1/incidents", {"title": "Ash", "severity": 1}),
        ):
            answer, took = _timed(lambda m=method, p=path, b=body: brand.ask(m, p, b))  # type: ignore[misc]
            _says_try_again(answer)
            assert took < AT_ONCE_SECONDS, (path, took)
        refused, took = _timed(lambda: brand.post_once(words(21)))
        _says_try_again(refused)
        assert took < AT_ONCE_SECONDS
        assert [name for name, url in system.services.items() if _ready(url)] == []
        assert {ask(url, "GET", "/health/live").status for url in system.services.values()} == {HTTPStatus.OK}

    _all_well(system)
    _balanced(brand, accepted)
    assert list(brand.every("/v1/incidents")) == []
    assert brand.post(words(21)).status == HTTPStatus.ACCEPTED
    _balanced(brand, accepted + 1)


def test_while_kafka_hangs_nothing_is_accepted_and_the_same_event_counts_once_afterwards(
    system: LocalState, brand: Brand
) -> None:
    assert brand.post(words(1)).status == HTTPStatus.ACCEPTED
    eventually(lambda: brand.inbound() == 1, "the first message")

    with stopped(system, "kafka"):
        for _ in range(2):
            refused, took = _timed(lambda: brand.post_once(words(2)))
            _says_try_again(refused)
            assert took < AT_ONCE_SECONDS
        eventually(lambda: not _ready(system.gateway), "a gateway that is not ready", NOTICED_SECONDS)
        reading, took = _timed(lambda: brand.ask("GET", "/v1/conversations"))
        assert reading.status == HTTPStatus.OK, "what is stored can still be read"
        assert took < AT_ONCE_SECONDS
        _says_try_again(brand.post_once(words(2)))
        stream, took = _timed(lambda: brand.ask("GET", "/v1/stream"))
        _says_try_again(stream)
        assert took < AT_ONCE_SECONDS

    assert brand.post(words(2)).status == HTTPStatus.ACCEPTED, "the same event, taken"
    _all_well(system)
    _balanced(brand, 2)


@pytest.mark.parametrize("service", ["inbox", "routing", "crisis", "analytics"])
def test_while_a_service_hangs_the_others_go_on_and_events_are_taken(
    system: LocalState, brand: Brand, service: str
) -> None:
    paths = {"inbox": "/v1/conversations", "routing": "/v1/tasks", "crisis": "/v1/incidents", "analytics": "/v1/live"}

    with stopped(system, service):
        for name in paths.keys() - {service}:
            assert brand.ask("GET", paths[name]).status == HTTPStatus.OK
        assert brand.post(words(1)).status == HTTPStatus.ACCEPTED

    assert brand.ask("GET", paths[service]).status == HTTPStatus.OK
    eventually(lambda: brand.inbound() == 1, "the message that came meanwhile")
