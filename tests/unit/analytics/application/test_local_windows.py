"""Days are the brand's own, also where they were counted under another zone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from contracts.directory import BrandChanged
from services.analytics.application.brand_settings import BrandSettings
from services.analytics.application.counting import Counting
from services.analytics.application.series import SeriesQuery
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.domain.measures import CATALOGUE
from services.analytics.domain.windows import TimeSpan, WindowCalendar
from tests.support.analytics.builders import a_message
from tests.support.analytics.counting_suite import deliveries
from tests.support.analytics.in_memory import MemoryStore

AMSTERDAM, TOKYO, KOLKATA = ZoneInfo("Europe/Amsterdam"), ZoneInfo("Asia/Tokyo"), ZoneInfo("Asia/Kolkata")
UTC_CALENDAR = WindowCalendar()


def local(day: int, hour: int, minute: int = 0, *, month: int = 4, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=zone).astimezone(UTC)


async def count(store: MemoryStore, zone: ZoneInfo, *moments: datetime, first: int = 0) -> None:
    handler = OnEvents(Counting(store, UTC_CALENDAR, timedelta(days=7), READERS.meaning_of, zone_of=lambda _: zone))
    messages = [
        a_message(first + n, at=at, opened=True, version=1, needs_reply=True, id_=f"c{first + n}")
        for n, at in enumerate(moments)
    ]
    await handler(deliveries(messages, first))


async def per_day(
    store: MemoryStore, zone: ZoneInfo, start: datetime, end: datetime, measure: str = "volume_in"
) -> list[float | None]:
    query = SeriesQuery(store, replace(UTC_CALENDAR, zone=zone))
    series = await query.series("klm", CATALOGUE[measure], TimeSpan(start, end), "day", None)
    assert series.total.count == sum(item.count for item in series.items)
    return [item.value for item in series.items]


async def test_a_message_just_after_local_midnight_counts_for_the_local_day() -> None:
    store = MemoryStore(UTC_CALENDAR)
    await count(store, AMSTERDAM, local(15, 0, 30), local(15, 23, 59), local(16, 0, 0))
    assert await per_day(store, AMSTERDAM, local(14, 0), local(17, 0)) == [0, 2, 1]


async def test_the_day_on_which_summer_time_ends_has_25_hours() -> None:
    store = MemoryStore(UTC_CALENDAR)
    start = local(25, 0, month=10)
    await count(store, AMSTERDAM, *(start + timedelta(hours=n) for n in range(26)))
    assert await per_day(store, AMSTERDAM, start, start + timedelta(days=2)) == [25, 1]


async def test_days_counted_under_another_zone_are_read_in_the_present_one() -> None:
    store = MemoryStore(UTC_CALENDAR)
    moments = [local(14, 0, zone=TOKYO) + timedelta(hours=n) for n in range(96)]
    await count(store, ZoneInfo("UTC"), *moments[:40])
    await count(store, AMSTERDAM, *moments[40:], first=40)
    assert await per_day(store, TOKYO, moments[0], moments[-1]) == [24, 24, 24, 24]
    assert (await per_day(store, TOKYO, moments[0], moments[-1], "backlog")) == [24, 48, 72, 96]


async def test_a_zone_of_half_hours_has_whole_days() -> None:
    store = MemoryStore(UTC_CALENDAR)
    await count(store, KOLKATA, local(15, 0, 10, zone=KOLKATA), local(15, 23, 50, zone=KOLKATA))
    start = local(15, 0, zone=KOLKATA)
    assert await per_day(store, KOLKATA, start, start + timedelta(days=1)) == [2]


async def test_an_old_day_without_hours_goes_to_the_day_that_has_its_middle() -> None:
    store = MemoryStore(UTC_CALENDAR)
    await count(store, ZoneInfo("UTC"), datetime(2026, 4, 15, 23, 30, tzinfo=UTC))
    store.cells = {cell: document for cell, document in store.cells.items() if cell.seconds != 3600}
    assert await per_day(store, AMSTERDAM, local(15, 0), local(17, 0)) == [1, 0]


async def test_the_zone_of_a_brand_is_the_directory_s() -> None:
    brands = BrandSettings()
    changed = BrandChanged(
        id="b1", brand="klm", subject="brand", version=1, at=local(1, 0), name="Blue", timezone="Asia/Tokyo"
    )
    await brands.take([changed])
    assert brands.zone_of("klm") == TOKYO
    await brands.take([changed.model_copy(update={"version": 2, "timezone": "Nowhere/Lost"})])
    assert brands.zone_of("klm").key == brands.zone_of("acme").key == "UTC"
