"""A background task runs until it is stopped: one that ends before is begun again, logged, counted and named."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from http import HTTPStatus

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from prometheus_client import REGISTRY
from structlog.testing import capture_logs

from chassis import background
from chassis.background import BackgroundTask, failing
from chassis.health import Health
from chassis.http.app import health_routes

SOON = 0.001  # seconds


def figure(name: str, task: str) -> float:
    return REGISTRY.get_sample_value(name, {"task": task}) or 0.0


def breaking(times: int, begun: asyncio.Queue[int], failure: Callable[[], None]) -> BackgroundTask:
    """A task that fails its first times, and then runs."""
    count = iter(range(1, times + 2))

    async def run() -> None:
        begun.put_nowait(turn := next(count))
        if turn <= times:
            failure()
            return
        await asyncio.Event().wait()

    return BackgroundTask(run, f"breaks {failure.__name__}", pause_seconds=SOON)


def error() -> None:
    raise ValueError("a customer's words")


def cancelled() -> None:
    raise asyncio.CancelledError


def returning() -> None:
    """End without an error."""


async def until(begun: asyncio.Queue[int], turn: int) -> None:
    async with asyncio.timeout(10):
        while await begun.get() != turn:
            pass


async def test_it_runs_until_it_is_stopped_and_may_be_started_again() -> None:
    begun, ended = asyncio.Queue[int](), []

    async def run() -> None:
        begun.put_nowait(1)
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(1)

    task = BackgroundTask(run, "name")
    assert (task.runs, await task.stop()) == (False, False)
    for times in (1, 2):
        task.start()
        await begun.get()
        assert task.runs
        assert await task.stop()
        assert (task.runs, len(ended)) == (False, times)


@pytest.mark.parametrize(
    ("failure", "said"), [(error, "ValueError"), (cancelled, "CancelledError"), (returning, "returned")]
)
async def test_one_that_ends_unasked_is_begun_again_and_says_so(failure: Callable[[], None], said: str) -> None:
    begun = asyncio.Queue[int]()
    task = breaking(2, begun, failure)
    before = figure("muster_background_ends_total", task.name)
    with capture_logs() as lines:
        task.start()
        await until(begun, 3)
    assert task.runs
    ends = [line for line in lines if line["event"] == "background_ended"]
    assert [(line["task"], line["error"]) for line in ends] == [(task.name, said)] * 2
    assert "customer" not in str(ends)
    assert figure("muster_background_ends_total", task.name) - before == 2
    assert (failing()[task.name], figure("muster_background_failing", task.name)) == (said, 1.0)
    await task.stop()
    assert (task.name in failing(), figure("muster_background_failing", task.name)) == (False, 0.0)


async def test_one_that_has_run_for_a_minute_again_is_well(monkeypatch: pytest.MonkeyPatch) -> None:
    begun = asyncio.Queue[int]()
    task = breaking(1, begun, error)
    task.start()
    await until(begun, 2)
    assert task.failing == "ValueError"
    monkeypatch.setattr(background, "STEADY_SECONDS", 0.0)
    assert task.name not in failing()
    await task.stop()


async def test_one_that_waits_to_be_begun_again_does_not_run_and_can_be_stopped() -> None:
    begun = asyncio.Queue[int]()

    async def run() -> None:
        begun.put_nowait(1)
        error()

    task = BackgroundTask(run, "waits", pause_seconds=30.0)
    task.start()
    await begun.get()
    while task.runs:  # noqa: ASYNC110 - that it ended is the fact
        await asyncio.sleep(0)
    assert task.failing == "ValueError"
    async with asyncio.timeout(5):
        assert await task.stop()
    assert begun.empty()


async def test_one_with_an_end_is_done_when_it_returns() -> None:
    begun = asyncio.Queue[int]()

    async def run() -> None:
        begun.put_nowait(1)

    task = BackgroundTask(run, "ends", has_an_end=True, pause_seconds=SOON)
    task.start()
    await begun.get()
    while task.runs:  # noqa: ASYNC110 - that it ended is the fact
        await asyncio.sleep(0)
    assert task.failing is None
    await task.stop()


async def test_readiness_names_a_task_that_fails_and_is_not_taken_back_for_it() -> None:
    begun = asyncio.Queue[int]()
    health, app = Health("shop"), FastAPI()
    health.started()
    app.include_router(health_routes(health))
    task = breaking(1, begun, error)
    task.start()
    await until(begun, 2)
    answer = TestClient(app).get("/health/ready")
    await task.stop()
    assert answer.status_code == HTTPStatus.OK
    assert answer.json() == {"ready": True, "checks": {}, "background": {task.name: "ValueError"}}
