"""The names of brands, from the gateway's directory, for the heads of reports."""

from __future__ import annotations

from collections.abc import Sequence

from contracts.directory import BrandChanged
from contracts.event import Event


class BrandNames:
    """A copy of the brands' names; the highest version of a brand wins."""

    def __init__(self) -> None:
        self._names: dict[str, tuple[int, str]] = {}

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            if isinstance(event, BrandChanged) and event.version >= self._names.get(event.brand, (0, ""))[0]:
                self._names[event.brand] = (event.version, event.name)

    def name_of(self, brand: str) -> str:
        """The display name of a brand; its id where the directory has none."""
        return self._names.get(brand, (0, brand))[1]
