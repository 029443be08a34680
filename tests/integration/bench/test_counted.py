"""What the benchmark of reports writes are the numbers that it says they are."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bench import counted
from chassis.mongo import Mongo
from services.analytics.domain.windows import TimeSpan, WindowCalendar
from services.analytics.persistence.numbers import MongoNumbers
from services.analytics.settings import AnalyticsSettings

EVENTS = 500


async def test_as_many_events_are_counted_as_were_asked_for(mongo_url: str, database_name: str) -> None:
    mongo = await Mongo.connect(mongo_url, database_name)
    today = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    span = TimeSpan(today - timedelta(days=2), today)
    days: list[tuple[int, int]] = []

    def told(done: int, of: int) -> None:
        days.append((done, of))

    local, chance = WindowCalendar(zone=ZoneInfo("UTC")), random.Random(1)
    try:
        await counted.write(mongo, local, "aurora-air", span, EVENTS, chance, told)

        measures = {name: kind for kind, names in counted.TOTALS.items() for name in names}
        numbers = MongoNumbers(mongo, AnalyticsSettings().calendar())
        totals = await numbers.totals("aurora-air", [("day", span)], measures)
    finally:
        await mongo.drop()
        await mongo.close()

    meant = counted.numbers(EVENTS)
    assert {name: each.count for name, each in totals.items()} == {name: meant[kind] for name, kind in measures.items()}
    assert days == [(1, 2), (2, 2)]
