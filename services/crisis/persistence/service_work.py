"""What volunteers did in incidents, as documents: one for each conversation handled and each reply sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from chassis.mongo import Mongo
from services.crisis.domain.place import SurgePlace
from services.crisis.domain.service_work import WorkCounts, WorkDone
from services.crisis.persistence.collection import BrandDocuments, Scope
from services.crisis.persistence.documents import value

FINISH_MOST = timedelta(days=1)  # the longest a policy lets volunteers finish what they hold


class MongoServiceWork:
    """The collection `service_work`, to read from."""

    def __init__(self, scope: Scope) -> None:
        self._documents = BrandDocuments(scope, "service_work")

    async def of(self, employee: str) -> Mapping[str, WorkCounts]:
        """What an employee did, by incident."""
        group = {"_id": {"incident": "$incident", "kind": "$kind"}, "count": {"$sum": 1}}
        counts: dict[str, dict[str, int]] = defaultdict(dict)
        for row in await self._documents.aggregate([{"$match": {"employee": employee}}, {"$group": group}]):
            counts[row["_id"]["incident"]][row["_id"]["kind"]] = row["count"]
        return {
            incident: WorkCounts(its.get("conversation", 0), its.get("reply", 0)) for incident, its in counts.items()
        }


class MongoServiceWorkLedger:
    """The same collection to write to, for batches that mix brands."""

    def __init__(self, mongo: Mongo) -> None:
        self._work = mongo.brand_collection("service_work")
        self._places = mongo.brand_collection("places")

    async def places(
        self, people: Mapping[str, Collection[str]], since: datetime
    ) -> Mapping[tuple[str, str], Sequence[SurgePlace]]:
        """The places of people, by brand and employee, that were not over long before a moment; in one read."""
        lasting = {"until": {"$gt": since - FINISH_MOST}}
        pairs = [(brand, {"employee": {"$in": sorted(its)}, **lasting}) for brand, its in people.items()]
        found: dict[tuple[str, str], list[SurgePlace]] = defaultdict(list)
        for stored in await self._places.find_for(pairs):
            found[stored["brand"], stored["employee"]].append(value(SurgePlace, stored))
        return found

    async def write(self, done: Sequence[tuple[str, WorkDone]]) -> None:
        """Write what was done in which incident; what is there already stays as it is."""
        await self._work.write(
            [
                self._work.update(
                    work.brand,
                    f"{incident}/{work.employee}/{work.kind}/{work.of}",
                    {
                        "$setOnInsert": {
                            "incident": incident,
                            "employee": work.employee,
                            "kind": work.kind,
                            "of": work.of,
                            "at": work.at,
                        }
                    },
                    upsert=True,
                )
                for incident, work in done
            ]
        )
