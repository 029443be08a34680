"""Queues: how their tasks are offered, and how they stand."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from contracts.http.models import ReadModel, WriteModel
from contracts.http.routing.fields import Flag, Seconds, Text

Drop = Literal["skill", "lang", "team"]


class QueueStep(WriteModel):
    """After `after_seconds` of waiting, ask for lower levels, then not at all. A certificate is never given up."""

    after_seconds: Seconds
    lower_skills: Annotated[int, Field(strict=True, ge=0, le=4)] = 0
    drop: list[Drop] = Field(default=[], max_length=3)


class QueueUpdate(WriteModel):
    """How a queue's tasks are offered. `restricted`: only employees and places that name the queue work in it.

    `silent_after_seconds`: who gave no sign of life for so long loses what they hold of it; null is never.
    """

    name: Text
    restricted: Flag
    offer_seconds: Annotated[float, Field(gt=0, le=86_400, allow_inf_nan=False)]
    decline_seconds: Seconds
    prefer_last_seconds: Seconds
    steps: list[QueueStep] = Field(max_length=20)
    after_reply: Literal["complete", "keep"]
    silent_after_seconds: Annotated[float, Field(ge=60, le=604_800, allow_inf_nan=False)] | None


class Queue(QueueUpdate):
    """A queue with its version; 0 is a default nobody has changed yet."""

    id: str
    version: int


class QueueStatus(ReadModel):
    """What waits in a queue now. `drain_seconds`: until it is empty if nothing came; null with a `drain_reason`.

    `nobody_online`: no seat of the queue is open. `no_handling_time_yet`: no task of the brand was completed so far.
    """

    queue: str
    waiting: int
    oldest_wait_seconds: float
    seats_open: int
    seats_free: int
    mean_handle_seconds: float | None
    drain_seconds: float | None
    drain_reason: Literal["nobody_online", "no_handling_time_yet"] | None
