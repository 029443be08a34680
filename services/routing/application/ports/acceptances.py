"""What the inbox said of who accepted the guideline, apart from employees, because either may come first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from services.routing.application.changes import BrandAnd
from services.routing.domain.guideline import AcceptanceCopy


class Acceptances(Protocol):
    """The newest word on each person; who is not here may answer."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, AcceptanceCopy]:
        """Words by (brand, person) in one read."""
        ...

    async def put(self, words: Mapping[BrandAnd, AcceptanceCopy]) -> None:
        """Store words; one of an older version than the stored one changes nothing."""
