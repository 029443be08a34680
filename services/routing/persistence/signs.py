"""Signs of life in MongoDB: one small document per employee, and one per brand on since when it is listened."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from chassis.mongo import Mongo
from services.routing.application.changes import BrandAnd
from services.routing.domain.silence import SIGN_SECONDS

LISTENING = "listening"


class MongoSigns:
    """Written apart from the employees: a sign is no change of the entry, and no transaction waits for one."""

    def __init__(self, mongo: Mongo) -> None:
        """Use `signs` for employees and `figures` for the brand."""
        self._signs = mongo.brand_collection("signs")
        self._figures = mongo.brand_collection("figures")

    async def record(self, signs: Mapping[BrandAnd, datetime]) -> dict[BrandAnd, datetime]:
        """Store signs; where the stored one is young enough, the insert meets it and nothing is written."""
        writes = [
            self._signs.update(
                brand,
                employee,
                {"$set": {"employee": employee, "at": at}},
                where={"at": {"$lte": at - timedelta(seconds=SIGN_SECONDS)}},
                upsert=True,
            )
            for (brand, employee), at in signs.items()
        ]
        await self._signs.write(writes)
        return {who: document["at"] for who, document in (await self._signs.get_many(signs)).items()}

    async def last(self, brand: str, employees: Sequence[str]) -> dict[str, datetime]:
        """The last stored sign of each."""
        documents = await self._signs.get_many((brand, employee) for employee in employees)
        return {employee: document["at"] for (_, employee), document in documents.items()}

    async def listening_since(self, brand: str, now: datetime, gap: timedelta) -> datetime:
        """Since when this was asked without a longer pause; written a few times a gap, not at each question."""
        document = await self._figures.get(brand, LISTENING)
        if document is None or document["heard_at"] < now - gap:
            update = {"$set": {"since": now, "heard_at": now}}
            await self._figures.write([self._figures.update(brand, LISTENING, update, upsert=True)])
            return now
        if document["heard_at"] <= now - gap / 4:
            await self._figures.write([self._figures.update(brand, LISTENING, {"$max": {"heard_at": now}})])
        since: datetime = document["since"]
        return since
