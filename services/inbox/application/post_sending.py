"""Sends posts, by the one way that all sending goes: a statement is published as the brand's own post."""

from __future__ import annotations

from channels.sending import OutboundPost, SendFailed, SendResult
from chassis.clock import Clock
from chassis.errors import VersionConflict
from services.inbox import events
from services.inbox.application.directory import Directory
from services.inbox.application.ports import MOST_INCIDENTS, UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.application.reply_ports import Sending
from services.inbox.application.sending import SENDINGS, Sender
from services.inbox.application.timers import post_timer
from services.inbox.domain.brand_post import BrandPost, overtaken, withheld
from services.inbox.domain.leaving import taken_up


class PostSender(Sender[BrandPost]):
    """See Sender; from a drill nothing leaves, and what its incident has outlived neither."""

    def __init__(self, unit: UnitOfWork, directory: Directory, sending: Sending, clock: Clock) -> None:
        """`sending` is the way out."""
        super().__init__(clock)
        self._unit = unit
        self._directory = directory
        self._sending = sending

    async def _claim(self, leaving: BrandPost) -> BrandPost | None:
        after = await self._taken(leaving)
        try:
            await self._write(leaving, after)
        except VersionConflict:
            return None
        return after

    async def _taken(self, post: BrandPost) -> BrandPost:
        if self._directory.is_drill(post.brand):
            return withheld(post)
        on = {each.id for each in await self._unit.incidents(post.brand)}
        if post.incident not in on and len(on) < MOST_INCIDENTS:
            return overtaken(post)
        return taken_up(post)

    async def _send(self, claimed: BrandPost) -> SendResult:
        integration = self._directory.integration(claimed.brand, claimed.integration)
        if integration is None:
            return SendFailed("integration_gone")
        return await self._sending.publish(integration, OutboundPost(claimed.id, claimed.text, claimed.language))

    def _count(self, claimed: BrandPost, outcome: str) -> None:
        integration = self._directory.integration(claimed.brand, claimed.integration)
        channel = integration.channel if integration is not None else "gone"
        SENDINGS.labels(channel, outcome).inc()

    async def _stored(self, leaving: BrandPost) -> BrandPost | None:
        return (await self._unit.posts({(leaving.brand, leaving.id)})).get((leaving.brand, leaving.id))

    async def _write(self, before: BrandPost, after: BrandPost) -> None:
        changes = Changes(posts={(before.brand, before.id): Versioned(before, after)})
        now = self._clock.now_of(after.brand)
        if after.state == "queued":
            changes.schedule([post_timer(after, after.next_try_at or now)])
        elif after.state != "claimed":
            changes.events.append(events.publication_changed(after, now))
        await self._unit.commit(changes)
