"""The drill judges the alert that is deployed, by its own expression."""

from __future__ import annotations

from pathlib import Path

import pytest

from deploy.drill.alert import read_alert
from deploy.drill.surge import ALERT
from deploy.local.figures import parsed
from deploy.stack.errors import StackError

METRICS = """# TYPE muster_consumer_time_to_drain_seconds gauge
muster_consumer_time_to_drain_seconds{service="inbox",group="inbox",topics="a"} 12.5
muster_consumer_time_to_drain_seconds{service="inbox",group="inbox",topics="b"} 3
muster_consumer_time_to_drain_seconds{service="gateway",group="webhooks",topics="a"} 1
"""


def test_the_rule_of_the_drill_is_one_that_can_be_judged() -> None:
    alert = read_alert(ALERT)

    assert (alert.metric, alert.threshold) == ("muster_consumer_time_to_drain_seconds", 3600)
    assert alert.without == "channel.events.bulk"


def test_the_bulk_lane_may_be_behind() -> None:
    behind = METRICS.replace('topics="a"} 12.5', 'topics="channel.events.bulk"} 604800')

    assert read_alert(ALERT).values([parsed(behind)])["inbox", "inbox"] == 3


def test_the_largest_value_of_all_replicas_counts() -> None:
    other = METRICS.replace("12.5", "40")

    assert read_alert(ALERT).values([parsed(METRICS), parsed(other)]) == {
        ("inbox", "inbox"): 40,
        ("gateway", "webhooks"): 1,
    }


def test_a_rule_of_another_form_or_of_no_name_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "alerts.yaml"
    path.write_text("groups: [{rules: [{alert: Other, expr: 'sum(lag) > 3'}]}]")

    with pytest.raises(StackError, match="cannot judge"):
        read_alert("Other", path)
    with pytest.raises(StackError, match="no alert"):
        read_alert("Missing", path)
