"""What a process with a wrong clock tells is put where it happened, by when the log had it."""

from __future__ import annotations

import pytest

from tests.faults.record import Told
from tests.faults.told import in_right_time

STEP = 120.0


def _told(at: float, logged_at: float) -> Told:
    return Told(at, "routing.task_queued.v1", "e-1", "a", 1, {}, logged_at)


@pytest.mark.parametrize("off", [0.0, STEP, -STEP])
@pytest.mark.parametrize("late", [-0.0005, 0.0, 0.3, 60.0, 118.0])
def test_a_time_that_is_a_step_off_is_put_right(off: float, late: float) -> None:
    (row,) = in_right_time([_told(1000.0 + off, 1000.0 + late)], STEP)
    assert row.at == 1000.0


def test_without_a_step_a_time_stays_however_late_it_was_logged() -> None:
    late = _told(1000.0, 1300.0)
    assert list(in_right_time([late], 0.0)) == [late]
