"""`muster status` names the brand that takes most of what a process handles, as its log does."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from structlog.testing import capture_logs

from chassis.messaging.brand_shares import WORTH_NAMING, BrandShares
from deploy.local.noisy_brands import TAIL_BYTES, NoisyBrand, noisy_brands, of_those_behind
from deploy.local.state import Running
from tests.unit.chassis.messaging.records import Clock

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
KLM = NoisyBrand("inbox-2", "inbox", "klm", 0.83, 45.2)


def a_line(minutes_ago: float, group: str = "inbox", brand: str = "klm") -> str:
    time = (NOW - timedelta(minutes=minutes_ago)).isoformat()
    fields = {"group": group, "brand": brand, "records": 2712, "share": 0.83, "per_second": 45.2}
    return json.dumps({"time": time, "level": "warning", "event": "brand_takes_most", **fields})


def a_process(folder: Path, *lines: str) -> Running:
    path = folder / "inbox-2.log"
    path.write_text("\n".join([*lines, ""]))
    return Running(name="inbox-2", pid=1, started_at=1.0, log=str(path))


def test_the_brand_last_named_is_told_with_its_share_and_its_events_a_second(tmp_path: Path) -> None:
    process = a_process(tmp_path, a_line(2, brand="before"), "a crash", a_line(1))
    assert noisy_brands([process], NOW) == [KLM]
    assert KLM.sentence() == (
        "Noisy brand: klm brought 83% of what inbox-2 handled for the group inbox, 45 events a second"
    )


def test_each_group_of_a_process_has_its_own(tmp_path: Path) -> None:
    process = a_process(tmp_path, a_line(1), a_line(1, group="webhooks", brand="other"))
    assert [(each.group, each.brand) for each in noisy_brands([process], NOW)] == [
        ("inbox", "klm"),
        ("webhooks", "other"),
    ]


def test_whoever_was_not_named_lately_is_noisy_no_more(tmp_path: Path) -> None:
    assert noisy_brands([a_process(tmp_path, a_line(3.1))], NOW) == []


def test_a_process_without_a_log_and_a_log_that_begins_within_a_line_are_no_trouble(tmp_path: Path) -> None:
    assert noisy_brands([Running(name="inbox", pid=1, started_at=1.0, log=str(tmp_path / "none"))], NOW) == []
    assert noisy_brands([a_process(tmp_path, "x" * TAIL_BYTES, a_line(1))], NOW) == [KLM]


def test_only_groups_that_are_behind_are_told_of_unasked() -> None:
    ages = {"inbox": 9.9, "webhooks": None}
    rows = [{"group": group, "oldest_unread_seconds": age} for group, age in ages.items()]
    assert of_those_behind([KLM], rows) == []
    assert of_those_behind([KLM], [{"group": "inbox", "oldest_unread_seconds": 10.0}]) == [KLM]


def test_what_a_consumer_says_of_a_noisy_brand_is_what_is_read(tmp_path: Path) -> None:
    clock = Clock()
    shares = BrandShares("inbox", "inbox", clock)
    with capture_logs() as lines:
        shares.note(["klm"] * 3 * WORTH_NAMING + ["other"] * WORTH_NAMING)
        clock.now += 72.0
        shares.note(())
    (line,) = lines
    written = {"time": NOW.isoformat(), "level": line.pop("log_level"), **line}
    process = a_process(tmp_path, structlog.processors.JSONRenderer()(None, "", written))  # type: ignore[arg-type]  # without bytes it is text
    assert noisy_brands([process], NOW) == [NoisyBrand("inbox-2", "inbox", "klm", 0.75, 25.0)]
