"""The meaning of routing's events to the numbers."""

from __future__ import annotations

from contracts.routing import (
    OfferClosed,
    OfferMade,
    StaffingReported,
    SurgePlaceClosed,
    SurgePlaceOpened,
    TaskAssigned,
    TaskCompleted,
    TaskQueued,
    TaskSnapshot,
)
from services.analytics.application.meaning import Meaning, Readers, amounts, labels, milliseconds
from services.analytics.domain.facts import Fact
from services.analytics.domain.incidents import IncidentChange

READERS = Readers()


def task_labels(task: TaskSnapshot, employee: str | None, **more: str) -> dict[str, str]:
    """The labels of a task: its queue, its team and whom the event is about."""
    return labels(queue=task.queue, team=task.team, employee=employee, **more)


@READERS.reads(TaskQueued)
def task_queued(event: TaskQueued, meaning: Meaning) -> None:
    """A conversation waits in a queue."""
    meaning.facts.append(Fact(event.brand, "task_queued", event.at, task_labels(event.task, None)))


@READERS.reads(OfferMade)
def offer_made(event: OfferMade, meaning: Meaning) -> None:
    """An employee was asked."""
    meaning.facts.append(Fact(event.brand, "offer_made", event.at, task_labels(event.task, event.task.employee)))


@READERS.reads(OfferClosed)
def offer_closed(event: OfferClosed, meaning: Meaning) -> None:
    """An offer was declined, timed out or was withdrawn."""
    meaning.facts.append(
        Fact(event.brand, "offer_closed", event.at, task_labels(event.task, event.employee, outcome=event.outcome))
    )


@READERS.reads(TaskAssigned)
def task_assigned(event: TaskAssigned, meaning: Meaning) -> None:
    """An employee accepted, after the conversation had waited."""
    durations = amounts(waited=milliseconds(event.waited_seconds))
    meaning.facts.append(
        Fact(event.brand, "task_assigned", event.at, task_labels(event.task, event.task.employee), durations)
    )


@READERS.reads(TaskCompleted)
def task_completed(event: TaskCompleted, meaning: Meaning) -> None:
    """A task ended; the time spent counts where it was assigned."""
    durations = amounts(handled=milliseconds(event.handled_seconds))
    meaning.facts.append(
        Fact(event.brand, "task_completed", event.at, task_labels(event.task, event.employee), durations)
    )


@READERS.reads(StaffingReported)
def staffing_reported(event: StaffingReported, meaning: Meaning) -> None:
    """A reading of the staffing."""
    readings = amounts(
        waiting=event.waiting,
        online=event.online,
        seats=event.seats,
        seats_busy=event.seats_busy,
        oldest_wait=milliseconds(event.oldest_wait_seconds),
    )
    meaning.facts.append(Fact(event.brand, "staffing", event.at, {}, readings))


@READERS.reads(SurgePlaceOpened)
def surge_place_opened(event: SurgePlaceOpened, meaning: Meaning) -> None:
    """A volunteer can work: a place more."""
    meaning.facts.append(Fact(event.brand, "surge_opened", event.at))
    meaning.changes.append(IncidentChange(event.brand, event.incident, {"first_place_at": event.at}, {"places": 1}))


@READERS.reads(SurgePlaceClosed)
def surge_place_closed(event: SurgePlaceClosed, meaning: Meaning) -> None:
    """A place was taken back."""
    meaning.facts.append(Fact(event.brand, "surge_closed", event.at))
