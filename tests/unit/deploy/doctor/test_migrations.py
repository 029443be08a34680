"""What the doctor says of migrations, and how their progress is told."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from chassis.migration_states import StepState
from deploy.cli.migrate import progress_of, version_of
from deploy.doctor.migrations import findings
from deploy.keeping.installation import SERVICES
from deploy.keeping.migrating import ServiceSteps, migrations_of

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
STEP = StepState(3, "Every thing has a colour", "expand", "pending")
RUNNING = replace(STEP, state="running", changed=700, of=1000, since=NOON, resumed_at=NOON, resumed_from=100)


def of(*steps: StepState, fresh: bool = False) -> list[ServiceSteps]:
    return [ServiceSteps("inbox", steps, fresh)]


@pytest.mark.parametrize(
    ("step", "level", "what", "do"),
    [
        (STEP, "warning", "is missing", "Run muster migrate;"),
        (replace(STEP, phase="contract"), "warning", "is missing", "muster migrate --contract, once no older build"),
        (RUNNING, "warning", "was begun and is not done", "Run muster migrate;"),
        (replace(STEP, state="newer"), "warning", "of a newer build", "Finish the upgrade"),
        (replace(STEP, state="newer", phase="contract"), "problem", "of a newer build", "refuses to start inbox"),
        (replace(STEP, state="done"), "well", "every step", ""),
    ],
    ids=["missing", "to contract", "interrupted", "newer", "newer and contracted", "done"],
)
def test_the_doctor_says_what_is_missing_and_what_to_do(step: StepState, level: str, what: str, do: str) -> None:
    (found,) = findings(of(step))
    assert (found.check, found.level) == ("migrations", level)
    assert what in found.what
    assert do in found.do


def test_nothing_is_missing_where_there_are_no_documents() -> None:
    (found,) = findings(of(STEP, fresh=True))
    assert found.level == "well"


def test_progress_has_documents_a_second_and_the_time_left() -> None:
    assert progress_of(RUNNING, NOON + timedelta(seconds=6)) == "700 of about 1,000, 100 a second, 3 s left"
    assert progress_of(replace(RUNNING, changed=100), NOON + timedelta(seconds=6)) == "100 of about 1,000"
    assert progress_of(STEP, NOON) == ""


def test_the_version_is_the_last_step_up_to_which_all_are_done() -> None:
    done = [replace(STEP, number=number, state="done") for number in (1, 2, 4)]
    assert version_of(of(*done[:2], STEP, done[2])[0]) == 2
    assert version_of(of(STEP)[0]) == 0


@pytest.mark.parametrize("service", SERVICES)
def test_numbers_of_steps_grow_from_one_and_none_is_used_twice(service: str) -> None:
    steps = migrations_of(service)
    assert [each.number for each in steps] == list(range(1, len(steps) + 1))
    assert all(f".m{each.number:04}_" in each.change.__module__ for each in steps)
