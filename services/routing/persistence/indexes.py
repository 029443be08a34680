"""Every index of routing: each question the matcher or a list asks has one that begins with the brand."""

from chassis.mongo import Index

DONE_RETENTION_SECONDS = 90 * 86_400  # ended tasks; the events stay with analytics
SIGN_RETENTION_SECONDS = 30 * 86_400  # longer than any queue waits for a sign of life

INDEXES: dict[str, tuple[Index, ...]] = {
    "tasks": (
        Index(
            "match",
            [
                ("brand", 1),
                ("state", 1),
                ("prefer", 1),
                ("pool", 1),
                ("priority", -1),
                ("due_order", 1),
                ("queued_at", 1),
            ],
        ),
        Index("steps", [("brand", 1), ("state", 1), ("step_at", 1)]),
        Index("circumstances", [("brand", 1), ("state", 1), ("circumstances", 1)]),
        Index("waiting", [("brand", 1), ("state", 1), ("queued_at", 1), ("_id", 1)]),
        Index("queue", [("brand", 1), ("queue", 1), ("state", 1), ("queued_at", 1), ("_id", 1)]),
        Index("all", [("brand", 1), ("queued_at", 1), ("_id", 1)]),
        Index("expiry", [("brand", 1), ("expires_at", 1)], partial={"state": "offered"}),
        Index("employee", [("brand", 1), ("employee", 1), ("state", 1)], partial={"employee": {"$gt": ""}}),
        Index(
            "invited",
            [("brand", 1), ("invited", 1), ("queued_at", 1), ("_id", 1)],
            partial={"invited": {"$gt": ""}},
        ),
        Index("invited_until", [("brand", 1), ("invited_until", 1)], partial={"invited_until": {"$type": "date"}}),
        Index("retention", [("ended_at", 1)], ttl_seconds=DONE_RETENTION_SECONDS),
    ),
    "seats": (
        Index("one_owner", [("brand", 1), ("holds", 1)], unique=True, partial={"holds": {"$type": "string"}}),
        Index("free", [("brand", 1), ("state", 1), ("tokens", 1), ("idle_since", 1)]),
        Index("pending", [("brand", 1), ("claimed_at", 1)], partial={"pending": True}),
        Index("employee", [("brand", 1), ("employee", 1)]),
        Index("going_back", [("brand", 1), ("back_at", 1)], partial={"back_at": {"$type": "date"}}),
    ),
    "employees": (
        Index("all", [("brand", 1), ("_id", 1)]),
        Index("department", [("brand", 1), ("department", 1), ("_id", 1)]),
        Index("presence", [("brand", 1), ("presence", 1), ("_id", 1)]),
        Index("tokens", [("brand", 1), ("tokens", 1), ("_id", 1)]),
        Index("surge", [("brand", 1), ("surge", 1)]),
        Index("change", [("brand", 1), ("change_at", 1)]),
        Index("unaccepted", [("brand", 1), ("presence", 1), ("_id", 1)], partial={"may_answer": False}),
    ),
    "queues": (Index("all", [("brand", 1), ("_id", 1)]),),
    "workflows": (Index("version", [("brand", 1), ("version", -1)]),),
    "incidents": (Index("active", [("brand", 1), ("active", 1), ("severity", -1)]),),
    "guidelines": (),
    "acceptances": (),
    "held_certificates": (),
    "signs": (Index("forgotten", [("at", 1)], ttl_seconds=SIGN_RETENTION_SECONDS),),
    "certificates": (Index("all", [("brand", 1), ("_id", 1)]),),
    "certificate_records": (),
    "courses": (
        Index("published", [("brand", 1), ("open", 1), ("_id", 1)]),
        Index("shown_in", [("brand", 1), ("shown_in", 1), ("open", 1), ("_id", 1)]),
        Index("drafts", [("brand", 1), ("status", 1), ("_id", 1)]),
        Index("certificates", [("brand", 1), ("certificates", 1), ("open", 1), ("_id", 1)]),
    ),
    "course_versions": (Index("course", [("brand", 1), ("id", 1), ("version", -1)]),),
    "enrolments": (
        Index("employee", [("brand", 1), ("employee", 1), ("_id", 1)]),
        Index("course", [("brand", 1), ("course", 1), ("_id", 1)]),
    ),
    "sessions": (Index("course", [("brand", 1), ("course", 1), ("_id", 1)]),),
    "attendances": (),
    "attempts": (),
    "rollouts": (),
    "joiners": (Index("all", [("brand", 1), ("_id", 1)]),),
    "coverage": (),
    "people": (),
    "figures": (),
}
