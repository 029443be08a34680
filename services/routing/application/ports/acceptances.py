"""What the inbox said of who accepted the guideline, apart from employees, because either may come first."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from services.routing.application.changes import BrandAnd
from services.routing.domain.guideline import AcceptanceCopy


class Acceptances(Protocol):
    """The newest word on each person in each reading campaign; who is not here may answer."""

    async def get_many(self, keys: Iterable[BrandAnd]) -> dict[BrandAnd, tuple[AcceptanceCopy, ...]]:
        """Words by (brand, person) in one read, one a campaign, in the order of campaigns."""
        ...

    async def put(self, words: Mapping[BrandAnd, Sequence[AcceptanceCopy]]) -> None:
        """Store words; one of an older version than the stored one of its campaign changes nothing."""
