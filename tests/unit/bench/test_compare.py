from collections.abc import Sequence

from bench.compare import numbers, shown, spread_of, unit_of, worse


def better(path: Sequence[str]) -> str:
    unit = unit_of(path)
    assert unit is not None
    return unit.better


def test_numbers_are_found_by_their_path_and_series_are_left_out() -> None:
    figures = {"rate": 5, "cpu_us": {"inbox": 1.5}, "each": [{"p99_ms": 2}], "histogram": {"counts": [1]}, "on": True}
    assert dict(numbers(figures)) == {("rate",): 5.0, ("cpu_us", "inbox"): 1.5, ("each", "0", "p99_ms"): 2.0}


def test_a_rate_is_better_higher_and_a_time_lower() -> None:
    assert better(["routing", "0", "events_per_second"]) == "higher"
    assert better(["rate_ratios", "2"]) == "higher"
    assert better(["events_a_second"]) == "higher"
    assert better(["kib_a_stream"]) == "lower"
    assert better(["telemetry", "cost_ratio"]) == "lower"
    assert better(["cpu_us", "inbox"]) == "lower"
    assert better(["single", "0", "cpu_seconds"]) == "lower"


def test_a_number_without_a_known_unit_has_no_direction() -> None:
    assert unit_of(["routing", "0", "employees"]) is None


def test_the_spread_of_three_runs_is_three_deviations_and_a_tenth_at_least() -> None:
    assert spread_of([100.0, 110.0, 130.0]) == (110.0, 30.0)
    assert spread_of([100.0, 100.0, 100.0]) == (100.0, 10.0)


def test_the_spread_of_two_runs_is_a_quarter() -> None:
    assert spread_of([90.0, 110.0]) == (100.0, 25.0)


def test_what_got_worse_beyond_noise_is_named_with_the_most_lost_first() -> None:
    before = [{"rate": rate, "p99_ms": p99} for rate, p99 in ((1000, 40), (1010, 41), (990, 39))]
    (first, second) = worse(before, {"rate": 880, "p99_ms": 60})
    assert (first.path, first.before, first.now) == ("p99_ms", 40.0, 60.0)
    assert (second.path, second.before, second.spread, second.now) == ("rate", 1000.0, 100.0, 880.0)


def test_what_got_better_or_stays_within_noise_is_not_named() -> None:
    before = [{"rate": 1000, "p99_ms": 40}] * 3
    assert worse(before, {"rate": 2000, "p99_ms": 10}) == []
    assert worse(before, {"rate": 910, "p99_ms": 43}) == []


def test_a_change_smaller_than_its_unit_can_tell_is_not_named() -> None:
    assert worse([{"cores": 0.001}] * 3, {"cores": 0.01}) == []


def test_a_figure_that_is_new_is_not_compared() -> None:
    assert worse([{"rate": 1000}], {"p99_ms": 60}) == []
    assert worse([], {"rate": 1}) == []


def test_a_figure_is_shown_with_its_first_digits() -> None:
    assert [shown(value) for value in (12345.6, 123.4, 1.234, 0.01234)] == ["12,346", "123", "1.23", "0.0123"]
