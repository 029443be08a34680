"""Erased conversations leave no words in stories, whatever comes first, and counts stay."""

from __future__ import annotations

from datetime import timedelta

import pytest

from chassis.messaging import Retry
from chassis.messaging.testing import a_delivery
from contracts.crisis import StoryFound, StoryGrew
from services.crisis.consumers.inbox_events import batch_of
from services.crisis.domain.story import Story
from tests.support.crisis.builders import NOON, a_message, an_erasure
from tests.support.crisis.counting_suite import ASH, overtaken
from tests.support.crisis.rig import Rig

NAMES = ("Anouk", "Bram", "Carlijn", "Daan", "Esmee", "Fedde", "Guus", "Hanna")


def _signed(number: int) -> str:
    return f"{ASH}, {NAMES[number]}"


def _no_words(story: Story) -> bool:
    return (story.example, story.cleaned, story.lead, story.bands, story.begun_in) == ("", "", "", (), "")


class ErasureSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_story_loses_its_words_when_its_first_message_is_erased_and_keeps_its_counts(
        self, rig: Rig
    ) -> None:
        await rig.hear([a_message(n, NOON + timedelta(seconds=n), text=_signed(n)) for n in range(6)])
        for _ in range(2):
            await rig.hear([an_erasure(0)])

        (story,) = await rig.stories()
        assert _no_words(story)
        assert (story.messages, story.reach, story.found) == (6, 60, True)
        (shown,) = (await rig.store().stories.largest(10, None)).items
        assert (shown.story.example, len(shown.spread.authors)) == ("", 6)
        assert await rig.inbound() == 6

    async def test_a_story_that_was_not_told_loses_its_words_too(self, rig: Rig) -> None:
        await rig.hear([a_message(0, text=_signed(0)), a_message(1, text=_signed(1))])
        await rig.hear([an_erasure(0)])

        (story,) = await rig.stories()
        assert _no_words(story)
        assert [each.conversation for each in story.untold] == [a_message(1).conversation.id]

    async def test_nobody_joins_a_story_without_words_and_the_next_message_begins_another(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=_signed(n)) for n in range(6)])
        await rig.hear([an_erasure(0), a_message(6, text=_signed(6))])
        await rig.hear([a_message(7, text=_signed(7))])

        stories = await rig.stories()
        assert [(story.messages, story.example) for story in stories] == [(6, ""), (2, _signed(6))]

    async def test_of_another_member_only_that_message_is_dropped(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=_signed(n)) for n in range(3)])
        await rig.hear([an_erasure(1)])
        await rig.hear([a_message(n, text=_signed(n)) for n in range(3, 6)])

        (story,) = await rig.stories()
        assert (story.example, story.messages) == (_signed(0), 6)
        (grown,) = await rig.told(StoryGrew)
        told = [each.conversation for each in grown.members]
        assert told == [a_message(n).conversation.id for n in (0, 2, 3, 4, 5)]

    async def test_a_message_that_is_erased_in_its_own_batch_counts_and_joins_no_story(self, rig: Rig) -> None:
        await rig.hear([*(a_message(n, text=_signed(n)) for n in range(7)), an_erasure(0)])

        (found,) = await rig.told(StoryFound)
        (story,) = await rig.stories()
        assert (found.example, story.example, story.messages) == (_signed(1), _signed(1), 6)
        assert await rig.inbound() == 7

    async def test_a_story_whose_words_go_in_the_batch_that_would_find_it_is_not_told(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=_signed(n)) for n in range(4)])
        await rig.hear([a_message(5, text=_signed(5)), an_erasure(0)])

        assert await rig.told(StoryFound) == []
        assert [story.example for story in await rig.stories()] == ["", _signed(5)]

    async def test_words_that_another_process_erases_meanwhile_are_not_told(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=_signed(n)) for n in range(4)])
        finding = [a_delivery(a_message(n, text=_signed(n)), partition=1, offset=n) for n in (5, 6)]
        slow = rig.another()
        late = overtaken(slow, await slow.count.load(batch_of(finding)))
        await rig.hear([an_erasure(0)])

        with pytest.raises(Retry):
            await late(finding)
        await slow.on_inbox(finding)

        assert await rig.told(StoryFound) == []
        assert [(story.messages, story.example) for story in await rig.stories()] == [(4, ""), (2, _signed(5))]

    async def test_a_story_that_was_told_is_not_grown_by_a_process_that_missed_the_erasure(self, rig: Rig) -> None:
        await rig.hear([a_message(n, text=_signed(n)) for n in range(6)])
        joining = [a_delivery(a_message(6, text=_signed(6)), partition=1)]
        slow = rig.another()
        late = overtaken(slow, await slow.count.load(batch_of(joining)))
        await rig.hear([an_erasure(0)])

        with pytest.raises(Retry):
            await late(joining)
        await slow.on_inbox(joining)

        assert [story.messages for story in await rig.stories()] == [6, 1]

    async def test_a_conversation_of_the_same_id_at_another_brand_is_untouched(self, rig: Rig) -> None:
        await rig.hear([a_message(0, text=_signed(0)), a_message(0, brand="other", text=_signed(0))])
        await rig.hear([an_erasure(0, brand="other", conversation=a_message(0).conversation.id)])

        (own,), (others,) = await rig.stories(), await rig.stories("other")
        assert own.example == others.example == _signed(0)
        await rig.hear([an_erasure(0, brand="other")])
        (own,), (others,) = await rig.stories(), await rig.stories("other")
        assert (own.example, others.example) == (_signed(0), "")
