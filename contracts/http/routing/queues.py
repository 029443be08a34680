"""Queues: how their tasks are offered, and how they stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Flag, Seconds, Text
from contracts.http.shown import ShownQueue

Drop = Literal["skill", "lang", "team"]


class QueueStep(WriteModel):
    """After `after_seconds` of waiting, ask for lower levels, then not at all. A certificate is never given up."""

    after_seconds: Seconds
    """How long the task has waited by then."""
    lower_skills: Annotated[int, Field(strict=True, ge=0, le=4)] = 0
    """By how many levels less every skill is asked for, on top of earlier steps, down to 1."""
    drop: list[Drop] = Field(default=[], max_length=3)
    """What is not asked for any more: `skill`, `lang` (language), `team`."""


class QueueUpdate(WriteModel):
    """How a queue's tasks are offered."""

    name: Text
    """What people call it, such as `Baggage`."""
    restricted: Flag
    """Whether only employees and surge places that name the queue work in it."""
    offer_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    """How long an employee has to answer an offer."""
    decline_seconds: Seconds
    """How long who declined, let pass or gave back a task is not asked again for it."""
    prefer_last_seconds: Seconds
    """How long a new task waits for the employee who had the conversation before; 0: not at all."""
    steps: list[QueueStep] = Field(max_length=20)
    """How its requirements relax; each step once its time has come. Empty: never."""
    after_reply: Literal["complete", "keep"]
    """What a reply does that leaves nothing to answer: `complete` frees the seat, `keep` leaves the conversation
    with its employee."""
    silent_after_seconds: Annotated[float, Field(ge=60, le=604_800, allow_inf_nan=False)] | None
    """Who gave no sign of life for so long loses what they hold of the queue and is set away; null: never."""


class Queue(QueueUpdate):
    """A queue with its version."""

    id: str
    """The queue's id, which rules and tasks name."""
    version: int
    """Grows with every write; `ETag` carries it. 0 is a default that nobody has changed yet."""


class QueueStatus(ReadModel):
    """What waits in a queue now, and how long it would take."""

    queue: ShownQueue
    waiting: int
    """Tasks that wait in it now; those on offer do not."""
    oldest_wait_seconds: float
    """How long the oldest of them has waited; 0 where none waits."""
    seats_open: int
    """Seats of people at work now that work in it, also those that are taken."""
    seats_free: int
    """Those of them that hold nothing."""
    mean_handle_seconds: float | None
    """How long one conversation takes, from about the last 40 the brand completed; null before the first."""
    drain_seconds: float | None
    """Until nothing waits if nothing came and all open seats worked on it; null: see `drain_reason`."""
    drain_reason: Literal["nobody_online", "no_handling_time_yet"] | None
    """Why nobody can tell: `nobody_online` (no open seat) or `no_handling_time_yet` (the brand completed no task so
    far); null where `drain_seconds` is told."""
