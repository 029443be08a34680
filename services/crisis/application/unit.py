"""One unit of work: everything one cause changes, with its events, timeline and timers, in one transaction."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, TypeVar
from weakref import WeakValueDictionary

import structlog

from chassis.clock import Clock
from chassis.errors import Fenced, VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from chassis.timers import DueTimer, NewTimer, Timers
from contracts.event import Event
from contracts.ids import derived_id
from services.crisis.domain.detector import Span
from services.crisis.domain.incident import Entry, Incident
from services.crisis.persistence.store import CrisisStore
from services.crisis.settings import CrisisSettings

log = structlog.get_logger()

T = TypeVar("T")
E = TypeVar("E", bound=Event)

_TURNS: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
"""Whose turn it is, by brand; a brand nobody waits for takes no memory."""


class Missing(Exception):
    """There is nothing under this id for this brand and caller."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What units of work are made of."""

    mongo: Mongo
    store: CrisisStore
    outbox: Outbox
    timers: Timers
    clock: Clock
    settings: CrisisSettings

    @property
    def span(self) -> Span:
        """The length of a bucket."""
        return Span(self.settings.bucket_seconds, self.settings.time_scale)


class Unit:
    """The open transaction of one cause for one brand. `cause` is the id all its events are derived from."""

    def __init__(self, parts: Parts, session: Session, brand: str, cause: str, by: str) -> None:
        self.parts = parts
        self.store = parts.store
        self.session = session
        self.brand = brand
        self.cause = cause
        self.by = by
        self.now: datetime = parts.clock.now()
        self._events: list[Event] = []
        self._entries: dict[str, tuple[str, Entry]] = {}
        self._timers: list[NewTimer] = []

    def emit(self, event: type[E], part: str, subject: str, version: int, **fields: Any) -> None:  # noqa: ANN401 - the event's own fields
        """Say that something happened; published after the transaction."""
        self._events.append(
            event.after(self.cause, part, brand=self.brand, subject=subject, version=version, at=self.now, **fields)
        )

    def tell(self, incident: str, kind: str, text: str) -> None:
        """Write a line into the incident's timeline."""
        number = len(self._entries)
        id_ = f"{incident}/{derived_id(self.cause, kind, str(number))}"
        self._entries[id_] = (incident, Entry(self.now, self.by, kind, text))

    def later(self, key: str, kind: str, seconds: float, **payload: Any) -> None:  # noqa: ANN401 - small values of any kind
        """Set a durable timer of this brand."""
        due = self.now + timedelta(seconds=seconds)
        self._timers.append(NewTimer(key, self.brand, kind, due, payload))

    async def incident(self, id_: str) -> Incident:
        """An incident of this brand; raises Missing."""
        found = await self.store.one("incidents", Incident, self.brand, id_, self.session)
        if found is None:
            raise Missing
        return found

    async def keep(self, incident: Incident) -> Incident:
        """Write an incident one version on; two units that change one incident at once conflict, and one runs again."""
        kept = replace(incident, version=incident.version + 1)
        await self.store.put("incidents", self.brand, {kept.id: kept}, self.session)
        return kept

    async def close(self) -> None:
        """Write what was said: events to the outbox, lines to the timeline, timers."""
        for line, (id_, (incident, entry)) in enumerate(self._entries.items()):
            await self.store.add("timeline", self.brand, {id_: entry}, self.session, incident=incident, line=line)
        await self.parts.outbox.add(self._events, self.session)
        await self.parts.timers.schedule(self._timers, self.session)


async def each_due(
    parts: Parts, due: Sequence[DueTimer], by: str, work: Callable[[Unit, DueTimer], Awaitable[None]]
) -> None:
    """Run `work` for each timer in a unit of its own; one that another process took over is left to that process."""
    for timer in due:

        async def one(unit: Unit, timer: DueTimer = timer) -> None:
            await work(unit, timer)

        cause = derived_id("timer", timer.key, timer.due_at.isoformat(), str(timer.epoch))
        try:
            await in_unit(parts, timer.brand, cause, by, one)
        except (Fenced, VersionConflict):
            log.info("timer_taken_over", kind=timer.kind)


async def in_unit(parts: Parts, brand: str, cause: str, by: str, work: Callable[[Unit], Awaitable[T]]) -> T:
    """Run `work` in a transaction, again when it met another one; all of it happens or nothing.

    Units of one brand take turns within a process: a callout's volunteers answer within seconds of one another, all of
    them change one incident, and transactions that meet are thrown away and begun again.
    """

    async def transaction(session: Session) -> T:
        unit = Unit(parts, session, brand, cause, by)
        result = await work(unit)
        await unit.close()
        return result

    async with _TURNS.setdefault(brand, asyncio.Lock()):
        return await parts.mongo.transaction(transaction)
