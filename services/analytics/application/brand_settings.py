"""Names and time zones of brands and names of people, from the gateway's directory, for reports."""

from __future__ import annotations

from collections.abc import Sequence
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from contracts.directory import BrandChanged, PersonChanged
from contracts.event import Event
from services.analytics.domain.windows import UTC_ZONE


class BrandSettings:
    """A copy of what the directory says of brands and people; the highest version of each wins."""

    def __init__(self) -> None:
        self._brands: dict[str, BrandChanged] = {}
        self._zones: dict[str, ZoneInfo] = {}
        self._people: dict[tuple[str, str], PersonChanged] = {}

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            if isinstance(event, PersonChanged):
                self._take_person(event)
            known = self._brands.get(event.brand)
            if isinstance(event, BrandChanged) and (known is None or event.version >= known.version):
                self._brands[event.brand] = event
                self._zones[event.brand] = _zone(event.timezone)

    def _take_person(self, event: PersonChanged) -> None:
        known = self._people.get((event.brand, event.person))
        if known is None or event.version >= known.version:
            self._people[event.brand, event.person] = event

    def person_name(self, brand: str, person: str) -> str:
        """The name of a person, also of one who left; the id where the directory has none."""
        known = self._people.get((brand, person))
        return known.name if known is not None and known.name else person

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
