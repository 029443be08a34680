"""Temporary places as rows: who has one in which incident, until when, and whether it was taken back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from chassis.mongo import Write
from contracts.crisis import PlaceGranted, PlaceRevoked
from gateway.domain.grants import Grant
from gateway.persistence.base import StoreContext


class Grants:
    """Stores grants from crisis' events and finds those of a person."""

    def __init__(self, context: StoreContext) -> None:
        self._grants = context.collection("grants")

    async def apply(self, events: Sequence[PlaceGranted | PlaceRevoked]) -> None:
        """Apply events in order with one bulk write; an event older than what is stored changes nothing.

        The events of one incident come in order from one partition, so the time of an event orders a replay.
        """
        if events:
            await self._grants.write([self._write(event) for event in events], ordered=True)

    def _write(self, event: PlaceGranted | PlaceRevoked) -> Write:
        granted = isinstance(event, PlaceGranted)
        end = event.until if isinstance(event, PlaceGranted) else event.finish_by or event.at
        fields = {
            "person": {"$literal": event.employee},
            "incident": {"$literal": event.incident},
            "until": _unless_older(event.at, "until", end if granted else {"$min": ["$until", end]}),
            "revoked_at": _unless_older(event.at, "revoked_at", None if granted else end),
            "as_of": {"$max": ["$as_of", event.at]},
        }
        return self._grants.update(event.brand, f"{event.employee}/{event.incident}", [{"$set": fields}], upsert=True)

    async def of(self, brand: str, person: str) -> list[Grant]:
        """All stored grants of a person, over ones too."""
        documents = await self._grants.find(brand, {"person": person}, limit=1000)
        return [Grant(each["person"], each["incident"], each["until"], each["revoked_at"]) for each in documents]


def _unless_older(at: datetime, field: str, value: datetime | dict[str, Any] | None) -> dict[str, Any]:
    """The new value when the event is as new as the stored one, else the stored one."""
    return {"$cond": [{"$gte": [at, {"$ifNull": ["$as_of", at]}]}, value, f"${field}"]}
