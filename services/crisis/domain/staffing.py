"""Heads needed now: arrivals, backlog and handling time in, Erlang C, people out, with every figure that went in."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from services.crisis.domain.erlang import Workload, people_missing, servers_needed
from services.crisis.domain.need import Need
from services.crisis.domain.policy import CrisisPolicy


@dataclass(frozen=True, slots=True)
class StaffingReport:
    """The staffing of the moment, as routing reports it; no `mean_handle_seconds` where nothing was handled."""

    at: datetime
    online: int
    seats: int
    seats_busy: int
    waiting: int
    oldest_wait_seconds: float
    mean_handle_seconds: float | None = None


def need_of(
    policy: CrisisPolicy,
    staffing: StaffingReport | None,
    counted_per_hour: float,
    forecast_per_hour: float | None = None,
    staffed: int | None = None,
) -> Need:
    """Size the crew for what comes in, or what is to come where that is more.

    `staffed` overrides the seats routing reports (those before a callout).
    """
    reported = staffing.seats if staffing is not None else 0
    seats = reported if staffed is None else staffed
    demand = Workload(
        arrivals_per_hour=max(counted_per_hour, forecast_per_hour or 0.0),
        handle_seconds=(staffing.mean_handle_seconds if staffing is not None else None) or policy.handle_seconds,
        backlog=staffing.waiting if staffing is not None else 0,
        drain_seconds=policy.drain_seconds,
    )
    needed = servers_needed(demand, policy.target)
    missing = people_missing(needed, seats, policy.callout.seats_per_volunteer)
    return Need(
        needed_seats=needed,
        staffed_seats=seats,
        missing_people=min(policy.callout.most_people, missing),
        arrivals_per_hour=demand.arrivals_per_hour,
        handle_seconds=demand.handle_seconds,
        backlog=demand.backlog,
        drain_seconds=demand.drain_seconds,
        load_erlangs=demand.load,
        service_level=policy.target.share,
        within_seconds=policy.target.within_seconds,
        seats_per_volunteer=policy.callout.seats_per_volunteer,
        policy_version=policy.version,
        forecast_per_hour=forecast_per_hour,
    )
