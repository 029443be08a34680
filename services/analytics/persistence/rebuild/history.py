"""Whether a brand has numbers from before the log: then the log does not have all there ever was."""

from __future__ import annotations

from datetime import datetime, timedelta

from chassis.mongo import Mongo
from services.analytics.domain.measures import MEASURES
from services.analytics.domain.windows import WindowCalendar

SLACK = timedelta(hours=1)  # an event happens before its record is written; by this much at most
REPORTED_LATE = frozenset({"sale", "sale_last_touch", "sale_first_touch", "correction"})


async def has_older(mongo: Mongo, brand: str, log_begins: datetime, calendar: WindowCalendar) -> bool:
    """Whether windows begin well before a log does; those of sales do not tell, as sales may be reported late."""
    measures = sorted(name for name, measure in MEASURES.items() if measure.fact not in REPORTED_LATE)
    before = calendar.start("hour", log_begins - SLACK)
    place = {"w": calendar.seconds("hour"), "m": {"$in": measures}, "at": {"$lt": before}}
    return bool(await mongo.brand_collection("windows").find(brand, place, projection={"_id": 1}, limit=1))
