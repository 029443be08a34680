"""The versions of the brands' rules: the value as a document and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from chassis.outbox import Outbox
from contracts.event import Event
from services.inbox.application.records import RuleKind, RuleVersion

VERSIONS_READ = 200  # of one brand: clocks run for weeks, rules change daily at most


class MongoRuleSets:
    """The collection `rules`; every version stays."""

    def __init__(self, mongo: Mongo, outbox: Outbox) -> None:
        """Use one service's database; `outbox` is of the same one."""
        self._outbox = outbox
        self._mongo = mongo
        self._collection = mongo.brand_collection("rules")

    async def of_brands(self, brands: Collection[str]) -> Mapping[str, Sequence[RuleVersion]]:
        """See RuleVersions."""
        documents = await self._collection.find_for(
            [(brand, {}) for brand in brands], sort=[("version", -1)], limit=VERSIONS_READ * len(brands)
        )
        versions: defaultdict[str, list[RuleVersion]] = defaultdict(list)
        for document in documents:
            versions[document["brand"]].append(_version_of(document))
        return versions

    async def newest(self, brand: str, kind: RuleKind) -> RuleVersion | None:
        """See RuleVersions."""
        documents = await self._collection.find(brand, {"kind": kind}, sort=[("version", -1)], limit=1)
        return _version_of(documents[0]) if documents else None

    async def add(self, version: RuleVersion, events: Sequence[Event] = ()) -> None:
        """See RuleVersions."""
        document = {
            "kind": version.kind,
            "version": version.version,
            "body": dict(version.body),
            "by": version.by,
            "at": version.at,
        }
        insert = self._collection.insert(version.brand, f"{version.kind}@{version.version}", document)

        async def work(session: Session) -> None:
            if (await self._collection.write([insert], session=session)).duplicates:
                raise VersionConflict
            await self._outbox.add(events, session)

        await self._mongo.transaction(work)


def _version_of(document: Mapping[str, Any]) -> RuleVersion:
    return RuleVersion(
        brand=document["brand"],
        kind=document["kind"],
        version=document["version"],
        body=document["body"],
        by=document["by"],
        at=document["at"],
    )
