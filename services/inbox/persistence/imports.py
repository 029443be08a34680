"""Imports and the marks of what they stored: the values as documents and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from services.inbox.application.queries import After
from services.inbox.application.records import Named
from services.inbox.domain.imported import ImportMark
from services.inbox.domain.imports import Import, ImportCounts, ItemTally
from services.inbox.persistence.ids import Document, id_of
from services.inbox.persistence.queries import page_of_list


class MongoImports:
    """The collections `imports` and `import_marks`, of which a mark is never changed."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("imports")
        self._marks = mongo.brand_collection("import_marks")

    async def get(self, brand: str, id_: str) -> Import | None:
        """See ImportRows."""
        document = await self._collection.get(brand, id_)
        return import_of(document) if document is not None else None

    async def page(self, brand: str, after: After, limit: int) -> Sequence[Import]:
        """See ImportRows."""
        documents = await page_of_list(self._collection, brand, {}, ("created_at", -1), after, limit)
        return [import_of(each) for each in documents]

    async def marks(self, names: Collection[Named]) -> Mapping[Named, ImportMark]:
        """See ImportRows."""
        documents = await self._marks.get_many(names)
        return {name: _mark_of(document) for name, document in documents.items()}

    async def write(self, imports: Iterable[Import], marks: Iterable[ImportMark], session: Session) -> None:
        """Insert new imports and marks, and replace imports that are still as they were read.

        Raises:
            VersionConflict: An import was written since it was read, or a mark is there already.
        """
        writes, replaced = [], 0
        for each in imports:
            document = document_of(each)
            if each.version == 0:
                writes.append(self._collection.insert(each.brand, each.id, document))
            else:
                where = {"version": each.version}
                writes.append(self._collection.replace(each.brand, each.id, document, where=where))
                replaced += 1
        done = await self._collection.write(writes, ordered=True, session=session)
        inserts = [self._marks.insert(each.brand, each.key, _mark_document(each)) for each in marks]
        marked = await self._marks.write(inserts, ordered=True, session=session)
        if done.duplicates or done.matched != replaced or marked.duplicates:
            raise VersionConflict


def document_of(value: Import) -> Document:
    """The fields of an import at its next version."""
    document = asdict(value)
    del document["brand"], document["id"]
    return document | {"version": value.version + 1}


def import_of(document: Mapping[str, Any]) -> Import:
    """An import as it was stored."""
    fields = {name: value for name, value in document.items() if name not in ("_id", "counts")}
    counts = ImportCounts(**{kind: ItemTally(**tally) for kind, tally in document["counts"].items()})
    return Import(**fields, id=id_of(document), counts=counts)


def _mark_document(mark: ImportMark) -> Document:
    return {"content": mark.content, "record": mark.record, "at": mark.at}


def _mark_of(document: Mapping[str, Any]) -> ImportMark:
    return ImportMark(document["brand"], id_of(document), document["content"], document["record"], document["at"])
