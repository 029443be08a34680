"""Channel events become conversations."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from chassis.errors import VersionConflict
from chassis.messaging import Delivery, HandlerResult, Rejected, Retry
from contracts.channel import ChannelEvent
from services.inbox.application.ingest.ingest import DECISIONS, Ingest


class OnChannelEvents:
    """Hands a batch to the use case; the runtime publishes what comes back and commits after."""

    def __init__(self, ingest: Ingest) -> None:
        """`ingest` decides and writes."""
        self._ingest = ingest

    async def __call__(self, batch: Sequence[Delivery]) -> HandlerResult:
        """Handle one batch; raises Retry when MongoDB is unavailable or people keep writing the same conversations.

        A type this build does not know, from a newer gateway, is set aside until a newer inbox can take it.
        """
        received = [(each, cast(ChannelEvent, each.event)) for each in batch if type(each.event) in DECISIONS]
        unknown = [Rejected(each.position, "unknown_type") for each in batch if type(each.event) not in DECISIONS]
        try:
            ingested = await self._ingest(received)
        except VersionConflict as conflict:
            raise Retry("conversations_contended") from conflict
        return HandlerResult(events=ingested.events, deferred=ingested.deferred, rejected=unknown)
