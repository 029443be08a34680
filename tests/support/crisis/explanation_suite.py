"""A minute is explained by the very figures it was judged by, as long as detection remembers it."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from contracts.crisis import SignalRaised
from services.crisis.application.explaining import NotJudgedYet, NotRemembered, SignalExplanation
from services.crisis.application.forecasting import NotYet
from services.crisis.domain.checkpoint import CHECKPOINT_BUCKETS, REPLAY_MOST
from services.crisis.domain.judged import Verdict, days_of
from services.crisis.domain.policy import CrisisPolicy
from services.crisis.http.explanations import explanation_view
from tests.support.crisis.builders import BRAND, NOON, a_message
from tests.support.crisis.maintenance_suite import a_window
from tests.support.crisis.rig import SETTINGS, Rig

MINUTE = timedelta(minutes=1)


async def explain(rig: Rig, at: datetime | None) -> SignalExplanation:
    """The explanation of a minute."""
    return await rig.process.application.queries.explanation(BRAND, at)


def volume(explained: SignalExplanation) -> Verdict:
    """The verdict on the count."""
    return explained.measures[0].judged.verdict


class ExplanationSuite:
    """Inherit and give the fixture `rig`."""

    async def test_a_minute_is_explained_by_what_was_decided_live(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        await rig.minutes(3, 200)
        await rig.minutes(6, 4)

        (raised,) = await rig.told(SignalRaised)
        (signal,) = (await rig.store().signals.newest(None, 5, None)).items
        explained = await explain(rig, signal.opened_at)
        judged = explained.measures[0].judged
        assert judged.figures is not None
        assert (judged.verdict, explained.exact, explained.count.inbound) == ("raised", True, 200)
        assert (judged.observed, judged.figures.expected) == (raised.observed, raised.expected)
        assert days_of(judged.figures.rarity) == raised.score
        assert explained.measures[0].signal == signal
        assert judged.figures.rarity >= judged.figures.asked
        before = await explain(rig, signal.opened_at - MINUTE)
        assert (volume(before), before.exact, before.measures[0].signal) == ("usual", True, None)
        assert volume(await explain(rig, signal.opened_at + MINUTE)) == "lasting"

    async def test_an_answer_has_the_figures_and_says_them(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        await rig.minutes(3, 200)
        (signal,) = (await rig.store().signals.newest(None, 5, None)).items

        shown = explanation_view(await explain(rig, signal.opened_at + MINUTE / 2))

        assert (shown.begins_at, shown.ends_at) == (signal.opened_at, signal.opened_at + MINUTE)
        assert (shown.messages, shown.copied, shown.exact) == (200, 0, True)
        count, anger = shown.measures
        assert (count.measure, count.verdict, count.episode, count.incident) == (
            "volume",
            "raised",
            signal.episode,
            signal.incident,
        )
        assert count.once_in_days is not None
        assert count.asked_days is not None
        assert count.once_in_days == signal.score > count.asked_days
        assert count.sentence.startswith("200 messages (usual: ")
        assert (anger.measure, anger.episode, anger.muted_by) == ("negative_share", None, None)

    async def test_without_a_minute_the_last_one_that_was_judged_is_explained(self, rig: Rig) -> None:
        await rig.minutes(5, 4)
        explained = await explain(rig, None)
        detector = await rig.store().detection.detector()
        assert detector is not None
        assert explained.start + 60 == detector[0].next_start
        assert volume(explained) == "learning"

    async def test_what_was_counted_after_it_was_judged_is_said(self, rig: Rig) -> None:
        await rig.minutes(30, 4)
        at = rig.clock.now() - 10 * MINUTE
        before = await explain(rig, at)

        await rig.hear([a_message(90_000 + n, at) for n in range(50)])

        late = await explain(rig, at)
        assert before.exact is True
        assert (late.exact, late.count.inbound - before.count.inbound) == (False, 50)

    async def test_a_minute_that_was_judged_in_part_makes_no_other_one_inexact(self, rig: Rig) -> None:
        await rig.minutes(25, 4)
        at = rig.clock.now() + timedelta(seconds=1)
        rig.clock.advance(30)
        await rig.hear([a_message(50_000 + n, at) for n in range(200)])
        rig.clock.advance(33)
        await rig.turn()
        assert len(await rig.told(SignalRaised)) == 1

        await rig.hear([a_message(60_000 + n, at) for n in range(100)])
        await rig.minutes(3, 4)

        part = await explain(rig, at)
        assert (part.exact, part.count.inbound, volume(part)) == (False, 300, "raised")
        assert (await explain(rig, at - MINUTE)).exact is True
        assert (await explain(rig, at + MINUTE)).exact is True

    async def test_a_minute_ahead_or_not_judged_or_from_before_detection_is_refused(self, rig: Rig) -> None:
        with pytest.raises(NotJudgedYet):
            await explain(rig, None)
        await rig.minutes(5, 4)
        with pytest.raises(NotYet):
            await explain(rig, rig.clock.now() + MINUTE)
        with pytest.raises(NotRemembered) as refused:
            await explain(rig, NOON - timedelta(hours=1))
        begins = await rig.store().detection.oldest_checkpoint()
        assert begins is not None
        assert refused.value.earliest == datetime.fromtimestamp(begins, UTC)
        rig.clock.advance(180)
        with pytest.raises(NotJudgedYet):
            await explain(rig, rig.clock.now() - MINUTE)

    async def test_changed_settings_have_a_checkpoint_of_their_own(self, rig: Rig) -> None:
        await rig.minutes(5, 4)
        first = await rig.store().detection.oldest_checkpoint()
        assert first is not None

        changed = replace(SETTINGS.detector(), version=3, false_surge_days=30.0)
        await rig.policy(CrisisPolicy(detector=changed))
        await rig.minutes(2, 4)
        second = await rig.store().detection.checkpoint_before(int(rig.clock.now().timestamp()))
        assert second is not None
        assert second.config == changed
        inside = await explain(rig, datetime.fromtimestamp(second.start, UTC) - MINUTE)
        assert (inside.begun.config, inside.exact) == (SETTINGS.detector(), True)
        now = await explain(rig, None)
        assert (now.begun.config, now.exact) == (changed, True)

    async def test_every_minute_of_some_days_lies_near_a_checkpoint(self, rig: Rig) -> None:
        await rig.minutes(3, 4)
        rig.clock.advance(60 * CHECKPOINT_BUCKETS * 3)
        for _ in range(5):
            rig.clock.advance(2)
            await rig.turn()
        detection = rig.store().detection
        first = await detection.oldest_checkpoint()
        assert first is not None
        starts = [first]
        while (following := await detection.checkpoint_after(starts[-1])) is not None:
            starts.append(following.start)
        assert len(starts) in {3, 4}
        assert all(after - before <= 60 * REPLAY_MOST for before, after in pairwise(starts))
        for start in starts:
            assert (await explain(rig, datetime.fromtimestamp(start, UTC) + 10 * MINUTE)).exact is True

    async def test_the_maintenance_window_of_the_minute_is_named(self, rig: Rig) -> None:
        await rig.minutes(3, 4)
        window = await a_window(rig, 60)
        await rig.minutes(3, 4)
        assert (await explain(rig, window.begins_at - 2 * MINUTE)).window is None
        assert (await explain(rig, window.begins_at + MINUTE)).window == window
