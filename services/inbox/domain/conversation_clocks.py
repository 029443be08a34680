"""The clocks of a conversation as it changes: which start and resume with a message, and which stop with an answer."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from services.inbox.domain import sla
from services.inbox.domain.conversation import Conversation, ConversationStep
from services.inbox.domain.guideline_scope import Situation
from services.inbox.domain.sla import ClockKind, PolicyBook, SlaClock

REPLIED = "replied"
PRIORITY_RAISED = "priority_raised"
SITUATION_CHANGED = "situation_changed"
MAX_ENDED_CLOCKS = 20  # the whole history is in the events; this many are enough to show beside a conversation


def answer(before: Conversation, at: datetime, book: PolicyBook, author: str | None = None) -> ConversationStep:
    """A reply of `author`, or of another tool, went out: response clocks stop, the resolution clock waits."""
    clocks, stopped = [], []
    for clock in before.clocks:
        policy = book.of(clock)
        if clock.state == "running" and clock.kind != "resolution":
            ended = sla.stop(clock, at, REPLIED, policy)
            stopped.append(ended)
            clocks.append(ended)
        elif clock.state == "running" and policy.pause_resolution_while_waiting:
            clocks.append(sla.pause(clock, at, "waiting_for_contact", policy))
        else:
            clocks.append(clock)
    after = replace(
        before,
        version=before.version + 1,
        status="waiting" if before.status == "open" else before.status,
        unanswered_since=None,
        first_reply_at=before.first_reply_at or (at if before.inbound else None),
        open_topics=(),
        last_author=author,
        outbound=before.outbound + 1,
        clocks=live_and_newest(clocks),
    )
    return ConversationStep(after, stopped=tuple(stopped))


def situation_of(state: Conversation, book: PolicyBook) -> Situation:
    """What the targets of a policy are chosen by."""
    return Situation(
        channel=state.channel,
        visibility=state.visibility,
        triage=state.triage,
        priority=state.priority,
        topics=state.open_topics,
        language=state.language,
        in_incident=book.severity is not None,
        reach=state.reach,
        severity=book.severity,
    )


def is_first_response(before: Conversation) -> bool:
    """Whether an answer now is the first one to what the contact wrote."""
    return before.first_reply_at is None and before.inbound > 0


def response_seconds(answered: ConversationStep) -> float | None:
    """How long the response clock had run that an answer stopped; None where it stopped none."""
    ended = [clock for clock in answered.stopped if clock.kind != "resolution"]
    return (ended[-1].segments[-1].started_at - ended[-1].started_at).total_seconds() if ended else None


def start_clocks(
    after: Conversation, at: datetime, cause: str, book: PolicyBook, *, reopened: bool = False
) -> ConversationStep:
    """Start the response clock that is missing, and start or resume the resolution clock."""
    kinds: dict[ClockKind, SlaClock] = {clock.kind: clock for clock in after.clocks if clock.state != "stopped"}
    clocks, started = list(after.clocks), []
    needed_kinds: tuple[ClockKind, ClockKind] = (
        "first_response" if after.first_reply_at is None else "next_response",
        "resolution",
    )
    for kind in needed_kinds:
        live = kinds.get(kind)
        if live is None:
            fresh = sla.start(kind, at, cause, situation_of(after, book), book.current)
            clocks.append(fresh)
            started.append(fresh)
        elif live.state == "paused":
            running = sla.resume(live, at, cause, book.of(live))
            clocks[clocks.index(live)] = running
            started.append(running)
    if not started:
        return ConversationStep(after, reopened=reopened)
    return ConversationStep(replace(after, clocks=live_and_newest(clocks)), started=tuple(started), reopened=reopened)


def tighten_clocks(step: ConversationStep, before: Conversation, at: datetime, book: PolicyBook) -> ConversationStep:
    """Hold the clocks that were live before to the promise of now, where a change has made it stricter."""
    after = step.conversation
    situation = situation_of(after, book)
    raised = after.priority > before.priority
    if not raised and (not after.clocks or situation == situation_of(before, book)):
        return step
    cause = PRIORITY_RAISED if raised else SITUATION_CHANGED
    held = [sla.tighten(clock, at, cause, situation, book.of(clock)) for clock in after.clocks]
    if held == list(after.clocks):
        return step
    started = [
        now
        for then, now in zip(after.clocks, held, strict=True)
        if now.state == "running" and (now is not then or then in step.started)
    ]
    return replace(step, conversation=replace(after, clocks=tuple(held)), started=tuple(started))


def live_and_newest(clocks: list[SlaClock]) -> tuple[SlaClock, ...]:
    """All live clocks and the newest of the ended ones."""
    if len(clocks) <= MAX_ENDED_CLOCKS:
        return tuple(clocks)
    ended = [clock for clock in clocks if clock.state == "stopped"]
    dropped = set(map(id, ended[: max(0, len(ended) - MAX_ENDED_CLOCKS)]))
    return tuple(clock for clock in clocks if id(clock) not in dropped)
