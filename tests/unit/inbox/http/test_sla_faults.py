"""Which SLA policies are refused because a target promises nothing, and where the fault lies."""

from __future__ import annotations

from typing import Any

import pytest

from chassis.http.problem import Invalid
from contracts.http import inbox as http
from services.inbox.http.sla_faults import require_meetable

LOUD = {"id": "loud", "applies": {"min_reach": 10_000}, "first_response_seconds": 900}


def a_policy(*targets: dict[str, Any]) -> http.SlaPolicyUpdate:
    body = {"targets": [*targets, {}], "calendar": {}, "pause_resolution_while_waiting": True}
    return http.SlaPolicyUpdate.model_validate(body)


def test_rules_before_the_default_are_taken() -> None:
    grave = {"id": "grave", "applies": {"max_severity": 1, "topics": ["refund"], "channels": ["x"]}}
    require_meetable(a_policy(LOUD, grave, {"min_priority": 80}), {"refund"}, {"x"})


@pytest.mark.parametrize(
    ("targets", "fault"),
    [
        ([{"applies": {"min_reach": 1}}], ("/targets/0/id", "missing")),
        ([LOUD, {"id": "loud", "min_priority": 5}], ("/targets/1/id", "named_twice")),
        ([LOUD, {**LOUD, "id": "again"}], ("/targets/1", "unreachable")),
        ([{"min_priority": 50}, {**LOUD, "min_priority": 60}], ("/targets/1", "unreachable")),
        (
            [{"id": "quiet", "applies": {"triage": ["monitor", "ignore"]}}],
            ("/targets/0/applies/triage", "unreachable"),
        ),
        ([{"id": "t", "applies": {"topics": ["refund", "x"]}}], ("/targets/0/applies/topics/1", "unknown_topic")),
        ([{"id": "c", "applies": {"channels": ["fax"]}}], ("/targets/0/applies/channels/0", "unknown_channel")),
    ],
)
def test_a_target_that_promises_nothing_is_named(targets: list[dict[str, Any]], fault: tuple[str, str]) -> None:
    with pytest.raises(Invalid) as refused:
        require_meetable(a_policy(*targets), {"refund"}, {"x"})
    assert [(each["pointer"], each["code"]) for each in refused.value.body["errors"]] == [fault]
