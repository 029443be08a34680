"""The small rules of the batch runtime: the flood limit, batch bounds, due times, codes, and the watchdog."""

import asyncio

import pytest

from chassis.messaging.backlog import Backlog
from chassis.messaging.fakes import FakeLog, FakeRecord
from chassis.messaging.flood import Flood, FloodGuard
from chassis.messaging.headers import DUE, code
from chassis.messaging.kafka_producer import partition_of
from chassis.messaging.log import GroupReader, Membership
from chassis.messaging.metrics import ConsumerMetrics
from chassis.messaging.parking import Parking
from chassis.messaging.pauses import Backoff
from chassis.messaging.ports import Outgoing, Partition
from chassis.messaging.watch import Watch

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


def test_dead_letters_in_a_row_are_a_flood() -> None:
    guard = FloodGuard(3, 60)
    with pytest.raises(Flood):
        guard.note([True, True, True])


def test_a_good_record_between_ends_the_row() -> None:
    FloodGuard(3, 60).note([True, True, False, True, True])


def test_a_row_that_is_older_than_the_window_begins_anew() -> None:
    clock = Clock()
    guard = FloodGuard(3, 60, clock)
    guard.note([True, True])
    clock.now += 61
    guard.note([True, True])
    with pytest.raises(Flood):
        guard.dead()


def test_a_batch_is_bounded_by_records_and_keeps_the_order() -> None:
    backlog = Backlog()
    backlog.add(P0, [a_record(0), a_record(1), a_record(2)])
    backlog.add(P1, [a_record(7)])

    assert [(p, [r.offset for r in raws]) for p, raws in backlog.take(2, 100)] == [(P0, [0, 1])]
    assert backlog.firsts() == {P0: 2, P1: 7}
    assert [(p, [r.offset for r in raws]) for p, raws in backlog.take(9, 100)] == [(P0, [2]), (P1, [7])]
    assert backlog.records == 0


def test_a_batch_is_bounded_by_bytes_but_takes_one_record_however_large() -> None:
    backlog = Backlog()
    backlog.add(P0, [a_record(0, 500), a_record(1, 40), a_record(2, 40), a_record(3, 40)])

    sizes = [[raw.offset for _, raws in backlog.take(100, 100) for raw in raws] for _ in range(3)]

    assert sizes == [[0], [1, 2], [3]]


async def test_a_record_that_is_not_due_parks_its_partition_until_then() -> None:
    reader = await a_reader(3)
    now = 5000
    parking = Parking(["orders"], lambda: now)
    raws = [a_record(0), a_record(1, due_ms=6000), a_record(2)]

    assert [raw.offset for raw in parking.due(reader, P0, raws)] == [0]
    assert parking.parked == {P0}
    assert parking.seconds_to_next(5.0) == pytest.approx(1.0)
    assert not await reader.poll(10, 0.0)
    now = 6000
    parking.release(reader)
    assert [raw.offset for raw in (await reader.poll(10, 0.0))[P0]] == [1, 2]


@pytest.mark.parametrize("reason", ["", "has blanks", "Ünicode", "x" * 65, "a customer's words"])
def test_only_codes_become_labels_and_headers(reason: str) -> None:
    assert code(reason) == "unnamed"
    assert code("mongo_away") == "mongo_away"


def test_backoff_grows_to_its_limit_and_begins_anew_after_a_success() -> None:
    backoff = Backoff(1.0, 8.0)
    waits = [backoff.next() for _ in range(6)]
    backoff.reset()

    assert all(0.5 * limit <= wait <= limit for wait, limit in zip(waits, [1, 2, 4, 8, 8, 8], strict=True))
    assert backoff.next() <= 1.0
    assert backoff.next(500) == 8.0


async def test_no_progress_while_records_wait_is_a_stall() -> None:
    clock = Clock()
    watch = Watch(ConsumerMetrics("test", "stall"), 60, (), clock)
    reader = await a_reader(5)
    watch.look(reader)
    clock.now += 59
    assert (watch.waiting, watch.stalled) == (5, False)
    clock.now += 2
    assert watch.stalled

    watch.progress({P0: 4}, 4)
    watch.look(reader)
    assert (watch.waiting, watch.stalled) == (1, False)


async def test_a_quiet_hour_is_no_stall_when_the_first_record_comes() -> None:
    clock = Clock()
    watch = Watch(ConsumerMetrics("test", "quiet"), 60, (), clock)
    reader = await a_reader(2)
    watch.progress({P0: 2}, 2)
    watch.look(reader)
    clock.now += 3600
    watch.look(reader)
    watch.progress({P0: 1}, 0)
    clock.now += 2
    watch.look(reader)

    assert (watch.waiting, watch.stalled) == (1, False)


def test_a_key_keeps_its_partition_for_ever() -> None:
    published = 0xCBF43926  # the check value of CRC-32 over these nine digits
    assert [partition_of(b"123456789", count) for count in (1, 12, 1000)] == [0, published % 12, published % 1000]
    assert {partition_of(None, 3) for _ in range(200)} == {0, 1, 2}


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
