"""What the doctor makes of what it was told: each finding says what is wrong and what to do."""

from __future__ import annotations

import json
import shutil
from collections import namedtuple
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from chassis.messaging.kafka import TopicDifference
from chassis.mongo import Index
from deploy.cli.doctor import tell
from deploy.doctor.certificates import check_certificates, of_days
from deploy.doctor.finding import Finding
from deploy.doctor.kafka import lag, letters, topics
from deploy.doctor.machine import check_clocks, check_disk, offset
from deploy.doctor.mongo import compare
from deploy.local.lag import Unread

NOW = datetime(2026, 1, 1, tzinfo=UTC)
Usage = namedtuple("Usage", "total used free")
HOUR = Index("hour", [("brand", 1), ("hour", 1)], unique=True)
DUE = Index("due", [("due_at", 1)], ttl_seconds=60, partial={"open": True})
THERE: dict[str, Any] = {
    "hour": {"key": [("brand", 1), ("hour", 1.0)], "unique": True, "v": 2},
    "due": {"key": [("due_at", 1)], "expireAfterSeconds": 60, "partialFilterExpression": {"open": True}},
}


def levels(found: list[Finding]) -> list[str]:
    assert all(each.do for each in found if each.level != "well")
    return [each.level for each in found]


@pytest.mark.parametrize(("gigabytes", "level"), [(20, "well"), (3, "warning"), (0.5, "problem")])
def test_a_disk_that_fills_is_noticed_before_it_is_full(
    gigabytes: float, level: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(0, 0, gigabytes * 2**30))

    assert levels(check_disk(tmp_path / "not" / "yet")) == [level]


def test_a_clock_is_compared_as_far_as_its_whole_seconds_allow() -> None:
    assert offset(100.0, 100.9) == 0.0
    assert offset(100.0, 104.0) == -3.0
    assert offset(107.0, 104.0) == 3.0


def test_clocks_that_are_apart_are_named() -> None:
    assert levels(check_clocks({"inbox": 0.4, "MongoDB": -0.1})) == ["well"]
    assert [each.what for each in check_clocks({"inbox": -7.25, "MongoDB": 0.0})] == [
        "the clock of inbox is 7.2 s behind"
    ]


def test_indexes_as_wanted_are_well_and_others_are_named() -> None:
    assert compare("muster_inbox.ledger", [HOUR, DUE], THERE) == []

    missing, differing = compare("muster_inbox.ledger", [HOUR, DUE], {"due": THERE["due"] | {"expireAfterSeconds": 61}})
    assert (missing.level, missing.what) == ("warning", "index muster_inbox.ledger.hour is missing")
    assert differing.level == "problem"
    assert differing.what.startswith("index muster_inbox.ledger.due differs")
    not_unique = compare("c", [HOUR], {"hour": {"key": [("brand", 1), ("hour", 1)]}})
    assert levels(not_unique) == ["problem"]


def test_a_topic_that_stops_a_start_is_a_problem_and_another_retention_a_warning() -> None:
    found = topics(
        [
            TopicDifference("inbox.events", "topic", "missing", "there"),
            TopicDifference("crisis.events", "partitions", "3", "12"),
            TopicDifference("routing.events", "replicas in sync", "2", "3"),
            TopicDifference("channel.events", "retention.ms", "1", "1209600000"),
        ]
    )

    assert levels(found) == ["problem", "problem", "problem", "warning"]
    assert "muster topics create" in found[0].do
    assert found[3].what == "topic channel.events: retention.ms is 1, wanted 1209600000"
    assert levels(topics([])) == ["well"]


def test_a_group_is_late_by_the_age_of_what_it_has_not_read_and_not_by_its_number() -> None:
    def waiting(group: str, seconds: float) -> Unread:
        return Unread(group, "channel.events", 0, 1_000_000, NOW - timedelta(seconds=seconds))

    assert levels(lag([waiting("inbox", 5)], NOW)) == ["well"]
    assert levels(lag([waiting("inbox", 90), waiting("routing", 4000)], NOW)) == ["warning", "problem"]


def test_the_bulk_lane_may_wait_for_a_day() -> None:
    def waiting(days: float) -> Unread:
        return Unread("inbox", "channel.events.bulk", 0, 1_000_000, NOW - timedelta(days=days))

    assert levels(lag([waiting(0.9)], NOW)) == ["well"]
    assert levels(lag([waiting(1.1)], NOW)) == ["warning"]
    assert levels(lag([waiting(8)], NOW)) == ["problem"]


def test_dead_letters_are_a_warning_of_their_group() -> None:
    assert [each.what for each in letters({"inbox": 3, "crisis": 0})] == ["inbox has 3 in the log, replayed ones too"]
    assert levels(letters({"inbox": 0})) == ["well"]


def test_a_certificate_that_ends_soon_is_a_warning_and_plain_addresses_have_none() -> None:
    assert levels([of_days("api.example", 443, 60), of_days("api.example", 443, 5)]) == ["well", "warning"]
    assert check_certificates(["http://10.0.0.1:1", ""]) == []


def test_findings_are_for_a_program_too(capsys: pytest.CaptureFixture[str]) -> None:
    tell([Finding("disk", "warning", "little is left", "Make room.")], as_json=True)

    (told,) = json.loads(capsys.readouterr().out)
    assert told == {"check": "disk", "level": "warning", "what": "little is left", "do": "Make room."}
