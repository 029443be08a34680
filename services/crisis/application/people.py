"""The people of the gateway's directory: who there is, how they are called, and whose drill their brand is."""

from __future__ import annotations

import asyncio
import contextlib
from collections import defaultdict
from collections.abc import Collection, Sequence

from contracts.directory import BrandChanged, PersonChanged, Role
from contracts.event import Event


class UnknownPeople(Exception):
    """Nobody active in the directory has these ids; `roles` are the incident roles or fields they were named in."""

    def __init__(self, roles: Collection[str]) -> None:
        super().__init__(", ".join(sorted(roles)))
        self.roles = tuple(sorted(roles))


class UnknownAt(Exception):
    """Nobody active in the directory has the ids that stand at `pointers` of a body."""

    def __init__(self, pointers: Collection[str]) -> None:
        super().__init__(", ".join(pointers))
        self.pointers = tuple(pointers)


class PeopleCopy:
    """A copy of what the directory says of people; the highest version of a person wins."""

    def __init__(self, patience_seconds: float = 2.0) -> None:
        """`patience_seconds` is how long `hear_of` waits at most."""
        self._patience_seconds = patience_seconds
        self._told = asyncio.Event()
        self._people: dict[tuple[str, str], PersonChanged] = {}
        self._drill_of: dict[str, str] = {}
        self._with_role: defaultdict[tuple[str, Role], set[str]] = defaultdict(set)

    async def take(self, events: Sequence[Event]) -> None:
        """Take changes of the directory."""
        for event in events:
            if isinstance(event, PersonChanged):
                known = self._people.get((event.brand, event.person))
                if known is None or event.version >= known.version:
                    self._people[event.brand, event.person] = event
                    self._move(known, event)
            elif isinstance(event, BrandChanged) and event.drill_of is not None:
                self._drill_of[event.brand] = event.drill_of
        self._told.set()
        self._told = asyncio.Event()

    async def hear_of(self, brand: str, persons: Collection[str]) -> None:
        """Wait for people nobody has told of yet, since one written just before is on its way; who is none never is."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._patience_seconds):
                while not all((brand, person) in self._people for person in persons):
                    await self._told.wait()

    def _move(self, before: PersonChanged | None, after: PersonChanged) -> None:
        if before is not None:
            for role in before.roles:
                self._with_role[before.brand, role].discard(before.person)
        if self.knows(after.brand, after.person):
            for role in after.roles:
                self._with_role[after.brand, role].add(after.person)

    def is_drill(self, brand: str) -> bool:
        """Whether a brand is one that another practises in."""
        return brand in self._drill_of

    def home_of(self, brand: str) -> str:
        """The brand that a person of this one is told things by: of a drill, the brand that practises."""
        return self._drill_of.get(brand, brand)

    def with_role(self, brand: str, role: Role) -> list[str]:
        """The active people who have a role, in order of their ids."""
        return sorted(self._with_role.get((brand, role), ()))

    def has_left(self, brand: str, person: str) -> bool:
        """Whether a person was here and is not active any more; not so of one nobody has told of yet."""
        return (brand, person) in self._people and not self.knows(brand, person)

    def knows(self, brand: str, person: str) -> bool:
        """Whether a person is there and active."""
        known = self._people.get((brand, person))
        return known is not None and known.active and not known.removed

    def name_of(self, brand: str, person: str) -> str:
        """The name of a person, also of one who left; the id where the directory has none."""
        known = self._people.get((brand, person))
        return known.name if known is not None and known.name else person
