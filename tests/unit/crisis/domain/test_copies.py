"""Which messages are copies, and how many of them a brand is used to."""

from __future__ import annotations

import pytest

from services.crisis.domain.copies import HABIT_MOST, Habit, copies_in
from services.crisis.domain.spread_counts import AUTHORS_MOST, SpreadKnown
from services.crisis.domain.story import Growth, Story, StoryPost
from tests.support.crisis.builders import NOON


def grown(*authors: int, known: tuple[int, ...] = ()) -> Growth:
    """Give a story that posts of these authors joined; its ids are their places."""
    posts = tuple(
        StoryPost("c", str(place), "ash", "ash", (), None, NOON, author, "x") for place, author in enumerate(authors)
    )
    story = Story("s", "ash", "ash", (), 1, 0, NOON, NOON, known=SpreadKnown(authors=known))
    return Growth(story, len(posts), 0, is_new=False, announce=False, joined=posts)


def test_the_first_message_of_each_account_in_a_story_is_no_copy() -> None:
    assert copies_in([grown(1, 2, 1, 3, 2, 1)]) == {"2", "4", "5"}


def test_who_told_a_story_in_an_earlier_batch_copies_it_now() -> None:
    assert copies_in([grown(1, 2, known=(1,))]) == {"0"}


def test_an_account_in_two_stories_copies_neither() -> None:
    assert copies_in([grown(1), grown(1)]) == set()


def test_in_a_story_of_more_accounts_than_are_told_apart_nothing_is_a_copy() -> None:
    assert copies_in([grown(1, known=tuple(range(AUTHORS_MOST)))]) == {"0"}
    assert copies_in([grown(1, known=tuple(range(AUTHORS_MOST + 1)))]) == set()
    assert copies_in([grown(*range(AUTHORS_MOST + 1), 1)]) == set()


def test_copies_that_a_brand_is_used_to_count_like_messages() -> None:
    habit = Habit()
    for _ in range(100):
        habit.learn(1_000, 200, 1.0)

    assert habit.excess(1_000, 200) == pytest.approx(0.0, abs=2.0)
    assert habit.excess(1_000, 600) == pytest.approx(500.0, rel=0.01)
    assert habit.excess(1_000, 100) == 0.0


def test_a_brand_without_a_past_is_used_to_no_copies() -> None:
    assert Habit().excess(600, 597) == 597.0


def test_a_slow_flood_becomes_usual_by_half_at_most() -> None:
    habit = Habit()
    for _ in range(1_000):
        habit.learn(1_000, 1_000, 1.0)

    assert HABIT_MOST == 0.5
    assert habit.excess(1_000, 990) == pytest.approx(980.0)


def test_a_habit_is_forgotten_over_weeks() -> None:
    habit = Habit()
    for _ in range(168):
        habit.learn(1_000, 200, 1.0)
    for _ in range(4 * 168):
        habit.learn(1_000, 0, 1.0)

    assert habit.excess(1_000, 200) > 180.0
