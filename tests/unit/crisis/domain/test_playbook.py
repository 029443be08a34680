"""The steps of a playbook are ticked off once."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from services.crisis.domain.incident_step import NoSuchStep, StepDone, complete, opened
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def test_a_step_is_completed_once() -> None:
    steps = complete(opened(DEFAULT_PLAYBOOK), 2, "ann", NOON)
    assert (steps[1].done_by, steps[0].done_by) == ("ann", None)
    with pytest.raises(StepDone):
        complete(steps, 2, "ben", NOON)
    with pytest.raises(NoSuchStep):
        complete(steps, 0, "ben", NOON)
