"""The rows of `muster status`."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta

import pytest

from deploy.cli.status import group_rows, row, spoken
from deploy.local import processes
from deploy.local.figures import Figures
from deploy.local.lag import Unread
from deploy.local.state import Running

NOW = datetime(2026, 1, 1, tzinfo=UTC)
MINE = Figures(frozenset({("inbox", "channel.events", 3), ("inbox", "routing.events", 0)}), 43, 5.04, 8.5, False)  # noqa: FBT003
WAITING = [
    Unread("inbox", "channel.events", 3, 40, NOW - timedelta(seconds=90)),
    Unread("inbox", "channel.events", 4, 7, NOW - timedelta(hours=2)),
    Unread("routing", "channel.events", 3, 9, NOW - timedelta(days=1)),
    Unread("inbox", "routing.events", 0, 3, None),
]


def itself(**given: str) -> Running:
    known = {"name": "inbox-2", "pid": os.getpid(), "started_at": processes.started_at(os.getpid())}
    return Running.model_validate(known | given)


def test_a_replica_shows_its_own_partitions_and_the_age_of_what_waits_in_them() -> None:
    told = row(itself(), MINE, WAITING, NOW)

    shown = ("state", "partitions", "lag", "records_per_second", "oldest_unread_seconds", "time_to_drain_seconds")
    assert [told[name] for name in shown] == ["ready", 2, 43, 5.0, 90.0, 8.5]


def test_a_replica_that_is_ending_says_so_and_one_that_is_gone_has_no_figures() -> None:
    assert row(itself(phase="ending"), MINE, [], NOW)["state"] == "ending"

    gone = row(Running(name="inbox", pid=os.getpid(), started_at=1.0), None, WAITING, NOW)
    assert [gone[name] for name in ("state", "lag", "partitions", "oldest_unread_seconds")] == [
        "gone",
        None,
        None,
        None,
    ]


def test_a_group_shows_what_the_broker_says_and_how_many_partitions_somebody_reads() -> None:
    inbox = next(each for each in group_rows(WAITING, [MINE], NOW) if each["group"] == "inbox")

    assert (inbox["lag"], inbox["oldest_unread_seconds"], inbox["partitions_read"]) == (50, 7200.0, 2)
    assert inbox["partitions"] == 48


@pytest.mark.parametrize(
    ("seconds", "word"), [(None, ""), (0.4, "0 s"), (119, "119 s"), (300, "5 min"), (9000, "2.5 h"), (604_800, "never")]
)
def test_times_are_said_for_a_person(seconds: float | None, word: str) -> None:
    assert spoken(seconds) == word
