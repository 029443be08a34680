"""Deliveries to webhook endpoints: what waits and since when, what was tried, what came of it; kept for 30 days."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.mongo import Document
from gateway.domain.webhook_delivery import KEPT, STATES, Attempt, State, WebhookDelivery
from gateway.persistence.base import StoreContext

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_WITHOUT_BODY = {"body": 0}


class WebhookDeliveries:
    """Stores deliveries and finds those to send."""

    def __init__(self, context: StoreContext) -> None:
        self._rows = context.collection("webhook_deliveries")
        self._clock = context.clock

    async def store(self, deliveries: Sequence[WebhookDelivery], ordered: Collection[tuple[str, str]]) -> None:
        """Add deliveries; those that are there already stay as they are. `ordered` are endpoints by brand and id."""
        await self._rows.write(
            [
                self._rows.insert(
                    each.brand, _id(each.endpoint, each.id), _document(each, (each.brand, each.endpoint) in ordered)
                )
                for each in deliveries
            ]
        )

    async def due(
        self, brand: str, endpoint: str, *, limit: int, taken: Collection[str], ordered: bool
    ) -> list[WebhookDelivery]:
        """What is to be sent now, the longest due first, but those `taken`; `ordered`: the first of each subject."""
        if ordered:
            heads = await self._heads(brand, endpoint, {"due_at": {"$lte": self._clock.now()}}, limit + len(taken))
            wanted_now = [head["event"] for head in heads if head["event"] not in taken][:limit]
            rows = await self._rows.get_many([(brand, _id(endpoint, each)) for each in wanted_now])
            return [_delivery(rows[brand, _id(endpoint, each)]) for each in wanted_now]
        wanted = {"endpoint": endpoint, "state": "pending", "due_at": {"$lte": self._clock.now()}}
        if taken:
            wanted["event"] = {"$nin": list(taken)}
        return [_delivery(row) for row in await self._rows.find(brand, wanted, sort=[("due_at", 1)], limit=limit)]

    async def next_due(self, brand: str, endpoint: str, *, ordered: bool) -> datetime | None:
        """When the next delivery is to be sent; None when none waits."""
        if ordered:
            rows = await self._heads(brand, endpoint, {}, 1)
        else:
            pending = {"endpoint": endpoint, "state": "pending"}
            rows = await self._rows.find(brand, pending, sort=[("due_at", 1)], limit=1, projection={"due_at": 1})
        return rows[0]["due_at"] if rows else None

    async def _heads(self, brand: str, endpoint: str, where: Mapping[str, Any], limit: int) -> list[Document]:
        """The first pending delivery of each subject, the longest due first."""
        return await self._rows.aggregate(
            brand,
            [
                {"$match": {"endpoint": endpoint, "state": "pending", "ordered": True}},
                {"$sort": {"subject": 1, "order": 1}},
                {
                    "$group": {
                        "_id": "$subject",
                        **{name: {"$first": f"${name}"} for name in ("event", "due_at", "order")},
                    }
                },
                {"$match": dict(where)},
                {"$sort": {"due_at": 1, "order": 1}},
                {"$limit": limit},
            ],
        )

    async def record(self, deliveries: Sequence[WebhookDelivery]) -> None:
        """Store what came of tries."""
        await self._rows.write(
            [
                self._rows.update(
                    each.brand,
                    _id(each.endpoint, each.id),
                    {
                        "$set": {
                            "state": each.state,
                            "due_at": each.due_at,
                            "tries": each.tries,
                            "attempts": [asdict(attempt) for attempt in each.attempts],
                        }
                    },
                )
                for each in deliveries
            ]
        )

    async def get(self, brand: str, endpoint: str, delivery: str) -> WebhookDelivery | None:
        """A delivery, or None."""
        document = await self._rows.get(brand, _id(endpoint, delivery))
        return _delivery(document) if document else None

    async def list(
        self, brand: str, endpoint: str, *, states: Sequence[State], after: tuple[int, str] | None, limit: int
    ) -> list[WebhookDelivery]:
        """The newest deliveries first, without their bodies, one more than the limit where a page follows."""
        wanted: dict[str, Any] = {"endpoint": endpoint, "state": {"$in": list(states or STATES)}}
        if after is not None:
            wanted["order"] = {"$lt": after[0]}
        found = await self._rows.find(brand, wanted, sort=[("order", -1)], limit=limit + 1, projection=_WITHOUT_BODY)
        return [_delivery(row) for row in found]

    async def redeliver(
        self, brand: str, endpoint: str, *, states: Sequence[State], since: datetime, until: datetime, limit: int
    ) -> tuple[int, datetime | None]:
        """Have the oldest deliveries of a time sent again, at most `limit`; returns how many, and where to go on."""
        order = {"$gte": order_of(since), "$lt": order_of(until)}
        wanted = {"endpoint": endpoint, "state": {"$in": list(states)}, "order": order}
        fields = {"event": 1, "order": 1}
        found = await self._rows.find(brand, wanted, sort=[("order", 1)], limit=limit + 1, projection=fields)
        again = self._again()
        now = found[:limit]
        await self._rows.write([self._rows.update(brand, _id(endpoint, each["event"]), again) for each in now])
        return len(now), time_of(found[limit]["order"]) if len(found) > limit else None

    async def redeliver_one(self, brand: str, endpoint: str, delivery: str) -> bool:
        """Have one sent again, whatever came of it; False when there is none."""
        done = await self._rows.write([self._rows.update(brand, _id(endpoint, delivery), self._again())])
        return done.matched == 1

    async def remove_some(self, brand: str, endpoint: str, limit: int) -> int:
        """Delete deliveries of an endpoint that is gone; returns how many."""
        wanted = {"endpoint": endpoint, "state": {"$in": list(STATES)}}
        found = await self._rows.find(brand, wanted, limit=limit, projection={"event": 1})
        await self._rows.write([self._rows.delete(brand, _id(endpoint, each["event"])) for each in found])
        return len(found)

    def _again(self) -> Document:
        now = self._clock.now()
        return {"$set": {"state": "pending", "tries": 0, "due_at": now, "expires_at": now + KEPT}}


def order_of(at: datetime) -> int:
    """Where a time stands among the orders of deliveries: microseconds since 1970."""
    return (at - _BEGIN) // timedelta(microseconds=1)


def time_of(order: int) -> datetime:
    """The time that has this order."""
    return _BEGIN + timedelta(microseconds=order)


def _id(endpoint: str, event: str) -> str:
    return f"{endpoint}/{event}"


def _document(delivery: WebhookDelivery, ordered: bool) -> Document:
    return {
        "endpoint": delivery.endpoint,
        "event": delivery.id,
        "type": delivery.type,
        "subject": delivery.subject,
        "body": delivery.body,
        "order": delivery.order,
        "ordered": ordered,
        "happened_at": delivery.happened_at,
        "stored_at": delivery.stored_at,
        "due_at": delivery.due_at,
        "state": delivery.state,
        "tries": delivery.tries,
        "attempts": [asdict(attempt) for attempt in delivery.attempts],
        "expires_at": delivery.stored_at + KEPT,
    }


def _delivery(document: Document) -> WebhookDelivery:
    return WebhookDelivery(
        brand=document["brand"],
        endpoint=document["endpoint"],
        id=document["event"],
        type=document["type"],
        subject=document["subject"],
        body=document.get("body", ""),
        order=document["order"],
        happened_at=document["happened_at"],
        stored_at=document["stored_at"],
        due_at=document["due_at"],
        state=document["state"],
        tries=document["tries"],
        attempts=tuple(Attempt(**attempt) for attempt in document["attempts"]),
    )
