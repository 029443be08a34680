"""How far the clock of a sandbox may be moved."""

import pytest

from gateway.domain.sandbox import MOST_AHEAD_SECONDS, NotASandbox, TooFarAhead, moved


def test_a_clock_is_moved_from_where_it_stands_up_to_a_year_ahead() -> None:
    assert moved(0, 3600, sandbox=True) == 3600
    assert moved(3600, 60, sandbox=True) == 3660
    assert moved(MOST_AHEAD_SECONDS - 60, 60, sandbox=True) == MOST_AHEAD_SECONDS
    with pytest.raises(TooFarAhead) as refused:
        moved(MOST_AHEAD_SECONDS - 60, 61, sandbox=True)
    assert refused.value.left == 60


def test_the_clock_of_a_real_brand_is_never_moved() -> None:
    with pytest.raises(NotASandbox):
        moved(0, 1, sandbox=False)
