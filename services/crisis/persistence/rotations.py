"""Rotations as documents, whole: their overrides and swaps are few, and change with them."""

from __future__ import annotations

from collections.abc import Collection

from chassis.mongo import Document
from services.crisis.domain.rotation import Rotation
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import document, value


def rotation_document(rotation: Rotation) -> Document:
    """A rotation as a document; a layer's first day as text, since MongoDB has no dates without a time."""
    fields = document(rotation)
    for layer in fields["layers"]:
        layer["starts_on"] = layer["starts_on"].isoformat()
    return {"rotation": fields.pop("id"), **fields}


def rotation_of(stored: Document) -> Rotation:
    """A rotation from its document."""
    return value(Rotation, {**stored, "id": stored["rotation"]})


class MongoRotations:
    """The collection `rotations`, by the rotation's id."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "rotations")

    async def find(self, id_: str) -> Rotation | None:
        """One rotation."""
        stored = await self._documents.get(id_)
        return rotation_of(stored) if stored else None

    async def many(self, ids: Collection[str]) -> list[Rotation]:
        """Rotations by id; missing ones are left out."""
        return [rotation_of(each) for each in await self._documents.find({"rotation": {"$in": sorted(ids)}})]

    async def all(self) -> list[Rotation]:
        """Every one, by id."""
        return [rotation_of(each) for each in await self._documents.find({}, sort=[("rotation", 1)])]

    async def write(self, rotation: Rotation) -> None:
        """Put a rotation in place of the one by its id."""
        await self._documents.put(rotation.id, rotation_document(rotation))

    async def remove(self, id_: str) -> None:
        """Remove one."""
        await self._documents.delete(id_)
