"""Counting the messages of stories into the buckets of their brand, in memory, before one write adds the sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

from services.crisis.domain.story import Growth, StoryPost
from services.crisis.domain.story_count import StoryCount
from services.crisis.domain.tally import BucketCount, bucket_start

COUNTED_MOST = 50  # stories of one batch in one bucket, the largest: none below them is the largest of its slot


def count_stories(
    counts: Mapping[tuple[str, int], BucketCount],
    growths: Mapping[str, Iterable[Growth]],
    bucket_seconds: int,
    copies: Collection[tuple[str, str]],
) -> None:
    """Add to a batch's sums, by brand and bucket, what joined stories that are found; `copies` by brand and message.

    A story counts from the batch on that finds it: the few messages before belong to nothing yet.
    """
    found: dict[tuple[str, int], dict[str, StoryCount]] = defaultdict(dict)
    for brand, grown in growths.items():
        for growth in grown:
            if not growth.story.found:
                continue
            for post in growth.joined:
                its = found[brand, bucket_start(post.at.timestamp(), bucket_seconds)]
                one = _one(post, is_copy=(brand, post.message) in copies)
                its[growth.story.id] = its.get(growth.story.id, StoryCount()).plus(one)
    for place, its in found.items():
        largest = sorted(its, key=lambda story: (-its[story].messages, story))[:COUNTED_MOST]
        counts[place].stories = {story: its[story] for story in largest}


def _one(post: StoryPost, *, is_copy: bool) -> StoryCount:
    return StoryCount(1, 1) if is_copy else StoryCount(1, 0, post.reach or 0)
