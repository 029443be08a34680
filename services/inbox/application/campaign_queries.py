"""What campaigns ask of a person, and how a campaign stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from chassis.clock import Clock
from services.inbox.application.campaign_store import CampaignStore, Counts
from services.inbox.application.errors import Unknown
from services.inbox.application.ports import UnitOfWork
from services.inbox.domain.campaign import Acceptance, AcceptanceState, Campaign
from services.inbox.domain.guideline_scope import WithoutAcceptance

SCANNED = 500  # of an audience in one read


class Asked(NamedTuple):
    """A campaign that asks a person, with what they said to it."""

    campaign: Campaign
    acceptance: Acceptance


class CampaignQueries:
    """Questions about campaigns; none changes anything."""

    def __init__(self, store: CampaignStore, unit: UnitOfWork, clock: Clock) -> None:
        """`unit` has the copies of employees."""
        self._store = store
        self._unit = unit
        self._clock = clock

    async def asked(self, brand: str, person: str) -> list[Asked]:
        """The open campaigns that ask a person, the newest first, and what they said to each."""
        department = (await self._unit.employee(brand, person)).department
        open_ = [each for each in await self._store.open(brand) if each.asks(department)]
        said = await self._store.acceptances(brand, [(each.number, person) for each in open_])
        return [
            Asked(each, said.get((each.number, person), Acceptance(brand, each.number, person, department)))
            for each in open_
        ]

    async def left_to(self, brand: str, person: str, in_force: str) -> WithoutAcceptance | None:
        """What overdue campaigns leave to a person who has not accepted the text in force; None: everything."""
        now = self._clock.now_of(brand)
        left = {
            each.campaign.left_to(each.acceptance.state, in_force, now)
            for each in (await self.asked(brand, person) if await self._any_due(brand, in_force, now) else ())
        }
        return "draft_only" if "draft_only" in left else "with_approval" if "with_approval" in left else None

    async def _any_due(self, brand: str, in_force: str, now: datetime) -> bool:
        return any(each.left_to("pending", in_force, now) for each in await self._store.open(brand))

    async def get(self, brand: str, number: int) -> Campaign:
        """One campaign; raises Unknown."""
        found = await self._store.campaign(brand, number)
        if found is None:
            raise Unknown(str(number))
        return found

    async def people(
        self, brand: str, number: int, state: AcceptanceState, after: str | None, limit: int
    ) -> Sequence[Acceptance]:
        """The people of a campaign who are in one state, by their id. Raises Unknown."""
        campaign = await self.get(brand, number)
        if state != "pending":
            return await self._store.in_state(brand, number, state, after, limit)
        return await self._pending(campaign, after, limit)

    async def _pending(self, campaign: Campaign, after: str | None, limit: int) -> list[Acceptance]:
        """Who said nothing has no document of their own perhaps: the audience is gone through."""
        found: list[Acceptance] = []
        while len(found) < limit:
            readers = await self._store.audience(campaign, after, SCANNED)
            names = [(campaign.number, each.person) for each in readers]
            said = await self._store.acceptances(campaign.brand, names)
            for each in readers:
                name = (campaign.number, each.person)
                acceptance = said.get(name, Acceptance(campaign.brand, *name, each.department))
                if acceptance.state == "pending":
                    found.append(acceptance)
            if len(readers) < SCANNED:
                break
            after = readers[-1].person
        return found[:limit]

    async def before(self, brand: str, number: int | None, limit: int) -> Sequence[Campaign]:
        """Campaigns from the newest on, or from the one before a number."""
        return await self._store.before(brand, number, limit)

    async def counts(self, campaign: Campaign) -> Mapping[str | None, Counts]:
        """The audience of a campaign by department."""
        return await self._store.counts(campaign)
