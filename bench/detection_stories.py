"""Made-up streams of stories: what of one story is found how soon, and how often chance alone raises it and reach."""

from __future__ import annotations

import copy
import math
import random
from collections.abc import Iterator

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.detector_config import DetectorConfig
from services.crisis.domain.detector_state import DetectorState
from services.crisis.domain.episode import Raised
from services.crisis.domain.slot_detector import judge_slot
from services.crisis.domain.story_count import StoryCount

WEEK = 604_800.0
SPAN = BucketSpan(300.0)
PER_DAY = (1.0, 10.0, 60.0)  # new stories of a brand
SIZES = (1.2, 2.0, 3.0)  # exponents that their sizes fall by
WEEKS, SETTLED = 16, 4  # of each stream, and those at its beginning that are counted apart
EVERY_SLOTS, LASTS_SLOTS = 1_009, 6  # a large story is tried once in three and a half days, for half an hour
TIMES = 20  # a tried story has so many times the messages a slot that the smallest one begins with
FEW = 10  # messages of a slot whose writers' followers are drawn, so that the report takes seconds
MEASURES = ("story", "reach")


def _slots(per_day: float, size: float) -> Iterator[CountBucket]:
    """New stories by day and by night that fade from slot to slot."""
    chance, number = random.Random(f"{per_day}/{size}"), 0  # noqa: S311 - a made-up stream, the same each time
    told: dict[str, tuple[float, float]] = {}
    for slot in range(int(WEEKS * WEEK / SPAN.bucket_seconds)):
        start = slot * SPAN.bucket_seconds
        rate = per_day / 288.0 * math.exp(0.6 * math.sin(2.0 * math.pi * start / 86_400.0))
        while chance.random() < rate / (1.0 + rate):
            number += 1
            told[f"s{number}"] = 2.5 * chance.paretovariate(size), chance.choice((0.3, 0.6, 0.8))
        stories = {story: _count(chance, mean) for story, (mean, _) in told.items()}
        told = {story: (mean * fade, fade) for story, (mean, fade) in told.items() if mean * fade > 0.3}
        yield CountBucket(start, stories={story: count for story, count in stories.items() if count.messages})


def _count(chance: random.Random, mean: float) -> StoryCount:
    messages = int(mean) + (chance.random() < mean % 1.0)
    return StoryCount(messages, 0, int(sum(300 * chance.paretovariate(1.2) for _ in range(min(messages, FEW)))))


def _raised(state: DetectorState, slot: CountBucket, config: DetectorConfig) -> list[Raised]:
    return [each.news for each in judge_slot(state, slot, config, SPAN) if isinstance(each.news, Raised)]


def _tried(state: DetectorState, start: float, config: DetectorConfig) -> dict[str, int]:
    """In which slot of a large story, from 1, either measure raised it; the memory itself does not learn from it."""
    ahead, chance, found = copy.deepcopy(state), random.Random(start), dict[str, int]()  # noqa: S311 - made up
    for slot in range(LASTS_SLOTS):
        bucket = CountBucket(start + slot * SPAN.bucket_seconds, stories={"large": _count(chance, 2.5 * TIMES)})
        for raised in _raised(ahead, bucket, config):
            found.setdefault(raised.measure, slot + 1)
    return found


def report_stories(config: DetectorConfig) -> None:
    """Print false alerts a day of either measure beside what was asked, then what was found of large stories."""
    days = (WEEKS - SETTLED) * 7.0
    asked = 1.0 / config.false_story_days, 1.0 / config.false_reach_days
    print(f"stories, {days:.0f} days of each stream; false a day asked for: story {asked[0]:.3f}, reach {asked[1]:.3f}")
    print(f"{'a day':>6} {'sizes':>6} {'story':>7} {'reach':>7} {'found':>7} {'slots to find':>14} {'by reach':>9}")
    for per_day in PER_DAY:
        for size in SIZES:
            state, alerts = DetectorState(config.version, 0.0), list[str]()
            tries: list[dict[str, int]] = []
            for place, slot in enumerate(_slots(per_day, size)):
                settled = slot.start >= SETTLED * WEEK
                if settled and place % EVERY_SLOTS == 0:
                    tries.append(_tried(state, slot.start, config))
                alerts += [each.measure for each in _raised(state, slot, config) if settled]
            delays = sorted(each["story"] for each in tries if "story" in each)
            false = [alerts.count(measure) / days for measure in MEASURES]
            shown, median = f"{len(delays)}/{len(tries)}", f"{delays[len(delays) // 2]}" if delays else "-"
            reached = sum("reach" in each for each in tries)
            print(
                f"{per_day:>6g} {size:>6g} {false[0]:>7.3f} {false[1]:>7.3f} {shown:>7} {median:>14} {reached:>9}",
                flush=True,
            )
