from typing import Any

import pytest

from bench.shapes import cpu_shares, histograms, histories, mappings, memory, percentiles, rates, rates_by_name


def a_line(at: float, argv: list[str], **figures: Any) -> dict[str, Any]:
    told = {"at": at, "benchmark": "bench.any", "argv": argv, "seed": 1, "commit": "c", "versions": {}}
    return {**told, **figures}


def test_members_of_a_list_are_called_by_what_they_say_of_themselves() -> None:
    routing: list[dict[str, Any]] = [{"employees": 1000, "matchers": 2, "rate": 5}, {}]
    figures = {"routing": routing, "rows": [{"name": "inbox"}], "single": [{"rate": 20.0}]}
    assert [path for path, _ in mappings(figures)] == [
        (),
        ("routing", "employees 1000, matchers 2"),
        ("routing", "1"),
        ("rows", "inbox"),
        ("single", "rate 20"),
    ]


def test_cpu_by_process_is_found_wherever_it_is_kept() -> None:
    figures = {"cpu_us": {"inbox": 5}, "replicas": [{"replicas": 2, "cpu_us": {"inbox": 7.0}}], "bare": {"cpu_us": 3}}
    assert cpu_shares(figures) == {"all": {"inbox": 5.0}, "replicas, replicas 2": {"inbox": 7.0}}


def test_percentiles_are_milliseconds() -> None:
    figures = {
        "front": {"p50_us": 50.0, "p99_us": 200.0},
        "post": {"p50_ms": 3.0, "p99_ms": 9.0},
        "none": {"p50_ms": 1},
    }
    found = percentiles(figures)
    assert found == {"front": pytest.approx((0.05, 0.2)), "post": (3.0, 9.0)}


def test_a_histogram_with_nothing_in_it_is_not_drawn() -> None:
    full = {"edges": [1.0, 2.0], "counts": [4]}
    figures = {"post": {"histogram": full}, "offered": {"histogram": {"edges": [], "counts": []}}}
    assert histograms(figures) == {"post": ([1.0, 2.0], [4])}


def test_rates_are_by_number_of_replicas() -> None:
    assert rates({"replicas": [{"replicas": 1, "rate": 900.0}, {"replicas": 2, "rate": 1100.0}]}) == {
        1: 900.0,
        2: 1100.0,
    }
    assert rates({"rate": 5}) == {}


def test_a_rate_of_its_own_belongs_to_a_name() -> None:
    figures = {"consumers": {"inbox": {"name": "inbox", "rate": 900.0}}, "single": [{"rate": 20.0}], "rate": 5.0}
    assert rates_by_name(figures) == {"consumers, inbox": 900.0}


def test_memory_is_of_the_processes_that_were_there_all_the_time() -> None:
    samples = [
        {"at": 10.0, "resident_mib": {"inbox": 80.0, "gone": 1.0}},
        {"at": 70.0, "resident_mib": {"inbox": 81.0}},
    ]
    assert memory({"soak": {"samples": samples}}) == ([0.0, 1.0], {"inbox": [80.0, 81.0]})
    assert memory({"rate": 5}) == ([], {})


def test_a_history_has_the_runs_of_the_newest_command_only() -> None:
    lines = [a_line(1, [], rate=10), a_line(2, ["--few"], rate=3), a_line(3, [], rate=11, events=5)]
    assert histories(lines) == {"rate": [(1, 10.0), (3, 11.0)]}


def test_one_run_has_no_history() -> None:
    assert histories([a_line(1, ["--few"], rate=3), a_line(3, [], rate=11)]) == {}
