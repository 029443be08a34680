"""What every store of reading campaigns promises."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta

import pytest

from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from services.inbox.application.campaign_store import CampaignChanges, CampaignStore, Reader
from services.inbox.application.ports import Copies
from services.inbox.application.records import EmployeeRecord, Versioned
from services.inbox.application.timers import campaign_timer
from services.inbox.domain.campaign import Acceptance, Campaign, answered, closed, told
from services.inbox.domain.certificates import Certificates
from services.inbox.events import acceptance_changed
from tests.support.inbox.builders import NOON
from tests.support.inbox.events import BRAND

CAMPAIGN = Campaign(BRAND, 1, 4, "a" * 64, "draft_only", ("care",), NOON, (NOON - timedelta(days=1),), "maria", NOON)
ANNA = Acceptance(BRAND, 1, "anna", "care")


@dataclass(frozen=True, slots=True)
class CampaignSides:
    """A store of campaigns, the copies of employees it reads, and the timers behind it."""

    store: CampaignStore
    copies: Copies
    due: Callable[[], Awaitable[list[DueTimer]]]

    async def hire(self, **departments: str | None) -> None:
        await self.copies.certify(
            [EmployeeRecord(BRAND, person, Certificates(), 1, where) for person, where in departments.items()]
        )

    async def begin(self, campaign: Campaign = CAMPAIGN) -> None:
        await self.store.commit(CampaignChanges(campaign.brand, Versioned(None, campaign)))

    async def say(self, before: Acceptance, after: Acceptance) -> None:
        await self.store.commit(CampaignChanges(before.brand, acceptances=[Versioned(before, after)]))


class CampaignStoreSuite:
    """Subclasses give `sides`."""

    async def test_a_number_is_given_once_and_a_campaign_is_read_as_it_was_written(self, sides: CampaignSides) -> None:
        await sides.begin()
        with pytest.raises(VersionConflict):
            await sides.begin(replace(CAMPAIGN, made_by="ada"))
        assert await sides.store.campaign(BRAND, 1) == CAMPAIGN
        assert await sides.store.campaign("dell", 1) is None

    async def test_open_campaigns_leave_out_the_closed_and_lists_go_back_from_a_number(
        self, sides: CampaignSides
    ) -> None:
        for number in (1, 2, 3):
            await sides.begin(replace(CAMPAIGN, number=number))
        over = closed(replace(CAMPAIGN, number=2), NOON)
        change = Versioned(replace(CAMPAIGN, number=2), over)
        await sides.store.commit(CampaignChanges(BRAND, change))
        with pytest.raises(VersionConflict):
            await sides.store.commit(CampaignChanges(BRAND, change))
        assert [each.number for each in await sides.store.open(BRAND)] == [3, 1]
        assert [each.number for each in await sides.store.before(BRAND, 3, 1)] == [2]
        assert [each.number for each in await sides.store.before(BRAND, None, 2)] == [3, 2]

    async def test_of_two_words_at_once_one_is_kept_and_the_other_is_told(self, sides: CampaignSides) -> None:
        accepted, declined = answered(ANNA, "accepted", None, NOON), answered(ANNA, "declined", "No", NOON)
        await sides.say(ANNA, declined)
        with pytest.raises(VersionConflict):
            await sides.say(ANNA, accepted)
        later = answered(declined, "accepted", None, NOON)
        await sides.say(declined, later)
        with pytest.raises(VersionConflict):
            await sides.say(declined, told(declined, may_answer=False))
        assert await sides.store.acceptances(BRAND, [(1, "anna"), (1, "bob"), (2, "anna")]) == {(1, "anna"): later}

    async def test_the_audience_is_read_by_person_within_its_departments(self, sides: CampaignSides) -> None:
        await sides.hire(anna="care", bob="care", cleo="care", pia="press", zoe=None)
        assert await sides.store.audience(CAMPAIGN, "anna", 1) == [Reader("bob", "care")]
        everybody = await sides.store.audience(replace(CAMPAIGN, departments=()), None, 10)
        assert [each.person for each in everybody] == ["anna", "bob", "cleo", "pia", "zoe"]
        assert await sides.store.audience(replace(CAMPAIGN, brand="dell"), None, 10) == []

    async def test_counts_are_by_department_and_state(self, sides: CampaignSides) -> None:
        await sides.hire(anna="care", bob="care", cleo="care", zoe=None)
        campaign = replace(CAMPAIGN, departments=())
        bob, zoe = replace(ANNA, person="bob"), replace(ANNA, person="zoe", department=None)
        await sides.say(ANNA, answered(ANNA, "accepted", None, NOON))
        await sides.say(bob, told(bob, may_answer=False))
        await sides.say(zoe, answered(zoe, "declined", "No", NOON))
        counts = await sides.store.counts(campaign)
        assert {name: (each.people, dict(each.answered)) for name, each in counts.items()} == {
            "care": (3, {"accepted": 1}),
            None: (1, {"declined": 1}),
        }

    async def test_people_of_a_state_are_listed_behind_one_of_them(self, sides: CampaignSides) -> None:
        for person in ("anna", "bob", "cleo"):
            before = replace(ANNA, person=person)
            await sides.say(before, answered(before, "declined", "No", NOON))
        found = await sides.store.in_state(BRAND, 1, "declined", "anna", 1)
        assert [each.person for each in found] == ["bob"]
        assert await sides.store.in_state(BRAND, 1, "accepted", None, 10) == []

    async def test_a_timer_that_was_moved_meanwhile_takes_everything_back(self, sides: CampaignSides) -> None:
        await sides.store.commit(CampaignChanges(BRAND, timers=[campaign_timer(CAMPAIGN, NOON)]))
        (timer,) = await sides.due()
        await sides.store.commit(CampaignChanges(BRAND, timers=[campaign_timer(CAMPAIGN, NOON, "anna")]))
        accepted = answered(ANNA, "accepted", None, NOON)
        changes = CampaignChanges(BRAND, acceptances=[Versioned(ANNA, accepted)], finished=[timer])
        changes.events.append(acceptance_changed(CAMPAIGN, accepted, NOON))
        with pytest.raises(Fenced):
            await sides.store.commit(changes)
        assert await sides.store.acceptances(BRAND, [(1, "anna")]) == {}
        (moved,) = await sides.due()
        assert moved.payload == {"campaign": 1, "after": "anna"}
        changes.finished = [moved]
        await sides.store.commit(changes)
        assert await sides.due() == []

    async def test_a_timer_that_goes_on_is_fenced_as_one_that_ends(self, sides: CampaignSides) -> None:
        await sides.store.commit(CampaignChanges(BRAND, timers=[campaign_timer(CAMPAIGN, NOON)]))
        (timer,) = await sides.due()
        await sides.store.commit(CampaignChanges(BRAND, timers=[campaign_timer(CAMPAIGN, NOON, None)]))
        onward = CampaignChanges(BRAND, timers=[campaign_timer(CAMPAIGN, NOON, "m")], finished=[timer])
        with pytest.raises(Fenced):
            await sides.store.commit(onward)
        (anew,) = await sides.due()
        assert anew.payload["after"] is None, "the walk that was begun anew is not lost"
        await sides.store.commit(CampaignChanges(BRAND, timers=onward.timers, finished=[anew]))
        (next_page,) = await sides.due()
        assert next_page.payload["after"] == "m"

    async def test_who_is_barred_is_found_by_their_names(self, sides: CampaignSides) -> None:
        bob = replace(ANNA, person="bob")
        await sides.say(ANNA, told(ANNA, may_answer=False))
        await sides.say(bob, answered(bob, "declined", "No", NOON))
        assert [each.person for each in await sides.store.barred(BRAND, ["anna", "bob", "cleo"])] == ["anna"]
        assert await sides.store.barred("dell", ["anna"]) == []
