"""The outbox publishes what was committed, in order, and one process at a time holds a lease."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial

import pytest
from prometheus_client import REGISTRY

from chassis.clock import FixedClock, SystemClock
from chassis.errors import Fenced, Unavailable
from chassis.leases import Leases
from chassis.messaging.ports import Outgoing
from chassis.mongo import Mongo, Session
from chassis.offsets import Offsets
from chassis.outbox import OLDEST, Outbox, Relay
from contracts.directory import BrandChanged
from contracts.event import Event
from tests.support.outbox import event_of, waiting_events


class Log:
    """Takes events, or is away."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.records: list[Outgoing] = []
        self.sends: list[int] = []
        self.taken: asyncio.Queue[Event] = asyncio.Queue()
        self.unavailable = False

    async def send(self, records: Sequence[Outgoing]) -> None:
        if self.unavailable:
            raise Unavailable("kafka")
        events = list(map(event_of, records))
        self.events += events
        self.records += records
        self.sends.append(len(records))
        for event in events:
            self.taken.put_nowait(event)


def an_event(number: int) -> BrandChanged:
    at = datetime(2026, 4, 15, tzinfo=UTC)
    return BrandChanged(id=f"e{number}", brand="north", subject="brand", version=number, at=at, name="North")


async def test_events_are_published_in_order_and_then_forgotten(mongo: Mongo, clock: FixedClock) -> None:
    outbox, log = Outbox(mongo), Log()

    async def work(session: Session) -> None:
        await outbox.add([an_event(1), an_event(2)], session)

    await mongo.transaction(work)
    relay = Relay(outbox, log, Leases(mongo, "a", clock))
    await relay.turn()
    await relay.turn()
    assert log.events == [an_event(1), an_event(2)]
    assert log.records == [Outgoing.of(an_event(1)), Outgoing.of(an_event(2))]


async def test_the_events_of_a_transaction_are_one_row_unless_they_are_too_large_for_it(
    mongo: Mongo, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox, events = Outbox(mongo), [an_event(number) for number in range(1, 8)]
    await mongo.transaction(lambda session: outbox.add(events, session))
    assert len(await outbox.waiting(10)) == 1
    size = len(events[0].to_bytes())
    monkeypatch.setattr("chassis.outbox_rows.ROW_BYTES", 3 * size)
    await mongo.transaction(lambda session: outbox.add(events, session))
    _, *parts = await outbox.waiting(10)
    assert [len(part.records) for part in parts] == [3, 3, 1]
    assert await waiting_events(outbox) == events + events


async def test_many_rows_go_in_sends_that_can_be_acknowledged_in_time_and_stay_in_order(
    mongo: Mongo, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("chassis.outbox_rows.RECORDS", 3)
    outbox, log = Outbox(mongo), Log()
    for first, count in ((1, 2), (3, 1), (4, 3), (7, 7)):  # the last transaction takes three rows
        events = [an_event(number) for number in range(first, first + count)]
        await mongo.transaction(lambda session, events=events: outbox.add(events, session))  # type: ignore[misc]
    assert await Relay(outbox, log, Leases(mongo, "a", clock)).turn() == 6
    assert log.events == [an_event(number) for number in range(1, 14)]
    assert log.sends == [3, 3, 3, 3, 1]
    assert await outbox.waiting(10) == []


async def test_a_row_of_an_older_build_is_relayed(mongo: Mongo, clock: FixedClock) -> None:
    outbox, log, event = Outbox(mongo), Log(), an_event(1)
    row = {"_id": "00000000000000000001-00000000-1", "type": event.type, "body": event.to_bytes()}
    await mongo.work_collection("outbox").insert_one(row)
    await mongo.transaction(lambda session: outbox.add([an_event(2)], session))
    await Relay(outbox, log, Leases(mongo, "a", clock)).turn()
    assert log.records == [Outgoing.of(event), Outgoing.of(an_event(2))]
    assert await outbox.waiting(10) == []


async def test_an_event_of_a_transaction_that_failed_is_never_published(mongo: Mongo, clock: FixedClock) -> None:
    outbox, log = Outbox(mongo), Log()

    async def work(session: Session) -> None:
        await outbox.add([an_event(1)], session)
        raise RuntimeError("no")

    await mongo.work_collection("outbox").insert_one({"_id": "0"})
    await mongo.work_collection("outbox").delete_one({"_id": "0"})
    with pytest.raises(RuntimeError):
        await mongo.transaction(work)
    await Relay(outbox, log, Leases(mongo, "a", clock)).turn()
    assert log.events == []


async def test_rows_wait_while_the_log_is_away(mongo: Mongo, clock: FixedClock) -> None:
    outbox, log = Outbox(mongo), Log()
    await mongo.transaction(lambda session: outbox.add([an_event(1)], session))
    relay = Relay(outbox, log, Leases(mongo, "a", clock))
    log.unavailable = True
    with pytest.raises(Unavailable):
        await relay.turn()
    log.unavailable = False
    await relay.turn()
    assert log.events == [an_event(1)]


async def test_committed_rows_are_relayed_at_once(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IDLE_SECONDS", "IDLE_LIMIT_SECONDS"):
        monkeypatch.setattr("chassis.outbox." + name, 60.0)  # no test lasts as long
    outbox, log = Outbox(mongo), Log()
    relay = Relay(outbox, log, Leases(mongo, "a", SystemClock()))
    await relay.start()
    try:
        for number in (1, 2):

            async def slow(session: Session, number: int = number) -> None:
                await outbox.add([an_event(number)], session)
                await outbox.waiting(1)  # the relay has had its chance to look too early

            await mongo.transaction(slow)
            assert await asyncio.wait_for(log.taken.get(), 30) == an_event(number)
    finally:
        await relay.stop()


async def test_a_relay_renews_its_lease_before_it_ends(mongo: Mongo, monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = [1000.0]
    monkeypatch.setattr("chassis.outbox.time.monotonic", lambda: seconds[0])
    clock = FixedClock(datetime(2026, 4, 15, tzinfo=UTC))
    outbox, log = Outbox(mongo), Log()
    first = Relay(outbox, log, Leases(mongo, "a", clock))
    second = Relay(outbox, log, Leases(mongo, "b", clock))
    for number in range(1, 7):  # three seconds each, longer than a lease in all
        await mongo.transaction(lambda session, number=number: outbox.add([an_event(number)], session))  # type: ignore[misc]
        assert await first.turn() == 1
        assert await second.turn() == 0
        await mongo.transaction(lambda session, number=number: outbox.add([an_event(number)], session))  # type: ignore[misc]
        assert await second.turn() == 0
        await first.turn()
        seconds[0] += 3
        clock.advance(3)
    assert log.events == [an_event(number) for number in range(1, 7) for _ in range(2)]


async def test_a_second_process_waits_for_the_lease_and_gets_a_higher_epoch(mongo: Mongo, clock: FixedClock) -> None:
    first, second = Leases(mongo, "a", clock), Leases(mongo, "b", clock)
    epoch = await first.acquire("thing", 10)
    assert epoch is not None
    assert await second.acquire("thing", 10) is None
    assert await first.acquire("thing", 10) == epoch
    clock.advance(11)
    taken = await second.acquire("thing", 10)
    assert taken is not None
    assert taken > epoch
    assert await first.acquire("thing", 10) is None


async def test_a_released_lease_is_free_at_once(mongo: Mongo, clock: FixedClock) -> None:
    await Leases(mongo, "a", clock).acquire("thing", 10)
    await Leases(mongo, "a", clock).release("thing")
    assert await Leases(mongo, "b", clock).acquire("thing", 10) is not None


async def test_an_offset_moves_once(mongo: Mongo) -> None:
    offsets = Offsets(mongo, "counting")
    await mongo.transaction(lambda session: offsets.advance({("t", 0): (None, 5)}, session))
    await mongo.transaction(lambda session: offsets.advance({("t", 0): (5, 9)}, session))
    for expected in (5, None):
        known: dict[tuple[str, int], tuple[int | None, int]] = {("t", 0): (expected, 9)}
        with pytest.raises(Fenced):
            await mongo.transaction(partial(offsets.advance, known))
    assert await offsets.load([("t", 0), ("t", 1)]) == {("t", 0): 9}


async def test_an_offset_that_another_process_moved_is_read_again_after_one_fence(mongo: Mongo) -> None:
    ours, theirs = Offsets(mongo, "counting"), Offsets(mongo, "counting")
    await mongo.transaction(lambda session: ours.advance({("t", 0): (None, 5)}, session))
    assert await theirs.load([("t", 0)]) == {("t", 0): 5}
    await mongo.transaction(lambda session: theirs.advance({("t", 0): (5, 9)}, session))
    with pytest.raises(Fenced):
        await mongo.transaction(lambda session: ours.advance({("t", 0): (5, 7)}, session))
    assert await ours.load([("t", 0)]) == {("t", 0): 9}


async def test_an_offset_of_a_transaction_that_failed_is_not_kept(mongo: Mongo) -> None:
    offsets = Offsets(mongo, "counting")
    await mongo.transaction(lambda session: offsets.advance({("t", 0): (None, 5)}, session))

    async def work(session: Session) -> None:
        await offsets.advance({("t", 0): (5, 9)}, session)
        raise RuntimeError("no")

    with pytest.raises(RuntimeError):
        await mongo.transaction(work)
    assert await offsets.load([("t", 0)]) == {("t", 0): 5}


async def test_an_offset_that_was_moved_is_not_read_again(mongo: Mongo) -> None:
    offsets = Offsets(mongo, "counting")
    await mongo.transaction(lambda session: offsets.advance({("t", 0): (None, 5)}, session))
    await mongo.work_collection("offsets").delete_many({})
    assert await offsets.load([("t", 0), ("t", 1)]) == {("t", 0): 5}


@pytest.mark.parametrize("steps", range(4))
async def test_a_relay_that_is_woken_and_stopped_at_one_moment_ends(
    mongo: Mongo, clock: FixedClock, steps: int
) -> None:
    outbox = Outbox(mongo)
    relay = Relay(outbox, Log(), Leases(mongo, "a", clock))
    asked = asyncio.Event()
    added = outbox.added

    async def told(seconds: float) -> None:
        asked.set()
        await added(seconds)

    outbox.added = told  # type: ignore[method-assign]
    await relay.start()
    await asked.wait()
    await asyncio.sleep(0)
    outbox._woken.set()
    for _ in range(steps):
        await asyncio.sleep(0)
    _, running = await asyncio.wait([asyncio.create_task(relay.stop())], timeout=20)
    assert not running


async def test_the_age_of_the_oldest_row_is_shown_until_the_relay_has_published_it(
    mongo: Mongo, clock: FixedClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    outbox, log = Outbox(mongo), Log()
    now_ns = [10**18]
    monkeypatch.setattr("chassis.outbox.time.time_ns", lambda: now_ns[0])
    await mongo.transaction(lambda session: outbox.add([an_event(1)], session))
    relay = Relay(outbox, log, Leases(mongo, "a", clock))
    OLDEST.set_function(relay.oldest_seconds)
    log.unavailable = True
    with pytest.raises(Unavailable):
        await relay.turn()
    now_ns[0] += 7 * 10**9
    assert REGISTRY.get_sample_value("muster_outbox_oldest_seconds") == 7.0
    log.unavailable = False
    await relay.turn()
    await relay.turn()
    assert REGISTRY.get_sample_value("muster_outbox_oldest_seconds") == 0.0
