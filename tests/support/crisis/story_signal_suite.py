"""One story inside a calm total, and the reach of stories, as signals: what is raised, declared, held and explained."""

from __future__ import annotations

from datetime import timedelta

from contracts.crisis import IncidentDeclared, StorySignalRaised
from services.crisis.application.signal_effects import TITLES
from services.crisis.domain.judged import days_of
from services.crisis.domain.signal import Signal
from services.crisis.domain.views import Measure
from services.crisis.http.explanations import explanation_view
from services.crisis.http.presenters import signal_view
from tests.support.crisis.builders import BRAND, NOON, a_message
from tests.support.crisis.copies_suite import ASH
from tests.support.crisis.rig import Rig

EACH = 8  # messages of a minute, whoever writes them
CALM = 110  # minutes after which the brand is known


async def a_minute(rig: Rig, *, story: int = 0, accounts: int = 1_000_000, reach: int = 10, total: int = EACH) -> None:
    """Let a minute pass with so many messages in all, of which some tell one story; detection takes its turn."""
    at, first = rig.clock.now() + timedelta(seconds=1), rig.number
    await rig.hear(
        [a_message(first + n, at, text=ASH, contact=f"a{(first + n) % accounts}", reach=reach) for n in range(story)]
        + [a_message(n, at) for n in range(first + story, first + max(total, story))]
    )
    rig.number += max(total, story)
    rig.clock.advance(60)
    await rig.turn()


async def a_calm_brand(rig: Rig) -> None:
    """Let a brand be known, up to the end of a slot of five minutes."""
    for _ in range(CALM):
        await a_minute(rig)


async def signals(rig: Rig, measure: Measure) -> list[Signal]:
    """Give the signals of a measure, the newest first."""
    found = (await rig.store().signals.newest(None, 20, None)).items
    return [each for each in found if each.measure == measure]


class StorySignalSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_story_in_a_calm_total_is_a_signal_within_two_slots_and_declares(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH)

        (signal,) = await signals(rig, "story")
        (story,) = [each for each in await rig.stories() if each.found]
        (raised,) = await rig.told(StorySignalRaised)
        (declared,) = await rig.told(IncidentDeclared)
        assert signal.story == raised.story == story.id
        assert (raised.measure, raised.window_seconds, raised.observed) == ("story", 300, 5.0 * EACH)
        assert (declared.title, declared.signal, declared.severity) == (TITLES["story"], signal.episode, 1)
        assert signal_view(signal).story == story.id
        assert ASH not in raised.reason

    async def test_a_story_that_makes_the_total_surge_too_is_one_incident(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=120)

        (incident,) = await rig.incidents()
        (volume,), (story,) = await signals(rig, "volume"), await signals(rig, "story")
        assert volume.incident == story.incident == incident.id
        assert {volume.episode, story.episode} <= set(incident.signals)
        assert len(await rig.told(IncidentDeclared)) == 1

    async def test_a_story_that_few_accounts_copy_is_held_and_declares_nothing(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH, accounts=3)

        (signal,) = await signals(rig, "story")
        assert signal.coordinated is not None
        assert (signal.coordinated.decisive, signal.coordinated.accounts) == (True, 3)
        assert "of the story's messages are copies by 3 accounts" in signal.reason
        assert await rig.incidents() == []

    async def test_a_story_that_is_told_no_more_is_over(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH)
        for _ in range(10):
            await a_minute(rig)

        (signal,) = await signals(rig, "story")
        assert (signal.state, signal.peak) == ("cleared", 5.0 * EACH)

    async def test_few_messages_that_reach_very_many_are_a_signal_of_reach(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=2, reach=40_000_000)

        (signal,) = await signals(rig, "reach")
        assert (signal.story, signal.observed >= 40_000_000) == (None, True)
        assert await signals(rig, "volume") == []

    async def test_the_minutes_of_a_slot_are_explained_by_the_figures_it_was_judged_by(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(12):
            await a_minute(rig, story=EACH)

        (signal,) = await signals(rig, "story")
        for minute in range(5):
            at = signal.opened_at + timedelta(minutes=minute)
            explained = await rig.process.application.queries.explanation(BRAND, at)
            story = next(each for each in explained.measures if each.judged.measure == "story")
            assert story.judged.figures is not None
            assert (explained.exact, story.judged.verdict, story.signal) == (True, "raised", signal)
            assert (story.judged.observed, days_of(story.judged.figures.rarity)) == (signal.observed, signal.score)
            assert story.judged.figures.expected == signal.expected
        shown = explanation_view(explained)
        assert [each.measure for each in shown.measures] == ["volume", "negative_share", "story", "reach"]
        assert shown.measures[2].story == signal.story
        assert shown.measures[2].sentence.startswith("40 messages of one story in its five minutes (nine slots of ten")

    async def test_a_slot_that_is_not_over_says_nothing_of_stories_yet(self, rig: Rig) -> None:
        for _ in range(7):
            await a_minute(rig)
        explained = await rig.process.application.queries.explanation(BRAND, NOON + timedelta(minutes=5))
        assert [each.judged.measure for each in explained.measures] == ["volume", "negative_share"]
        earlier = await rig.process.application.queries.explanation(BRAND, NOON + timedelta(minutes=2))
        assert [each.judged.measure for each in earlier.measures] == ["volume", "negative_share", "story", "reach"]
        assert (earlier.measures[2].judged.story, earlier.measures[2].judged.verdict) == (None, "learning")

    async def test_a_detector_that_is_rebuilt_finds_the_same_episode(self, rig: Rig) -> None:
        await a_calm_brand(rig)
        for _ in range(10):
            await a_minute(rig, story=EACH)
        before = await signals(rig, "story")
        await rig.lose_detector()
        await a_minute(rig, story=EACH)

        after = await signals(rig, "story")
        assert [each.episode for each in after] == [each.episode for each in before]
        assert after[0].state == "live"
