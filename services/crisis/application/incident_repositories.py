"""Repositories of incidents and what belongs to them, of one brand; how they behave is in `repositories.py`."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.incident import Entry, Incident, State, TimelineLine
from services.crisis.domain.page import IncidentPage, PageState
from services.crisis.domain.review_record import ReviewRecord
from services.crisis.domain.signal import Signal, SignalState
from services.crisis.domain.statement import Statement


class Incidents(Protocol):
    """Incidents by id; an incident's signals are in no other one."""

    async def find(self, id_: str) -> Incident | None:
        """One incident."""

    async def many(self, ids: Collection[str]) -> Mapping[str, Incident]:
        """Incidents by id; missing ones are left out."""

    async def newest_open(self) -> Incident | None:
        """The newest incident that is not over."""

    async def newest(self, state: State | None, limit: int, after: NewestKey | None) -> Slice[Incident, NewestKey]:
        """Incidents, those of one state when it is given, newest first."""

    async def add(self, incident: Incident) -> None:
        """Insert."""

    async def save(self, incident: Incident) -> None:
        """Change."""


class Timeline(Protocol):
    """The timeline of incidents, for people."""

    async def add(self, lines: Sequence[TimelineLine]) -> None:
        """Insert."""

    async def of_incident(self, incident: str) -> list[Entry]:
        """An incident's entries in order."""


class Signals(Protocol):
    """Episodes found by detection."""

    async def find(self, episode: str) -> Signal | None:
        """One signal."""

    async def many(self, episodes: Collection[str]) -> list[Signal]:
        """Signals by episode; missing ones are left out."""

    async def newest(self, state: SignalState | None, limit: int, after: NewestKey | None) -> Slice[Signal, NewestKey]:
        """Signals, those of one state when it is given, newest first."""

    async def opened_since(self, since: datetime, limit: int) -> list[Signal]:
        """Signals that began at a moment and after it, the newest so many."""

    async def add(self, signal: Signal) -> None:
        """Insert."""

    async def save(self, signal: Signal) -> None:
        """Change."""


class Pages(Protocol):
    """Calls to people."""

    async def find(self, id_: str) -> IncidentPage | None:
        """One page."""

    async def count(self, incident: str) -> int:
        """The number of pages of an incident."""

    async def of_stage(self, incident: str, round_: int, level: int) -> list[IncidentPage]:
        """The pages of one level of an incident in one round, oldest first."""

    async def overdue(self, incident: str) -> list[IncidentPage]:
        """The pages of an incident whose time had passed before anybody took them."""

    async def counts_since(self, persons: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many pages each of these people got at a moment and after it; who got none is left out."""

    async def of_person(
        self, person: str, state: PageState | None, limit: int, after: NewestKey | None
    ) -> Slice[IncidentPage, NewestKey]:
        """A person's pages, newest first."""

    async def add(self, page: IncidentPage) -> None:
        """Insert."""

    async def save(self, page: IncidentPage) -> None:
        """Change."""


class Statements(Protocol):
    """Holding statements."""

    async def find(self, id_: str) -> Statement | None:
        """One statement."""

    async def of_incident(self, incident: str) -> list[Statement]:
        """An incident's statements, oldest first."""

    async def add(self, statements: Sequence[Statement]) -> None:
        """Insert."""

    async def save(self, statement: Statement) -> None:
        """Change."""


class Reviews(Protocol):
    """Records of reviews, one an incident."""

    async def of(self, incident: str) -> ReviewRecord:
        """The record; the empty one at version 0 where nobody wrote one."""

    async def write(self, record: ReviewRecord) -> None:
        """Put a record in place of the one before."""
