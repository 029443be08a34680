"""Reading campaigns without a database: the twin of MongoCampaigns, over the store in memory."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence

from chassis.errors import VersionConflict
from services.inbox.application.campaign_store import CampaignChanges, Counts, Reader
from services.inbox.domain.campaign import Acceptance, AcceptanceState, Campaign
from tests.support.inbox.in_memory import InMemoryInbox


class InMemoryCampaigns:
    """See CampaignStore."""

    def __init__(self, store: InMemoryInbox) -> None:
        """`store` has the employees, the outbox and the timers."""
        self._store = store
        self._campaigns: dict[tuple[str, int], Campaign] = {}
        self._said: dict[tuple[str, int, str], Acceptance] = {}

    async def open(self, brand: str) -> Sequence[Campaign]:
        return [each for each in await self.before(brand, None, 1_000) if each.closed_at is None]

    async def campaign(self, brand: str, number: int) -> Campaign | None:
        return self._campaigns.get((brand, number))

    async def before(self, brand: str, number: int | None, limit: int) -> Sequence[Campaign]:
        kept = [each for each in self._campaigns.values() if each.brand == brand]
        older = [each for each in kept if number is None or each.number < number]
        return sorted(older, key=lambda each: -each.number)[:limit]

    async def acceptances(self, brand: str, names: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Acceptance]:
        return {name: self._said[(brand, *name)] for name in names if (brand, *name) in self._said}

    async def in_state(
        self, brand: str, campaign: int, state: AcceptanceState, after: str | None, limit: int
    ) -> Sequence[Acceptance]:
        wanted = (brand, campaign, state)
        kept = [each for each in self._said.values() if (each.brand, each.campaign, each.state) == wanted]
        behind = [each for each in kept if after is None or each.person > after]
        return sorted(behind, key=lambda each: each.person)[:limit]

    async def counts(self, campaign: Campaign) -> Mapping[str | None, Counts]:
        people = Counter(each.department for each in await self.audience(campaign, None, 1_000_000))
        answered: defaultdict[str | None, Counter[AcceptanceState]] = defaultdict(Counter)
        for each in self._said.values():
            if (each.brand, each.campaign) == (campaign.brand, campaign.number) and each.state != "pending":
                answered[each.department][each.state] += 1
        return {name: Counts(people[name], dict(answered[name])) for name in {*people, *answered}}

    async def audience(self, campaign: Campaign, after: str | None, limit: int) -> Sequence[Reader]:
        readers = [
            Reader(each.employee, each.department)
            for (brand, _), each in self._store.employees.items()
            if brand == campaign.brand and campaign.asks(each.department) and (after is None or each.employee > after)
        ]
        return sorted(readers)[:limit]

    async def barred(self, brand: str, people: Collection[str]) -> Sequence[Acceptance]:
        kept = [each for each in self._said.values() if each.brand == brand and each.person in people]
        return [each for each in kept if not each.told_may_answer]

    async def commit(self, changes: CampaignChanges) -> None:
        for change in changes.acceptances:
            stored = self._said.get((changes.brand, change.after.campaign, change.after.person))
            read = change.before.version if change.before is not None else 0
            if (stored.version if stored is not None else 0) != read:
                raise VersionConflict
        if changes.campaign is not None:
            name = (changes.brand, changes.campaign.after.number)
            if self._campaigns.get(name) != changes.campaign.before:
                raise VersionConflict
        self._store.move_timers(changes.timers, changes.finished)
        for change in changes.acceptances:
            self._said[changes.brand, change.after.campaign, change.after.person] = change.after
        if changes.campaign is not None:
            self._campaigns[changes.brand, changes.campaign.after.number] = changes.campaign.after
        self._store.outbox += changes.events
