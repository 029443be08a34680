"""The replicas of a service are one in the figures, and how much of it the busiest did is told."""

import pytest

from bench.end_to_end import Result
from bench.replicas import row_of


def test_the_replicas_of_a_service_are_added_up_and_the_share_of_the_busiest_is_of_all() -> None:
    cpu = {"inbox": 300.0, "inbox-2": 100.0, "routing": 5.0, "crisis": 5.0, "analytics": 5.0, "mongod-1": 7.0}
    resident = dict.fromkeys(cpu, 100.0)

    row = row_of(2, Result(10, 2.0, cpu, resident, {"posted": 1.0}))

    assert (row.cpu_us["inbox"], row.cpu_us["mongod"], row.resident_mib["inbox"]) == (400.0, 7.0, 200.0)
    assert row.most == {"inbox": pytest.approx(0.75), "routing": 1.0, "crisis": 1.0, "analytics": 1.0}
