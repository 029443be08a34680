"""The indexes of the crisis service, checked at start."""

from __future__ import annotations

from chassis.mongo import Index

LISTED = Index("newest", [("brand", 1), ("listed_at", -1), ("_id", -1)])

INDEXES: dict[str, tuple[Index, ...]] = {
    "buckets": (
        Index("by_start", [("brand", 1), ("start", 1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "seen": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),),
    "brands": (),
    "detectors": (),
    "checkpoints": (
        Index("by_start", [("brand", 1), ("start", 1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "signals": (LISTED, Index("live", [("brand", 1), ("state", 1)])),
    "stories": (
        Index("bands", [("brand", 1), ("bands", 1)]),
        Index("begun_in", [("brand", 1), ("begun_in", 1)]),
        Index("untold", [("brand", 1), ("untold.conversation", 1)]),
        Index("largest", [("brand", 1), ("found", 1), ("messages", -1), ("_id", -1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "blocks": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),),
    "employees": (
        Index("volunteers", [("brand", 1), ("volunteer", 1), ("presence_rank", -1), ("employee", 1)]),
        Index("able", [("brand", 1), ("volunteer", 1), ("abilities", 1), ("presence_rank", -1), ("employee", 1)]),
    ),
    "certificates": (Index("giving", [("brand", 1), ("abilities", 1)]),),
    "courses": (Index("giving", [("brand", 1), ("certificates", 1)]),),
    "staffing": (),
    "staffing_history": (
        Index("by_time", [("brand", 1), ("at", 1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "incidents": (
        LISTED,
        Index("by_state", [("brand", 1), ("state", 1), ("listed_at", -1)]),
        Index("by_signal", [("brand", 1), ("signals", 1)], unique=True, partial={"signals.0": {"$exists": True}}),
    ),
    "timeline": (Index("by_incident", [("brand", 1), ("incident", 1), ("at", 1), ("line", 1)]),),
    "pages": (
        Index("by_person", [("brand", 1), ("person", 1), ("listed_at", -1), ("_id", -1)]),
        Index("by_incident", [("brand", 1), ("incident", 1)]),
    ),
    "notices": (
        Index("by_person", [("brand", 1), ("person", 1), ("listed_at", -1), ("_id", -1)]),
        Index("by_incident", [("brand", 1), ("incident", 1), ("listed_at", -1), ("_id", -1)]),
    ),
    "course_dues": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),),
    "approval_waits": (Index("expiry", [("expires_at", 1)], ttl_seconds=0),),
    "notice_plans": (Index("by_person", [("brand", 1), ("person", 1)]),),
    "escalation_webhooks": (Index("by_id", [("brand", 1), ("webhook", 1)]),),
    "callouts": (LISTED, Index("by_incident", [("brand", 1), ("incident", 1), ("opened_at", 1)])),
    "asks": (
        Index("by_callout", [("brand", 1), ("callout", 1), ("state", 1)]),
        Index("by_incident", [("brand", 1), ("incident", 1)]),
        Index("by_employee", [("brand", 1), ("employee", 1), ("listed_at", -1), ("_id", -1)]),
    ),
    "places": (
        Index("by_incident", [("brand", 1), ("incident", 1), ("state", 1)]),
        Index("by_person", [("brand", 1), ("incident", 1), ("employee", 1)]),
        Index("by_employee", [("brand", 1), ("employee", 1), ("listed_at", -1), ("_id", -1)]),
    ),
    "experiences": (Index("by_employee", [("brand", 1), ("employee", 1)]),),
    "availabilities": (Index("free", [("brand", 1), ("spans.ends_at", 1), ("spans.begins_at", 1)]),),
    "thanks": (Index("by_incident", [("brand", 1), ("incident", 1)]),),
    "service_work": (Index("by_employee", [("brand", 1), ("employee", 1), ("incident", 1), ("kind", 1)]),),
    "reviews": (),
    "rotations": (Index("by_id", [("brand", 1), ("rotation", 1)]),),
    "incident_rules": (Index("by_id", [("brand", 1), ("rule", 1)]),),
    "incident_rule_turns": (),
    "rule_evaluations": (
        Index("by_rule", [("brand", 1), ("rule", 1), ("listed_at", -1), ("_id", -1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "proposed_incidents": (
        LISTED,
        Index("by_state", [("brand", 1), ("state", 1), ("listed_at", -1), ("_id", -1)]),
        Index("open_of_rule", [("brand", 1), ("rule", 1)], unique=True, partial={"state": "open"}),
    ),
    "maintenance_windows": (
        Index("by_id", [("brand", 1), ("window", 1)]),
        Index("expiry", [("expires_at", 1)], ttl_seconds=0),
    ),
    "policies": (),
    "policy_versions": (),
    "playbooks": (),
    "statements": (Index("by_incident", [("brand", 1), ("incident", 1), ("written_at", 1)]),),
}
