"""What every store of crisis must show of notices and plans: they come back the same, and lists are in their order."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import time, timedelta

import pytest

from chassis.errors import VersionConflict
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.approval_wait import ApprovalWait
from services.crisis.domain.escalation_webhook import EscalationWebhook
from services.crisis.domain.notice import Notice, attempted
from services.crisis.domain.notice_plan import NoticeAddress, NoticePlan, QuietTime
from tests.support.crisis.builders import NOON
from tests.support.crisis.rig import Rig
from tests.support.crisis.values import LATER

NIGHT = QuietTime(time(22), time(7), "Europe/Amsterdam", 2)
MAIL = NoticeAddress("a1", "email", "ada@aurora.example", "sealed-1")
CHAT = NoticeAddress("a2", "slack", "hooks.slack.example/…abcd", "sealed-2", 120.0, NIGHT)
PLAN = NoticePlan("ada", (MAIL, CHAT), 3)


def a_notice(number: int = 1, **fields: object) -> Notice:
    at = NOON + timedelta(seconds=number)
    notice = Notice(f"n{number}", "page", f"p{number}", "i1", "ada", "Ash", 2, at, LATER)
    return replace(notice, **fields)  # type: ignore[arg-type]


async def run(rig: Rig, work: Callable[[UnitOfWork], Awaitable[None]], brand: str = "klm") -> None:
    await rig.units.run(brand, "cause", "ann", work)


class NoticeSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_notice_comes_back_as_it_was_saved(self, rig: Rig) -> None:
        notice = a_notice()
        tried = attempted(notice, CHAT, NOON, "http_503", outcome="retry", wait_seconds=30.0)
        whole = replace(tried, state="answered", answered_by_link=LATER)

        async def add(unit: UnitOfWork) -> None:
            await unit.store.notices.add([notice])
            await unit.store.notices.save(whole)

        await run(rig, add)
        assert await rig.store().notices.find("n1") == whole
        assert await rig.store("other").notices.find("n1") is None
        swap = a_notice(2, kind="swap", incident=None, rotation="hub")
        await run(rig, lambda unit: unit.store.notices.add([swap]))
        assert await rig.store().notices.find("n2") == swap
        call = a_notice(3, kind="level", about="i1", person=None, webhook="alerts", level=2, round=1)
        await run(rig, lambda unit: unit.store.notices.add([call]))
        assert await rig.store().notices.find("n3") == call
        with pytest.raises(VersionConflict):
            await run(rig, add)

    async def test_notices_come_newest_first_of_a_person_an_incident_or_a_state(self, rig: Rig) -> None:
        notices = [a_notice(1), a_notice(2, person="bo"), a_notice(3, state="failed"), a_notice(4, incident="i2")]
        notices.append(a_notice(5, kind="level", person=None, webhook="alerts", level=1, round=1))

        async def add(unit: UnitOfWork) -> None:
            await unit.store.notices.add(notices)

        await run(rig, add)
        store = rig.store().notices
        first = await store.newest("ada", None, None, 2, None)
        last = await store.newest("ada", None, None, 2, first.next)

        assert [[each.id for each in part.items] for part in (first, last)] == [["n4", "n3"], ["n1"]]
        assert [each.id for each in (await store.newest(None, "i1", None, 9, None)).items] == ["n5", "n3", "n2", "n1"]
        assert [each.id for each in (await store.newest(None, None, "failed", 9, None)).items] == ["n3"]

    async def test_what_did_not_reach_a_person_is_listed_until_its_end(self, rig: Rig) -> None:
        notices = [a_notice(1), a_notice(2, state="no_address"), a_notice(3, state="no_address", person="bo")]

        async def add(unit: UnitOfWork) -> None:
            await unit.store.notices.add(notices)

        await run(rig, add)
        store = rig.store().notices
        assert [each.id for each in await store.unreached("ada", NOON)] == ["n2"]
        assert await store.unreached("ada", LATER) == []

    async def test_what_a_person_was_or_is_to_be_told_lately_is_counted_by_kind(self, rig: Rig) -> None:
        approval = {"kind": "approval", "incident": None}
        tried = attempted(a_notice(1, **approval), CHAT, NOON, "sent", outcome="sent")
        notices = [
            replace(tried, state="answered"),
            a_notice(2, **approval),
            a_notice(3, **approval, state="answered"),
            a_notice(4, **approval, state="limited"),
            a_notice(5),
            a_notice(6, **approval, person="bo"),
            a_notice(7, **approval, person="cy"),
        ]
        await run(rig, lambda unit: unit.store.notices.add(notices))
        store = rig.store().notices
        assert await store.told_since({"ada", "bo", "di"}, "approval", NOON) == {"ada": 2, "bo": 1}
        assert await store.told_since({"ada"}, "approval", NOON + timedelta(seconds=2)) == {"ada": 1}
        assert await rig.store("other").notices.told_since({"ada"}, "approval", NOON) == {}

    async def test_an_approval_comes_back_as_it_was_said_last(self, rig: Rig) -> None:
        wait = ApprovalWait("r1", 2, True, 0, 2, NOON, "ada", "x", NOON, ("bo", "cy"), ("di",), LATER)
        await run(rig, lambda unit: unit.store.approval_waits.write(wait))
        assert await rig.store().approval_waits.of("r1") == wait
        over = replace(wait, version=3, waits=False, approvers=(), expires_at=None)
        await run(rig, lambda unit: unit.store.approval_waits.write(over))
        store = rig.store().approval_waits
        assert await store.of("r1") == over
        assert await store.of("r2") is await rig.store("other").approval_waits.of("r1") is None

    async def test_escalation_webhooks_come_back_by_id_and_in_their_order(self, rig: Rig) -> None:
        desk, alerts = (
            EscalationWebhook("desk", "Desk", "d.example/…k", "s1"),
            EscalationWebhook("alerts", "A", "", "s2"),
        )

        async def write(unit: UnitOfWork) -> None:
            for webhook in (desk, alerts, replace(desk, name="The desk", version=2)):
                await unit.store.escalation_webhooks.write(webhook)

        await run(rig, write)
        store = rig.store().escalation_webhooks
        assert await store.all() == [alerts, replace(desk, name="The desk", version=2)]
        assert await store.find("alerts") == alerts
        assert await rig.store("other").escalation_webhooks.find("alerts") is None
        assert await rig.store("other").escalation_webhooks.all() == []
        await run(rig, lambda unit: unit.store.escalation_webhooks.remove("desk"))
        await run(rig, lambda unit: unit.store.escalation_webhooks.remove("desk"))
        assert await rig.store().escalation_webhooks.all() == [alerts]

    async def test_a_plan_comes_back_with_its_times_of_day(self, rig: Rig) -> None:
        async def write(unit: UnitOfWork) -> None:
            await unit.store.notice_plans.write(PLAN)
            await unit.store.notice_plans.write(NoticePlan("bo", (), 1))

        await run(rig, write)
        store = rig.store().notice_plans
        assert await store.of("ada") == PLAN
        assert await store.of("cy") == NoticePlan("cy")
        assert await store.reachable({"ada", "bo", "cy"}) == {"ada"}
        assert await rig.store("other").notice_plans.reachable({"ada"}) == set()
