"""Commands on escalation webhooks: their addresses are checked and sealed as those of people are."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.errors import VersionConflict
from chassis.seal import SealBroken
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_delivery import AddressUnusable, NoticeDelivery, OpenAddress
from services.crisis.application.people import PeopleCopy
from services.crisis.application.unit_of_work import Missing, UnitOfWork, Units
from services.crisis.domain.escalation_webhook import (
    MOST_ESCALATION_WEBHOOKS,
    EscalationWebhook,
    EscalationWebhookNotAllowed,
)


@dataclass(frozen=True, slots=True)
class WebhookWish:
    """A webhook as it is written; None keeps the `target` or the `secret` that is stored."""

    name: str
    target: str | None
    secret: str | None

    @property
    def keeps(self) -> bool:
        """Whether something stays as it is stored."""
        return self.target is None or self.secret is None


class EscalationWebhookCommands:
    """The commands on escalation webhooks."""

    def __init__(self, units: Units, delivery: NoticeDelivery, people: PeopleCopy) -> None:
        """`people` says which brand is a drill's: those have no webhooks."""
        self._units = units
        self._delivery = delivery
        self._people = people

    async def write(self, caller: CommandCaller, id_: str, wish: WebhookWish) -> EscalationWebhook:
        """Write a webhook one version on; what is under way to it goes to its new address.

        Raises:
            EscalationWebhookNotAllowed: The brand has MOST_ESCALATION_WEBHOOKS, or is that of a drill.
            AddressUnusable: It cannot be called; its `field` is the pointer.
            StaleVersion: The caller saw another version.
            VersionConflict: What it keeps was changed meanwhile.
        """
        if self._people.is_drill(caller.brand):
            raise EscalationWebhookNotAllowed("in_drill")
        before = await self._units.read(caller.brand).escalation_webhooks.find(id_)
        sealed, shown = await self._sealed(caller.brand, id_, before, wish)

        async def work(unit: UnitOfWork) -> EscalationWebhook:
            stored = await unit.store.escalation_webhooks.find(id_)
            version = 0 if stored is None else stored.version
            caller.check_version(version)
            if wish.keeps and stored != before:
                raise VersionConflict
            if stored is None and len(await unit.store.escalation_webhooks.all()) >= MOST_ESCALATION_WEBHOOKS:
                raise EscalationWebhookNotAllowed("too_many_webhooks")
            webhook = EscalationWebhook(id_, wish.name, shown, sealed, version + 1)
            await unit.store.escalation_webhooks.write(webhook)
            return webhook

        return await self._units.run(caller.brand, caller.command, caller.person, work)

    async def remove(self, caller: CommandCaller, id_: str) -> None:
        """Remove a webhook; what is under way to it ends.

        Raises:
            Missing: There is no such webhook.
            StaleVersion: The caller saw another version.
            EscalationWebhookNotAllowed: A level of the crisis policy names it.
        """

        async def work(unit: UnitOfWork) -> None:
            before = await unit.store.escalation_webhooks.find(id_)
            if before is None:
                raise Missing
            caller.check_version(before.version)
            levels = (await unit.store.policies.current()).escalation.levels
            if any(id_ in level.webhooks for level in levels):
                raise EscalationWebhookNotAllowed("named_by_policy")
            await unit.store.escalation_webhooks.remove(id_)

        await self._units.run(caller.brand, caller.command, caller.person, work)

    async def _sealed(
        self, brand: str, id_: str, before: EscalationWebhook | None, wish: WebhookWish
    ) -> tuple[str, str]:
        """The address sealed, and what may be shown of it."""
        if before is not None and wish.target is wish.secret is None:
            return before.sealed, before.shown
        kept = self._kept(brand, before) if wish.keeps else None
        target, secret = (kept.target, kept.secret) if kept is not None else (None, None)
        target = target if wish.target is None else wish.target
        secret = secret if wish.secret is None else wish.secret
        if target is None:
            raise AddressUnusable("/target", "missing")
        opened = OpenAddress(id_, "webhook", target, secret)
        try:
            await self._delivery.check(opened)
        except AddressUnusable as refused:
            raise AddressUnusable(f"/{refused.field}", refused.code) from None
        return self._delivery.seal(brand, None, opened)

    def _kept(self, brand: str, before: EscalationWebhook | None) -> OpenAddress | None:
        """What is stored; None where nothing is, or it does not open any more and has to be written anew."""
        try:
            return None if before is None else self._delivery.open(brand, None, before.address)
        except SealBroken:
            return None
