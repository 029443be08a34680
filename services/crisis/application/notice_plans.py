"""A person's plan is written whole: addresses are checked and sealed; one named by id keeps what is not given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from contracts.ids import derived_id
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_delivery import AddressUnusable, NoticeDelivery, OpenAddress
from services.crisis.application.notices import take_up_unreached
from services.crisis.application.people import PeopleCopy
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.notice_plan import AddressKind, NoticeAddress, NoticePlan, QuietTime


class PlanOfHome(Exception):
    """In a drill people are told where the brand that practises tells them; the plan is written there."""


@dataclass(frozen=True, slots=True)
class AddressWish:
    """An address as it is written; `target` None keeps that of the stored address `id`."""

    kind: AddressKind
    after_seconds: float
    quiet: QuietTime | None
    id: str | None = None
    target: str | None = None
    secret: str | None = None


class NoticePlanCommands:
    """The commands on plans."""

    def __init__(self, units: Units, delivery: NoticeDelivery, people: PeopleCopy) -> None:
        """Only `people` of the brand have plans."""
        self._units = units
        self._delivery = delivery
        self._people = people

    async def of(self, brand: str, person: str) -> NoticePlan:
        """A person's plan; raises Missing where there is no such person in the brand."""
        if not self._people.knows(brand, person):
            raise Missing
        return await self._units.read(brand).notice_plans.of(person)

    async def write(self, caller: CommandCaller, person: str, wishes: Sequence[AddressWish]) -> NoticePlan:
        """Write a plan one version on; what a person missed for want of an address goes out now.

        Raises:
            Missing: There is no such person in the brand.
            PlanOfHome: The brand is that of a drill.
            AddressUnusable: An address cannot be sent to; its `field` is the pointer.
            StaleVersion: The caller saw another version.
        """
        before = await self.of(caller.brand, person)
        if self._people.is_drill(caller.brand):
            raise PlanOfHome
        addresses = tuple([await self._address(caller.brand, before, n, wish) for n, wish in enumerate(wishes)])

        async def work(unit: UnitOfWork) -> NoticePlan:
            stored = await unit.store.notice_plans.of(person)
            caller.check_version(stored.version)
            plan = NoticePlan(person, addresses, stored.version + 1)
            await unit.store.notice_plans.write(plan)
            if addresses:
                await take_up_unreached(unit, person)
            return plan

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def _address(self, brand: str, before: NoticePlan, place: int, wish: AddressWish) -> NoticeAddress:
        stored = next((each for each in before.addresses if wish.id is not None and each.id == wish.id), None)
        if wish.id is not None and stored is None:
            raise AddressUnusable(f"/addresses/{place}/id", "unknown_address")
        if stored is not None and wish.target is None:
            if stored.kind != wish.kind:
                raise AddressUnusable(f"/addresses/{place}/kind", "address_of_another_kind")
            return replace(stored, after_seconds=wish.after_seconds, quiet=wish.quiet)
        if wish.target is None:
            raise AddressUnusable(f"/addresses/{place}/target", "missing")
        id_ = wish.id or derived_id("notice address", brand, before.person, wish.kind, wish.target)[:16]
        opened = OpenAddress(id_, wish.kind, wish.target, wish.secret)
        try:
            await self._delivery.check(opened)
        except AddressUnusable as refused:
            raise AddressUnusable(f"/addresses/{place}/{refused.field}", refused.code) from None
        sealed, shown = self._delivery.seal(brand, before.person, opened)
        return NoticeAddress(id_, wish.kind, shown, sealed, wish.after_seconds, wish.quiet)
