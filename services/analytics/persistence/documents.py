"""How numbers, journeys and incidents stand in documents."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from services.analytics.domain.incidents import Change, IncidentFigures
from services.analytics.domain.journeys import Journey, Sale, Touch
from services.analytics.domain.tally import Additions, Cell

Document = dict[str, Any]
MOMENTS = ("signal_at", "declared_at", "first_page_at", "acknowledged_at", "first_place_at", "stood_down_at")
COUNTS = ("needed", "asked", "accepted", "declined", "places", "messages")


def window_id(cell: Cell, stripe: int) -> str:
    """The id of a window's document; each stripe adds to its own, so that two processes rarely meet in one."""
    return f"{cell.seconds}/{int(cell.start.timestamp())}/{cell.measure}/{stripe}"


def window_update(cell: Cell, additions: Additions, keep: timedelta | None) -> Document:
    """The upsert that adds to a window; `keep` is how long after its start it expires, None for never."""
    said: Document = {"w": cell.seconds, "at": cell.start, "m": cell.measure}
    if keep is not None:
        said["expires"] = cell.start + keep
    update: Document = {"$setOnInsert": said}
    if add := {path: amount for path, amount in additions.add.items() if amount}:
        update["$inc"] = add
    if additions.peak:
        update["$max"] = additions.peak
    return update


def _touch(touch: Touch | None) -> list[Any] | None:
    return None if touch is None else [touch.at, touch.conversation, touch.channel, touch.employee]


def _touch_of(stored: list[Any] | None) -> Touch | None:
    return None if stored is None else Touch(*stored)


def journey_document(journey: Journey) -> Document:
    """A journey as it is kept; it expires with its newest moment."""
    moments = [touch.at for touch in journey.touches] + [sale.at for sale in journey.sales]
    return {
        "rev": journey.revision,
        "newest": max(moments),
        "touches": [_touch(touch) for touch in journey.touches],
        "sales": [
            {
                "at": sale.at,
                "id": sale.id,
                "kind": sale.kind,
                "amount": sale.amount_minor,
                "currency": sale.currency,
                "last": _touch(sale.last_touch),
                "first": _touch(sale.first_touch),
            }
            for sale in journey.sales
        ],
    }


def journey_of(document: Mapping[str, Any]) -> Journey:
    """Read a journey."""
    return Journey(
        tuple(Touch(*touch) for touch in document["touches"]),
        tuple(
            Sale(
                sale["at"],
                sale["id"],
                sale["kind"],
                sale["amount"],
                sale["currency"],
                _touch_of(sale["last"]),
                _touch_of(sale["first"]),
            )
            for sale in document["sales"]
        ),
        document["rev"],
    )


def incident_update(change: Change) -> Document:
    """The upsert of an incident's change; every operator gives the same result in any order."""
    parts: dict[str, Mapping[str, Any]] = {
        "$min": change.earliest,
        "$inc": change.add,
        "$max": change.highest,
        "$set": change.say,
    }
    return {operator: dict(part) for operator, part in parts.items() if part}


def incident_of(document: Mapping[str, Any], signal_at: datetime | None) -> IncidentFigures:
    """Read an incident; the moment of its signal is kept apart."""
    moments: Document = {name: document.get(name) for name in MOMENTS} | {"signal_at": signal_at}
    counts: Document = {name: document.get(name, 0) for name in COUNTS}
    return IncidentFigures(
        incident=document["_id"].split("/", 1)[1],
        title=document.get("title", ""),
        severity=document.get("severity", 1),
        **moments,
        **counts,
    )
