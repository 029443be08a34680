"""Notices and the plans they follow, as documents; `listed_at` of a notice is when it was raised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.notice import Notice, NoticeKind, NoticeState
from services.crisis.domain.notice_plan import NoticePlan
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def notice_document(notice: Notice) -> Document:
    """A notice as a document."""
    fields = document(notice)
    return {"notice": fields.pop("id"), **fields, "listed_at": notice.raised_at}


def notice_of(stored: Document) -> Notice:
    """A notice from its document."""
    return value(Notice, {**stored, "id": stored["notice"]})


class MongoNotices:
    """The collection `notices`, by the notice's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "notices")

    async def find(self, id_: str) -> Notice | None:
        """One notice."""
        stored = await self._documents.get(id_)
        return notice_of(stored) if stored else None

    async def newest(
        self, person: str | None, incident: str | None, state: NoticeState | None, limit: int, after: NewestKey | None
    ) -> Slice[Notice, NewestKey]:
        """Notices of a person, of an incident, or both, newest first."""
        wanted = {"person": person, "incident": incident, "state": state}
        filter_ = {name: each for name, each in wanted.items() if each is not None}
        return await self._documents.newest(filter_, limit, after, notice_of)

    async def unreached(self, person: str, now: datetime) -> list[Notice]:
        """The notices of a person who had no address, and which have not ended by their time."""
        open_ = {"person": person, "state": "no_address", "ends_at": {"$gt": now}}
        return [notice_of(each) for each in await self._documents.find(open_)]

    async def told_since(self, persons: Collection[str], kind: NoticeKind, since: datetime) -> Mapping[str, int]:
        """Of how many notices of a kind each of these people was or is to be told, from a moment on."""
        lately = {
            "person": {"$in": sorted(persons)},
            "listed_at": {"$gte": since},
            "kind": kind,
            "state": {"$ne": "limited"},
            "$or": [{"state": {"$ne": "answered"}}, {"attempts.0": {"$exists": True}}],
        }
        return Counter(each["person"] for each in await self._documents.find(lately, fields=["person"]))

    async def add(self, notices: Sequence[Notice]) -> None:
        """Insert."""
        await self._documents.insert({notice.id: notice_document(notice) for notice in notices})

    async def save(self, notice: Notice) -> None:
        """Change."""
        await self._documents.set_document(notice.id, notice_document(notice))


class MongoNoticePlans:
    """The collection `notice_plans`, by the person's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "notice_plans")

    async def of(self, person: str) -> NoticePlan:
        """A person's plan; the empty one at version 0 where nobody wrote one."""
        stored = await self._documents.get(person)
        return value(NoticePlan, stored) if stored else NoticePlan(person)

    async def reachable(self, persons: Collection[str]) -> set[str]:
        """The ones of these who have an address."""
        having = {"person": {"$in": sorted(persons)}, "addresses.0": {"$exists": True}}
        return {each["person"] for each in await self._documents.find(having, fields=["person"])}

    async def write(self, plan: NoticePlan) -> None:
        """Put a plan in place of the one before."""
        fields = document(plan)
        for address in fields["addresses"]:
            if quiet := address["quiet"]:  # MongoDB has no time of day
                quiet |= {name: quiet[name].isoformat("minutes") for name in ("begins", "ends")}
        await self._documents.put(plan.person, fields)
