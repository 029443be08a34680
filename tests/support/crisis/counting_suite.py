"""Messages are counted once, whatever comes again, and near-duplicates become stories."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.crisis import StoryFound
from services.crisis.application.counting import Batch, CountState
from services.crisis.consumers.inbox_events import OnInboxEvents, batch_of
from tests.support.crisis.builders import NOON, a_message
from tests.support.crisis.rig import Process, Rig

ASH = "All flights from Amsterdam are cancelled because of the volcanic ash and nobody tells us anything"


def _overtaken(process: Process, state: CountState) -> OnInboxEvents:
    """Give the consumer of a process that loaded a batch before another one counted it."""

    async def count(batch: Batch) -> None:
        await process.count.commit(process.count.decide(state, batch))

    return OnInboxEvents(count)


class CountingSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_replayed_batch_counts_once(self, rig: Rig) -> None:
        messages = [a_message(n) for n in range(10)]

        await rig.hear(messages, offset=0)
        await rig.hear(messages, offset=0)

        assert await rig.inbound() == 10

    async def test_a_batch_that_overlaps_one_counted_before_adds_only_the_rest(self, rig: Rig) -> None:
        await rig.hear([a_message(n) for n in range(10)], offset=0)
        await rig.hear([a_message(n) for n in range(5, 15)], offset=5)

        assert await rig.inbound() == 15

    async def test_an_event_published_again_under_another_offset_counts_once(self, rig: Rig) -> None:
        await rig.hear([a_message(1), a_message(1), a_message(2)], offset=0)
        await rig.hear([a_message(1)], offset=100)

        assert await rig.inbound() == 2

    async def test_a_second_process_that_counted_the_batch_first_makes_the_other_read_again(self, rig: Rig) -> None:
        batch = [a_delivery(a_message(n), offset=n) for n in range(5)]
        slow = rig.another()
        overtaken = _overtaken(slow, await slow.count.load(batch_of(batch)))
        await rig.process.on_inbox(batch)

        with pytest.raises(Retry):
            await overtaken(batch)
        assert await rig.inbound() == 5

    async def test_sentiment_reach_and_cases_are_counted_and_unknown_is_not_neutral(self, rig: Rig) -> None:
        await rig.hear(
            [
                a_message(1, mood="negative", reach=100),
                a_message(2, mood="unknown", triage="monitor", reach=None),
                a_message(3, mood="positive", triage="escalate"),
            ]
        )

        (count,) = (await rig.store().detection.counts(0, 2**40)).values()
        assert (count.inbound, count.negative, count.unknown, count.reach, count.cases) == (3, 1, 1, 110, 2)

    async def test_near_duplicates_become_one_story_that_is_told_once(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=f"{ASH} {'!' * n} @klm https://t.co/{n}") for n in range(4)])
        await rig.hear([a_message(10 + n, NOON + timedelta(seconds=n), text=f"RT {ASH}") for n in range(4)])
        await rig.hear([a_message(20, text="My suitcase has not arrived in Rome, who can help me find it please")])

        (found,) = await rig.told(StoryFound)
        stories = await rig.stories()
        assert (found.messages, [story.messages for story in stories]) == (8, [8, 1])

    async def test_brands_never_share_a_story(self, rig: Rig) -> None:
        await rig.hear([a_message(n, brand=brand, text=ASH) for n in range(3) for brand in ("klm", "other")])

        assert await rig.told(StoryFound) == []
        for brand in ("klm", "other"):
            (story,) = await rig.stories(brand)
            assert story.messages == 3
