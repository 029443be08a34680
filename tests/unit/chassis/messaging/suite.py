"""What every event log and the consumer on it must do; run over the fake and over Kafka."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from chassis.messaging import (
    BatchConsumer,
    CompactedReader,
    Deferred,
    Delivery,
    HandlerResult,
    MissingTopics,
    Outgoing,
    Reject,
    Rejected,
    Retry,
)
from chassis.messaging.dead_letters import DeadLetters
from chassis.messaging.headers import header
from contracts.crisis import StoryFound
from contracts.directory import BrandChanged
from contracts.event import Event
from contracts.registry import EVENT_CLASSES, dead_topic, retry_topic
from contracts.topic import Topic
from tests.unit.chassis.messaging.rig import (
    BULK,
    DAY,
    GROUP,
    ORDERS,
    OUT,
    QUICK,
    AwayPublisher,
    Seen,
    Shop,
    an_order,
    taking,
    the_answer,
    until,
)

DEAD = dead_topic(ORDERS, GROUP)


async def test_events_of_a_handler_are_published_in_order(shop: Shop) -> None:
    orders = [an_order(number) for number in range(30)]
    await shop.put(*orders)
    await shop.consume(taking(Seen(), answering=True))

    answers = await shop.read(OUT, 30)

    assert [answer.event.caused_by for answer in answers] == [order.id for order in orders]


async def test_what_was_committed_does_not_come_again(shop: Shop) -> None:
    first, second = Seen(), Seen()
    consumer = await shop.consume(taking(first))
    await shop.put(an_order(1))
    await first.have(["a-1"])
    await consumer.stop()

    await shop.consume(taking(second))
    await shop.put(an_order(2))
    await second.have(["a-2"])

    assert second.ids == ["a-2"]


@pytest.mark.parametrize(("slow", "pause"), [(0.0, 1.4), (1.0, 2.0)])
async def test_what_comes_within_the_interval_goes_with_the_next_batch(shop: Shop, slow: float, pause: float) -> None:
    batches: list[tuple[float, int]] = []
    seen = Seen()

    async def handle(batch: Sequence[Delivery]) -> Sequence[Event]:
        batches.append((time.monotonic(), len(batch)))
        await seen.add(batch)
        await asyncio.sleep(slow)
        return []

    await shop.consume(handle, replace(QUICK, interval_seconds=1.5))
    await shop.put(an_order(1))
    await seen.have(["a-1"])
    for number in range(2, 7):
        await shop.put(an_order(number))
    await seen.have([f"a-{number}" for number in range(1, 7)])

    (first, alone), (second, _), *more = batches
    assert alone == 1
    assert second - first >= pause
    assert len(more) <= 1  # where the broker took long with the rest, it goes with the one after


async def test_after_a_full_batch_nothing_waits_for_an_interval_and_a_stop_never_does(shop: Shop) -> None:
    seen = Seen()
    await shop.put(*(an_order(number) for number in range(1, 5)))
    consumer = await shop.consume(taking(seen), replace(QUICK, max_records=2, interval_seconds=3600.0))
    await seen.have([f"a-{number}" for number in range(1, 5)])
    await shop.put(an_order(5))
    await seen.have(["a-5"])
    await shop.put(an_order(6))
    await consumer.stop()

    again = Seen()
    await shop.consume(taking(again))
    await again.have(["a-6"])
    assert again.ids == ["a-6"]


async def test_a_commit_that_failed_is_made_up_for_though_no_record_comes(shop: Shop) -> None:
    first, second = Seen(), Seen()
    shop.log.fail_commits = 2
    consumer = await shop.consume(taking(first))
    await shop.put(an_order(1))
    await first.have(["a-1"])
    await until(lambda: list(shop.log.committed.values()) == [1])
    await consumer.stop()

    await shop.consume(taking(second))
    await shop.put(an_order(2))
    await second.have(["a-2"])

    assert second.ids == ["a-2"]


async def test_order_per_key_holds_across_failures(shop: Shop) -> None:
    seen = Seen()
    calls = 0

    async def sometimes(batch: Sequence[Delivery]) -> Sequence[Event]:
        nonlocal calls
        calls += 1
        if calls % 4 == 1:
            raise Retry("mongodb_unavailable")
        if calls % 4 == 2:
            raise RuntimeError("a bug that comes and goes")
        await seen.add(batch)
        return [the_answer(delivery) for delivery in batch]

    keys = [f"key{number}" for number in range(6)]
    for number in range(20):
        await shop.put(*(an_order(number, key) for key in keys))
    await shop.consume(sometimes)
    await seen.have([f"{key}-{number}" for key in keys for number in range(20)])

    assert seen.versions() == {key: list(range(20)) for key in keys}
    answers = await shop.read(OUT, 120)
    for key in keys:
        versions = [answer.event.version for answer in answers if answer.event.subject == key]
        assert list(dict.fromkeys(versions)) == list(range(20))


async def test_a_crash_between_publish_and_commit_redelivers(shop: Shop) -> None:
    first, second = Seen(), Seen()
    await shop.put(an_order(1), an_order(2))
    shop.log.hang_at_commit = True
    consumer = await shop.consume(taking(first, answering=True))
    async with asyncio.timeout(30):
        await shop.log.hanging.wait()
    await consumer.abort()
    shop.log.hang_at_commit = False

    await shop.consume(taking(second, answering=True))
    await second.have(["a-1", "a-2"])

    answers = await shop.read(OUT, 4)
    assert [answer.event.caused_by for answer in answers] == ["a-1", "a-2", "a-1", "a-2"]
    assert len({answer.event.id for answer in answers}) == 2


async def test_an_unavailable_publisher_makes_the_batch_come_again(shop: Shop) -> None:
    seen = Seen()
    await shop.put(an_order(1))
    away = AwayPublisher(shop.publisher, failures=2)
    consumer = await shop.consume(taking(seen, answering=True), publisher=away)

    assert [answer.event.caused_by for answer in await shop.read(OUT, 1)] == ["a-1"]
    assert seen.ids == ["a-1"] * 3
    await until(lambda: consumer.ready)


async def test_a_waiting_consumer_says_what_it_waits_for(shop: Shop) -> None:
    seen = Seen()
    away = True

    async def waiting(batch: Sequence[Delivery]) -> Sequence[Event]:
        if away:
            raise Retry("mongodb_unavailable")
        await seen.add(batch)
        return []

    consumer = await shop.consume(waiting)
    await shop.put(an_order(1))
    await until(lambda: consumer.problem == "consumer shop waits: mongodb_unavailable")
    assert consumer.live
    assert not consumer.ready

    away = False
    await seen.have(["a-1"])
    await until(lambda: consumer.ready)


async def test_a_poison_record_is_dead_lettered_and_the_partition_goes_on(shop: Shop) -> None:
    seen = Seen()

    async def fragile(batch: Sequence[Delivery]) -> Sequence[Event]:
        if any(delivery.event.version == 7 for delivery in batch):
            raise ValueError("text a customer wrote")
        await seen.add(batch)
        return []

    await shop.put(*(an_order(number) for number in range(15)))
    await shop.consume(fragile)
    await seen.have([f"a-{number}" for number in range(15) if number != 7])

    assert seen.versions() == {"a": [number for number in range(15) if number != 7]}
    (dead,) = await shop.read(DEAD, 1)
    assert dead.event.id == "a-7"
    assert dead.origin[0] == ORDERS
    assert header(dead.record.headers, "muster-reason") == b"handler_error"
    assert header(dead.record.headers, "muster-service") == b"test"
    assert b"text a customer wrote" not in repr(dead.record.headers).encode()


async def test_a_rejected_delivery_is_dead_lettered_under_its_reason(shop: Shop) -> None:
    seen = Seen()

    async def strict(batch: Sequence[Delivery]) -> HandlerResult:
        for delivery in batch:
            if delivery.event.version == 1:
                raise Reject("raised", delivery.position)
        await seen.add(batch)
        return HandlerResult(
            rejected=[Rejected(each.position, "returned") for each in batch if each.event.version == 2]
        )

    await shop.put(*(an_order(number) for number in range(4)))
    await shop.consume(strict)
    await seen.have(["a-0", "a-2", "a-3"])

    reasons = {each.event.id: header(each.record.headers, "muster-reason") for each in await shop.read(DEAD, 2)}
    assert reasons == {"a-1": b"raised", "a-2": b"returned"}


async def test_an_unnamed_reject_finds_its_delivery(shop: Shop) -> None:
    seen = Seen()

    async def strict(batch: Sequence[Delivery]) -> Sequence[Event]:
        if any(delivery.event.version == 5 for delivery in batch):
            raise Reject("never_valid")
        await seen.add(batch)
        return []

    await shop.put(*(an_order(number) for number in range(9)))
    await shop.consume(strict)
    await seen.have([f"a-{number}" for number in range(9) if number != 5])

    (dead,) = await shop.read(DEAD, 1)
    assert (dead.event.id, header(dead.record.headers, "muster-reason")) == ("a-5", b"never_valid")


async def test_what_cannot_be_decoded_is_dead_lettered_with_its_bytes(shop: Shop) -> None:
    seen = Seen()
    headers = (("ce_type", BrandChanged.type.encode()),)
    await shop.publisher.send([Outgoing(ORDERS, b"k", b'{"id": 1', headers), Outgoing(ORDERS, b"k", b"{}")])
    await shop.put(an_order(1))
    await shop.consume(taking(seen))
    await seen.have(["a-1"])

    letters = DeadLetters(shop.log, shop.publisher)
    await until(lambda: _count(letters, 2))
    found = {letter.reason: letter.record.value for letter in await letters.list(GROUP, topic=ORDERS)}
    assert found == {"undecodable": b'{"id": 1', "no_type": b"{}"}


async def _count(letters: DeadLetters, wanted: int) -> bool:
    return len(await letters.list(GROUP, topic=ORDERS)) == wanted


async def test_unknown_types_are_skipped_unless_asked_for(shop: Shop) -> None:
    future = Outgoing.of(an_order(1))._replace(topic=ORDERS, headers=(("ce_type", b"shop.not_yet_made.v9"),))
    await shop.publisher.send([future])
    await shop.put(an_order(2))
    skipping, asking = Seen(), Seen()

    consumer = await shop.consume(taking(skipping))
    await skipping.have(["a-2"])
    await consumer.stop()
    await shop.publisher.send([future])
    await shop.consume(taking(asking), replace(QUICK, unknown_types=True))
    await asking.have(["a-1"])

    assert skipping.ids == ["a-2"]
    assert type(asking.deliveries[0].event) is Event


async def test_only_wanted_types_are_delivered(shop: Shop) -> None:
    seen = Seen()
    story = StoryFound(id="s", brand="klm", subject="a", at=an_order(1).at, story="s", messages=3, example="")
    await shop.put(an_order(1), story)

    await shop.consume(taking(seen), types=[StoryFound])
    await seen.have(["s"])

    assert seen.ids == ["s"]


async def test_a_flood_of_dead_letters_stops_the_consumer(shop: Shop) -> None:
    async def broken(batch: Sequence[Delivery]) -> Sequence[Event]:
        raise KeyError("everything fails")

    await shop.put(*(an_order(number) for number in range(10)))
    consumer = await shop.consume(broken, replace(QUICK, dead_limit=5))
    await until(lambda: not consumer.live)

    assert not consumer.ready
    assert consumer.problem is not None
    assert "dead letters in a row" in consumer.problem
    assert await shop.count(DEAD) == 0

    seen = Seen()
    await shop.consume(taking(seen))
    await seen.have([f"a-{number}" for number in range(10)])


async def test_a_deferred_record_comes_back_when_it_is_due_and_others_pass_it(shop: Shop) -> None:
    seen = Seen()
    loop = asyncio.get_running_loop()
    deferred_at = came_at = 0.0

    async def deferring(batch: Sequence[Delivery]) -> HandlerResult:
        nonlocal deferred_at, came_at
        await seen.add(batch)
        early = [each for each in batch if each.event.id == "a-0" and each.attempt == 1]
        if early:
            deferred_at = loop.time()
        if any(each.attempt == 2 for each in batch):
            came_at = loop.time()
        return HandlerResult(deferred=[Deferred(each.position, 0.7, "not_yet") for each in early])

    await shop.consume(deferring)
    await shop.put(an_order(0), an_order(1))
    await seen.have(["a-1"])
    await seen.until(lambda: any(each.attempt == 2 for each in seen.deliveries))

    again = seen.deliveries[-1]
    assert seen.ids == ["a-0", "a-1", "a-0"]
    assert came_at - deferred_at >= 0.65  # due times are whole milliseconds of the wall clock
    assert again.position.topic == retry_topic(ORDERS, GROUP)
    assert again.origin == seen.deliveries[0].position


async def test_a_record_deferred_too_often_is_dead_lettered(shop: Shop) -> None:
    seen = Seen()

    async def never(batch: Sequence[Delivery]) -> HandlerResult:
        await seen.add(batch)
        return HandlerResult(deferred=[Deferred(each.position, 0.01, "not_yet") for each in batch])

    await shop.put(an_order(1))
    await shop.consume(never, replace(QUICK, max_attempts=3))

    (dead,) = await shop.read(DEAD, 1)
    assert header(dead.record.headers, "muster-reason") == b"exhausted_not_yet"
    assert header(dead.record.headers, "muster-attempts") == b"3"
    assert [each.attempt for each in seen.deliveries] == [1, 2, 3]


async def test_two_members_share_and_one_closed_in_mid_batch_loses_nothing(shop: Shop) -> None:
    one, two = Seen(), Seen()
    at_work, go_on = asyncio.Event(), asyncio.Event()

    async def slow(batch: Sequence[Delivery]) -> Sequence[Event]:
        at_work.set()
        await go_on.wait()
        await one.add(batch)
        return [the_answer(delivery) for delivery in batch]

    go_on.set()
    first = await shop.consume(slow)
    await shop.consume(taking(two, answering=True))
    await until(lambda: sorted(len(reader.assignment()) for reader in shop.log.readers) == [4, 4])
    go_on.clear()
    at_work.clear()
    keys = [f"key{number}" for number in range(40)]
    await shop.put(*(an_order(1, key) for key in keys))
    async with asyncio.timeout(30):
        await at_work.wait()
    stopping = asyncio.create_task(first.stop())
    await asyncio.sleep(0)
    go_on.set()
    await stopping
    await shop.put(*(an_order(2, key) for key in keys))
    await two.have([f"{key}-2" for key in keys])

    assert {*one.ids, *two.ids} == {f"{key}-{number}" for key in keys for number in (1, 2)}
    assert one.ids, "the first member had its share"
    assert not set(one.ids) & set(two.ids), "a batch that was finished is not redelivered"
    answers = await shop.read(OUT, 80)
    assert {answer.event.caused_by for answer in answers} == {*one.ids, *two.ids}


async def test_results_for_lost_partitions_are_dropped(shop: Shop) -> None:
    late, other = Seen(), Seen()
    at_work, go_on = asyncio.Event(), asyncio.Event()

    async def stuck(batch: Sequence[Delivery]) -> Sequence[Event]:
        name = "kept" if at_work.is_set() else "lost"
        at_work.set()
        await go_on.wait()
        await late.add(batch)
        return [BrandChanged.after(each.event.id, "late", **_same(each), name=name) for each in batch]

    keys = [f"key{number}" for number in range(12)]
    await shop.put(*(an_order(1, key) for key in keys))
    hasty = replace(QUICK, revoke_wait_seconds=0.1)
    first = await shop.consume(stuck, hasty)
    async with asyncio.timeout(30):
        await at_work.wait()
    held = asyncio.create_task(shop.consume(taking(other, answering=True), hasty))
    second = await held
    go_on.set()
    await first.stop()
    await other.have([f"{key}-1" for key in keys])

    assert second.live
    await second.stop()
    answers = await shop.read(OUT, len(keys))
    names = {event.name for event in (answer.event for answer in answers) if isinstance(event, BrandChanged)}
    assert "lost" not in names
    assert {answer.event.caused_by for answer in answers} == {f"{key}-1" for key in keys}


def _same(delivery: Delivery) -> dict[str, object]:
    return delivery.event.model_dump(include={"brand", "subject", "version", "at"})


async def test_a_compacted_topic_is_read_whole_and_then_followed(shop: Shop) -> None:
    names: dict[str, int] = {}
    new = asyncio.Event()

    async def keep(events: Sequence[Event]) -> None:
        for event in events:
            names[event.subject] = event.version
        if "new" in names:
            new.set()

    await shop.put(*(an_order(number, f"brand{number % 7}") for number in range(70)), topic=OUT)
    reader = CompactedReader(shop.log, OUT, EVENT_CLASSES, keep)
    await reader.start()
    try:
        await reader.caught_up()
        assert names == {f"brand{number}": 63 + number for number in range(7)}
        assert reader.ready
        await shop.put(an_order(1, "new"), topic=OUT)
        async with asyncio.timeout(30):
            await new.wait()
    finally:
        await reader.stop()


async def test_an_empty_compacted_topic_is_caught_up_at_once(shop: Shop) -> None:
    async def keep(events: Sequence[Event]) -> None:
        raise AssertionError("there is nothing to keep")

    reader = CompactedReader(shop.log, OUT, EVENT_CLASSES, keep)
    await reader.start()
    await reader.caught_up()
    await reader.stop()


async def test_a_dead_letter_is_listed_shown_and_replayed_once(shop: Shop) -> None:
    seen = Seen()
    repaired = False

    async def broken(batch: Sequence[Delivery]) -> HandlerResult:
        if repaired:
            await seen.add(batch)
            return HandlerResult()
        return HandlerResult(rejected=[Rejected(each.position, "no_contact") for each in batch])

    await shop.put(an_order(1), an_order(2))
    await shop.consume(broken)
    letters = DeadLetters(shop.log, shop.publisher)
    await until(lambda: _count(letters, 2))
    newest, oldest = await letters.list(GROUP, topic=ORDERS)
    shown = await letters.show(GROUP, oldest.position)
    assert shown is not None
    assert (shown.event_id, shown.reason, shown.brand, shown.attempts) == ("a-1", "no_contact", "klm", 1)
    assert newest.event_id == "a-2"

    repaired = True
    assert await letters.replay(GROUP, oldest.position)
    assert not await letters.replay(GROUP, oldest.position), "it was replayed before"
    assert await letters.replay_all(GROUP, topic=ORDERS) == 1
    await seen.have(["a-1", "a-2"])

    assert sorted(seen.ids) == ["a-1", "a-2"]
    assert seen.deliveries[0].record.value == oldest.record.value
    assert {letter.replayed_at is None for letter in await letters.list(GROUP, topic=ORDERS)} == {False}


async def test_missing_topics_are_named_and_made_only_when_asked(shop: Shop) -> None:
    wanted = Topic("made.later", "none", 2, DAY)
    with pytest.raises(MissingTopics, match=r"made\.later"):
        await shop.log.ensure_topics([wanted], create=False)

    await shop.log.ensure_topics([wanted], create=True)
    await shop.log.ensure_topics([wanted], create=True)
    await shop.log.ensure_topics([wanted], create=False)


async def test_an_event_too_large_for_the_log_is_blamed_on_its_cause(shop: Shop) -> None:
    seen = Seen()

    async def growing(batch: Sequence[Delivery]) -> Sequence[Event]:
        await seen.add(batch)
        return [
            StoryFound.model_construct(
                id=f"big-{each.event.id}",
                brand="klm",
                subject="a",
                at=each.event.at,
                version=0,
                caused_by=each.event.id,
                story="",
                messages=1,
                reach=0,
                example="x" * (6_000_000 if each.event.version == 1 else 1),
            )
            for each in batch
        ]

    await shop.log.ensure_topics([Topic(StoryFound.topic, "incident", 1, DAY)], create=True)
    await shop.put(*(an_order(number) for number in range(3)))
    await shop.consume(growing)

    (dead,) = await shop.read(DEAD, 1)
    assert (dead.event.id, header(dead.record.headers, "muster-reason")) == ("a-1", b"event_too_large")
    stories = await shop.read(StoryFound.topic, 2)
    assert [each.event.caused_by for each in stories] == ["a-0", "a-2"]


class Blocked:
    """A handler that holds its first batch until it is let go, and says in one row what was handled when."""

    def __init__(self) -> None:
        self.row: list[str] = []
        self.holds, self.let_go = asyncio.Event(), asyncio.Event()

    async def urgent(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        self.holds.set()
        await self.let_go.wait()
        self.row += [each.event.id for each in batch]
        return []

    async def bulk(self, batch: Sequence[Delivery]) -> Sequence[Event]:
        self.row += [each.event.id for each in batch]
        return []


async def taken(shop: Shop, records: int) -> None:
    """Wait until the newest member has taken so many records from the log."""
    reader = shop.log.readers[-1]
    await until(lambda: sum(reader.position(each) or 0 for each in reader.assignment()) >= records)


async def held_back(shop: Shop, both: Blocked, yield_seconds: float) -> BatchConsumer:
    """Begin a consumer that yields to one that has an urgent record in hand; gives the first."""
    urgent = await shop.consume(both.urgent)
    settings = replace(QUICK, yield_seconds=yield_seconds)
    yielding = await shop.consume(both.bulk, settings, topic=BULK, yields_to=[urgent])
    await shop.put(an_order(1))
    await both.holds.wait()
    return yielding


async def test_what_yields_waits_while_urgent_records_are_in_hand(shop: Shop) -> None:
    both = Blocked()
    await held_back(shop, both, 3600.0)
    await shop.put(*(an_order(number, "b") for number in range(40)), topic=BULK)
    await taken(shop, 20)
    both.let_go.set()
    await until(lambda: len(both.row) == 41)

    assert both.row == ["a-1", *(f"b-{number}" for number in range(40))]


async def test_what_yields_gets_on_though_urgent_records_never_end(shop: Shop) -> None:
    both = Blocked()
    await held_back(shop, both, 0.05)
    await shop.put(*(an_order(number, "b") for number in range(60)), topic=BULK)
    await until(lambda: len(both.row) == 60)

    assert both.row == [f"b-{number}" for number in range(60)], "the order of a key"


async def test_what_yields_goes_on_while_an_urgent_record_waits_for_its_interval(shop: Shop) -> None:
    seen, both = Seen(), Blocked()
    urgent = await shop.consume(taking(seen), replace(QUICK, interval_seconds=3600.0))
    await shop.consume(both.bulk, replace(QUICK, yield_seconds=3600.0), topic=BULK, yields_to=[urgent])
    await shop.put(an_order(1))
    await seen.have(["a-1"])
    await shop.put(an_order(2))
    await shop.put(*(an_order(number, "b") for number in range(60)), topic=BULK)
    await until(lambda: len(both.row) == 60)

    assert seen.ids == ["a-1"]


async def test_what_yields_can_be_stopped_while_it_waits_and_comes_again(shop: Shop) -> None:
    both, seen = Blocked(), Seen()
    yielding = await held_back(shop, both, 3600.0)
    await shop.put(*(an_order(number, "b") for number in range(5)), topic=BULK)
    await taken(shop, 5)
    await yielding.stop()
    both.let_go.set()
    await until(lambda: bool(both.row))

    await shop.consume(taking(seen), topic=BULK)
    await seen.have([f"b-{number}" for number in range(5)])
    assert set(both.row) == {"a-1"}, "what it had not handled it did not take with it"
