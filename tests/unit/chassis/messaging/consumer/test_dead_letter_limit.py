"""The limit on dead letters in a row."""

import pytest

from chassis.messaging.consumer.dead_letter_limit import DeadLetterLimit, DeadLetterLimitReached
from tests.unit.chassis.messaging.records import Clock


def test_dead_letters_in_a_row_reach_the_limit() -> None:
    limit = DeadLetterLimit(3, 60)
    with pytest.raises(DeadLetterLimitReached):
        limit.note([True, True, True])


def test_a_good_record_between_ends_the_row() -> None:
    DeadLetterLimit(3, 60).note([True, True, False, True, True])


def test_a_row_that_is_older_than_the_window_begins_anew() -> None:
    clock = Clock()
    limit = DeadLetterLimit(3, 60, clock)
    limit.note([True, True])
    clock.now += 61
    limit.note([True, True])
    with pytest.raises(DeadLetterLimitReached):
        limit.dead()
