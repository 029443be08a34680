"""The names and time zones of brands, from the gateway's directory, for the heads and the days of reports."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.directory import BrandChanged
from contracts.event import Event
from services.analytics.domain.windows import UTC_ZONE


class BrandSettings:
    """A copy of what the directory says of brands; the highest version of a brand wins."""

    def __init__(self) -> None:
        self._brands: dict[str, BrandChanged] = {}
        self._zones: dict[str, ZoneInfo] = {}

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            known = self._brands.get(event.brand)
            if isinstance(event, BrandChanged) and (known is None or event.version >= known.version):
                self._brands[event.brand] = event
                self._zones[event.brand] = _zone(event.timezone)

    def name_of(self, brand: str) -> str:
        """The display name of a brand; its id where the directory has none."""
        return self._brands[brand].name if brand in self._brands else brand

    def zone_of(self, brand: str) -> ZoneInfo:
        """The time zone of a brand; UTC where the directory has none."""
        return self._zones.get(brand, UTC_ZONE)


def _zone(name: str) -> ZoneInfo:
    """The zone of a name; UTC for one that this machine does not know, as the gateway refuses what none knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC_ZONE
