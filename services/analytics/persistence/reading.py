"""Reading the numbers back: window documents by time, stripes added up; never an event."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import Mongo
from services.analytics.application.ports import Windows
from services.analytics.consumers.crisis_events import signal_id
from services.analytics.domain.incidents import IncidentFigures
from services.analytics.domain.numbers import Numbers
from services.analytics.domain.windows import EVER_SECONDS, Calendar, Length, Span
from services.analytics.persistence.documents import incident_of

MOST_DOCUMENTS = 200_000  # windows x measures x stripes of the largest answer the API allows; a guard, not a page
MOST_INCIDENTS = 50
LONGEST_INCIDENT = timedelta(days=30)  # an incident that never stood down is shown this long after its declaration
PLAIN = {"at": 1, "m": 1, "n": 1, "s": 1, "z": 1, "b": 1, "hi": 1}


class MongoNumbered:
    """The reading side."""

    def __init__(self, mongo: Mongo, calendar: Calendar) -> None:
        """Read windows of this calendar's lengths."""
        self._calendar = calendar
        self._windows = mongo.brand_collection("windows")
        self._incidents = mongo.brand_collection("incidents")

    async def windows(
        self, brand: str, length: Length, span: Span, measures: Collection[str], by: Collection[str] | None = ()
    ) -> Windows:
        """The numbers of whole windows; `by` names the dimensions to read, None means all."""
        documents = await self._windows.find(
            brand,
            {
                "w": self._calendar.seconds(length),
                "m": {"$in": sorted(measures)},
                "at": {"$gte": span.start, "$lt": span.end},
            },
            projection=_projection(by),
            limit=MOST_DOCUMENTS,
        )
        found: Windows = {}
        for document in documents:
            of_measure = found.setdefault(document["m"], {})
            of_measure.setdefault(document["at"], Numbers()).merge(Numbers.of_document(document))
        return found

    async def ever(self, brand: str, measures: Collection[str]) -> dict[str, Numbers]:
        """The totals of all time of lifelong measures."""
        documents = await self._windows.find(
            brand, {"w": EVER_SECONDS, "m": {"$in": sorted(measures)}}, projection=PLAIN, limit=MOST_DOCUMENTS
        )
        totals: dict[str, Numbers] = {}
        for document in documents:
            totals.setdefault(document["m"], Numbers()).merge(Numbers.of_document(document))
        return totals

    async def incidents(self, brand: str, span: Span) -> list[IncidentFigures]:
        """The incidents that were under way in a span, newest first, at most 50."""
        found = await self._incidents.find(
            brand,
            {
                "declared_at": {"$gte": span.start - LONGEST_INCIDENT, "$lt": span.end},
                "$or": [{"stood_down_at": None}, {"stood_down_at": {"$gte": span.start}}],
            },
            sort=[("declared_at", -1)],
            limit=MOST_INCIDENTS,
        )
        signals = await self._signals(brand, found)
        return [incident_of(document, signals.get(document.get("signal", ""))) for document in found]

    async def _signals(self, brand: str, incidents: list[dict[str, Any]]) -> dict[str, datetime]:
        """The moments of the signals that these incidents name."""
        named = [document["signal"] for document in incidents if "signal" in document]
        found = await self._incidents.get_many((brand, signal_id(episode)) for episode in named)
        return {id_.removeprefix("signal:"): document["signal_at"] for (_, id_), document in found.items()}


def _projection(by: Collection[str] | None) -> dict[str, int] | None:
    if by is None:
        return None
    return {**PLAIN, **{f"by.{dimension}": 1 for dimension in by}}
