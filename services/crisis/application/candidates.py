"""Whom a callout can ask next, and who is left out for nothing but what they have not learnt."""

from __future__ import annotations

from contracts.ids import derived_id
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.ability import CRISIS_VOLUNTEER, NEARLY_SHOWN, NearlyAble
from services.crisis.domain.callout import Callout, CalloutRules, Volunteer
from services.crisis.domain.callout_order import Known, eligible, ordered
from services.crisis.domain.experience import standing

READ_MOST = 3_000  # volunteers read for one wave, those present first: an index bounds the cost, not the company's size
UNABLE_READ_MOST = 500  # volunteers without the ability who are looked at to name some of them


async def candidates(unit: UnitOfWork, callout: Callout, rules: CalloutRules) -> list[Volunteer]:
    """Who can be asked, in the order of asking; where certificates of the brand give the ability, only who has it."""
    already_asked = await unit.store.asks.employees_asked(callout.incident, READ_MOST)
    ability = await needed_ability(unit)
    free = await unit.store.availabilities.free_at(unit.now, READ_MOST)
    said_so = await unit.store.workforce.named(free, ability)
    present = await unit.store.workforce.volunteers(READ_MOST + len(already_asked), ability)
    volunteers = {each.employee: each for each in (*said_so, *present)}.values()
    able = [volunteer for volunteer in volunteers if eligible(volunteer, unit.now, already_asked)]
    experiences = await unit.store.experiences.of({each.employee for each in able})
    known = Known(free, {each.employee: standing(each, unit.now) for each in experiences.values()})
    return ordered(able, rules, lambda employee: derived_id(callout.id, employee), known)


async def needed_ability(unit: UnitOfWork) -> str | None:
    """The ability that who comes needs; None where no certificate of the brand gives it."""
    taught = await unit.store.workforce.courses_giving(CRISIS_VOLUNTEER) is not None
    return CRISIS_VOLUNTEER if taught else None


async def nearly_able(unit: UnitOfWork, incident: str) -> tuple[NearlyAble, ...]:
    """Volunteers who could be asked if they had the ability, those present first; none where nothing gives it."""
    courses = await unit.store.workforce.courses_giving(CRISIS_VOLUNTEER)
    if courses is None:
        return ()
    asked = await unit.store.asks.employees_asked(incident, READ_MOST)
    unable = await unit.store.workforce.volunteers_without(CRISIS_VOLUNTEER, UNABLE_READ_MOST)
    near = [NearlyAble(each.employee, courses) for each in unable if eligible(each, unit.now, asked)]
    return tuple(near[:NEARLY_SHOWN])
