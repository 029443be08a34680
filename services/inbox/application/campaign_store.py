"""The store of reading campaigns, of what each person said, and of the audience as the copies of employees have it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from chassis.timers import DueTimer, NewTimer
from contracts.event import Event
from services.inbox.application.records import Versioned
from services.inbox.domain.campaign import Acceptance, AcceptanceState, Campaign


class Reader(NamedTuple):
    """An employee who is of an audience."""

    person: str
    department: str | None


@dataclass(frozen=True, slots=True)
class Counts:
    """The people of one department: how many there are, and how many of them are in each state but `pending`."""

    people: int
    answered: Mapping[AcceptanceState, int] = field(default_factory=dict)


@dataclass(slots=True)
class CampaignChanges:
    """What is written at once: each on condition of the version it was read at."""

    brand: str
    campaign: Versioned[Campaign] | None = None
    acceptances: list[Versioned[Acceptance]] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    timers: list[NewTimer] = field(default_factory=list)
    finished: list[DueTimer] = field(default_factory=list)


class CampaignStore(Protocol):
    """The campaigns of all brands."""

    async def open(self, brand: str) -> Sequence[Campaign]:
        """Those that are not closed, the newest first."""

    async def campaign(self, brand: str, number: int) -> Campaign | None:
        """One campaign, or None."""

    async def before(self, brand: str, number: int | None, limit: int) -> Sequence[Campaign]:
        """Campaigns from the newest on, or from the one before a number."""

    async def acceptances(self, brand: str, names: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Acceptance]:
        """What people said, by (campaign, person), in one read; who said nothing is left out."""

    async def in_state(
        self, brand: str, campaign: int, state: AcceptanceState, after: str | None, limit: int
    ) -> Sequence[Acceptance]:
        """People of one state by their id, behind one of them."""

    async def counts(self, campaign: Campaign) -> Mapping[str | None, Counts]:
        """The audience by department."""

    async def audience(self, campaign: Campaign, after: str | None, limit: int) -> Sequence[Reader]:
        """The audience by the id of the person, behind one of them."""

    async def barred(self, brand: str, people: Collection[str]) -> Sequence[Acceptance]:
        """What these people said to campaigns, where others were told that they may not answer."""

    async def commit(self, changes: CampaignChanges) -> None:
        """Write all of it or nothing.

        Raises:
            VersionConflict: Something is not as it was read, or a number is taken.
            Fenced: A timer to be finished was moved meanwhile.
        """
