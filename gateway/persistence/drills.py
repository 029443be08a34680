"""The drills of a brand, those planned, under way and over."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Document, Session, behind
from chassis.timers import DueTimer, NewTimer, Timers
from gateway.domain.drill import UNDER_WAY, Drill, DrillState
from gateway.domain.drill_scenario import DrillPhase, DrillScenario
from gateway.persistence.base import AlreadyExists, StoreContext

MOST_LISTED = 100


class Drills:
    """Drills, each with the timer of its next look."""

    def __init__(self, context: StoreContext, timers: Timers) -> None:
        self._context = context
        self._timers = timers
        self._drills = context.collection("drills")

    async def create(self, drill: Drill, timer: NewTimer) -> None:
        """Store a new drill; raises AlreadyExists."""

        async def work(session: Session) -> None:
            written = self._drills.insert(drill.brand, drill.id, _document(drill))
            if (await self._drills.write([written], session=session)).duplicates:
                raise AlreadyExists
            await self._timers.schedule([timer], session)

        await self._context.mongo.transaction(work)

    async def get(self, brand: str, drill: str) -> Drill | None:
        """A drill, or None."""
        document = await self._drills.get(brand, drill)
        return _drill(document) if document else None

    async def under_way(self, brand: str) -> list[Drill]:
        """Those that have not ended, planned ones among them."""
        wanted = {"state": {"$in": sorted(UNDER_WAY)}}
        return [_drill(each) for each in await self._drills.find(brand, wanted, sort=[("starts_at", 1)])]

    async def follow(self, before: Drill, after: Drill, timer: NewTimer | None) -> None:
        """Store what a drill has become, and when to look again; without a `timer` it is looked at no more.

        Raises:
            VersionConflict: Somebody changed it since it was read; neither is stored.
        """

        async def work(session: Session) -> None:
            where = {"version": before.version}
            put = self._drills.replace(after.brand, after.id, _document(after), where=where)
            if (await self._drills.write([put], session=session)).matched == 0:
                raise VersionConflict
            if timer is not None:
                await self._timers.schedule([timer], session)
            else:
                await self._timers.cancel([timer_key(after)], session)

        await self._context.mongo.transaction(work)

    async def forget(self, timer: DueTimer) -> None:
        """End the timer of a drill that is over."""
        await self._timers.done(timer)

    async def list(  # noqa: PLR0913 - a filter each
        self,
        brand: str,
        state: DrillState | None,
        since: datetime | None,
        until: datetime | None,
        after: tuple[datetime, str] | None,
        limit: int,
    ) -> list[Drill]:
        """Drills by when they start, the latest first, behind `after`; one more than `limit` where there are more."""
        filter_: dict[str, Any] = {} if state is None else {"state": state}
        if since is not None or until is not None:
            bounds = {"$gte": since, "$lt": until}
            filter_["starts_at"] = {name: bound for name, bound in bounds.items() if bound is not None}
        if after is not None:
            filter_ = {"$and": [filter_, behind(brand, ("starts_at", -1), -1, after)]}
        order = [("starts_at", -1), ("_id", -1)]
        return [_drill(each) for each in await self._drills.find(brand, filter_, sort=order, limit=limit + 1)]


def timer_key(drill: Drill) -> str:
    """The key of a drill's one timer."""
    return f"drill/{drill.brand}/{drill.id}"


def _document(drill: Drill) -> Document:
    fields = asdict(drill)
    fields["report"] = dict(drill.report)
    return fields


def _drill(document: Document) -> Drill:
    fields = {name: document[name] for name in Drill.__dataclass_fields__}
    scenario = document["scenario"]
    phases = tuple(DrillPhase(**phase) for phase in scenario["phases"])
    return Drill(
        **{
            **fields,
            "scenario": DrillScenario(tuple(scenario["texts"]), phases),
            "participants": tuple(fields["participants"]),
            "left_out": tuple(fields["left_out"]),
        }
    )
