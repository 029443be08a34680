"""The hub's board: what waits for approval, which guideline is in force, who has read it, and what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from chassis.clock import Clock
from services.inbox.application.approvals import OPEN_READ
from services.inbox.application.campaign_store import CampaignStore, Counts
from services.inbox.application.engagement_counting import EngagementCounting
from services.inbox.application.engagement_counts import EngagementCounts, RuleCounts
from services.inbox.application.queries import InboxQueries
from services.inbox.application.rulebook import Rulebook
from services.inbox.domain.campaign import Campaign
from services.inbox.domain.engagement import (
    Participation,
    abilities_to_answer,
    by_shown,
    engagement_rows,
    share_outside,
    shown_departments,
)
from services.inbox.domain.guideline import Guideline

CAMPAIGNS_SHOWN = 10  # open ones; each is counted in an index
WINDOWS = (7, 30)  # days: a week and a month, which the rows are kept longer than


@dataclass(frozen=True, slots=True)
class EngagementWindow:
    """The last `days` of the brand's calendar, `since` and today included.

    `answers` and `engagement` are by department, None those put together; `answerers` is how many employees answered,
    and `outside_care` the share of answers from outside the care team, None where that is not said.
    """

    days: int
    since: date
    rules: RuleCounts
    answers: Mapping[str | None, int]
    answerers: int
    outside_care: float | None
    engagement: Mapping[str | None, Participation]


@dataclass(frozen=True, slots=True)
class EngagementState:
    """How the rules of engagement stand at `at`; `oldest` is None where nothing waits."""

    at: datetime
    waiting: int
    oldest: datetime | None
    guideline_version: int
    reading: Sequence[tuple[Campaign, Mapping[str | None, Counts]]]
    windows: Sequence[EngagementWindow]


class EngagementBoard:
    """Reads the board of a brand."""

    def __init__(
        self,
        queries: InboxQueries,
        rulebook: Rulebook,
        campaigns: CampaignStore,
        counts: EngagementCounts,
        counting: EngagementCounting,
        clock: Clock,
    ) -> None:
        """`campaigns` has the audiences by department, `counts` the numbers by day, `counting` which day it is."""
        self._queries = queries
        self._rulebook = rulebook
        self._campaigns = campaigns
        self._counts = counts
        self._counting = counting
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
            windows=[await self._window(brand, days, guideline) for days in WINDOWS],
        )

    async def _window(self, brand: str, days: int, guideline: Guideline) -> EngagementWindow:
        since, abilities = self._counting.today(brand) - timedelta(days=days - 1), abilities_to_answer(guideline)
        answers = await self._counts.answers(brand, since)
        everybody = await self._counts.people(brand, since, frozenset())
        able = await self._counts.people(brand, since, abilities) if abilities else everybody
        shown = shown_departments({department: each.people for department, each in everybody.items()})
        return EngagementWindow(
            days=days,
            since=since,
            rules=await self._counts.rules(brand, since),
            answers=by_shown(answers, shown),
            answerers=sum(each.answered for each in everybody.values()),
            outside_care=share_outside(answers, guideline.care_departments),
            engagement=engagement_rows(able),
        )
