"""The triage of a conversation: how decisions on messages and people's word add up, and which clocks they move."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.inbox.domain import sla
from services.inbox.domain.conversation import Conversation, ConversationStep, StateNotAllowed
from services.inbox.domain.conversation_clocks import live_and_newest, start_clocks, tighten_clocks
from services.inbox.domain.guideline import Guideline
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.sla import PolicyBook
from services.inbox.domain.takeover import Takeover
from services.inbox.domain.triage import Triage, TriageResult, needs_response, stronger

MAX_TOPICS = 16  # a conversation about more than these is about anything


def edit_triage(
    before: Conversation, decision: TriageResult, topics: tuple[str, ...], at: datetime, book: PolicyBook
) -> ConversationStep:
    """Take an edited message into account; it can raise what the conversation asks, not lower it."""
    triage, priority, by, rule = merged_triage(before, decision, fresh=False)
    after = replace(
        before,
        version=before.version + 1,
        triage=triage,
        priority=priority,
        triaged_by=by,
        triaged_rule=rule,
        topics=with_topics(before.topics, topics),
        open_topics=with_topics(before.open_topics, topics) if before.unanswered_since is not None else (),
    )
    step = ConversationStep(after)
    if after.needs_reply and not before.needs_reply:
        step = start_clocks(after, at, "message_edited", book)
    return tighten_clocks(step, before, at, book)


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
        triaged_rule=None,
    )
    if needs_response(decision.decision):
        step = start_clocks(after, at, "triage_overridden", book) if after.needs_reply else ConversationStep(after)
        return tighten_clocks(step, before, at, book)
    running = [clock for clock in before.clocks if clock.state != "stopped"]
    stopped = [sla.stop(clock, at, "triage_overridden", book.of(clock)) for clock in running]
    ended = [clock for clock in before.clocks if clock.state == "stopped"]
    return ConversationStep(replace(after, clocks=live_and_newest([*ended, *stopped])), stopped=tuple(stopped))


def take_over(state: Conversation, guideline: Guideline, situation: Situation) -> Conversation:
    """Give a conversation to the department of the first silence that holds and names one.

    What is given stays given: the same rule changes nothing until another version of the guideline has it.
    """
    if state.status == "resolved":
        return state
    rules = (each for each in guideline.silences if each.department is not None and each.applies.holds(situation))
    rule = next(rules, None)
    if rule is None or rule.department is None:
        return state
    before, now = state.taken_over_by, Takeover(rule.department, rule.id, guideline.version, rule.why)
    return state if before == now else replace(state, taken_over_by=now)


def merged_triage(
    before: Conversation, decision: TriageResult, *, fresh: bool
) -> tuple[Triage, int, str | None, str | None]:
    """The triage of the conversation after one more decision: what, how urgent, by which person or which rule.

    It never sinks while unanswered; a person's word is outvoted only by an escalation.
    """
    if fresh or (before.unanswered_since is None and before.triaged_by is None):
        return decision.decision, decision.priority, None, decision.rule
    if before.triaged_by is not None and decision.decision != "escalate":
        return before.triage, before.priority, before.triaged_by, before.triaged_rule
    triage = stronger(before.triage, decision.decision)
    by_before = triage == before.triage and before.triaged_rule is not None
    rule = before.triaged_rule if by_before else decision.rule
    return triage, max(before.priority, decision.priority), None, rule


def with_topics(topics: tuple[str, ...], more: tuple[str, ...]) -> tuple[str, ...]:
    """Topics with more, each once, as many as a conversation can be about."""
    if set(more) <= set(topics):
        return topics
    return tuple(dict.fromkeys((*topics, *more)))[:MAX_TOPICS]
