"""The callout: sized by Erlang, asked in waves by a durable timer, grown while the surge grows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta

from chassis.timers import DueTimer
from contracts.crisis import CalloutOpened, VolunteerAnswered, VolunteerAsked
from contracts.ids import derived_id
from services.crisis.application.staffing import Need, need_now
from services.crisis.application.unit import Parts, Unit, each_due
from services.crisis.domain.callout import Ask, Callout, CalloutRules, Volunteer, eligible, ordered, settled, wave_size
from services.crisis.domain.incident import OPEN, Incident
from services.crisis.domain.policy import CrisisPolicy

READ_MOST = 3_000  # volunteers read for one wave, those present first: an index bounds the cost, not the company's size


def wave_key(brand: str, callout: str) -> str:
    """The timer of a callout's next wave."""
    return f"wave/{brand}/{callout}"


async def open_callout(unit: Unit, incident: Incident, policy: CrisisPolicy, people: int | None = None) -> Callout:
    """Begin a callout for what is missing now, or for as many `people` as somebody asks for; the first wave is due."""
    need = await need_now(unit.parts, unit.brand, policy, unit.session)
    id_ = derived_id("callout", incident.id, unit.cause)
    needed = need.missing_people if people is None else people
    callout = Callout(id_, incident.id, needed, 0, 0, "open", unit.now, staffed=need.staffed_seats)
    callout = settled(callout, unit.now)
    await unit.store.add(
        "callouts",
        unit.brand,
        {id_: callout},
        unit.session,
        listed_at=unit.now,
        need=asdict(need),
        fixed=people is not None,
    )
    _tell_size(unit, incident, callout, need)
    unit.emit(
        CalloutOpened,
        id_,
        incident.id,
        incident.version,
        incident=incident.id,
        callout=id_,
        needed=needed,
        arrivals_per_hour=need.arrivals_per_hour,
        handle_seconds=need.handle_seconds,
        staffed=need.staffed_seats,
    )
    unit.later(wave_key(unit.brand, id_), "wave", 0.0, callout=id_, fixed=people is not None)
    return callout


def _tell_size(unit: Unit, incident: Incident, callout: Callout, need: Need) -> None:
    unit.tell(
        incident.id,
        "callout",
        f"Callout for {callout.needed} people: {need.arrivals_per_hour:.0f} cases an hour of "
        f"{need.handle_seconds:.0f} s and {need.backlog} waiting make {need.load_erlangs:.1f} erlangs, which need "
        f"{need.needed_seats} seats; {need.staffed_seats} are staffed, a volunteer brings {need.seats_per_volunteer}.",
    )


class OnWave:
    """Timer handler: closes the wave before, sizes anew, asks the next wave, and comes again until stand-down."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    async def __call__(self, due: Sequence[DueTimer]) -> None:
        """Carry out each wave that is due."""
        await each_due(self._parts, due, "callout", self._wave)

    async def _wave(self, unit: Unit, timer: DueTimer) -> None:
        callout = await unit.store.one("callouts", Callout, unit.brand, timer.payload["callout"], unit.session)
        incident = await unit.incident(callout.incident) if callout else None
        await self._parts.timers.done(timer, unit.session)
        if callout is None or incident is None or callout.state == "closed" or incident.state not in OPEN:
            return
        policy = await unit.store.policy(unit.brand, unit.session)
        incident = await unit.keep(incident)
        callout = await self._expire(unit, incident, callout)
        if not timer.payload.get("fixed"):
            callout = await self._resize(unit, incident, callout, policy)
        callout = await self._ask(unit, incident, callout, policy.callout)
        await unit.store.put("callouts", unit.brand, {callout.id: callout}, unit.session)
        seconds = max(1.0, policy.callout.wave_seconds)
        unit.later(
            wave_key(unit.brand, callout.id),
            "wave",
            seconds,
            callout=callout.id,
            fixed=timer.payload.get("fixed", False),
        )

    async def _expire(self, unit: Unit, incident: Incident, callout: Callout) -> Callout:
        late = {"callout": callout.id, "state": "asked", "expires_at": {"$lte": unit.now}}
        silent = await unit.store.many("asks", Ask, unit.brand, late, unit.session)
        if not silent:
            return callout
        asks = unit.store["asks"]
        await asks.write(
            [asks.update_where(unit.brand, late, {"$set": {"state": "no_answer"}}, many=True)], session=unit.session
        )
        for ask in silent:
            unit.emit(
                VolunteerAnswered,
                f"{callout.id}/{ask.employee}",
                incident.id,
                incident.version,
                incident=incident.id,
                callout=callout.id,
                employee=ask.employee,
                answer="no_answer",
            )
        return replace(callout, no_answer=callout.no_answer + len(silent))

    async def _resize(self, unit: Unit, incident: Incident, callout: Callout, policy: CrisisPolicy) -> Callout:
        """Ask for more while the surge grows; never for fewer, people on their way are not sent home by a lull."""
        need = await need_now(unit.parts, unit.brand, policy, unit.session, staffed=callout.staffed)
        if need.missing_people <= callout.needed:
            return settled(callout, unit.now)
        grown = settled(replace(callout, needed=need.missing_people, filled_at=None), unit.now)
        _tell_size(unit, incident, grown, need)
        return grown

    async def _ask(self, unit: Unit, incident: Incident, callout: Callout, rules: CalloutRules) -> Callout:
        pending = await unit.store["asks"].find(
            unit.brand,
            {"callout": callout.id, "state": "asked"},
            projection={"employee": 1},
            limit=READ_MOST,
            session=unit.session,
        )
        size = wave_size(callout, rules) - len(pending)
        if callout.missing == 0 or size <= 0:
            return callout
        chosen = (await self._candidates(unit, incident, callout, rules))[:size]
        if not chosen:
            if callout.state != "exhausted" and not pending:
                unit.tell(incident.id, "exhausted", f"Nobody is left to ask; {callout.missing} people are missing.")
            return callout if pending else replace(callout, state="exhausted")
        wave = callout.wave + 1
        await self._write_asks(unit, incident, callout, wave, chosen, rules.wave_seconds)
        unit.tell(incident.id, "wave", f"Wave {wave}: asked {len(chosen)} volunteers for {callout.missing} places.")
        return replace(callout, wave=wave, asked=callout.asked + len(chosen), state="open")

    async def _candidates(
        self, unit: Unit, incident: Incident, callout: Callout, rules: CalloutRules
    ) -> list[Volunteer]:
        asked = await unit.store["asks"].find(
            unit.brand,
            {"incident": incident.id},
            projection={"employee": 1},
            limit=READ_MOST,
            session=unit.session,
        )
        known = {row["employee"] for row in asked}
        volunteers = await unit.store.many(
            "employees",
            Volunteer,
            unit.brand,
            {"volunteer": True},
            unit.session,
            [("presence_rank", -1), ("employee", 1)],
            READ_MOST + len(known),
        )
        able = [one for one in volunteers if eligible(one, unit.now, known)]
        return ordered(able, rules, lambda employee: derived_id(callout.id, employee))

    async def _write_asks(
        self, unit: Unit, incident: Incident, callout: Callout, wave: int, chosen: Sequence[Volunteer], seconds: float
    ) -> None:
        until = unit.now + timedelta(seconds=seconds)
        asks = {
            f"{callout.id}/{one.employee}": Ask(callout.id, incident.id, one.employee, wave, unit.now, until)
            for one in chosen
        }
        await unit.store.add("asks", unit.brand, asks, unit.session, listed_at=unit.now)
        for ask in asks.values():
            unit.emit(
                VolunteerAsked,
                f"{callout.id}/{ask.employee}",
                incident.id,
                incident.version,
                incident=incident.id,
                callout=callout.id,
                employee=ask.employee,
                wave=wave,
                expires_at=until,
            )
