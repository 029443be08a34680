"""The steps of a playbook are ticked off once, and those of another one join them by their titles."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from services.crisis.domain.incident_step import (
    MOST_STEPS,
    NoSuchStep,
    StepDone,
    TooManySteps,
    complete,
    joined,
    opened,
)
from services.crisis.domain.playbook import DEFAULT_PLAYBOOK, Playbook, PlaybookStep

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)


def test_a_step_is_completed_once() -> None:
    steps = complete(opened(DEFAULT_PLAYBOOK), 2, "ann", NOON)
    assert (steps[1].done_by, steps[0].done_by) == ("ann", None)
    with pytest.raises(StepDone):
        complete(steps, 2, "ben", NOON)
    with pytest.raises(NoSuchStep):
        complete(steps, 0, "ben", NOON)


def test_the_steps_of_another_playbook_join_by_their_titles_and_count_from_then() -> None:
    before = complete(opened(DEFAULT_PLAYBOOK), 2, "ann", NOON)
    other = Playbook(
        "ash", "Ash", 1, (PlaybookStep("Scope it"), PlaybookStep("Call", "Now", 60.0), PlaybookStep("Eat"))
    )
    after = joined(before, other, NOON)

    assert after[: len(before)] == before
    assert [(step.title, step.due(NOON - timedelta(hours=1))) for step in after[len(before) :]] == [
        ("Call", NOON + timedelta(seconds=60)),
        ("Eat", None),
    ]
    assert joined(after, other, NOON + timedelta(hours=1)) == after


def test_steps_of_another_playbook_that_are_too_many_are_refused() -> None:
    other = Playbook("many", "Many", 1, tuple(PlaybookStep(f"Step {number}") for number in range(MOST_STEPS)))
    assert len(joined((), other, NOON)) == MOST_STEPS
    with pytest.raises(TooManySteps):
        joined(opened(DEFAULT_PLAYBOOK), other, NOON)
