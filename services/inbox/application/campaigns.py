"""Reading campaigns: begun and closed by who runs them, answered by everybody, and what follows for replies."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from chassis.auth import Principal
from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.inbox import events
from services.inbox.application.campaign_queries import Asked, CampaignQueries
from services.inbox.application.campaign_store import CampaignChanges, CampaignStore
from services.inbox.application.errors import EmptyAudience, OtherText, Unknown
from services.inbox.application.records import Versioned
from services.inbox.application.rulebook import Rulebook
from services.inbox.application.timers import campaign_timer, reminder_timer
from services.inbox.domain import campaign as acceptances
from services.inbox.domain.campaign import Campaign, Decision
from services.inbox.domain.conversation import StateNotAllowed
from services.inbox.domain.guideline_text import text_hash


class Campaigns:
    """Commands of who runs campaigns and of who is asked."""

    def __init__(self, store: CampaignStore, queries: CampaignQueries, rulebook: Rulebook, clock: Clock) -> None:
        """`queries` is over the same store."""
        self._store = store
        self._queries = queries
        self._rulebook = rulebook
        self._clock = clock

    async def begin(
        self,
        caller: Principal,
        version: int,
        departments: Sequence[str],
        due_at: datetime,
        remind_at: Sequence[datetime],
    ) -> Campaign:
        """Ask an audience to accept the text of a version.

        Raises:
            Unknown: There is no such version.
            EmptyAudience: Nobody works in these departments.
        """
        guideline = await self._rulebook.guideline_of(caller.brand, version)

        async def attempt() -> Campaign:
            now, newest = self._clock.now_of(caller.brand), await self._store.before(caller.brand, None, 1)
            made = Campaign(
                brand=caller.brand,
                number=newest[0].number + 1 if newest else 1,
                guideline_version=version,
                text_hash=text_hash(guideline),
                without=guideline.without_acceptance,
                departments=tuple(sorted(set(departments))),
                due_at=due_at,
                remind_at=tuple(sorted({at for at in remind_at if now < at < due_at})),
                made_by=caller.subject,
                made_at=now,
            )
            if not await self._store.audience(made, None, 1):
                raise EmptyAudience
            timers = [campaign_timer(made, due_at), *(reminder_timer(made, at) for at in made.remind_at)]
            await self._store.commit(CampaignChanges(caller.brand, Versioned(None, made), timers=timers))
            return made

        return await on_conflict(attempt)

    async def close(self, brand: str, number: int) -> Campaign:
        """End a campaign: it asks nobody any more; what it kept from people, they get back. Raises Unknown."""

        async def attempt() -> Campaign:
            before = await self._queries.get(brand, number)
            if before.closed_at is not None:
                return before
            now = self._clock.now_of(brand)
            after = acceptances.closed(before, now)
            timers = [campaign_timer(after, now)]
            await self._store.commit(CampaignChanges(brand, Versioned(before, after), timers=timers))
            return after

        return await on_conflict(attempt)

    async def answer(self, caller: Principal, text: str, decision: Decision, reason: str | None) -> list[Asked]:
        """A person's word on the text they read, named by its hash, to every campaign that asks them about it.

        Raises:
            OtherText: No campaign asks this person about a text of this hash.
            StateNotAllowed: They accepted before, or are exempt.
        """

        async def attempt() -> list[Asked]:
            now = self._clock.now_of(caller.brand)
            asked = [
                each
                for each in await self._queries.asked(caller.brand, caller.subject)
                if each.campaign.text_hash == text
            ]
            if not asked:
                raise OtherText
            after = [
                Asked(each.campaign, acceptances.answered(each.acceptance, decision, reason, now)) for each in asked
            ]
            return await self._write(asked, after, now)

        return await on_conflict(attempt)

    async def decide(self, caller: Principal, number: int, person: str, *, exempt: bool, reason: str) -> Asked:
        """Grant or refuse the exception a person asked for.

        Raises:
            Unknown: There is no such campaign, or it has heard nothing of this person.
            StateNotAllowed: The campaign is closed, they asked for none, or it is their own.
        """

        async def attempt() -> Asked:
            campaign, now = await self._queries.get(caller.brand, number), self._clock.now_of(caller.brand)
            said = await self._store.acceptances(caller.brand, [(number, person)])
            before = said.get((number, person))
            if before is None:
                raise Unknown(person)
            if campaign.closed_at is not None:
                raise StateNotAllowed("decide", "closed")
            if person == caller.subject:
                raise StateNotAllowed("decide", "own")
            after = acceptances.decided(before, exempt=exempt, by=caller.subject, reason=reason, at=now)
            (written,) = await self._write([Asked(campaign, before)], [Asked(campaign, after)], now)
            return written

        return await on_conflict(attempt)

    async def _write(self, before: Sequence[Asked], after: Sequence[Asked], now: datetime) -> list[Asked]:
        """Store what people said, and tell of it; what did not change is not written."""
        brand = before[0].campaign.brand
        in_force = text_hash(await self._rulebook.guideline(brand))
        changes, written = CampaignChanges(brand), []
        for was, becomes in zip(before, after, strict=True):
            left = becomes.campaign.left_to(becomes.acceptance.state, in_force, now)
            acceptance = acceptances.told(becomes.acceptance, may_answer=left != "draft_only")
            written.append(Asked(becomes.campaign, acceptance))
            if acceptance != was.acceptance:
                changes.acceptances.append(Versioned(was.acceptance, acceptance))
                changes.events.append(events.acceptance_changed(becomes.campaign, acceptance, now))
        if changes.acceptances:
            await self._store.commit(changes)
        return written
