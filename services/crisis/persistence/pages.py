"""Pages as documents: the id stands in `page`, the time of sending in `listed_at`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import datetime

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.page import IncidentPage, PageState
from services.crisis.persistence.collection import MOST, BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def page_document(page: IncidentPage) -> Document:
    """A page as a document; what came of it has its time there once it has a value."""
    fields = document(page)
    stored = {"page": fields.pop("id"), **fields, "listed_at": page.sent_at}
    del stored["sent_at"]
    for name in ("acknowledged_at", "declined_at", "overdue_at"):
        if stored[name] is None:
            del stored[name]
    return stored


def page_of(stored: Document) -> IncidentPage:
    """A page from its document."""
    return value(IncidentPage, {**stored, "id": stored["page"], "sent_at": stored["listed_at"]})


class MongoPages:
    """The collection `pages`, by the page's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "pages")

    async def find(self, id_: str) -> IncidentPage | None:
        """One page."""
        stored = await self._documents.get(id_)
        return page_of(stored) if stored else None

    async def count(self, incident: str) -> int:
        """The number of pages of an incident."""
        return len(await self._documents.find({"incident": incident}, fields=["_id"], limit=MOST))

    async def of_stage(self, incident: str, round_: int, level: int) -> list[IncidentPage]:
        """The pages of one level of an incident in one round."""
        of_stage = {"incident": incident, "round": round_, "level": level}
        stored = await self._documents.find(of_stage, sort=[("listed_at", 1), ("_id", 1)])
        return [page_of(each) for each in stored]

    async def overdue(self, incident: str) -> list[IncidentPage]:
        """The pages of an incident whose time had passed before anybody took them."""
        stored = await self._documents.find({"incident": incident, "overdue_at": {"$exists": True}}, limit=MOST)
        return [page_of(each) for each in stored]

    async def counts_since(self, persons: Collection[str], since: datetime) -> Mapping[str, int]:
        """How many pages each of these people got at a moment and after it."""
        lately = {"person": {"$in": sorted(persons)}, "listed_at": {"$gte": since}}
        return Counter(each["person"] for each in await self._documents.find(lately, fields=["person"]))

    async def of_person(
        self, person: str, state: PageState | None, limit: int, after: NewestKey | None
    ) -> Slice[IncidentPage, NewestKey]:
        """A person's pages, newest first."""
        filter_ = {"person": person} | ({} if state is None else {"state": state})
        return await self._documents.newest(filter_, limit, after, page_of)

    async def add(self, page: IncidentPage) -> None:
        """Insert."""
        await self._documents.insert({page.id: page_document(page)})

    async def save(self, page: IncidentPage) -> None:
        """Change."""
        await self._documents.set_document(page.id, page_document(page))
