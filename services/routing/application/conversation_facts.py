"""From the inbox's events to what routing knows of a conversation; the text is never looked at."""

from contracts.inbox import ConversationSnapshot, InboxEvent, ReplyDelivered
from services.routing.domain.workflow import Facts

SENT: frozenset[str] = frozenset({"sent", "delivered", "read"})


def facts_of(event: InboxEvent) -> Facts:
    """The facts of the snapshot in an event."""
    seen: ConversationSnapshot = event.conversation
    return Facts(
        conversation=seen.id,
        version=event.version,
        channel=seen.channel,
        integration=seen.integration,
        status=seen.status,
        triage=seen.triage,
        priority=seen.priority,
        language=seen.language,
        topics=seen.topics,
        visibility=seen.visibility,
        needs_reply=seen.needs_reply,
        due_at=min((clock.due_at for clock in seen.clocks), default=None),
        at=event.at,
    )


def replied_by(event: InboxEvent) -> str | None:
    """Who wrote the reply that went out with this event, None when it tells of none."""
    return event.author if isinstance(event, ReplyDelivered) and event.state in SENT else None
