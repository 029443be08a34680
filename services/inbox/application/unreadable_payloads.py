"""Replays payloads that could not be read, after a fix of their channel's parser."""

from __future__ import annotations

import base64

from pydantic import ValidationError

from channels.ports import IntegrationRef
from channels.registry import UnknownChannel, channel
from chassis.clock import Clock
from contracts.channel import PayloadUnreadable
from contracts.event import Event
from services.inbox.application.directory import Directory
from services.inbox.application.errors import StillUnreadable, Unknown
from services.inbox.application.ports import UnitOfWork
from services.inbox.application.records import Changes, Versioned
from services.inbox.domain.unreadable import UnreadablePayload, check_waiting, replayed


class Replays:
    """Runs the parser again; what it reads goes into the log as if it came in now, with the ids it always had."""

    def __init__(self, unit: UnitOfWork, directory: Directory, clock: Clock) -> None:
        """`directory` has the integration a payload came to."""
        self._unit = unit
        self._directory = directory
        self._clock = clock

    async def replay(self, brand: str, id_: str, by: str) -> UnreadablePayload:
        """Parse once more and publish what is readable now.

        Raises:
            Unknown: No such payload, or its integration is gone.
            NotAllowed: It was replayed before.
            StillUnreadable: Nothing in it can be read yet.
            VersionConflict: Somebody else replayed it at the same moment.
        """
        payload = await self._unit.payload(brand, id_)
        if payload is None:
            raise Unknown(id_)
        check_waiting(payload)
        parts = self._parse(payload)
        readable = [part for part in parts if not isinstance(part, PayloadUnreadable)]
        if not readable:
            reasons = [part.reason for part in parts if isinstance(part, PayloadUnreadable)]
            raise StillUnreadable(reasons[0] if reasons else "nothing_in_it")
        outcome = f"{len(readable)} of {len(parts)} parts read"
        after = replayed(payload, by, self._clock.now_of(brand), outcome)
        await self._unit.commit(Changes(payloads={(brand, id_): Versioned(payload, after)}, events=readable))
        return after

    def _parse(self, payload: UnreadablePayload) -> tuple[Event, ...]:
        integration = self._directory.integration(payload.brand, payload.integration)
        if integration is None:
            raise Unknown(payload.integration)
        try:
            parser = channel(integration.channel)
            settings = parser.settings_model.model_validate(integration.settings)
        except (UnknownChannel, ValidationError) as wrong:
            raise StillUnreadable("integration_misconfigured") from wrong
        ref = IntegrationRef(payload.brand, integration.id, integration.channel, settings)
        return parser.parse(ref, base64.b64decode(payload.payload), {}, payload.received_at).events
