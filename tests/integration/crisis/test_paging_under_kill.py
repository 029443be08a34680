"""One of two processes dies while it pages: every page is told, none is made twice, and no rotation loses a change."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path

import pytest

from channels import signing
from channels.addresses import Reach
from channels.outward import HttpOutward
from chassis.auth import InternalTokens, Principal
from chassis.clock import SystemClock
from chassis.crash_points import VARIABLE
from chassis.seal import Sealer
from chassis.signed_links import NOTICE_LINKS, SignedLinks
from contracts.crisis import PageSent
from deploy.local.preloaded import Preloader
from deploy.stack import Child
from services.crisis.adapters.notice_ways import NoticeLinks, NoticeWays
from services.crisis.application.caller import CommandCaller
from services.crisis.application.notice_delivery import OpenAddress
from services.crisis.application.unit_of_work import UnitOfWork
from services.crisis.domain.escalation import EscalationLevel, EscalationPolicy
from services.crisis.domain.notice_plan import NoticeAddress, NoticePlan
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.rotation import Layer, Rotation
from services.crisis.settings import CrisisSettings
from services.crisis.wiring import Core, core
from tests.e2e.receiver import Receiver, receiver
from tests.e2e.rig import Answer, ask
from tests.integration.crisis.world import KEY, World, a_world, eventually
from tests.support.crisis.builders import a_person
from tests.support.whole_topic import events_of

BRANDS = [f"brand-{number}" for number in range(4)]
FEWEST = 5  # incidents of each brand; they go on beginning until the first process has died of its notices
MOST = 100
LEVELS_PAGED = 2  # the first, and the second a second later
CHANGES = 30  # of each brand's rotation
DIES = "crisis.notice_sent_not_recorded:12"
TAKEN_OVER_SECONDS = 90.0  # the dead process holds what it was at for its lease, and its partitions for its session
SETTINGS = CrisisSettings()
LEVELS = (EscalationLevel(("ann",), 1.0), EscalationLevel(timeout_seconds=600.0, rotations=("hub",)))
POLICY = CrisisPolicy(version=1, escalation=EscalationPolicy(LEVELS, rounds=1))


@pytest.fixture
async def world(
    mongo_url: str, kafka_bootstrap: str, topic_prefix: str, tmp_path: Path, preloader: Preloader
) -> AsyncIterator[World]:
    """Give four brands whose people are paged in two levels."""
    async with a_world(mongo_url, kafka_bootstrap, topic_prefix, tmp_path, preloader, SETTINGS) as world:
        for brand in BRANDS:
            await world.write_policy(brand, POLICY)
        yield world


@pytest.fixture
def there() -> Iterator[Receiver]:
    """Give the webhook of everybody."""
    with receiver() as there:
        yield there


def ways() -> NoticeWays:
    """Give the ways to people, which seal their addresses as the processes open them."""
    links = NoticeLinks(SignedLinks(KEY, NOTICE_LINKS), None)
    return NoticeWays(HttpOutward(Reach(True, ())), Sealer(KEY), links, None, SystemClock().now)


async def prepare(made: Core, brand: str, url: str) -> None:
    """Have a brand with a rotation and two people who are told by webhook."""
    yesterday = datetime.now(UTC) - timedelta(days=1)
    rotation = Rotation("hub", "Hub", "UTC", (Layer(("ben",), yesterday.date(), 31),), version=1)

    async def write(unit: UnitOfWork) -> None:
        await unit.store.rotations.write(rotation)
        for person in ("ann", "ben"):
            sealed, shown = ways().seal(brand, person, OpenAddress("a1", "webhook", url, signing.new_secret()))
            await unit.store.notice_plans.write(NoticePlan(person, (NoticeAddress("a1", "webhook", shown, sealed),), 1))

    await made.application.units.run(brand, "begin", "ann", write)


async def declare(made: Core, dying: Child) -> int:
    """Declare incidents, the brands in turn, until the process has sent enough to die; gives how many there are."""
    for number in range(MOST):
        for brand in BRANDS:
            caller = CommandCaller(brand, "ann", f"c{number}")
            await made.application.commands.declare(caller, f"Incident {number}", 2, None, None)
        if number + 1 >= FEWEST:
            await asyncio.sleep(0.2)
            if not dying.alive:
                return (number + 1) * len(BRANDS)
    raise AssertionError("the first never sent enough to die")


async def change_rotations(world: World) -> None:
    """Have ben on call by one override after the other, at whichever process answers; the same command to each."""
    tokens = InternalTokens(KEY, SystemClock())
    begins = datetime.now(UTC) + timedelta(days=1)

    async def changed(brand: str, number: int) -> Answer | None:
        at = begins + timedelta(hours=number)
        body = {"begins_at": at.isoformat(), "ends_at": (at + timedelta(hours=1)).isoformat()}
        token = tokens.mint(Principal(brand, "ben", "person", frozenset(), frozenset({"callouts:answer"})))
        said = {"authorization": f"Bearer {token}", "idempotency-key": f"change-{number}"}
        for url in world.urls:
            try:
                return await asyncio.to_thread(ask, url, "POST", "/v1/rotations/hub/overrides", body=body, headers=said)
            except OSError:
                continue
        return None

    async def of_brand(brand: str) -> None:
        for number in range(CHANGES):
            answer = await changed(brand, number)
            while answer is not None and answer.status == HTTPStatus.CONFLICT and answer.json()["state"] == "running":
                await asyncio.sleep(0.5)  # the key is still that of the process that died with it
                answer = await changed(brand, number)
            assert answer is not None
            assert answer.status == HTTPStatus.CREATED, answer.body

    await asyncio.gather(*map(of_brand, BRANDS))


@pytest.mark.timeout(300)
async def test_a_process_that_dies_while_it_pages_loses_and_doubles_nothing(world: World, there: Receiver) -> None:
    first = world.start({VARIABLE: DIES, "MUSTER_ALLOW_LOOPBACK": "true"})
    second = world.start({"MUSTER_ALLOW_LOOPBACK": "true"})
    publisher = world.log.publisher()
    await publisher.start()
    try:
        people = [a_person(person, brand=brand) for brand in BRANDS for person in ("ann", "ben")]
        await world.publish(publisher, list(people))
        await eventually("the work of both", world.ready)
        made = core(world.mongo, SETTINGS, SystemClock(), ways())  # declares; it runs no timers
        for brand in BRANDS:
            await prepare(made, brand, there.url)
        incidents, _ = await asyncio.gather(declare(made, first), change_rotations(world))
        pages = LEVELS_PAGED * incidents
        await eventually("every page told", lambda: all_told(world, pages), TAKEN_OVER_SECONDS)
        await eventually("all of it in the log", world.told)
        second.stop()
    finally:
        await publisher.stop()

    stages = Counter((page["brand"], page["incident"], page["level"]) for page in await all_of(world, "pages"))
    assert len(stages) == pages
    assert set(stages.values()) == {1}
    sent = {event.id for event in await events_of(world.log, "crisis.events") if isinstance(event, PageSent)}
    assert len(sent) == pages
    notices = await all_of(world, "notices")
    came = Counter(each.headers["webhook-id"] for each in there.received)
    assert set(came) == {f"{notice['notice']}.a1" for notice in notices}
    assert max(came.values()) == 2, "what it had sent and not written down went out again, under the same key"
    for brand in BRANDS:
        rotation = await world.store(brand).rotations.find("hub")
        assert rotation is not None
        assert len({each.begins_at for each in rotation.overrides}) == len(rotation.overrides) == CHANGES


async def all_of(world: World, collection: str) -> list[dict[str, object]]:
    """Give what all brands have in a collection."""
    found = [await world.mongo.brand_collection(collection).find(brand, {}, limit=1_000) for brand in BRANDS]
    return [each for of_brand in found for each in of_brand]


async def all_told(world: World, pages: int) -> bool:
    """Whether each page has a notice that was sent."""
    states = [notice["state"] for notice in await all_of(world, "notices")]
    return len(states) == pages and set(states) == {"sent"}
