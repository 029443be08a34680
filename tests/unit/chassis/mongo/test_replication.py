"""How far a replica set is behind is known from heartbeats that came at different moments."""

from __future__ import annotations

from dataclasses import dataclass

from chassis.mongo.replication import Replication, replication_of


@dataclass(frozen=True, slots=True)
class _Member:
    server_type_name: str
    last_write_date: float | None
    last_update_time: float


def test_the_furthest_secondary_counts_and_what_passed_between_two_heartbeats_does_not() -> None:
    primary = _Member("RSPrimary", 1000.0, 50.0)
    near, far = _Member("RSSecondary", 1000.5, 50.5), _Member("RSSecondary", 960.0, 50.0)
    assert replication_of([primary, near]) == Replication(0.0, 0)
    assert replication_of([near, far, primary]) == Replication(40.0, 0)


def test_who_does_not_answer_is_away_and_without_a_primary_nothing_is_known_of_the_lag() -> None:
    away = _Member("Unknown", None, 0.0)
    secondary = _Member("RSSecondary", 900.0, 50.0)
    assert replication_of([away, secondary, away]) == Replication(0.0, 2)
    assert replication_of([_Member("RSPrimary", 1000.0, 50.0), secondary, away]) == Replication(100.0, 1)


def test_a_primary_alone_is_not_behind() -> None:
    assert replication_of([_Member("RSPrimary", 1000.0, 50.0)]) == Replication(0.0, 0)
