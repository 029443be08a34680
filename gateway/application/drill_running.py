"""Takes drills from step to step by their timer; what a process did before it died is done again, once in effect."""

from __future__ import annotations

from collections.abc import Callable, Coroutine, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog

from chassis import crash_points
from chassis.clock import Clock
from chassis.errors import Unavailable, VersionConflict
from chassis.http.problem import Problem
from chassis.messaging import Publisher
from chassis.timers import DueTimer, NewTimer
from gateway.application.drill_place import DrillPlace
from gateway.application.drill_report import DrillReports, NotAnswered
from gateway.application.drill_settings import DrillSettings, SettingRefused
from gateway.domain import drill as drills
from gateway.domain.drill import UNDER_WAY, Drill, DrillState
from gateway.persistence.drills import Drills, timer_key

log = structlog.get_logger()

DRILL_TIMER = "drill"
AGAIN = timedelta(seconds=3)  # after a service refused or was away, and until what was ended has been counted
POSTED_AT_ONCE = 200

Followed = tuple[Drill, datetime | None]
"""A drill as it is now, and when to look again by its brand's clock; None: never."""


class DrillRunner:
    """Looks at drills whose time has come."""

    def __init__(
        self,
        stored: Drills,
        place: DrillPlace,
        settings: DrillSettings,
        reports: DrillReports,
        publisher: Publisher,
        clock: Clock,
    ) -> None:
        self._drills = stored
        self._place = place
        self._settings = settings
        self._reports = reports
        self._publisher = publisher
        self._clock = clock
        self._steps: dict[DrillState, Callable[[Drill], Coroutine[Any, Any, Followed]]] = {
            "planned": self._begin,
            "preparing": self._prepare,
            "running": self._post,
            "ending": self._end,
        }

    async def take_up(self, due: Sequence[DueTimer]) -> None:
        """Take each a step on."""
        for timer in due:
            drill = await self._drills.get(timer.brand, timer.payload["drill"])
            if drill is None or drill.state not in UNDER_WAY:
                await self._drills.forget(timer)
                continue
            try:
                await self._step(drill)
            except VersionConflict:  # somebody cancelled it, or another process has the timer: it is looked at anew
                log.info("drill_changed_meanwhile", brand=drill.brand, drill=drill.id)

    async def _step(self, drill: Drill) -> None:
        try:
            after, look_at = await self._steps[drill.state](drill)
        except (SettingRefused, NotAnswered) as refused:
            log.warning("drill_waits", brand=drill.brand, drill=drill.id, state=drill.state, reason=refused.what)
            after, look_at = self._given_up(drill, refused.what)
        except (Unavailable, Problem) as away:
            log.warning("drill_waits", brand=drill.brand, drill=drill.id, state=drill.state, reason=type(away).__name__)
            after, look_at = self._given_up(drill, "a service was not available")
        if after.state == "failed":
            await self._place.close(drill)
        if after.state != drill.state:
            log.info("drill", brand=drill.brand, drill=drill.id, state=after.state)
        await self._drills.follow(drill, after, None if look_at is None else drill_timer(after, look_at))

    async def _begin(self, drill: Drill) -> Followed:
        now = self._now(drill)
        return drills.preparing(drill, self._clock.now()), now

    async def _prepare(self, drill: Drill) -> Followed:
        people = await self._place.participants(drill)
        await self._place.make(drill, people)
        crash_points.reach("gateway.drill_half_prepared")
        left_out = await self._settings.copy(drill, people)
        left_out += [f"Person {each}: not active any more." for each in drill.participants if each not in people]
        return drills.running(drill, self._clock.now(), tuple(left_out)), self._now(drill)

    async def _post(self, drill: Drill) -> Followed:
        now = self._clock.now()
        if now >= drill.ends_at:
            return drills.ending(drill), self._now(drill)
        due = drill.scenario.due_by((now - (drill.began_at or now)).total_seconds())
        upto = min(due, drill.posted + POSTED_AT_ONCE)
        after = drill
        if upto > drill.posted:
            await self._publisher.publish(await self._place.messages(drill, drill.posted, upto))
            crash_points.reach("gateway.drill_posted_not_stored")
            after = drills.posted(drill, upto)
        wait = timedelta() if upto < due else after.next_look(now) - now
        return after, self._now(drill) + wait

    async def _end(self, drill: Drill) -> Followed:
        if await self._reports.stand_down(drill):
            return drill, self._now(drill) + AGAIN
        now = self._clock.now()
        report = await self._reports.of(drill, now)
        await self._place.close(drill)
        return drills.ended(drill, now, report), None

    def _given_up(self, drill: Drill, reason: str) -> Followed:
        """A drill that could not go on: it is tried again, a preparation for a while only."""
        now = self._clock.now()
        if drill.state == "preparing" and now - (drill.prepared_since or now) >= drills.PREPARATION:
            return drills.failed(drill, now, reason), None
        return drill, self._now(drill) + AGAIN

    def _now(self, drill: Drill) -> datetime:
        """The time by which the timer is due: that of the brand that practises."""
        return self._clock.now_of(drill.brand)


def drill_timer(drill: Drill, at: datetime) -> NewTimer:
    """The one timer of a drill."""
    return NewTimer(timer_key(drill), drill.brand, DRILL_TIMER, at, {"drill": drill.id})
