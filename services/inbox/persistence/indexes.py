"""The indexes of the inbox's collections; every business index begins with `brand`."""

from __future__ import annotations

from chassis.mongo import Index

DAY_SECONDS = 86_400
REEMIT_SECONDS = 15 * DAY_SECONDS  # one day longer than the log keeps what could be delivered again
TEXT = {"$gt": ""}  # of a partial index: the server uses one with `$type: string` for no query by a value
OF_STORY = {"story.answer": TEXT}
ENGAGEMENT_SECONDS = 40 * DAY_SECONDS  # the longest window is 30 days; a clock that was wrong is seen in the rest
UNREADABLE_SECONDS = 30 * DAY_SECONDS  # as long as dead letters: nobody knows whose words are in it
PENDING_SECONDS = 30 * DAY_SECONDS  # an edit whose message never came

LISTED_BY = ("channel", "integration", "language", "triage", "visibility")
"""Fields of a conversation whose rare values are found without a walk through all."""

INDEXES: dict[str, tuple[Index, ...]] = {
    "conversations": (
        Index("newest_of_thread", [("brand", 1), ("thread", 1)], unique=True, partial={"latest": True}),
        Index("opened", [("brand", 1), ("opened_at", -1), ("_id", 1)]),
        Index("status", [("brand", 1), ("status", 1), ("opened_at", -1), ("_id", 1)]),
        Index("heard", [("brand", 1), ("opened_at", -1), ("_id", 1)], partial={"all_public": True}),
        Index("due", [("brand", 1), ("due_at", 1), ("_id", 1)], partial={"due_at": {"$type": "date"}}),
        Index("priority", [("brand", 1), ("status", 1), ("priority", -1), ("_id", 1)]),
        Index("held", [("brand", 1), ("holder", 1), ("opened_at", -1), ("_id", 1)], partial={"holder": TEXT}),
        *(Index(field, [("brand", 1), (field, 1), ("opened_at", -1), ("_id", 1)]) for field in LISTED_BY),
        Index("contact", [("brand", 1), ("contact", 1), ("opened_at", -1)]),
    ),
    "messages": (
        Index("in_order", [("brand", 1), ("conversation", 1), ("place", 1), ("_id", 1)]),
        Index("words", [("brand", 1), ("words", 1), ("sent_at", -1)]),
    ),
    "contacts": (
        Index("words", [("brand", 1), ("words", 1)]),
        Index("led", [("brand", 1), ("same_as", 1)], partial={"same_as": TEXT}),
    ),
    "seen": (Index("forgotten", [("at", 1)], ttl_seconds=REEMIT_SECONDS),),
    "emissions": (
        Index("causes", [("brand", 1), ("causes", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=REEMIT_SECONDS),
    ),
    "pending": (
        Index("message", [("brand", 1), ("message", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=PENDING_SECONDS),
    ),
    "replies": (
        Index("of_conversation", [("brand", 1), ("conversation", 1), ("created_at", 1), ("_id", 1)]),
        Index("platform_id", [("brand", 1), ("external_id", 1)], partial={"external_id": TEXT}),
        Index("mark", [("brand", 1), ("mark", 1)]),
        Index("newest", [("brand", 1), ("created_at", -1), ("_id", 1)]),
        Index("awaiting", [("brand", 1), ("created_at", 1), ("_id", 1)], partial={"state": "awaiting_approval"}),
        Index("card", [("brand", 1), ("card", 1), ("state", 1)], partial={"card": TEXT}),
        Index("sent_to", [("brand", 1), ("contact", 1), ("sent_at", 1)]),
        Index("story_answer", [("brand", 1), ("story.answer", 1), ("state", 1), ("error_code", 1)], partial=OF_STORY),
        Index(
            "withdrawals",
            [("brand", 1), ("story.answer", 1), ("withdrawal.state", 1), ("withdrawal.code", 1)],
            partial={"withdrawal.state": TEXT},
        ),
    ),
    "posts": (),
    "unreadable": (
        Index("received", [("brand", 1), ("received_at", -1), ("_id", 1)]),
        Index("forgotten", [("received_at", 1)], ttl_seconds=UNREADABLE_SECONDS),
    ),
    "audit": (Index("at", [("brand", 1), ("at", -1), ("_id", 1)]),),
    "engagement_rules": (
        Index("day", [("brand", 1), ("day", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=ENGAGEMENT_SECONDS),
    ),
    "engagement_answers": (
        Index("day", [("brand", 1), ("day", 1)]),
        Index("forgotten", [("at", 1)], ttl_seconds=ENGAGEMENT_SECONDS),
    ),
    "ledger": (Index("hour", [("brand", 1), ("hour", 1)]),),
    "rules": (Index("version", [("brand", 1), ("kind", 1), ("version", -1)]),),
    "announcements": (),
    "campaigns": (Index("number", [("brand", 1), ("number", -1)]),),
    "acceptances": (
        Index("counted", [("brand", 1), ("campaign", 1), ("department", 1), ("state", 1)]),
        Index("state", [("brand", 1), ("campaign", 1), ("state", 1), ("_id", 1)]),
        Index("barred", [("brand", 1), ("person", 1)], partial={"told_may_answer": False}),
    ),
    "employees": (
        Index("employee", [("brand", 1), ("employee", 1)]),
        Index("department", [("brand", 1), ("department", 1), ("employee", 1)]),
        Index("abilities", [("brand", 1), ("abilities", 1)]),
        Index("answered", [("brand", 1), ("department", 1), ("answered_on", 1)]),
        Index("able", [("brand", 1), ("abilities", 1), ("department", 1), ("answered_on", 1)]),
    ),
    "cards": (
        Index("newest", [("brand", 1), ("made_at", -1), ("_id", 1)]),
        Index("state", [("brand", 1), ("state", 1), ("made_at", -1), ("_id", 1)]),
        Index("topics", [("brand", 1), ("state", 1), ("content.topics", 1), ("made_at", -1)]),
        Index("words", [("brand", 1), ("state", 1), ("words", 1), ("made_at", -1)]),
    ),
    "certificates": (Index("abilities", [("brand", 1), ("abilities", 1), ("certificate", 1)]),),
    "courses": (Index("certificates", [("brand", 1), ("certificates", 1), ("course", 1)]),),
    "invitations": (
        Index("employee", [("brand", 1), ("employee", 1), ("at", -1)]),
        Index("deleted", [("deleted_at", 1)], ttl_seconds=0),
    ),
    "card_votes": (Index("card", [("brand", 1), ("card", 1), ("helpful", 1)]),),
    "imports": (Index("created", [("brand", 1), ("created_at", -1), ("_id", 1)]),),
    "import_marks": (),
    "incidents": (Index("state", [("brand", 1), ("state", 1)]),),
    "stories": (),
    "story_members": (Index("number", [("brand", 1), ("story", 1), ("number", 1)], unique=True),),
    "story_answers": (
        Index("newest", [("brand", 1), ("created_at", -1), ("_id", 1)]),
        Index("story", [("brand", 1), ("story", 1), ("created_at", -1), ("_id", 1)]),
    ),
    "story_recipients": (
        Index("number", [("brand", 1), ("answer", 1), ("number", 1)], unique=True),
        Index("planned", [("brand", 1), ("answer", 1), ("channel", 1), ("number", 1)], partial={"state": "planned"}),
        Index("counted", [("brand", 1), ("answer", 1), ("state", 1), ("reason", 1)]),
    ),
}
