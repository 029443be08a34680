"""One step of a notice: sent to the address that is due, recorded with the time of the next, or ended.

A process that dies after sending and before recording sends again, under the same key: told twice, never not at all.
"""

from __future__ import annotations

from collections.abc import Sequence

from channels.sending import OutcomeUnknown, RetryLater, SendResult, Sent
from chassis import crash_points
from chassis.errors import Fenced, VersionConflict
from chassis.timers import DueTimer
from contracts.ids import derived_id
from services.crisis.application.notice_delivery import NoticeDelivery
from services.crisis.application.notice_metrics import count_attempt, count_end
from services.crisis.application.notices import is_answered, schedule_notice
from services.crisis.application.people import PeopleCopy
from services.crisis.application.repositories import Repositories
from services.crisis.application.unit_of_work import UnitOfWork, Units
from services.crisis.domain.notice import EndAs, Notice, SendTo, WaitUntil, attempted, ended, next_step
from services.crisis.domain.notice_plan import NoticeAddress


class NoticeSender:
    """Takes the next step of notices."""

    def __init__(self, units: Units, delivery: NoticeDelivery, people: PeopleCopy) -> None:
        self._units = units
        self._delivery = delivery
        self._people = people

    async def take_step(self, timer: DueTimer) -> None:
        """Carry out what is due of one notice; another process may have taken it over meanwhile."""
        brand, id_ = timer.brand, timer.payload["notice"]
        store = self._units.read(brand)
        notice = await store.notices.find(id_)
        tried: tuple[NoticeAddress, SendResult] | None = None
        if notice is not None and notice.state == "pending" and not await is_answered(store, notice):
            step = next_step(notice, await _addresses(store, notice), self._units.now_of(brand))
            if isinstance(step, SendTo):
                tried = step.address, await self._deliver(brand, notice, step.address)
                crash_points.reach("crisis.notice_sent_not_recorded")

        async def record(unit: UnitOfWork) -> None:
            unit.finish(timer)
            await _record(unit, id_, tried)

        cause = derived_id("timer", timer.key, timer.due_at.isoformat(), str(timer.epoch))
        try:
            await self._units.run(brand, cause, "notices", record)
        except (Fenced, VersionConflict):
            return

    async def _deliver(self, brand: str, notice: Notice, address: NoticeAddress) -> SendResult:
        return await self._delivery.send(brand, self._people.home_of(brand), notice, address)

    async def probe(self) -> str | None:
        """See that mail can leave; the code of what is wrong."""
        return await self._delivery.probe()


async def _addresses(store: Repositories, notice: Notice) -> Sequence[NoticeAddress]:
    """Where a notice goes: to its person, in order, or to the webhook it is for; nowhere where that was removed."""
    if notice.person is not None:
        return (await store.notice_plans.of(notice.person)).addresses
    webhook = await store.escalation_webhooks.find(notice.webhook or "")
    return () if webhook is None else (webhook.address,)


async def _record(unit: UnitOfWork, id_: str, tried: tuple[NoticeAddress, SendResult] | None) -> None:
    """Store what came of a try, and set the next step or the end."""
    notice = await unit.store.notices.find(id_)
    if notice is None or notice.state != "pending":
        return
    if tried is not None:
        notice = _after(unit, notice, *tried)
    if await is_answered(unit.store, notice):
        step: SendTo | WaitUntil | EndAs = EndAs("answered")
    else:
        step = next_step(notice, await _addresses(unit.store, notice), unit.now)
    if isinstance(step, EndAs):
        notice = ended(notice, step.state)
        count_end(notice)
    else:
        schedule_notice(unit, notice, unit.now if isinstance(step, SendTo) else step.at)
    await unit.store.notices.save(notice)


def _after(unit: UnitOfWork, notice: Notice, address: NoticeAddress, result: SendResult) -> Notice:
    """The notice after a try; an outcome nobody knows is tried again, as the receiver knows the key."""
    match result:
        case Sent():
            after = attempted(notice, address, unit.now, "sent", outcome="sent")
        case RetryLater(seconds, code):
            after = attempted(notice, address, unit.now, code, outcome="retry", wait_seconds=seconds)
        case OutcomeUnknown(code):
            after = attempted(notice, address, unit.now, code, outcome="retry")
        case _:
            after = attempted(notice, address, unit.now, result.code, outcome="failed")
    count_attempt(after.attempts[-1])
    return after
