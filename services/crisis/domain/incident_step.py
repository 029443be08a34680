"""Steps of an incident: those of its playbook and those people add, with an owner and a due time, ticked off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from services.crisis.domain.playbook import Playbook

MOST_STEPS = 100
"""Of one incident."""

Steps = tuple["OpenStep", ...]


@dataclass(frozen=True, slots=True)
class OpenStep:
    """A step, done or not. `id` is that of the command that added it; one of the playbook has none.

    It is due at `due_at`, or else `due_seconds` after the declaration; without either it has no due time.
    """

    title: str
    instructions: str = ""
    due_seconds: float | None = None
    done_by: str | None = None
    done_at: datetime | None = None
    id: str = ""
    owner: str | None = None
    due_at: datetime | None = None

    def due(self, declared_at: datetime) -> datetime | None:
        """When it is due in an incident declared then."""
        if self.due_at is not None or self.due_seconds is None:
            return self.due_at
        return declared_at + timedelta(seconds=self.due_seconds)


@dataclass(frozen=True, slots=True)
class LateStep:
    """A step that was done after its due time, or not at all; `late_seconds` until then, or until the end."""

    number: int
    title: str
    owner: str | None
    due_at: datetime
    done_at: datetime | None
    late_seconds: float


class NoSuchStep(Exception):
    """The incident has no step of that number."""


class StepDone(Exception):
    """The step was completed before."""


class TooManySteps(Exception):
    """The incident has MOST_STEPS."""


def opened(playbook: Playbook) -> Steps:
    """The steps of a playbook as an incident begins with them."""
    return tuple(OpenStep(step.title, step.instructions, step.due_seconds) for step in playbook.steps)


def added(steps: Steps, step: OpenStep) -> Steps:
    """With a step more, at the end; one by the same id is there already. Raises TooManySteps."""
    if any(each.id == step.id for each in steps):
        return steps
    if len(steps) >= MOST_STEPS:
        raise TooManySteps
    return (*steps, step)


def joined(steps: Steps, playbook: Playbook, at: datetime) -> Steps:
    """With those of another playbook whose titles are not there, at the end; their times count from `at`.

    Raises:
        TooManySteps: They would be more than MOST_STEPS.
    """
    titles = {each.title for each in steps}
    new = [
        OpenStep(step.title, step.instructions, due_at=_after(at, step.due_seconds))
        for step in playbook.steps
        if step.title not in titles
    ]
    if len(steps) + len(new) > MOST_STEPS:
        raise TooManySteps
    return (*steps, *new)


def complete(steps: Steps, number: int, by: str, at: datetime) -> Steps:
    """Tick off a step, numbered from 1; raises NoSuchStep or StepDone."""
    return _with(steps, number, replace(_open(steps, number), done_by=by, done_at=at))


def assigned(steps: Steps, number: int, owner: str | None, due_at: datetime | None) -> Steps:
    """Give a step an owner and a due time, None being none; raises NoSuchStep or StepDone."""
    return _with(steps, number, replace(_open(steps, number), owner=owner, due_at=due_at, due_seconds=None))


def late_steps(steps: Steps, declared_at: datetime, ended_at: datetime) -> Iterator[LateStep]:
    """The steps that were late in an incident that lasted from one moment to the other."""
    for number, step in enumerate(steps, start=1):
        due, done = step.due(declared_at), step.done_at or ended_at
        if due is not None and done > due:
            yield LateStep(number, step.title, step.owner, due, step.done_at, (done - due).total_seconds())


def _after(at: datetime, seconds: float | None) -> datetime | None:
    return None if seconds is None else at + timedelta(seconds=seconds)


def _open(steps: Steps, number: int) -> OpenStep:
    if not 1 <= number <= len(steps):
        raise NoSuchStep(number)
    if steps[number - 1].done_at is not None:
        raise StepDone(number)
    return steps[number - 1]


def _with(steps: Steps, number: int, step: OpenStep) -> Steps:
    return (*steps[: number - 1], step, *steps[number:])
