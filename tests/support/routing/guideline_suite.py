"""The certificate a guideline demands: who lacks it is offered nothing that needs it."""

from typing import Any

import pytest

from contracts.guideline import CertificateDemand, GuidelineCondition
from contracts.inbox import GuidelineChanged
from contracts.routing import OfferClosed
from services.routing.domain.certificate import Certificate
from services.routing.domain.task import TaskNotAllowed
from tests.support.routing.builders import BRAND, NOON, an_employee, at, granted, stored
from tests.support.routing.rig import Rig, actor


def a_guideline(version: int = 2, lifted: tuple[GuidelineCondition, ...] = (), **where: Any) -> GuidelineChanged:
    """Give the inbox's event of a guideline that demands one certificate."""
    demand = CertificateDemand(certificate="speak", where=GuidelineCondition(**where), lifted=lifted)
    return _changed(version, (demand,))


def _changed(version: int, demands: tuple[CertificateDemand, ...]) -> GuidelineChanged:
    return GuidelineChanged(
        id=f"guideline-{version}", brand=BRAND, subject="guideline", version=version, at=NOON, certificates=demands
    )


SPEAKER = an_employee("ben", certificates=(Certificate("speak"),))


class GuidelineSuite:
    """Inherit where a fixture `rig` says over which stores."""

    async def test_who_lacks_the_certificate_is_offered_nothing_that_needs_it(self, rig: Rig) -> None:
        await rig.take_in(a_guideline(topics=("refund",)))
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("needs", topics=("refund",)), stored("other"))
        assert await rig.match() == 1
        assert (await rig.task("other")).employee == "anna"
        assert "cert:speak" in (await rig.task("needs")).placement.required
        await rig.staff(SPEAKER)
        await rig.match()
        assert (await rig.task("needs")).employee == "ben"

    async def test_a_changed_guideline_reaches_what_waits_already(self, rig: Rig) -> None:
        await rig.take_in(stored("c1"))
        await rig.take_in(a_guideline())
        await rig.staff(an_employee("anna"))
        assert await rig.match() == 0, "not even before the next turn"
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 0
        assert "cert:speak" in (await rig.task("c1")).asks
        await rig.take_in(_changed(3, ()))
        await rig.take_in(a_guideline(2))
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 1, "the newest version demands nothing"

    async def test_what_is_given_back_under_a_changed_guideline_needs_the_certificate_too(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), an_employee("carl"))
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        await rig.take_in(a_guideline())
        boss = actor("boss", for_others=True)
        other = "carl" if held.employee == "anna" else "anna"
        with pytest.raises(TaskNotAllowed, match="certificate_missing"):
            await rig.commands.hand_over(boss, "c1", held.epoch, other, "assign")
        await rig.commands.release(actor(held.employee or ""), "c1", held.epoch)
        assert await rig.match() == 0
        await rig.core.overdue.turn(BRAND)
        assert await rig.match() == 0

    async def test_a_freedom_lifts_the_demand_where_it_applies(self, rig: Rig) -> None:
        await rig.take_in(a_guideline(lifted=(GuidelineCondition(topics=("thanks",)),)))
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0
        await rig.take_in(stored("c2", topics=("thanks",)))
        assert await rig.match() == 1

    async def test_an_open_offer_to_who_lacks_the_certificate_by_now_is_withdrawn(self, rig: Rig) -> None:
        await rig.staff(an_employee("anna"), SPEAKER)
        await rig.take_in(stored("c1"), stored("c2"))
        await rig.match()
        offered = {(await rig.task(each)).employee: await rig.task(each) for each in ("c1", "c2")}
        hers, his = offered["anna"], offered["ben"]
        assert hers.offer is not None
        assert his.offer is not None
        await rig.take_in(a_guideline())
        with pytest.raises(TaskNotAllowed, match="certificate_missing") as refused:
            await rig.commands.accept(actor("anna"), hers.offer.id)
        assert refused.value.missing == ("speak",)
        rig.clock.advance(5)
        await rig.core.overdue.turn(BRAND)
        back = await rig.task(hers.conversation)
        assert (back.state, back.queued_at, back.declined) == ("waiting", hers.queued_at, {})
        assert back.decisions[-1].reason == "anna lacks what is asked now: speak"
        closed = [event for event in await rig.emitted() if isinstance(event, OfferClosed)]
        assert [(event.offer, event.outcome, event.employee) for event in closed] == [
            (hers.offer.id, "withdrawn", "anna")
        ]
        assert await rig.match() == 0, "anna lacks it and ben's seat is taken"
        taken = await rig.commands.accept(actor("ben"), his.offer.id)
        assert "cert:speak" in taken.placement.required

    async def test_an_offer_of_what_comes_to_need_the_certificate_is_withdrawn_too(self, rig: Rig) -> None:
        await rig.take_in(a_guideline(topics=("refund",)))
        await rig.staff(an_employee("anna"))
        await rig.take_in(stored("c1"))
        await rig.match()
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "offered"
        await rig.take_in(stored("c1", version=2, topics=("refund",)))
        await rig.core.overdue.turn(BRAND)
        assert (await rig.task("c1")).state == "waiting"
        assert "cert:speak" in (await rig.task("c1")).asks

    async def test_a_surge_place_waives_no_certificate(self, rig: Rig) -> None:
        await rig.take_in(a_guideline())
        await rig.staff(an_employee("vera", seats=0, volunteer=True))
        await rig.crisis(granted("vera", at(3600), seats=1))
        await rig.take_in(stored("c1"))
        assert await rig.match() == 0

    async def test_a_transfer_waives_no_certificate(self, rig: Rig) -> None:
        await rig.take_in(a_guideline())
        await rig.staff(SPEAKER)
        await rig.take_in(stored("c1"))
        held = await rig.accepted("c1")
        moved = await rig.commands.transfer_to_queue(actor("ben"), "c1", held.epoch, "crisis")
        assert "cert:speak" in moved.asks
