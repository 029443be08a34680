"""Which count a window is read from, before and after a switch."""

from datetime import timedelta

from services.analytics.domain.generations import ALWAYS, Generations
from services.analytics.domain.windows import TimeSpan
from tests.support.analytics.builders import NOON

DAY = timedelta(days=1)
ONCE = Generations().switched(NOON, 1)


def test_windows_before_the_cut_stay_with_the_count_that_had_them() -> None:
    assert (ONCE.of(NOON - DAY), ONCE.of(NOON), ONCE.current) == (0, 1, 1)


def test_a_span_across_the_cut_is_read_in_two_parts() -> None:
    span = TimeSpan(NOON - DAY, NOON + DAY)
    assert ONCE.parts(span) == [(TimeSpan(NOON - DAY, NOON), 0), (TimeSpan(NOON, NOON + DAY), 1)]
    assert Generations().parts(span) == [(span, 0)]
    assert ONCE.parts(TimeSpan(NOON - 2 * DAY, NOON - DAY)) == [(TimeSpan(NOON - 2 * DAY, NOON - DAY), 0)]


def test_a_later_cut_keeps_the_windows_between_the_two() -> None:
    twice = ONCE.switched(NOON + DAY, 2)
    assert [twice.of(NOON + days * DAY) for days in (-1, 0, 1)] == [0, 1, 2]


def test_a_cut_at_or_before_another_takes_its_place() -> None:
    assert ONCE.switched(NOON, 2).numbers == (0, 2)
    assert ONCE.switched(NOON - DAY, 2).numbers == (0, 2)
    assert ONCE.switched(ALWAYS, 2) == Generations(((ALWAYS, 2),))
