"""Whom a request is sent to: a silent process is not a broken one, and waiting for a connection is nobody's fault."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, cast

import aiohttp
import pytest

from chassis.errors import Unavailable
from gateway.adapters.addresses import ServiceAddress
from gateway.adapters.asking import Answering, Asking, Budget
from gateway.adapters.replicas import Replica, Replicas

A, B = (ServiceAddress(f"http://10.0.0.{number}:8000", "inbox:8000", "inbox") for number in (1, 2))
CONNECTIONS = 4
SECONDS = 0.4  # half of it passes in some tests
Behaviour = Callable[[], Awaitable[None]]


class _Answer:
    closed = False

    def close(self) -> None:
        self.closed = True


class _Service:
    """Two processes of a service; what each does with a request is given."""

    def __init__(self, a: Behaviour, b: Behaviour) -> None:
        self._does = {A: a, B: b}
        self.sent: list[ServiceAddress] = []
        self.answers: dict[ServiceAddress, _Answer] = {}
        self.replicas = Replicas("inbox")
        self.replicas.know([A, B])
        self.a, self.b = (self._replica(each) for each in (A, B))
        self.listening: set[Answering] = set()

    def _replica(self, address: ServiceAddress) -> Replica:
        return next(each for each in self.replicas._replicas.values() if each.address == address)  # noqa: SLF001

    async def send(self, replica: Replica, seconds: float, connecting: float) -> aiohttp.ClientResponse:
        self.sent.append(replica.address)
        await self._does[replica.address]()
        answer = self.answers[replica.address] = _Answer()
        return cast("aiohttp.ClientResponse", answer)

    async def ask(self, seconds: float = SECONDS, *, changes_nothing: bool = True) -> ServiceAddress:
        asking = Asking("inbox", self.replicas, CONNECTIONS, self.listening, changes_nothing=changes_nothing)
        budget = Budget(asyncio.get_running_loop().time() + seconds, seconds / 2)
        replica, _ = await asking.answer(self.send, budget)
        replica.under_way -= 1
        return replica.address


async def at_once() -> None:
    """Answer."""


async def never() -> None:
    await asyncio.Event().wait()


def failing(error: type[Exception], *given: Any) -> Behaviour:
    async def fail() -> None:
        raise error(*given)

    return fail


async def test_a_slow_answer_of_a_healthy_replica_has_the_whole_time_and_the_other_is_asked_beside_it() -> None:
    other_is_asked = asyncio.Event()

    async def slow_too() -> None:
        other_is_asked.set()
        await never()

    service = _Service(lambda: _ignored(other_is_asked.wait()), slow_too)

    assert await service.ask() == A
    assert service.sent == [A, B]
    await _until(lambda: service.b.under_way == 0)
    assert (service.a.failing, service.b.failing, service.a.under_way) == (False, False, 0)


async def test_a_silent_replica_is_judged_when_the_time_is_over_and_idle_ones_are_asked_until_then() -> None:
    service = _Service(never, at_once)

    assert await service.ask() == B
    assert (service.a.failing, service.a.under_way) == (False, 1)
    assert [await service.ask() for _ in range(3)] == [B, B, B]
    await _until(lambda: service.a.under_way == 0)
    assert service.a.failing
    assert service.listening == set()


async def test_a_replica_that_answers_after_the_other_did_is_well_and_its_answer_is_closed() -> None:
    go_on = asyncio.Event()
    service = _Service(lambda: _ignored(go_on.wait()), at_once)

    assert await service.ask() == B
    go_on.set()
    await _until(lambda: service.a.under_way == 0)
    assert not service.a.failing
    assert service.answers[A].closed


async def test_a_replica_known_to_be_down_takes_no_time_from_a_slow_one() -> None:
    service = _Service(never, never)
    service.replicas.failed(service.b, asyncio.get_running_loop().time() + 60, ConnectionRefusedError())

    with pytest.raises(Unavailable):
        await service.ask()
    assert service.sent == [A]


async def test_a_broken_answer_goes_on_to_the_next() -> None:
    service = _Service(failing(aiohttp.ServerDisconnectedError), at_once)

    assert await service.ask() == B
    assert service.a.failing


@pytest.mark.parametrize(("under_way", "down"), [(CONNECTIONS, False), (CONNECTIONS - 1, True)])
async def test_waiting_for_a_free_connection_is_not_a_replica_that_is_down(under_way: int, *, down: bool) -> None:
    service = _Service(failing(aiohttp.ConnectionTimeoutError), at_once)
    service.a.under_way = under_way
    service.b.under_way = CONNECTIONS + 1

    assert await service.ask(changes_nothing=False) == B
    assert service.a.failing is down


async def test_a_caller_that_goes_away_leaves_nothing_under_way() -> None:
    begun = asyncio.Event()

    async def begin() -> None:
        begun.set()
        await never()

    service = _Service(begin, at_once)
    caller = asyncio.create_task(service.ask())
    await begun.wait()
    caller.cancel()
    with pytest.raises(asyncio.CancelledError):
        await caller
    await _until(lambda: service.a.under_way == 0)
    assert not service.a.failing


async def _ignored(waited: Awaitable[object]) -> None:
    await waited


async def _until(true: Callable[[], bool]) -> None:
    async with asyncio.timeout(10):
        while not true():  # noqa: ASYNC110 - a counter tells nobody
            await asyncio.sleep(0)
