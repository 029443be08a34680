"""The fake group shares partitions as the real one does."""

import asyncio

from chassis.messaging import Partition
from chassis.messaging.log import Membership
from chassis.messaging.testing import FakeLog
from tests.unit.chassis.messaging.records import P0, P1


async def test_the_fake_delivers_to_two_members_what_each_owns() -> None:
    log = FakeLog(topics=())
    log.create("orders", 2)
    let_go: list[frozenset[Partition]] = []

    async def revoked(partitions: frozenset[Partition]) -> None:
        let_go.append(partitions)

    one, two = (log.group_reader("shop", ["orders"], Membership()) for _ in range(2))
    await one.start(revoked)
    await two.start(revoked)
    async with asyncio.timeout(30):
        await log.rebalance("shop")

    assert one.assignment() | two.assignment() == {P0, P1}
    assert not one.assignment() & two.assignment()
