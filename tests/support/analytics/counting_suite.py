"""What every store of analytics must show: each event counts exactly once, whatever happens between any two steps."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest

from chassis.messaging import Delivery
from chassis.messaging.testing import a_delivery
from contracts.event import Event
from services.analytics.application.counting import Counting
from services.analytics.application.ports import CountedBatch, NumbersLedger
from services.analytics.consumers.batch import READERS, OnEvents
from services.analytics.domain.windows import TimeSpan, WindowCalendar
from tests.support.analytics.builders import (
    NOON,
    a_breach,
    a_message,
    a_reply,
    a_resolution,
    a_sale,
    a_stopped_clock,
    an_accounting,
    an_erasure,
    an_override,
    contact_of,
    later,
)
from tests.support.analytics.crisis_events import an_incident, some_work

CALENDAR = WindowCalendar()
WEEK = timedelta(days=7)
DAY = TimeSpan(NOON - timedelta(hours=12), NOON + timedelta(hours=12))


class Crash(Exception):
    """The process died here."""


class Dying:
    """A ledger whose process dies at a step: before or after the write, or while it reads."""

    def __init__(self, ledger: NumbersLedger, step: str) -> None:
        self._ledger = ledger
        self._step = step

    def __getattr__(self, name: str) -> Any:
        async def call(*given: Any) -> Any:
            if name == self._step:
                raise Crash
            found = await getattr(self._ledger, name)(*given)
            if f"after {name}" == self._step:
                raise Crash
            return found

        return call


def a_history(size: int = 120) -> list[Event]:
    """Messages, replies, work, an incident and sales of several brands, hours and languages; the same each time."""
    draw = random.Random(11)
    events: list[Event] = [*an_incident()]
    for number in range(size):
        at = later(draw.uniform(-20_000, 20_000))
        contact = f"ext{draw.randrange(12)}"
        shared: dict[str, Any] = {
            "brand": draw.choice(("klm", "klm", "acme")),
            "channel": draw.choice(("x", "email")),
            "contact": contact_of(contact),
            "id_": f"c{number}",
        }
        events.append(
            a_message(
                number,
                at=at,
                sentiment=draw.choice(("positive", "negative", "unknown")),
                language=draw.choice(("en", "nl", "de", None)),
                opened=True,
                **shared,
            )
        )
        if draw.random() < 0.6:
            events.append(a_reply(number, at=at + timedelta(minutes=5), seconds=draw.uniform(5, 4000), **shared))
            events.append(a_stopped_clock(number, at=at, met=draw.random() < 0.8))
            events.extend(some_work(f"c{number}", (at - NOON).total_seconds()))
        if draw.random() < 0.3:
            events.append(a_resolution(number, at=at + timedelta(hours=1)))
        if draw.random() < 0.3:
            events.append(a_sale(number, at=at + timedelta(hours=2), amount=draw.randrange(10_000), contact=contact))
            if draw.random() < 0.3:
                refund: dict[str, Any] = {"amount": -500, "contact": contact, "corrects": f"order{number}"}
                events.append(a_sale(size + number, at=at + timedelta(hours=3), **refund))
    events.append(an_accounting(1, outcome="duplicate"))
    draw.shuffle(events)
    return events


def a_life() -> list[Event]:
    """Asked, answered, resolved, reopened by a person, answered, open again as that failed, answered, asked again."""

    def at(version: int, waits: bool) -> dict[str, Any]:
        return {"at": later(60 * (version - 1)), "version": version, "id_": "life", "needs_reply": waits}

    return [
        a_message(1, **at(1, True), opened=True),
        a_reply(1, **at(2, False)),
        a_resolution(1, **at(3, False)),
        an_override(1, **at(4, True)),
        a_reply(2, **at(5, False), first=False),
        a_reply(2, **at(6, True), state="failed", first=False),
        a_reply(3, **at(7, False), first=False),
        a_message(2, **at(8, True)),
    ]


def deliveries(events: Sequence[Event], first: int = 0) -> list[Delivery]:
    return [a_delivery(event, offset=first + place) for place, event in enumerate(events)]


def batches(events: Sequence[Event], size: int) -> list[list[Delivery]]:
    return [deliveries(events[i : i + size], i) for i in range(0, len(events), size)]


class CountingSuite:
    """Inherit and give the fixtures `store` (a ledger that can be read) and a `numbers` method."""

    async def numbers(self, store: Any) -> Mapping[Any, Any]:
        """Everything a store has counted, comparable."""
        raise NotImplementedError

    def handler(self, ledger: Any) -> OnEvents:
        return OnEvents(Counting(ledger, CALENDAR, WEEK, READERS.meaning_of))

    async def recount(self, events: Sequence[Event], fresh: Any) -> Mapping[Any, Any]:
        """The numbers of a history that is read once, whole, in another order."""
        for part in batches([*reversed(events)], len(events)):
            await self.handler(fresh)(part)
        return await self.numbers(fresh)

    async def test_the_size_and_order_of_batches_do_not_matter(self, store: Any, fresh: Any) -> None:
        events = a_history()
        for part in batches(events, 17):
            await self.handler(store)(part)
        assert await self.numbers(store) == await self.recount(events, fresh)

    async def test_a_replay_of_the_whole_log_changes_nothing(self, store: Any) -> None:
        events = a_history(60)
        for part in batches(events, 50):
            await self.handler(store)(part)
        once = await self.numbers(store)
        for part in batches(events, 23):
            await self.handler(store)(part)
        assert await self.numbers(store) == once

    async def test_an_event_published_again_counts_once(self, store: Any) -> None:
        handler = self.handler(store)
        await handler(deliveries([a_message(1), a_message(1)]))
        await handler(deliveries([a_message(1), a_message(2)], first=2))
        found = await store.windows("klm", "day", DAY, ["volume_in"])
        assert [numbers.count for numbers in found["volume_in"].values()] == [2]

    @pytest.mark.parametrize(
        "step",
        [
            "counted_before",
            "after counted_before",
            "journeys",
            "after journeys",
            "courses",
            "after courses",
            "after vocabularies",
            "commit",
            "after commit",
        ],
    )
    async def test_a_crash_between_any_two_steps_loses_and_doubles_nothing(
        self, store: Any, fresh: Any, step: str
    ) -> None:
        events = a_history(40)
        for part in batches(events, 25):
            with pytest.raises(Crash):
                await self.handler(Dying(store, step))(part)
            await self.handler(store)(part)
        assert await self.numbers(store) == await self.recount(events, fresh)

    async def test_a_process_that_lost_its_partition_cannot_count_again(self, store: Any) -> None:
        stale = Overtaken(store, self.handler(store), deliveries([a_message(1)]))
        await self.handler(stale)(deliveries([a_message(1)]))
        found = await store.windows("klm", "day", DAY, ["volume_in"])
        assert found["volume_in"][DAY.start].count == 1

    async def test_a_sale_is_credited_whichever_comes_first(self, store: Any, fresh: Any) -> None:
        touch = a_message(1, opened=True, contact=contact_of("ext1"), at=later(-60))
        for ledger, order in ((store, [touch, a_sale()]), (fresh, [a_sale(), touch])):
            for place, event in enumerate(order):
                await self.handler(ledger)(deliveries([event], place))
        for each in (store, fresh):
            found = await each.windows("klm", "day", DAY, ["sales_last_touch"], None)
            assert found["sales_last_touch"][DAY.start].by["currency_channel"]["EUR x"].total == 10_000
        assert await self.numbers(store) == await self.numbers(fresh)

    async def test_a_refund_takes_from_the_touch_that_earned_its_sale(self, store: Any) -> None:
        touch = a_message(1, opened=True, contact=contact_of("ext1"), at=later(-60))
        handler = self.handler(store)
        await handler(deliveries([touch, a_sale(1), a_sale(3, contact="ext2")]))
        refund = a_sale(2, at=later(60), amount=-4_000, contact=None, corrects="order1")
        await handler(deliveries([refund], first=3))
        found = await store.windows(
            "klm", "day", DAY, ["sales", "corrections", "conversions", "sales_last_touch"], None
        )
        sums = {name: windows[DAY.start] for name, windows in found.items()}
        assert (sums["sales"].total, sums["sales"].count, sums["conversions"].count) == (16_000, 2, 2)
        assert (sums["corrections"].total, sums["corrections"].count) == (-4_000, 1)
        earned = sums["sales_last_touch"].by["currency_channel"]["EUR x"]
        assert (earned.total, earned.count) == (6_000, 1)

    async def test_a_conversation_is_open_only_while_it_waits_for_an_answer(self, store: Any) -> None:
        for place, event in enumerate(a_life()):
            await self.handler(store)(deliveries([event], place))
        assert await self.waiting(store) == 1
        found = await store.windows("klm", "minute", DAY, ["waits_began", "waits_ended"])
        began, ended = (
            [round((at - NOON).total_seconds() / 60) for at in sorted(found[name])]
            for name in ("waits_began", "waits_ended")
        )
        assert (began, ended) == ([0, 3, 5, 7], [1, 4, 6])

    async def test_what_comes_late_or_again_leaves_the_level_as_it_is(self, store: Any, fresh: Any) -> None:
        life = a_life()
        for ledger, order in ((store, life[::-1]), (fresh, [*life[3:], *life[:3]])):
            for place, event in enumerate([*order, *order[2:5]]):
                await self.handler(ledger)(deliveries([event], place))
            assert await self.waiting(ledger) == 1
        assert await self.numbers(store) == await self.numbers(fresh)

    async def test_a_promise_that_runs_over_its_time_is_broken_while_it_runs_and_counts_once(self, store: Any) -> None:
        handler = self.handler(store)
        await handler(deliveries([a_breach(1), a_breach(2), a_stopped_clock(3), a_stopped_clock(4, met=False)]))
        assert await self.promises(store) == (4, 1, 3)
        await handler(deliveries([a_breach(2), a_stopped_clock(2, at=later(90), met=False)], first=4))
        assert await self.promises(store) == (4, 1, 3)
        await handler(deliveries([a_breach(4)], first=6))
        assert await self.promises(store) == (4, 1, 3)

    async def test_windows_of_several_lengths_add_up_by_what_is_asked_for(self, store: Any) -> None:
        works = [event for n in range(3) for event in some_work(f"c{n}", n * 86_400)]
        await self.handler(store)(deliveries([*works, a_reply(1, seconds=10), a_reply(2, seconds=30)]))
        week = TimeSpan(CALENDAR.start("week", NOON), CALENDAR.after("week", CALENDAR.start("week", NOON)))
        later_days = TimeSpan(DAY.end, week.end)
        assert await store.amounts("klm", ("day", "week"), week, ("completed", "handled_time")) == {
            **{("day", DAY.start + timedelta(days=n), "completed"): (1, 0) for n in range(3)},
            **{("day", DAY.start + timedelta(days=n), "handled_time"): (1, 95_000) for n in range(3)},
            ("week", week.start, "completed"): (3, 0),
            ("week", week.start, "handled_time"): (3, 285_000),
        }
        whole = await store.totals("klm", [("week", week)], ("completed", "first_response"))
        assert (whole["completed"].count, whole["completed"].by.get("team", {})) == (3, {})
        assert whole["first_response"].sketch.quantiles((0.0, 1.0)) == pytest.approx([10_000, 30_000], rel=0.01)
        apart = await store.totals("klm", [("day", DAY), ("day", later_days)], ("completed",), ("team", "employee"))
        assert apart["completed"].by["employee"]["anna"].count == 3
        assert apart["completed"].by["team"]["service"].count == 3
        for employee, count in (("anna", 3), ("an.na", None)):
            one = await store.totals("klm", [("week", week)], ("completed",), ("team", ("employee", employee)))
            parts = one["completed"].by.get("employee", {})
            assert {name: part.count for name, part in parts.items()} == ({employee: count} if count else {})
        assert await store.totals("acme", [("week", week)], ("completed",), None) == {}

    async def waiting(self, store: Any) -> int:
        ever = await store.ever("klm", ["waits_began", "waits_ended"])
        return int(ever["waits_began"].count - ever["waits_ended"].count)

    async def promises(self, store: Any) -> tuple[int, int, int]:
        """Clocks that were decided, met and breached."""
        found = await store.windows("klm", "day", DAY, ["sla_stopped", "sla_met", "sla_breached"])
        decided, met, breached = (found[name][DAY.start].count for name in ("sla_stopped", "sla_met", "sla_breached"))
        return decided, met, breached

    async def test_an_erased_contact_has_no_journey_and_what_was_counted_stays(self, store: Any) -> None:
        person = contact_of("ext1")
        handler = self.handler(store)
        touches = [a_message(1, brand=brand, opened=True, contact=person, at=later(-60)) for brand in ("klm", "acme")]
        await handler(deliveries([*touches, a_sale(1)]))
        assert await self.earned(store) == 10_000
        for number in (1, 2):
            await handler(deliveries([an_erasure(number, contact=person)], first=2 + number))
            assert (await store.journeys([("klm", person), ("acme", person)])).keys() == {("acme", person)}
            assert await self.earned(store) == 10_000

    @pytest.mark.parametrize("place", [0, 1, 2])
    async def test_what_an_erased_contact_did_in_the_same_batch_counts_and_is_not_kept(
        self, store: Any, place: int
    ) -> None:
        person = contact_of("ext1")
        events = [a_message(1, opened=True, contact=person, at=later(-60)), a_sale(1)]
        events.insert(place, an_erasure(contact=person))
        await self.handler(store)(deliveries(events))
        assert await store.journeys([("klm", person)]) == {}
        assert await self.earned(store) == 10_000

    async def test_a_correction_of_a_sale_of_an_erased_contact_counts_for_nobody(self, store: Any) -> None:
        person = contact_of("ext1")
        handler = self.handler(store)
        await handler(deliveries([a_message(1, opened=True, contact=person, at=later(-60)), a_sale(1)]))
        await handler(deliveries([an_erasure(contact=person)], first=2))
        refunds = [
            a_sale(number, at=later(60), amount=-4_000, contact=contact, corrects="order1")
            for number, contact in ((2, None), (3, "ext1"))
        ]
        await handler(deliveries(refunds, first=3))
        found = await store.windows("klm", "day", DAY, ["corrections"])
        assert (found["corrections"][DAY.start].count, found["corrections"][DAY.start].total) == (2, -8_000)
        assert await self.earned(store) == 10_000

    async def earned(self, store: Any) -> int:
        """What the conversations of the channel `x` are credited with."""
        found = await store.windows("klm", "day", DAY, ["sales_last_touch"], None)
        return int(found["sales_last_touch"][DAY.start].by["currency_channel"]["EUR x"].total)

    async def test_an_incident_is_told_in_any_order(self, store: Any) -> None:
        await self.handler(store)(deliveries(an_incident()[::-1]))
        (incident,) = await store.incidents("klm", DAY)
        assert (incident.title, incident.severity) == ("Ash over the north", 2)
        assert incident.to_declare_seconds == 30
        assert incident.to_first_page_seconds == 5
        assert incident.to_first_place_seconds == 60
        assert incident.to_stand_down_seconds == 570
        assert (incident.needed, incident.asked, incident.accepted, incident.declined) == (2, 2, 1, 1)
        assert incident.messages == 777

    async def test_brands_never_meet(self, store: Any) -> None:
        await self.handler(store)(deliveries([a_message(1), a_message(1, brand="acme"), *an_incident()]))
        found = await store.windows("acme", "day", DAY, ["volume_in", "incidents"])
        assert found["volume_in"][DAY.start].count == 1
        assert "incidents" not in found
        assert await store.incidents("acme", DAY) == []


class Overtaken:
    """A ledger that another process writes to in between: after the first read, the batch is counted elsewhere."""

    def __init__(self, ledger: Any, other: OnEvents, batch: Sequence[Delivery]) -> None:
        self._ledger: NumbersLedger = ledger
        self._other = other
        self._batch: Sequence[Delivery] = batch

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    async def commit(self, count: CountedBatch) -> None:
        batch, self._batch = self._batch, ()
        if batch:
            await self._other(batch)
        await self._ledger.commit(count)
