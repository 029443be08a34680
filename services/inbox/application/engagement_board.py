"""The hub's board: what waits for approval, which guideline is in force, and who has read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chassis.clock import Clock
from services.inbox.application.approvals import OPEN_READ
from services.inbox.application.campaign_store import CampaignStore, Counts
from services.inbox.application.queries import InboxQueries
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.campaign import Campaign

CAMPAIGNS_SHOWN = 10  # open ones; each is counted in an index


@dataclass(frozen=True, slots=True)
class EngagementState:
    """How the rules of engagement stand at `at`; `oldest` is None where nothing waits."""

    at: datetime
    waiting: int
    oldest: datetime | None
    guideline_version: int
    reading: Sequence[tuple[Campaign, Mapping[str | None, Counts]]]


class EngagementBoard:
    """Reads the board of a brand."""

    def __init__(self, queries: InboxQueries, rulebook: Rulebook, campaigns: CampaignStore, clock: Clock) -> None:
        """`campaigns` has the audiences by department."""
        self._queries = queries
        self._rulebook = rulebook
        self._campaigns = campaigns
        self._clock = clock

    async def of(self, brand: str) -> EngagementState:
        """The board of now."""
        waiting = await self._queries.awaiting_approval(brand, OPEN_READ)
        guideline = await self._rulebook.guideline(brand)
        open_ = (await self._campaigns.open(brand))[:CAMPAIGNS_SHOWN]
        return EngagementState(
            at=self._clock.now_of(brand),
            waiting=len(waiting),
            oldest=min((each.created_at for each in waiting), default=None),
            guideline_version=guideline.version,
            reading=[(each, await self._campaigns.counts(each)) for each in open_],
        )
