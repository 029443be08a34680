"""Erlang C against published tables, a simulation-free identity, and sizes a company can have."""

from __future__ import annotations

from math import factorial

import pytest

from services.crisis.domain.erlang import (
    Target,
    Workload,
    erlang_b,
    erlang_c,
    people_missing,
    servers_needed,
    service_level,
)


@pytest.mark.parametrize(
    ("servers", "load", "blocked"), [(1, 1.0, 0.5), (2, 1.0, 0.2), (5, 3.0, 0.11005), (10, 5.0, 0.018385)]
)
def test_erlang_b_is_as_tabled(servers: int, load: float, blocked: float) -> None:
    assert erlang_b(servers, load) == pytest.approx(blocked, rel=1e-3)


def test_erlang_c_of_one_server_is_its_load() -> None:
    assert erlang_c(1, 0.7) == pytest.approx(0.7)


@pytest.mark.parametrize(("servers", "load"), [(3, 2.0), (30, 24.0), (60, 55.5)])
def test_the_recurrence_agrees_with_erlangs_own_sum(servers: int, load: float) -> None:
    last = load**servers / factorial(servers) * servers / (servers - load)
    others = sum(load**number / factorial(number) for number in range(servers))

    assert erlang_c(servers, load) == pytest.approx(last / (others + last), rel=1e-9)


def test_a_call_centre_of_24_erlangs() -> None:
    demand = Workload(360, 240)
    assert demand.load == pytest.approx(24)
    assert servers_needed(demand, Target(0.8, 15)) == 29


def test_one_server_fewer_would_break_the_promise() -> None:
    for arrivals in (10, 500, 20_000):
        demand, target = Workload(arrivals, 180), Target(0.9, 30)
        needed = servers_needed(demand, target)
        assert service_level(needed, demand.load, 180, 30) >= 0.9
        assert service_level(needed - 1, demand.load, 180, 30) < 0.9


def test_a_backlog_adds_the_work_to_drain_it() -> None:
    assert Workload(0, 120, backlog=60, drain_seconds=1800).load == pytest.approx(4.0)
    assert servers_needed(Workload(100, 120, backlog=600), Target()) > servers_needed(Workload(100, 120), Target())


def test_very_large_systems_stay_stable() -> None:
    needed = servers_needed(Workload(180_000, 300), Target(0.8, 60))

    assert 15_000 < needed < 15_200


def test_nothing_to_do_needs_nobody() -> None:
    assert servers_needed(Workload(0, 300), Target()) == 0


@pytest.mark.parametrize(
    ("demand", "target"),
    [(Workload(1, 0), Target()), (Workload(1, 1, 1, 0), Target()), (Workload(1, 1), Target(1.0))],
)
def test_senseless_figures_are_refused(demand: Workload, target: Target) -> None:
    with pytest.raises(ValueError, match="must be positive"):
        servers_needed(demand, target)


def test_the_gap_is_closed_by_people_with_several_seats() -> None:
    assert people_missing(43, 3, 2) == 20
    assert people_missing(44, 3, 2) == 21
    assert people_missing(3, 10, 2) == 0
