"""Pages as documents: the id stands in `page`, the time of sending in `listed_at`."""

from __future__ import annotations

from chassis.mongo import Document
from services.crisis.application.slices import NewestKey, Slice
from services.crisis.domain.page import IncidentPage, PageState
from services.crisis.persistence.collection import MOST, BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def page_document(page: IncidentPage) -> Document:
    """A page as a document; `acknowledged_at` is there from the acknowledgement on."""
    fields = document(page)
    stored = {"page": fields.pop("id"), **fields, "listed_at": page.sent_at}
    del stored["sent_at"]
    if page.acknowledged_at is None:
        del stored["acknowledged_at"]
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
