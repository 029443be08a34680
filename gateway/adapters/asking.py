"""Asks one process of a service after the other until one answers.

Who cannot be reached or breaks off is left alone, and a request that may go on goes to the next. Who is silent is not
judged before the request's time is over: after half of it, a request that changes nothing is sent to one other process
beside it, and whoever answers first counts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from functools import partial

import aiohttp
from prometheus_client import Counter

from chassis.errors import Unavailable
from chassis.http.problem import Problem
from gateway.adapters.replicas import Replica, Replicas

RETRY_AFTER_SECONDS = 1.0
LEAST_SECONDS = 0.02  # an attempt with less time left than this cannot succeed

AGAIN = Counter("muster_gateway_requests_tried_again", "Requests that went on to another replica.", ("service",))

Answering = asyncio.Task[aiohttp.ClientResponse]
Send = Callable[[Replica, float, float], Awaitable[aiohttp.ClientResponse]]
"""Sends the request to one process; given are the seconds that are left, and those of them for connecting."""


@dataclass(slots=True)
class Budget:
    """What is left of a request's time: until its `deadline`, and for connecting, in seconds."""

    deadline: float
    connecting: float


@dataclass(slots=True, eq=False)
class _Attempt:
    """A request under way to one process; one `beside` another has half of the time and judges nobody as silent."""

    replica: Replica
    began: float
    beside: bool


class Asking:
    """Asks the processes of one service for one request.

    Args:
        service: Its name.
        replicas: Its processes.
        connections: The most that are open to one process; who waits for one of them does not judge the process.
        listening: Holds attempts that go on after the answer, until they tell whether their process is well.
        changes_nothing: The request may be sent twice.
    """

    def __init__(
        self, service: str, replicas: Replicas, connections: int, listening: set[Answering], *, changes_nothing: bool
    ) -> None:
        self._service = service
        self._replicas = replicas
        self._connections = connections
        self._listening = listening
        self._changes_nothing = changes_nothing
        self._clock = asyncio.get_running_loop().time
        self._tried: list[Replica] = []
        self._attempts: dict[Answering, _Attempt] = {}
        self._failure: BaseException | None = None

    async def answer(self, send: Send, budget: Budget) -> tuple[Replica, aiohttp.ClientResponse]:
        """Return what is answered first, whatever it says; it counts as under way at its process.

        Raises:
            Unavailable: No process of the service can be reached; nothing was done.
            Problem: 504 when one did not answer in time or broke off, so that the outcome is not known.
        """
        try:
            while self._begin(send, budget):
                if self._changes_nothing and self._has_others():
                    half = (budget.deadline - self._clock()) / 2
                    if not (await asyncio.wait(self._attempts, timeout=half))[0]:
                        self._begin(send, budget, beside=True)
                if (answered := await self._first_answer(budget)) is not None:
                    self._listen_on()
                    return answered
        finally:
            for task, attempt in self._attempts.items():
                task.add_done_callback(partial(self._heard, attempt))
                task.cancel()
        raise Unavailable(self._service, RETRY_AFTER_SECONDS) from self._failure

    def _begin(self, send: Send, budget: Budget, *, beside: bool = False) -> bool:
        """Send it to one more process; False where there is none, or no time."""
        now = self._clock()
        replica = self._replicas.choose(now, self._tried)
        if replica is None or budget.deadline - now <= LEAST_SECONDS:
            return False
        if self._tried:
            AGAIN.labels(self._service).inc()
        self._tried.append(replica)
        connecting = budget.connecting / 2 if self._has_others() else budget.connecting
        replica.under_way += 1
        task = asyncio.create_task(_in_time(send, replica, budget.deadline, connecting))
        self._attempts[task] = _Attempt(replica, now, beside)
        return True

    def _has_others(self) -> bool:
        return self._replicas.has_others(self._clock(), self._tried)

    async def _first_answer(self, budget: Budget) -> tuple[Replica, aiohttp.ClientResponse] | None:
        """Wait until one answers; None when all that are under way failed."""
        while self._attempts:
            done, _ = await asyncio.wait(self._attempts, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                attempt = self._attempts.pop(task)
                self._failure = task.exception()
                if self._failure is None:
                    self._replicas.answered(attempt.replica)
                    return attempt.replica, task.result()
                attempt.replica.under_way -= 1
                self._judge(attempt, self._failure)
                if _was_not_sent(self._failure):
                    budget.connecting = max(LEAST_SECONDS, budget.connecting - (self._clock() - attempt.began))
                elif not self._changes_nothing:
                    raise _unknown_outcome() from self._failure
        return None

    def _judge(self, attempt: _Attempt, error: BaseException) -> None:
        """Leave the process alone, unless the failure is of our own making: a full pool, half of the time."""
        if not isinstance(error, aiohttp.ClientError | TimeoutError):
            raise error
        waited = isinstance(error, aiohttp.ConnectionTimeoutError) and attempt.replica.under_way >= self._connections
        cut = attempt.beside and isinstance(error, TimeoutError) and not _was_not_sent(error)
        if not (waited or cut):
            self._replicas.failed(attempt.replica, self._clock(), error)

    def _listen_on(self) -> None:
        """Let the first, which is silent, go on after the other's answer: until its end nobody knows how it is."""
        for task in [task for task, attempt in self._attempts.items() if not attempt.beside]:
            self._listening.add(task)
            task.add_done_callback(self._listening.discard)
            task.add_done_callback(partial(self._heard, self._attempts.pop(task)))

    def _heard(self, attempt: _Attempt, task: Answering) -> None:
        """End an attempt whose answer nobody waits for."""
        attempt.replica.under_way -= 1
        if task.cancelled():
            return
        if (error := task.exception()) is not None:
            self._judge(attempt, error)
        else:
            self._replicas.answered(attempt.replica)
            task.result().close()


async def _in_time(send: Send, replica: Replica, deadline: float, connecting: float) -> aiohttp.ClientResponse:
    async with asyncio.timeout_at(deadline):
        return await send(replica, deadline - asyncio.get_running_loop().time(), connecting)


def _was_not_sent(error: BaseException) -> bool:
    return isinstance(error, aiohttp.ClientConnectorError | aiohttp.ConnectionTimeoutError)


def _unknown_outcome() -> Problem:
    detail = (
        "The service did not answer in time; whether it was done is not known. Send the same Idempotency-Key again."
    )
    return Problem(504, "No answer in time", detail, code="outcome_unknown", headers={"Retry-After": "1"})
