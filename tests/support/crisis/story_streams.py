"""Made-up streams of stories in which chance alone speaks: sparse, with sizes and followers that fall like a power."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator

from services.crisis.domain.bucket import BucketSpan, CountBucket
from services.crisis.domain.story_count import StoryCount

WEEK = 7 * 86_400
SLOT = BucketSpan(300.0)
FIRST_SIZE = 5  # messages that the smallest story has in all
FADES = (0.3, 0.6, 0.8)  # what is left of a story from slot to slot
FOLLOWED_MOST = 20  # messages of a slot whose writers' followers are drawn


def slots(per_day: float, alpha: float, weeks: int, seed: int) -> Iterator[CountBucket]:
    """Give slots with so many new stories a day, by day three times as many as by night; `alpha` is of their sizes."""
    chance, number = random.Random(f"{per_day}/{alpha}/{seed}"), 0
    told: dict[str, tuple[float, float]] = {}
    for slot in range(weeks * 2_016):
        start = slot * SLOT.bucket_seconds
        rate = per_day / 288 * math.exp(0.6 * math.sin(2 * math.pi * start / 86_400))
        while chance.random() < rate / (1.0 + rate):
            number += 1
            told[f"s{number}"] = FIRST_SIZE / 2 * chance.paretovariate(alpha), chance.choice(FADES)
        stories = {}
        for story, (mean, fade) in list(told.items()):
            count = int(mean) + (chance.random() < mean % 1.0)
            if count:
                stories[story] = StoryCount(count, 0, _followers(chance, count))
            if mean * fade > 0.3:
                told[story] = mean * fade, fade
            else:
                del told[story]
        yield CountBucket(start, stories=stories)


def _followers(chance: random.Random, messages: int) -> int:
    return int(sum(300 * chance.paretovariate(1.2) for _ in range(min(messages, FOLLOWED_MOST))))
