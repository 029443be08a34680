"""The versions of the brands' rules, and which of them were announced: the value as a document and back."""

from __future__ import annotations

import contextlib
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from chassis.timers import NewTimer, Timers
from contracts.event import Event
from services.inbox.application.records import RuleKind, RuleVersion

NEWEST = [("version", -1)]
VERSIONS_READ = 200  # of one brand: clocks run for weeks, rules change daily at most


class MongoRuleSets:
    """The collections `rules`, where every version stays, and `announcements`, with a mark per announced version."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use one service's database; `outbox` and `timers` are of the same one."""
        self._timers = timers
        self._outbox = outbox
        self._mongo = mongo
        self._collection = mongo.brand_collection("rules")
        self._announcements = mongo.brand_collection("announcements")

    async def of_brands(self, brands: Collection[str]) -> Mapping[str, Sequence[RuleVersion]]:
        """See RuleVersions."""
        documents = await self._collection.find_for(
            [(brand, {}) for brand in brands], sort=NEWEST, limit=VERSIONS_READ * len(brands)
        )
        versions: defaultdict[str, list[RuleVersion]] = defaultdict(list)
        for document in documents:
            versions[document["brand"]].append(_version_of(document))
        return versions

    async def newest(self, brand: str, kind: RuleKind, at: datetime | None = None) -> RuleVersion | None:
        """See RuleVersions."""
        in_force = {} if at is None else {"$or": [{"effective_at": None}, {"effective_at": {"$lte": at}}]}
        documents = await self._collection.find(brand, {"kind": kind, **in_force}, sort=NEWEST, limit=1)
        return _version_of(documents[0]) if documents else None

    async def version(self, brand: str, kind: RuleKind, version: int) -> RuleVersion | None:
        """See RuleVersions."""
        document = await self._collection.get(brand, _mark(kind, version))
        return _version_of(document) if document else None

    async def before(self, brand: str, kind: RuleKind, version: int | None, limit: int) -> Sequence[RuleVersion]:
        """See RuleVersions."""
        older = {} if version is None else {"version": {"$lt": version}}
        documents = await self._collection.find(brand, {"kind": kind, **older}, sort=NEWEST, limit=limit)
        return [_version_of(document) for document in documents]

    async def add(self, version: RuleVersion, events: Sequence[Event] = (), timers: Sequence[NewTimer] = ()) -> None:
        """See RuleVersions."""
        document = {
            "kind": version.kind,
            "version": version.version,
            "body": dict(version.body),
            "by": version.by,
            "at": version.at,
            "effective_at": version.effective_at,
        }
        insert = self._collection.insert(version.brand, _mark(version.kind, version.version), document)

        async def work(session: Session) -> None:
            if (await self._collection.write([insert], session=session)).duplicates:
                raise VersionConflict
            if events:
                await self._announce(version.brand, version.kind, version.version, events, session)
            await self._timers.schedule(timers, session)

        await self._mongo.transaction(work)

    async def announce(self, brand: str, kind: RuleKind, version: int, event: Event) -> None:
        """See RuleVersions; of several processes at once, the mark lets one emit it."""
        if await self._announcements.get(brand, _mark(kind, version)) is not None:
            return
        with contextlib.suppress(VersionConflict):  # another process announced it at this moment
            await self._mongo.transaction(lambda session: self._announce(brand, kind, version, [event], session))

    async def _announce(
        self, brand: str, kind: RuleKind, version: int, events: Sequence[Event], session: Session
    ) -> None:
        mark = self._announcements.insert(brand, _mark(kind, version), {"kind": kind, "version": version})
        if (await self._announcements.write([mark], session=session)).duplicates:
            raise VersionConflict
        await self._outbox.add(events, session)


def _mark(kind: RuleKind, version: int) -> str:
    return f"{kind}@{version}"


def _version_of(document: Mapping[str, Any]) -> RuleVersion:
    return RuleVersion(
        brand=document["brand"],
        kind=document["kind"],
        version=document["version"],
        body=document["body"],
        by=document["by"],
        at=document["at"],
        effective_at=document.get("effective_at"),
    )
