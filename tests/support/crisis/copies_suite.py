"""Few accounts that copy one text raise a signal and declare nothing, until other people join."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.crisis import CalloutOpened, IncidentDeclared, PageSent, SignalRaised
from contracts.inbox import MessageStored
from services.crisis.application.caller import CommandCaller
from services.crisis.consumers.inbox_events import OnInboxEvents
from services.crisis.domain.signal import Signal
from tests.support.crisis.builders import BRAND, a_message
from tests.support.crisis.rig import Rig

ASH = "All flights from Amsterdam are cancelled because of the volcanic ash and nobody tells us anything"


async def a_minute(rig: Rig, *, copies: int = 0, people: int = 4, accounts: int = 3, brand: str = BRAND) -> None:
    """Let a minute pass in which few accounts send so many copies of one text, and people a message of their own each.

    What a person writes is in words that nobody else uses.
    """
    at = rig.clock.now() + timedelta(seconds=1)
    first = rig.number
    await rig.hear(
        [a_message(first + n, at, brand=brand, text=ASH, contact=f"account-{n % accounts}") for n in range(copies)]
        + [a_message(n, at, brand=brand) for n in range(first + copies, first + copies + people)]
    )
    rig.number += copies + people
    rig.clock.advance(60)
    await rig.turn()


async def the_signal(rig: Rig) -> Signal:
    (signal,) = (each for each in (await rig.store().signals.newest(None, 10, None)).items if each.measure == "volume")
    return signal


async def taken(consumer: OnInboxEvents, messages: Sequence[MessageStored], partition: int) -> None:
    """Count them, again as long as another process is first."""
    batch = [a_delivery(message, partition=partition, offset=n) for n, message in enumerate(messages)]
    for _ in range(50):
        try:
            await consumer(batch)
        except Retry:
            continue
        return
    raise AssertionError("another process was first every time")


class CopiesSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_flood_of_three_accounts_is_shown_and_calls_nobody(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(10):
            await a_minute(rig, copies=60)

        signal = await the_signal(rig)
        (raised,) = (each for each in await rig.told(SignalRaised) if each.measure == "volume")
        assert signal.state == "live"
        assert signal.incident is None
        assert signal.coordinated is not None
        assert (signal.coordinated.accounts, signal.coordinated.decisive) == (3, True)
        assert 0.3 < signal.coordinated.share < 0.5  # of the first minute, and of the hour before it
        assert raised.coordinated.model_dump() == {
            "share": signal.coordinated.share,
            "accounts": 3,
            "decisive": True,
        }
        assert "copies by 3 accounts, the rest is no signal, so it declares nothing by itself" in raised.reason
        assert await rig.incidents() == []
        assert await rig.told(PageSent) == await rig.told(CalloutOpened) == []

    async def test_the_same_flood_of_as_many_accounts_declares(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(3):
            await a_minute(rig, copies=60, accounts=1_000_000)

        (incident,) = await rig.incidents()
        signal = await the_signal(rig)
        assert signal.incident == incident.id
        assert signal.coordinated is None

    async def test_two_messages_each_of_very_many_accounts_declare(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(2):
            await a_minute(rig, copies=300, accounts=150)

        assert len(await rig.incidents()) == 1

    async def test_people_who_join_a_copied_flood_make_it_an_incident_then(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(10):
            await a_minute(rig, copies=60)
        assert await rig.incidents() == []

        for _ in range(5):
            await a_minute(rig, copies=60, people=40)

        (incident,) = await rig.incidents()
        signal = await the_signal(rig)
        (declared,) = await rig.told(IncidentDeclared)
        assert declared.signal == signal.episode
        assert (signal.incident, incident.signals[0]) == (incident.id, signal.episode)
        assert signal.coordinated is not None
        assert not signal.coordinated.decisive
        assert signal.reason.endswith("UTC it is one without them too")
        assert len([each for each in await rig.told(SignalRaised) if each.measure == "volume"]) == 1

    async def test_copies_do_not_make_an_incident_graver(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(4):
            await a_minute(rig, people=60)
        (before,) = await rig.incidents()
        for _ in range(3):
            await a_minute(rig, copies=400, people=60)

        (after,) = await rig.incidents()
        assert after.severity == before.severity

    async def test_a_person_may_declare_what_copies_alone_made(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(5):
            await a_minute(rig, copies=60)
        signal = await the_signal(rig)

        incident = await rig.commands.declare(CommandCaller(BRAND, "ann", "c1"), "Ash", 2, None, signal.episode)

        assert incident.signals == (signal.episode,)
        for _ in range(4):
            await a_minute(rig, copies=60, people=40)
        assert [each.id for each in await rig.incidents()] == [incident.id]

    async def test_a_copied_flood_does_not_keep_an_incident_open(self, rig: Rig) -> None:
        incident = await rig.commands.declare(CommandCaller(BRAND, "ann", "c1"), "Ash", 2, None, None)
        for _ in range(25):
            await a_minute(rig)
        for _ in range(5):
            await a_minute(rig, copies=60)

        assert (await the_signal(rig)).incident is None
        assert [(each.id, each.signals) for each in await rig.incidents()] == [(incident.id, ())]

    async def test_a_real_surge_right_after_a_copied_flood_declares(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(5):
            await a_minute(rig, copies=200)
        for _ in range(30):
            await a_minute(rig)
        assert (await the_signal(rig)).state == "cleared"
        assert await rig.incidents() == []
        for _ in range(4):
            await a_minute(rig, people=60)

        (incident,) = await rig.incidents()
        assert incident.severity >= 2

    async def test_another_brand_declares_as_ever_while_one_is_flooded(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
            await a_minute_beside(rig, 4)
        for _ in range(4):
            await a_minute(rig, copies=200)
            await a_minute_beside(rig, 60)

        assert await rig.incidents() == []
        assert len(await rig.incidents("beside")) == 1

    async def test_copies_are_counted_once_however_often_they_come(self, rig: Rig) -> None:
        messages = [a_message(n, rig.clock.now(), text=ASH, contact=f"account-{n % 3}") for n in range(30)]
        await rig.hear(messages[:20])
        await rig.hear(messages, offset=0)
        await rig.hear(messages)

        assert await copied(rig) == (30, 27)

    async def test_automatic_mail_is_counted_neither_as_a_message_nor_as_a_copy(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        before = await copied(rig)
        for _ in range(5):
            mails = [a_message(rig.number + n, rig.clock.now(), text=ASH) for n in range(200)]
            await rig.hear([mail.model_copy(update={"automated": True}) for mail in mails])
            rig.number += 200
            rig.clock.advance(60)
            await rig.turn()

        assert await copied(rig) == before
        assert await rig.told(SignalRaised) == []

    async def test_two_replicas_count_the_copies_of_one_flood(self, rig: Rig) -> None:
        second = rig.another()
        at = rig.clock.now()
        await rig.hear([a_message(n, at, text=ASH, contact=f"account-{n}") for n in range(6)])
        halves = [
            [a_message(1_000 * part + n, at, text=ASH, contact=f"account-{n % 3}") for n in range(30)]
            for part in (1, 2)
        ]

        await asyncio.gather(
            *(
                taken(process.on_inbox, half, part + 5)
                for part, (process, half) in enumerate(zip((rig.process, second), halves, strict=True))
            )
        )

        assert await copied(rig) == (66, 60)

    async def test_a_lost_detector_is_rebuilt_and_still_holds_what_copies_made(self, rig: Rig) -> None:
        for _ in range(25):
            await a_minute(rig)
        for _ in range(6):
            await a_minute(rig, copies=60)
        before = await rig.store().detection.detector()
        await rig.lose_detector()
        await a_minute(rig, copies=60)

        after = await rig.store().detection.detector()
        assert before is not None
        assert after is not None
        assert (after[0].volume.opened_at, after[0].volume.held) == (before[0].volume.opened_at, True)
        assert await rig.incidents() == []

        for _ in range(5):
            await a_minute(rig, copies=60, people=40)
        assert len(await rig.incidents()) == 1


async def a_minute_beside(rig: Rig, people: int) -> None:
    """Let the brand beside hear people within the minute that passed, and take its turn."""
    at = rig.clock.now() - timedelta(seconds=30)
    await rig.hear([a_message(rig.number + n, at, brand="beside") for n in range(people)])
    rig.number += people
    await rig.turn()


async def copied(rig: Rig) -> tuple[int, int]:
    """Give how many messages were counted, and how many of them as copies."""
    counts = (await rig.store().detection.counts(0, 2**40)).values()
    return sum(count.inbound for count in counts), sum(count.copied for count in counts)
