"""The life cycle of a conversation; every change returns the next version and the clocks it touched."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.inbox.domain import sla
from services.inbox.domain.conversation import Conversation, ConversationStep, Inbound, StateNotAllowed
from services.inbox.domain.conversation_clocks import live_and_newest, start_clocks, tighten_clocks
from services.inbox.domain.conversation_triage import merged_triage, with_topics
from services.inbox.domain.sla import PolicyBook, SlaClock
from services.inbox.domain.triage import TriageResult, needs_response

AUTOMATIC = "automatic"  # resolved by no person, as it asks nothing of one


def receive(before: Conversation, message: Inbound, decision: TriageResult, book: PolicyBook) -> ConversationStep:
    """Take in a message: triage may rise, a resolved conversation opens again, clocks start.

    What a machine sent by itself changes nothing of what is asked; a conversation that it begins is resolved at once.
    """
    if message.automated:
        return _receive_automated(before, message, decision)
    asks = needs_response(decision.decision)
    woken = before.status == "resolved" and asks
    triage, priority, by, rule = merged_triage(before, decision, fresh=woken or before.inbound == 0)
    after = replace(
        before,
        version=before.version + 1,
        status="open" if asks else before.status,
        triage=triage,
        priority=priority,
        triaged_by=by,
        triaged_rule=rule,
        language=message.language or before.language,
        topics=with_topics(before.topics, message.topics),
        open_topics=with_topics(before.open_topics, message.topics),
        last_inbound_at=message.at,
        last_inbound=message.message,
        unanswered_since=before.unanswered_since or message.at,
        resolved_at=None if woken else before.resolved_at,
        resolved_by=None if woken else before.resolved_by,
        inbound=before.inbound + 1,
        reopened=before.reopened + int(woken),
        reach=message.reach if message.reach is not None else before.reach,
    )
    step = ConversationStep(after, reopened=woken)
    if asks and not after.standby:
        step = start_clocks(after, message.at, "contact_wrote", book, reopened=woken)
    return tighten_clocks(step, before, message.at, book)


def _receive_automated(before: Conversation, message: Inbound, decision: TriageResult) -> ConversationStep:
    begun = replace(before, version=before.version + 1, inbound=before.inbound + 1, last_inbound_at=message.at)
    if before.version > 0:
        return ConversationStep(begun)
    closed = replace(
        begun,
        status="resolved",
        triage=decision.decision,
        priority=decision.priority,
        triaged_rule=decision.rule,
        language=message.language,
        last_inbound=message.message,
        resolved_at=message.at,
        resolved_by=AUTOMATIC,
    )
    return ConversationStep(closed)


def answer_failed(before: Conversation, at: datetime, book: PolicyBook) -> ConversationStep:
    """An answer that counted as sent did not arrive: the contact waits again, whatever was judged before.

    A conversation that a newer one has superseded, or that was erased, stays as it is.
    """
    return _waits_again(before, at, at, "reply_failed", book)


def answer_withdrawn(before: Conversation, since: datetime, at: datetime, book: PolicyBook) -> ConversationStep:
    """The answer with which it waits for its contact is gone: the contact waits again, as they have since `since`."""
    if before.status != "waiting":
        return touch(before)
    return _waits_again(before, since, at, "reply_withdrawn", book)


def _waits_again(before: Conversation, since: datetime, at: datetime, cause: str, book: PolicyBook) -> ConversationStep:
    if before.ended:
        return touch(before)
    after = replace(
        before,
        version=before.version + 1,
        status="open",
        triage=before.triage if needs_response(before.triage) else "respond",
        unanswered_since=before.unanswered_since or since,
        open_topics=before.topics,
        resolved_at=None,
        resolved_by=None,
        reopened=before.reopened + int(before.status == "resolved"),
    )
    if after.standby:
        return ConversationStep(after, reopened=before.status == "resolved")
    return start_clocks(after, at, cause, book, reopened=before.status == "resolved")


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
        open_topics=(),
        clocks=live_and_newest([*ended, *stopped]),
    )
    return ConversationStep(after, stopped=tuple(stopped))


def reopen(before: Conversation, at: datetime, book: PolicyBook) -> ConversationStep:
    """A person reopens a resolved conversation.

    Raises:
        NotAllowed: It is not resolved, a newer conversation of the thread has taken its place, or it was erased.
    """
    if before.erased_at is not None:
        raise StateNotAllowed("reopen", "erased")
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
        open_topics=before.topics,
        reopened=before.reopened + 1,
    )
    if not after.needs_reply:
        return ConversationStep(after, reopened=True)
    return start_clocks(after, at, "reopened", book, reopened=True)


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
