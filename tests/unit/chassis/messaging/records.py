"""Records, a reader and a clock for the rules of the batch consumer."""

from chassis.messaging import Outgoing, Partition
from chassis.messaging.headers import DUE
from chassis.messaging.log import GroupReader, Membership
from chassis.messaging.testing import FakeLog, FakeRecord

P0, P1 = Partition("orders", 0), Partition("orders", 1)


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def a_record(offset: int, size: int = 1, due_ms: int = 0) -> FakeRecord:
    return FakeRecord(offset, b"k", b"x" * size, ((DUE, b"%d" % due_ms),), 0)


async def a_reader(records: int) -> GroupReader:
    log = FakeLog(topics=())
    log.create("orders")
    for _ in range(records):
        log.write(Outgoing("orders", b"k", b"v"))
    reader = log.group_reader("shop", ["orders"], Membership())

    async def let_go(_: frozenset[Partition]) -> None:
        return None

    await reader.start(let_go)
    await log.rebalance("shop")
    return reader
