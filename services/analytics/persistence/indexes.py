"""Every index of analytics."""

from __future__ import annotations

from collections.abc import Mapping

from chassis.mongo import Index
from services.analytics.domain.retention import Retention

SECONDS_A_DAY = 86_400


def indexes(retention: Retention) -> Mapping[str, tuple[Index, ...]]:
    """The indexes this service needs."""
    return {
        "windows": (
            Index("by_time", [("brand", 1), ("w", 1), ("m", 1), ("at", 1)]),
            Index("expires", [("expires", 1)], ttl_seconds=0),
        ),
        "seen": (Index("forgotten", [("at", 1)], ttl_seconds=retention.seen_days * SECONDS_A_DAY),),
        "journeys": (
            Index("forgotten", [("newest", 1)], ttl_seconds=retention.journey_days * SECONDS_A_DAY),
            Index("by_sale", [("brand", 1), ("sales.id", 1)]),
        ),
        "courses": (Index("expires", [("expires", 1)], ttl_seconds=0),),
        "incidents": (Index("by_time", [("brand", 1), ("declared_at", -1)]),),
        "vocabularies": (Index("by_brand", [("brand", 1)]),),
    }
