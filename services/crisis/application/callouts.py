"""A callout begins: sized by Erlang, or for as many people as somebody asks for; its waves go by a durable timer."""

from __future__ import annotations

from contracts.ids import derived_id
from services.crisis.application.candidates import nearly_able
from services.crisis.application.staffing import need_now
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.callout import Callout, settled
from services.crisis.domain.incident import Incident
from services.crisis.domain.need import Need
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.events import callout_opened


def wave_key(brand: str, callout: str) -> str:
    """The timer of a callout's next wave."""
    return f"wave/{brand}/{callout}"


def schedule_wave(unit: UnitOfWork, callout: Callout, seconds: float) -> None:
    """Set the timer of the next wave."""
    unit.schedule(wave_key(unit.brand, callout.id), "wave", seconds, callout=callout.id, fixed=callout.fixed)


async def open_callout(
    unit: UnitOfWork, incident: Incident, policy: CrisisPolicy, people: int | None = None
) -> Callout:
    """Begin a callout for what is missing now, or for as many `people` as somebody asks for; the first wave is due."""
    need = await need_now(unit.store, unit.settings, policy, unit.now)
    callout = Callout(
        id=derived_id("callout", incident.id, unit.cause),
        incident=incident.id,
        needed=need.missing_people if people is None else people,
        accepted=0,
        wave=0,
        state="open",
        opened_at=unit.now,
        staffed=need.staffed_seats,
        need=need,
        fixed=people is not None,
        nearly=await nearly_able(unit, incident.id),
    )
    callout = settled(callout, unit.now)
    await unit.store.callouts.add(callout)
    record_size(unit, callout, need)
    unit.emit(callout_opened(incident, callout, need))
    schedule_wave(unit, callout, 0.0)
    return callout


def record_size(unit: UnitOfWork, callout: Callout, need: Need) -> None:
    """Write into the timeline for how many people a callout is, and why."""
    unit.record(
        callout.incident,
        "callout",
        f"Callout for {callout.needed} people: {need.arrivals_per_hour:.0f} cases an hour of "
        f"{need.handle_seconds:.0f} s and {need.backlog} waiting make {need.load_erlangs:.1f} erlangs, which need "
        f"{need.needed_seats} seats; {need.staffed_seats} are staffed, a volunteer brings {need.seats_per_volunteer}.",
    )
