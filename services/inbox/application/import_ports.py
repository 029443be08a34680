"""Ports of imports to the store."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from services.inbox.application.queries import After
from services.inbox.application.records import Named
from services.inbox.domain.imported import ImportMark
from services.inbox.domain.imports import Import


class ImportRows(Protocol):
    """The imports of the brands, and the marks of what was stored by them."""

    async def get(self, brand: str, id_: str) -> Import | None:
        """An import, or None."""

    async def page(self, brand: str, after: After, limit: int) -> Sequence[Import]:
        """A page of a brand's imports, the newest first."""

    async def marks(self, names: Collection[Named]) -> Mapping[Named, ImportMark]:
        """Marks by brand and key in one read; those that are not there are left out."""
