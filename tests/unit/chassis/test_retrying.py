"""A use case that meets a newer version runs again on what was written since, a bounded number of times."""

from __future__ import annotations

import pytest

from chassis.errors import Fenced, VersionConflict
from chassis.retrying import TRIES, on_conflict


class Attempts:
    """A use case that meets somebody the first `conflicts` times."""

    def __init__(self, conflicts: int) -> None:
        self.calls = 0
        self._conflicts = conflicts

    async def __call__(self) -> int:
        self.calls += 1
        if self.calls <= self._conflicts:
            raise VersionConflict
        return self.calls


async def test_a_use_case_that_meets_nobody_runs_once() -> None:
    attempts = Attempts(0)
    assert await on_conflict(attempts) == 1
    assert attempts.calls == 1


async def test_a_use_case_runs_again_until_it_meets_nobody() -> None:
    attempts = Attempts(TRIES - 1)
    assert await on_conflict(attempts) == TRIES


async def test_the_last_conflict_is_the_callers() -> None:
    attempts = Attempts(100)
    with pytest.raises(VersionConflict):
        await on_conflict(attempts, tries=3)
    assert attempts.calls == 3


async def test_any_other_failure_passes_at_once() -> None:
    calls = []

    async def work() -> None:
        calls.append(1)
        raise Fenced("taken over")

    with pytest.raises(Fenced):
        await on_conflict(work)
    assert calls == [1]
