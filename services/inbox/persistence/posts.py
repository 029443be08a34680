"""Posts of brands: the value as a document and back."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import asdict

from pydantic import TypeAdapter

from chassis.errors import VersionConflict
from chassis.mongo import Mongo, Session
from services.inbox.application.records import Named, Versioned
from services.inbox.domain.brand_post import BrandPost
from services.inbox.persistence.ids import id_of

_POST: TypeAdapter[BrandPost] = TypeAdapter(BrandPost)


class MongoPosts:
    """The collection `posts`."""

    def __init__(self, mongo: Mongo) -> None:
        """Use one service's database."""
        self._collection = mongo.brand_collection("posts")

    async def get_many(self, names: Collection[Named]) -> dict[Named, BrandPost]:
        """Posts in one read; missing ones are left out."""
        documents = await self._collection.get_many(names)
        return {
            name: _POST.validate_python({**document, "id": id_of(document)}) for name, document in documents.items()
        }

    async def write(self, changes: Iterable[Versioned[BrandPost]], session: Session) -> None:
        """Insert new posts and replace changed ones.

        Raises:
            VersionConflict: One was written since it was read, or exists already.
        """
        writes, replaced = [], 0
        for change in changes:
            post = change.after
            document = {name: value for name, value in asdict(post).items() if name not in ("id", "brand")}
            if change.before is None:
                writes.append(self._collection.insert(post.brand, post.id, document))
            else:
                where = {"version": change.before.version}
                writes.append(self._collection.replace(post.brand, post.id, document, where=where))
                replaced += 1
        done = await self._collection.write(writes, ordered=True, session=session)
        if done.duplicates or done.matched != replaced:
            raise VersionConflict
