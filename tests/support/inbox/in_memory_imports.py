"""Imports and their marks in memory: a side of the inbox's store."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from services.inbox.application.queries import After
from services.inbox.application.records import Changes, Named
from services.inbox.domain.imported import ImportMark
from services.inbox.domain.imports import Import


class InMemoryImports:
    """ImportRows, written by the store it is a side of."""

    def __init__(self) -> None:
        self.imports: dict[Named, Import] = {}
        self.marked: dict[Named, ImportMark] = {}

    async def get(self, brand: str, id_: str) -> Import | None:
        return self.imports.get((brand, id_))

    async def page(self, brand: str, after: After, limit: int) -> Sequence[Import]:
        of_brand = sorted((each for each in self.imports.values() if each.brand == brand), key=_newest_first)
        if after is not None:
            at, id_ = after
            assert isinstance(at, datetime)
            of_brand = [each for each in of_brand if _newest_first(each) > (-at.timestamp(), id_)]
        return of_brand[:limit]

    async def marks(self, names: Collection[Named]) -> Mapping[Named, ImportMark]:
        return {name: self.marked[name] for name in names if name in self.marked}

    def stale(self, changes: Changes) -> Iterable[bool]:
        """Whether each value was written since it was read."""
        for name, each in changes.imports.items():
            stored = self.imports.get(name)
            yield (stored.version if stored is not None else 0) != each.version
        yield from ((each.brand, each.key) in self.marked for each in changes.import_marks)

    def write(self, changes: Changes) -> None:
        """Take over what a commit has of imports."""
        self.imports |= {name: replace(each, version=each.version + 1) for name, each in changes.imports.items()}
        self.marked |= {(each.brand, each.key): each for each in changes.import_marks}


def _newest_first(value: Import) -> tuple[float, str]:
    return -value.created_at.timestamp(), value.id
