"""Numbers are counted anew on real parts, while events come in and the command dies in the middle."""

from __future__ import annotations

import asyncio
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pymongo import MongoClient
from starlette.testclient import TestClient

from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.errors import Unavailable
from chassis.messaging.kafka import KafkaLog
from chassis.service import ServiceRuntime
from chassis.settings import CommonSettings
from contracts.directory import BrandChanged
from contracts.event import Event
from contracts.inbox import MessageStored
from deploy.keeping.installation import Installation
from deploy.keeping.rebuild import rebuild_numbers
from deploy.keeping.rebuild_report import RebuildReport
from deploy.local.topics import make_topics
from services.analytics.settings import AnalyticsSettings
from services.analytics.wiring import service
from tests.support.analytics.builders import a_message, a_reply, a_sale, contact_of

KEY = "a2tra2tra2tra2tra2tra2tra2tra2tra2tra2tra2s="
BEGIN = (datetime.now(UTC) - timedelta(minutes=30)).replace(minute=0, second=0, microsecond=0)
SETTINGS = AnalyticsSettings(consumer_interval_seconds=0.1)


class Killed(BaseException):
    """The command died here."""


def some_events(numbers: range) -> list[Event]:
    """Messages, replies and sales of two brands, over one hour."""
    events: list[Event] = []
    for number in numbers:
        at = BEGIN + timedelta(seconds=number * 7 % 3000)
        brand = "acme" if number % 5 == 0 else "klm"
        shared: dict[str, Any] = {"brand": brand, "contact": contact_of(f"ext{number % 70}"), "id_": f"c{number}"}
        events.append(a_message(number, at=at, opened=True, version=1, **shared))
        if number % 3 == 0:
            events.append(a_reply(number, at=at + timedelta(minutes=5), seconds=300, version=2, **shared))
        if number % 10 == 1:
            sold = at + timedelta(minutes=20)
            events.append(a_sale(number, at=sold, amount=number, contact=f"ext{number % 70}"))
    return events


def counted_by_hand(events: Sequence[Event], brand: str) -> Counter[datetime]:
    """The messages of a brand by the minute: the reference that knows nothing of windows."""
    seen = {event.id: event for event in events if event.brand == brand}
    return Counter(
        event.at.replace(second=0, microsecond=0)
        for event in seen.values()
        if isinstance(event, MessageStored) and event.direction == "inbound"
    )


class House:
    """Analytics as it runs, the log before it and its database."""

    def __init__(self, client: TestClient, common: CommonSettings, mongo: MongoClient[dict[str, Any]]) -> None:
        self.client = client
        self.at = Installation.of(common)
        self.tokens = InternalTokens(common.internal_key.get_secret_value(), SystemClock())
        self.store = mongo[self.at.database("analytics")]
        self.told: list[Event] = []

    def tell(self, events: Sequence[Event]) -> None:
        async def send() -> None:
            publisher = KafkaLog(self.at.kafka, prefix=self.at.prefix, service="test").publisher()
            await publisher.start()
            give_up = time.monotonic() + 60
            while True:
                try:
                    await publisher.publish(list(events))
                    break
                except Unavailable as away:  # a busy broker acknowledges late; the same again is always right
                    assert time.monotonic() < give_up, "Kafka never answered"
                    await asyncio.sleep(away.retry_after)
            await publisher.stop()

        asyncio.run(send())
        self.told += events

    def messages(self, brand: str = "klm") -> Counter[datetime]:
        """The messages by the minute, as the API tells them."""
        token = self.tokens.mint(Principal(brand, "analyst", "person", scopes=frozenset({"measures:read"})))
        span = {"from": BEGIN.isoformat(), "to": (BEGIN + timedelta(hours=1)).isoformat(), "window": "minute"}
        answer = self.client.get(
            "/v1/measures/volume_in", params=span, headers={"Authorization": f"Bearer {token}"}
        ).json()
        return Counter(
            {datetime.fromisoformat(each["start"]): each["count"] for each in answer["items"] if each["count"]}
        )

    def until(self, holds: Callable[[], bool], seconds: float = 60.0) -> None:
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, "it never came"
            time.sleep(0.1)

    def rebuild(self, tell: Callable[[str], None] = lambda _: None, *, check: bool = False) -> RebuildReport:
        work = rebuild_numbers(
            self.at, SETTINGS, SystemClock(), "klm", tell, check=check, answers_end=timedelta(seconds=1)
        )
        return asyncio.run(work)

    def damage_half(self) -> None:
        for place, row in enumerate(list(self.store["windows"].find({"brand": "klm", "m": "volume_in", "w": 60}))):
            if place % 2 == 0:
                self.store["windows"].update_one({"_id": row["_id"]}, {"$inc": {"n": 1000}})


@pytest.fixture
def house(mongo_url: str, kafka_bootstrap: str, topic_prefix: str) -> Iterator[House]:
    given = {"kafka": kafka_bootstrap, "mongo": mongo_url, "internal_key": KEY, "seal_key": KEY, "prefix": topic_prefix}
    common = CommonSettings.model_validate(given)
    asyncio.run(make_topics(kafka_bootstrap, topic_prefix))
    log = KafkaLog(kafka_bootstrap, prefix=topic_prefix, service="analytics")
    with (
        MongoClient[dict[str, Any]](mongo_url, tz_aware=True) as mongo,
        TestClient(ServiceRuntime(service(SETTINGS), common, log).app()) as client,
    ):
        house = House(client, common, mongo)
        yield house
        mongo.drop_database(house.store.name)


def dying_at(word: str, times: int) -> Callable[[str], None]:
    left = [times]

    def tell(line: str) -> None:
        if word in line:
            left[0] -= 1
        if left[0] == 0:
            raise Killed

    return tell


@pytest.mark.timeout(240)
def test_damaged_numbers_are_counted_anew_through_a_kill_and_live_traffic(house: House) -> None:
    house.tell([BrandChanged(id="b1", subject="brand", brand="klm", at=BEGIN, version=1, name="KLM", timezone="UTC")])
    house.tell(some_events(range(3000)))
    house.until(lambda: house.messages() == counted_by_hand(house.told, "klm"))
    house.damage_half()
    damaged = house.messages()
    assert damaged != counted_by_hand(house.told, "klm")
    checked = house.rebuild(check=True)
    assert {each.measure for each in checked.differences} == {"volume_in"}
    assert all(each.before[0] - each.after[0] == 1000 for each in checked.differences)
    assert house.messages() == damaged, "a check switches nothing"
    house.store["generations"].update_one({"brand": "klm"}, {"$unset": {"rebuild": 1}})  # so that all is read again

    ended = threading.Event()

    def talk() -> None:
        numbers = 3000
        while not ended.wait(0.1):
            house.tell(some_events(range(numbers, numbers + 20)))
            numbers += 20

    talking = threading.Thread(target=talk)
    talking.start()
    try:
        with pytest.raises(Killed):
            house.rebuild(dying_at("to go", 2))
        assert sum(house.messages().values()) > sum(counted_by_hand(house.told, "klm").values()), "still the old ones"
        with pytest.raises(Killed):
            house.rebuild(dying_at("switched", 1))
        ended_by = house.rebuild()
    finally:
        ended.set()
        talking.join()
    assert ended_by.switched
    house.until(lambda: house.messages() == counted_by_hand(house.told, "klm"))
    assert house.messages("acme") == counted_by_hand(house.told, "acme")
    house.tell(some_events(range(100)))  # all of it again
    house.tell(late := some_events(range(20_000, 20_050)))
    house.until(lambda: house.messages() == counted_by_hand([*house.told, *late], "klm"))
    assert [
        row["g"] for row in house.store["windows"].find({"brand": "klm"}) if row.get("g") != ended_by_number(house)
    ] == []
    assert house.rebuild(check=True).differences == ()


def ended_by_number(house: House) -> int:
    document = house.store["generations"].find_one({"brand": "klm"})
    assert document is not None
    return int(document["begins"][-1][1])
