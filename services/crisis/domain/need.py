"""The size a callout was given, with every figure that went in, so that it can be explained."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed and from what. Seats are conversations at once; a person brings `seats_per_volunteer`."""

    needed_seats: int
    staffed_seats: int
    missing_people: int
    arrivals_per_hour: float
    handle_seconds: float
    backlog: int
    drain_seconds: float
    load_erlangs: float
    service_level: float
    within_seconds: float
    seats_per_volunteer: int
    policy_version: int
    forecast_per_hour: float | None = None
