"""What an installation takes, against figures worked out by hand."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from contracts.registry import PARTITIONS, TOPICS
from deploy.cli.main import app
from deploy.size import costs
from deploy.size.sizing import LOG_DAYS, Demand, size

SMALL = Demand(events=1.0, peak=50.0, brands=1, employees=500, days=730.0)
LARGE = Demand(events=100.0, peak=10_000.0, brands=40, employees=103_000, days=365.0)


def test_a_small_installation_is_two_of_each_and_one_replica_set() -> None:
    small = size(SMALL)

    assert set(small.replicas.values()) == {(2, 2)}
    assert (small.partitions, small.brokers, small.shards, small.limits) == (PARTITIONS, 3, 1, ())
    assert small.cores == 2 * sum(costs.CPU_REQUESTS.values()) == 3.0
    assert small.memory_gib == pytest.approx(10 * 120 * 1.5 / 1024)
    # 1 event/s x 730 days x 6,000 bytes and 500 x 8,000 bytes, with 60 % of the disk in use
    assert small.mongo_disk_gib == pytest.approx((730 * 86_400 * 6_000 + 500 * 8_000) / 0.6 / 1024**3)
    # 1 event/s in three records of 1,200 bytes for 14 days: a broker of three has a copy of all
    assert small.broker_disk_gib == pytest.approx(14 * 86_400 * 3_600 / 0.6 / 1024**3)


def test_a_large_crisis_takes_more_partitions_and_shards_and_says_so() -> None:
    large = size(LARGE)

    assert large.replicas["inbox"] == (2, 17)  # 10,000 / 612 a second and replica
    assert large.replicas["routing"] == (2, 15)  # 10,000 / 681
    assert large.partitions == 24
    assert large.mongo_cores == pytest.approx(10_000 * 1.0 / 1_000 / 0.6)
    assert large.shards == 2
    # 30 days of 100 events/s at 6,000 bytes, of which 15 % are hot, on two shards
    assert large.mongo_memory_gib == pytest.approx(100 * 30 * 86_400 * 6_000 * 0.15 / 2 / 1024**3)
    assert large.network_mib == pytest.approx(10_000 * 1_200 * 3 * 3 / 1024**2)
    assert [each.split(":", 1)[0] for each in large.limits] == [
        "More members than the 12 partitions of a topic",
        "More than one primary works off",
    ]


def test_fewer_brands_than_shards_is_said() -> None:
    (_, _, brands) = size(Demand(events=100.0, peak=10_000.0, brands=1, employees=10, days=30.0)).limits
    assert brands.startswith("Fewer brands than shards")


def test_a_peak_below_the_ordinary_day_is_the_ordinary_day() -> None:
    assert size(Demand(2_000.0, 1.0, 1, 1, 30.0)).replicas["inbox"] == (4, 4)


def test_the_log_is_kept_as_long_as_its_longest_topic_of_messages() -> None:
    kept = {topic.name: topic.retention for topic in TOPICS}
    days = kept["channel.events"]
    assert days is not None
    assert days.days == LOG_DAYS


def test_the_command_shows_it_to_people_and_programs() -> None:
    arguments = ["size", "--events", "100", "--peak", "10000", "--brands", "40", "--employees", "103000"]
    shown, told = (CliRunner().invoke(app, [*arguments, *more]) for more in ([], ["--json"]))

    assert shown.exit_code == 0, shown.output
    assert "2 to 17" in shown.output
    assert json.loads(told.output)["replicas"]["inbox"] == [2, 17]
    assert CliRunner().invoke(app, ["size", "--events", "0", "--peak", "1"]).exit_code == 2
