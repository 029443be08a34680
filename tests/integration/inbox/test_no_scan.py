"""Lists and look-ups read what they give and little more, however many conversations a brand has."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from pymongo.database import Database

from chassis.mongo import Mongo
from services.inbox.application.ports import ReplyWithId
from services.inbox.application.queries import Filters, Sort
from services.inbox.domain.guideline import Listening
from services.inbox.persistence import queries
from services.inbox.persistence.people import MongoPeople
from services.inbox.persistence.queries import MongoQueries
from services.inbox.persistence.replies import MongoReplies
from tests.integration.inbox.rig import Rig
from tests.support.inbox.events import BRAND, a_message

CROWD, PAGE, HELD = 400, 20, 5
RARE = {"channel": "sms", "integration": "rare", "language": "zu", "triage": "escalate", "visibility": "direct"}
FEW, OTHERS = {"holder": "anna", **RARE}, {"holder": "ben", "all_public": False}
MARGIN = 3  # documents beyond those that are given


@pytest.fixture
async def crowd(rig: Rig, mongo_database: Database[dict[str, Any]]) -> Database[dict[str, Any]]:
    """A brand with many conversations, of which an employee holds a few, and a contact with two records."""
    await rig.take(*[a_message(str(number), contact=f"person-{number}") for number in range(CROWD)])
    ids = [each["_id"] for each in mongo_database["conversations"].find({}, {"_id": 1}).sort("_id", 1)]
    assert len(ids) == CROWD
    mongo_database["conversations"].update_many({"_id": {"$in": ids[:HELD]}}, {"$set": FEW})
    mongo_database["conversations"].update_many({"_id": {"$in": ids[HELD:]}}, {"$set": OTHERS})
    for number, id_ in enumerate(ids):
        mongo_database["conversations"].update_one({"_id": id_}, {"$set": {"priority": number}})
    contacts = [each["_id"] for each in mongo_database["contacts"].find({}, {"_id": 1}).sort("_id", 1)]
    leads = {"$set": {"same_as": contacts[0].removeprefix(f"{BRAND}/")}}
    mongo_database["contacts"].update_one({"_id": contacts[1]}, leads)
    mongo_database["replies"].insert_many(
        [{"_id": f"{BRAND}/r{number}", "brand": BRAND, "external_id": f"x{number}"} for number in range(CROWD)]
    )
    return mongo_database


@asynccontextmanager
async def examining_at_most(
    database: Database[dict[str, Any]], documents: int, *, sorted_in_memory: bool = False
) -> AsyncIterator[None]:
    """See that what runs within looks at no more documents, by the server's own profiler, and whether it sorts them."""
    database.command("profile", 2)
    try:
        yield
    finally:
        database.command("profile", 0)
    found = list(database["system.profile"].find({"docsExamined": {"$exists": True}}))
    database.drop_collection("system.profile")
    assert found
    assert sum(each["docsExamined"] for each in found) <= documents
    assert any(each.get("hasSortStage") for each in found) == sorted_in_memory


@pytest.mark.parametrize(
    ("filters", "sort", "given"),
    [
        (Filters(), "opened", PAGE),
        (Filters(status="open"), "opened", PAGE),
        (Filters(holder="anna"), "opened", HELD),
        (Filters(heard_by=Listening(("sms",))), "opened", HELD),
        (Filters(), "due", PAGE),
        (Filters(), "priority", PAGE),
        (Filters(status="open"), "priority", PAGE),
    ],
)
async def test_a_page_of_a_list(
    crowd: Database[dict[str, Any]], mongo: Mongo, filters: Filters, sort: Sort, given: int
) -> None:
    async with examining_at_most(crowd, given + MARGIN):
        page = await MongoQueries(mongo).conversations(BRAND, filters, sort, None, PAGE)
    assert len(page) == given


async def test_a_page_of_a_value_that_few_or_none_have(crowd: Database[dict[str, Any]], mongo: Mongo) -> None:
    wanted: list[tuple[dict[str, Any], int]] = [
        *(({field: value}, HELD) for field, value in RARE.items()),
        *(({field: "none such"}, 0) for field in RARE),
    ]
    for filters, given in wanted:
        async with examining_at_most(crowd, given + MARGIN):
            page = await MongoQueries(mongo).conversations(BRAND, Filters(**filters), "opened", None, PAGE)
        assert len(page) == given, filters


async def test_a_page_by_priority_is_in_order_over_all_statuses(crowd: Database[dict[str, Any]], mongo: Mongo) -> None:
    ids = [each["_id"] for each in crowd["conversations"].find({}, {"_id": 1}).sort("priority", -1).limit(3)]
    for id_, status in zip(ids, ("resolved", "waiting", "open"), strict=True):
        crowd["conversations"].update_one({"_id": id_}, {"$set": {"status": status}})
    page = await MongoQueries(mongo).conversations(BRAND, Filters(), "priority", None, PAGE)
    assert [each.conversation.priority for each in page] == list(range(CROWD - 1, CROWD - 1 - PAGE, -1))


async def test_a_search_for_words_looks_through_those_that_have_the_rarest(
    crowd: Database[dict[str, Any]], mongo: Mongo
) -> None:
    messages = crowd["messages"]
    messages.update_many({}, {"$set": {"words": ["suitcase", "gone"]}})
    messages.update_one({}, {"$push": {"words": "tiger"}})
    async with examining_at_most(crowd, 1 + 1 + MARGIN, sorted_in_memory=True):
        page = await MongoQueries(mongo).conversations(BRAND, Filters(q="gone suitcase tiger"), "opened", None, PAGE)
    assert len(page) == 1


async def test_words_that_many_have_and_never_together_end_the_search_in_time(
    crowd: Database[dict[str, Any]], mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "LOOKED_THROUGH", 50)
    messages = crowd["messages"]
    for number, each in enumerate(messages.find({}, {"_id": 1})):
        messages.update_one({"_id": each["_id"]}, {"$set": {"words": ["tiger", "lion"][number % 2 :][:1]}})
    async with examining_at_most(crowd, 50, sorted_in_memory=True):
        assert await MongoQueries(mongo).conversations(BRAND, Filters(q="tiger lion"), "opened", None, PAGE) == []


async def test_the_conversations_of_a_contact_with_two_records(crowd: Database[dict[str, Any]], mongo: Mongo) -> None:
    contact = str(crowd["contacts"].find_one({"same_as": {"$gt": ""}}, {"same_as": 1})["same_as"])  # type: ignore[index]
    async with examining_at_most(crowd, 2 + 2 + MARGIN, sorted_in_memory=True):
        page = await MongoQueries(mongo).conversations(BRAND, Filters(contact=contact), "opened", None, PAGE)
    assert len(page) == 2
    kept = await MongoPeople(mongo).contact(BRAND, contact)
    assert kept is not None
    async with examining_at_most(crowd, 1 + MARGIN):
        assert len(await MongoPeople(mongo).ids_of(kept)) == 2


async def test_a_reply_by_the_id_of_its_platform(crowd: Database[dict[str, Any]], mongo: Mongo) -> None:
    crowd["replies"].delete_one({"external_id": "x7"})
    async with examining_at_most(crowd, MARGIN):
        assert await MongoReplies(mongo).matching([ReplyWithId(BRAND, "x7")]) == []
