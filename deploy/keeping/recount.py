"""Reads the log for a recount of one brand: how far back it reaches, and its events up to where the service stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime
from typing import NamedTuple

from pydantic import ValidationError

from chassis.messaging import Partition, RawRecord, Scanner
from chassis.messaging.headers import TYPE, text
from contracts.event import Event
from contracts.registry import EVENT_CLASSES, TOPICS
from deploy.keeping.installation import BRAND_HEADER
from deploy.stack.errors import StackError
from services.analytics.application.counting import Counting
from services.analytics.consumers.conversion_events import is_correction
from services.analytics.persistence.rebuild.record import RebuildPositions

POLL_RECORDS, POLL_SECONDS = 1000, 0.5
RETENTION = {topic.name: topic.retention for topic in TOPICS}

Places = Mapping[tuple[str, int], int]
"""The next offset of partitions; topics are named without the prefix."""


class LogReach(NamedTuple):
    """How far back a log goes: its oldest offsets, the moment since which it has every record, and `cut_short`.

    `cut_short` is whether records were there that are not any more; None as the moment is a log without a record.
    """

    begins: Mapping[Partition, int]
    since: datetime | None
    cut_short: bool


async def reach_of(scanner: Scanner, now: datetime) -> LogReach:
    """Find the oldest record of every partition."""
    begins, ends = await scanner.beginnings(), await scanner.ends()
    oldest: dict[Partition, datetime] = {}
    scanner.seek(begins)
    while any(ends[each] > begins[each] and each not in oldest for each in begins):
        for partition, records in (await scanner.poll(POLL_RECORDS, POLL_SECONDS)).items():
            oldest.setdefault(partition, datetime.fromtimestamp(records[0].timestamp / 1000, UTC))
    lost = [
        oldest.get(each) or now - (RETENTION[each.topic] or now - now) for each, offset in begins.items() if offset > 0
    ]
    return LogReach(begins, max(lost, default=min(oldest.values(), default=None)), bool(lost))


class _Corrections:
    """Corrections of sales, held back until every sale is counted: partitions are read at different paces.

    Meanwhile a partition stands before its first one, so that a run that goes on reads it again.
    """

    def __init__(self) -> None:
        self._first: dict[Partition, int] = {}
        self._events: list[Event] = []

    def take(self, partition: Partition, offset: int, event: Event) -> None:
        self._first.setdefault(partition, offset)
        self._events.append(event)

    def before(self, partition: Partition, place: int) -> int:
        return min(place, self._first.get(partition, place))

    def in_order(self) -> list[list[Event]]:
        events = sorted(self._events, key=lambda event: event.at)
        return [events[begin : begin + POLL_RECORDS] for begin in range(0, len(events), POLL_RECORDS)]


class Recount:
    """Counts the events of a brand from where a rebuild stands."""

    def __init__(
        self, scanner: Scanner, counting: Counting, positions: RebuildPositions, brand: str, tell: Callable[[str], None]
    ) -> None:
        self._scanner = scanner
        self._counting = counting
        self._positions = positions
        self._brand = brand
        self._tell = tell
        self._began = time.monotonic()
        self._read = 0

    async def up_to(self, target: Places) -> None:
        """Count what lies before these offsets and is not counted yet; nothing beyond them is.

        Raises:
            StackError: The service has counted records that this log does not have.
        """
        place = {Partition(*each): next_ for each, next_ in self._positions.rebuild.positions.items()}
        wanted = {Partition(*each): next_ for each, next_ in target.items()}
        wanted = {each: next_ for each, next_ in wanted.items() if next_ > place.get(each, 0)}
        if not wanted:
            return
        ends = await self._scanner.ends()
        if any(next_ > ends.get(each, 0) for each, next_ in wanted.items()):
            raise StackError("The numbers were counted from another log than this one: it ends before them.")
        self._scanner.seek({**ends, **{each: place[each] for each in wanted}})
        held = _Corrections()
        while any(place[each] < next_ for each, next_ in wanted.items()):
            fetched = await self._scanner.poll(POLL_RECORDS, POLL_SECONDS)
            for each, next_ in wanted.items():
                place[each] = min(next_, max(place[each], self._scanner.position(each)))
            events = self._events_of(fetched, wanted, held)
            await self._count(events, {each: held.before(each, place[each]) for each in wanted})
            self._say(sum(next_ - place[each] for each, next_ in wanted.items()))
        for some in held.in_order():
            await self._count(some, {})
        await self._count([], wanted)

    async def _count(self, events: Collection[Event], reached: Mapping[Partition, int]) -> None:
        places: Places = {(each.topic, each.number): next_ for each, next_ in reached.items()}
        await self._counting.count({(event.brand, event.id): event for event in events}, places)
        self._positions.reading = 0

    def _events_of(
        self, fetched: Mapping[Partition, Collection[RawRecord]], wanted: Mapping[Partition, int], held: _Corrections
    ) -> list[Event]:
        """The events of the brand before what is wanted, without corrections: those are held back."""
        events = []
        for partition, records in fetched.items():
            for record in records:
                if record.offset >= wanted.get(partition, 0):
                    continue
                self._read += 1
                self._positions.reading += 1
                event = self._event_of(record)
                if event is not None and is_correction(event):
                    held.take(partition, record.offset, event)
                elif event is not None:
                    events.append(event)
        return events

    def _event_of(self, record: RawRecord) -> Event | None:
        """The event of a record of the brand; what the service cannot read or does not know is passed over here too."""
        event_class = EVENT_CLASSES.get(text(record.headers, TYPE))
        if record.value is None or event_class is None or text(record.headers, BRAND_HEADER) != self._brand:
            return None
        try:
            return event_class.model_validate_json(record.value)
        except ValidationError:
            return None

    def _say(self, remaining: int) -> None:
        rate = self._read / max(time.monotonic() - self._began, 0.001)
        self._tell(f"{self._read:,} records read, {rate:,.0f} a second, {remaining:,} to go")
