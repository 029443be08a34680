"""Totals over a span are the sums of its windows, whichever windows they are read in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from services.analytics.application.counting import Counting
from services.analytics.application.figures import total_of
from services.analytics.application.local_windows import LocalWindows
from services.analytics.application.span_totals import SpanTotals
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import Length, TimeSpan, WindowCalendar
from tests.support.analytics.builders import a_message, a_reply
from tests.support.analytics.counting_suite import deliveries
from tests.support.analytics.in_memory import MemoryStore

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
CALENDAR = WindowCalendar(zone=AMSTERDAM)
BEGIN = datetime(2026, 3, 19, 8, tzinfo=UTC)  # a Thursday; clocks change on Sunday the 29th
MONTH = TimeSpan(CALENDAR.start("day", BEGIN), CALENDAR.start("day", BEGIN + timedelta(days=30)))
MEASURES = ("volume_in", "first_response")
WEEK_SECONDS = CALENDAR.seconds("week")


async def count(store: MemoryStore, days: Sequence[float], zone: ZoneInfo = AMSTERDAM, first: int = 0) -> None:
    handler = OnEvents(Counting(store, WindowCalendar(), timedelta(days=7), READERS.meaning_of, lambda _: zone))
    events: list[Any] = []
    for number, after in enumerate(days, first):
        at = BEGIN + timedelta(days=after)
        events.append(a_message(number, at=at, channel="x" if number % 2 else "email", id_=f"c{number}"))
        events.append(a_reply(number, at=at, seconds=10 + number, channel="email"))
    await handler(deliveries(events, 2 * first))


@pytest.fixture
async def store() -> MemoryStore:
    store = MemoryStore(CALENDAR)
    await count(store, [day / 2 for day in range(60)])
    return store


async def both(
    store: MemoryStore, span: TimeSpan, length: Length = "day", calendar: WindowCalendar = CALENDAR
) -> tuple[dict[str, Numbers], dict[str, Numbers]]:
    """The totals, and the sums of all windows of the length."""
    spans = await SpanTotals(store, calendar, "klm", length, span).begin(MEASURES)
    windows = await LocalWindows(store, calendar).between("klm", length, span, MEASURES, None)
    return await spans.of(MEASURES, None), {name: total_of(of_measure) for name, of_measure in windows.items()}


def without_parts(store: MemoryStore, seconds: int) -> None:
    """Take from the windows of a length what they are split by, so that a total shows which windows it was read in."""
    for cell, document in store.cells.items():
        if cell.seconds == seconds:
            document.pop("by", None)


@pytest.mark.parametrize("length", ["minute", "hour", "day"])
async def test_totals_are_the_sums_of_the_windows(store: MemoryStore, length: Length) -> None:
    for begin, end in ((0, 30), (4, 11), (5, 6), (3, 24)):
        span = TimeSpan(*(CALENDAR.start("day", BEGIN + timedelta(days=days)) for days in (begin, end)))
        totals, sums = await both(store, span, length)
        assert totals == sums
        assert totals["volume_in"].count == 2 * (end - begin)


async def test_weeks_stand_for_their_days(store: MemoryStore) -> None:
    without_parts(store, CALENDAR.seconds("day"))
    totals, _ = await both(store, MONTH)
    assert totals["volume_in"].count == 60
    three_weeks = {"x": 21, "email": 21}
    assert {name: part.count for name, part in totals["volume_in"].by["channel"].items()} == three_weeks


async def test_a_week_that_was_begun_after_its_days_is_read_by_day(store: MemoryStore) -> None:
    weeks = sorted(cell.start for cell in store.cells if cell.seconds == WEEK_SECONDS and cell.measure == "volume_in")
    store.cells = {
        cell: document
        for cell, document in store.cells.items()
        if cell.seconds != WEEK_SECONDS or cell.start > weeks[2]
    }
    await count(store, [10.25], first=60)  # a late one makes the week anew
    totals, sums = await both(store, MONTH)
    assert totals == sums
    assert totals["volume_in"].count == 61


async def test_days_of_another_zone_are_read_by_day() -> None:
    store = MemoryStore(CALENDAR)
    await count(store, [day / 2 for day in range(30)], ZoneInfo("Asia/Tokyo"))
    await count(store, [15 + day / 2 for day in range(30)], first=30)
    totals, sums = await both(store, MONTH)
    assert totals == sums
    assert totals["volume_in"].count == 60


async def test_where_time_is_compressed_a_week_is_seven_of_its_days() -> None:
    calendar = replace(CALENDAR, minute_seconds=2)
    store = MemoryStore(calendar)
    handler = OnEvents(Counting(store, calendar, timedelta(days=7), READERS.meaning_of))
    await handler(deliveries([a_message(n, at=BEGIN + timedelta(minutes=n), id_=f"c{n}") for n in range(480)]))
    span = calendar.widen(TimeSpan(BEGIN, BEGIN + timedelta(hours=8)), "day")
    totals, sums = await both(store, span, "day", calendar)
    assert totals == sums
    assert totals["volume_in"].count == 480
