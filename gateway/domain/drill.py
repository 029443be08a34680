"""A drill: a scenario played in a copy of the brand's settings, which is a brand of its own; nothing leaves it.

It is planned, then preparing (the copy is made), then running, and ending once its time is over or somebody cancels it:
its incidents are stood down and the report is made. One whose copy could not be made has failed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from gateway.domain.drill_scenario import DrillScenario
from gateway.domain.scopes import ON_DUTY, SCOPES

DrillState = Literal["planned", "preparing", "running", "ending", "ended", "cancelled", "failed"]

UNDER_WAY: frozenset[DrillState] = frozenset({"planned", "preparing", "running", "ending"})
IS_PLAYED: frozenset[DrillState] = frozenset({"preparing", "running"})
MOST_UNDER_WAY = 50
"""Drills of one brand that have not ended, planned ones among them."""
PREPARATION = timedelta(minutes=2)
"""The copy is made within this time, or the drill has failed."""
BRAND_CHARACTERS = 25  # of the brand's own id in the drill's, whose whole is at most 40
KEPT_OUT = frozenset(
    {
        "brands:write",
        "people:write",
        "integrations:write",
        "certificates:import",
        "events:write",
        "conversions:write",
        "audit:read",
    }
)
"""What nobody may do in a drill: its people and accounts are copies, and what comes in is the scenario."""


class DrillOver(Exception):
    """The drill has ended, failed, or was cancelled."""


@dataclass(frozen=True, slots=True)
class Drill:
    """`id` is also that of the brand it is played in. `by` planned it.

    It runs from `starts_at` through its scenario and `answer_seconds` more, for what people still do; `began_at` and
    `ended_at` are when it did. `posted` counts the messages that are in. `left_out` says what of the settings has no
    place in the copy, `reason` why it failed, `cancelled_by` who ended it before its time, `report` what came of it.
    """

    brand: str
    id: str
    name: str
    scenario: DrillScenario
    participants: tuple[str, ...]
    starts_at: datetime
    answer_seconds: int
    by: str
    created_at: datetime
    state: DrillState = "planned"
    version: int = 1
    prepared_since: datetime | None = None
    began_at: datetime | None = None
    ended_at: datetime | None = None
    posted: int = 0
    left_out: tuple[str, ...] = ()
    reason: str | None = None
    cancelled_by: str | None = None
    report: Mapping[str, Any] = field(default_factory=dict)

    @property
    def length(self) -> timedelta:
        """From its first message until it ends by itself."""
        return timedelta(seconds=self.scenario.seconds + self.answer_seconds)

    @property
    def ends_at(self) -> datetime:
        """When it ends by itself."""
        return (self.began_at or self.starts_at) + self.length

    def next_look(self, now: datetime) -> datetime:
        """When there is something to do again for one that is running: the next message, or the end."""
        began = self.began_at or now
        if self.posted >= self.scenario.messages:
            return self.ends_at
        return max(now + timedelta(seconds=1), began + self.scenario.wait(self.posted))


def drill_id(brand: str, slug: str) -> str:
    """The id of a drill and of the brand it is played in."""
    return f"{brand[:BRAND_CHARACTERS].rstrip('-')}-drill-{slug}"


def overlap(drills: Iterable[Drill], starts_at: datetime, length: timedelta) -> Drill | None:
    """One of those under way that would run at the same time: people take part in one at a time."""
    return next(
        (each for each in drills if starts_at < each.ends_at and each.starts_at < starts_at + length),
        None,
    )


def preparing(drill: Drill, now: datetime) -> Drill:
    """Its time has come: the copy is being made."""
    return _next(drill, state="preparing", prepared_since=now)


def running(drill: Drill, now: datetime, left_out: tuple[str, ...]) -> Drill:
    """The copy is there: the scenario begins."""
    return _next(drill, state="running", began_at=now, left_out=left_out)


def posted(drill: Drill, upto: int) -> Drill:
    """So many messages are in."""
    return _next(drill, posted=upto)


def ending(drill: Drill) -> Drill:
    """Its time is over."""
    return _next(drill, state="ending")


def cancelled(drill: Drill, by: str, now: datetime) -> Drill:
    """A person ends it before its time; what has not begun is over at once. Raises DrillOver."""
    if drill.state not in UNDER_WAY:
        raise DrillOver
    if drill.state == "planned":
        return _next(drill, state="cancelled", cancelled_by=by, ended_at=now)
    return _next(drill, state="ending", cancelled_by=by)


def ended(drill: Drill, now: datetime, report: Mapping[str, Any]) -> Drill:
    """It is over, with what came of it."""
    return _next(drill, state="cancelled" if drill.cancelled_by else "ended", ended_at=now, report=report)


def failed(drill: Drill, now: datetime, reason: str) -> Drill:
    """The copy could not be made."""
    return _next(drill, state="failed", ended_at=now, reason=reason)


def scopes_in(scopes: frozenset[str]) -> frozenset[str]:
    """What somebody with these scopes may do in a drill; a place that they are given there lets them work."""
    return ((scopes & SCOPES) | ON_DUTY) - KEPT_OUT


def _next(drill: Drill, **changes: Any) -> Drill:  # noqa: ANN401 - fields of the drill
    return replace(drill, version=drill.version + 1, **changes)
