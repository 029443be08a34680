"""The meaning of events to the numbers: facts to count, steps and ends of journeys, changes of incidents."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from contracts.event import Event
from services.analytics.domain.courses import ClockFate, CourseStep, WaitPoint
from services.analytics.domain.facts import Fact
from services.analytics.domain.incidents import IncidentChange
from services.analytics.domain.journeys import JourneyStep, Sale, Touch

E = TypeVar("E", bound=Event)

UNKNOWN = "unknown"
Person = tuple[str, str]
"""A brand and a contact of it."""
ConversationKey = tuple[str, str]
"""A brand and a conversation of it."""
SaleKey = tuple[str, str]
"""A brand and the id of a sale of it."""


@dataclass(frozen=True, slots=True)
class Correction:
    """A refund or correction, with the contact it names, if any; the sale it changes may know a better one."""

    brand: str
    contact: str | None
    sale: Sale


@dataclass(slots=True)
class Meaning:
    """The meaning of some events together: facts to count, steps of journeys and courses, changes of incidents.

    `erased` are contacts of whom no journey is kept; the steps they have here count first.
    """

    facts: list[Fact] = field(default_factory=list)
    steps: dict[Person, JourneyStep] = field(default_factory=dict)
    courses: dict[ConversationKey, CourseStep] = field(default_factory=dict)
    changes: list[IncidentChange] = field(default_factory=list)
    corrections: list[Correction] = field(default_factory=list)
    erased: set[Person] = field(default_factory=set)

    def waits(self, brand: str, conversation: str, channel: str, point: WaitPoint) -> None:
        """Say whether a conversation waits for an answer as of a version."""
        step = self.courses.get((brand, conversation), CourseStep(channel))
        self.courses[brand, conversation] = replace(step, points=(*step.points, point))

    def clock(self, brand: str, conversation: str, channel: str, fate: ClockFate) -> None:
        """Say what became of a clock of a conversation."""
        step = self.courses.get((brand, conversation), CourseStep(channel))
        self.courses[brand, conversation] = replace(step, clocks=(*step.clocks, fate))

    def touch(self, brand: str, contact: str, touch: Touch) -> None:
        """Add a touch to a contact's journey."""
        step = self.steps.get((brand, contact), JourneyStep())
        self.steps[brand, contact] = JourneyStep((*step.touches, touch), step.sales)

    def sale(self, brand: str, contact: str, sale: Sale) -> None:
        """Add a sale to a contact's journey."""
        step = self.steps.get((brand, contact), JourneyStep())
        self.steps[brand, contact] = JourneyStep(step.touches, (*step.sales, sale))

    def place(self, stored: Mapping[SaleKey, str]) -> None:
        """Add the corrections to the journeys of their sales, of this batch or `stored`, else of the contact they name.

        One without any has no credit, as its sale has none.
        """
        contacts = {(brand, sale.id): person for (brand, person), step in self.steps.items() for sale in step.sales}
        for each in self.corrections:
            key = (each.brand, each.sale.corrects or "")
            contact = contacts.get(key) or stored.get(key) or each.contact
            if contact is not None:
                self.sale(each.brand, contact, each.sale)


class Readers:
    """The readers of events: one function per event class; that of a base class reads all below it too."""

    def __init__(self, *others: Readers) -> None:
        """Begin with what `others` read."""
        self._by_class: dict[type, Callable[[Event, Meaning], None]] = {}
        for each in others:
            self._by_class |= each._by_class

    def reads(self, kind: type[E]) -> Callable[[Callable[[E, Meaning], None]], Callable[[E, Meaning], None]]:
        """Register a function as the reader of an event class."""

        def register(reader: Callable[[E, Meaning], None]) -> Callable[[E, Meaning], None]:
            def checked(event: Event, meaning: Meaning) -> None:
                if isinstance(event, kind):
                    reader(event, meaning)

            self._by_class[kind] = checked
            return reader

        return register

    def meaning_of(self, events: Iterable[Event]) -> Meaning:
        """The meaning of a batch of distinct events; an event without a reader adds nothing."""
        meaning = Meaning()
        for event in events:
            for kind in type(event).__mro__:
                if kind in self._by_class:
                    self._by_class[kind](event, meaning)
        return meaning


def labels(**values: str | None) -> dict[str, str]:
    """The labels that have a value."""
    return {name: value for name, value in values.items() if value}


def milliseconds(seconds: float | None) -> int | None:
    """Seconds as whole milliseconds, so that sums do not depend on their order."""
    return None if seconds is None else round(seconds * 1000)


def amounts(**values: int | None) -> dict[str, int]:
    """The amounts that have a value."""
    return {name: value for name, value in values.items() if value is not None}
