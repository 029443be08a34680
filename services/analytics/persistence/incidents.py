"""Incidents as counted: moments and counts that give the same result in any order, and the moments of signals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from chassis.mongo import BrandCollection, Document, Mongo, Write
from services.analytics.domain.incidents import SEVERITIES, IncidentChange, IncidentFigures, SpanFigures, signal_id
from services.analytics.domain.windows import TimeSpan

MOST_INCIDENTS = 50
LONGEST_INCIDENT = timedelta(days=30)  # an incident that never stood down is shown this long after its declaration
MOMENTS = (
    "began_at",
    "signal_at",
    "declared_at",
    "first_page_at",
    "acknowledged_at",
    "first_place_at",
    "stood_down_at",
)
COUNTS = ("needed", "asked", "accepted", "declined", "places", "pages", "messages")


class IncidentCollection:
    """Changes incidents and reads them by time."""

    def __init__(self, mongo: Mongo) -> None:
        self.collection: BrandCollection = mongo.brand_collection("incidents")

    def change(self, change: IncidentChange) -> Write:
        """The write of what an event adds to an incident."""
        return self.collection.update(change.brand, change.incident, incident_update(change), upsert=True)

    async def under_way(self, brand: str, span: TimeSpan) -> list[IncidentFigures]:
        """The incidents that were under way in a span, newest first, at most 50."""
        documents = await self.collection.find(
            brand,
            {
                "declared_at": {"$gte": span.start - LONGEST_INCIDENT, "$lt": span.end},
                "$or": [{"stood_down_at": None}, {"stood_down_at": {"$gte": span.start}}],
            },
            sort=[("declared_at", -1)],
            limit=MOST_INCIDENTS,
        )
        signals = await self._signals(brand, documents)
        return [incident_of(document, signals.get(document.get("signal", ""))) for document in documents]

    async def _signals(self, brand: str, incidents: list[Document]) -> dict[str, datetime]:
        """The moments of the signals that these incidents name."""
        episodes = [document["signal"] for document in incidents if "signal" in document]
        documents = await self.collection.get_many((brand, signal_id(episode)) for episode in episodes)
        return {id_.removeprefix("signal:"): document["signal_at"] for (_, id_), document in documents.items()}


def incident_update(change: IncidentChange) -> Document:
    """The upsert of an incident's change; every operator gives the same result in any order."""
    parts: dict[str, Mapping[str, Any]] = {
        "$min": change.earliest,
        "$inc": change.add,
        "$max": change.highest,
        "$set": change.once,
    }
    return {operator: dict(part) for operator, part in parts.items() if part}


def incident_of(document: Mapping[str, Any], signal_at: datetime | None) -> IncidentFigures:
    """Read an incident; the moment of its signal is stored apart."""
    moments: Document = {name: document.get(name) for name in MOMENTS} | {"signal_at": signal_at}
    counts: Document = {name: document.get(name, 0) for name in COUNTS}
    worst = document.get("severity", 1)
    final = document.get("final")
    return IncidentFigures(
        incident=document["_id"].split("/", 1)[1],
        title=document.get("title", ""),
        severity=document["rated"] % SEVERITIES if "rated" in document else worst,
        worst_severity=worst,
        final=SpanFigures(**final) if final is not None else None,
        **moments,
        **counts,
    )
