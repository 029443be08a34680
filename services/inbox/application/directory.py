"""The inbox's copy of the directory: integrations with how they thread and their sealed secrets, brands, and roles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from channels.ports import stored_settings
from contracts.directory import BrandChanged, IntegrationChanged, PersonChanged
from contracts.event import Event
from services.inbox.domain.thread import Threading, threading_of


@dataclass(frozen=True, slots=True)
class IntegrationCopy:
    """One connected account. `sealed` is opened only at the moment of sending."""

    brand: str
    id: str
    channel: str
    enabled: bool
    settings: dict[str, Any]
    sealed: str
    threading: Threading


@dataclass(slots=True)
class Directory:
    """Filled from the compacted topic, which keeps it; a process that starts reads the whole of it first."""

    _integrations: dict[tuple[str, str], IntegrationCopy] = field(default_factory=dict)
    _versions: dict[tuple[str, str], int] = field(default_factory=dict)
    _brands: dict[str, BrandChanged] = field(default_factory=dict)
    _roles: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)
    _having: defaultdict[tuple[str, str], set[str]] = field(default_factory=lambda: defaultdict(set))

    async def on_events(self, events: Sequence[Event]) -> None:
        """Take in changes; an older version changes nothing."""
        for event in events:
            name = (event.brand, event.subject)
            if event.version < self._versions.get(name, 0):
                continue
            self._versions[name] = event.version
            if isinstance(event, IntegrationChanged):
                self._take_integration(event)
            elif isinstance(event, BrandChanged):
                self._brands[event.brand] = event
            elif isinstance(event, PersonChanged):
                self._take_person(event)

    def _take_person(self, event: PersonChanged) -> None:
        for role in self._roles.get((event.brand, event.person), frozenset()):
            self._having[event.brand, role].discard(event.person)
        self._roles[event.brand, event.person] = frozenset(event.roles)
        if event.active and not event.removed:
            for role in event.roles:
                self._having[event.brand, role].add(event.person)

    def _take_integration(self, event: IntegrationChanged) -> None:
        name = (event.brand, event.integration)
        if event.removed:
            self._integrations.pop(name, None)
            return
        self._integrations[name] = IntegrationCopy(
            event.brand,
            event.integration,
            event.channel,
            event.enabled,
            stored_settings(event.settings),
            event.sealed,
            threading_of(event.settings),
        )

    def integration(self, brand: str, integration: str) -> IntegrationCopy | None:
        """An integration of a brand, or None."""
        return self._integrations.get((brand, integration))

    def threading(self, brand: str, integration: str) -> Threading:
        """How an integration threads; one that is not in the directory yet threads as its channel does."""
        copy = self._integrations.get((brand, integration))
        return copy.threading if copy is not None else Threading()

    def roles(self, brand: str, person: str) -> frozenset[str]:
        """The roles of a person; none for one who is not in the directory yet."""
        return self._roles.get((brand, person), frozenset())

    def with_roles(self, brand: str, roles: Collection[str]) -> set[str]:
        """The active people who have one of these roles."""
        return {person for role in roles for person in self._having.get((brand, role), ())}

    def zone(self, brand: str) -> ZoneInfo:
        """The time zone of a brand's calendar; UTC for one that is not in the directory yet."""
        event = self._brands.get(brand)
        return ZoneInfo(event.timezone if event is not None else "UTC")

    def is_drill(self, brand: str) -> bool:
        """Whether a brand is one that another practises in."""
        event = self._brands.get(brand)
        return event is not None and event.drill_of is not None

    def holds_replies(self, brand: str) -> bool:
        """Whether the operator has turned off that replies of a brand leave."""
        event = self._brands.get(brand)
        return event is not None and "replies" in event.off

    def languages(self, brand: str) -> tuple[str, ...]:
        """The languages a brand answers in."""
        event = self._brands.get(brand)
        return event.languages if event is not None else ()
