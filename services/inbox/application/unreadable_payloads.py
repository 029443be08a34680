"""Replays payloads that could not be read, after a fix of their channel's parser."""

from __future__ import annotations

import base64

from pydantic import ValidationError

from channels.ports import IntegrationRef
from channels.registry import UnknownChannel, channel
from chassis.clock import Clock
from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from contracts.channel import PayloadUnreadable
from contracts.event import Event
from services.inbox.application.commands import Unknown
from services.inbox.application.directory import Directory
from services.inbox.domain.conversation import NotAllowed
from services.inbox.persistence.documents import Document
from services.inbox.persistence.unit_of_work import Store


class StillUnreadable(Exception):
    """The parser of now cannot read it either; `reason` is its code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Replays:
    """Runs the parser again; what it finds goes into the log as if it came in now, with the ids it always had."""

    def __init__(self, mongo: Mongo, store: Store, outbox: Outbox, directory: Directory, clock: Clock) -> None:
        """`directory` knows the integration a payload came to."""
        self._mongo = mongo
        self._store = store
        self._outbox = outbox
        self._directory = directory
        self._clock = clock

    async def replay(self, brand: str, id_: str, by: str) -> Document:
        """Parse once more and publish what is readable now.

        Raises:
            Unknown: No such payload, or its integration is gone.
            NotAllowed: It was replayed before.
            StillUnreadable: Nothing in it can be read yet.
        """
        document = await self._store.unreadable.get(brand, id_)
        if document is None:
            raise Unknown(id_)
        if document["state"] != "waiting":
            raise NotAllowed("replay", document["state"])
        events = self._parse(brand, document)
        readable = [event for event in events if not isinstance(event, PayloadUnreadable)]
        if not readable:
            raise StillUnreadable(next((e.reason for e in events if isinstance(e, PayloadUnreadable)), "nothing_in_it"))
        done = {"state": "replayed", "replayed_at": self._clock.now(), "replayed_by": by}
        done["outcome"] = f"{len(readable)} of {len(events)} parts read"

        async def work(session: Session) -> None:
            write = self._store.unreadable.update(brand, id_, {"$set": done}, where={"state": "waiting"})
            if (await self._store.unreadable.write([write], session=session)).matched != 1:
                raise VersionConflict
            await self._outbox.add(readable, session)

        await self._mongo.transaction(work)
        return {**document, **done}

    def _parse(self, brand: str, document: Document) -> tuple[Event, ...]:
        integration = self._directory.integration(brand, document["integration"])
        if integration is None:
            raise Unknown(document["integration"])
        try:
            found = channel(integration.channel)
            settings = found.settings_model.model_validate(integration.settings)
        except (UnknownChannel, ValidationError) as wrong:
            raise StillUnreadable("integration_misconfigured") from wrong
        ref = IntegrationRef(brand, integration.id, integration.channel, settings)
        raw = base64.b64decode(document["payload"])
        return found.parse(ref, raw, {}, document["received_at"]).events
