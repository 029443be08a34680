"""Reading campaigns and acceptances in MongoDB; the audience is read from the copies of employees."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pydantic import TypeAdapter

from chassis.errors import VersionConflict
from chassis.mongo import BrandCollection, Mongo, Session, Write, key
from chassis.outbox import Outbox
from chassis.timers import Timers
from services.inbox.application.campaign_store import CampaignChanges, Counts, Reader
from services.inbox.application.records import Versioned
from services.inbox.domain.campaign import Acceptance, AcceptanceState, Campaign
from services.inbox.persistence.ids import Document

BARRED_READ = 5_000  # of the people of one batch
OPEN_READ = 100  # campaigns of a brand that ask at once; far more than a company reads
_CAMPAIGN: TypeAdapter[Campaign] = TypeAdapter(Campaign)
_ACCEPTANCE: TypeAdapter[Acceptance] = TypeAdapter(Acceptance)


class MongoCampaigns:
    """The collections `campaigns` and `acceptances`; see CampaignStore."""

    def __init__(self, mongo: Mongo, outbox: Outbox, timers: Timers) -> None:
        """Use one service's database; `outbox` and `timers` are of the same one."""
        self._mongo = mongo
        self._outbox = outbox
        self._timers = timers
        self._campaigns = mongo.brand_collection("campaigns")
        self._acceptances = mongo.brand_collection("acceptances")
        self._employees = mongo.brand_collection("employees")

    async def open(self, brand: str) -> Sequence[Campaign]:
        """See CampaignStore."""
        open_ = {"closed_at": None}
        documents = await self._campaigns.find(brand, open_, sort=[("number", -1)], limit=OPEN_READ)
        return [_campaign_of(document) for document in documents]

    async def campaign(self, brand: str, number: int) -> Campaign | None:
        """See CampaignStore."""
        document = await self._campaigns.get(brand, str(number))
        return _campaign_of(document) if document is not None else None

    async def before(self, brand: str, number: int | None, limit: int) -> Sequence[Campaign]:
        """See CampaignStore."""
        older = {} if number is None else {"number": {"$lt": number}}
        documents = await self._campaigns.find(brand, older, sort=[("number", -1)], limit=limit)
        return [_campaign_of(document) for document in documents]

    async def acceptances(self, brand: str, names: Collection[tuple[int, str]]) -> Mapping[tuple[int, str], Acceptance]:
        """See CampaignStore."""
        by_id = {_id(*name): name for name in names}
        documents = await self._acceptances.get_many([(brand, id_) for id_ in by_id])
        return {by_id[id_]: _acceptance_of(document) for (_, id_), document in documents.items()}

    async def in_state(
        self, brand: str, campaign: int, state: AcceptanceState, after: str | None, limit: int
    ) -> Sequence[Acceptance]:
        """See CampaignStore."""
        behind = {} if after is None else {"_id": {"$gt": key(brand, _id(campaign, after))}}
        wanted = {"campaign": campaign, "state": state, **behind}
        documents = await self._acceptances.find(brand, wanted, sort=[("_id", 1)], limit=limit)
        return [_acceptance_of(document) for document in documents]

    async def counts(self, campaign: Campaign) -> Mapping[str | None, Counts]:
        """See CampaignStore; both counts are made in an index."""
        people = await self._employees.aggregate(
            campaign.brand,
            [{"$match": _audience(campaign)}, {"$group": {"_id": "$department", "count": {"$sum": 1}}}],
        )
        said = await self._acceptances.aggregate(
            campaign.brand,
            [
                {"$match": {"campaign": campaign.number, "state": {"$ne": "pending"}}},
                {"$group": {"_id": {"department": "$department", "state": "$state"}, "count": {"$sum": 1}}},
            ],
        )
        answered: defaultdict[str | None, dict[AcceptanceState, int]] = defaultdict(dict)
        for row in said:
            answered[row["_id"].get("department")][row["_id"]["state"]] = row["count"]
        counted = {row["_id"]: row["count"] for row in people}
        return {name: Counts(counted.get(name, 0), answered[name]) for name in {*counted, *answered}}

    async def audience(self, campaign: Campaign, after: str | None, limit: int) -> Sequence[Reader]:
        """See CampaignStore."""
        behind = {} if after is None else {"employee": {"$gt": after}}
        documents = await self._employees.find(
            campaign.brand, {**_audience(campaign), **behind}, sort=[("employee", 1)], limit=limit
        )
        return [Reader(document["employee"], document.get("department")) for document in documents]

    async def barred(self, brand: str, people: Collection[str]) -> Sequence[Acceptance]:
        """See CampaignStore."""
        barred = {"person": {"$in": list(people)}, "told_may_answer": False}
        return [_acceptance_of(each) for each in await self._acceptances.find(brand, barred, limit=BARRED_READ)]

    async def commit(self, changes: CampaignChanges) -> None:
        """See CampaignStore."""
        campaigns, acceptances = [], []
        if changes.campaign is not None:
            campaigns = [self._write(self._campaigns, changes.brand, changes.campaign, "closed_at")]
        acceptances = [self._write(self._acceptances, changes.brand, each, "version") for each in changes.acceptances]

        async def work(session: Session) -> None:
            for collection, writes in ((self._campaigns, campaigns), (self._acceptances, acceptances)):
                done = await collection.write(writes, session=session)
                if done.duplicates or done.inserted + done.matched != len(writes):
                    raise VersionConflict
            await self._outbox.add(changes.events, session)
            await self._timers.done_many(changes.finished, session)
            await self._timers.schedule(changes.timers, session)

        await self._mongo.transaction(work)

    @staticmethod
    def _write(
        collection: BrandCollection, brand: str, change: Versioned[Campaign] | Versioned[Acceptance], read: str
    ) -> Write:
        after = change.after
        id_ = str(after.number) if isinstance(after, Campaign) else _id(after.campaign, after.person)
        document = {name: value for name, value in asdict(after).items() if name != "brand"}
        if change.before is None or (isinstance(change.before, Acceptance) and change.before.version == 0):
            return collection.insert(brand, id_, document)
        return collection.replace(brand, id_, document, where={read: getattr(change.before, read)})


def _id(campaign: int, person: str) -> str:
    return f"{campaign}/{person}"


def _audience(campaign: Campaign) -> Document:
    return {"department": {"$in": list(campaign.departments)}} if campaign.departments else {}


def _fields(document: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in document.items() if name != "_id"}


def _campaign_of(document: Mapping[str, Any]) -> Campaign:
    return _CAMPAIGN.validate_python(_fields(document))


def _acceptance_of(document: Mapping[str, Any]) -> Acceptance:
    return _ACCEPTANCE.validate_python(_fields(document))
