"""Acceptances: who has not accepted the guideline in time is offered nothing and holds nothing, until they do."""

from __future__ import annotations

from itertools import permutations
from unittest.mock import patch

import pytest

from contracts.guideline import AcceptanceChanged
from contracts.routing import EmployeeChanged, OfferClosed, TaskQueued
from services.routing.domain.guideline import AcceptanceCopy
from services.routing.domain.task import TaskNotAllowed
from tests.support.routing.builders import BRAND, NOON, an_employee, at, granted, stored
from tests.support.routing.rig import Rig, actor


def acceptance(
    person: str, *, may_answer: bool, version: int, brand: str = BRAND, campaign: int = 1
) -> AcceptanceChanged:
    """Give the inbox's word on a person."""
    return AcceptanceChanged(
        id=f"acceptance-{brand}-{person}-{version}",
        brand=brand,
        subject=person,
        version=version,
        at=NOON,
        person=person,
        campaign=campaign,
        guideline_version=1,
        text_hash="0" * 64,
        state="accepted" if may_answer else "pending",
        may_answer=may_answer,
    )


async def may_answer(rig: Rig, employee: str) -> bool:
    """Give whether the guideline lets an employee answer."""
    entry = await rig.stores.employees.get(BRAND, employee)
    assert entry is not None
    return entry.may_answer


class AcceptanceSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_who_has_not_accepted_in_time_is_offered_nothing_until_they_do(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(acceptance("anna", may_answer=False, version=1_000_000))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0
        await rig.take_in(acceptance("anna", may_answer=True, version=1_000_001))
        assert await rig.match() == 1
        changed = [event for event in await rig.emitted() if isinstance(event, EmployeeChanged)]
        assert [event.may_answer for event in changed] == [True, False, True]

    async def test_an_open_offer_is_withdrawn_and_what_is_held_goes_back_with_the_reason(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna", seats=2))
        await rig.take_in(stored("held"))
        held = await rig.accepted("held")
        await rig.take_in(stored("asked"))
        await rig.match()
        rig.clock.advance(30)
        await rig.take_in(acceptance("anna", may_answer=False, version=1))
        back = await rig.task("held")
        assert (back.state, back.employee, back.queued_at) == ("waiting", None, held.queued_at)
        assert back.decisions[-1].reason == "anna has not accepted the guideline in time"
        assert (await rig.task("asked")).state == "waiting"
        events = await rig.emitted()
        assert [event.outcome for event in events if isinstance(event, OfferClosed)] == ["withdrawn"]
        assert [each.task.conversation for each in events if isinstance(each, TaskQueued) and each.requeued] == ["held"]
        assert {seat["state"] for seat in await rig.seats()} == {"closed"}

    async def test_accepting_and_being_given_a_task_are_refused(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.match()
        offered = await rig.task("c1")
        assert offered.offer is not None
        await rig.stores.acceptances.put({(BRAND, "anna"): [AcceptanceCopy(1, may_answer=False, version=1)]})
        entry = await rig.stores.employees.get(BRAND, "anna")
        assert entry is not None
        await rig.employees.put(BRAND, [(entry, entry)])
        with pytest.raises(TaskNotAllowed, match="guideline_not_accepted"):
            await rig.commands.accept(actor("anna"), offered.offer.id)
        with pytest.raises(TaskNotAllowed, match="guideline_not_accepted"):
            await rig.commands.hand_over(actor("boss", for_others=True), "c1", offered.epoch, "anna", "assign")

    async def test_a_surge_place_gives_no_right_to_answer_either(self, rig: Rig) -> None:
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(3600), seats=1))
        await rig.take_in(stored("c1"))
        await rig.accepted("c1")
        await rig.take_in(acceptance("vera", may_answer=False, version=1))
        assert (await rig.task("c1")).state == "waiting"
        assert await rig.match() == 0
        await rig.take_in(acceptance("vera", may_answer=True, version=2))
        assert await rig.match() == 1

    async def test_an_employee_who_is_entered_after_the_word_takes_it(self, rig: Rig) -> None:
        await rig.take_in(
            acceptance("anna", may_answer=False, version=1), acceptance("vera", may_answer=False, version=1)
        )
        await rig.staff(an_employee("anna"))
        await rig.crisis(granted("vera", at(3600), seats=1))
        for name in ("anna", "vera"):
            entry = await rig.stores.employees.get(BRAND, name)
            assert entry is not None
            assert entry.may_answer is False, name

    async def test_the_highest_version_counts_in_whatever_order_the_words_come(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        late, early = acceptance("anna", may_answer=True, version=7), acceptance("anna", may_answer=False, version=6)
        await rig.take_in(late, early)
        await rig.take_in(early)
        await rig.take_in(stored("c1"))
        assert await rig.match() == 1
        assert await rig.stores.acceptances.get_many([(BRAND, "anna"), ("other", "anna")]) == {
            (BRAND, "anna"): (AcceptanceCopy(1, may_answer=True, version=7),)
        }

    @pytest.mark.parametrize("order", list(permutations(range(3))))
    async def test_whom_one_campaign_bars_another_does_not_free(self, rig: Rig, order: tuple[int, ...]) -> None:
        await rig.staff(an_employee("anna"))
        words = [
            acceptance("anna", may_answer=True, version=1_000_001),
            acceptance("anna", may_answer=False, version=1_000_002),
            acceptance("anna", may_answer=True, version=2_000_001, campaign=2),
        ]
        for place in order:
            await rig.take_in(words[place])
        assert await may_answer(rig, "anna") is False
        await rig.take_in(acceptance("anna", may_answer=True, version=1_000_003))
        assert await may_answer(rig, "anna") is True

    async def test_words_of_two_campaigns_in_one_batch_count_both(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"))
        await rig.take_in(
            acceptance("anna", may_answer=False, version=1_000_001),
            acceptance("anna", may_answer=True, version=2_000_001, campaign=2),
        )
        assert await may_answer(rig, "anna") is False

    async def test_words_on_many_people_are_a_few_transactions_and_a_replay_is_none(self, rig: Rig) -> None:
        people = [f"e{n:03d}" for n in range(250)]
        await rig.staff(*(an_employee(each) for each in people))
        words = [acceptance(each, may_answer=False, version=1) for each in people]
        commit = rig.stores.employees.commit
        with patch.object(rig.stores.employees, "commit", side_effect=commit) as committed:
            await rig.take_in(*words)
            assert committed.call_count == 3
            await rig.take_in(*words)
            assert committed.call_count == 3
        assert {seat["state"] for seat in await rig.seats()} == {"closed"}

    async def test_what_waits_says_who_is_there_and_may_not_answer(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("ben", presence="away"), an_employee("carl"))
        words = [acceptance(each, may_answer=each == "carl", version=1) for each in ("anna", "ben", "carl")]
        await rig.take_in(*words)
        await rig.take_in(stored("c1", language="fr"))
        nobody = await rig.core.application.explanations.nobody_fits(BRAND, await rig.task("c1"))
        assert nobody is not None
        assert nobody.unaccepted == ("anna",)
        assert [each.employee for each in nobody.nearest] == ["carl"]
