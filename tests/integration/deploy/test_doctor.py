"""The doctor on real parts: what is as the services make it is well, what was changed or is missing is named."""

from __future__ import annotations

import base64
import os
import re
from datetime import UTC, datetime

import pymongo
import pytest

from chassis.mongo import Mongo
from chassis.service import Service, prepare
from chassis.settings import CommonSettings
from deploy.doctor.kafka import check_kafka
from deploy.doctor.mongo import check_mongo
from deploy.local.topics import make_topics
from services.inbox.settings import InboxSettings
from services.inbox.wiring import service


@pytest.fixture
def inbox() -> Service:
    return service(InboxSettings(port=0))


def common(mongo_url: str, prefix: str) -> CommonSettings:
    key = base64.b64encode(os.urandom(32)).decode()
    given = {"kafka": "k:9092", "mongo": mongo_url, "internal_key": key, "seal_key": key, "prefix": prefix}
    return CommonSettings.model_validate(given)


async def test_topics_as_they_are_made_are_well_and_missing_ones_are_named(
    kafka_bootstrap: str, topic_prefix: str
) -> None:
    before = await check_kafka(kafka_bootstrap, topic_prefix, datetime.now(UTC))
    assert {each.level for each in before if each.check == "topics"} == {"problem"}
    assert f"topic {topic_prefix}inbox.events is missing" in {each.what for each in before}

    await make_topics(kafka_bootstrap, topic_prefix)
    after = await check_kafka(kafka_bootstrap, topic_prefix, datetime.now(UTC))
    assert {(each.check, each.level) for each in after} == {
        (name, "well") for name in ("topics", "lag", "dead letters")
    }


async def test_a_kafka_that_does_not_answer_is_one_problem() -> None:
    (found,) = await check_kafka("127.0.0.1:9", "", datetime.now(UTC))

    assert (found.check, found.level) == ("kafka", "problem")
    assert found.do


async def test_an_index_that_was_changed_is_named_and_mongodb_tells_its_clock(
    mongo_url: str, topic_prefix: str, inbox: Service
) -> None:
    settings, clocks = common(mongo_url, topic_prefix), dict[str, float]()
    mongo = await Mongo.connect(mongo_url, settings.database("inbox"))
    await prepare(mongo, inbox)
    await mongo.close()
    with pymongo.MongoClient[dict[str, object]](mongo_url) as client:
        database = client[settings.database("inbox")]
        try:
            assert {each.level for each in check_mongo(settings, [inbox], clocks)} == {"well"}
            database["ledger"].drop_index("hour")
            database["ledger"].create_index([("brand", 1), ("colour", 1)], name="hour")
            problems = [each for each in check_mongo(settings, [inbox], clocks) if each.level == "problem"]
        finally:
            client.drop_database(database.name)

    assert [re.search(r"ledger\.hour differs", each.what) is not None for each in problems] == [True]
    assert abs(clocks["MongoDB"]) < 5
