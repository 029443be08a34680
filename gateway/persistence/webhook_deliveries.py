"""Deliveries to webhook endpoints: what waits and since when, what was tried, what came of it; kept for 30 days."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from chassis.mongo import Document
from gateway.domain.webhook_delivery import (
    ERASED_WITH,
    ERASURE,
    KEPT,
    STATES,
    ConversationErasure,
    State,
    WebhookDelivery,
    without_words,
)
from gateway.persistence.base import StoreContext
from gateway.persistence.webhook_delivery_documents import delivery_id, from_document, literally, setting, to_document

_BEGIN = datetime(1970, 1, 1, tzinfo=UTC)
_WITHOUT_BODY = {"body": 0}
_NOT_ERASED = {"erased_at": None}  # or not there at all, as in rows of older builds


class WebhookDeliveries:
    """Stores deliveries and finds those to send."""

    def __init__(self, context: StoreContext) -> None:
        self._rows = context.collection("webhook_deliveries")
        self._clock = context.clock

    async def store(self, deliveries: Sequence[WebhookDelivery], ordered: Collection[tuple[str, str]]) -> None:
        """Add deliveries; those that are there already stay as they are. `ordered` are endpoints by brand and id."""
        await self._rows.write(
            [
                self._rows.insert(each.brand, _id_of(each), to_document(each, (each.brand, each.endpoint) in ordered))
                for each in deliveries
            ]
        )

    async def due(
        self, brand: str, endpoint: str, *, limit: int, in_hand: Collection[WebhookDelivery], ordered: bool
    ) -> list[WebhookDelivery]:
        """What is to be sent now, the longest due first, but those `in_hand`; `ordered`: the first of each subject.

        An erasure waits in any case for what is in hand of its conversation, so that no word comes after it.
        """
        subjects = {each.subject for each in in_hand}
        if ordered:
            heads = await self._heads(brand, endpoint, {"due_at": {"$lte": self._clock.now()}}, limit + len(in_hand))
            wanted_now = [head["event"] for head in heads if head["_id"] not in subjects][:limit]
            rows = await self._rows.get_many([(brand, delivery_id(endpoint, each)) for each in wanted_now])
            found = [from_document(rows[brand, delivery_id(endpoint, each)]) for each in wanted_now]
            return [each for each in found if each.state == "pending"]
        wanted: dict[str, Any] = {"endpoint": endpoint, "state": "pending", "due_at": {"$lte": self._clock.now()}}
        if in_hand:
            wanted["event"] = {"$nin": [each.id for each in in_hand]}
            wanted["$nor"] = [{"type": ERASURE, "subject": {"$in": list(subjects)}}]
        return [from_document(row) for row in await self._rows.find(brand, wanted, sort=[("due_at", 1)], limit=limit)]

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
        """Store what came of tries; of one that was erased meanwhile no word, and it is not tried again."""
        await self._rows.write(
            [
                self._rows.update(
                    each.brand, _id_of(each), [setting(literally(each), erased=literally(without_words(each)))]
                )
                for each in deliveries
            ]
        )

    async def erase(self, erasures: Sequence[ConversationErasure]) -> None:
        """Take the words out of deliveries to any endpoint; what waits is not sent. Again changes nothing."""
        waits = {"$cond": [{"$eq": ["$state", "pending"]}, "erased", "$state"]}
        unanswered = {"$mergeObjects": ["$$each", {"answer": ""}]}
        attempts = {"$map": {"input": "$attempts", "as": "each", "in": unanswered}}
        steps: list[Mapping[str, Any]] = [
            {"$set": {"state": waits, "attempts": attempts, "erased_at": self._clock.now()}},
            {"$unset": ["body"]},
        ]
        types = {"$regex": f"^{re.escape(ERASED_WITH)}", "$ne": ERASURE}
        await self._rows.write(
            [
                self._rows.update_where(
                    each.brand,
                    {"subject": each.conversation, "type": types, "happened_at": {"$lte": each.until}, **_NOT_ERASED},
                    steps,
                    many=True,
                )
                for each in erasures
            ]
        )

    async def get(self, brand: str, endpoint: str, delivery: str) -> WebhookDelivery | None:
        """A delivery, or None."""
        document = await self._rows.get(brand, delivery_id(endpoint, delivery))
        return from_document(document) if document else None

    async def list(
        self, brand: str, endpoint: str, *, states: Sequence[State], after: tuple[int, str] | None, limit: int
    ) -> list[WebhookDelivery]:
        """The newest deliveries first, without their bodies, one more than the limit where a page follows."""
        wanted: dict[str, Any] = {"endpoint": endpoint, "state": {"$in": list(states or STATES)}}
        if after is not None:
            wanted["order"] = {"$lt": after[0]}
        found = await self._rows.find(brand, wanted, sort=[("order", -1)], limit=limit + 1, projection=_WITHOUT_BODY)
        return [from_document(row) for row in found]

    async def redeliver(
        self, brand: str, endpoint: str, *, states: Sequence[State], since: datetime, until: datetime, limit: int
    ) -> tuple[int, datetime | None]:
        """Have the oldest deliveries of a time sent again, at most `limit`; returns how many, and where to go on.

        What was erased is left out.
        """
        order = {"$gte": order_of(since), "$lt": order_of(until)}
        wanted = {"endpoint": endpoint, "state": {"$in": list(states)}, "order": order, **_NOT_ERASED}
        fields = {"event": 1, "order": 1}
        found = await self._rows.find(brand, wanted, sort=[("order", 1)], limit=limit + 1, projection=fields)
        again, now = self._again(), found[:limit]
        await self._rows.write([self._rows.update(brand, delivery_id(endpoint, each["event"]), again) for each in now])
        return len(now), time_of(found[limit]["order"]) if len(found) > limit else None

    async def redeliver_one(self, brand: str, endpoint: str, delivery: str) -> bool:
        """Have one sent again, whatever came of it, unless it was erased; False when there is none."""
        done = await self._rows.write([self._rows.update(brand, delivery_id(endpoint, delivery), self._again())])
        return done.matched == 1

    async def remove_some(self, brand: str, endpoint: str, limit: int) -> int:
        """Delete deliveries of an endpoint that is gone; returns how many."""
        wanted = {"endpoint": endpoint, "state": {"$in": list(STATES)}}
        found = await self._rows.find(brand, wanted, limit=limit, projection={"event": 1})
        await self._rows.write([self._rows.delete(brand, delivery_id(endpoint, each["event"])) for each in found])
        return len(found)

    def _again(self) -> Sequence[Document]:
        now = self._clock.now()
        anew = {"state": "pending", "tries": 0, "due_at": now, "expires_at": now + KEPT}
        return [setting(anew, erased={name: f"${name}" for name in anew})]


def order_of(at: datetime) -> int:
    """Where a time stands among the orders of deliveries: microseconds since 1970."""
    return (at - _BEGIN) // timedelta(microseconds=1)


def time_of(order: int) -> datetime:
    """The time that has this order."""
    return _BEGIN + timedelta(microseconds=order)


def _id_of(delivery: WebhookDelivery) -> str:
    return delivery_id(delivery.endpoint, delivery.id)
