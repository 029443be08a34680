"""What a batch adds to a story's spread is bounded, whatever the batch holds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from services.crisis.domain.spread_counts import SLOTS_KEPT, SpreadCounts, SpreadKnown, slot_of
from services.crisis.domain.spread_gain import spread_gain
from services.crisis.domain.story import Story, StoryPost

NOON = datetime(2026, 4, 15, 12, 0, tzinfo=UTC)
END = slot_of(NOON, 300)


def a_post(
    at: datetime = NOON, author: int = 1, *, reach: int | None = 10, channel: str = "x", language: str | None = "nl"
) -> StoryPost:
    return StoryPost("c", "m", "ash", "ash", (), reach, at, author, channel, language)


def a_story(last_at: datetime = NOON, known: SpreadKnown | None = None) -> Story:
    return Story("s", "ash", "ash", (), 5, 5, last_at, last_at, known=known or SpreadKnown())


def test_messages_and_known_reach_are_summed_by_slot() -> None:
    earlier = NOON - timedelta(minutes=7)
    gain = spread_gain([a_post(), a_post(reach=None), a_post(earlier, reach=None)], None, NOON, 300)
    assert (gain.messages, gain.reach) == ({END: 2, END - 2: 1}, {END: 10})
    assert gain.since == earlier


def test_what_is_too_old_is_in_no_slot_and_a_clock_ahead_counts_as_now() -> None:
    old, ahead = NOON - timedelta(hours=13), NOON + timedelta(days=3)
    gain = spread_gain([a_post(old), a_post(ahead)], None, NOON, 300)
    assert gain.messages == {END: 1}
    assert gain.channels["x"].messages == 2


def test_an_account_counts_once_and_none_is_added_beyond_those_told_apart() -> None:
    many = [a_post(author=number % 300) for number in range(600)]
    assert spread_gain(many[:2] * 3, None, NOON, 300).authors == (0, 1)
    assert len(spread_gain(many, a_story(known=SpreadKnown(authors=tuple(range(200)))), NOON, 300).authors) == 201
    assert spread_gain(many, a_story(known=SpreadKnown(authors=tuple(range(201)))), NOON, 300).authors == ()


def test_languages_beyond_thirty_are_left_out_and_known_ones_go_on() -> None:
    known = SpreadKnown(languages=tuple(f"l{number}" for number in range(29)))
    posts = [a_post(language=language) for language in ("l3", "new", "newer", None)]
    gain = spread_gain(posts, a_story(known=known), NOON, 300)
    assert gain.languages.keys() == {"l3", "new"}


def test_a_name_that_cannot_be_a_field_is_left_out() -> None:
    gain = spread_gain([a_post(channel="a.b", language="$where")], None, NOON, 300)
    assert (gain.channels, gain.languages) == ({}, {})


def test_however_it_is_written_a_story_keeps_half_a_day_of_slots() -> None:
    counts, story = SpreadCounts(), None
    at = NOON
    for minutes in (0, 5, 5, 20, 3, 200, 700, 5, 1, 2_000, 10) * 4:
        at += timedelta(minutes=minutes)
        counts = counts.plus(spread_gain([a_post(at), a_post(at - timedelta(hours=11))], story, at, 300))
        story = a_story(at)
        assert min(counts.messages) > slot_of(at, 300) - SLOTS_KEPT
        assert counts.reach.keys() == counts.messages.keys()


def test_what_a_process_added_late_is_dropped_too() -> None:
    late = spread_gain([a_post(NOON - timedelta(hours=11, minutes=55))], a_story(), NOON, 300)
    counts = SpreadCounts().plus(late)
    after = NOON + timedelta(minutes=40)
    counts = counts.plus(spread_gain([a_post(after)], a_story(NOON + timedelta(minutes=35)), after, 300))
    assert counts.messages == {slot_of(after, 300): 1}
