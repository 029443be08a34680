"""A wave of a callout: closes the one before, sizes anew, asks the next volunteers, and sets the timer of the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from services.crisis.application.callouts import record_size, schedule_wave
from services.crisis.application.candidates import READ_MOST, candidates, nearly_able
from services.crisis.application.experience import count_silence
from services.crisis.application.notices import of_ask, raise_notices
from services.crisis.application.staffing import need_now
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.callout import Ask, Callout, CalloutRules, Volunteer, settled, wave_size
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.events import volunteer_answered, volunteer_asked

SHORTEST_WAVE_SECONDS = 1.0  # a policy that asks for less would only turn the timer faster than people answer


async def next_wave(unit: UnitOfWork, callout_id: str) -> None:
    """Carry out the wave that is due."""
    callout = await unit.store.callouts.find(callout_id)
    incident = await unit.incident(callout.incident) if callout else None
    if callout is None or incident is None or callout.state == "closed" or incident.state not in OPEN:
        return
    policy = await unit.store.policies.current()
    incident = await unit.follow(incident)
    callout = await _expire(unit, incident, callout)
    if not callout.fixed:
        callout = await _resize(unit, callout, policy)
    callout = await _ask(unit, incident, callout, policy.callout)
    await unit.store.callouts.save(callout)
    schedule_wave(unit, callout, max(SHORTEST_WAVE_SECONDS, policy.callout.wave_seconds))


async def _expire(unit: UnitOfWork, incident: Incident, callout: Callout) -> Callout:
    silent = await unit.store.asks.overdue(callout.id, unit.now)
    if not silent:
        return callout
    await unit.store.asks.expire_overdue(callout.id, unit.now)
    await count_silence(unit, {ask.employee for ask in silent})
    for ask in silent:
        unit.emit(volunteer_answered(incident, replace(ask, state="no_answer")))
    return replace(callout, no_answer=callout.no_answer + len(silent))


async def _resize(unit: UnitOfWork, callout: Callout, policy: CrisisPolicy) -> Callout:
    """Ask for more while the surge grows; never for fewer, people on their way are not sent home by a lull."""
    need = await need_now(unit.store, unit.settings, policy, unit.now, callout.staffed)
    if need.missing_people <= callout.needed:
        return settled(callout, unit.now)
    grown = settled(replace(callout, needed=need.missing_people, filled_at=None), unit.now)
    record_size(unit, grown, need)
    return grown


async def _ask(unit: UnitOfWork, incident: Incident, callout: Callout, rules: CalloutRules) -> Callout:
    pending = await unit.store.asks.pending(callout.id, READ_MOST)
    size = wave_size(callout, rules) - pending
    if callout.missing == 0 or size <= 0:
        return callout
    callout = replace(callout, nearly=await nearly_able(unit, callout.incident))
    chosen = (await candidates(unit, callout, rules))[:size]
    if not chosen:
        if callout.state != "exhausted" and not pending:
            unit.record(incident.id, "exhausted", _exhausted(callout))
        return callout if pending else replace(callout, state="exhausted")
    wave = callout.wave + 1
    await _add_asks(unit, incident, callout, wave, chosen, rules.wave_seconds)
    unit.record(incident.id, "wave", f"Wave {wave}: asked {len(chosen)} volunteers for {callout.missing} places.")
    return replace(callout, wave=wave, asked=callout.asked + len(chosen), state="open")


def _exhausted(callout: Callout) -> str:
    words = f"Nobody is left to ask; {callout.missing} people are missing."
    if not callout.nearly:
        return words
    return f"{words} {len(callout.nearly)} or more volunteers lack nothing but a certificate for crises."


async def _add_asks(
    unit: UnitOfWork, incident: Incident, callout: Callout, wave: int, chosen: Sequence[Volunteer], seconds: float
) -> None:
    until = unit.now + timedelta(seconds=seconds)
    asks = [Ask(callout.id, incident.id, volunteer.employee, wave, unit.now, until) for volunteer in chosen]
    await unit.store.asks.add(asks)
    for ask in asks:
        unit.emit(volunteer_asked(incident, ask))
    await raise_notices(unit, [of_ask(incident, ask) for ask in asks])
