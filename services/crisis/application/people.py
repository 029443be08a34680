"""The people of the gateway's directory: who there is, and how they are called."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from contracts.directory import PersonChanged
from contracts.event import Event


class UnknownPeople(Exception):
    """Nobody active in the directory has these ids; `roles` are the incident roles they were to get."""

    def __init__(self, roles: Collection[str]) -> None:
        super().__init__(", ".join(sorted(roles)))
        self.roles = tuple(sorted(roles))


class PeopleCopy:
    """A copy of what the directory says of people; the highest version of a person wins."""

    def __init__(self) -> None:
        self._people: dict[tuple[str, str], PersonChanged] = {}

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            if isinstance(event, PersonChanged):
                known = self._people.get((event.brand, event.person))
                if known is None or event.version >= known.version:
                    self._people[event.brand, event.person] = event

    def knows(self, brand: str, person: str) -> bool:
        """Whether a person is there and active."""
        known = self._people.get((brand, person))
        return known is not None and known.active and not known.removed

    def name_of(self, brand: str, person: str) -> str:
        """The name of a person, also of one who left; the id where the directory has none."""
        known = self._people.get((brand, person))
        return known.name if known is not None and known.name else person
