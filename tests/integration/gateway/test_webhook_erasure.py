"""What becomes of deliveries whose contact is erased, on a real store and a clock that a test moves."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from contracts.event import Event
from gateway.application.webhook_intake import LoggedEvent
from gateway.application.webhook_lane import LEASE_SECONDS, WebhookLane
from gateway.domain.webhook_delivery import ERASURE, WebhookDelivery
from tests.integration.gateway.webhook_scene import BRAND, START, Scene, a_scene

WORDS = "my booking is ABC123"


def said(id_: str, subject: str = "c1", type_: str = "inbox.message_stored.v1", brand: str = BRAND) -> LoggedEvent:
    """Give an event of a conversation, with what its contact wrote."""
    event = Event(id=id_, brand=brand, subject=subject, at=START)
    value = event.to_bytes()[:-1] + f', "text": "{WORDS}", "conversation": {{"channel": "x"}}}}'.encode()
    return LoggedEvent(event, type_, value, START)


def erasure(subject: str = "c1", brand: str = BRAND, id_: str = "gone", topics: str = "[]") -> LoggedEvent:
    """Give the event that says that the contact of a conversation was erased."""
    event = Event(id=id_, brand=brand, subject=subject, at=START)
    value = event.to_bytes()[:-1] + f', "conversation": {{"channel": "x", "topics": {topics}}}}}'.encode()
    return LoggedEvent(event, ERASURE, value, START)


async def delivery(scene: Scene, id_: str, endpoint: str = "crm", brand: str = BRAND) -> WebhookDelivery:
    found = await scene.parts.deliveries.get(brand, endpoint, id_)
    assert found is not None
    return found


@pytest.fixture
async def scene(mongo_url: str, database_name: str) -> AsyncIterator[Scene]:
    async with a_scene(mongo_url, database_name) as made:
        yield made


async def test_what_was_sent_or_given_up_stays_without_its_words(scene: Scene) -> None:
    await scene.endpoint()
    scene.posting.says = f"thank you for: {WORDS}"
    await scene.intake.take([said("e1"), said("e2", subject="c2"), said("t1", type_="routing.task_queued.v1")])
    await scene.work()
    await scene.intake.take([erasure()])
    erased = await delivery(scene, "e1")
    assert (erased.state, erased.body, erased.erased_at) == ("delivered", "", scene.clock.now())
    assert [(each.status, each.answer) for each in erased.attempts] == [(200, "")]
    assert WORDS in (await delivery(scene, "e2")).body, "another conversation's"
    await scene.work()
    assert scene.posting.tried == ["e1", "e2", "gone"]


async def test_what_waits_is_not_sent_and_the_erasure_is(scene: Scene) -> None:
    await scene.endpoint()
    await scene.endpoint("ordered", ordered=True)
    scene.posting.status = lambda each: 200 if each.type == ERASURE else 500
    await scene.intake.take([said("e1"), said("e2")])
    await scene.work()
    scene.posting.tried.clear()
    await scene.intake.take([said("e3"), erasure(), said("later")])
    for name in ("crm", "ordered"):
        assert await scene.states(name) == {
            "e1": "erased",
            "e2": "erased",
            "e3": "erased",
            "gone": "pending",
            "later": "pending",
        }
    scene.clock.advance(timedelta(days=2).total_seconds())
    scene.posting.status = lambda _: 200
    await scene.work()
    assert sorted(scene.posting.tried) == ["gone", "gone", "later", "later"]
    assert WORDS not in "".join([(await delivery(scene, each)).body for each in ("e1", "e2", "e3")])


async def test_erased_twice_is_erased_once(scene: Scene) -> None:
    await scene.endpoint()
    batch = [said("e1"), said("e2"), erasure()]
    await scene.intake.take(batch)
    first = [await delivery(scene, each) for each in ("e1", "e2", "gone")]
    scene.clock.advance(5)
    await scene.intake.take(batch)
    assert [await delivery(scene, each) for each in ("e1", "e2", "gone")] == first
    await scene.work()
    assert scene.posting.tried == ["gone"]


async def test_another_brand_s_conversation_of_the_same_id_is_untouched(scene: Scene) -> None:
    await scene.endpoint()
    await scene.endpoint(brand="south")
    await scene.intake.take([said("e1"), said("e1", brand="south"), erasure()])
    assert (await delivery(scene, "e1")).state == "erased"
    other = await delivery(scene, "e1", brand="south")
    assert (other.state, other.erased_at) == ("pending", None)
    assert WORDS in other.body


@pytest.mark.parametrize("ordered", [False, True])
@pytest.mark.parametrize(("status", "state"), [(200, "delivered"), (500, "erased")])
async def test_the_erasure_waits_for_what_is_in_hand_which_is_not_tried_again(
    scene: Scene, ordered: bool, status: int, state: str
) -> None:
    scene.posting.hangs = {"crm"}
    await scene.endpoint(ordered=ordered)
    scene.posting.says = f"thank you for: {WORDS}"
    scene.posting.status = lambda each: 200 if each.type == ERASURE else status
    await scene.intake.take([said("e1")])
    (lane,) = await scene.parts.lanes.claim(1, LEASE_SECONDS)
    worker = WebhookLane(scene.parts, lane)
    running = asyncio.create_task(worker.run())
    scene.intake.on_stored(lambda _: worker.wake())

    async def begun(id_: str) -> bool:
        return id_ in scene.posting.tried

    await scene.until(lambda: begun("e1"))
    await scene.intake.take([erasure(), said("o1", subject="c2")])
    await scene.until(lambda: begun("o1"))
    assert scene.posting.tried == ["e1", "o1"], "the lane has looked, and left the erasure"
    scene.posting.let.set()
    await running
    await scene.work()
    assert scene.posting.tried == ["e1", "o1", "gone"]
    erased = await delivery(scene, "e1")
    assert (erased.state, erased.body) == (state, "")
    assert [(each.status, each.answer) for each in erased.attempts] == [(status, "")]
    scene.clock.advance(timedelta(days=2).total_seconds())
    await scene.work()
    assert scene.posting.tried.count("e1") == 1


async def test_what_was_erased_is_not_sent_again(scene: Scene) -> None:
    await scene.endpoint()
    await scene.intake.take([said("e1"), said("e2", subject="c2")])
    await scene.work()
    await scene.intake.take([erasure()])
    deliveries, until = scene.parts.deliveries, scene.clock.now() + timedelta(seconds=1)
    before = await delivery(scene, "e1")
    assert await deliveries.redeliver_one(BRAND, "crm", "e1")
    assert await delivery(scene, "e1") == before
    again = await deliveries.redeliver(BRAND, "crm", states=["delivered"], since=START, until=until, limit=9)
    assert again == (1, None)
    await scene.intake.wake([(BRAND, "crm")])
    await scene.work()
    assert sorted(scene.posting.tried) == ["e1", "e2", "e2", "gone"]


async def test_what_an_endpoint_answers_is_kept_as_it_is(scene: Scene) -> None:
    await scene.endpoint()
    scene.posting.says = "$state"
    await scene.intake.take([said("e1")])
    await scene.work()
    assert [each.answer for each in (await delivery(scene, "e1")).attempts] == ["$state"]


async def test_an_endpoint_of_other_topics_is_told_too(scene: Scene) -> None:
    """The conversation may have been about them before."""
    await scene.endpoint(topics=("refund",))
    await scene.endpoint("other", channels=("whatsapp",))
    await scene.intake.take([erasure(topics='["baggage"]')])
    assert await scene.states() == {"gone": "pending"}
    assert await scene.states("other") == {}


async def test_a_delivery_of_an_older_build_is_erased_too(scene: Scene) -> None:
    await scene.endpoint()
    await scene.intake.take([said("e1")])
    rows = scene.parts.deliveries._rows  # noqa: SLF001 - what an older build wrote has no such field
    await rows.write([rows.update(BRAND, "crm/e1", {"$unset": {"erased_at": ""}})])
    assert (await delivery(scene, "e1")).erased_at is None
    await scene.work()
    assert (await delivery(scene, "e1")).state == "delivered"
    await scene.intake.take([erasure()])
    assert (await delivery(scene, "e1")).body == ""
