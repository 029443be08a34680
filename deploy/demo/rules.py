"""The rules of the scenario's company, with one hour as one minute."""

from __future__ import annotations

from deploy.local.api import Api


def write_rules(manager: Api) -> None:
    """The crisis policy, a queue, the SLA and the workflow of the company."""
    manager.change(
        "/v1/crisis-policy",
        {
            "escalation": {
                "levels": [
                    {"persons": ["marco"], "timeout_seconds": 5},
                    {"persons": ["sofia"], "timeout_seconds": 10},
                ]
            },
            "callout": {"seats_per_volunteer": 2, "acceptance": 0.6, "wave_seconds": 6, "place_seconds": 1800},
            "target": {"share": 0.8, "within_seconds": 10},
            "handle_seconds": 4,
            "drain_seconds": 40,
            "stand_down": {"automatic": True, "waiting_most": 3, "finish_seconds": 8},
        },
    )
    manager.put(
        "/v1/queues/care",
        {
            "name": "Care",
            "restricted": False,
            "offer_seconds": 8,
            "decline_seconds": 20,
            "prefer_last_seconds": 4,
            "steps": [{"after_seconds": 25, "drop": ["lang"]}],
            "after_reply": "complete",
            "silent_after_seconds": 900,
        },
    )
    manager.change(
        "/v1/sla-policy",
        {"targets": [{"first_response_seconds": 60, "next_response_seconds": 60, "resolution_seconds": 1440}]},
    )
    rule = {"id": "all", "queue": "care", "requires": {"language": "conversation"}}
    manager.put("/v1/workflows", {"rules": [rule]})
