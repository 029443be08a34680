"""One unit of work: everything one cause changes, with its events, timeline and timers, in one transaction."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from contracts.ids import derived_id
from services.crisis.application.people import PeopleCopy
from services.crisis.application.repositories import Repositories
from services.crisis.domain.incident import Entry, Incident, TimelineLine, changed, followed
from services.crisis.domain.page import IncidentPage
from services.crisis.events import Draft
from services.crisis.settings import CrisisSettings

T = TypeVar("T")


class Missing(Exception):
    """There is nothing under this id for this brand and caller."""


@dataclass(slots=True)
class UnitOfWork:
    """Everything one cause changes for one brand. `cause` is the id all its events are derived from.

    Values are read and written through `store`; events, timeline and timers gather here and are written at the end.
    """

    brand: str
    cause: str
    by: str
    now: datetime
    store: Repositories
    settings: CrisisSettings
    notifier: Notifier
    people: PeopleCopy
    events: list[Event] = field(default_factory=list)
    lines: list[TimelineLine] = field(default_factory=list)
    new_timers: list[NewTimer] = field(default_factory=list)
    cancelled_timers: list[str] = field(default_factory=list)
    hastened_timers: list[str] = field(default_factory=list)
    finished_timers: list[DueTimer] = field(default_factory=list)

    def emit(self, draft: Draft) -> None:
        """Add an event; it is published after the transaction."""
        self.events.append(draft.after(self.cause, self.brand, self.now))

    def record(self, incident: str, kind: str, text: str) -> None:
        """Write an entry into the incident's timeline."""
        number = len(self.lines)
        id_ = f"{incident}/{derived_id(self.cause, kind, str(number))}"
        self.lines.append(TimelineLine(id_, incident, number, Entry(self.now, self.by, kind, text)))

    def schedule(self, key: str, kind: str, seconds: float, **payload: Any) -> None:  # noqa: ANN401 - small values of any kind
        """Set a durable timer of this brand."""
        self.new_timers.append(NewTimer(key, self.brand, kind, self.now + timedelta(seconds=seconds), payload))

    def cancel(self, key: str) -> None:
        """Cancel a timer; one that is not set is fine."""
        self.cancelled_timers.append(key)

    def bring_forward(self, key: str) -> None:
        """Have a timer due now; one that is not set is fine."""
        self.hastened_timers.append(key)

    def finish(self, timer: DueTimer) -> None:
        """End the timer this unit is the effect of; the unit is dropped when the timer was moved or taken over."""
        self.finished_timers.append(timer)

    def name_of(self, person: str) -> str:
        """The name of a person of this brand; the id of who is unknown."""
        return self.people.name_of(self.brand, person)

    async def incident(self, id_: str) -> Incident:
        """An incident of this brand; raises Missing."""
        incident = await self.store.incidents.find(id_)
        if incident is None:
            raise Missing
        return incident

    async def save(self, incident: Incident) -> Incident:
        """Write an incident one version on; two units that write one incident at once conflict, and one runs again."""
        return await self._write(changed(incident))

    async def follow(self, incident: Incident) -> Incident:
        """Write that something happened in an incident, which itself is as it was; conflicts like `save`."""
        return await self._write(followed(incident))

    async def _write(self, following: Incident) -> Incident:
        await self.store.incidents.save(following)
        return following


class Units(Protocol):
    """Runs units of work."""

    async def run(self, brand: str, cause: str, by: str, work: Callable[[UnitOfWork], Awaitable[T]]) -> T:
        """Run `work`, and retry it when it met another unit; all of it happens or nothing.

        Raises:
            VersionConflict: Something it adds is there already.
            Fenced: A timer it ends was moved or taken over.
        """

    def read(self, brand: str) -> Repositories:
        """The brand's repositories outside of a unit, to read from."""

    def now_of(self, brand: str) -> datetime:
        """The present moment of a brand."""


class Notifier(Protocol):
    """Brings a page to its person."""

    async def send(self, unit: UnitOfWork, incident: Incident, page: IncidentPage) -> None:
        """Send a page as part of a unit; the same page again is the same notification."""
