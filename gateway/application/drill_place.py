"""The brand a drill is played in: its participants with their roles, and its accounts without their secrets."""

from __future__ import annotations

import contextlib
import secrets
from dataclasses import replace

from channels.canonical import Canon
from channels.ports import ChannelSettings, IntegrationRef
from chassis.clock import Clock
from chassis.seal import Sealer
from contracts.channel import ContactSeen, MessageReceived
from gateway.domain.drill import Drill
from gateway.domain.names import integration_id
from gateway.persistence.base import AlreadyExists
from gateway.persistence.brands import Brands
from gateway.persistence.integrations import Integration, Integrations, seal_context
from gateway.persistence.people import People, Person

ACCOUNTS = 20  # of the brand, among which the scenario's messages are spread
LOGIN_BYTES = 16  # of a login that no issuer has: a key, which is narrowed, is the only way into a drill
PLAIN_CHANNEL = "generic"
THREADING = ("threading", "reopen_days")  # what an account of a drill keeps of its settings


class DrillPlace:
    """Makes the brand of a drill, and the messages that come in there."""

    def __init__(
        self, brands: Brands, people: People, integrations: Integrations, sealer: Sealer, clock: Clock
    ) -> None:
        self._brands = brands
        self._people = people
        self._integrations = integrations
        self._sealer = sealer
        self._clock = clock

    async def participants(self, drill: Drill) -> dict[str, Person]:
        """Those who take part and are still there and active, by id."""
        found = [await self._people.get(drill.brand, each) for each in drill.participants]
        return {each.id: each for each in found if each is not None and each.active}

    async def make(self, drill: Drill, people: dict[str, Person]) -> None:
        """Make it; what is there already stays."""
        brand = await self._brands.get(drill.brand)
        if brand is None:
            raise LookupError(drill.brand)
        now = self._clock.now()
        copy = replace(
            brand,
            id=drill.id,
            name=f"Drill: {drill.name}"[:200],
            version=1,
            created_at=now,
            sandbox=False,
            clock_ahead_seconds=0,
            publishes_response_time=False,
            drill_of=drill.brand,
        )
        with contextlib.suppress(AlreadyExists):
            await self._brands.create(copy)
        for person in people.values():
            with contextlib.suppress(AlreadyExists):
                login = secrets.token_hex(LOGIN_BYTES)
                await self._people.create(drill.id, replace(person, login=login, version=1, created_at=now))
        for account in await self._accounts(drill):
            with contextlib.suppress(AlreadyExists):
                await self._integrations.create(account)

    async def close(self, drill: Drill) -> None:
        """Let everybody leave it: their keys and sessions there end, and nobody is paged there any more."""
        for each in drill.participants:
            person = await self._people.get(drill.id, each)
            if person is not None and person.active:
                await self._people.leave(drill.id, person)

    async def messages(self, drill: Drill, begin: int, end: int) -> list[MessageReceived]:
        """Messages of the scenario by number; the same ones whenever they are made."""
        accounts = await self._accounts(drill)
        return [self._message(drill, accounts[number % len(accounts)], number) for number in range(begin, end)]

    def _message(self, drill: Drill, account: Integration, number: int) -> MessageReceived:
        began = drill.began_at or drill.starts_at
        at = began + drill.scenario.wait(number)
        writer = ContactSeen(external_id=f"drill-{number}", name=f"Drill writer {number + 1}")
        canon = Canon(IntegrationRef(drill.id, account.id, account.channel, ChannelSettings()), at)
        text = drill.scenario.text_of(number)
        return canon.message(writer, f"drill-{number}", at, text=text, visibility="public")

    async def _accounts(self, drill: Drill) -> list[Integration]:
        """The brand's accounts as the drill has them: how they thread, and nothing that leads outside."""
        stored, _ = await self._integrations.list(drill.brand, None, ACCOUNTS)
        known = [(each.id.partition("_")[2], each) for each in stored if each.enabled]
        return [self._account(drill, slug, each) for slug, each in known] or [self._account(drill, "drill", None)]

    def _account(self, drill: Drill, slug: str, real: Integration | None) -> Integration:
        id_ = integration_id(drill.id, slug)
        kept = {} if real is None else {name: real.settings[name] for name in THREADING if name in real.settings}
        return Integration(
            brand=drill.id,
            id=id_,
            channel=PLAIN_CHANNEL if real is None else real.channel,
            name="Drill" if real is None else real.name,
            enabled=True,
            settings=kept,
            secret_names=(),
            sealed=self._sealer.seal({}, seal_context(drill.id, id_)),
            version=1,
            created_at=self._clock.now(),
        )
