"""The life cycle of a conversation; every change returns the next version and the clocks it touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.inbox.domain import sla
from services.inbox.domain.conversation import Conversation, ConversationStep, Inbound, StateNotAllowed
from services.inbox.domain.conversation_clocks import live_and_newest, start_clocks
from services.inbox.domain.sla import PolicyBook, SlaClock
from services.inbox.domain.triage import Triage, TriageResult, needs_response, stronger

AUTOMATIC = "automatic"  # resolved by no person, as it asks nothing of one
MAX_TOPICS = 16  # a conversation about more than these is about anything


def receive(before: Conversation, message: Inbound, decision: TriageResult, book: PolicyBook) -> ConversationStep:
    """Take in a message: triage may rise, a resolved conversation opens again, clocks start.

    What a machine sent by itself changes nothing of what is asked; a conversation that it begins is resolved at once.
    """
    if message.automated:
        return _receive_automated(before, message, decision)
    asks = needs_response(decision.decision)
    woken = before.status == "resolved" and asks
    triage, priority, by = _merged(before, decision, fresh=woken or before.inbound == 0)
    topics = before.topics
    if message.topics and not set(message.topics) <= set(topics):
        topics = tuple(dict.fromkeys((*topics, *message.topics)))[:MAX_TOPICS]
    after = replace(
        before,
        version=before.version + 1,
        status="open" if asks else before.status,
        triage=triage,
        priority=priority,
        triaged_by=by,
        language=message.language or before.language,
        topics=topics,
        last_inbound_at=message.at,
        last_inbound=message.message,
        unanswered_since=before.unanswered_since or message.at,
        resolved_at=None if woken else before.resolved_at,
        resolved_by=None if woken else before.resolved_by,
        inbound=before.inbound + 1,
        reopened=before.reopened + int(woken),
    )
    if not asks or after.standby:
        return ConversationStep(after, reopened=woken)
    return start_clocks(after, message.at, "contact_wrote", book, reopened=woken)


def _receive_automated(before: Conversation, message: Inbound, decision: TriageResult) -> ConversationStep:
    begun = replace(before, version=before.version + 1, inbound=before.inbound + 1, last_inbound_at=message.at)
    if before.version > 0:
        return ConversationStep(begun)
    closed = replace(
        begun,
        status="resolved",
        triage=decision.decision,
        priority=decision.priority,
        language=message.language,
        last_inbound=message.message,
        resolved_at=message.at,
        resolved_by=AUTOMATIC,
    )
    return ConversationStep(closed)


def answer_failed(before: Conversation, at: datetime, book: PolicyBook) -> ConversationStep:
    """An answer that counted as sent did not arrive: the contact waits again, whatever was judged before.

    A conversation that a newer one has superseded stays as it is.
    """
    if before.superseded:
        return touch(before)
    after = replace(
        before,
        version=before.version + 1,
        status="open",
        triage=before.triage if needs_response(before.triage) else "respond",
        unanswered_since=before.unanswered_since or at,
        resolved_at=None,
        resolved_by=None,
        reopened=before.reopened + int(before.status == "resolved"),
    )
    return start_clocks(after, at, "reply_failed", book, reopened=before.status == "resolved")


def edit_triage(before: Conversation, decision: TriageResult, at: datetime, book: PolicyBook) -> ConversationStep:
    """Take the decision of an edited message into account; it can raise what the conversation asks, not lower it."""
    triage, priority, by = _merged(before, decision, fresh=False)
    after = replace(before, version=before.version + 1, triage=triage, priority=priority, triaged_by=by)
    if after.needs_reply and not before.needs_reply:
        return start_clocks(after, at, "message_edited", book)
    return ConversationStep(after)


def touch(before: Conversation) -> ConversationStep:
    """A change that leaves the state as it is, such as a deleted message, still makes a version."""
    return ConversationStep(replace(before, version=before.version + 1))


def resolve(before: Conversation, at: datetime, by: str, book: PolicyBook) -> ConversationStep:
    """Nothing is left to answer.

    Raises:
        NotAllowed: It is resolved already.
    """
    if before.status == "resolved":
        raise StateNotAllowed("resolve", before.status)
    stopped = [sla.stop(clock, at, "resolved", book.of(clock)) for clock in before.clocks if clock.state != "stopped"]
    ended = [clock for clock in before.clocks if clock.state == "stopped"]
    after = replace(
        before,
        version=before.version + 1,
        status="resolved",
        resolved_at=at,
        resolved_by=by,
        unanswered_since=None,
        clocks=live_and_newest([*ended, *stopped]),
    )
    return ConversationStep(after, stopped=tuple(stopped))


def reopen(before: Conversation, at: datetime, book: PolicyBook) -> ConversationStep:
    """A person reopens a resolved conversation.

    Raises:
        NotAllowed: It is not resolved, or a newer conversation of the thread has taken its place.
    """
    if before.superseded:
        raise StateNotAllowed("reopen", "superseded")
    if before.status != "resolved":
        raise StateNotAllowed("reopen", before.status)
    after = replace(
        before,
        version=before.version + 1,
        status="open",
        resolved_at=None,
        resolved_by=None,
        unanswered_since=at,
        reopened=before.reopened + 1,
    )
    if not after.needs_reply:
        return ConversationStep(after, reopened=True)
    return start_clocks(after, at, "reopened", book, reopened=True)


def override(before: Conversation, decision: TriageResult, at: datetime, book: PolicyBook) -> ConversationStep:
    """A person overrides the rules; their triage stands until the conversation is reopened.

    Raises:
        NotAllowed: The conversation is resolved.
    """
    if before.status == "resolved":
        raise StateNotAllowed("triage", before.status)
    after = replace(
        before,
        version=before.version + 1,
        triage=decision.decision,
        priority=decision.priority,
        triaged_by=decision.by,
    )
    if needs_response(decision.decision):
        return start_clocks(after, at, "triage_overridden", book) if after.needs_reply else ConversationStep(after)
    running = [clock for clock in before.clocks if clock.state != "stopped"]
    stopped = [sla.stop(clock, at, "triage_overridden", book.of(clock)) for clock in running]
    ended = [clock for clock in before.clocks if clock.state == "stopped"]
    return ConversationStep(replace(after, clocks=live_and_newest([*ended, *stopped])), stopped=tuple(stopped))


def breach(before: Conversation, at: datetime) -> tuple[Conversation, tuple[SlaClock, ...]]:
    """Mark the running clocks whose due time has passed; returns the conversation unchanged when there are none."""
    late = tuple(replace(clock, breached=True) for clock in before.clocks if sla.is_due(clock, at))
    if not late:
        return before, ()
    clocks = tuple(replace(clock, breached=True) if sla.is_due(clock, at) else clock for clock in before.clocks)
    return replace(before, version=before.version + 1, clocks=clocks), late


def supersede(before: Conversation) -> Conversation:
    """A newer conversation of the thread has begun, so this one stays closed."""
    return replace(before, superseded=True)


def _merged(before: Conversation, decision: TriageResult, *, fresh: bool) -> tuple[Triage, int, str | None]:
    """The triage of the conversation after one more decision.

    It never sinks while unanswered; a person's word is outvoted only by an escalation.
    """
    if fresh or (before.unanswered_since is None and before.triaged_by is None):
        return decision.decision, decision.priority, None
    if before.triaged_by is not None and decision.decision != "escalate":
        return before.triage, before.priority, before.triaged_by
    triage = stronger(before.triage, decision.decision)
    return triage, max(before.priority, decision.priority), None
