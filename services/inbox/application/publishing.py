"""Statements that people asked to publish become posts, each once however often it is reported."""

from __future__ import annotations

from chassis.clock import Clock
from chassis.retrying import on_conflict
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.timers import post_timer
from services.inbox.domain.brand_post import BrandPost, asked_again


class PublicationIntake:
    """Takes what crisis asks to be published."""

    def __init__(self, unit: UnitOfWork, clock: Clock) -> None:
        self._unit = unit
        self._clock = clock

    async def take(self, asked: BrandPost) -> None:
        """Store a publication with the timer that has it sent; what is under way or out stays as it is."""

        async def once() -> None:
            name = (asked.brand, asked.id)
            stored = (await self._unit.posts({name})).get(name)
            after = asked if stored is None else asked_again(stored, asked)
            if after is None:
                return
            changes = Changes(posts={name: Versioned(stored, after)})
            changes.schedule([post_timer(after, self._clock.now_of(asked.brand))])
            await self._unit.commit(changes)

        await on_conflict(once)
