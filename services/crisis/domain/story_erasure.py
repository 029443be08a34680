"""What an erased conversation leaves of stories and of the messages that are compared: counts, and no words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from services.crisis.domain.story import Story
from services.crisis.domain.tally import InboundMessage

Erased = Mapping[str, Collection[str]]
"""Erased conversations by brand."""


def without(story: Story, conversations: Collection[str]) -> Story:
    """A story without what it keeps of erased conversations; without words if its first message stood in one of them.

    A story without words takes no more messages: the next one that says the same begins another. A story that does not
    know where it began, which an older build stored, began where its first untold message stands.
    """
    untold = tuple(each for each in story.untold if each.conversation not in conversations)
    begun_in = story.begun_in or next((each.conversation for each in story.untold), "")
    if begun_in not in conversations:
        return replace(story, untold=untold)
    return replace(story, example="", cleaned="", lead="", bands=(), untold=untold, begun_in="")


def all_without(stories: Mapping[str, Sequence[Story]], erased: Erased) -> dict[str, list[Story]]:
    """Stories by brand, each without what it keeps of erased conversations."""
    return {brand: [without(each, erased.get(brand, ())) for each in its] for brand, its in stories.items()}


def standing(messages: Iterable[InboundMessage], erased: Erased) -> list[InboundMessage]:
    """The messages that stand in no erased conversation."""
    return [each for each in messages if each.conversation not in erased.get(each.brand, ())]
