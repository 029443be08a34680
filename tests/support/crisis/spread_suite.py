"""What every store of crisis must show of how stories spread."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.inbox import MessageStored
from services.crisis.application.spreading import SpreadingStory
from services.crisis.application.unit_of_work import Missing
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.domain.severity import SeverityRules
from services.crisis.domain.spread_counts import SLOTS_KEPT, SpreadCounts, slot_of
from tests.support.crisis.builders import BRAND, NOON, a_message
from tests.support.crisis.rig import Process, Rig

ASH = "All flights from Amsterdam are cancelled because of the volcanic ash and nobody tells us anything"


async def only_story(rig: Rig, brand: str = BRAND) -> SpreadingStory:
    (story,) = (await rig.process.application.queries.stories(brand, 10, None)).items
    return story


async def stored(rig: Rig) -> tuple[int, SpreadCounts]:
    """Give the messages of the only story, and what is stored of its spread."""
    (counted,) = (await rig.store().stories.largest(10, None)).items
    return counted.story.messages, counted.spread


async def take(process: Process, messages: Sequence[MessageStored], partition: int) -> None:
    """Have a process count messages of a partition of its own, again as long as another is first."""
    batch = [a_delivery(message, partition=partition, offset=n) for n, message in enumerate(messages)]
    for _ in range(50):
        try:
            await process.on_inbox(batch)
        except Retry:
            continue
        return
    raise AssertionError("another process was first every time")


class SpreadSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_story_that_grows_says_how_fast(self, rig: Rig) -> None:
        number = 0
        for slot in range(8):
            at = rig.clock.now()
            joined = range(number, number + 2 ** min(slot, 6))
            await rig.hear([a_message(n, at, text=ASH) for n in joined])
            number = joined.stop
            rig.clock.advance(300)
        rig.clock.advance(10)

        spread = (await only_story(rig)).spread

        assert spread.growth.trend == "growing"
        assert spread.growth.doubling is not None
        assert 200 < spread.growth.doubling.seconds < 700
        assert spread.until == NOON + timedelta(minutes=40)
        assert spread.reach is not None
        assert (spread.reach.last_hour, spread.reach.ratio) == (number * 10, None)

    async def test_counting_that_lags_is_waited_for_so_that_a_story_does_not_seem_to_fade(self, rig: Rig) -> None:
        rig.clock.advance(1_800)
        await rig.hear([a_message(n, NOON + timedelta(minutes=n), text=ASH) for n in range(13)])
        assert (await only_story(rig)).spread.until == NOON + timedelta(minutes=10)
        rig.clock.advance(400)
        assert (await only_story(rig)).spread.until == NOON + timedelta(minutes=35), "nothing more is being counted"

    async def test_languages_and_channels_are_told_with_their_first_message(self, rig: Rig) -> None:
        later = NOON + timedelta(minutes=1)
        await rig.hear([a_message(n, text=ASH) for n in range(5)])
        await rig.hear([a_message(6, later, text=ASH, channel="email", language="nl")])
        await rig.hear([a_message(7, later, text=ASH, channel="email", language=None)])

        spread = (await only_story(rig)).spread

        assert {name: (each.messages, each.first_at) for name, each in spread.languages.items()} == {
            "en": (5, NOON),
            "nl": (1, later),
        }
        assert {name: (each.messages, each.first_at) for name, each in spread.channels.items()} == {
            "x": (5, NOON),
            "email": (2, later),
        }
        assert list(spread.channels) == ["x", "email"]

    async def test_how_its_messages_sound_is_counted_with_each_batch(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH, mood="negative") for n in range(9)])
        await rig.hear([a_message(20, text=ASH, mood="positive"), a_message(21, text=ASH, mood="unknown")])

        story = await only_story(rig)
        tones = story.spread.tones

        assert (tones.negative, tones.neutral, tones.positive, tones.unknown) == (9, 0, 1, 1)
        assert (tones.opposition, tones.support, story.severity) == (0.9, 0.1, 2)
        calmer = CrisisPolicy(severity=SeverityRules(angry_share=0.95))
        await rig.policy(calmer)
        assert (await only_story(rig)).severity == 1

    async def test_a_text_that_few_accounts_copy_is_coordinated_and_one_of_many_is_not(self, rig: Rig) -> None:
        copied = [a_message(n, brand="copied", text=ASH, contact=f"c{n % 3}") for n in range(12)]
        await rig.hear([*copied[:5], *(a_message(n, text=ASH) for n in range(12))])
        assert not (await only_story(rig, "copied")).spread.coordinated
        await rig.hear(copied[5:])

        few, many = (await only_story(rig, "copied")).spread, (await only_story(rig)).spread

        assert (few.authors, few.coordinated) == (3, True)
        assert (many.authors, many.coordinated) == (12, False)

    async def test_a_replayed_batch_adds_nothing_to_a_spread(self, rig: Rig) -> None:
        messages = [a_message(n, text=ASH) for n in range(6)]
        await rig.hear(messages, offset=0)
        before = await only_story(rig)
        await rig.hear(messages, offset=0)
        await rig.hear(messages, offset=50)
        assert await only_story(rig) == before

    async def test_two_processes_that_write_one_story_at_once_lose_nothing(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(6)])
        other = rig.another()
        for turn in range(4):
            rig.clock.advance(300)
            at, first = rig.clock.now(), 100 * (turn + 1)
            theirs = [
                [a_message(first + 50 * side + n, at, text=ASH, channel=("x", "email")[side]) for n in range(20)]
                for side in (0, 1)
            ]
            both = zip((rig.process, other), theirs, strict=True)
            await asyncio.gather(
                *(take(process, its, 10 + 2 * turn + side) for side, (process, its) in enumerate(both))
            )
        story, counted = await stored(rig)
        assert story == 166
        assert sum(counted.messages.values()) == 166
        assert sum(counted.reach.values()) == 1_660
        assert {name: each.messages for name, each in counted.channels.items()} == {"x": 86, "email": 80}
        assert counted.languages["en"].messages == len(counted.authors) == 166

    async def test_slots_older_than_half_a_day_are_dropped(self, rig: Rig) -> None:
        for n in range(30):
            await rig.hear([a_message(10 * n + each, rig.clock.now(), text=ASH) for each in range(5)])
            rig.clock.advance(3_600)
        _, counted = await stored(rig)
        oldest = slot_of(rig.clock.now() - timedelta(hours=1), 300) - SLOTS_KEPT
        assert len(counted.messages) == len(counted.reach) == 12
        assert min(counted.messages) > oldest

    async def test_a_group_that_is_no_story_yet_and_a_story_of_another_brand_are_not_found(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=ASH) for n in range(4)])
        (group,) = await rig.stories()
        queries = rig.process.application.queries
        with pytest.raises(Missing):
            await queries.story(BRAND, group.id)
        await rig.hear([a_message(4, text=ASH)])
        assert (await queries.story(BRAND, group.id)).story.messages == 5
        with pytest.raises(Missing):
            await queries.story("other", group.id)
