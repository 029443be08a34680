"""What people do with drills: plan one, end one before its time, and take part."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.retrying import on_conflict
from chassis.timers import Timers
from gateway.application.drill_running import DrillRunner, drill_timer
from gateway.domain import drill as drills
from gateway.domain.credentials import KEY_ID_BYTES, SECRET_BYTES, make_key, random_slug
from gateway.domain.drill import IS_PLAYED, MOST_UNDER_WAY, UNDER_WAY, Drill, drill_id, overlap
from gateway.domain.drill_scenario import DrillScenario
from gateway.persistence.brands import Brands
from gateway.persistence.drills import Drills
from gateway.persistence.keys import Key, Keys
from gateway.persistence.people import People

SLUG_BYTES = 5  # eight characters of base32


class NotFoundDrill(Exception):
    """The brand has no such drill."""


class InDrill(Exception):
    """The brand is that of a drill, in which nobody plans another."""


class Overlaps(Exception):
    """Another drill runs at that time; `drill` is its id."""

    def __init__(self, drill: str) -> None:
        super().__init__(drill)
        self.drill = drill


class TooManyDrills(Exception):
    """So many drills are planned already."""


class UnknownParticipants(Exception):
    """Nobody active in the brand has the ids at these places of the list."""

    def __init__(self, places: Sequence[int]) -> None:
        super().__init__(", ".join(map(str, places)))
        self.places = tuple(places)


class NotTakingPart(Exception):
    """The caller is no participant."""


class NotPlayed(Exception):
    """The drill has not begun, or is over; `state` is which."""

    def __init__(self, state: str) -> None:
        super().__init__(state)
        self.state = state


@dataclass(frozen=True, slots=True)
class DrillPlan:
    """A drill as somebody plans it; without `starts_at` it begins now."""

    name: str
    scenario: DrillScenario
    participants: tuple[str, ...]
    starts_at: datetime | None
    answer_seconds: int


class DrillCommands:
    """The commands on drills."""

    def __init__(
        self,
        stored: Drills,
        runner: DrillRunner,
        timers: Timers,
        brands: Brands,
        people: People,
        keys: Keys,
        clock: Clock,
    ) -> None:
        self.stored = stored
        self.runner = runner
        self.timers = timers
        self._brands = brands
        self._people = people
        self._keys = keys
        self._clock = clock

    async def plan(self, caller: Principal, plan: DrillPlan) -> Drill:
        """Plan a drill.

        Raises:
            TooLong, TooManyMessages: The scenario is too large, or has no message.
            UnknownParticipants: Somebody named is not an active person of the brand.
            InDrill, Overlaps, TooManyDrills: It has no place.
        """
        plan.scenario.check()
        brand = await self._brands.get(caller.brand)
        if brand is not None and brand.drill_of is not None:
            raise InDrill
        await self._check_participants(caller.brand, plan.participants)
        now = self._clock.now_of(caller.brand)
        drill = Drill(
            brand=caller.brand,
            id=drill_id(caller.brand, random_slug(secrets.token_bytes(SLUG_BYTES))),
            name=plan.name,
            scenario=plan.scenario,
            participants=plan.participants,
            starts_at=max(plan.starts_at or now, now),
            answer_seconds=plan.answer_seconds,
            by=caller.subject,
            created_at=now,
        )
        under_way = await self.stored.under_way(caller.brand)
        if len(under_way) >= MOST_UNDER_WAY:
            raise TooManyDrills
        if (other := overlap(under_way, drill.starts_at, drill.length)) is not None:
            raise Overlaps(other.id)
        await self.stored.create(drill, drill_timer(drill, drill.starts_at))
        return drill

    async def cancel(self, caller: Principal, drill: str) -> Drill:
        """End a drill before its time; raises NotFoundDrill or DrillOver."""

        async def attempt() -> Drill:
            before = await self.found(caller.brand, drill)
            after = drills.cancelled(before, caller.subject, self._clock.now())
            over = after.state not in UNDER_WAY
            timer = None if over else drill_timer(after, self._clock.now_of(caller.brand))
            await self.stored.follow(before, after, timer)
            return after

        return await on_conflict(attempt)

    async def key(self, caller: Principal, drill: str) -> tuple[str, datetime]:
        """Make a participant's key for the brand of the drill, and until when it counts: with what they may do there.

        Raises:
            NotFoundDrill: There is none.
            NotTakingPart: The caller is no participant.
            NotPlayed: It has not begun, or is over.
        """
        found = await self.found(caller.brand, drill)
        if caller.kind != "person" or caller.subject not in found.participants:
            raise NotTakingPart
        if found.state not in IS_PLAYED:
            raise NotPlayed(found.state)
        if await self._people.get(found.id, caller.subject) is None:
            raise NotPlayed(found.state)  # the copy has only begun to be made
        made = make_key(found.id, secrets.token_bytes(KEY_ID_BYTES + SECRET_BYTES))
        ends_at = found.ends_at if found.began_at else self._clock.now() + drills.PREPARATION + found.length
        stored = Key(
            made.key_id,
            "drill",
            "person",
            caller.subject,
            None,
            tuple(sorted(drills.scopes_in(caller.scopes))),
            made.digest,
            self._clock.now(),
            ends_at,
            None,
        )
        await self._keys.create(found.id, stored)
        return made.text, ends_at

    async def found(self, brand: str, drill: str) -> Drill:
        """A drill of the brand; raises NotFoundDrill."""
        found = await self.stored.get(brand, drill)
        if found is None:
            raise NotFoundDrill
        return found

    async def _check_participants(self, brand: str, participants: Sequence[str]) -> None:
        found = [await self._people.get(brand, each) for each in participants]
        unknown = [place for place, person in enumerate(found) if person is None or not person.active]
        if unknown:
            raise UnknownParticipants(unknown)
