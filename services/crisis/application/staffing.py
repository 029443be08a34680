"""Heads needed now: arrivals, backlog and handling time in, Erlang C, people out, with every figure that went in."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.mongo import Session
from services.crisis.application.unit import Parts
from services.crisis.domain.erlang import Demand, people_missing, servers_needed
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.tally import bucket_start

WORST_OF = 3  # full buckets looked back on: one alone is noise, many are slow to see a surge grow


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


async def need_now(
    parts: Parts,
    brand: str,
    policy: CrisisPolicy,
    session: Session | None = None,
    staffed: int | None = None,
) -> Need:
    """Size the crew for what comes in now; `staffed` overrides the seats routing reports (those before a callout)."""
    length = parts.settings.bucket_seconds
    current = bucket_start(parts.clock.now().timestamp(), length)
    counts = await parts.store.counts(brand, current - WORST_OF * length, current + length, session)
    cases = max((count.cases for count in counts.values()), default=0)
    reported = await parts.store["staffing"].get(brand, "staffing", session=session) or {}
    seats = int(reported.get("seats", 0)) if staffed is None else staffed
    demand = Demand(
        arrivals_per_hour=cases * 3600.0 / length,
        handle_seconds=float(reported.get("mean_handle_seconds") or policy.handle_seconds),
        backlog=int(reported.get("waiting", 0)),
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
    )
