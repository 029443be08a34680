"""A background task runs until it is stopped, and its stop says whether there was anything to stop."""

from __future__ import annotations

import asyncio

import pytest

from chassis.background import BackgroundTask


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


async def test_what_it_failed_with_is_raised_by_its_stop() -> None:
    async def run() -> None:
        raise ValueError("broken")

    task = BackgroundTask(run, "name")
    task.start()
    await asyncio.sleep(0)
    assert not task.runs
    with pytest.raises(ValueError, match="broken"):
        await task.stop()
