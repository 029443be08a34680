"""A drill passes only where something was shed, in the declared order, and a crisis was answered in time."""

from deploy.drill.figures import LaneFigures, faults
from deploy.drill.load import MOST_WORKERS, workers
from gateway.domain.places import PARTS
from gateway.domain.request_lanes import RequestLane

BULK, LIVE, CRISIS = RequestLane.BULK, RequestLane.LIVE, RequestLane.CRISIS


def _figures(
    bulk: tuple[int, int], live: tuple[int, int], crisis: tuple[int, int], seconds: float = 0.1
) -> dict[RequestLane, LaneFigures]:
    """Served and shed of each lane."""
    told = zip(RequestLane, (bulk, live, crisis), strict=True)
    return {lane: LaneFigures(sent=ok + shed, shed=shed, seconds=[seconds] * ok) for lane, (ok, shed) in told}


def test_bulk_first_then_live_and_nothing_of_a_crisis_is_as_promised() -> None:
    assert faults(_figures((50, 50), (90, 10), (100, 0)), 2.0) == []


def test_a_house_that_was_never_full_shows_nothing() -> None:
    (said,) = faults(_figures((100, 0), (100, 0), (100, 0)), 2.0)
    assert said.startswith("Nothing of bulk was shed")


def test_a_crisis_that_was_shed_while_bulk_was_served_fails() -> None:
    (said,) = faults(_figures((50, 50), (90, 10), (99, 1)), 2.0)
    assert said == "1 requests of crisis were shed while 50 of bulk were served."


def test_a_crisis_may_be_shed_where_it_alone_fills_the_house() -> None:
    assert faults(_figures((0, 50), (0, 10), (99, 1)), 2.0) == []


def test_more_of_live_than_of_bulk_fails() -> None:
    (said,) = faults(_figures((90, 10), (50, 50), (100, 0)), 2.0)
    assert said == "More of live was shed (50%) than of bulk (10%)."


def test_a_slow_crisis_fails_and_one_nobody_answered_too() -> None:
    (slow,) = faults(_figures((50, 50), (90, 10), (100, 0), seconds=2.5), 2.0)
    (none,) = faults(_figures((0, 50), (0, 10), (0, 9)), 2.0)

    assert "took 2.50 s" in slow
    assert none == "Nothing of crisis was served."


def test_another_answer_fails() -> None:
    figures = _figures((50, 50), (90, 10), (100, 0))
    figures[LIVE].failed = 3

    assert faults(figures, 2.0) == ["3 requests had another answer than was asked for, or none."]


def test_quantiles_are_of_what_was_served() -> None:
    figures = LaneFigures(seconds=[0.3, 0.1, 0.2, 0.4])

    assert (figures.quantile(0.5), figures.quantile(0.99)) == (0.2, 0.4)
    assert LaneFigures().quantile(0.5) is None


def test_bulk_and_live_have_more_workers_than_places_and_a_crisis_fits_into_what_is_left() -> None:
    for limit in (40, 200, 300):
        crew = workers(limit)
        assert crew[BULK] > limit * PARTS[BULK]
        assert crew[BULK] + crew[LIVE] > limit * PARTS[LIVE]
        assert crew[CRISIS] < limit * (1 - PARTS[LIVE])
    assert workers(10_000) == MOST_WORKERS
