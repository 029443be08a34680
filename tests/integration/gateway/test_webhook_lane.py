"""How deliveries go out over hours and days, on a real store and a clock that a test moves."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from chassis.errors import Fenced
from gateway.application.webhook_lane import LEASE_SECONDS, TURNED_OFF_SECONDS, WebhookLane
from gateway.application.webhook_sender import WebhookSender
from gateway.domain.webhook_endpoint import CAUTIOUS_AFTER, IN_FLIGHT
from gateway.persistence.brands import Brand
from tests.integration.gateway.webhook_scene import BRAND, START, Scene, a_message, a_scene


@pytest.fixture
async def scene(mongo_url: str, database_name: str) -> AsyncIterator[Scene]:
    async with a_scene(mongo_url, database_name) as made:
        yield made


async def test_a_batch_that_comes_twice_is_posted_once(scene: Scene) -> None:
    await scene.endpoint()
    for _ in range(2):
        await scene.happen("e1", "e2")
        await scene.work()
    assert sorted(scene.posting.tried) == ["e1", "e2"]


async def test_what_is_never_taken_is_tried_ten_times_over_three_days_and_then_given_up(scene: Scene) -> None:
    await scene.endpoint()
    scene.posting.status = lambda each: 500 if each.id == "bad" else 200
    await scene.happen("bad")
    tries = 0
    while (bad := await scene.parts.deliveries.get(BRAND, "crm", "bad")) is not None and bad.state == "pending":
        assert scene.posting.tried.count("bad") == tries, "none before its time"
        scene.clock.advance((bad.due_at - scene.clock.now()).total_seconds())
        tries += 1
        await scene.happen(f"good{tries}")  # others are taken: the endpoint is well
        await scene.work()
    assert (tries, scene.posting.tried.count("bad")) == (10, 10)
    assert timedelta(hours=0.8 * 75) < scene.clock.now() - START < timedelta(hours=1.2 * 77)
    assert await scene.disabled() is None


async def test_an_endpoint_that_fails_is_asked_by_one_request_at_a_time_and_then_gets_all(scene: Scene) -> None:
    await scene.endpoint()
    scene.posting.status = lambda _: 503
    await scene.happen(*[f"e{number}" for number in range(60)])
    await scene.work()
    first = len(scene.posting.tried)
    assert CAUTIOUS_AFTER <= first <= CAUTIOUS_AFTER + IN_FLIGHT
    scene.posting.most.clear()
    for _ in range(5):
        scene.clock.advance(301)
        await scene.work()
    assert len(scene.posting.tried) == first + 5, "one try for each pause"
    assert scene.posting.most["crm"] == 1
    scene.posting.status = lambda _: 200
    for _ in range(8):
        scene.clock.advance(301)
        await scene.work()
    assert set((await scene.states()).values()) == {"delivered"}


async def test_while_the_brands_webhooks_are_turned_off_deliveries_wait_and_go_afterwards(scene: Scene) -> None:
    await scene.endpoint()
    brand = Brand(BRAND, "North", "UTC", ("en",), 1, START, off=("webhooks",))
    await scene.brands.create(brand)
    await scene.happen("e1", "e2")
    for _ in range(3):
        await scene.work()
        scene.clock.advance(TURNED_OFF_SECONDS)
    assert scene.posting.tried == []
    assert set((await scene.states()).values()) == {"pending"}
    await scene.brands.change(replace(brand, off=(), version=2))
    scene.parts.features.changed(BRAND)
    await scene.work()
    assert sorted(scene.posting.tried) == ["e1", "e2"]


async def test_an_endpoint_that_fails_for_five_days_is_disabled_and_the_others_are_told(scene: Scene) -> None:
    await scene.endpoint()
    await scene.endpoint("ops", types=("gateway.*",))
    scene.posting.status = lambda each: 200 if each.endpoint == "ops" else 500
    for hour in range(6 * 24):
        await scene.happen(f"e{hour}")
        await scene.work()
        scene.clock.advance(3600)
        if hour < 5 * 24 - 2:
            assert await scene.disabled() is None
    assert await scene.disabled() == "failing"
    tried = len(scene.posting.tried)
    await scene.happen("later")
    await scene.work()
    assert len(scene.posting.tried) == tried, "nothing goes out"
    assert (await scene.states())["later"] == "pending", "and nothing is lost"
    assert list((await scene.states("ops")).values()) == ["delivered"]


async def test_events_of_one_conversation_wait_for_one_another_and_others_do_not(scene: Scene) -> None:
    await scene.endpoint(ordered=True)
    scene.posting.status = lambda each: 500 if each.id == "a1" else 200
    await scene.happen("a1", "a2", "a3", subject="a")
    await scene.happen("b1", "b2", subject="b")
    await scene.work()
    assert [each for each in scene.posting.tried if each.startswith("b")] == ["b1", "b2"]
    assert [each for each in scene.posting.tried if each.startswith("a")] == ["a1"]
    scene.posting.status = lambda _: 200
    scene.clock.advance(10)
    await scene.work()
    assert [each for each in scene.posting.tried if each.startswith("a")] == ["a1", "a1", "a2", "a3"]
    assert set((await scene.states()).values()) == {"delivered"}


async def test_a_hanging_endpoint_delays_no_other(scene: Scene) -> None:
    await scene.endpoint("hangs")
    await scene.endpoint("well")
    scene.posting.hangs = {"hangs"}
    sender = WebhookSender(scene.parts)
    scene.intake.on_stored(sender.wake)
    await sender.start()
    try:
        await scene.happen(*[f"e{number}" for number in range(100)])
        await scene.until(lambda: scene.all_delivered("well"))
        assert set((await scene.states("hangs")).values()) == {"pending"}
        assert scene.posting.under_way["hangs"] == IN_FLIGHT
        scene.posting.let.set()
        await scene.until(lambda: scene.all_delivered("hangs"))
    finally:
        await sender.stop()


async def test_a_stopped_process_leaves_its_lanes_to_the_next(scene: Scene) -> None:
    await scene.endpoint()
    scene.posting.hangs = {"crm"}
    sender = WebhookSender(scene.parts)
    await sender.start()
    await scene.happen("e1")
    sender.wake([(BRAND, "crm")])
    await scene.until(scene.is_under_way)
    scene.posting.let.set()
    await sender.stop()
    assert await scene.states() == {"e1": "delivered"}
    await scene.happen("e2")
    await scene.work()
    assert await scene.states() == {"e1": "delivered", "e2": "delivered"}


async def test_a_dead_process_s_deliveries_go_out_after_its_lease(scene: Scene) -> None:
    await scene.endpoint()
    await scene.happen("e1")
    (dead,) = await scene.parts.lanes.claim(1, LEASE_SECONDS)
    await scene.work()
    assert scene.posting.tried == []
    scene.clock.advance(LEASE_SECONDS + 1)
    await scene.work()
    assert scene.posting.tried == ["e1"]
    with pytest.raises(Fenced):
        await WebhookLane(scene.parts, dead).run()


async def test_what_is_left_of_a_removed_endpoint_is_deleted(scene: Scene) -> None:
    await scene.endpoint()
    await scene.endpoint("other")
    scene.posting.status = lambda _: 500
    await scene.happen(*[f"e{number}" for number in range(1_500)])
    await scene.parts.endpoints.remove(BRAND, "crm")
    await scene.intake.wake([(BRAND, "crm")])
    await scene.work()
    assert await scene.states() == {}
    assert len(await scene.states("other")) == 1_001, "a page of the list and the one that says more follows"
    assert scene.posting.tried.count("e0") <= 1


async def test_events_of_before_an_endpoint_are_not_for_it(scene: Scene) -> None:
    await scene.happen("before")
    scene.clock.advance(120)
    await scene.endpoint()
    await scene.intake.take([a_message("before", "c", START), a_message("after", "c", scene.clock.now())])
    assert list(await scene.states()) == ["after"]


async def test_a_redelivery_goes_on_where_it_stopped(scene: Scene) -> None:
    await scene.endpoint()
    for number in range(5):
        await scene.happen(f"e{number}")
        scene.clock.advance(1)
    await scene.work()
    deliveries = scene.parts.deliveries
    asked = {"states": ["delivered"], "until": scene.clock.now(), "limit": 2}
    redelivered, since = await deliveries.redeliver(BRAND, "crm", since=START, **asked)  # type: ignore[arg-type]
    assert redelivered == 2
    assert since is not None
    redelivered, rest = await deliveries.redeliver(
        BRAND, "crm", since=since, states=["delivered"], until=scene.clock.now(), limit=9
    )
    assert (redelivered, rest) == (3, None)
    await scene.intake.wake([(BRAND, "crm")])
    await scene.work()
    assert Counter(scene.posting.tried) == {f"e{number}": 2 for number in range(5)}
