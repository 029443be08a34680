"""A volunteer answers: a yes takes a place while places are left, and the next wave goes out when nobody is pending."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

from contracts.crisis import PlaceGranted, VolunteerAnswered
from services.crisis.application.callouts import wave_key
from services.crisis.application.unit import Missing, Parts, Unit, in_unit
from services.crisis.domain.callout import Ask, Callout, answer
from services.crisis.domain.incident import Incident
from services.crisis.domain.policy import CrisisPolicy


async def take_answer(
    parts: Parts, brand: str, cause: str, employee: str, callout_id: str, said: Literal["accepted", "declined"]
) -> Ask:
    """Take one volunteer's answer; the same again changes nothing.

    Raises:
        Missing: This person was not asked in this callout.
        AlreadyAnswered: They said otherwise before.
        NoPlaceLeft: A yes after enough others, or after the end.
    """

    async def work(unit: Unit) -> Ask:
        callout = await unit.store.one("callouts", Callout, brand, callout_id, unit.session)
        before = await unit.store.one("asks", Ask, brand, f"{callout_id}/{employee}", unit.session)
        if callout is None or before is None:
            raise Missing
        changed, ask = answer(callout, before, said, unit.now)
        if ask is before:
            return ask
        incident = await unit.keep(await unit.incident(callout.incident))
        await unit.store.put("callouts", brand, {callout_id: changed}, unit.session)
        await unit.store.put("asks", brand, {f"{callout_id}/{employee}": ask}, unit.session)
        _tell(unit, incident, changed, ask)
        policy = await unit.store.policy(brand, unit.session)
        if said == "accepted":
            await _grant(unit, incident, changed, employee, policy)
        await _hurry(unit, changed)
        return ask

    return await in_unit(parts, brand, cause, employee, work)


def _tell(unit: Unit, incident: Incident, callout: Callout, ask: Ask) -> None:
    word = "yes" if ask.state == "accepted" else "no"
    unit.tell(incident.id, "answered", f"{ask.employee} said {word}: {callout.accepted} of {callout.needed} places.")
    if callout.state == "filled" and ask.state == "accepted":
        unit.tell(incident.id, "filled", f"The callout is filled after {callout.wave} wave(s).")
    unit.emit(
        VolunteerAnswered,
        f"{callout.id}/{ask.employee}",
        incident.id,
        incident.version,
        incident=incident.id,
        callout=callout.id,
        employee=ask.employee,
        answer=ask.state,
    )


async def _grant(unit: Unit, incident: Incident, callout: Callout, employee: str, policy: CrisisPolicy) -> None:
    rules = policy.callout
    until = unit.now + timedelta(seconds=rules.place_seconds)
    places = unit.store["places"]
    place = {
        "incident": incident.id,
        "callout": callout.id,
        "employee": employee,
        "seats": rules.seats_per_volunteer,
        "state": "granted",
        "granted_at": unit.now,
        "until": until,
    }
    await places.write(
        [places.replace(unit.brand, f"{incident.id}/{employee}", place, upsert=True)], session=unit.session
    )
    unit.emit(
        PlaceGranted,
        f"{callout.id}/{employee}",
        incident.id,
        incident.version,
        incident=incident.id,
        callout=callout.id,
        employee=employee,
        seats=rules.seats_per_volunteer,
        skills=dict(rules.skills),
        queues=rules.queues,
        until=until,
    )


async def _hurry(unit: Unit, callout: Callout) -> None:
    """Do not wait out a wave in which everybody has answered while people are still missing."""
    if callout.state != "open" or callout.missing == 0:
        return
    pending = await unit.store["asks"].find(
        unit.brand, {"callout": callout.id, "state": "asked"}, limit=1, session=unit.session
    )
    if not pending:
        stored = await unit.store["callouts"].get(unit.brand, callout.id, session=unit.session)
        fixed = bool(stored and stored.get("fixed"))
        unit.later(wave_key(unit.brand, callout.id), "wave", 0.0, callout=callout.id, fixed=fixed)
