"""Answers of volunteers: a yes takes a place while some are left, and the next wave is due when no ask is pending."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from services.crisis.application.caller import CommandCaller
from services.crisis.application.callouts import schedule_wave
from services.crisis.application.candidates import needed_ability
from services.crisis.application.experience import count_answer
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.callout import Ask, Callout, CalloutRules, Volunteer, answer, refuse_barred
from services.crisis.domain.incident import Incident
from services.crisis.domain.place import SurgePlace
from services.crisis.events import place_granted, volunteer_answered


async def take_answer(
    units: Units, caller: CommandCaller, callout_id: str, reply: Literal["accepted", "declined"]
) -> Ask:
    """Take one volunteer's answer; the same again changes nothing.

    Raises:
        Missing: This person was not asked in this callout.
        AlreadyAnswered: They answered otherwise before.
        NoPlaceLeft: A yes after enough others, or after the end.
        VolunteerBarred: A yes of who, by what is known now, would not be asked any more.
    """

    async def work(unit: UnitOfWork) -> Ask:
        callout = await unit.store.callouts.find(callout_id)
        before = await unit.store.asks.find(callout_id, caller.person)
        if callout is None or before is None:
            raise Missing
        changed, ask = answer(callout, before, reply, unit.now)
        if ask is before:
            return ask
        if reply == "accepted":
            await _refuse_who_is_barred(unit, ask)
        incident = await unit.follow(await unit.incident(callout.incident))
        await unit.store.callouts.save(changed)
        await unit.store.asks.save(ask)
        await count_answer(unit, ask.employee, came=reply == "accepted")
        _record(unit, incident, changed, ask)
        if reply == "accepted":
            await _grant(unit, incident, changed, ask, (await unit.store.policies.current()).callout)
        await bring_wave_forward(unit, changed)
        return ask

    return await units.run(caller.brand, caller.command, caller.person, work)


async def _refuse_who_is_barred(unit: UnitOfWork, ask: Ask) -> None:
    """Hold a yes against the record of now: a certificate may have ended since they were asked."""
    volunteer = await unit.store.workforce.volunteer(ask.employee) or Volunteer(ask.employee)
    refuse_barred(volunteer, await needed_ability(unit))


def _record(unit: UnitOfWork, incident: Incident, callout: Callout, ask: Ask) -> None:
    word = "yes" if ask.state == "accepted" else "no"
    name = unit.name_of(ask.employee)
    unit.record(incident.id, "answered", f"{name} said {word}: {callout.placed} of {callout.needed} places.")
    if callout.state == "filled" and ask.state == "accepted":
        unit.record(incident.id, "filled", f"The callout is filled after {callout.wave} wave(s).")
    unit.emit(volunteer_answered(incident, ask))


async def _grant(unit: UnitOfWork, incident: Incident, callout: Callout, ask: Ask, rules: CalloutRules) -> None:
    until = unit.now + timedelta(seconds=rules.place_seconds)
    place = SurgePlace(incident.id, callout.id, ask.employee, rules.seats_per_volunteer, unit.now, until)
    await unit.store.places.grant(place)
    unit.emit(place_granted(incident, place, rules))


async def bring_wave_forward(unit: UnitOfWork, callout: Callout) -> None:
    """Do not wait out a wave in which everybody has answered while people are still missing."""
    if callout.state != "open" or callout.missing == 0:
        return
    if await unit.store.asks.pending(callout.id, 1) == 0:
        schedule_wave(unit, callout, 0.0)
