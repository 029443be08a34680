"""Goes through a campaign's audience, a page at a time, where what its people may do has changed; and reminds."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.clock import Clock
from chassis.retrying import on_conflict
from chassis.timers import DueTimer
from services.inbox import events
from services.inbox.application.campaign_store import CampaignChanges, CampaignStore
from services.inbox.application.cards import Cards
from services.inbox.application.records import Versioned
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.timers import campaign_timer
from services.inbox.domain.campaign import Acceptance, told
from services.inbox.domain.guideline_text import text_hash

PAGE = 500  # people in one transaction


class CampaignWalk:
    """What the timers of campaigns and of guidelines do; each step again has no further effect."""

    def __init__(self, store: CampaignStore, cards: Cards, rulebook: Rulebook, clock: Clock) -> None:
        self._store = store
        self._cards = cards
        self._rulebook = rulebook
        self._clock = clock

    async def step(self, timer: DueTimer) -> None:
        """Bring one page of the audience up to date: the timer moves to the next page, or is finished with the last.

        Raises:
            VersionConflict: Somebody answered meanwhile; the step is taken again.
            Fenced: The timer was moved meanwhile; its row as it is now has the step.
        """
        campaign = await self._store.campaign(timer.brand, timer.payload["campaign"])
        changes = CampaignChanges(timer.brand)
        if campaign is None:
            changes.finished = [timer]
            return await self._store.commit(changes)
        now, in_force = self._clock.now_of(timer.brand), text_hash(await self._rulebook.guideline(timer.brand))
        readers = await self._store.audience(campaign, timer.payload["after"], PAGE)
        said = await self._store.acceptances(timer.brand, [(campaign.number, each.person) for each in readers])
        for reader in readers:
            before = said.get((campaign.number, reader.person)) or Acceptance(timer.brand, campaign.number, *reader)
            may_answer = campaign.left_to(before.state, in_force, now) != "draft_only"
            after = told(before, may_answer=may_answer)
            if after != before:
                changes.acceptances.append(Versioned(before, after))
                changes.events.append(events.acceptance_changed(campaign, after, now))
        changes.finished = [timer]  # also where more follow: a walk that was begun anew meanwhile must not be lost
        if len(readers) == PAGE:
            changes.timers = [campaign_timer(campaign, now, readers[-1].person)]
        return await self._store.commit(changes)

    async def moved(self, brand: str, employees: Mapping[str, str | None]) -> None:
        """Give back what a campaign kept from people who have left its departments; the present one by person."""

        async def attempt() -> None:
            changes, now = CampaignChanges(brand), self._clock.now_of(brand)
            for before in await self._store.barred(brand, list(employees)):
                campaign = await self._store.campaign(brand, before.campaign)
                if campaign is not None and not campaign.asks(employees[before.person]):
                    after = told(before, may_answer=True)
                    changes.acceptances.append(Versioned(before, after))
                    changes.events.append(events.acceptance_changed(campaign, after, now))
            if changes.acceptances:
                await self._store.commit(changes)

        await on_conflict(attempt)

    async def remind(self, timer: DueTimer) -> None:
        """Tell how many of the audience still have to answer, unless the campaign is over."""
        campaign = await self._store.campaign(timer.brand, timer.payload["campaign"])
        changes = CampaignChanges(timer.brand, finished=[timer])
        if campaign is not None and campaign.closed_at is None:
            counts = await self._store.counts(campaign)
            people = sum(each.people for each in counts.values())
            pending = people - sum(sum(each.answered.values()) for each in counts.values())
            missing = max(0, pending)  # who answered and left the department since is counted as answered
            changes.events = [events.acceptance_reminder(campaign, people, missing, timer.due_at)]
        await self._store.commit(changes)

    async def in_force(self, timer: DueTimer) -> None:
        """Announce the version that is in force from now on, retire cards it contradicts, and end other campaigns."""
        await self._rulebook.announce(timer.brand)
        await self._cards.retire_contradicted(timer.brand)
        now = self._clock.now_of(timer.brand)
        walks = [campaign_timer(each, now) for each in await self._store.open(timer.brand) if each.due_at <= now]
        await self._store.commit(CampaignChanges(timer.brand, timers=walks, finished=[timer]))
